"""A person's own pathways for their page: tasks in the category's order, whose turn it is, and what has happened."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

from django.db.models import CharField, DateField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from forms.application import is_not_member_yet
from portal import clock, date_formats, events, organisation, requirements
from portal.chapters.models import Membership
from portal.chapters.verbs import Verb as ChapterVerb
from portal.declarations.models import Signature
from portal.declarations.verbs import Verb as DeclarationVerb
from portal.kept_querysets import kept_queryset
from portal.knowledge.models import Attempt, Attendance
from portal.knowledge.verbs import Verb as KnowledgeVerb
from portal.models import Event
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.models import Application
from portal.onboarding.verbs import Verb as OnboardingVerb
from portal.onboarding.workflow import OPEN
from portal.onboarding.workflow import State as ApplicationState
from portal.requirements import Progress, Turn
from portal.supporters.models import Candidacy, Check, RoleAgreement, Supporter
from portal.supporters.pathway import sets
from portal.supporters.pathway import words as pathway_words
from portal.supporters.verbs import Verb as SupporterVerb
from portal.supporters.workflow import State
from portal.to_do import USUAL_TIME
from portal.wording import translated


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
    with_us: bool = False  # somebody of ours has it now, and the hint says who and until when
    in_person: bool = False  # theirs to do, on no page of ours
    since: datetime.datetime | None = None  # when it opened, of what is the person's to do


@dataclass(frozen=True)
class OwnPathway:
    """A pathway with its tasks. ``can_withdraw``, ``can_step_back`` and ``can_end`` say how the person can leave it.

    ``answer_by`` is set for somebody who was asked whether they want to go on. ``must_become_member`` is set for
    somebody who has written in the application that they are not a member yet.
    """

    title: str
    tasks: list
    code: str = ""
    also: tuple = ()  # what else was ticked in the application
    can_withdraw: bool = False
    can_step_back: bool = False
    can_end: bool = False
    answer_by: datetime.date | None = None
    must_become_member: bool = False
    begun_on: datetime.date | None = None

    @property
    def done(self):
        return [task for task in self.tasks if task.done]

    @property
    def left(self):
        return [task for task in self.tasks if not task.done]


def next_task(pathways):
    """The next task that the person can do, or None. One with a page here comes before one done in person."""
    left = [task for pathway in pathways for task in pathway.tasks if not (task.done or task.waits)]
    here = (task for task in left if task.href)
    return next(here, None) or next((task for task in left if task.in_person), None)


@dataclass(frozen=True)
class OwnRows:
    """What ``own_pathways`` is made of besides the pathways, as querysets.

    ``progress`` are the ``progress_rows`` of each requirement that is the person's to meet now, by its code.
    """

    applications: object
    drafts: object
    progress: dict

    @property
    def all(self):
        return [self.applications, self.drafts, *(rows for found in self.progress.values() for rows in found)]


def own_rows(reader):
    """The ``OwnRows`` of this person."""
    person = reader.person
    own = reader.once(sets.pathways_of_user, person).own
    open_now = {step.code: step.requirement for one in own for step in one.open if step.turn == Turn.PERSON}
    return OwnRows(
        applications=onboarding_queries.applications_of(person),
        drafts=onboarding_queries.drafts_of(person),
        progress={code: one.progress_rows(person) for code, one in open_now.items() if one.progress_rows},
    )


def own_pathways(reader):
    """The person's pathways: ``[OwnPathway]``. Somebody who is active sees only those where something is missing."""
    found, rows = reader.once(sets.pathways_of_user, reader.person), reader.once(own_rows, reader)
    begins = found.supporter is None or found.supporter.state in (State.BECOMING, State.ENDED)
    shown = [one for one in found.own if begins or one.missing]
    current = onboarding_queries.current_among(rows.applications)
    application = current if shown else None
    own = [
        _own_pathway(one, application if _is_about(application, one) else None, begins, found.turns, rows.progress)
        for one in shown
    ]
    if not (current and current.state in OPEN):
        own += [_draft_pathway(draft) for draft in rows.drafts]
    return own


def _is_about(application, pathway):
    """Whether the pathway began with this application."""
    return (
        application is not None
        and application.category_id == pathway.category.pk
        and not (pathway.is_appointed and application.state != ApplicationState.APPROVED)
    )


def _draft_pathway(draft):
    """The pathway of somebody who is writing an application: what follows depends on what they choose in it."""
    tasks = [
        Task(
            _("The application"),
            _("Begun"),
            reverse("portal:apply"),
            _about(8),
            "info",
            minutes=8,
            since=draft.saved_at,
        ),
        Task(requirements.get("approval").name, _("Cannot begin yet"), hint=_("First you send the application")),
    ]
    return OwnPathway(_("Your application"), tasks)


