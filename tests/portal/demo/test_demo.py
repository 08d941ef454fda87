"""The demo is a year as it could have been: what happened stands in the log in the order of time."""

import datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page, TaskState

from portal import clock, events
from portal.accounts.models import User
from portal.demo import story
from portal.models import Event
from portal.operations import setting_up
from tests.first_check import set_checked

pytestmark = pytest.mark.django_db


@pytest.mark.slow
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


@pytest.mark.slow
def test_the_editor_and_the_reviewer_of_the_demo_have_checked_its_pages_a_week_ago(monkeypatch):
    set_checked(None)
    year = story.Story("ms")
    monkeypatch.setattr(year, "timelines", lambda: [year.set_up(), year.first_check()])

    year.run()

    for model in ("Helpline", "ChapterPage"):
        dates = apps.get_model("home", model).objects.values_list("checked", flat=True)
        assert set(dates) == {clock.today() - datetime.timedelta(days=7)}
    reviewed = Page.objects.filter(slug__in=setting_up.REVIEWED_PAGES, locale__language_code="nb")
    approvals = TaskState.objects.filter(status="approved", revision__in=reviewed.values("live_revision"))
    assert [state.finished_by.given_name for state in approvals] == ["Fatima"] * 2
