"""Permission rules for one's own data, and for what has been deleted."""

from portal.permissions import Role, Rule, Scope

RULES = {
    "operations.download_own_data": Rule({Role.PERSON: Scope.OWN}),
    "operations.erase_own_account": Rule({Role.PERSON: Scope.OWN}),
    "operations.view_retention": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.see_erased": Rule({Role.ANYONE: Scope.ALL}),
}
