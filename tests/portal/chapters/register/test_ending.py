"""A chapter that closes or becomes part of another one: what moves, what stays, and nothing is lost."""

import datetime
import uuid

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import application as asked
from forms import drafts
from portal import clock
from portal.activities.models import Activity, Gathering
from portal.chapters import queries as chapter_queries
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Office
from portal.chapters.register import services as register_services
from portal.chapters.register.validation import Refused
from portal.models import Event
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import Application
from portal.reports.years import queries as year_queries
from portal.supporters.models import Supporter
from tests.conftest import fill_in, moment, person

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LONG_AGO = datetime.date(2025, 1, 1)
REGISTER = "/sekretariat/register/lokalforeninger/"


def later(number):
    return clock.at(clock.now() + number * DAY)


def refresh(*rows):
    for row in rows:
        row.refresh_from_db()


@pytest.fixture
def young(bergen, oslo, siri):
    """A third chapter, so that two can become one."""
    return register_services.found(
        name="Voss", county="Vestland", municipality="Voss", postcodes=["57"], starts=LONG_AGO, by=siri
    )


@pytest.mark.slow
def test_people_applications_and_offices_follow_and_the_old_address_leads_on(
    siri, bergen, oslo, guro, rolf, turid, submitted, ola
):
    fill_in(ola)

    register_services.merge(bergen, oslo, from_day=clock.today(), by=siri)

    refresh(bergen, oslo, submitted)
    assert (bergen.is_active, bergen.ends, oslo.postcodes) == (False, clock.today() - DAY, ["01", "50"])
    assert set(Supporter.objects.exclude(state="ended").values_list("chapter", flat=True)) == {oslo.pk}
    assert (submitted.chapter, submitted.assessed_in) == (oslo, oslo)
    assert rolf.offices.get(chapter=bergen).ends == bergen.ends
    draft = drafts.find(onboarding_queries.DRAFT, onboarding_queries.draft_key(ola))
    assert draft.answers[asked.CHAPTER]["chapter"] == ["oslo"]
    assert chapter_queries.merged_into("bergen") == oslo
    dates = year_queries.dates_of(bergen, year_queries.reporting_year(clock.today().year))
    assert (dates.told_by, dates.is_required) == (oslo, False)


def test_gatherings_to_come_move_and_those_that_were_stay(siri, bergen, oslo, plan):
    past, coming = plan(bergen, days=-3), plan(bergen, days=3)

    register_services.merge(bergen, oslo, from_day=clock.today(), by=siri)

    refresh(past, coming)
    assert (past.chapter, coming.chapter) == (bergen, oslo)


@pytest.fixture
def plan():
    def made(chapter, days):
        starts = clock.now() + days * DAY
        return Gathering.objects.create(
            token=uuid.uuid4(), chapter=chapter, title="Kafé", kind="cafe", starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=2), place="Huset", audience="public",
        )  # fmt: skip

    return made


def test_the_day_to_come_is_the_workers_and_twice_is_once(siri, bergen, oslo, guro, rolf):
    for _time in range(2):
        register_services.merge(bergen, oslo, from_day=clock.today() + 5 * DAY, by=siri)

    refresh(bergen, guro)
    assert (bergen.is_active, guro.supporter.chapter) == (True, bergen)
    with later(5):
        assert [register_services.carry_out_due(), register_services.carry_out_due()] == [1, 0]
        assert not Office.objects.filter(chapter=bergen, ends__isnull=True).exists()
    assert Supporter.objects.get(person=guro).chapter == oslo
    moved = Event.objects.filter(verb="supporter.change_chapter")
    assert set(moved.values_list("actor", flat=True)) == {siri.ref}
    assert Event.objects.filter(verb="chapter.merge").count() == Event.objects.filter(verb="chapter.end").count() == 1


def test_of_two_mergers_into_each_other_only_one_is_made(siri, bergen, oslo, young):
    register_services.merge(bergen, oslo, from_day=clock.today(), by=siri)

    for into in (bergen, young, oslo):
        with pytest.raises(Refused):
            register_services.merge(bergen if into != bergen else oslo, into, from_day=clock.today() - DAY, by=siri)
    register_services.merge(oslo, young, from_day=clock.today(), by=siri)
    assert chapter_queries.merged_into("bergen") == young


