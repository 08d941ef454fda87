"""What each table says of a person, for the copy that they can download.

A table is somebody's ``own``: then the copy has every column of it, but for those that are about somebody else. Or it
is about others, and somebody has only done something to it: then the copy says what it was and when, and no more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from forms.models import Draft
from portal import events
from portal.accounts.models import User
from portal.models import Event, EventDetails, OutboxMail
from portal.onboarding import queries as onboarding_queries

# Columns that say nothing of anybody: keys of rows and of forms, and how rows are kept.
OF_THE_SYSTEM = {"id", "ref", "token", "version", "stored_as"}
# What may be named in the copy where a row points to it: nobody's name is in it.
NAMED = {
    "chapters.Chapter", "supporters.Category", "knowledge.Course", "knowledge.CoursePart", "reports.ReportingYear",
    "activities.Gathering", "declarations.DeclarationText", "knowledge.Question",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """``path`` leads from a row to the person. ``left_out`` are columns about others; ``only``, if given, the rest."""

    label: str
    path: str
    left_out: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    model: type[Model] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "model", apps.get_model(self.label))

    @property
    def columns(self) -> list[Any]:
        """The columns of the model that the copy has, in the order of the model."""
        return [
            column
            for column in self.model._meta.concrete_fields
            if (column.name in self.only if self.only is not None else column.name not in OF_THE_SYSTEM | self.left_out)
        ]

    def rows_of(self, person: User) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.path: person.pk}).order_by("pk")


def own(label: str, path: str = "person", *, but: tuple[str, ...] = ()) -> Table:
    return Table(label, path, frozenset(but))


def done(label: str, path: str, *only: str) -> Table:
    return Table(label, path, only=frozenset(only))


def tables() -> list[Table]:
    """Each table and each way in which it points to a person."""
    return [
        own("accounts.User", "pk", but=("password", "is_superuser")),
        own("account.EmailAddress", "user"),
        done("mfa.Authenticator", "user", "type", "created_at", "last_used_at"),  # the secret opens the account
        done("wagtailusers.UserProfile", "user", "preferred_language", "current_time_zone", "theme"),
        own("accounts.Consent"),
        done("accounts.Reading", "person", "what", "at"),
        done("accounts.Reading", "reader", "at"),
        done("accounts.Tie", "person", "declared_at"),
        done("accounts.Tie", "to", "declared_at"),
        own("accounts.AddressChange"),
        done("accounts.AddressChange", "asked_by", "asked_at"),
        done("accounts.AddressChange", "done_by", "done_at"),
        own("operations.AccountJoining"),
        done("operations.AccountJoining", "other", "asked_at"),
        done("operations.AccountJoining", "asked_by", "asked_at"),
        done("operations.AccountJoining", "done_by", "done_at"),
        own("chapters.Office"),
        own("chapters.Membership"),
        done("chapters.Membership", "confirmed_by", "confirmed_at"),
        own("knowledge.TestException", but=("held_by",)),
        done("knowledge.TestException", "recorded_by", "recorded_at"),
        done("knowledge.TestException", "withdrawn_by", "withdrawn_at"),
        own("knowledge.Attempt"),
        own("knowledge.AttemptQuestion", "attempt__person"),
        own("knowledge.Attendance"),
        done("knowledge.Attendance", "registered_by", "registered_at"),
        own("knowledge.CourseSignUp"),
        own("knowledge.PartDone"),
        own("knowledge.CourseRead"),
        own("knowledge.Certificate", but=("pdf_name",)),
        done("declarations.DeclarationText", "drafted_by", "version"),
        done("declarations.DeclarationText", "published_by", "version", "published_at"),
        done("declarations.TextDraft", "begun_by", "number"),
        done("declarations.TextDraft", "changed_by", "number", "changed_at"),
        own("declarations.SectionRead"),
        own("declarations.ExplanationRequest"),
        done("declarations.ExplanationRequest", "done_by", "ended_at"),
        own("declarations.RecordedSignature", but=("witness",)),
        done("declarations.RecordedSignature", "by", "recorded_at"),
        own("declarations.Signature", but=("confirmer_name", "pdf_name")),
        done("declarations.Signature", "confirmed_by", "confirmed_at"),
        own("declarations.Reminder"),
        done("declarations.Reminder", "by", "sent_at"),
        own("supporters.Supporter"),
        done("supporters.Supporter", "contact"),
        own("supporters.Candidacy"),
        own("supporters.Check"),
        done("supporters.Check", "by", "kind", "recorded_at"),
        own("supporters.RoleAgreement"),
        own("supporters.Appointment", "supporter__person"),
        done("supporters.Appointment", "decided_by", "decided_on"),
        own("supporters.ActivePeriod", "supporter__person"),
        own("supporters.LeaderAssessment", "supporter__person"),
        done("supporters.LeaderAssessment", "by", "noted_at"),
        own("supporters.Listing", "supporter__person"),
        own("supporters.Portrait", "supporter__person"),
        done("supporters.Portrait", "uploaded_by", "uploaded_at"),
        # The name, the contact and the message are those of whoever asked.
        done("supporters.ContactRequest", "asked", "state", "by_choice", "sent_at", "due_at", "ended_at"),
        own("onboarding.Application"),
        done("onboarding.Application", "handler", "state", "submitted_at"),
        done("onboarding.Application", "entered_by", "submitted_at"),
        own("onboarding.SentCopy", "application__person"),
        own("onboarding.Assessment", "application__person"),
        done("onboarding.Assessment", "assessed_by", "verdict", "assessed_at"),
        own("onboarding.Note", "application__person"),
        done("onboarding.Note", "written_by", "written_at"),
        own("onboarding.StepNotification"),
        own("onboarding.ApplicationForAnother"),
        done("onboarding.ApplicationForAnother", "by", "begun_at", "sent_at"),
        own("activities.Activity", "logged_by", but=("leader",)),
        own("activities.Activity", "led_by__person"),
        own("activities.Presence", "supporter__person"),
        own("activities.Statement"),
        own("activities.Correction", "by", but=("changes",)),
        own("activities.DoubleEntry", "by"),
        own("activities.SignUp", "person"),
        done("activities.CountingRules", "added_by", "base_year", "added_at"),
        own("calls.Volunteer"),
        own("calls.Call", "logged_by"),
        own("calls.Shift"),
        done("calls.Shift", "assigned_by", "line", "day"),
        own("calls.Tally"),
        own("experts.Expert"),
        # What was asked is somebody else's, and the answer tells of it.
        done("experts.Question", "taken_by", "state", "taken_until"),
        done("experts.Question", "answered_by", "profession", "shown_name", "ended_at"),
        done("experts.Question", "corrected_by", "state", "corrected_at"),
        done("experts.PublishedAnswer", "answered_by", "profession", "shown_name", "month", "published_at"),
        done("experts.PublishedAnswer", "reviewed_by", "month", "published_at"),
        own("reports.GrantContact", "supporter__person"),
        done("reports.ChapterDecision", "by", "kind", "at"),
        done("reports.ReportReminder", "by", "kind", "sent_at"),
        done("reports.ChapterReport", "attested_by", "year", "chapter", "attested_role", "received_at"),
        done("reports.ChapterReport", "first_signed_by", "year", "chapter", "first_signed_role", "first_signed_at"),
        done("reports.EarlierSending", "attested_by", "number", "attested_role", "received_at"),
        done("reports.EarlierSending", "first_signed_by", "number", "first_signed_role", "first_signed_at"),
        done("reports.SectionConfirmation", "by", "section", "confirmed_at"),
        done("reports.WaitingSignature", "person", "role", "signed_at"),
        done("reports.ReopeningRequest", "asked_by", "reason", "asked_at"),
        done("reports.ReopeningRequest", "answered_by", "words", "granted", "answered_at"),
        done("reports.Attachment", "uploaded_by", "name", "uploaded_at"),
        done("reports.Attachment", "removed_by", "name", "removed_at"),
        done("reports.Measure", "changed_by", "base_year", "code", "changed_at"),
        done("reports.MeasurePicture", "uploaded_by", "name", "uploaded_at"),
        done("reports.MeasurePicture", "confirmed_by", "name", "confirmed_at"),
        done("reports.GrantYear", "held_by", "base_year", "held_at", "held_because"),
        done("reports.GrantFile", "frozen_by", "number", "frozen_at"),
    ]


def by_ref(person: User) -> Iterator[tuple[str, QuerySet[Any], list[Any]]]:
    """``(label, rows, columns)`` of what is kept of a person without a column that points to them."""
    key = onboarding_queries.draft_key(person)
    for_them = [one.draft_key for one in person.entries.all()]
    refs = events.refs_of(person)
    done_or_about = Q(subject__in=refs) | Q(actor__in=refs)
    rows: Mapping[type[Model], tuple[QuerySet[Any], set[str]]] = {
        Draft: (Draft.objects.filter(key__in=[key, *for_them]), {"key", "pages"}),
        OutboxMail: (OutboxMail.objects.filter(person=person.ref, secret=False), {"person", "leased_until"}),
        Event: (Event.objects.filter(done_or_about), {"subject", "actor", "digest", "seal"}),
        # What somebody did to others says something of them: only the details of what is about the person alone.
        EventDetails: (EventDetails.objects.filter(event__subject__in=refs), {"salt", "event"}),
    }
    for model, (found, left_out) in rows.items():
        columns = [one for one in model._meta.concrete_fields if one.name not in OF_THE_SYSTEM | left_out]
        yield model._meta.label, found.order_by("pk"), columns
