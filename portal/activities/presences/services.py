"""Naming the supporters who took part in an activity without leading it. Called by what logs and corrects it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.activities.models import Activity, Presence
from portal.activities.presences import queries
from portal.supporters.models import Supporter


class NotSupporterThen(Exception):
    """Somebody who is named as having taken part was not appointed and active on the day of the activity."""

    def __init__(self, supporter: Supporter, day: datetime.date) -> None:
        super().__init__(supporter, day)
        self.supporter, self.day = supporter, day


def check(supporters: Sequence[Supporter], days: Sequence[datetime.date]) -> None:
    """Raises ``NotSupporterThen`` for the first who was no supporter on one of these days."""
    for supporter, day in queries.not_supporters_on(days, supporters):
        raise NotSupporterThen(supporter, day)


def how_many(led_by: Supporter | None, present: Sequence[Supporter], said: int = 0) -> int:
    """How many supporters were there: as many as somebody has said, and at least as many as are named."""
    return max(said, len(present) + (led_by is not None))


def name(activity: Activity, present: Iterable[Supporter], by_same: Iterable[Supporter] = ()) -> None:
    """Let the activity name these supporters, and no others; ``by_same`` are those whom the same entry named."""
    wanted = dict.fromkeys(present, False) | dict.fromkeys(by_same, True)
    took_part = activity.presences.filter(role=Presence.Role.TOOK_PART)
    took_part.exclude(supporter__in=list(wanted)).delete()
    known = set(took_part.values_list("supporter", flat=True))
    new = [(one, is_same) for one, is_same in wanted.items() if one.pk not in known]
    Presence.objects.bulk_create(Presence(activity=activity, supporter=one, by_same=same) for one, same in new)


def changed(activity: Activity, before: Sequence[Supporter], after: Sequence[Supporter]) -> dict[str, list[Any]]:
    """What a correction keeps of new names, and of a new leader: ``{column: [before, after]}``.

    Sets ``supporters_present``, so that it is at least as many as are named.
    """
    number = activity.supporters_present
    activity.supporters_present = how_many(activity.led_by, after, number + len(after) - len(before))
    changes: dict[str, list[Any]] = {}
    if set(before) != set(after):
        changes["present"] = [queries.refs(before), queries.refs(after)]
    if activity.supporters_present != number:
        changes["supporters_present"] = [number, activity.supporters_present]
    return changes


def leave_out_leader(activity: Activity) -> dict[str, list[Any]]:
    """Name whoever leads it no more among those who took part; returns what was changed (``changed``)."""
    before = queries.besides(queries.present(activity), None)
    after = queries.besides(before, activity.led_by)
    changes = changed(activity, before, after)
    if changes:
        name(activity, after)
    return changes


def name_those_of_same(activity: Activity, same: Iterable[Activity]) -> dict[str, list[Any]]:
    """Name those whom the entries name that are the same as this one; returns what was changed (``changed``).

    Those whom such an entry had named, and none does any more, are left out.
    """
    before = queries.besides(queries.present(activity), None)
    took_part = activity.presences.filter(role=Presence.Role.TOOK_PART)
    from_same = set(took_part.filter(by_same=True).values_list("supporter", flat=True))
    own = [one for one in before if one.pk not in from_same]
    others = {one for found in queries.present_at(list(same)).values() for one in found}
    after = queries.besides([*own, *others], activity.led_by)
    changes = changed(activity, before, after)
    if changes:
        name(activity, [one for one in after if one in own], by_same=[one for one in after if one not in own])
    return changes


def name_leaders_of_same(activity: Activity, leaders: Mapping[int, int]) -> dict[str, list[Any]]:
    """Let the activity name those who led it by entries that are the same, ``{supporter key: key of the entry}``.

    Returns what was changed, as ``changed`` does.
    """
    led = activity.presences.filter(role=Presence.Role.LED).order_by("pk")
    before = list(led.values_list("supporter", "entry"))
    if before == list(leaders.items()):
        return {}
    led.delete()
    Presence.objects.bulk_create(
        Presence(activity=activity, supporter_id=key, role=Presence.Role.LED, by_same=True, entry_id=entry)
        for key, entry in leaders.items()
    )
    names = [key for key, _entry in before], list(leaders)
    return {} if names[0] == names[1] else {"also_led_by": list(names)}
