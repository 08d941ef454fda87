"""What waits here: courses that are over, whose participants nobody has registered."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.knowledge.course import queries as course_queries
from portal.to_do import Source, ToDo


def courses_without_attendance(reader):
    if reader.person.has_perm("knowledge.register_attendance"):
        return [course_queries.courses_without_attendance()]
    return None


def to_register(_reader, courses):
    """For each of those who may register who took part, until somebody is registered or the course is called off."""
    for course in courses:
        yield ToDo(
            _("Register who took part in “%(title)s” on %(day)s")
            % {"title": course.name, "day": date_format(course.day, "MONTH_DAY_FORMAT")},
            _("See the course"),
            reverse("portal:course", args=[course.ref]),
            due=course_queries.to_register_by(course),
        )


TO_DO = [Source(to_register, courses_without_attendance)]
