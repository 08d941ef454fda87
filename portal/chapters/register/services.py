"""The register of chapters: founded, changed, renamed, closed and merged, each from a day.

What is for a day to come is kept on the chapter, and done by the worker on that day (``carry_out_due``).
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Office
from portal.chapters.register import parts, queries, validation
from portal.chapters.register.validation import Refused
from portal.chapters.verbs import Verb
from portal.moves import IllegalMove, Stale

CAN_CHANGE = ("level", "county", "municipality", "postcodes", "email", "website")
ONE_DAY = datetime.timedelta(days=1)
AT_ONCE = 50  # chapters, and offices, in one run of the worker; the rest at the next


@events.unit_of_work()
def found(
    *,
    name: str,
    by: User | None,
    short_name: str | None = None,
    level: str | None = None,
    county: str,
    municipality: str,
    postcodes: Iterable[str] = (),
    email: str = "",
    website: str = "",
    starts: datetime.date | None = None,
    was_always_there: bool = False,
) -> Chapter:
    """Found a chapter from a day (default: today). Without a short name, it gets the one that the name suggests.

    One that ``was_always_there`` has no first day.

    A second call with the same values returns the same chapter.

    Raises ``Refused`` where a name is taken, or something cannot be.
    """
    starts = None if was_always_there else starts or clock.today()
    _lock_all()
    values = {
        "level": validation.check_level(level),
        "county": queries.county_as_known(county),
        "municipality": municipality,
        "postcodes": validation.check_postcodes(postcodes),
        "email": email,
        "website": website,
        "starts": starts,
    }
    same = Chapter.objects.filter(name=" ".join(name.split()), **values).first()
    if same and short_name in (None, "", same.short_name):
        return same
    name = validation.check_name(name)
    if starts:
        validation.check_founding(starts)
    short_name = validation.check_short_name(short_name or validation.free_short_name(name))
    return chapters.create_chapter(name, short_name, by=by, **values)  # type: ignore[arg-type]  # of several types


@transaction.atomic
def change(chapter: Chapter, *, by: User | None, version: int, **values: object) -> Chapter:
    """Change some of ``CAN_CHANGE``. The event tells what was there before. The same values again change nothing.

    Raises ``Stale`` when the chapter was changed after ``version`` was read, ``Refused`` for what cannot be.
    """
    unknown = set(values) - set(CAN_CHANGE)
    if unknown:
        raise TypeError(f"cannot be changed here: {sorted(unknown)}")
    chapter = _locked(chapter, version)
    if "postcodes" in values:
        values["postcodes"] = validation.check_postcodes(values["postcodes"])  # type: ignore[arg-type]  # it looks at them
    if "county" in values:
        values["county"] = queries.county_as_known(str(values["county"]))
    if "level" in values:
        values["level"] = validation.check_level(values["level"])  # type: ignore[arg-type]  # it looks at it
    after = {name: value for name, value in values.items() if getattr(chapter, name) != value}
    if after:
        details = {"before": {name: getattr(chapter, name) for name in after}, "after": after}
        _save(chapter, **after)
        events.record(Verb.CHAPTER_CHANGE, subject=chapter, by=by, details=details)
    return chapter


@transaction.atomic
def rename(chapter: Chapter, *, name: str, from_day: datetime.date, by: User | None, version: int) -> Chapter:
    """Give a chapter another name from a day. Its addresses stay, and it is still found by the earlier name.

    Raises ``Stale`` when the chapter was changed after ``version`` was read, ``Refused`` where the name is taken or the
    day is before the last change of name.
    """
    _lock_all()
    chapter = _locked(chapter, version)
    name = validation.check_name(name, chapter=chapter)
    validation.check_is_open(chapter, "name")
    validation.check_day(chapter, from_day, "from_day")
    names = chapter.names or [{"name": chapter.name, "starts": None}]
    if names[-1]["name"] == name:
        return chapter
    if names[-1]["starts"] and from_day.isoformat() <= names[-1]["starts"]:
        raise Refused({"from_day": queries.name_changed_later(chapter)})
    details = {"before": names[-1]["name"], "after": name, "from": from_day}
    _save(chapter, names=[*names, {"name": name, "starts": from_day.isoformat()}])
    events.record(Verb.CHAPTER_RENAME, subject=chapter, by=by, details=details)
    _bring_up_to_date(chapter, by=by)
    return chapter


@events.unit_of_work()
def close(chapter: Chapter, *, last_day: datetime.date, by: User | None) -> Chapter:
    """Close a chapter. Its board's offices end on that day. What is left open stays: ``queries.waiting`` names it.

    Raises ``Refused`` where it is closed already, is the last one, or the day is not possible. The same
    day a second time changes nothing.
    """
    _lock_people_of(chapter)
    _lock_all()
    chapter.refresh_from_db()
    if chapter.ends == last_day and chapter.merged_into_id is None:
        return chapter
    validation.check_is_open(chapter, "last_day")
    validation.check_day(chapter, last_day, "last_day")
    queries.check_others_remain(chapter)
    _save(chapter, ends=last_day)
    events.record(Verb.CHAPTER_CLOSE, subject=chapter, by=by, details={"last_day": last_day})
    _bring_up_to_date(chapter, by=by)
    return chapter


@events.unit_of_work()
def merge(chapter: Chapter, into: Chapter, *, from_day: datetime.date, by: User | None) -> Chapter:
    """Make a chapter part of another one from a day. Its last day is the day before.

    What goes on moves: supporters, candidates, open applications and drafts, requests to be called back, gatherings to
    come, postcodes. What is past stays: activities, reports, offices held. Raises ``Refused`` where one of the two is
    closed, they are the same, or the day is not possible. The same call a second time changes nothing.
    """
    if chapter.pk == into.pk:
        raise Refused({"into": queries.into_itself()})
    _lock_people_of(chapter)
    _lock_all()
    chapter.refresh_from_db()
    into.refresh_from_db()
    if (chapter.merged_into_id, chapter.ends) == (into.pk, from_day - ONE_DAY):
        return chapter
    validation.check_is_open(chapter, "from_day")
    validation.check_is_open(into, "into")
    validation.check_day(into, from_day, "from_day")
    validation.check_day(chapter, from_day - ONE_DAY, "from_day")
    _save(chapter, ends=from_day - ONE_DAY, merged_into=into)
    events.record(Verb.CHAPTER_MERGE, subject=chapter, by=by, details={"into": into.ref, "from": from_day})
    _bring_up_to_date(chapter, by=by)
    return chapter


@transaction.atomic
def call_off(chapter: Chapter, *, by: User | None) -> Chapter:
    """Cancel the planned closing or merger of a chapter. A second time changes nothing.

    Raises ``IllegalMove`` when the day has come.
    """
    _lock_all()
    chapter.refresh_from_db()
    if chapter.ends is None:
        return chapter
    if chapter.ends < clock.today():
        raise IllegalMove("its last day is over")
    details = {"last_day": chapter.ends, "into": chapter.merged_into.ref if chapter.merged_into else None}
    _save(chapter, ends=None, merged_into=None)
    _save(chapter, changes_on=_next_day(chapter, clock.today()))
    events.record(Verb.CHAPTER_CALL_OFF, subject=chapter, by=by, details=details)
    return chapter


@transaction.atomic
def call_off_name(chapter: Chapter, name: str, *, by: User | None) -> Chapter:
    """Cancel a planned change of a chapter's name to this one. A second time changes nothing.

    Another chapter can take the name then. Raises ``IllegalMove`` when the day of the name has come.
    """
    _lock_all()
    chapter.refresh_from_db()
    rows = [row for row in chapter.names if row["name"] == name]
    if not rows:
        return chapter
    if rows[-1] not in queries.names_to_come(chapter):
        raise IllegalMove("its day has come")
    others = [row for row in chapter.names if row != rows[-1]]
    _save(chapter, names=others if len(others) > 1 else [])
    _save(chapter, changes_on=_next_day(chapter, clock.today()))
    details = {"name": name, "from": rows[-1]["starts"]}
    events.record(Verb.CHAPTER_CALL_OFF, subject=chapter, by=by, details=details)
    return chapter


@transaction.atomic
def correct_office(
    office: Office,
    *,
    starts: datetime.date,
    ends: datetime.date | None,
    seen: tuple[datetime.date, datetime.date | None],
    by: User | None,
) -> Office:
    """Correct the days of an office (``chapters.correct_office``). Raises ``Refused`` for days that cannot be."""
    validation.check_office_days(starts, ends, office.chapter)
    if office.ends and office.ends < clock.today() and (ends is None or ends >= clock.today()):
        raise Refused({"ends": queries.is_over()})
    return chapters.correct_office(office, starts=starts, ends=ends, seen=seen, by=by)


def carry_out_due() -> int:
    """Do what was decided for today or earlier: chapters begin, end and change names, offices begin and end.

    Called by the worker. Returns how many chapters and offices there were.
    """
    today = clock.today()
    due = Chapter.objects.filter(changes_on__lte=today).order_by("changes_on", "pk").values_list("pk", flat=True)
    offices = Office.objects.filter(follow_up_on__lte=today).order_by("pk").values_list("pk", flat=True)
    done = 0
    for pk in list(due[:AT_ONCE]):
        done += _carry_out(pk)
    for pk in list(offices[:AT_ONCE]):
        chapters.follow_up(pk)
        done += 1
    return done


@events.unit_of_work()
def _carry_out(pk: int) -> bool:
    _lock_people_of(Chapter.objects.get(pk=pk))
    _lock_all()
    chapter = Chapter.objects.get(pk=pk)
    if chapter.changes_on is None or chapter.changes_on > clock.today():
        return False  # another worker has done it
    _bring_up_to_date(chapter, by=None)
    return True


def _bring_up_to_date(chapter: Chapter, *, by: User | None) -> None:
    """Make the name and ``is_active`` what they are today, do what comes with that, and note the next day to do so."""
    today = clock.today()
    was_there, is_there = chapter.is_active, chapter.exists_on(today)
    is_over = chapter.ends is not None and chapter.ends < today
    _save(chapter, name=chapter.name_on(today), is_active=is_there, changes_on=_next_day(chapter, today))
    if is_there and not was_there:
        events.record(Verb.CHAPTER_BEGIN, subject=chapter, by=by)
    if is_over:
        _end(chapter, by=by)


def _next_day(chapter: Chapter, today: datetime.date) -> datetime.date | None:
    days = [chapter.starts, chapter.ends and chapter.ends + ONE_DAY]
    days += [datetime.date.fromisoformat(row["starts"]) for row in chapter.names if row["starts"]]
    return min((day for day in days if day and day > today), default=None)


def _end(chapter: Chapter, *, by: User | None) -> None:
    """What goes on moves to the chapter that it is part of now, if any; then the offices of its board end."""
    assert chapter.ends is not None
    decider = by or chapter_queries.who_decided(chapter, Verb.CHAPTER_CLOSE, Verb.CHAPTER_MERGE)
    if chapter.merged_into_id:
        into = queries.last_in_line(chapter)
        _save(into, postcodes=sorted({*into.postcodes, *chapter.postcodes}))
        merger = parts.Merger(chapter, into, chapter.ends + ONE_DAY, decider)
        for part in parts.registered():
            part.move(merger)
    still_held = Office.objects.filter(chapter=chapter).filter(Q(ends__isnull=True) | Q(ends__gt=chapter.ends))
    for office in still_held.select_related("person", "chapter").order_by("pk"):
        chapters.cut_office(office, last_day=chapter.ends, by=by)
    events.record(Verb.CHAPTER_END, subject=chapter, by=by)


def _lock_people_of(chapter: Chapter) -> None:
    """Lock everybody whom the end of a chapter changes something for, before the chapters (decision 0017)."""
    people = [office.person for office in chapter_queries.offices_not_over(chapter)]
    for part in parts.registered():
        people += part.people(chapter)
    accounts.lock_people(*people)


def _lock_all() -> None:
    """Lock the register, so that no two chapters get one name and the last two are not both closed at once."""
    list(Chapter.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _locked(chapter: Chapter, version: int) -> Chapter:
    chapters.lock_board(chapter)
    chapter.refresh_from_db()
    if chapter.version != version:
        raise Stale(f"read at version {version}")
    return chapter


def _save(chapter: Chapter, **values: object) -> None:
    """Save what differs, with a new version. Nothing is written where nothing does."""
    changed = [name for name, value in values.items() if getattr(chapter, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(chapter, name, values[name])
    chapter.version += 1
    chapter.save(update_fields=[*changed, "version"])
