"""Permission rules for the declaration and its signatures."""

from portal.permissions import BOARD_OR_SECRETARIAT, CENTRAL, IMPARTIAL, Role, Rule, Scope, Unless

RULES = {
    "declarations.sign_declaration": Rule({Role.PERSON: Scope.OWN}),
    "declarations.download_signature": Rule({Role.PERSON: Scope.OWN}),
    "declarations.view_signer": Rule({Role.PERSON: Scope.OWN, Role.SECRETARIAT: Scope.ALL}),
    "declarations.withdraw_signature": Rule({Role.SECRETARIAT: Scope.ALL}, unless=IMPARTIAL),
    # And to get the organisation's copy afterwards. A receipt and no judgement: whoever is close to the signer can give
    # it, but never the signer.
    "declarations.confirm_receipt": Rule({Role.SECRETARIAT: Scope.ALL}, unless=frozenset({Unless.OWN_CASE})),
    # On paper, or from before this site; of a supporter or of somebody on the way.
    "declarations.record_signature": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    # Who is told that somebody else wants to have it explained, sees whom to call, and says that it is done.
    "declarations.explain_declaration": Rule(CENTRAL, unless=frozenset({Unless.OWN_CASE})),
    "declarations.finish_explanation": Rule(CENTRAL, unless=frozenset({Unless.OWN_CASE})),
    "declarations.reopen_explanation": Rule(CENTRAL, unless=frozenset({Unless.OWN_CASE})),
    "declarations.withdraw_explanation": Rule({Role.PERSON: Scope.OWN}),
    "declarations.write_text": Rule({Role.SECRETARIAT: Scope.ALL}),
    # By somebody else than whoever began the draft or changed it last: the service refuses those.
    "declarations.publish_text": Rule({Role.SECRETARIAT: Scope.ALL}),
    # The register of promises: of everybody, and of a chapter's own people.
    "declarations.view_register": Rule({Role.SECRETARIAT: Scope.ALL}),
    "declarations.view_chapter_register": Rule(BOARD_OR_SECRETARIAT),
    "declarations.verify": Rule({Role.ANYONE: Scope.ALL}),
}
