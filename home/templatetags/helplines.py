"""Whom to ring now, at the top of the pages that people come to when they need somebody."""

from django import template

from home.helplines import lookup, words
from portal import organisation

register = template.Library()


@register.inclusion_tag("home/help_now.html")
def help_now(is_crisis=False, day_and_night=False, calls_back=False):
    """The numbers that answer at this moment, as links: ours while it is open, else those that always are.

    ``is_crisis`` is true where what the reader has chosen or written can be about wanting to die: then the latter
    alone. With ``day_and_night`` they stand there too while ours is open, with ``calls_back`` also the way to be
    called back.
    """
    now = lookup.help_now()
    lines = now.instead if is_crisis or day_and_night or not now.open else []
    return {
        "now": now,
        "lines": lines,
        "is_crisis": is_crisis,
        "calls_back": calls_back,
        "words": organisation.words(),
    }


@register.inclusion_tag("home/crisis_now.html")
def crisis_now():
    """The numbers that answer day and night, for whoever may want to die, where ``help_now`` is out of sight."""
    return {"lines": lookup.help_now().instead, "words": organisation.words()}


@register.filter
def names_of_those_who_talk(crisis):
    """The names of the crisis lines that one rings to talk, in one sentence; empty where all are for danger."""
    names = [line["name"] for line in crisis if line["phone"] not in lookup.EMERGENCY_NUMBERS]
    return words.join_with_and(names) if names else ""
