"""The register of promises: who has signed the declaration, who lacks it, and whose signature lapses."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Exists, Max, OuterRef, Q, Value, When

from portal import clock
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.declarations.models import (
    DeclarationText,
    PastCoverage,
    RecordedSignature,
    Reminder,
    Signature,
    SignedDeclaration,
)
from portal.declarations.proof import witness
from portal.declarations.queries import not_withdrawn, renewed_by
from portal.declarations.texts import queries as text_queries
from portal.declarations.validity import lapsing
from portal.unreadable import readable
from portal.witness import UNREADABLE, Finding, Words


class Status(StrEnum):
    """The status of somebody's declaration today. The values are used in addresses; the most urgent comes first."""

    UNCONFIRMED = "ikke-bekreftet"  # not as the event log says: somebody in the office has to find out why
    LACKING = "mangler"  # never signed
    WITHDRAWN = "trukket"
    LAPSED = "utlopt"
    AGAIN = "pa-nytt"  # a newer version has to be signed
    RUNNING_OUT = "snart-utlopt"
    ON_PAPER = "papir"  # or from before this site
    SIGNED = "signert"


URGENCY = list(Status)
TO_SIGN = {Status.LACKING, Status.WITHDRAWN, Status.LAPSED, Status.AGAIN, Status.RUNNING_OUT}


@dataclass(frozen=True)
class Holder:
    """Somebody who is or is becoming a supporter of a kind that requires the declaration.

    ``can_sign`` is whether nothing that comes before it is left. ``address`` is of the office's page about them, empty
    where the reader may not open it.
    """

    person: User
    code: str  # of the kind
    kind: str
    chapter: Chapter | None
    can_sign: bool
    address: str = ""


