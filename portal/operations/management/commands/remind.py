"""Reminders: send what is due today, each once. The worker does the same every hour."""

from django.core.management.base import BaseCommand

from portal.calls.rota import services as rota_services
from portal.declarations.register import services as register_services
from portal.experts.answering import services as answering_services
from portal.knowledge.course import services as course_services
from portal.onboarding.reminders import services as reminder_services
from portal.reports.grants import services as grant_services
from portal.reports.years import services as year_services
from portal.supporters.directory import services as directory_services

# What the rooms have to remind people of: (what, a function that sends what is due and returns how many).
REMINDERS = [
    ("applications", reminder_services.remind),
    ("steps", reminder_services.remind_of_steps),
    ("inactive candidates", reminder_services.remind_inactive_candidates),
    ("declarations", register_services.remind_of_lapsing),
    ("those who have left the public list", directory_services.remind_those_who_left),
    ("courses", course_services.remind),
    ("shifts that nobody has taken", rota_services.remind_of_gaps),
    ("shifts of tomorrow", rota_services.remind_of_shifts),
    ("questions to the experts", answering_services.remind),
    ("annual reports", year_services.remind),
    ("annual reports that have come", year_services.remind_of_arrivals),
    ("addresses for the application to the state", grant_services.remind_of_contacts),
]


class Command(BaseCommand):
    help = "Send the reminders that are due."

    def handle(self, **options):
        for what, remind in REMINDERS:
            self.stdout.write(f"{what}: {remind()}")
