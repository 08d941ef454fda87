"""Who may do what with supporters, appointments and listings."""

from portal.permissions import BOARD, CENTRAL, Role, Rule, Scope, Unless

RULES = {
    "supporters.view_supporter": Rule({Role.PERSON: Scope.OWN, **BOARD, **CENTRAL}),
    "supporters.appoint_supporter": Rule(
        {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}, unless=frozenset({Unless.OWN_CASE})
    ),
    "supporters.become_active_supporter": Rule({}),  # nobody's move: it follows from the requirements
    "supporters.pause_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.resume_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.end_supporter": Rule({Role.PERSON: Scope.OWN, **BOARD, **CENTRAL}),
    "supporters.return_supporter": Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}),
    "supporters.change_listing": Rule({Role.PERSON: Scope.OWN}),
    "supporters.view_category": Rule(CENTRAL),
}
