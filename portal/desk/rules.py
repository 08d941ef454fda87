"""Who may open which page that looks across the rooms."""

from portal.permissions import Role, Rule, Scope

BOARD = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.BOARD_MEMBER: Scope.OWN_CHAPTER}
STAFF = {Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}

RULES = {
    "desk.view_my_page": Rule({Role.PERSON: Scope.OWN}),
    "desk.view_my_data": Rule({Role.PERSON: Scope.OWN}),
    "desk.view_my_chapters": Rule({Role.PERSON: Scope.OWN}),
    "desk.view_chapter": Rule({**BOARD, **STAFF}),
    "desk.view_queue": Rule(STAFF),
    "desk.view_overview": Rule(STAFF),
    "desk.view_register": Rule(STAFF),
    "desk.give_office": Rule({Role.SECRETARIAT: Scope.ALL}),
}
