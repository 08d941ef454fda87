"""The secretariat's list of all chapters' reports on a year."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.reports import services as reports

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
ALL = "/sekretariat/rapporter/2026/"


def test_the_list_by_status(client_of, siri, oslo, sent):
    client = client_of(siri)
    page = client.get(ALL)
    assert [line.chapter.name for line in page.context["lines"]] == ["Bergen", "Oslo"]
    assert {status["code"]: status["count"] for status in page.context["statuses"] if status["count"]} == {
        "inne": 1,
        "sent": 1,
        "not_begun": 1,
    }
    assert [line.chapter.name for line in client.get(f"{ALL}?status=sent").context["lines"]] == ["Bergen"]
    assert len(client.get(f"{ALL}?status=x").context["lines"]) == 2


def test_the_list_takes_as_many_queries_for_one_chapter_as_for_three(client_of, siri, rolf, year, answers, in_may):
    client = client_of(siri)
    client.get(ALL)  # the first page of a session has queries of its own
    numbers = []
    for name in ("bergen", "hamar", "voss"):
        if name != "bergen":
            chapters.create_chapter(name.title(), name, county="Innlandet", municipality=name.title(), by=siri)
        report = reports.prepare(Chapter.objects.get(short_name=name), year, by=rolf)
        reports.submit(report, answers, by=rolf, received_at=in_may)
        with CaptureQueriesContext(connection) as found:
            page = client.get(ALL)
        numbers.append(len(found))
    assert len(page.context["lines"]) == 3
    assert len(set(numbers)) == 1
