"""Who may fill in, send and handle a chapter's report. The case is the report, or its chapter before there is one."""

from portal.permissions import Role, Rule, Scope, Unless

BOARD = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.BOARD_MEMBER: Scope.OWN_CHAPTER}
STAFF = {Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}

RULES = {
    "reports.prepare_report": Rule(BOARD),
    "reports.submit_report": Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER}),
    "reports.view_report": Rule({**BOARD, **STAFF}),
    "reports.view_overview": Rule(STAFF),
    # Nobody approves a report that they attested themselves.
    "reports.handle_report": Rule({Role.SECRETARIAT: Scope.ALL}, unless=frozenset({Unless.OWN_CASE})),
}
