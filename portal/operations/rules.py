"""Who may see what is left before a new site can be opened, and who takes in the register from files."""

from portal.permissions import Role, Rule, Scope

RULES = {
    "operations.view_first_days": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.send_test_mail": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.import_register": Rule({Role.SECRETARIAT: Scope.ALL}),
}
