"""Permission rules for downloading and deleting one's own data."""

from portal.permissions import Role, Rule, Scope

RULES = {
    "operations.download_own_data": Rule({Role.PERSON: Scope.OWN}),
    "operations.erase_own_account": Rule({Role.PERSON: Scope.OWN}),
    "operations.see_erased": Rule({Role.ANYONE: Scope.ALL}),
}
