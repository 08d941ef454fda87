"""The report for 2026, in May 2027: a leader, a board member, a supporter, and a log."""

import datetime
import uuid

import pytest

from forms import annual_report
from portal import clock
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.counting.verdicts import STATED
from portal.activities.gatherings import services as gathering_services
from portal.chapters import services as chapters
from portal.reports import services as reports
from portal.reports.years import services as year_services
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.queries import supporter_of

BOARD = {
    "elected_on": datetime.date(2026, 3, 12), "term": 2, "members": "Rolf Rygg", "countable_members": 34,
    "bylaws": "central", "own_finances": "yes", "member_activity": "held",
}  # fmt: skip
ANSWERS = {
    annual_report.NUMBERS: {"seen": True, "correction": ""},
    annual_report.BOARD: {**BOARD, "member_activity_what": "Sommertur"},
    annual_report.ABOUT_YEAR: {"about": "Et godt år"},
    annual_report.CONFIRM: {"role": "leader", "attest": True},
}


@pytest.fixture
def in_may():
    noon = datetime.datetime(2027, 5, 10, 12, tzinfo=clock.OSLO)
    with clock.at(noon):
        yield noon


@pytest.fixture
def bodil(bergen, siri):
    """A board member of Bergen."""
    bodil = User.objects.create_user("bodil@example.org", given_name="Bodil", family_name="Berg")
    chapters.give_office(bodil, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return bodil


@pytest.fixture
def nina(bergen, siri):
    """Another member of the board of Bergen."""
    nina = User.objects.create_user("nina@example.org", given_name="Nina", family_name="Nes")
    chapters.give_office(nina, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return nina


@pytest.fixture
def liv(bergen, siri):
    nothing = {"requires": [["appointment", []]], "minimum_age": 0}
    wording = {"nb": "Besøker"}
    category = category_services.set_category("visitor", by=siri, name=wording, description=wording, **nothing)
    liv = User.objects.create_user("liv@example.org", given_name="Liv", family_name="Likeperson")
    with clock.at(datetime.datetime(2025, 1, 2, 12, tzinfo=clock.OSLO)):
        appointment_services.appoint(liv, category, bergen, by=siri)
    return supporter_of(liv)


@pytest.fixture
def log(in_may):
    def make(chapter, by, **values):
        group = {"kind": "conversation_group", "day": datetime.date(2026, 3, 2), "participants": 5, "minutes": 60}
        said = dict.fromkeys(STATED, True)
        return activities.log(**{"token": uuid.uuid4(), "chapter": chapter, "by": by, **group, **said, **values})

    return make


@pytest.fixture
def year(siri, in_may):
    return year_services.open_year(2026, by=siri)


@pytest.fixture
def begun(bergen, year, rolf):
    return reports.prepare(bergen, year, by=rolf)


@pytest.fixture
def sent(begun, rolf, in_may):
    return reports.submit(begun, ANSWERS, by=rolf, received_at=in_may)


@pytest.fixture
def held(siri):
    """``held(chapter, title, day)``: a gathering for everybody that was held and logged."""

    def make(chapter, title, day, audience="public"):
        starts = datetime.datetime.combine(day, datetime.time(18), clock.OSLO)
        with clock.at(starts - datetime.timedelta(days=7)):
            gathering = gathering_services.plan_gathering(
                chapter, token=uuid.uuid4(), title=title, kind="activity_group", starts_at=starts,
                ends_at=starts + datetime.timedelta(hours=2), place="Huset", audience=audience, by=siri,
            )  # fmt: skip
        with clock.at(starts + datetime.timedelta(days=1)):
            gathering_services.log_gathering(
                gathering, token=uuid.uuid4(), by=siri, chapter=chapter, kind="activity_group", day=day,
                participants=8, minutes=120, **dict.fromkeys(STATED, True),
            )  # fmt: skip
        gathering.refresh_from_db()
        return gathering

    return make


@pytest.fixture
def answers():
    return ANSWERS
