"""Who may fill in, send and handle a chapter's report. The case is the report, or the chapter if there is none yet."""

from portal.permissions import BOARD, BOARD_OR_SECRETARIAT, CENTRAL, Role, Rule, Scope, Unless

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
    # Totals
    "reports.view_totals": Rule(CENTRAL),
    "reports.view_without_activity": Rule({**BOARD, **CENTRAL}),
    "reports.write_without_activity": Rule(BOARD_OR_SECRETARIAT),
    "reports.export_names": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.set_worth": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.view_exact_totals": Rule({Role.SECRETARIAT: Scope.ALL}),  # others see no small number that may point out
}
