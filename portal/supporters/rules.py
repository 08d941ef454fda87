"""Who may do what with supporters, appointments and listings."""

from portal.permissions import Role, Rule, Scope, Unless

BOARD = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.BOARD_MEMBER: Scope.OWN_CHAPTER}
STAFF = {Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}

RULES = {
    "supporters.view_supporter": Rule({Role.PERSON: Scope.OWN, **BOARD, **STAFF}),
    "supporters.appoint_supporter": Rule(
        {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}, unless=frozenset({Unless.OWN_CASE})
    ),
    "supporters.become_active_supporter": Rule({}),  # nobody's move: it follows from the requirements
    "supporters.pause_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.resume_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.end_supporter": Rule({Role.PERSON: Scope.OWN, **BOARD, **STAFF}),
    "supporters.return_supporter": Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}),
    "supporters.change_listing": Rule({Role.PERSON: Scope.OWN}),
    "supporters.view_category": Rule(STAFF),
}
