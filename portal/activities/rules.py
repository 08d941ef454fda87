"""Who may log and see activities."""

from portal.permissions import BOARD, Role, Rule, Scope

RULES = {
    "activities.log_activity": Rule({Role.SUPPORTER: Scope.OWN_CHAPTER, **BOARD}),  # the case is the chapter
    "activities.log_for_chapter": Rule(BOARD),  # and say who led it
    "activities.view_activity": Rule(
        {Role.PERSON: Scope.OWN, **BOARD, Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}
    ),
    "activities.undo_activity": Rule({Role.PERSON: Scope.OWN}),
}
