"""A large organisation: 400 chapters, 3,000 supporters, and activities of five years, most of them by some few.

The rows are written at once, without the services and their events, to see how pages and queries do beside many. All of
these people and chapters have an address at ``MARK``, and the chapters are named ``Lag``.
"""

import datetime
import random
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from portal import clock
from portal.accounts.models import User
from portal.activities.counting.verdicts import STATED
from portal.activities.models import Activity, ClosedYear, DoubleEntry, Statement
from portal.calls.models import Call, CallTheme, Tally
from portal.chapters.models import Chapter, Office
from portal.declarations import queries as declaration_queries
from portal.declarations.models import RecordedSignature
from portal.onboarding.models import Application
from portal.supporters import queries as supporter_queries
from portal.supporters.models import ActivePeriod, Appointment, LeaderAssessment, Supporter
from portal.supporters.workflow import State

CHAPTERS, SUPPORTERS, IN_LARGE = 400, 3_000, 100
BUSIEST = CHAPTERS  # in the large chapter: one activity a day
LEADS_FROM = datetime.date(2019, 1, 1)
KINDS = {
    "visit": 40,
    "conversation_group": 22,
    "activity_group": 12,
    "phone": 15,
    "digital": 6,
    "course": 3,
    "other": 2,
}
NOTHING = dict.fromkeys(STATED)
COUNTS = {"counts": True, "reasons": [], "warnings": []}
BATCH = 5_000
ACTIVITIES, OPEN_CASES, YEARS = 250_000, 2_000, 5
CALLS = 5_000  # a year
MARK = "load-data.example.org"


@dataclass
class Many:
    large: Chapter
    leader: User  # of the large chapter
    busiest: User
    ordinary: User
    supporters: list


def make_copies(times, *, by, say=lambda text: None):
    """``make`` so many times, each with its own chapters and people, and open cases beside them."""
    years = list(range(clock.today().year - YEARS + 1, clock.today().year + 1))
    for copy in range(1, times + 1):
        many = make(years, ACTIVITIES, by=by, copy=copy)
        _open_cases(many, copy)
        numbers = f"{CHAPTERS} chapters, {SUPPORTERS} supporters, {ACTIVITIES} activities, {OPEN_CASES} open cases"
        say(f"{copy} of {times}: {numbers}.")


def make(years, number, *, by, copy=0):
    """``Many``, with so many activities spread over these years; all but the last one are closed in most chapters."""
    chance = random.Random(1)
    chapters = _chapters(copy)
    people = _people(copy)
    offices = [
        Office(person=person, kind="chapter_leader", chapter=chapter, starts=LEADS_FROM)
        for person, chapter in zip(people, chapters, strict=False)
    ]
    Office.objects.bulk_create(offices, batch_size=BATCH)
    supporters = _supporters(chance, people, chapters, by, copy)
    Statement.objects.bulk_create(
        Statement(person=one, base_year=year, **dict.fromkeys(STATED, True))
        for place, one in enumerate(people)
        if place % 8
        for year in years
    )
    ClosedYear.objects.bulk_create(
        ClosedYear(chapter=chapter, base_year=year)
        for year in years[:-1]
        for place, chapter in enumerate(chapters)
        if year < years[-2] or place % 10
    )
    activities(supporters, years, number)
    _doubles(by, chapters)
    _calls(chance, people, years)
    return Many(chapters[0], people[0], supporters[BUSIEST].person, supporters[-1].person, supporters)


def _chapters(copy):
    names = [f"Lag {copy}-{number:03}" for number in range(CHAPTERS)]
    rows = (
        Chapter(
            name=name, short_name=short_name, county="Vestland", municipality="Bergen", email=f"{short_name}@{MARK}"
        )
        for name in names
        for short_name in [name.lower().replace(" ", "-")]
    )  # fmt: skip
    Chapter.objects.bulk_create(rows)
    return list(Chapter.objects.filter(name__in=names).order_by("name"))


def _people(copy):
    rows = (
        User(email=f"nr{number}.{copy}@{MARK}", given_name="Aktiv", family_name=f"Nr{number}", password="!")
        for number in range(SUPPORTERS)
    )
    User.objects.bulk_create(rows, batch_size=BATCH)
    return list(User.objects.filter(email__endswith=f".{copy}@{MARK}", given_name="Aktiv").order_by("pk"))


