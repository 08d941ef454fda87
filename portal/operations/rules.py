"""Permission rules for what an organisation does with the site as a whole, and a person with what is theirs."""

from portal.permissions import Role, Rule, Scope

RULES = {
    "operations.view_first_days": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.send_test_mail": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.download_own_data": Rule({Role.PERSON: Scope.OWN}),
    "operations.erase_own_account": Rule({Role.PERSON: Scope.OWN}),
    "operations.view_retention": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    # The secretariat is who acts in it, so it does not check itself.
    "operations.audit_events": Rule({Role.ADMIN: Scope.ALL}),
    "operations.see_erased": Rule({Role.ANYONE: Scope.ALL}),
    "operations.import_register": Rule({Role.SECRETARIAT: Scope.ALL}),
}
