"""Permission rules for applications."""

from portal.permissions import BOARD_OR_SECRETARIAT, IMPARTIAL, Role, Rule, Scope

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
    "onboarding.assess_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.approve_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.ask_for_more_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.decline_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.take_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.hand_over_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.send_on_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.declare_tie_application": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    "onboarding.set_letter": Rule({Role.SECRETARIAT: Scope.ALL}),
}
