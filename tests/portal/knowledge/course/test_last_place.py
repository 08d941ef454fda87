"""The last place of a course, with ten who want it at the same instant.

This test commits, and the tables are emptied after it: alone in its file, it comes after all that need them.
"""

import threading
from collections import Counter

import pytest
from django.db import connections

from portal import clock
from portal.knowledge.course import services as course_services
from portal.knowledge.models import CourseSignUp
from portal.models import OutboxMail
from tests.conftest import person
from tests.portal.knowledge.conftest import NOW


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_taken_once_by_ten_at_once(plan):
    course = plan(places=1)
    people = [person(f"p{number}@example.org", "P", f"Nr {number}") for number in range(10)]
    start, faults = threading.Barrier(10), []

    def sign_up(one):
        try:
            start.wait()
            with clock.at(NOW):
                course_services.sign_up(course, by=one)
        except Exception as fault:  # told below, in the test's own thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sign_up, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert Counter(CourseSignUp.objects.values_list("has_place", flat=True)) == {True: 1, False: 9}
    assert OutboxMail.objects.filter(subject="Du har plass på kurset").count() == 1
