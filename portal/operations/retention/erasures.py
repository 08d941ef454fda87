"""Deletes what we have about a person who asks for it, at once, except what has to be kept (decision 0052).

What shows who was a supporter, who decided and what was reported has to be kept for five years (law: paragraph 27).
Where there is anything of that kind, the account is closed and stays with the person's name alone: nobody can sign in
to it. Retention deletes the account and what was kept when the five years are over.
"""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.users.models import UserProfile

from forms import drafts
from portal import clock, events, organisation, permissions
from portal.accounts import queries as account_queries
from portal.accounts import services as accounts
from portal.accounts import sessions
from portal.accounts.models import Tie, User
from portal.activities.gatherings import services as gathering_services
from portal.activities.models import SignUp
from portal.calls import services as calls
from portal.calls.models import Call, Shift, Volunteer
from portal.calls.rota import services as rota_services
from portal.chapters import services as chapters
from portal.chapters.models import Membership, Office
from portal.declarations.models import ExplanationRequest, Reminder, SectionRead
from portal.experts import services as experts
from portal.experts.models import Expert, PublishedAnswer, Question
from portal.knowledge.course import services as course_services
from portal.knowledge.models import (
    Attempt,
    AttemptQuestion,
    Attendance,
    Certificate,
    CourseRead,
    CourseSignUp,
    PartDone,
    TestException,
)
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application, Assessment, Note, StepNotification
from portal.operations.models import AccountJoining
from portal.operations.retention import erased_list, evidence
from portal.operations.verbs import Verb
from portal.reports.grant_rules.keeping import YEARS_KEPT
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.contact import services as contact_services
from portal.supporters.models import Candidacy, Check, ContactRequest, Listing, RoleAgreement, Supporter
from portal.supporters.portraits import services as portrait_services
from portal.supporters.workflow import REQUEST_OPEN, State

CLOSED = "slettet.invalid"  # the domain of the addresses of closed accounts: no mail can be sent there


class HasDuty(Exception):
    """The person is staff or edits the pages, and has to hand that over to somebody else before the erasure."""


@dataclass(frozen=True)
class Kept:
    """Something that has to be kept, why, and the last day of it."""

    what: str
    until: datetime.date


def has_duty(person: User) -> bool:
    """Whether the person is staff of the office, or edits the pages."""
    return person.is_superuser or permissions.access_of(person).is_staff or permissions.opens_cms(person)


WORDS = {
    evidence.Kind.ROLE: _(
        "That you were %(role_supporter)s: appointments, when you were active, courses and the test passed"
    ),
    evidence.Kind.ACTIVITIES: _("The activities that you logged, led or took part in, and what you said of them"),
    evidence.Kind.DECLARATION: _("The declaration of confidentiality that you signed"),
    evidence.Kind.OFFICE: _("The offices that you have held, and what you decided and signed in them"),
}


def kept_of(person: User) -> list[Kept]:
    """What has to be kept of the person, each with its last day."""
    last = evidence.last_years(person)
    last_days = {kind: datetime.date(year + YEARS_KEPT - 1, 12, 31) for kind, year in last.items()}
    return [Kept(organisation.fill_in_words(WORDS[kind]), day) for kind, day in last_days.items()]


def is_closed(person: User) -> bool:
    return person.email.endswith(f"@{CLOSED}")


@transaction.atomic
def erase(person: User, *, by: User | None, again: bool = False) -> None:
    """Delete what need not be kept of the person. Everything that is under way ends, and others are told of it.

    Raises ``HasDuty`` for staff, except ``again``: when an erasure is repeated after a restore.
    """
    accounts.lock_people(person)
    if has_duty(person) and not again:
        raise HasDuty
    addresses, name = {person.email, *person.joinings.values_list("email", flat=True)}, person.get_full_name()
    ended = [
        ref
        for model in (Volunteer, Expert)
        for ref in model.objects.filter(person=person).values_list("ref", flat=True)
    ]
    _end_all(person, by=by)
    refs = {*events.refs_of(person), *ended, *_delete_rows(person)}
    _delete_mail(person, addresses, name)
    for address in addresses:
        sessions.end_all(person, address=address.lower())
    events.erase_details(refs, only_about=True)
    if account_queries.has_rows(person):
        _close(person)
    else:
        accounts.forget_accounts(User.objects.filter(pk=person.pk))
    events.record(Verb.PERSON_ERASE, subject=person, by=None)
    transaction.on_commit(erased_list.export)
    transaction.on_commit(lambda: _leave_no_trace(addresses))


