"""Permission rules for accounts."""

from portal.permissions import OWN_CASE_OR_TIE, Role, Rule, Scope

RULES = {
    "accounts.sign_in": Rule({Role.ANYONE: Scope.ALL}),
    "accounts.choose_display": Rule({Role.ANYONE: Scope.ALL}),
    "accounts.judge_page": Rule({Role.ANYONE: Scope.ALL}),
    "accounts.sign_out": Rule({Role.PERSON: Scope.OWN}),
    "accounts.resume_form": Rule({Role.PERSON: Scope.OWN}),
    "accounts.change_address": Rule({Role.PERSON: Scope.OWN}),
    # The second of two looks at it with the same rule; the service refuses whoever asked.
    "accounts.change_address_of_another": Rule({Role.SECRETARIAT: Scope.ALL}, unless=OWN_CASE_OR_TIE),
    # Not one's own: whoever has got into somebody's session must not get rid of the second lock.
    "accounts.reset_second_factor": Rule({Role.SECRETARIAT: Scope.ALL}, unless=OWN_CASE_OR_TIE),
    "accounts.change_editing": Rule({Role.SECRETARIAT: Scope.ALL}, unless=OWN_CASE_OR_TIE),
    "accounts.prove_freshness": Rule({Role.PERSON: Scope.OWN}),
    "accounts.prove_identity": Rule({Role.PERSON: Scope.OWN}),
    "accounts.set_up_second_factor": Rule({Role.PERSON: Scope.OWN}),
}
