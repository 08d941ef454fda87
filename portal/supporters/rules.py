"""Who may do what with supporters, appointments, listings and requests for contact. A board sees no request."""

from portal.permissions import BOARD, CENTRAL, Role, Rule, Scope, Unless

# Whoever has a request: the supporter who was asked, or somebody in the office who took it.
HOLDERS = {Role.SUPPORTER: Scope.OWN, Role.COORDINATOR: Scope.OWN, Role.SECRETARIAT: Scope.OWN}

APPOINTING = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}
IMPARTIAL = frozenset({Unless.OWN_CASE, Unless.TIE})
# What makes somebody a supporter is for others than whoever filled in the application for them.
DECIDING = IMPARTIAL | {Unless.ENTERED}

RULES = {
    # The staff's page of a supporter or of somebody on the way: nobody follows their own case.
    "supporters.follow_supporter": Rule({**BOARD, **CENTRAL}, unless=IMPARTIAL),
    "supporters.appoint_supporter": Rule(APPOINTING, unless=DECIDING),
    # What the chapter's board decides, any of its members can do.
    "supporters.appoint_by_board": Rule({**BOARD, Role.SECRETARIAT: Scope.ALL}, unless=DECIDING),
    # Somebody who did not apply; the rule above is asked of the person when it is known who that is.
    "supporters.register_supporter": Rule(APPOINTING),
    "supporters.end_appointment": Rule(APPOINTING, unless=IMPARTIAL),
    "supporters.end_candidacy": Rule(APPOINTING, unless=DECIDING),
    "supporters.step_back": Rule({Role.PERSON: Scope.OWN}),
    "supporters.go_on": Rule({Role.PERSON: Scope.OWN}),
    "supporters.become_active_supporter": Rule({}),  # nobody's move: it follows from the requirements
    "supporters.pause_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.resume_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.end_supporter": Rule({Role.PERSON: Scope.OWN}),
    # The same for somebody else: whoever may end an appointment may end all of them.
    "supporters.end_role": Rule(APPOINTING, unless=IMPARTIAL),
    "supporters.return_supporter": Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}),
    "supporters.change_listing": Rule({Role.PERSON: Scope.OWN}),
    "supporters.view_category": Rule(CENTRAL),
    "supporters.set_category": Rule({Role.SECRETARIAT: Scope.ALL}),
    "supporters.agree_to_role": Rule({Role.PERSON: Scope.OWN}),
    # Who may note having seen what; of a supporter or of somebody on the way.
    "supporters.note_talk": Rule({**BOARD, **CENTRAL}, unless=DECIDING),
    "supporters.note_explained": Rule({**BOARD, **CENTRAL}, unless=DECIDING),
    "supporters.note_police_certificate": Rule(APPOINTING, unless=DECIDING),
    "supporters.note_certification": Rule({Role.SECRETARIAT: Scope.ALL}, unless=DECIDING),
    "supporters.note_registration": Rule({Role.SECRETARIAT: Scope.ALL}, unless=DECIDING),
    "supporters.note_membership": Rule({**BOARD, **CENTRAL}, unless=DECIDING),
    "supporters.give_contact": Rule({**BOARD, **CENTRAL}, unless=IMPARTIAL),
    "supporters.ask_for_contact": Rule({Role.ANYONE: Scope.ALL}),
    "supporters.view_contact_request": Rule(HOLDERS),
    "supporters.accept_contact_request": Rule({Role.SUPPORTER: Scope.OWN}),
    "supporters.decline_contact_request": Rule(HOLDERS),
    "supporters.finish_contact_request": Rule(HOLDERS),
    "supporters.close_contact_request": Rule(HOLDERS),
    "supporters.pass_on_contact_request": Rule({}),  # nobody's move: the deadline's, or that of a supporter who leaves
    "supporters.view_contact_queue": Rule(CENTRAL),
    "supporters.assign_contact_request": Rule(CENTRAL),
    "supporters.take_contact_request": Rule(CENTRAL),
}
