"""Permission rules for one's own data, and for what is left before a new site can be opened."""

from portal.permissions import Role, Rule, Scope

RULES = {
    "operations.view_first_days": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.send_test_mail": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.download_own_data": Rule({Role.PERSON: Scope.OWN}),
    "operations.erase_own_account": Rule({Role.PERSON: Scope.OWN}),
    "operations.see_erased": Rule({Role.ANYONE: Scope.ALL}),
}
