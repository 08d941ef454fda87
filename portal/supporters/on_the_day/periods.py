"""Keeps the days on which a supporter is active, from the events of the moves that say so."""

from portal import clock
from portal.supporters.models import ActivePeriod
from portal.supporters.verbs import Verb

BEGINS = (Verb.SUPPORTER_BECOME_ACTIVE, Verb.SUPPORTER_RESUME)
ENDS = (Verb.SUPPORTER_PAUSE, Verb.SUPPORTER_END)


def keep(event, subject, by):
    """Keep that the supporter became active, or is not any more, today. A handler of the events of these moves."""
    if event.verb in BEGINS:
        ActivePeriod.objects.create(supporter=subject, begins=clock.today())
    else:
        ActivePeriod.objects.filter(supporter=subject, ends__isnull=True).update(ends=clock.today())
