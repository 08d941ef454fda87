"""What waits for whom, across the rooms."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, permissions
from portal.accounts.models import User
from portal.activities import queries as activities
from portal.chapters.models import Chapter
from portal.knowledge import queries as knowledge
from portal.onboarding import queries as onboarding
from portal.onboarding.models import Application
from portal.onboarding.workflow import WAITING
from portal.onboarding.workflow import State as ApplicationState
from portal.reports import queries as reports
from portal.supporters import queries as supporters
from portal.supporters.models import Appointment, Supporter
from portal.supporters.workflow import State as SupporterState

ANSWER_WITHIN = timedelta(weeks=3)


@dataclass(frozen=True)
class Task:
    title: str
    status: str
    href: str = ""
    hint: str = ""
    kind: str = ""  # the tag's colour; only what is to be done has one
    done: bool = False


def way_of(person):
    """The way to becoming a supporter, as a list of tasks; None for somebody who has not set out on it."""
    draft, application = onboarding.draft_of(person), onboarding.current_of(person)
    supporter = supporters.supporter_of(person)
    if draft is None and application is None and supporter is None:
        return None
    category = _category(application, supporter)
    approved = supporter is not None or (application and application.state == ApplicationState.APPROVED)
    met = {item.code: item.met for item in supporters.checklist(person, category)} if category else {}
    tasks = [_application_task(draft, application, supporter), _assessment_task(application, supporter)]
    if category is None or "course" in met:
        tasks.append(_course_task(met.get("course"), approved))
    if category is None or "test" in met:
        tasks.append(_test_task(person, met.get("test"), approved))
    if category is None or "declaration" in met:
        ready = approved and met.get("test", True)
        tasks.append(_declaration_task(met.get("declaration"), ready))
    tasks.append(_welcome_task(supporter))
    return tasks


def _category(application, supporter):
    if supporter:
        row = Appointment.objects.filter(supporter=supporter, ended_on__isnull=True).select_related("category").first()
        if row:
            return row.category
    return application.category if application else None


def _application_task(draft, application, supporter):
    title = _("The application")
    if application and application.state == ApplicationState.RETURNED:
        return Task(title, _("Needs more from you"), reverse("portal:apply"), _("About 3 minutes"), "bad")
    if draft and (application is None or application.state in (ApplicationState.WITHDRAWN, ApplicationState.DECLINED)):
        return Task(title, _("Begun"), reverse("portal:apply"), _("About 8 minutes"), "info")
    if application:
        withdrawn = application.state == ApplicationState.WITHDRAWN
        return Task(title, _("Withdrawn") if withdrawn else _("Done"), reverse("portal:application_sent"), done=True)
    return (
        Task(title, _("Not needed"), done=True) if supporter else Task(title, _("Not begun"), reverse("portal:apply"))
    )


def _assessment_task(application, supporter):
    title = _("The answer to the application")
    if supporter or (application and application.state == ApplicationState.APPROVED):
        return Task(title, _("Done"), done=True)
    if application and application.state in WAITING:
        by = clock.local(application.waiting_since + ANSWER_WITHIN)
        return Task(
            title,
            _("Waiting for us"),
            hint=_("You get an answer by %(day)s") % {"day": date_format(by, "MONTH_DAY_FORMAT")},
            kind="info",
        )
    if application and application.state == ApplicationState.DECLINED:
        return Task(title, _("Answered"), reverse("portal:application_sent"))
    return Task(title, _("Cannot begin yet"), hint=_("First you send the application"))


def _course_task(met, approved):
    title = _("The introduction course")
    if met:
        return Task(title, _("Done"), done=True)
    if approved:
        return Task(title, _("Waiting for us"), hint=_("We tell you when the next course is"), kind="info")
    return Task(title, _("Cannot begin yet"), hint=_("First the application must be approved"))


def _test_task(person, met, approved):
    title, href = _("The knowledge test"), reverse("portal:knowledge_test")
    if met:
        return Task(title, _("Done"), href, done=True)
    if approved:
        begun = knowledge.open_attempt(person)
        return Task(title, _("Begun") if begun else _("Not begun"), href, _("About 10 minutes"), "info")
    return Task(title, _("Cannot begin yet"), hint=_("First the application must be approved"))


def _declaration_task(met, ready):
    title, href = _("The declaration of confidentiality"), reverse("portal:declaration")
    if met:
        return Task(title, _("Done"), reverse("portal:signed"), done=True)
    if ready:
        return Task(title, _("Not begun"), href, _("About 5 minutes"), "info")
    return Task(title, _("Cannot begin yet"), hint=_("First you have to pass the knowledge test"))


def _welcome_task(supporter):
    title = _("Welcome as a supporter")
    if supporter and supporter.state != SupporterState.BECOMING:
        return Task(title, _("Done"), done=True)
    return Task(title, _("Waiting for us"), hint=_("When everything above is done, you are appointed"))


def next_task(tasks):
    return next((task for task in tasks if task.href and not task.done), None)


def chapters_of(person):
    """The chapters in which a person holds an office today."""
    standing = permissions.standing_of(person)
    held = {chapter for _role, chapter in standing.held if chapter and _role != permissions.Role.SUPPORTER}
    return Chapter.objects.filter(pk__in=held)


def assessed_by(person):
    """The applications that this person may answer, wherever they are."""
    return permissions.visible_to(Application.objects.all(), person, "onboarding.assess_application")


def waiting_for(person):
    """The applications that this person may answer now, longest wait first."""
    return onboarding.waiting(assessed_by(person))


def on_the_way(chapter=None):
    """Approved people who are not active yet; their checklist is on their page."""
    rows = Supporter.objects.filter(state=SupporterState.BECOMING).select_related("person", "chapter")
    return (rows.filter(chapter=chapter) if chapter else rows).order_by("created_at")


def numbers(year):
    """The overview's five numbers, as sentences: ``[(number, what it counts)]``."""
    waiting = Application.objects.filter(state__in=WAITING).count()
    active = Supporter.objects.filter(state=SupporterState.ACTIVE).count()
    paused = Supporter.objects.filter(state=SupporterState.PAUSED).count()
    logged = activities.count_in(year)
    sent, of = reports.sent_of(year - 1)
    return [
        (waiting, ngettext("application is waiting", "applications are waiting", waiting)),
        (active, ngettext("supporter is active", "supporters are active", active)),
        (paused, ngettext("supporter is taking a break", "supporters are taking a break", paused)),
        (logged, ngettext("activity is logged this year", "activities are logged this year", logged)),
        (f"{sent} / {of}", _("reports for %(year)d have been sent") % {"year": year - 1}),
    ]


def people(asked):
    """People whose name or address holds what was asked, at most 25. Compared without case, æ ø å included."""
    sought = asked.casefold()
    rows = User.objects.order_by("family_name", "given_name").values_list("pk", "given_name", "family_name", "email")
    hits = [pk for pk, *texts in rows if sought in " ".join(texts).casefold()][:25]
    return User.objects.filter(pk__in=hits).select_related("supporter__chapter").order_by("family_name", "given_name")
