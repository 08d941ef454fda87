"""Who may do what with chapters and offices."""

from portal.permissions import Role, Rule, Scope

BOARD = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.BOARD_MEMBER: Scope.OWN_CHAPTER}

RULES = {
    "chapters.view_chapter": Rule({**BOARD, Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}),
    "chapters.view_register": Rule({Role.SECRETARIAT: Scope.ALL, Role.COORDINATOR: Scope.ALL}),
    "chapters.give_office": Rule({Role.SECRETARIAT: Scope.ALL}),
    "chapters.end_office": Rule({Role.SECRETARIAT: Scope.ALL}),
    "chapters.confirm_membership": Rule({**BOARD, Role.SECRETARIAT: Scope.ALL}),
}
