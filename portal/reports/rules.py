"""Who may fill in, send and handle a chapter's report. The case is the report, or the chapter if there is none yet."""

from portal.permissions import AFTER_END, BOARD, BOARD_OR_SECRETARIAT, CENTRAL, Role, Rule, Scope, Unless

# Nobody answers a report that they attested themselves.
HANDLING = Rule({Role.SECRETARIAT: Scope.ALL}, unless=frozenset({Unless.OWN_CASE}))

ANSWERING = {**BOARD, **AFTER_END}
# Of a chapter that was closed and is part of no other, the secretariat can send it in the place of the board.
FILLING_IN = Rule({**ANSWERING, Role.SECRETARIAT: Scope.CLOSED_CHAPTER})

RULES = {
    "reports.prepare_report": FILLING_IN,
    "reports.submit_report": Rule(
        {
            Role.CHAPTER_LEADER: Scope.OWN_CHAPTER,
            Role.LEADER_AFTER_END: Scope.OWN_CHAPTER,
            Role.SECRETARIAT: Scope.CLOSED_CHAPTER,
        }
    ),
    # Signing: the leader signs alone (submit_report), two others of the board one after the other.
    "reports.sign_report": FILLING_IN,
    "reports.answer_for_report": Rule(ANSWERING),  # as one of its board, and not in the place of it
    # Reopening: the board asks, also where there is no leader; the secretariat says yes or no.
    "reports.ask_reopening": Rule(ANSWERING),
    "reports.reopen_report": HANDLING,
    # What stands in a report tells of few people: nobody else reads it. Coordinators see who has delivered.
    "reports.view_report": Rule({**BOARD_OR_SECRETARIAT, **AFTER_END}),
    "reports.view_for_answer": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.view_overview": Rule(CENTRAL),  # who has delivered
    "reports.handle_report": HANDLING,
    "reports.approve_report": HANDLING,
    "reports.return_report": HANDLING,
    # Measures.
    "reports.view_measures": Rule(CENTRAL),
    "reports.change_measures": Rule({Role.SECRETARIAT: Scope.ALL}),
    # The year: its dates, decisions about one chapter, reminders.
    "reports.change_year": Rule({Role.SECRETARIAT: Scope.ALL}),
    # The grant file.
    "reports.give_grant_contact": Rule({Role.PERSON: Scope.OWN}),
    "reports.view_own_overview": Rule({Role.PERSON: Scope.OWN}),  # the case is the supporter
    "reports.view_grant": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.freeze_grant": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.hold_grant": Rule({Role.SECRETARIAT: Scope.ALL}),
    # Totals
    "reports.view_totals": Rule(CENTRAL),
    "reports.view_without_activity": Rule({**BOARD, **CENTRAL}),
    "reports.write_without_activity": Rule(BOARD_OR_SECRETARIAT),
    "reports.export_names": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.set_worth": Rule({Role.SECRETARIAT: Scope.ALL}),
    "reports.view_exact_totals": Rule({Role.SECRETARIAT: Scope.ALL}),  # others see no small number that may point out
}
