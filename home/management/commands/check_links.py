from django.core.management.base import BaseCommand

from home.editing import links
from home.models import LinkCheck


class Command(BaseCommand):
    help = "Look at every address on the pages and in the snippets, and print those that lead nowhere."

    def handle(self, **options):
        links.ask_all()
        links.look_at_all()
        found = links.collect()
        dead = LinkCheck.objects.filter(fault__in=LinkCheck.DEAD, url__in=found).order_by("url")
        for check in dead:
            for place in found[check.url]:
                self.stdout.write(f"{check.url}: {check.get_fault_display()} ({place.title}, {place.field})")
        self.stdout.write(f"{len(found)} addresses, {len(dead)} of them lead nowhere.")
