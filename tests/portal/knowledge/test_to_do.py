"""A course that is over waits for those who may register who took part."""

import datetime

import pytest

from portal import clock
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from tests.portal.knowledge.conftest import COURSE
from tests.portal.waiting import rows_of

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def waiting(client_of, user):
    return [(row.title, row.when, row.href) for row in rows_of(client_of, user) if "Registrer hvem" in row.title]


@pytest.mark.slow
def test_a_course_that_is_over_is_to_be_registered_within_a_week(plan, siri, kim, ola, rolf, client_of):
    course = plan()
    line = ("Registrer hvem som var med på «Introduksjonskurs» 20. november", f"/sekretariat/kurs/{course.ref}/")
    with clock.at(COURSE):
        assert waiting(client_of, siri) == []
    with clock.at(course.ends_at):
        for user in (siri, kim):
            assert waiting(client_of, user) == [(line[0], "Innen 27. november", line[1])]
        assert waiting(client_of, rolf) == waiting(client_of, ola) == []
    with clock.at(COURSE + 8 * DAY):
        assert waiting(client_of, siri) == [(line[0], "Fristen var 27. november", line[1])]
        assert client_of(siri).get(line[1]).status_code == 200

        course_services.register_attendance(ola, course, by=siri)
        assert waiting(client_of, siri) == []


@pytest.mark.slow
def test_a_course_that_was_not_held_or_whose_list_is_deleted_waits_for_nobody(plan, siri, client_of):
    first, _second = plan(), plan()
    with clock.at(COURSE + DAY):
        assert len(waiting(client_of, siri)) == 2
        course_services.cancel_course(first, version=first.version, because={}, by=siri)
        assert len(waiting(client_of, siri)) == 1
    with clock.at(COURSE + course_queries.KEEP_SIGN_UPS + DAY):
        assert waiting(client_of, siri) == []
