"""The demo is a year as it could have been: what happened stands in the log in the order of time."""

import datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page, TaskState

from portal import clock, events
from portal.accounts.models import User
from portal.calls.models import Call, Shift, Tally
from portal.demo import story
from portal.demo.cast import SUPPORTERS
from portal.models import Event
from portal.operations.setting_up import services as setting_up_services
from tests.first_check import set_checked

pytestmark = pytest.mark.django_db


@pytest.mark.proof
def test_the_log_verifies_and_only_those_are_forgotten_who_are_nothing_any_more():
    """Dina has begun a draft and nothing else; Otto was declined. In one test, for the year is made but once."""
    Event.objects.all().delete()  # of the site on which the tests stand, which is founded now
    story.Story("ms").run()
    while events.seal_pending():
        pass

    verdict = events.verify()
    assert (verdict.faults, verdict.unsealed) == ([], 0)
    assert verdict.sealed == Event.objects.count() > 300

    before = set(people())
    with clock.at(clock.now() + datetime.timedelta(days=1000)):
        call_command("forget", verbosity=0)

    assert before - set(people()) == {"dina.dahl@example.org", "otto.olsen@example.org"}
    assert set(people()) < before


def people():
    return User.objects.filter(email__endswith="@example.org").values_list("email", flat=True)


@pytest.mark.proof
def test_the_editor_and_the_reviewer_of_the_demo_have_checked_its_pages_a_week_ago(monkeypatch):
    set_checked(None)
    year = story.Story("ms")
    monkeypatch.setattr(year, "timelines", lambda: [year.set_up(), year.first_check()])

    year.run()

    for model in ("Helpline", "ChapterPage"):
        dates = apps.get_model("home", model).objects.values_list("checked", flat=True)
        assert set(dates) == {clock.today() - datetime.timedelta(days=7)}
    reviewed = Page.objects.filter(slug__in=setting_up_services.REVIEWED_PAGES, locale__language_code="nb")
    approvals = TaskState.objects.filter(status="approved", revision__in=reviewed.values("live_revision"))
    assert [state.finished_by.given_name for state in approvals] == ["Fatima"] * 2


@pytest.mark.proof
def test_a_month_of_calls_and_a_rota_with_one_gap():
    year = story.Story("ms")
    of_helplines = [year.set_up(), year.earlier_supporters(), year.helplines()]
    year.timelines = lambda: of_helplines

    year.run()

    days = [call.day for call in Call.objects.all()]
    assert (min(days) >= year.today - datetime.timedelta(days=31), max(days) < year.today) == (True, True)
    assert {call.line for call in Call.objects.all()} == {"ms-telefonen", "parorendetelefonen"}
    coming = Shift.objects.filter(day__gte=year.today, day__lt=year.today + datetime.timedelta(days=21))
    assert [shift.person is None for shift in coming][:4] == [False, True, False, False]
    assert coming.exclude(offered_at=None).count() == 1


@pytest.mark.proof
def test_the_talks_of_a_month_where_they_are_counted(organise):
    organise("nff")
    year = story.Story("nff")
    of_tallies = [year.set_up(), year.earlier_supporters(), year.tallies()]
    year.timelines = lambda: of_tallies

    with clock.at(datetime.datetime(2026, 6, 10, 12, tzinfo=clock.OSLO)):
        year.today = clock.today()
        year.run()

    assert Tally.objects.count() == len(SUPPORTERS) - 1
    assert set(Tally.objects.values_list("month", flat=True)) == {datetime.date(2026, 4, 1)}