def _own_pathway(pathway, application, begins, assignments, progress_rows):
    tasks = [_application_task(application)] if application else []
    for requirement in pathway.checklist:
        if requirement.met and requirement.code == "age":
            continue  # it was a tick in a form, and there is nothing to come back to
        if requirement.code == "approval" and application is None and pathway.is_appointed:
            continue  # came without an application
        tasks.append(_task(requirement, pathway, application, assignments, progress_rows))
    return OwnPathway(
        str(pathway.category),
        tasks,
        code=pathway.category.code,
        also=tuple(str(category) for category in onboarding_queries.also_wanted(application)) if application else (),
        can_withdraw=application is not None and application.state in OPEN,
        can_step_back=not pathway.is_appointed and pathway.case.approved_at is not None,
        can_end=pathway.is_appointed and begins,
        answer_by=None if pathway.is_appointed else pathway.case.answer_by,
        must_become_member=application is not None
        and is_not_member_yet(application.answers)
        and not pathway.has("membership"),
        begun_on=clock.local(pathway.begun_at).date(),
    )


def _application_task(application):
    title = _("The application")
    if application.state == ApplicationState.RETURNED:
        begin = reverse("portal:begin_application")
        asked_at = application.waiting_since
        return Task(title, _("Needs more from you"), begin, _about(3), "bad", minutes=3, since=asked_at)
    day = date_format(clock.local(application.submitted_at), "DATE_FORMAT")
    return Task(title, _("Done"), reverse("portal:application_sent"), day, done=True)


def _task(step, pathway, application, assignments, progress_rows):
    code, requirement = step.code, step.requirement
    is_confirmed = code == "role" and pathway.is_appointed and application is None
    title = _("Confirm the role") if is_confirmed else requirement.name
    if step.met:
        day = date_format(clock.local(step.since), "DATE_FORMAT") if step.since else ""
        return Task(title, _("Done"), requirement.address(pathway.category, done=True), day, done=True)
    is_with_person = application is not None and application.state == ApplicationState.RETURNED
    if is_with_person and (code == "approval" or code == "membership" and pathway.is_part_of_answer(step)):
        return Task(title, _("Cannot begin yet"), hint=_("First you add what we asked for"))
    if step.waits_for:
        return Task(title, _("Cannot begin yet"), hint=_first(step))
    if step.turn == Turn.PERSON:
        return _own_task(title, step, pathway, assignments, progress_rows)
    who = pathway_words.by_name(assignments.of(pathway, step))
    if code == "membership" and application and is_not_member_yet(application.answers):
        hint = _("%(who)s confirms it when you have become a member.") % {"who": capfirst(who)}
        return Task(title, _("Waiting for us"), hint=hint, kind="info", with_us=True)
    if code == "approval" and application:
        return Task(title, _("Waiting for us"), hint=_answered_by(who, application), kind="info", with_us=True)
    return Task(title, _("Waiting for us"), hint=_since(who, step), kind="info", with_us=True)


def _answered_by(who, application):
    day = onboarding_queries.answer_due(application)
    if day < clock.today():
        hint = _("%(who)s has it now, and was to answer by %(day)s. We are sorry. Do get in touch with us: %(contact)s")
    else:
        hint = _("%(who)s has it now, since %(since)s. You get an answer by %(day)s.")
    since, by = (date_format(at, "MONTH_DAY_FORMAT") for at in (clock.local(application.waiting_since), day))
    return hint % {"who": who, "since": since, "day": by, "contact": organisation.current_cached().contact}


def _first(step):
    names = [str(name) for name in requirements.names(step.waits_for).values()]
    return _("This comes first: %(names)s") % {"names": ", ".join(names)}


def _own_task(title, step, pathway, assignments, progress_rows):
    """A task for the person: on a page of this site, or in person."""
    requirement = step.requirement
    href = requirement.address(pathway.category)
    if href:
        progress = requirement.progress(*progress_rows[step.code]) if requirement.progress else None
        progress = progress or Progress(_("Not begun"), minutes=requirement.minutes)
        hint = progress.hint or (_about(progress.minutes) if progress.minutes else "")
        kind, minutes, waits = progress.colour, progress.minutes, progress.waits
        return Task(title, progress.status, href, hint, kind, minutes=minutes, waits=waits, since=step.since)
    if requirement.in_person:
        hint = requirement.in_person % {"who": pathway_words.by_name(assignments.receives(pathway))}
        return Task(title, _("Not begun"), hint=hint, kind="info", in_person=True, since=step.since)
    return Task(title, _("Waiting for us"), hint=_("We tell you when it is time"), kind="info")


def _about(minutes):
    return ngettext("About %(minutes)d minute", "About %(minutes)d minutes", minutes) % {"minutes": minutes}