def _supporters(chance, people, chapters, by, copy):
    """The first of each chapter leads it, and has the role by that office; some are assessed, some have ended."""
    places = [*range(CHAPTERS), *([0] * IN_LARGE), *(chance.randrange(CHAPTERS) for _one in people)]
    began = datetime.date(2020, 1, 1)
    rows = (
        Supporter(person=person, chapter=chapters[place], state=State.ACTIVE, since=began)
        for person, place in zip(people, places, strict=False)
    )
    Supporter.objects.bulk_create(rows, batch_size=BATCH)
    found = list(
        Supporter.objects.filter(person__email__endswith=f".{copy}@{MARK}")
        .select_related("person", "chapter")
        .order_by("pk")
    )
    ended = {one.pk: datetime.date(2024 + one.pk % 3, 7, 1) for one in found[CHAPTERS + 2 :: 12]}
    Supporter.objects.filter(pk__in=ended).update(state=State.ENDED)
    board, office = (supporter_queries.category(code) for code in ("activity_supporter", "chapter_leader"))
    text = declaration_queries.text_in_force()
    Appointment.objects.bulk_create(
        Appointment(
            supporter=one, category=office if place < CHAPTERS else board, decided_on=began, decided_by=by,
            method="office" if place < CHAPTERS else "board", ended_on=ended.get(one.pk),
        )
        for place, one in enumerate(found)
    )  # fmt: skip
    ActivePeriod.objects.bulk_create(ActivePeriod(supporter=one, begins=began, ends=ended.get(one.pk)) for one in found)
    RecordedSignature.objects.bulk_create(
        RecordedSignature(person=one.person, text=text, medium="transfer", kept_at="Arkivet", by=by, signed_on=began)
        for one in found
    )
    LeaderAssessment.objects.bulk_create(
        LeaderAssessment(supporter=one, on=datetime.date(2023, 2, 1), by=by) for one in found[: CHAPTERS // 2]
    )
    return found


def activities(supporters, years, number):
    """So many more, spread over these years. A tenth is logged by whoever leads the chapter."""
    chance = random.Random(number)
    weights = [min(chance.paretovariate(1.3), 15) for _one in supporters]
    weights[BUSIEST] = 40
    leaders = {one.chapter_id: one.person for one in reversed(supporters)}
    said = [NOTHING] * 8 + [dict.fromkeys(STATED, True), {**NOTHING, "in_norway": False}]
    for first in range(0, number, BATCH):
        size = min(BATCH, number - first)
        drawn = zip(
            chance.choices(supporters, weights, k=size),
            chance.choices(list(KINDS), KINDS.values(), k=size),
            chance.choices(["supporter", "supporter", "supporter", "supporter", "other", ""], k=size),
            chance.choices(years, k=size),
            strict=True,
        )
        Activity.objects.bulk_create(
            Activity(
                token=uuid.uuid4(), chapter=one.chapter, kind=kind, leader=leader,
                led_by=one if leader == "supporter" else None,
                logged_by=one.person if chance.random() < 0.9 else leaders[one.chapter_id],
                day=_day(chance, year),
                participants=1 if kind in ("visit", "phone") else chance.randrange(1, 25),
                minutes=None if kind == "visit" else chance.choice([30, 40, 45, 60, 60, 90, 90, 120, 180]),
                **chance.choice(said),
            )
            for one, kind, leader, year in drawn
        )  # fmt: skip
    closed = ClosedYear.objects.filter(chapter=OuterRef("chapter"), base_year=OuterRef("day__year"))
    Activity.objects.filter(Exists(closed), settled__isnull=True).update(settled=COUNTS)


def _day(chance, year):
    last = min(datetime.date(year, 12, 31), clock.today())
    return datetime.date(year, 1, 1) + datetime.timedelta(
        days=chance.randrange((last - datetime.date(year, 1, 1)).days)
    )


def _doubles(by, chapters):
    """Pairs of one chapter and day, of all years, that somebody has said are two."""
    pairs, last = [], None
    for row in (
        Activity.objects.filter(chapter__in=chapters).order_by("chapter", "day", "pk").only("chapter", "day")[:40_000]
    ):
        if last and (last.chapter_id, last.day) == (row.chapter_id, row.day):
            pairs.append((last, row))
        last = row
    DoubleEntry.objects.bulk_create(
        DoubleEntry(earlier=one, later=other, answer="two", by=by) for one, other in pairs[:1_000]
    )


def _open_cases(many, copy):
    """Applications that wait for an answer, with the answers of one that is there, over all chapters."""
    pattern = Application.objects.order_by("pk")[0]
    rows = (
        User(email=f"waits{number}.{copy}@{MARK}", given_name="Venter", family_name=f"Nr{number}", password="!")
        for number in range(OPEN_CASES)
    )
    User.objects.bulk_create(rows, batch_size=BATCH)
    people = User.objects.filter(email__endswith=f".{copy}@{MARK}", given_name="Venter").order_by("pk")
    chapters, now = list({one.chapter for one in many.supporters}), clock.now()
    Application.objects.bulk_create(
        (
            Application(
                person=person, chapter=chapter, assessed_in=chapter, category=pattern.category,
                answers=pattern.answers, submitted_at=at, waiting_since=at,
            )
            for number, person in enumerate(people)
            for chapter in [chapters[number % len(chapters)]]
            for at in [now - datetime.timedelta(days=number % 30)]
        ),
        batch_size=BATCH,
    )  # fmt: skip


def _calls(chance, people, years):
    drawn = [(chance.choice(["ms-telefonen", "parorendetelefonen"]), _day(chance, year)) for year in years] * CALLS
    before = Call.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    Call.objects.bulk_create(
        (
            Call(
                token=uuid.uuid4(), line=line, day=day, month=day.replace(month=chance.randrange(1, 12), day=1),
                minutes=chance.choice(["", "under-15", "over-60"]), caller=chance.choice(["", "own", "relative"]),
            )
            for line, day in drawn
        ),
        batch_size=BATCH,
    )  # fmt: skip
    themes = (
        CallTheme(call=call, theme=theme, line=call.line, month=call.month)
        for call in Call.objects.filter(pk__gt=before)
        for theme in chance.sample(["new", "work", "mood", "family"], 2)
    )
    CallTheme.objects.bulk_create(themes, batch_size=BATCH)
    Tally.objects.bulk_create(
        (
            Tally(
                person=person, month=datetime.date(year, month, 1), talks=chance.randrange(30), themes=["new", "work"]
            )
            for person in people
            for year in years[-2:]
            for month in range(1, 12)
        ),
        batch_size=BATCH,
    )
