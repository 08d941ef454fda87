"""A row about somebody who is or was a supporter: appointed, with the declaration on paper, the course and a break.

Of somebody who has ended, the days from which and until when they were one are taken in.
"""

import datetime
import difflib
import uuid
from collections.abc import Iterable

from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from forms.dates import date_in_words
from portal import clock, requirements, spreadsheet
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.chapters.register.validation import comparable
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature, Signature
from portal.declarations.texts import queries as text_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.models import Attendance, Course
from portal.moves import open_moves
from portal.operations.importing.columns import head_of
from portal.operations.importing.officers import person_cells
from portal.operations.importing.run import ALIKE, Cannot, Run, Taken, Values, changed
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.models import Appointment, Category, Supporter
from portal.supporters.pathway import checklist
from portal.supporters.workflow import State
from portal.wording import translated

STANDINGS = {State.PAUSED: "pause", State.ENDED: "sluttet"}
ENDED = "ended"
LANGUAGES = ("nb", "nn", "en")
Hours = tuple[datetime.time, datetime.time]  # from when to when


def take(values: Values, run: Run) -> tuple[str, list[str]]:
    """Take in one row. Returns ``(how it stood, what is to be said)``. Raises ``Cannot``."""
    chapter, category = run.chapter(values["chapter"]), _category(values["category"])
    for field in ("decided_on", "signed_on", "attended_on", "ended_on"):
        if values[field] and values[field] > clock.today():
            raise Cannot({field: _("The day has not been yet. Check the year.")})
    if values["standing"] == ENDED:
        return _take_ended(category, chapter, values, run)
    if not chapter.is_active:
        raise Cannot({"chapter": _("It is closed, or begins later. Choose another one.")})
    taken = run.person(values)
    _appoint(taken, category, chapter, values["decided_on"], run)
    if values["signed_on"]:
        _note_paper(taken, values, run)
    if values["attended_on"]:
        _note_course(taken, values["attended_on"], values["course_hours"], run)
    return taken.standing, taken.says


def _take_ended(category: Category, chapter: Chapter, values: Values, run: Run) -> tuple[str, list[str]]:
    """An appointment that was from one day to another, also in a chapter that is closed now."""
    taken, ended_on = run.person(values), values["ended_on"]
    if values["signed_on"] or values["attended_on"]:
        taken.says.append(_("The declaration and the course of somebody who has ended are not noted."))
    past = supporter_queries.ended_appointments_of(taken.person).filter(category=category)
    known = past.filter(decided_on=values["decided_on"]).first()
    if known and known.ended_on != ended_on:
        text = _("The register has %(day)s here, and that is not changed.")
        raise Cannot({"ended_on": text % {"day": date_in_words(known.ended_on)}})
    if known:
        return taken.standing, taken.says
    is_in_force = supporter_queries.appointments_of(taken.person).filter(category=category).exists()
    _appoint(taken, category, chapter, values["decided_on"], run)
    if is_in_force:
        run.check_impartial(taken.person)
        taken.differs(changed(str(_("Ended")), "", date_in_words(ended_on)))
    appointment = supporter_queries.appointments_of(taken.person).get(category=category)
    appointment_services.end_appointment(appointment, by=run.by, on=ended_on)
    return taken.standing, taken.says


def finish(values: Values, run: Run) -> list[str]:
    """Once what follows from the row is done: the break, and what the person lacks."""
    if values["standing"] == ENDED:
        return []
    supporter = Supporter.objects.select_related("person").get(person__email=values["email"].strip().lower())
    if supporter.state == State.BECOMING:
        found = checklist.pathways(supporter_queries.appointments_of(supporter.person))
        codes = list(dict.fromkeys(step.code for pathway in found for step in pathway.missing))
        lacking = ", ".join(str(name) for name in requirements.names(codes).values())
        return [_("Not active yet. This is left: %(what)s.") % {"what": lacking}]
    if supporter.state == State.ACTIVE and values["standing"] == "paused":
        supporters.pause(supporter, until=None, by=run.by)
        return [_("Takes a break from now on.")]
    if supporter.state == State.PAUSED and values["standing"] == "active":
        return [_("Takes a break here, and that is not changed.")]
    return []


def _category(text: str) -> Category:
    found = list(Category.objects.filter(is_active=True))
    for category in found:
        if comparable(text) in {comparable(category.code), *map(comparable, category.name.values())}:
            return category
    names = [str(translated(category.name, "nb")) for category in found]
    near = difflib.get_close_matches(text, names, n=1, cutoff=ALIKE)
    raise Cannot({"category": _("Write one of these: %(words)s") % {"words": ", ".join(near or names)}})


def example_of_category() -> str:
    """The name of a kind that a file can say of somebody, for the sample; empty where there is none yet."""
    found = Category.objects.filter(is_active=True).exclude(method=Category.Method.OFFICE).order_by("pk").first()
    return str(translated(found.name, "nb")) if found else ""


def _appoint(taken: Taken, category: Category, chapter: Chapter, day: datetime.date, run: Run) -> None:
    found = supporter_queries.appointments_of(taken.person).filter(category=category).first()
    supporter = supporter_queries.supporter_of(taken.person)
    if supporter and supporter.state != State.ENDED and supporter.chapter_id != chapter.pk:
        text = _("The person belongs to %(name)s here, and that is not changed.")
        raise Cannot({"chapter": text % {"name": supporter.chapter}})
    if found:
        if found.decided_on != day:
            text = _("The register has %(day)s here, and that is not changed.")
            raise Cannot({"decided_on": text % {"day": date_in_words(found.decided_on)}})
        return
    if any(open_moves(one) for one in taken.person.applications.filter(category=category)):
        raise Cannot({"category": _("This person has applied for this. Answer the application instead.")})
    run.check_impartial(taken.person)
    how = {"method": Category.Method.TRANSFER, "decided_on": day}
    try:
        appointment_services.appoint(taken.person, category, chapter, by=run.by, **how)
    except appointment_services.WrongLevel:
        raise Cannot({"chapter": _("Only those for a whole county appoint this kind.")}) from None
    taken.is_new()