@dataclass(frozen=True)
class Line:
    """One person in the register, with the most urgent of what they have to do in all their roles.

    ``promise`` is what ``status`` speaks of: the signature that counts, or the last one that did; None where there is
    none. ``has_to_act`` is whether there is something that they can do now. ``renewed`` is what ``promise`` took the
    place of, or None. ``differences`` are what is not as the event log says, of what they have signed: then that comes
    first.
    """

    person: User
    holders: list[Holder]
    status: Status
    promise: SignedDeclaration | None
    has_to_act: bool
    reminded_at: datetime.datetime | None
    ended_on: datetime.date | None = None  # from then on a newer version than that of ``promise`` had to be signed
    renewed: SignedDeclaration | None = None
    differences: list[Words] = field(default_factory=list)

    @property
    def reference(self) -> UUID | None:
        """The ``ref`` of what the status speaks of."""
        return self.promise.ref if self.promise else None

    @property
    def kinds(self) -> list[str]:
        return list(dict.fromkeys(holder.kind for holder in self.holders))

    @property
    def chapters(self) -> list[Chapter]:
        return list(dict.fromkeys(holder.chapter for holder in self.holders if holder.chapter))

    @property
    def address(self) -> str:
        return next((holder.address for holder in self.holders if holder.address), "")

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which the signature counts or did; None where it counts for good, or that day says nothing.

        It says nothing of what was withdrawn, or has to be signed again before.
        """
        has_one = self.status in (Status.SIGNED, Status.ON_PAPER, Status.RUNNING_OUT, Status.LAPSED)
        return self.promise.last_day if self.promise and has_one else None

    @property
    def leaves_list_on(self) -> datetime.date | None:
        """The day on which they leave the public list if they do not sign; None where that is past, or never comes."""
        if self.promise is None or self.status not in (Status.RUNNING_OUT, Status.LAPSED, Status.AGAIN):
            return None
        replaced = self.ended_on + lapsing.GRACE if self.ended_on else None
        day = min(filter(None, [self.promise.leaves_list_on, replaced]), default=None)
        return day if day and day > clock.today() else None

    @property
    def waits(self) -> bool:
        """Whether something else comes first on every pathway on which they lack the signature."""
        return self.status in TO_SIGN and not self.has_to_act

    @property
    def is_due(self) -> bool:
        """Whether the office may remind them now."""
        last_time = clock.now() - lapsing.REMIND_AGAIN_AFTER
        return self.has_to_act and (self.reminded_at is None or self.reminded_at <= last_time)


Source = Callable[[User | None, str, Collection[int] | None], list[Holder]]
_sources: list[Source] = []


def register_holders(source: Source) -> None:
    """Add ``source(user, rule, people)``: the holders whom a user may see by a rule; all where the user is None.

    ``people`` are the ids of those who are asked about; None: everybody. The room that knows the pathways comes later
    than this one.
    """
    if source not in _sources:
        _sources.append(source)


def lines(user: User | None, rule: str = "") -> list[Line]:
    """The register as this user may see it by this rule (everybody, without a user), in the order of the names.

    Each is compared with the event log. The same number of queries for any number of people.
    """
    found = _holders_of(user, rule)
    texts = text_queries.published()
    promises, unreadable = _promises_of(found, texts)
    reminded = dict(
        Reminder.objects.filter(person__in=[person.pk for person in found])
        .order_by()
        .values_list("person")
        .annotate(last=Max("sent_at"))
    )
    standings = {person: _standings(holders, texts, promises[person.pk]) for person, holders in found.items()}
    findings = witness.examine_signed(list({one.promise for rows in standings.values() for one in rows if one.promise}))
    made = []
    for person, rows in standings.items():
        if rows:
            line = _line(found[person], rows, promises[person.pk], reminded.get(person.pk))
            made.append(_compared(line, rows, findings, is_unreadable=person.pk in unreadable))
    return sorted(made, key=_name)


def lapsing_lines(people: Collection[int]) -> list[Line]:
    """A line for each signature of these people (their ids) that lapses soon or has lapsed, in the order of the names.

    Each is about the roles in which its holder has to sign because of it, and can. The same number of queries for any
    number of people.
    """
    found = _holders_of(None, "", people)
    texts = text_queries.published()
    promises, _unreadable = _promises_of(found, texts)
    made = []
    for person, holders in found.items():
        about: dict[tuple[Status, SignedDeclaration], list[Holder]] = defaultdict(list)
        for holder in holders:
            status, promise = standing(holder.code, texts, promises[person.pk])
            is_asked = text_queries.in_force(texts, holder.code) and holder.can_sign and person.is_active
            if promise and status in (Status.RUNNING_OUT, Status.LAPSED) and is_asked:
                about[status, promise].append(holder)
        made += [Line(person, rows, status, promise, True, None) for (status, promise), rows in about.items()]
    return sorted(made, key=_name)


def _holders_of(user: User | None, rule: str, people: Collection[int] | None = None) -> dict[User, list[Holder]]:
    found: dict[User, list[Holder]] = defaultdict(list)
    for source in _sources:
        for holder in source(user, rule, people):
            found[holder.person].append(holder)
    return found


def _name(line: Line) -> tuple[str, str, int]:
    return line.person.family_name, line.person.given_name, line.person.pk


def _promises_of(
    people: Collection[User], texts: list[DeclarationText]
) -> tuple[dict[int, list[SignedDeclaration]], set[int]]:
    """What these people have signed of ``texts``, by their ids; and the ids of those of whom a row cannot be read.

    The rows come with what is compared with the event log.
    """
    found: dict[int, list[SignedDeclaration]] = defaultdict(list)
    unreadable: set[int] = set()
    by_key = {text.pk: text for text in texts}
    known = {person.pk: person for person in people}
    here = Signature.objects.filter(person__in=list(known)).prefetch_related("confirmed_by")
    elsewhere = RecordedSignature.objects.filter(person__in=list(known)).prefetch_related("by")
    for rows in (here, elsewhere):
        read, odd = readable(rows)
        odd += [row.pk for row in read if row.text_id not in by_key]
        for row in read:
            if row.text_id not in by_key:
                continue
            row.text = by_key[row.text_id]  # so each text, which is long, is read once, and so is each person
            row.person = known[row.person_id]
            found[row.person_id].append(row)
        if odd:
            unreadable.update(rows.filter(pk__in=odd).values_list("person", flat=True))
    return found, unreadable


@dataclass(frozen=True)
class _Standing:
    """How it stands in one role."""

    has_to_act: bool
    status: Status
    promise: SignedDeclaration | None
    ended_on: datetime.date | None


def _standings(
    holders: list[Holder], texts: list[DeclarationText], promises: list[SignedDeclaration]
) -> list[_Standing]:
    """How it stands in each of the roles for which a text is in force."""
    found = []
    for holder in holders:
        if text_queries.in_force(texts, holder.code):
            status, promise = standing(holder.code, texts, promises)
            has_to_act = status in TO_SIGN and holder.can_sign and holder.person.is_active
            ended_on = text_queries.ended_on(texts, holder.code).get(promise.text_id) if promise else None
            found.append(_Standing(has_to_act, status, promise, ended_on))
    return found


def _line(
    holders: list[Holder],
    rows: list[_Standing],
    promises: list[SignedDeclaration],
    reminded_at: datetime.datetime | None,
) -> Line:
    """The line of the most urgent of these."""
    first = min(rows, key=lambda row: (not row.has_to_act, URGENCY.index(row.status)))
    renewed = renewed_by(first.promise, promises) if first.promise else None
    return Line(
        holders[0].person, holders, first.status, first.promise, first.has_to_act, reminded_at, first.ended_on, renewed
    )


def _compared(
    line: Line, rows: list[_Standing], findings: dict[SignedDeclaration, Finding], *, is_unreadable: bool
) -> Line:
    """The line; where something of what it speaks of is not as the event log says, it says that instead.

    Nobody is asked to sign before the office has found out what has happened, and withdrawn it.
    """
    if is_unreadable:
        altered, differences = None, [UNREADABLE]
    else:
        promises = [line.promise, *(row.promise for row in rows)]
        doubtful = (one for one in promises if one and findings[one].differences)
        altered = next((one for one in doubtful if not witness.was_withdrawn(one, findings[one])), None)
        differences = findings[altered].differences if altered else []
    if not differences:
        return line
    return replace(
        line, status=Status.UNCONFIRMED, promise=altered, has_to_act=False, renewed=None, differences=differences
    )


def standing(
    code: str, texts: list[DeclarationText], promises: list[SignedDeclaration]
) -> tuple[Status, SignedDeclaration | None]:
    """How it stands today with these ``promises`` of one person, for a kind of supporter, and what that speaks of.

    ``texts`` are all that are published, the newest first, with their coverage.
    """
    covering = {text.pk for text in texts if text_queries.counts_in(text, code)}
    given = [one for one in promises if not getattr(one, "withdrawn_at", None)]
    counting = [one for one in given if one.text_id in covering and not one.has_lapsed]
    if counting:
        best = max(counting, key=lambda one: (one.lapses_on or datetime.date.max, one.stored_at))
        if best.can_be_renewed:
            return Status.RUNNING_OUT, best
        return (Status.SIGNED if isinstance(best, Signature) else Status.ON_PAPER), best
    asked = {text.pk for text in text_queries.succession(texts, code)}
    past = [one for one in promises if one.text_id in asked]
    if not past:
        return Status.LACKING, None
    last = max(past, key=lambda one: one.stored_at)
    if last not in given:
        return Status.WITHDRAWN, last
    return (Status.LAPSED if last.text_id in covering else Status.AGAIN), last


def number_told_of(text: DeclarationText) -> int:
    """How many got the mail about this version when it was published."""
    return Reminder.objects.filter(about=text.ref, reason=Reminder.Reason.PUBLISHED).count()


@dataclass(frozen=True)
class Untold:
    """A signature that lapses soon or has lapsed, and the reminder of it (``Reminder.Reason``) that is due today."""

    person: int  # their id
    promise: UUID  # its ``ref``
    reason: str


def untold() -> list[Untold]:
    """Those of which the reminder that is due today is not sent, their holder a supporter or not.

    Left out are those that were withdrawn, or renewed by another on the same text. Two queries.
    """
    today, reasons = clock.today(), Reminder.Reason
    due = Case(
        When(lapses_on__lte=today, then=Value(reasons.LAPSED)),
        When(lapses_on__lte=today + lapsing.LAST_CALL, then=Value(reasons.LAST_CALL)),
        default=Value(reasons.SOON),
    )
    tables = (not_withdrawn(), RecordedSignature.objects.all())
    found = []
    for rows in tables:
        waiting = rows.filter(lapses_on__lte=today + lapsing.RENEW_WITHIN).annotate(due=due)
        for renewing in tables:
            waiting = waiting.exclude(Exists(renewing.filter(renews=OuterRef("ref"), text=OuterRef("text"))))
        waiting = waiting.exclude(Exists(Reminder.objects.filter(about=OuterRef("ref"), reason=OuterRef("due"))))
        sound, _unreadable = readable(waiting.order_by("pk").only("person_id", "ref"))
        found += [Untold(row.person_id, row.ref, row.due) for row in sound]
    return found


def grace_over() -> dict[int, UUID]:
    """Those whose time in the public list ended lately, for want of a new signature: ``{their id: the ref of theirs}``.

    Left out are those who have renewed it, and who have been told in that time; whether they were in the list at all,
    or still are by another role, is not asked here. Two queries.
    """
    last = clock.today() - lapsing.GRACE
    days = (last - lapsing.TELL_WITHIN + datetime.timedelta(days=1), last)
    replaced = PastCoverage.objects.filter(ended_on__range=days).values("text")
    since = clock.start_of(clock.today() - lapsing.TELL_WITHIN)
    told = Reminder.objects.filter(reason=Reminder.Reason.LEFT_LIST)
    tables = (not_withdrawn(), RecordedSignature.objects.all())
    found: dict[int, UUID] = {}
    for rows in tables:
        over = rows.filter(Q(lapses_on__range=days) | Q(text__in=replaced))
        for renewing in tables:
            over = over.exclude(Exists(renewing.filter(renews=OuterRef("ref"))))
        over = over.exclude(Exists(told.filter(person=OuterRef("person"), sent_at__gte=since)))
        over = over.exclude(Exists(told.filter(about=OuterRef("ref"))))
        found |= dict(over.order_by("pk").values_list("person", "ref"))
    return found
