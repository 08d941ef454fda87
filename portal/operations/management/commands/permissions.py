"""Print who may do what, from the rules that the site uses."""

import json

from django.core.management.base import BaseCommand

from portal.permissions import Role, rules


class Command(BaseCommand):
    help = "Print the matrix of roles and actions."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, **options):
        table = rules()
        if options["json"]:
            rows = {
                name: {"roles": dict(rule.roles.items()), "unless": sorted(rule.unless)}
                for name, rule in sorted(table.items())
            }
            self.stdout.write(json.dumps(rows, indent=2))
            return
        width = max(map(len, table))
        self.stdout.write(" ".join(["act".ljust(width), *(role.value[:12].ljust(12) for role in Role)]))
        for name, rule in sorted(table.items()):
            cells = [rule.roles[role].value.ljust(12) if role in rule.roles else "-".ljust(12) for role in Role]
            unless = f"  unless {', '.join(sorted(rule.unless))}" if rule.unless else ""
            self.stdout.write(" ".join([name.ljust(width), *cells]).rstrip() + unless)
