"""The requirements that this room stores: the course to read, the introduction course, the knowledge test."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock, organisation
from portal.knowledge.course import queries as course_queries
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.models import Attendance, CourseRead
from portal.knowledge.verbs import Verb
from portal.knowledge.workflow import CourseState, State
from portal.requirements import Fact, Progress, Requirement, Turn


def _parts_read(parts):
    """How much of the course somebody has read, as a sentence; empty where they have not begun."""
    done = sum(is_done for _minutes, is_done in parts)
    return _("You have read %(done)s of %(all)s parts.") % {"done": done, "all": len(parts)} if done else ""


def _reading_rows(person):
    return [course_queries.minutes_of_parts(person)]


def _reading(parts):
    read, minutes = _parts_read(parts), sum(minutes for minutes, is_done in parts if not is_done)
    return Progress(_("Begun") if read else _("Not begun"), read, minutes=minutes)


def _course_rows(person):
    sign_ups = course_queries.coming_sign_ups_of(person).exclude(course__state=CourseState.CANCELLED)
    return [sign_ups, course_queries.minutes_of_parts(person)]


def _course(sign_ups, parts):
    for line in sign_ups:
        hint = _("You have a place: %(when)s") if line.has_place else _("You are on the waiting list: %(when)s")
        return Progress(_("Begun"), hint % {"when": line.course.when}, waits=True)
    read = _parts_read(parts)
    hint = " ".join([_("Sign up for a course that we hold."), read]).strip()
    return Progress(_("Begun") if read else _("Not begun"), hint)


def _exam(attempts, exceptions, rules):
    """The ``Progress`` with the knowledge test; None where no attempt was begun yet."""
    attempt = exam_queries.latest_attempt(attempts)
    if attempt is None:
        return None
    if attempt.state == State.OPEN:
        return Progress(_("Begun"), minutes=EXAM_MINUTES)
    status = exam_queries.exam_status_from(attempts, exceptions, exam_queries.settings_from(rules))
    if status.is_used_up:
        hint = _(
            "You have taken the test as many times as one can by oneself. That says nothing about how well you would "
            "do."
        )
        talk = _("Get in touch with us, and we find a way together:")
        return Progress(_("Not passed yet"), f"{hint} {talk} {organisation.current().contact}", "warn")
    if status.must_wait:
        day = date_format(status.may_begin_on, "DATE_FORMAT")
        hint = _("You can take the test again from %(day)s. Until then you can read and practise.") % {"day": day}
        return Progress(_("Not passed yet"), hint, "warn", waits=True)
    day = date_format(clock.local(attempt.finished_at), "DATE_FORMAT")
    hint = _("You took it on %(day)s. The page shows what to read once more.") % {"day": day}
    return Progress(_("Not passed yet"), hint, "warn", minutes=EXAM_MINUTES)


EXAM_MINUTES = 10
REQUIREMENTS = [
    Requirement(
        code="material",
        name=gettext_lazy("Reading the course"),
        met_name=gettext_lazy("The course is read"),
        public_text=gettext_lazy("You read at your own pace."),
        turn=Turn.PERSON,
        order=60,
        facts=(Fact(CourseRead.objects.all, "read_at"),),
        met_by=(Verb.COURSE_COMPLETE,),
        keeps_order=False,  # it is asked at each part
        page="portal:take_course",
        done_page="portal:take_course",
        progress_rows=_reading_rows,
        progress=_reading,
    ),
    Requirement(
        code="course",
        name=gettext_lazy("The introduction course"),
        met_name=gettext_lazy("The introduction course is taken"),
        public_text=gettext_lazy("You take part in a course that we hold, online or where we meet."),
        turn=Turn.PERSON,
        order=70,
        facts=(Fact(Attendance.objects.all, "registered_at"),),
        met_by=(Verb.ATTENDANCE_REGISTER,),
        undone_by=(Verb.ATTENDANCE_TAKE_BACK,),
        keeps_order=False,  # whoever was there was there
        page="portal:take_course",
        progress_rows=_course_rows,
        progress=_course,
    ),
    Requirement(
        code="test",
        name=gettext_lazy("The knowledge test"),
        met_name=gettext_lazy("The knowledge test is passed"),
        public_text=gettext_lazy("You get one question at a time, and there is no clock."),
        turn=Turn.PERSON,
        order=80,
        facts=(
            Fact(exam_queries.passed_attempts, "finished_at"),
            Fact(exam_queries.exceptions_that_pass, "recorded_at"),
        ),
        met_by=(Verb.ATTEMPT_PASS, Verb.ATTEMPT_CORRECT_TO_PASSED, Verb.TEST_EXCEPTION_MAKE),
        undone_by=(Verb.ATTEMPT_CORRECT_TO_FAILED, Verb.TEST_EXCEPTION_WITHDRAW),
        keeps_order=False,  # it is asked when an attempt begins
        minutes=EXAM_MINUTES,
        page="portal:knowledge_test",
        done_page="portal:knowledge_test",
        progress_rows=exam_queries.rows_of_status,
        progress=_exam,
    ),
]
