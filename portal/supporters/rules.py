"""Who may do what with supporters, appointments, listings and requests for contact. A board sees no request."""

from portal.permissions import (
    BOARD,
    BOARD_OR_SECRETARIAT,
    CENTRAL,
    IMPARTIAL,
    LEADER_OR_SECRETARIAT,
    OWN_CASE_OR_TIE,
    Role,
    Rule,
    Scope,
)

# Whoever has a request: the supporter who was asked, or somebody in the office who took it.
HOLDERS = {Role.SUPPORTER: Scope.OWN, Role.COORDINATOR: Scope.OWN, Role.SECRETARIAT: Scope.OWN}

# What makes somebody a supporter is IMPARTIAL: for others than whoever filled in the application for them.
RULES = {
    # The staff's page of a supporter or of somebody on the way: nobody follows their own case.
    "supporters.follow_supporter": Rule({**BOARD, **CENTRAL}, unless=OWN_CASE_OR_TIE),
    "supporters.appoint_supporter": Rule(LEADER_OR_SECRETARIAT, unless=IMPARTIAL),
    # What the chapter's board decides, any of its members can do.
    "supporters.appoint_by_board": Rule(BOARD_OR_SECRETARIAT, unless=IMPARTIAL),
    # Somebody who did not apply; the rule above is asked of the person when it is known who that is.
    "supporters.register_supporter": Rule(LEADER_OR_SECRETARIAT),
    "supporters.end_appointment": Rule(LEADER_OR_SECRETARIAT, unless=OWN_CASE_OR_TIE),
    "supporters.end_candidacy": Rule(LEADER_OR_SECRETARIAT, unless=IMPARTIAL),
    "supporters.step_back": Rule({Role.PERSON: Scope.OWN}),
    "supporters.go_on": Rule({Role.PERSON: Scope.OWN}),
    "supporters.become_active_supporter": Rule({}),  # nobody's move: it follows from the requirements
    "supporters.pause_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.resume_supporter": Rule({Role.PERSON: Scope.OWN}),
    "supporters.end_supporter": Rule({Role.PERSON: Scope.OWN}),
    # The same for somebody else: whoever may end an appointment may end all of them.
    "supporters.end_role": Rule(LEADER_OR_SECRETARIAT, unless=OWN_CASE_OR_TIE),
    "supporters.return_supporter": Rule(LEADER_OR_SECRETARIAT),
    "supporters.change_listing": Rule({Role.PERSON: Scope.OWN}),
    # A picture that is shown is everybody's to see; the view says which those are.
    "supporters.view_portrait": Rule({Role.ANYONE: Scope.ALL}),
    # Somebody else's; one's own goes with ``change_listing``.
    "supporters.remove_portrait": Rule({Role.SECRETARIAT: Scope.ALL}, unless=OWN_CASE_OR_TIE),
    "supporters.view_category": Rule(CENTRAL),
    "supporters.set_category": Rule({Role.SECRETARIAT: Scope.ALL}),
    "supporters.agree_to_role": Rule({Role.PERSON: Scope.OWN}),
    # Who may note having seen what; of a supporter or of somebody on the way.
    "supporters.note_talk": Rule({**BOARD, **CENTRAL}, unless=IMPARTIAL),
    "supporters.note_explained": Rule({**BOARD, **CENTRAL}, unless=IMPARTIAL),
    "supporters.note_police_certificate": Rule(LEADER_OR_SECRETARIAT, unless=IMPARTIAL),
    "supporters.note_certification": Rule({Role.SECRETARIAT: Scope.ALL}, unless=IMPARTIAL),
    "supporters.note_registration": Rule({Role.SECRETARIAT: Scope.ALL}, unless=IMPARTIAL),
    "supporters.note_membership": Rule({**BOARD, **CENTRAL}, unless=IMPARTIAL),
    # For the grant: whoever has the role by an office needs an assessment of the organisation as well.
    "supporters.note_leader_assessment": Rule(CENTRAL, unless=OWN_CASE_OR_TIE),
    "supporters.correct_leader_assessment": Rule(CENTRAL, unless=OWN_CASE_OR_TIE),
    "supporters.give_contact": Rule({**BOARD, **CENTRAL}, unless=OWN_CASE_OR_TIE),
    "supporters.ask_for_contact": Rule({Role.ANYONE: Scope.ALL}),
    "supporters.view_contact_request": Rule(HOLDERS),
    "supporters.accept_contact_request": Rule({Role.SUPPORTER: Scope.OWN}),
    "supporters.decline_contact_request": Rule(HOLDERS),
    "supporters.finish_contact_request": Rule(HOLDERS),
    "supporters.close_contact_request": Rule(HOLDERS),
    "supporters.reopen_contact_request": Rule(HOLDERS),
    "supporters.pass_on_contact_request": Rule({}),  # nobody's move: the deadline's, or that of a supporter who leaves
    "supporters.view_contact_queue": Rule(CENTRAL),
    "supporters.assign_contact_request": Rule(CENTRAL),
    "supporters.take_contact_request": Rule(CENTRAL),
}
