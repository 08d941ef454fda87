"""`manage.py demo --scale N` makes what it says, once, and never in production."""

import pytest
from django.core.management import CommandError, call_command

from portal.activities.models import Activity
from portal.chapters.models import Chapter
from portal.demo import load_data
from portal.onboarding.models import Application
from portal.onboarding.workflow import WAITING
from portal.supporters.models import Supporter

pytestmark = pytest.mark.django_db
SMALL = {
    "CHAPTERS": 3, "BUSIEST": 3, "IN_LARGE": 2, "SUPPORTERS": 12, "ACTIVITIES": 20, "OPEN_CASES": 4, "CALLS": 1,
}  # fmt: skip


@pytest.fixture
def small(submitted, siri, monkeypatch):
    """An application is there, as in the demo, and someone in the secretariat; everything is made in a small number."""
    for name, number in SMALL.items():
        monkeypatch.setattr(load_data, name, number)


def made():
    """How many there are of what the command tells, in that order."""
    people = Supporter.objects.filter(person__email__endswith=load_data.MARK)
    waiting = Application.objects.filter(person__email__endswith=load_data.MARK, state__in=WAITING)
    activities = Activity.objects.filter(led_by__in=people) | Activity.objects.exclude(leader="supporter")
    return [
        Chapter.objects.filter(email__endswith=load_data.MARK).count(),
        people.count(),
        activities.count(),
        waiting.count(),
    ]


def test_it_makes_so_many_times_what_it_says_and_not_again(small, capsys):
    call_command("demo", "--scale", "2")

    assert capsys.readouterr().out.splitlines() == [
        f"{number} of 2: 3 chapters, 12 supporters, 20 activities, 4 open cases." for number in (1, 2)
    ]
    assert made() == [6, 24, 40, 8]
    with pytest.raises(CommandError, match="There is load data here already"):
        call_command("demo", "--scale", "1")
    assert made() == [6, 24, 40, 8]


@pytest.mark.parametrize("number", ["0", "11", "-1", "1.5", "two", ""])
def test_other_numbers_are_refused(small, number):
    with pytest.raises(CommandError, match="--scale"):
        call_command("demo", f"--scale={number}")
    assert made() == [0, 0, 0, 0]


def test_production_is_refused(small, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        call_command("demo", "--scale", "1")
    assert made() == [0, 0, 0, 0]
