"""How long data is kept: the periods promised on /personvern/, as queries.

Evidence for the grant is kept for five years, and longer where a year is on hold (``reports.grants.forgetting``).
"""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import CharField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from forms.models import Draft
from portal import clock
from portal.accounts.address_changes import queries as address_change_queries
from portal.accounts.models import Consent, Reading, Tie, User
from portal.accounts.queries import empty_accounts, idle_since, unused_accounts
from portal.activities.gatherings.queries import sign_ups_to_forget
from portal.calls.models import Call, Shift
from portal.chapters.models import Membership, Office
from portal.declarations.models import ExplanationRequest, Reminder, SectionRead
from portal.experts.asking import queries as asking_queries
from portal.experts.publishing import queries as publishing_queries
from portal.knowledge.course.queries import sign_ups_to_forget as course_sign_ups_to_forget
from portal.knowledge.models import (
    Attempt,
    AttemptQuestion,
    Attendance,
    Certificate,
    CourseRead,
    PartDone,
    TestException,
)
from portal.models import OutboxMail
from portal.onboarding.models import Application, StepNotification
from portal.onboarding.queries import DRAFT, DRAFT_DAYS, OWN_KEY, unsent_to_forget
from portal.onboarding.reminders.queries import halted_applications
from portal.onboarding.workflow import OPEN, State
from portal.operations.joining import queries as joining_queries
from portal.operations.retention import evidence
from portal.reports.attachments import queries as attachment_queries
from portal.reports.grants import forgetting
from portal.reports.grants import queries as grant_queries
from portal.reports.measures import queries as measure_queries
from portal.supporters.contact.queries import requests_to_forget
from portal.supporters.directory.queries import LISTING, PORTRAIT
from portal.supporters.models import Appointment, Candidacy, Check, RoleAgreement, Supporter
from portal.supporters.portraits import queries as portrait_queries
from portal.supporters.workflow import State as SupporterState

READING_DAYS = 90
MAIL_DAYS = 365
CODE_DAYS = 1
REJECTED_DAYS = 182  # six months
PATHWAY_DAYS = 182
ROLE_DAYS = 365
TEST_DAYS = 365
REASON_DAYS = 365
COURSE_DAYS = 365
LISTING_DAYS = 365
CALL_DAYS = 365  # who logged it; the number is kept
SHIFT_DAYS = 365
UNUSED_ACCOUNT_DAYS = 1
EMPTY_ACCOUNT_DAYS = 182
IMPORT_DAYS = 1
OFFICE_DAYS = 182  # one that was never held


def rows_to_delete():
    """``[(description, rows to delete)]`` as of now, in this order: accounts come after what belongs to them."""
    now, held = clock.now(), grant_queries.years_on_hold()
    closed = Application.objects.filter(state__in=[State.DECLINED, State.WITHDRAWN])
    shown = Consent.objects.filter(purpose__in=[LISTING, PORTRAIT])
    mails = OutboxMail.objects.exclude(state=OutboxMail.State.WAITING)

    def before(days):
        return now - timedelta(days=days)

    return [
        ("drafts of applications", Draft.objects.filter(kind="application", saved_at__lt=before(DRAFT_DAYS))),
        ("files of the register that wait", Draft.objects.filter(kind="import", saved_at__lt=before(IMPORT_DAYS))),
        ("applications begun for somebody and never sent", unsent_to_forget()),
        ("applications that ended", closed.filter(waiting_since__lt=before(REJECTED_DAYS))),
        ("applications that came to a halt", halted_applications()),
        (
            "approved applications",
            _approved_applications(without_role=before(PATHWAY_DAYS), with_role=before(ROLE_DAYS)),
        ),
        ("tests never finished", Attempt.objects.filter(finished_at=None, started_at__lt=before(TEST_DAYS))),
        ("answers in the test", AttemptQuestion.objects.filter(attempt__finished_at__lt=before(TEST_DAYS))),
        ("requests to be called back", requests_to_forget()),
        ("answers that were never published", publishing_queries.drafts_to_forget()),
        ("answers that were taken down", publishing_queries.withdrawn_to_forget()),
        ("questions to the experts", asking_queries.to_forget()),
        ("sign-in addresses that the office was asked to change", address_change_queries.to_forget()),
        ("accounts that the office was asked to join", joining_queries.to_forget()),
        ("log of who read an application", Reading.objects.filter(at__lt=before(READING_DAYS))),
        ("names on the lists of gatherings", sign_ups_to_forget()),
        ("names on the lists of courses", course_sign_ups_to_forget()),
        ("shifts on the helplines", Shift.objects.filter(day__lt=clock.local(before(SHIFT_DAYS)).date())),
        ("mail", mails.filter(created_at__lt=before(MAIL_DAYS))),
        ("mails with codes", mails.filter(secret=True, created_at__lt=before(CODE_DAYS))),
        *_pathway_rows(before(PATHWAY_DAYS)),
        *_course_rows(before(COURSE_DAYS)),
        ("pictures that were never shown, or not for a year", portrait_queries.to_forget()),
        ("consents to be shown", shown.filter(withdrawn_at__lt=before(LISTING_DAYS))),
        ("offices that were never held", _offices_never_held(before(OFFICE_DAYS))),
        ("attachments of annual reports", attachment_queries.to_forget().exclude(report__year__base_year__in=held)),
        *forgetting.rows_to_delete(),
        *evidence.rows_to_delete(),
        ("accounts that nobody signed in to", unused_accounts().filter(created_at__lt=before(UNUSED_ACCOUNT_DAYS))),
        ("accounts with nothing in them", _without_draft(empty_accounts(before(EMPTY_ACCOUNT_DAYS)))),
        ("pictures of measures", measure_queries.pictures_to_forget().exclude(measure__base_year__in=held)),
        ("measures of a year", measure_queries.measures_to_forget().exclude(base_year__in=held)),
        ("ended sessions", Session.objects.filter(expire_date__lt=timezone.now())),
    ]


