"""Permission rules for the pages that show things from several rooms."""

from portal.permissions import BOARD, CENTRAL, IMPARTIAL, Role, Rule, Scope

RULES = {
    "desk.view_my_page": Rule({Role.PERSON: Scope.OWN}),
    "desk.view_my_data": Rule({Role.PERSON: Scope.OWN}),
    "desk.view_my_chapters": Rule({Role.PERSON: Scope.OWN}),
    "desk.view_chapter": Rule({**BOARD, **CENTRAL}),
    "desk.view_queue": Rule(CENTRAL),
    "desk.view_on_the_way": Rule(CENTRAL),
    "desk.view_overview": Rule(CENTRAL),
    "desk.view_register": Rule(CENTRAL),
    "desk.take_out_supporters": Rule({Role.SECRETARIAT: Scope.ALL}),  # all of them as a file
    "desk.change_organisation": Rule({Role.SECRETARIAT: Scope.ALL}),
    # Some kinds of supporter come with an office: who may not decide about somebody gives them none.
    "desk.give_office": Rule({Role.SECRETARIAT: Scope.ALL}, unless=IMPARTIAL),
}
