"""Who may log, correct and see activities, plan gatherings, and see who has signed up."""

from portal.permissions import AFTER_END, BOARD, BOARD_OR_SECRETARIAT, CENTRAL, LAST_YEARS, Role, Rule, Scope

# Whoever logged it, and the board of its chapter, or that which answers for it; of what belongs to no chapter, the
# secretariat.
CORRECTING = Rule({Role.PERSON: Scope.OWN, **BOARD, **LAST_YEARS, Role.SECRETARIAT: Scope.NO_CHAPTER})
# The same, but whoever has ended as a supporter: the page shows what another has logged.
ANSWERING = Rule(
    {
        Role.SUPPORTER: Scope.OWN,
        Role.CENTRAL_SUPPORTER: Scope.OWN,
        **BOARD,
        **LAST_YEARS,
        Role.SECRETARIAT: Scope.NO_CHAPTER,
    }
)

RULES = {
    # The case is the chapter; of what belongs to none, the activity.
    "activities.log_activity": Rule(
        {
            Role.SUPPORTER: Scope.OWN_CHAPTER,
            **BOARD,
            Role.CENTRAL_SUPPORTER: Scope.NO_CHAPTER,
            Role.SECRETARIAT: Scope.NO_CHAPTER,
        }
    ),
    # Of what the person themself leads or logs.
    "activities.state_year": Rule({Role.SUPPORTER: Scope.ALL, **BOARD, Role.SECRETARIAT: Scope.ALL}),
    # Whoever led it says what is theirs to say: see ``forms.led_activity``.
    "activities.say_of_activity": Rule(
        {Role.PERSON: Scope.LED, **BOARD, **LAST_YEARS, Role.SECRETARIAT: Scope.NO_CHAPTER}
    ),
    # An activity tells of few people. Coordinators see totals, where small numbers are hidden.
    "activities.view_activity": Rule({Role.PERSON: Scope.NAMED, **LAST_YEARS, **BOARD_OR_SECRETARIAT}),
    "activities.view_of_no_chapter": Rule({Role.SECRETARIAT: Scope.ALL}),  # the list of all
    "activities.view_of_chapter": Rule(
        {**BOARD_OR_SECRETARIAT, **AFTER_END}
    ),  # the list of all; the case is the chapter
    "activities.undo_activity": Rule({Role.PERSON: Scope.OWN}),
    "activities.view_counting_rules": Rule(CENTRAL),
    "activities.add_counting_rules": Rule({Role.SECRETARIAT: Scope.ALL}),
    "activities.correct_activity": CORRECTING,
    "activities.strike_activity": CORRECTING,
    "activities.put_back_activity": CORRECTING,
    "activities.answer_double_entry": ANSWERING,  # of one of the two
    "activities.view_double_entry": Rule({Role.SECRETARIAT: Scope.ALL}),  # all answers that they are two
    "activities.plan_gathering": Rule(BOARD),  # the case is the chapter
    "activities.view_gatherings": Rule({**BOARD, **AFTER_END}),  # the list of a chapter, which is the case
    "activities.change_gathering": Rule(BOARD),
    "activities.cancel_gathering": Rule(BOARD),
    "activities.log_gathering": Rule({**BOARD, **LAST_YEARS}),
    "activities.reopen_gathering": Rule({}),  # nobody does this directly: it happens when the activity is undone
    "activities.view_gathering": Rule({Role.SUPPORTER: Scope.ALL, **BOARD, **CENTRAL}),
    "activities.join_gathering": Rule({Role.SUPPORTER: Scope.ALL}),
    "activities.sign_up_to_gathering": Rule({Role.ANYONE: Scope.ALL}),  # the public ones
    "activities.view_sign_up": Rule(BOARD),
    "activities.add_sign_up": Rule(BOARD),
    "activities.tell_sign_up": Rule(BOARD),
    "activities.remove_sign_up": Rule(BOARD),
}