def fields_to_blank():
    """``[(description, rows to keep, {field: empty value})]`` as of now."""
    reasons = TestException.objects.filter(recorded_at__lt=clock.now() - timedelta(days=REASON_DAYS))
    people = _without_role(clock.now() - timedelta(days=EMPTY_ACCOUNT_DAYS)).exclude(phone="", postcode="")
    return [
        ("reasons for exceptions from the test", reasons.exclude(reason=""), {"reason": ""}),
        ("phone numbers and postcodes", people, {"phone": "", "postcode": ""}),
        ("times at which calls were logged", Call.objects.filter(undo_until__lt=clock.now()), {"undo_until": None}),
        ("who logged a call", _calls_with_a_name(), {"logged_by": None}),
    ]


def _calls_with_a_name():
    """Calls of which it is still known who logged them, and that are older than ``CALL_DAYS``."""
    return Call.objects.filter(day__lt=clock.today() - timedelta(days=CALL_DAYS), logged_by__isnull=False)


def _without_role(moment):
    """People who were never appointed, and who since ``moment`` had no office, no role and nothing under way.

    They have not used their account since then either. What is kept about them is evidence, such as a declaration or a
    report: it needs their name and nothing more.
    """
    rows = User.objects.filter(pk__in=_inactive_since(moment), is_superuser=False, groups=None)
    held = Office.objects.filter(Q(ends__isnull=True) | Q(ends__gte=clock.local(moment).date()))
    rows = rows.exclude(pk__in=_ever_appointed()).exclude(pk__in=held.values("person"))
    return _without_draft(idle_since(rows, moment))


def _without_draft(people):
    """Those of these people who have not begun an application of their own."""
    key = Concat(Value(OWN_KEY), Cast(OuterRef("pk"), CharField()))
    return people.exclude(Exists(Draft.objects.filter(kind=DRAFT, key=key)))


def _offices_never_held(moment):
    """Offices that were ended on their first day, such as those given to somebody by mistake."""
    return Office.objects.filter(ends__lt=F("starts"), starts__lt=clock.local(moment).date())


def _approved_applications(*, without_role, with_role):
    """Approved applications of people inactive since ``with_role``, or since ``without_role`` if never appointed."""
    rows = Application.objects.filter(state=State.APPROVED)
    came_to_nothing = Q(person__in=_inactive_since(without_role)) & ~Q(person__in=_ever_appointed())
    return rows.filter(came_to_nothing | Q(person__in=_inactive_since(with_role)))


def _pathway_rows(moment):
    """``[(description, rows)]`` about people who have had no open candidacy or role since then.

    Evidence for the grant is left out. A consent is deleted after the application that it was given for.
    """
    people = _inactive_since(moment)
    consents = Consent.objects.filter(purpose="application", person__applications__isnull=True)
    never_given = Supporter.objects.filter(appointments=None, activities=None, presences=None)
    return [
        ("ended candidacies", Candidacy.objects.filter(person__in=people)),
        ("what somebody noted having seen", Check.objects.filter(recorded_at__lt=moment, person__in=people)),
        ("memberships", Membership.objects.filter(confirmed_at__lt=moment, person__in=people)),
        ("agreements to roles", RoleAgreement.objects.filter(agreed_at__lt=moment, person__in=people)),
        ("what was read of the declaration", SectionRead.objects.filter(read_at__lt=moment, person__in=people)),
        ("reminders of the declaration", Reminder.objects.filter(sent_at__lt=moment, person__in=people)),
        ("requests for explanation", ExplanationRequest.objects.filter(asked_at__lt=moment, person__in=people)),
        ("consents to applications", consents.filter(given_at__lt=moment, person__in=people)),
        ("ties", Tie.objects.filter(declared_at__lt=moment, to__in=people)),
        ("steps that had opened", StepNotification.objects.filter(told_at__lt=moment, person__in=people)),
        ("roles that were never given", never_given.filter(created_at__lt=moment, person__in=people)),
    ]


def _course_rows(moment):
    """``[(description, rows)]`` about the training of people who have been inactive since then and never had a role.

    For people who had a role it is evidence of their training, except the parts that they read.
    """
    rest = _inactive_since(moment)

    def of_others(model, column):
        rows = model.objects.filter(**{f"{column}__lt": moment}, person__in=rest)
        return rows.exclude(person__in=_ever_appointed())

    return [
        ("parts of the course that were read", PartDone.objects.filter(done_at__lt=moment, person__in=rest)),
        ("courses that were read", of_others(CourseRead, "read_at")),
        ("courses that were taken", of_others(Attendance, "registered_at")),
        ("course certificates", of_others(Certificate, "issued_at")),
        ("results of the test", of_others(Attempt, "finished_at")),
        ("exceptions from the test", of_others(TestException, "recorded_at")),
    ]


def _ever_appointed():
    return Appointment.objects.values("supporter__person")


def _inactive_since(moment):
    """The ids of people who have had no open application, candidacy, appointment or role since ``moment``.

    Those who led or logged something in a year that is on hold are left out.
    """
    day = clock.local(moment).date()
    appointments = Appointment.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    busy = [
        Application.objects.filter(Q(state__in=OPEN) | Q(waiting_since__gte=moment)).values("person"),
        Candidacy.objects.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=moment)).values("person"),
        Supporter.objects.exclude(state=SupporterState.ENDED).values("person"),
        appointments.values("supporter__person"),
        grant_queries.people_on_hold(),
    ]
    people = User.objects.all()
    for rows in busy:
        people = people.exclude(pk__in=rows)
    return people.values("pk")
