from django.core.management.base import BaseCommand

from home.first_content import changes
from home.first_content.loading import load


class Command(BaseCommand):
    help = "Fill an empty site with its first pages and helplines. A site that has a front page only gets new ones."

    def handle(self, **options):
        loaded = load()
        self.stdout.write("The first content is loaded." if loaded else "The site has its content already.")
        if waiting := len(changes.waiting()):
            self.stdout.write(f"New words wait for an editor in {waiting} places: /cms/endret-i-ny-versjon/")