def test_nothing_is_merged_into_itself_or_into_one_that_has_not_begun(siri, bergen, oslo):
    ahead = register_services.found(
        name="Ny", short_name="nyby", county="Oslo", municipality="Oslo", starts=clock.today() + 9 * DAY, by=siri
    )
    for into in (bergen, ahead):
        with pytest.raises(Refused):
            register_services.merge(bergen, into, from_day=clock.today(), by=siri)


@pytest.mark.slow
def test_closing_names_what_is_left_open_and_ends_the_offices(siri, bergen, oslo, guro, rolf, submitted, client_of):
    client = client_of(siri)
    page = client.get(f"{REGISTER}bergen/legg-ned/")
    told = [one.text for one in page.context["waiting"]]
    assert [text for text in ("2 likepersoner", "1 åpen søknad") if text not in told] == []
    assert rolf.get_full_name() in page.content.decode()

    yesterday = clock.today() - DAY
    client.post(f"{REGISTER}bergen/legg-ned/", {"last_day": f"{yesterday:%d.%m.%Y}"})

    refresh(bergen)
    assert (bergen.ends, bergen.is_active) == (yesterday, False)
    assert rolf.offices.get(chapter=bergen).ends == yesterday
    assert Application.objects.get(pk=submitted.pk).assessed_in is None  # the secretariat answers it


def test_the_last_one_is_not_closed(siri, bergen):
    with pytest.raises(Refused):
        register_services.close(bergen, last_day=clock.today(), by=siri)


def test_what_was_to_come_is_called_off_and_nothing_has_moved(siri, bergen, oslo, rolf, client_of):
    register_services.merge(bergen, oslo, from_day=clock.today() + 5 * DAY, by=siri)

    assert client_of(siri).post(f"{REGISTER}bergen/avlys/").status_code == 302

    with later(9):
        assert register_services.carry_out_due() == 0
    refresh(bergen)
    assert (bergen.is_active, bergen.ends, bergen.merged_into) == (True, None, None)
    assert rolf.offices.get(chapter=bergen).ends is None
    register_services.close(bergen, last_day=clock.today() - DAY, by=siri)
    assert client_of(siri).post(f"{REGISTER}bergen/avlys/").status_code == 409


def test_the_report_on_last_year_is_still_asked_for(siri, bergen, oslo):
    with clock.at(moment("2027-02-01 12:00")):
        register_services.close(bergen, last_day=datetime.date(2027, 1, 31), by=siri)

        assert [line.chapter for line in year_queries.overview(2026)] == [bergen, oslo]


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(["bergen", "oslo", "voss"]),
    placed=st.lists(st.sampled_from(["bergen", "oslo", "voss"]), max_size=4),
    ahead=st.sampled_from([0, 4]),
)
def test_merging_loses_no_row_and_no_activity_changes_chapter(siri, bergen, oslo, young, order, placed, ahead):
    with transaction.atomic():
        by_name = {row.short_name: row for row in Chapter.objects.all()}
        for number, name in enumerate(placed):
            who = person(f"p{number}@example.org", "P", str(number))
            chapters.give_office(who, "board_member", by_name[name], by=siri, starts=clock.today() - 9 * DAY)
            Supporter.objects.create(person=who, chapter=by_name[name], state="active")
            Activity.objects.create(
                chapter=by_name[name], kind="cafe", day=clock.today(), token=uuid.uuid4(), logged_by=who
            )
        counted = _counts()
        where = dict(Activity.objects.values_list("pk", "chapter"))

        first, second, last = (by_name[name] for name in order)
        register_services.merge(first, second, from_day=clock.today() + ahead * DAY, by=siri)
        with later(ahead):
            register_services.carry_out_due()
            refresh(second)
            register_services.merge(second, last, from_day=clock.today(), by=siri)

        assert _counts() == counted
        assert dict(Activity.objects.values_list("pk", "chapter")) == where
        assert set(Supporter.objects.values_list("chapter", flat=True)) <= {last.pk}
        assert not Office.objects.filter(chapter__in=[first, second], ends__isnull=True).exists()
        transaction.set_rollback(True)


def _counts():
    """How many rows each table has, but for what the change itself writes."""
    written = {"portal", "reports"}
    return {model._meta.label: model.objects.count() for model in apps.get_models() if _is_ours(model, written)}


def _is_ours(model, but):
    return model.__module__.startswith("portal.") and model._meta.app_label not in but