def _note_paper(taken: Taken, values: Values, run: Run) -> None:
    day = values["signed_on"]
    if RecordedSignature.objects.filter(person=taken.person, signed_on=day).exists():
        return
    text = text_queries.text_to_sign(taken.person)
    if text is None:
        if not Signature.objects.filter(person=taken.person).exists():
            taken.says.append(_("No declaration is asked for, so the paper is not noted."))
        else:
            taken.says.append(_("The declaration is signed here already."))
        return
    run.check_impartial(taken.person)
    medium = RecordedSignature.Medium
    try:
        declarations.record_signature(
            taken.person,
            text,
            medium=medium.PAPER if values["witness"] else medium.TRANSFER,
            signed_on=day,
            seen_by=values["witness"],
            kept_at=values["kept_at"],
            by=run.by,
        )
    except declarations.OlderText:
        sentence = _("What was signed then is an earlier version, and that is not enough. Ask for a new signature")
        raise Cannot({"signed_on": sentence}) from None
    except declarations.TooOld:
        sentence = _("What was signed on this day does not count any more. Ask for a new signature")
        raise Cannot({"signed_on": sentence}) from None
    except declarations.CountsNoLonger:
        sentence = _("What was signed on this day counts no longer than what we have already. Ask for a new signature")
        raise Cannot({"signed_on": sentence}) from None
    taken.differs(_("The declaration on paper is noted."))


def _note_course(taken: Taken, day: datetime.date, hours: Hours | None, run: Run) -> None:
    """Note that the person was there. A course that is not in the list comes into it, where its hours are known."""
    if Attendance.objects.filter(person=taken.person, attended_on=day).exists():
        return
    run.check_impartial(taken.person)
    course_services.register_attendance(taken.person, _course(taken, day, hours, run), by=run.by)
    taken.differs(_("The course is noted."))


def _course(taken: Taken, day: datetime.date, hours: Hours | None, run: Run) -> Course:
    near = datetime.timedelta(days=1)
    midnight = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC)
    courses = Course.objects.filter(starts_at__gte=midnight - near, starts_at__lt=midnight + 2 * near)
    on_day = [course for course in courses if course.day == day and not course.is_cancelled]
    found = [course for course in on_day if hours in (None, _hours(course))]
    if len(found) == 1:
        return found[0]
    if found:
        text = _("There were several courses on this day. Note it on the page of the course.")
        raise Cannot({"attended_on": text})
    if on_day:
        text = _("In the list of courses, this one is %(when)s. Correct the hours, or leave the cell empty.")
        raise Cannot({"course_hours": text % {"when": on_day[0].when}})
    if hours is None:
        text = _("No course was held on this day. Write from when to when it was held in the column %(head)s.")
        raise Cannot({"attended_on": text % {"head": head_of("supporters", "course_hours")}})
    starts, ends = (datetime.datetime.combine(day, time, tzinfo=clock.OSLO) for time in hours)
    taken.says.append(_("The course is written into the list of courses."))
    title = {}
    for language in LANGUAGES:
        with translation.override(language):
            title[language] = _("Introduction course")
    return course_services.plan_course(title, token=uuid.uuid4(), starts_at=starts, ends_at=ends, by=run.by)


def _hours(course: Course) -> Hours:
    return clock.local(course.starts_at).time(), clock.local(course.ends_at).time()


def rows() -> Iterable[dict[str, spreadsheet.Value]]:
    """Every appointment, those that have ended first: one row for each kind that somebody is or was."""
    related = ("category", "supporter__person", "supporter__chapter")
    in_order = (F("ended_on").asc(nulls_last=True), "supporter__chapter__name", "supporter__person__family_name", "pk")
    appointed = list(Appointment.objects.select_related(*related).order_by(*in_order))
    people = [one.supporter.person_id for one in appointed]
    papers = {one.person_id: one for one in RecordedSignature.objects.filter(person__in=people).order_by("pk")}
    attended = Attendance.objects.filter(person__in=people).select_related("course").order_by("attended_on")
    courses = {one.person_id: one for one in attended}
    for one in appointed:
        person: User = one.supporter.person
        has_ended = one.ended_on is not None
        paper, course = (None, None) if has_ended else (papers.get(person.pk), courses.get(person.pk))
        yield {
            **person_cells(person),
            "postcode": person.postcode,
            "chapter": one.supporter.chapter.name,
            "category": str(translated(one.category.name, "nb")),
            "decided_on": one.decided_on,
            "signed_on": paper.signed_on if paper else None,
            "witness": paper.witness if paper and paper.signed_on else "",
            "kept_at": paper.kept_at if paper and paper.signed_on else "",
            "attended_on": course.attended_on if course else None,
            "course_hours": "–".join(f"{time:%H.%M}" for time in _hours(course.course)) if course else None,
            "standing": STANDINGS[State.ENDED] if has_ended else STANDINGS.get(State(one.supporter.state), "aktiv"),
            "ended_on": one.ended_on,
        }
