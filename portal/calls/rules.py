"""Who may log calls, see their totals, and say who answers the helplines."""

from portal.permissions import CENTRAL, Role, Rule, Scope

RULES = {
    # On which lines: queries.lines_of.
    "calls.log_call": Rule({Role.VOLUNTEER: Scope.ALL, Role.SECRETARIAT: Scope.ALL}),
    "calls.view_call": Rule({Role.PERSON: Scope.OWN}),
    "calls.undo_call": Rule({Role.PERSON: Scope.OWN}),
    "calls.view_totals": Rule(CENTRAL),
    "calls.view_exact_totals": Rule({Role.SECRETARIAT: Scope.ALL}),  # others see no number below three
    "calls.change_volunteer": Rule(CENTRAL),
}