def _end_all(person: User, *, by: User | None) -> None:
    """End roles, offices and what the person has signed up for, by the services: they tell those who have to know."""
    for office in person.offices.filter(Q(ends__isnull=True) | Q(ends__gte=clock.today())):
        chapters.end_office(office, by=by)
    supporter = supporter_queries.supporter_of(person)
    if supporter and supporter.state != State.ENDED:
        supporters.end(supporter, by=by)
    supporters.end_candidacies(person, by=by)
    contact_services.pass_on_those_with(person, REQUEST_OPEN, by=by)
    for volunteer in Volunteer.objects.filter(person=person):
        calls.remove_volunteer(volunteer, by=by)
    rota_services.release(person, by=by)
    for expert in Expert.objects.filter(person=person):
        experts.remove_expert(expert, by=by)
    for place in SignUp.objects.filter(person=person, gathering__starts_at__gt=clock.now()):
        gathering_services.withdraw_sign_up(place, by=by)
    for place in CourseSignUp.objects.filter(person=person, course__starts_at__gt=clock.now()):
        course_services.withdraw(place.course, person, by=person)


def _delete_rows(person: User) -> list[UUID]:
    """Delete the rows about the person that prove nothing. Returns their refs."""
    refs: list[UUID] = []
    applications, entries = Application.objects.filter(person=person), person.entries.all()
    refs += [*applications.values_list("ref", flat=True), *entries.values_list("ref", flat=True)]
    refs += Assessment.objects.filter(application__in=applications).values_list("ref", flat=True)
    refs += Note.objects.filter(application__in=applications).values_list("ref", flat=True)
    onboarding.forget_applications_for_others(entries)
    onboarding.forget_applications(applications)
    for supporter in Supporter.objects.filter(person=person):
        portrait_services.remove(supporter, by=None)
    drafts.consume(onboarding_queries.DRAFT, onboarding_queries.draft_key(person))
    certificates = Certificate.objects.filter(person=person)
    if not evidence.was_appointed(person):
        refs += certificates.values_list("ref", flat=True)
        course_services.forget_certificates(certificates)
    for rows in _rows_about(person):
        if any(field.name == "ref" for field in rows.model._meta.fields):
            refs += rows.values_list("ref", flat=True)
        rows.delete()
    ContactRequest.objects.filter(asked=person).update(asked=None)
    Shift.objects.filter(person=person).update(person=None)
    Shift.objects.filter(assigned_by=person).update(assigned_by=None)
    Call.objects.filter(logged_by=person).update(logged_by=None, undo_until=None)
    Supporter.objects.filter(contact=person).update(contact=None)
    Question.objects.filter(taken_by=person).update(taken_by=None)
    Question.objects.filter(corrected_by=person).update(corrected_by=None)
    for model in (Question, PublishedAnswer):
        model.objects.filter(answered_by=person).update(answered_by=None, shown_name="")
    PublishedAnswer.objects.filter(reviewed_by=person).update(reviewed_by=None)
    TestException.objects.filter(person=person).update(reason="")
    return refs


def _rows_about(person: User) -> Iterator[QuerySet[object]]:
    of_them = (
        StepNotification, Candidacy, Check, Membership, RoleAgreement, SectionRead, ExplanationRequest, Reminder,
        PartDone, CourseSignUp, SignUp,
    )  # fmt: skip
    for model in of_them:
        yield model.objects.filter(person=person)
    yield person.address_changes.all()
    yield AccountJoining.objects.filter(Q(person=person) | Q(other=person))
    yield person.consents.all()
    yield person.readings.all()
    yield Tie.objects.filter(Q(person=person) | Q(to=person))
    yield Listing.objects.filter(supporter__person=person)
    yield AttemptQuestion.objects.filter(attempt__person=person)
    if not evidence.was_appointed(person):
        for model in (Attempt, Attendance, CourseRead, TestException):
            yield model.objects.filter(person=person)
        yield Supporter.objects.filter(person=person, appointments=None, activities=None, presences=None)
    yield Office.objects.filter(person=person, ends__lt=F("starts"))


def _delete_mail(person: User, addresses: Collection[str], name: str) -> None:
    """All mail to the person, and what was written to others with the name or an address in it."""
    named = Q(person=person.ref)
    for address in addresses:
        named |= Q(to__iexact=address) | Q(text__contains=address)
    if name:
        named |= Q(text__contains=name) | Q(subject__contains=name)
    OutboxMail.objects.filter(named).delete()


def _close(person: User) -> None:
    """Leave the name, by which what is kept says whose it was, and nothing by which the person is reached."""
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    UserProfile.objects.filter(user=person).delete()
    person.groups.clear()
    person.user_permissions.clear()
    person.email = f"{person.ref}@{CLOSED}"
    person.phone = person.postcode = ""
    person.is_active = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()


def _leave_no_trace(addresses: Collection[str]) -> None:
    """Delete the mails that a demo site keeps as files, and what the database's journal holds of the deleted rows."""
    for path in settings.MAIL_DIR.glob("*.eml"):
        content = path.read_bytes()
        if any(path.name.endswith(f"-{address}.eml") or address.encode() in content for address in addresses):
            path.unlink(missing_ok=True)
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:  # does nothing without such a journal
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def replay() -> int:
    """Erase again each person of the list (``erased_list``) who has an account here. Returns how many.

    To be called after an older copy was restored, before the site is opened. A second call finds nobody.
    """
    people = User.objects.filter(ref__in=erased_list.listed()).order_by("pk")
    left = [person for person in people if not is_closed(person)]
    for person in left:
        erase(person, by=None, again=True)
    return len(left)
