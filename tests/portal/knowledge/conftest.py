import datetime
import uuid

import pytest

from portal import clock
from portal.chapters import services as chapters
from portal.knowledge.course import services as course_services
from portal.knowledge.models import CoursePart, Reflection
from tests.conftest import moment, person

NOW = moment("2026-11-02 12:00")
COURSE = moment("2026-11-20 18:00")


@pytest.fixture
def kim(siri):
    """Coordinator."""
    kim = person("kim@example.org", "Kim", "Koordinator")
    chapters.give_office(kim, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kim


@pytest.fixture
def plan(siri):
    """``plan(**values)``: a course on 20 November from 18 to 20, planned on the second."""

    def plan(**values):
        starts = values.get("starts_at", COURSE)
        defaults = {
            "token": uuid.uuid4(), "starts_at": starts, "ends_at": starts + datetime.timedelta(hours=2),
            "place": "Storgata 1, Bergen",
        }  # fmt: skip
        with clock.at(NOW):
            return course_services.plan_course({"nb": "Introduksjonskurs"}, by=siri, **{**defaults, **values})

    return plan


@pytest.fixture
def parts(db):
    """A course of two parts, and one that is taken out of it."""
    CoursePart.objects.all().delete()
    found = []
    for number, (code, active) in enumerate([("rollen", True), ("taushet", True), ("gammel", False)], 1):
        found.append(
            CoursePart.objects.create(
                code=code, order=number, chapter="taushetsplikt", minutes=number * 5, is_active=active,
                title={"nb": f"Del {code}"}, text={"nb": "Første avsnitt.\n\nDu er ikke:\n- lege\n- <b>sjef</b>"},
            )
        )  # fmt: skip
        Reflection.objects.create(part=found[-1], text={"nb": "Hva tenker du?"})
    return found