def _since(who, step):
    time = date_formats.duration_in_words(USUAL_TIME)
    if step.since is None:
        return _("%(who)s has it now. It usually takes up to %(time)s.") % {"who": who, "time": time}
    day = date_format(clock.local(step.since), "DATE_FORMAT")
    if clock.local(step.since).date() + USUAL_TIME < clock.today():
        hint = _(
            "%(who)s has it now, since %(day)s. We are sorry that it takes time. Do get in touch with us: %(contact)s"
        )
        return hint % {"who": who, "day": day, "contact": organisation.current_cached().contact}
    text = _("%(who)s has it now, since %(day)s. It usually takes up to %(time)s.")
    return text % {"who": who, "day": day, "time": time}


# What has happened

EVENT_TEXTS = {
    OnboardingVerb.APPLICATION_SUBMIT: gettext_lazy("We got your application"),
    OnboardingVerb.APPLICATION_ASK_FOR_MORE: gettext_lazy("We asked you for a little more"),
    OnboardingVerb.APPLICATION_RESUBMIT: gettext_lazy("You added what we asked for"),
    OnboardingVerb.APPLICATION_APPROVE: gettext_lazy("Your application was approved"),
    OnboardingVerb.APPLICATION_DECLINE: gettext_lazy("We answered your application"),
    OnboardingVerb.APPLICATION_WITHDRAW: gettext_lazy("You withdrew the application"),
    SupporterVerb.CANDIDACY_STEP_BACK: gettext_lazy("You said no after all"),
    ChapterVerb.MEMBERSHIP_CONFIRM: gettext_lazy("We confirmed that you are a member"),
    SupporterVerb.ROLE_AGREE: gettext_lazy("You said yes to the role"),
    KnowledgeVerb.ATTEMPT_PASS: gettext_lazy("You passed the knowledge test"),
    KnowledgeVerb.ATTEMPT_FAIL: gettext_lazy("You took the knowledge test, and have not passed yet"),
    KnowledgeVerb.ATTEMPT_CORRECT_TO_PASSED: gettext_lazy(
        "We corrected a question in the knowledge test, and you have passed"
    ),
    KnowledgeVerb.ATTEMPT_CORRECT_TO_FAILED: gettext_lazy(
        "We corrected a question in the knowledge test, and you have not passed yet"
    ),
    DeclarationVerb.DECLARATION_SIGN: gettext_lazy("You signed the declaration of confidentiality"),
    SupporterVerb.SUPPORTER_BECOME_ACTIVE: gettext_lazy("Everything was in place, and you could begin"),
    SupporterVerb.SUPPORTER_PAUSE: gettext_lazy("You began a break"),
    SupporterVerb.SUPPORTER_RESUME: gettext_lazy("The break ended"),
    SupporterVerb.SUPPORTER_END: gettext_lazy("The role ended"),
}
MODELS_WITH_EVENTS = (Application, Candidacy, Membership, RoleAgreement, Attempt, Signature, Supporter)


def history(noted, appointments):
    """What has happened, ``[(when, text)]``, newest first: from what was ``noted_about`` a person, and appointments.

    ``appointments`` are all of this person's.
    """
    lines = []
    for row in appointments:
        decided = min(row.recorded_at, clock.end_of(row.decided_on))  # it may be noted days after the meeting
        lines.append((decided, _("You were appointed: %(category)s") % {"category": translated(row.category.name)}))
    for at, what, attended_on in _believed(noted):
        if attended_on:
            lines.append((min(at, clock.end_of(attended_on)), _("You took part in the course")))
        else:
            lines.append((at, EVENT_TEXTS[what] if what in EVENT_TEXTS else requirements.get(what).met_name))
    return sorted(lines, key=lambda line: line[0], reverse=True)


@kept_queryset
def noted_about(person):
    """The events, checks and attendances of a person, as one queryset. For ``history``."""
    no_day = Cast(Value(None), DateField())
    not_an_event = [
        Cast(Value(None), Event._meta.get_field("seal" if name == "seal_before" else name))
        for name in events.COLUMNS[2:]
    ]
    first, *others = [
        model.objects.filter(person=person).order_by().values_list("ref", flat=True) for model in MODELS_WITH_EVENTS
    ]
    told = Event.objects.filter(subject__in=first.union(*others, all=True), verb__in=EVENT_TEXTS)
    checks = Check.objects.filter(person=person).exclude(kind="age")
    attendances = Attendance.objects.filter(person=person)
    rows = events.with_seal_before(told).values_list(*events.COLUMNS, no_day)
    return rows.union(
        checks.order_by().values_list("recorded_at", "kind", *not_an_event, no_day),
        attendances.order_by().values_list("registered_at", Value("", CharField()), *not_an_event, "attended_on"),
        all=True,
    )


def _believed(noted):
    """``(when, verb of an event or kind of a check, date of a course)``.

    An event that this site did not write, or that was changed, is left out.
    """
    for *values, day in noted:
        event = SimpleNamespace(**dict(zip(events.COLUMNS, values, strict=True)))
        if event.subject is None or events.is_ours(event):
            yield event.at, event.verb, day
