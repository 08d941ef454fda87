"""The pictures of supporters: one's own, those that everybody may see, and those whose time is over."""

import datetime

from django.db.models import Exists, OuterRef, Q

from portal import clock
from portal.accounts.models import Consent
from portal.supporters.directory.queries import PORTRAIT, public_listings
from portal.supporters.models import ActivePeriod, Portrait, Supporter
from portal.supporters.workflow import State

CHOSEN_DAYS = 1  # that a picture is kept of which nobody has said that it may be shown
BREAK_DAYS = 365  # that one is kept in a break, in which nobody sees it
KIND = Portrait.Kind


def chosen_by(supporter):
    """The picture that was uploaded and of which nothing is said yet: one row or none."""
    return Portrait.objects.filter(supporter=supporter, kind=KIND.CHOSEN)


def chosen(supporter):
    """The same; None without one."""
    return chosen_by(supporter).first()


def shown(supporter):
    """The large square of the picture that is shown whenever the supporter is; None without one."""
    return _agreed().filter(supporter=supporter, kind=KIND.PAGE).first()


def removable(case, user):
    """The picture of somebody that this user may take away; None for a case that is no supporter's."""
    may = isinstance(case, Supporter) and user.has_perm("supporters.remove_portrait", case)
    return shown(case) if may else None


def squares():
    """What is shown of pictures, or will be when the supporter is shown again."""
    return Portrait.objects.exclude(kind=KIND.CHOSEN)


def is_public(portrait):
    """Whether everybody may see this picture now: the supporter is in the public list, and agrees to show it."""
    listed = public_listings().filter(supporter=OuterRef("supporter"))
    return _agreed().filter(Exists(listed), pk=portrait.pk).exists()


def _agreed():
    consents = Consent.objects.filter(person=OuterRef("supporter__person"), purpose=PORTRAIT, withdrawn_at__isnull=True)
    return squares().filter(Exists(consents))


def to_forget():
    """The pictures that somebody uploaded and did not confirm, and those of a break that has lasted a year."""
    before = clock.now() - datetime.timedelta(days=CHOSEN_DAYS)
    lately = Q(ends__isnull=True) | Q(ends__gt=clock.today() - datetime.timedelta(days=BREAK_DAYS))
    was_there = ActivePeriod.objects.filter(lately, supporter=OuterRef("supporter"))
    of_a_break = Q(~Exists(was_there), supporter__state=State.PAUSED)
    return Portrait.objects.filter(Q(kind=KIND.CHOSEN, uploaded_at__lt=before) | of_a_break)
