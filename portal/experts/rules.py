"""Who may ask, who answers, and who publishes an answer."""

from portal.permissions import Role, Rule, Scope, Unless

OFFICE = {Role.SECRETARIAT: Scope.ALL}
HOLDER = {Role.EXPERT: Scope.OWN}  # whoever has the question now

RULES = {
    "experts.read_answers": Rule({Role.ANYONE: Scope.ALL}),
    "experts.ask_question": Rule({Role.ANYONE: Scope.ALL}),
    "experts.view_queue": Rule({Role.EXPERT: Scope.ALL, Role.COORDINATOR: Scope.ALL, **OFFICE}),
    # An expert: of their topics, and not those that another one has (answering.queries.readable_by).
    "experts.view_question": Rule({Role.EXPERT: Scope.ALL, **OFFICE}),
    "experts.take_expert_question": Rule({Role.EXPERT: Scope.ALL}),
    "experts.release_expert_question": Rule({**HOLDER, **OFFICE}),
    "experts.consult_expert_question": Rule(HOLDER),
    "experts.advise_expert_question": Rule(OFFICE),
    "experts.answer_expert_question": Rule(HOLDER),
    "experts.refuse_expert_question": Rule({**HOLDER, **OFFICE}),
    # An expert: what they have answered themselves (answering.queries.readable_by).
    "experts.correct_expert_question": Rule({Role.EXPERT: Scope.ALL, **OFFICE}),
    "experts.change_expert": Rule(OFFICE),
    "experts.show_own_name": Rule({Role.EXPERT: Scope.OWN}),
    # Whoever has answered does not judge whether it identifies somebody.
    "experts.review_answer": Rule(OFFICE, unless=frozenset({Unless.OWN_CASE})),
    "experts.publish_published_answer": Rule(OFFICE, unless=frozenset({Unless.OWN_CASE})),
    "experts.unpublish_published_answer": Rule(OFFICE),
}
