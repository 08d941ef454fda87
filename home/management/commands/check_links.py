from django.core.management.base import BaseCommand

from home.links.checker import check_all, mark_all_due
from home.links.locations import links_by_address
from home.models import LinkCheck


class Command(BaseCommand):
    help = "Check every address on the pages and in the snippets, and print those that lead nowhere."

    def handle(self, **options):
        mark_all_due()
        check_all()
        found = links_by_address()
        dead = LinkCheck.objects.filter(fault__in=LinkCheck.DEAD, url__in=found).order_by("url")
        for check in dead:
            for location in found[check.url]:
                self.stdout.write(f"{check.url}: {check.get_fault_display()} ({location.title}, {location.field})")
        self.stdout.write(f"{len(found)} addresses, {len(dead)} of them lead nowhere.")
