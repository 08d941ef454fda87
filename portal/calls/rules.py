"""Who may log calls and see their totals, who takes shifts, and who counts talks."""

from portal.permissions import CENTRAL, Role, Rule, Scope

RULES = {
    # On which lines: queries.lines_of.
    "calls.log_call": Rule({Role.VOLUNTEER: Scope.ALL, Role.SECRETARIAT: Scope.ALL}),
    "calls.view_call": Rule({Role.PERSON: Scope.OWN}),
    "calls.correct_call": Rule({Role.PERSON: Scope.OWN}),
    "calls.undo_call": Rule({Role.PERSON: Scope.OWN}),
    "calls.view_totals": Rule(CENTRAL),
    "calls.view_exact_totals": Rule({Role.SECRETARIAT: Scope.ALL}),  # others see no number below three
    "calls.change_volunteer": Rule(CENTRAL),
    "calls.view_rota": Rule({Role.VOLUNTEER: Scope.ALL, **CENTRAL}),
    "calls.take_shift": Rule({Role.VOLUNTEER: Scope.ALL}),  # on the lines that they answer: rota.queries.shifts_to_take
    "calls.offer_shift": Rule({Role.PERSON: Scope.OWN}),
    "calls.give_back_shift": Rule({Role.PERSON: Scope.OWN}),
    "calls.close_shift": Rule(CENTRAL),
    "calls.assign_shift": Rule(CENTRAL),  # and take it back
    "calls.keep_tally": Rule({Role.SUPPORTER: Scope.OWN}),
    "calls.view_tallies": Rule(CENTRAL),
}
