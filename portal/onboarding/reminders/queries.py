"""Queries for reminders: what has waited so long that somebody is reminded, and who has become inactive."""

import datetime

from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from forms.models import Draft
from portal import clock, events, requirements
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.knowledge.models import CourseSignUp
from portal.models import Event
from portal.onboarding.models import Application, StepNotification
from portal.onboarding.queries import DRAFT, OWN_KEY, stuck, with_applicant
from portal.onboarding.reminders.intervals import HALTED_AFTER
from portal.onboarding.verbs import Verb
from portal.onboarding.workflow import OPEN, WAITING, State
from portal.requirements import Turn
from portal.supporters.models import ANSWER_WITHIN, Candidacy
from portal.supporters.pathway import facts
from portal.verbs import Verb as FrameVerb


def due_for_reminder(column, states, since):
    """Applications that have waited since before ``since``, with ``column`` not set in this turn, the oldest first.

    Without those where the applicant has something to do before anybody can answer.
    """
    rows = Application.objects.filter(Q(**{column: None}) | Q(**{f"{column}__lt": F("waiting_since")}))
    rows = rows.filter(state__in=states, waiting_since__lte=since)
    if State.RETURNED not in states:
        rows = rows.exclude(with_applicant())
    return rows.select_related("person", "chapter", "assessed_in", "category", "handler").order_by(
        "waiting_since", "pk"
    )


def left_by_closed_accounts():
    """Open applications whose handler, or somebody of whose board, cannot sign in any more."""
    closed = chapter_queries.offices_held().filter(person__is_active=False, chapter__isnull=False)
    rows = Application.objects.filter(Q(handler__is_active=False) | Q(assessed_in__in=closed.values("chapter")))
    rows = rows.filter(state__in=OPEN)
    return rows.select_related("person", "chapter", "assessed_in", "category", "handler").order_by("pk")


def applicants_to_remind(since):
    """Applications that have waited for the applicant since ``since`` without a reminder, the oldest first."""
    rows = Application.objects.filter(with_applicant(), state__in=WAITING, waiting_since__lte=since)
    rows = rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=F("waiting_since")))
    return rows.select_related("person").order_by("waiting_since", "pk")


def of_office(column, since):
    """The office's steps that it was told of before ``since``, with ``column`` not set, the oldest first."""
    return _told_before(since, column).exclude(kind__in=_own())


def of_people(column, since):
    """The same for steps that the person does after the answer, and can do now.

    Somebody who has a place in a course has done what they can. What comes before the answer is reminded of with the
    application.
    """
    signed_up = CourseSignUp.objects.filter(course__ends_at__gt=clock.now(), has_place=True)
    rows = _told_before(since, column).filter(kind__in=_own())
    rows = rows.exclude(person__in=Application.objects.filter(state__in=OPEN).values("person"))
    rows = rows.exclude(Q(kind="course", person__in=signed_up.values("person")))
    return rows.exclude(Q(kind="test") & stuck("test"))


def _own():
    """The codes of the requirements that people meet themselves."""
    return [code for code, requirement in requirements.declared().items() if requirement.turn == Turn.PERSON]


def _told_before(since, column):
    rows = StepNotification.objects.filter(**{f"{column}__isnull": True}, told_at__lte=since)
    return rows.select_related("person").order_by("told_at", "pk")


def was_reading_alert_sent(reader, since):
    """Whether others have been told, since ``since``, that this reader opens the answers of very many people."""
    return bool(events.believed(Event.objects.filter(verb=Verb.PERSON_READ_MANY, subject=reader.ref, at__gte=since)))


def recipients_of_reading_alert(reader):
    """Who is told that a reader opens very many answers: the rest of the secretariat, else the administrators."""
    others = [person for person in chapter_queries.central_staff(Office.Kind.SECRETARIAT) if person != reader]
    return others or [person for person in chapter_queries.administrators() if person != reader]


def inactive_candidacies(moment):
    """Candidacies with an application that does not wait for us, where nothing has happened since ``moment``.

    What counts: an application is sent or answered, a requirement is met, the person does anything on the site or saves
    a draft, or another account of theirs becomes part of this one. An event that this site did not write, or that was
    changed, does not.
    """
    theirs = Q(state__in=[State.APPROVED, State.RETURNED]) | Q(state__in=WAITING) & with_applicant()
    theirs = Application.objects.filter(theirs, person=OuterRef("person"), category=OuterRef("category"))
    rows = Candidacy.objects.filter(Exists(theirs), ended_at__isnull=True, begun_at__lt=moment)
    key = Concat(Value(OWN_KEY), Cast(OuterRef("person_id"), CharField()))
    rows = rows.exclude(Exists(Draft.objects.filter(kind=DRAFT, key=key, saved_at__gte=moment)))
    for people in facts.met_since(moment):
        rows = rows.exclude(person__in=people)
    rows = rows.exclude(person__in=Application.objects.filter(waiting_since__gte=moment).values("person"))
    refs = rows.values("person__ref")
    done = Q(actor__in=refs) | Q(verb=FrameVerb.PERSON_MERGE, subject__in=refs)
    done = events.only_believed(Event.objects.filter(done, at__gte=moment))
    joined = Q(verb=FrameVerb.PERSON_MERGE, subject=OuterRef("person__ref"))
    rows = rows.exclude(Exists(done.filter(Q(actor=OuterRef("person__ref")) | joined)))
    return rows.select_related("person", "category").order_by("begun_at", "pk")


def candidacies_to_ask():
    """The inactive candidacies whose person is to be asked now whether they want to go on."""
    since = clock.now() - HALTED_AFTER + ANSWER_WITHIN
    return inactive_candidacies(since).filter(Q(asked_at__isnull=True) | Q(asked_at__lt=since))


def halted_applications():
    """The applications of inactive candidacies whose person was asked, and did not answer in time."""
    since = clock.now() - HALTED_AFTER
    too_late = clock.end_of(clock.today() - ANSWER_WITHIN - datetime.timedelta(days=1))  # the day of answer_by is over
    inactive = inactive_candidacies(since).filter(asked_at__gte=since, asked_at__lte=too_late).order_by()
    inactive = inactive.filter(person=OuterRef("person"), category=OuterRef("category"))
    return Application.objects.filter(Exists(inactive), state__in=[*OPEN, State.APPROVED])
