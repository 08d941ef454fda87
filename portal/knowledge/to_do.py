"""What waits here: courses that are over, whose participants nobody has registered."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.knowledge.course import queries as course_queries
from portal.to_do import ToDo


def courses_without_attendance(reader):
    """For each of those who may register who took part, until somebody is registered or the course is called off."""
    if not reader.person.has_perm("knowledge.register_attendance"):
        return
    for course in course_queries.courses_without_attendance():
        yield ToDo(
            _("Register who took part in “%(title)s” on %(day)s")
            % {"title": course.name, "day": date_format(course.day, "MONTH_DAY_FORMAT")},
            _("See the course"),
            reverse("portal:course", args=[course.ref]),
            due=course_queries.to_register_by(course),
        )


TO_DO = [courses_without_attendance]
