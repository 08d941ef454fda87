"""What the pages that the desk opens each day take in a large organisation: judged by ``make proof``.

400 chapters, 3,000 supporters, 250,000 activities, and 2,000 applications that wait for an answer.
"""

import pytest
from django.test import Client

from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.demo import load_data
from portal.onboarding.models import Application
from portal.onboarding.workflow import WAITING
from portal.permissions import access_of
from tests.conftest import person
from tests.timing import milliseconds

pytestmark = [pytest.mark.django_db, pytest.mark.proof]
SENT_AS_IT_IS = Client.request  # without the work of tests/reading.py
MOST = 300  # milliseconds


@pytest.fixture
def large(submitted, siri, monkeypatch):
    """The people who open the pages, by what they are."""
    monkeypatch.setattr(Client, "request", SENT_AS_IT_IS)
    load_data.make_copies(1, by=siri)
    assert Application.objects.filter(state__in=WAITING).count() == 2_001  # and the one that is there already
    coordinator = person("kare@example.org", "Kåre", "Koll")
    chapters.give_office(coordinator, "coordinator", by=siri)
    leader = Chapter.objects.get(short_name="lag-1-000").offices.get(kind="chapter_leader").person
    return {"secretariat": siri, "coordinator": coordinator, "leader": leader}


def test_each_is_answered_within_300_milliseconds(large, client_of):
    """Time of the processor, SQLite's included."""
    views = [f"/sekretariat/?visning={view}" for view in ("alle", "meg", "forening", "soker", "frist", "ledig")]
    pages = [(name, "/min-side/") for name in large]
    pages += [("secretariat", path) for path in ("/sekretariat/", *views, "/lokalforening/lag-1-000/")]
    pages += [("leader", "/lokalforening/lag-1-000/")]
    took = {}
    for name, path in pages:
        took[name, path] = milliseconds(client_of(large[name]), path)
        print(f"{took[name, path]:5.0f} ms  {name} {path}")
    assert access_of(large["leader"]).board_chapters
    assert {page: number for page, number in took.items() if number >= MOST} == {}
