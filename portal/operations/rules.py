"""Permission rules for what an organisation does with the site as a whole, and a person with what is theirs."""

from portal.permissions import OWN_CASE_OR_TIE, Role, Rule, Scope

RULES = {
    "operations.view_first_days": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.send_test_mail": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    "operations.download_own_data": Rule({Role.PERSON: Scope.OWN}),
    "operations.erase_own_account": Rule({Role.PERSON: Scope.OWN}),
    "operations.join_own_accounts": Rule({Role.PERSON: Scope.OWN}),
    # The second of two looks at it with the same rule; the service refuses whoever asked.
    "operations.join_accounts_of_another": Rule({Role.SECRETARIAT: Scope.ALL}, unless=OWN_CASE_OR_TIE),
    "operations.view_retention": Rule({Role.SECRETARIAT: Scope.ALL, Role.ADMIN: Scope.ALL}),
    # The secretariat is who acts in it, so it does not check itself.
    "operations.audit_events": Rule({Role.ADMIN: Scope.ALL}),
    "operations.see_erased": Rule({Role.ANYONE: Scope.ALL}),
    "operations.import_register": Rule({Role.SECRETARIAT: Scope.ALL}),
}
