"""The way of one person as they see it: tasks in the order of the category, whose turn it is, and what has happened."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import clock, gates, organisation
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Membership, Office
from portal.declarations.models import Signature
from portal.knowledge.course import queries as course_queries
from portal.knowledge.exam import queries as exam_queries
from portal.knowledge.models import Attempt, Attendance
from portal.knowledge.workflow import CourseState
from portal.knowledge.workflow import State as AttemptState
from portal.models import Event
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import Application
from portal.onboarding.workflow import OPEN, WAITING
from portal.onboarding.workflow import State as ApplicationState
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Appointment, Candidacy, Check, RoleAgreement, Supporter
from portal.supporters.pathway import checklist
from portal.supporters.pathway.requirements import KINDS, Turn
from portal.supporters.workflow import State
from portal.wording import say

ROLE_PAGE = ("role", "age")
USUALLY = datetime.timedelta(weeks=2)  # what the page says that it takes


@dataclass(frozen=True)
class Task:
    title: str
    status: str
    href: str = ""
    hint: str = ""
    kind: str = ""  # the tag's colour; only what is to be done has one
    done: bool = False
    minutes: int = 0
    waits: bool = False  # there is nothing to do now, though it has a page
    in_person: bool = False  # theirs to do, on no page of ours


@dataclass(frozen=True)
class OwnWay:
    """A way and what is on it. ``can_withdraw``, ``can_step_back`` and ``can_end`` say how to leave it.

    ``answer_by`` is for whoever was asked whether they want to go on.
    """

    title: str
    tasks: list
    code: str = ""
    also: tuple = ()  # what else was ticked in the application
    can_withdraw: bool = False
    can_step_back: bool = False
    can_end: bool = False
    answer_by: datetime.date | None = None

    @property
    def done(self):
        return sum(task.done for task in self.tasks)


def next_on(ways):
    """What the person can do now: first of all what is done here, else what they meet somebody for; else None."""
    left = [task for way in ways for task in way.tasks if not (task.done or task.waits)]
    here = (task for task in left if task.href)
    return next(here, None) or next((task for task in left if task.in_person), None)


def ways_of(person):
    """What the person is on the way to, each as tasks; whoever is active sees only what lacks something."""
    draft, application = onboarding_queries.draft_of(person), onboarding_queries.current_of(person)
    supporter = supporter_queries.supporter_of(person)
    begins = supporter is None or supporter.state in (State.BECOMING, State.ENDED)
    found = [way for way in checklist.ways(supporter_queries.cases_of(person)) if begins or way.missing]
    shown = [_own_way(way, application if _is_about(application, way) else None, begins) for way in found]
    if draft and not (application and application.state in OPEN):
        shown.append(_beginning())
    return shown


def _is_about(application, way):
    """Whether the way began with this application."""
    return (
        application is not None
        and application.category_id == way.category.pk
        and not (way.is_appointed and application.state != ApplicationState.APPROVED)
    )


def _beginning():
    """Somebody who writes an application; what comes after depends on what they choose in it."""
    tasks = [
        Task(_("The application"), _("Begun"), reverse("portal:apply"), _about(8), "info", minutes=8),
        Task(KINDS["approval"].name, _("Cannot begin yet"), hint=_("First you send the application")),
    ]
    return OwnWay(_("Your application"), tasks)


def _own_way(way, application, begins):
    tasks = [_application_task(application)] if application else []
    for requirement in way.checklist:
        if requirement.met and requirement.code == "age":
            continue  # it was a tick in a form, and there is nothing to come back to
        if requirement.code == "approval" and application is None and way.is_appointed:
            continue  # came without an application
        tasks.append(_task(requirement, way, application))
    return OwnWay(
        str(way.category),
        tasks,
        code=way.category.code,
        also=tuple(str(category) for category in onboarding_queries.also_wanted(application)) if application else (),
        can_withdraw=application is not None and application.state in OPEN,
        can_step_back=not way.is_appointed and way.case.approved_at is not None,
        can_end=way.is_appointed and begins,
        answer_by=None if way.is_appointed else way.case.answer_by,
    )


def _application_task(application):
    title = _("The application")
    if application.state == ApplicationState.RETURNED:
        begin = reverse("portal:begin_application")
        return Task(title, _("Needs more from you"), begin, _about(3), "bad", minutes=3)
    day = date_format(clock.local(application.submitted_at), "DATE_FORMAT")
    return Task(title, _("Done"), reverse("portal:application_sent"), day, done=True)


def _task(requirement, way, application):
    code, kind = requirement.code, requirement.kind
    title = _("Confirm the role") if code == "role" and way.is_appointed and application is None else kind.name
    if requirement.met:
        day = date_format(clock.local(requirement.since), "DATE_FORMAT") if requirement.since else ""
        return Task(title, _("Done"), _page_of_done(requirement, way), day, done=True)
    if code == "approval" and application and application.state not in WAITING:
        return Task(title, _("Cannot begin yet"), hint=_("First you add what we asked for"))
    if requirement.waits_for:
        return Task(title, _("Cannot begin yet"), hint=_first(requirement))
    if requirement.turn == Turn.PERSON:
        return _own_task(title, requirement, way)
    if code == "approval" and application:
        hint = _answered_by(_whom(requirement.turn, way, application), application)
        return Task(title, _("Waiting for us"), hint=hint, kind="info")
    return Task(title, _("Waiting for us"), hint=_since(requirement, way), kind="info")


def _answered_by(who, application):
    day = onboarding_queries.answer_due(application)
    if day < clock.today():
        hint = _("%(who)s has it now, and was to answer by %(day)s. We are sorry. Do call us: %(phone)s.")
    else:
        hint = _("%(who)s has it now, since %(since)s. You get an answer by %(day)s.")
    since, by = (date_format(at, "MONTH_DAY_FORMAT") for at in (clock.local(application.waiting_since), day))
    phone = organisation.current().phone_display
    return hint % {"who": capfirst(who), "since": since, "day": by, "phone": phone}


def _first(requirement):
    names = [str(KINDS[code].name) for code in requirement.waits_for]
    return _("This comes first: %(names)s") % {"names": ", ".join(names)}


def _own_task(title, requirement, way):
    href = page_of(requirement.code, way.category)
    minutes = requirement.kind.minutes
    if requirement.code == "course":
        line = course_queries.coming_sign_ups_of(way.person).exclude(course__state=CourseState.CANCELLED).first()
        if line:
            hint = _("You have a place: %(when)s") if line.has_place else _("You are on the waiting list: %(when)s")
            return Task(title, _("Begun"), href, hint % {"when": line.course.when}, "info", waits=True)
        read = _parts_read(way.person)
        hint = " ".join([_("Sign up for a course that we hold."), read]).strip()
        return Task(title, _("Begun") if read else _("Not begun"), href, hint, "info")
    if href:
        if requirement.code == "test":
            return _test_task(title, href, minutes, way.person)
        read = ""
        if requirement.code == "material":
            minutes, read = course_queries.minutes_left(way.person), _parts_read(way.person)
        hint = read or (_about(minutes) if minutes else "")
        return Task(title, _("Begun") if read else _("Not begun"), href, hint, "info", minutes=minutes)
    if requirement.code == "police_certificate":
        hint = _("Show it to %(who)s. We write down the day and nothing else.")
        hint = hint % {"who": _whom(Turn.CHAPTER, way)}
        return Task(title, _("Not begun"), hint=hint, kind="info", in_person=True)
    return Task(title, _("Waiting for us"), hint=_("We tell you when it is time"), kind="info")


def _test_task(title, href, minutes, person):
    """The test that is still to be passed: where the latest attempt stands."""
    attempt = exam_queries.latest_attempt(person)
    if attempt is None:
        return Task(title, _("Not begun"), href, _about(minutes), "info", minutes=minutes)
    if attempt.state == AttemptState.OPEN:
        return Task(title, _("Begun"), href, _about(minutes), "info", minutes=minutes)
    standing = exam_queries.exam_status(person, exam_queries.exam_settings())
    if standing.is_used_up:
        hint = _(
            "You have taken the test as many times as one can by oneself. That says nothing about how well you would "
            "do. Call us, and we find a way together."
        )
        return Task(title, _("Not passed yet"), href, hint, "warn")
    if standing.must_wait:
        day = date_format(standing.may_begin_on, "DATE_FORMAT")
        hint = _("You can take the test again from %(day)s. Until then you can read and practise.") % {"day": day}
        return Task(title, _("Not passed yet"), href, hint, "warn", waits=True)
    day = date_format(clock.local(attempt.finished_at), "DATE_FORMAT")
    hint = _("You took it on %(day)s. The page shows what to read once more.") % {"day": day}
    return Task(title, _("Not passed yet"), href, hint, "warn", minutes=minutes)


def _parts_read(person):
    """How far somebody has come in reading the course; empty where they have not begun."""
    done = [is_done for _part, is_done in course_queries.parts_for(person)]
    if not any(done):
        return ""
    return _("You have read %(done)s of %(all)s parts.") % {"done": sum(done), "all": len(done)}


def page_of(code, category):
    """The address at which a person does what is asked; empty where there is none."""
    if code in ROLE_PAGE:
        return reverse("portal:role", args=[category.code])
    return gates.page_of(code)


def _page_of_done(requirement, way):
    if requirement.code == "declaration":
        return reverse("portal:signed")
    return page_of(requirement.code, way.category) if requirement.code in ("role", "test", "material") else ""


def _about(minutes):
    return _("About %(minutes)d minutes") % {"minutes": minutes}


def _since(requirement, way):
    who = capfirst(_whom(requirement.turn, way))
    if requirement.since is None:
        return _("%(who)s has it now. It usually takes up to two weeks.") % {"who": who}
    day = date_format(clock.local(requirement.since), "DATE_FORMAT")
    if clock.local(requirement.since).date() + USUALLY < clock.today():
        hint = _("%(who)s has it now, since %(day)s. We are sorry that it takes time. Do call us: %(phone)s.")
        return hint % {"who": who, "day": day, "phone": organisation.current().phone_display}
    return _("%(who)s has it now, since %(day)s. It usually takes up to two weeks.") % {"who": who, "day": day}


def _whom(turn, way, application=None):
    """Whose turn it is, by name where somebody is known."""
    handler = application.handler if application else None
    if turn in (Turn.CHAPTER, Turn.ASSESSOR) and way.chapter:
        place = way.chapter.name
        names = [handler] if handler else [one for one in chapter_queries.leaders_of(way.chapter) if one != way.person]
        if not names:
            return _("%(the_board)s in %(place)s") % {**organisation.flat(), "place": place}
    else:
        place = _("the secretariat")
        staff = chapter_queries.central_staff(Office.Kind.COORDINATOR) if turn == Turn.COORDINATOR else []
        names = [handler] if handler else staff or chapter_queries.central_staff(Office.Kind.SECRETARIAT)
        if not names:
            return place
    return _("%(name)s in %(place)s") % {"name": names[0].get_full_name(), "place": place}


# What has happened

TOLD = {
    "application.submit": gettext_lazy("We got your application"),
    "application.ask_for_more": gettext_lazy("We asked you for a little more"),
    "application.resubmit": gettext_lazy("You added what we asked for"),
    "application.approve": gettext_lazy("Your application was approved"),
    "application.decline": gettext_lazy("We answered your application"),
    "application.withdraw": gettext_lazy("You withdrew the application"),
    "candidacy.step_back": gettext_lazy("You said no after all"),
    "membership.confirm": gettext_lazy("We confirmed that you are a member"),
    "role.agree": gettext_lazy("You said yes to the role"),
    "attempt.pass": gettext_lazy("You passed the knowledge test"),
    "attempt.fail": gettext_lazy("You took the knowledge test, and have not passed yet"),
    "declaration.sign": gettext_lazy("You signed the declaration of confidentiality"),
    "supporter.become_active": gettext_lazy("Everything was in place, and you could begin"),
    "supporter.pause": gettext_lazy("You began a break"),
    "supporter.resume": gettext_lazy("The break ended"),
    "supporter.end": gettext_lazy("The role ended"),
}
ABOUT = (Application, Candidacy, Membership, RoleAgreement, Attempt, Signature, Supporter)


def happened(person):
    """``[(when, what)]``, the latest first: from the events, and the rows that say more than their events."""
    first, *others = [model.objects.filter(person=person).order_by().values_list("ref", flat=True) for model in ABOUT]
    events = Event.objects.filter(subject__in=list(first.union(*others, all=True)), verb__in=TOLD)
    told = []
    for row in Appointment.objects.filter(supporter__person=person).select_related("category"):
        decided = min(row.recorded_at, clock.end_of(row.decided_on))  # it may be noted days after the meeting
        told.append((decided, _("You were appointed: %(category)s") % {"category": say(row.category.name)}))
    for row in Attendance.objects.filter(person=person):
        told.append((min(row.registered_at, clock.end_of(row.attended_on)), _("You took part in the course")))
    told += [(at, TOLD[verb]) for verb, at in events.values_list("verb", "at")]
    seen = Check.objects.filter(person=person).exclude(kind="age")
    told += [(at, KINDS[kind].met) for kind, at in seen.values_list("kind", "recorded_at")]
    return sorted(told, key=lambda line: line[0], reverse=True)
