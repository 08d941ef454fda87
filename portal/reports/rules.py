"""Who may fill in, send and handle a chapter's report. The case is the report, or the chapter if there is none yet."""

from portal.permissions import BOARD, CENTRAL, Role, Rule, Scope, Unless

# Nobody answers a report that they attested themselves.
HANDLING = Rule({Role.SECRETARIAT: Scope.ALL}, unless=frozenset({Unless.OWN_CASE}))

RULES = {
    "reports.prepare_report": Rule(BOARD),
    "reports.submit_report": Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER}),
    "reports.view_report": Rule({**BOARD, **CENTRAL}),
    "reports.view_overview": Rule(CENTRAL),
    "reports.handle_report": HANDLING,
    "reports.approve_report": HANDLING,
    "reports.return_report": HANDLING,
    # The grant file.
    "reports.give_grant_contact": Rule({Role.PERSON: Scope.OWN}),
    "reports.view_own_overview": Rule({Role.PERSON: Scope.OWN}),  # the case is the supporter
    "reports.view_grant": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.freeze_grant": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.hold_grant": Rule({Role.SECRETARIAT: Scope.ALL}),
}
