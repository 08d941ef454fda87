"""What somebody logged last: the kinds they use come first in the form, and the last activity can be repeated."""

import uuid

from django.db.models import Max

from forms.activity import ANOTHER, ME, ONE_TO_ONE_KINDS, STATED_FIELDS, SUPPORTER
from forms.choices import ACTIVITY_KINDS
from portal import organisation
from portal.activities.models import Activity
from portal.activities.presences import queries as presence_queries
from portal.kept_querysets import kept_queryset
from portal.supporters.workflow import State
from portal.unreadable import found


def _logged_by(person):
    """What the person has logged; what was undone or struck is not among it."""
    return Activity.objects.filter(logged_by=person, undone_at__isnull=True)


def kinds_by_last_use(person):
    """``forms.choices.ACTIVITY_KINDS``, the kind that the person logged last first; then those they never logged."""
    rows = _logged_by(person).order_by().values("kind").annotate(last=Max("pk"))
    last = dict(rows.values_list("kind", "last"))
    used = [choice for choice in ACTIVITY_KINDS if choice[0] in last]
    used.sort(key=lambda choice: last[choice[0]], reverse=True)
    return [*used, *(choice for choice in ACTIVITY_KINDS if choice[0] not in last)]


@kept_queryset
def last_logged(person):
    """The activity that the person logged last, as a queryset of one row or none: what its button says."""
    newest = _logged_by(person).order_by("-pk").values("pk")[:1]  # their time would be read of all they have logged
    return Activity.objects.filter(pk__in=newest).only("ref", "kind", "participants", "logged_by")


def to_repeat(person, ref):
    """The activity with this ``ref``, a text from an address, that the person has logged; None where there is none."""
    try:
        key = uuid.UUID(ref)
    except ValueError:
        return None
    rows = found(_logged_by(person).select_related("chapter", "led_by__person").filter(ref=key))
    return next(iter(rows), None)


def answers_like(activity, places, supporters):
    """The answers of the form that make the same activity once more, today; the note is not among them.

    What cannot be chosen now is left out: a chapter that is not among ``places`` (``{code: Chapter or None}``), a topic
    that is gone, and a supporter who is not active, or neither the person themself nor among ``supporters``.
    """
    offered = dict(organisation.topics())
    active = [one for one in supporters if one.state == State.ACTIVE]
    return {
        "kind": activity.kind,
        "participants": None if activity.kind in ONE_TO_ONE_KINDS else activity.participants,
        "minutes": activity.minutes,
        "chapter": next((code for code, chapter in places.items() if chapter == activity.chapter), ""),
        **_leader_like(activity, active),
        "present": [str(one.ref) for one in presence_queries.present(activity) if one in active],
        "topics": [code for code in activity.topics if code in offered],
        "place": activity.place,
        **{name: getattr(activity, name) for name in STATED_FIELDS},
    }


def _leader_like(activity, supporters):
    if activity.was_led_by_another:
        return {"leader": ANOTHER}
    if activity.leader != Activity.Leader.SUPPORTER or activity.led_by.state != State.ACTIVE:
        return {}
    if activity.led_by.person_id == activity.logged_by_id:
        return {"leader": ME}
    return {"leader": SUPPORTER, "led_by": str(activity.led_by.ref)} if activity.led_by in supporters else {}
