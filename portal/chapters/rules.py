"""Who may do what with chapters and offices."""

from portal.permissions import BOARD, Role, Rule, Scope

RULES = {
    "chapters.view_chapter": Rule({**BOARD, Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}),
    "chapters.describe_chapter": Rule(BOARD),
    "chapters.view_register": Rule({Role.SECRETARIAT: Scope.ALL, Role.COORDINATOR: Scope.ALL}),
    "chapters.give_office": Rule({Role.SECRETARIAT: Scope.ALL}),
    "chapters.end_office": Rule({Role.SECRETARIAT: Scope.ALL}),
    "chapters.confirm_membership": Rule({**BOARD, Role.SECRETARIAT: Scope.ALL}),
}
