"""Who has a step now, in words. The only place where these words are made."""

from django.utils.translation import gettext_lazy

from portal.supporters.pathway.requirements import Turn

TURNS = {
    Turn.PERSON: gettext_lazy("the person"),
    Turn.COORDINATOR: gettext_lazy("the coordinator"),
    Turn.SECRETARIAT: gettext_lazy("the secretariat"),
}


def whose_turn(turn, chapter, words):
    """Who has it now, as staff call them; ``words`` are the organisation's. Without a chapter there is no board."""
    if turn in (Turn.ASSESSOR, Turn.CHAPTER):
        return words["board"]["the"] if chapter else TURNS[Turn.SECRETARIAT]
    return TURNS[turn]
