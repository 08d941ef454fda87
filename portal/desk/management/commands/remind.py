"""Reminders: send what is due today, each once. The worker does the same every hour."""

from django.core.management.base import BaseCommand

from portal.knowledge import course_services as courses
from portal.onboarding import turn_services

# What the rooms have to remind people of: (what, a function that sends what is due and returns how many).
REMINDERS = [
    ("applications", turn_services.remind),
    ("ways", turn_services.remind_of_ways),
    ("quiet ways", turn_services.remind_the_quiet),
    ("courses", courses.remind),
]


class Command(BaseCommand):
    help = "Send the reminders that are due."

    def handle(self, **options):
        for what, remind in REMINDERS:
            self.stdout.write(f"{what}: {remind()}")
