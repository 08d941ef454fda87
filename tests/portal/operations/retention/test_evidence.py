"""What proves something is kept for five years and as long as a year is on hold, and is deleted afterwards."""

import datetime
import uuid

import pytest

from portal import clock, events
from portal.accounts import witness as account_witness
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities import witness as activity_witness
from portal.activities.models import Activity
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.declarations.proof import witness as declaration_witness
from portal.operations.retention import evidence
from portal.operations.retention import services as retention_services
from portal.reports.grants import services as grant_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import Appointment, Supporter
from tests.conftest import make_supporter, moment, person, sign

pytestmark = pytest.mark.django_db
START = moment("2026-03-01 12:00")


@pytest.fixture
def former(bergen, siri):
    """Mia, a supporter who logged an activity in 2026 and ended then."""
    with clock.at(START):
        mia = person("mia@example.org", "Mia", "Moe")
        make_supporter(mia, bergen, by=siri)
        values = {"kind": "conversation_group", "participants": 5, "minutes": 60, "chapter": bergen}
        activities.log(token=uuid.uuid4(), day=clock.today(), by=mia, **values)
        supporters.end(supporter_queries.supporter_of(mia), by=mia)
        declarations.pdf_path("").mkdir(parents=True, exist_ok=True)
        declarations.pdf_path(f"{mia.signatures.get().ref}.pdf").write_bytes(b"%PDF")
    return mia


def forget_on(text):
    with clock.at(moment(text)):
        return retention_services.run_all()


def left_of(mia):
    rows = [
        Activity.objects.filter(logged_by=mia),
        Appointment.objects.filter(supporter__person=mia),
        Supporter.objects.filter(person=mia),
        Signature.objects.filter(person=mia),
        User.objects.filter(pk=mia.pk),
    ]
    return [found.count() for found in rows]


@pytest.mark.slow
def test_what_proves_something_goes_when_its_five_years_are_over(former, django_capture_on_commit_callbacks):
    name = declarations.pdf_path(f"{former.signatures.get().ref}.pdf")
    assert set(evidence.last_years(former).values()) == {2026}

    forget_on("2030-12-31 12:00")
    assert left_of(former) == [1, 1, 1, 1, 1]
    with django_capture_on_commit_callbacks(execute=True):
        forget_on("2031-01-01 12:00")
    assert left_of(former) == [0, 0, 0, 0, 0]
    assert not name.exists()
    events.seal_pending()
    assert [room.faults() for room in (account_witness, declaration_witness, activity_witness)] == [[], [], []]


@pytest.mark.slow
def test_a_year_on_hold_keeps_it(former, siri):
    grant_services.hold(2026, reason="Kontroll.", by=siri)

    forget_on("2031-01-01 12:00")
    assert left_of(former) == [1, 1, 1, 1, 1]
    assert former.refresh_from_db() is None


@pytest.mark.slow
def test_who_came_back_keeps_it(former, bergen, siri):
    with clock.at(moment("2030-06-01 12:00")):
        make_supporter(former, bergen, by=siri, category="conversation_supporter")

    forget_on("2031-01-01 12:00")
    assert left_of(former)[1:] == [2, 1, 1, 1]


@pytest.mark.slow
def test_a_declaration_without_a_role_goes_five_years_after_the_year_of_signing(kari, bergen):
    with clock.at(START):
        sign(kari)
    forget_on("2030-12-31 12:00")
    assert Signature.objects.count() == 1
    forget_on("2031-01-01 12:00")
    assert Signature.objects.count() == 0


@pytest.mark.slow
def test_an_office_goes_five_years_after_the_year_in_which_it_ended(kari, bergen, siri):
    with clock.at(START):
        office = chapters.give_office(kari, "board_member", bergen, by=siri)
        chapters.end_office(office, by=siri, last_day=datetime.date(2027, 3, 1))
    forget_on("2031-12-31 12:00")
    assert Office.objects.filter(pk=office.pk).exists()
    forget_on("2032-01-01 12:00")
    assert not Office.objects.filter(pk=office.pk).exists()
