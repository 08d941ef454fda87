"""Whom to ring now, at the top of the pages that people come to when they need somebody."""

from django import template

from home.helplines import lookup, words
from portal import organisation

register = template.Library()


@register.inclusion_tag("home/help_now.html")
def help_now(is_crisis=False):
    """The numbers that answer at this moment, as links: ours while it is open, else those that always are.

    ``is_crisis`` is true where the reader has chosen a topic that can be about wanting to die: then always the latter.
    """
    return {"now": lookup.help_now(), "is_crisis": is_crisis, "words": organisation.words()}


@register.filter
def names_of_those_who_talk(crisis):
    """The names of the crisis lines that one rings to talk, in one sentence; empty where all are for danger."""
    names = [line["name"] for line in crisis if line["phone"] not in lookup.EMERGENCY_NUMBERS]
    return words.join_with_and(names) if names else ""
