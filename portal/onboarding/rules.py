"""Who may do what with an application."""

from portal.permissions import Role, Rule, Scope, Unless

ASSESSORS = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.BOARD_MEMBER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}
IMPARTIAL = frozenset({Unless.OWN_CASE, Unless.TIE, Unless.ENTERED})
HELPERS = [Role.CHAPTER_LEADER, Role.BOARD_MEMBER, Role.COORDINATOR, Role.SECRETARIAT]

RULES = {
    "onboarding.apply": Rule({Role.PERSON: Scope.OWN}),
    "onboarding.check_oneself": Rule({Role.ANYONE: Scope.ALL}),
    "onboarding.see_questions": Rule({Role.ANYONE: Scope.ALL}),
    "onboarding.view_own_application": Rule({Role.PERSON: Scope.OWN}),
    "onboarding.resubmit_application": Rule({Role.PERSON: Scope.OWN}),
    "onboarding.withdraw_application": Rule({Role.PERSON: Scope.OWN}),
    "onboarding.apply_for_another": Rule(dict.fromkeys(HELPERS, Scope.OWN)),
    "onboarding.change_questions": Rule({Role.SECRETARIAT: Scope.ALL}),
    "onboarding.assess_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.approve_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.ask_for_more_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.decline_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.take_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.hand_over_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.send_on_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.declare_tie_application": Rule(ASSESSORS, unless=IMPARTIAL),
    "onboarding.set_letter": Rule({Role.SECRETARIAT: Scope.ALL}),
}
