"""What points to an account, and what becomes of it when the account is joined with another one (decision 0061).

A test walks all tables and fails for a column that points to a person and is not named here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from portal import clock
from portal.accounts.models import User
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature, Signature
from portal.knowledge.course import services as course_services
from portal.knowledge.models import Certificate
from portal.onboarding import services as onboarding

# Each column that points to a person, by its table: it moves to the account that stays.
COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts.Consent": ("person",),
    "accounts.Reading": ("reader", "person"),
    "accounts.Tie": ("person", "to"),
    "accounts.AddressChange": ("person", "asked_by", "done_by"),
    "chapters.Office": ("person",),
    "chapters.Membership": ("person", "confirmed_by"),
    "knowledge.TestException": ("person", "recorded_by", "withdrawn_by"),
    "knowledge.Attempt": ("person",),
    "knowledge.Attendance": ("person", "registered_by"),
    "knowledge.CourseSignUp": ("person",),
    "knowledge.PartDone": ("person",),
    "knowledge.CourseRead": ("person",),
    "knowledge.Certificate": ("person",),
    "declarations.DeclarationText": ("drafted_by", "published_by"),
    "declarations.TextDraft": ("begun_by", "changed_by"),
    "declarations.SectionRead": ("person",),
    "declarations.ExplanationRequest": ("person", "done_by"),
    "declarations.RecordedSignature": ("person", "by"),
    "declarations.Signature": ("person", "confirmed_by"),
    "declarations.Reminder": ("person", "by"),
    "supporters.Supporter": ("person", "contact"),
    "supporters.Candidacy": ("person",),
    "supporters.Check": ("person", "by"),
    "supporters.RoleAgreement": ("person",),
    "supporters.Appointment": ("decided_by",),
    "supporters.LeaderAssessment": ("by",),
    "supporters.Portrait": ("uploaded_by",),
    "supporters.ContactRequest": ("asked",),
    "onboarding.Application": ("person", "handler", "entered_by"),
    "onboarding.Assessment": ("assessed_by",),
    "onboarding.Note": ("written_by",),
    "onboarding.StepNotification": ("person",),
    "onboarding.ApplicationForAnother": ("person", "by"),
    "activities.Activity": ("logged_by",),
    "activities.Correction": ("by",),
    "activities.CountingRules": ("added_by",),
    "activities.DoubleEntry": ("by",),
    "activities.SignUp": ("person",),
    "activities.Statement": ("person",),
    "calls.Volunteer": ("person",),
    "calls.Call": ("logged_by",),
    "calls.Shift": ("person", "assigned_by"),
    "calls.Tally": ("person",),
    "experts.Expert": ("person",),
    "experts.Question": ("taken_by", "answered_by", "corrected_by"),
    "experts.PublishedAnswer": ("answered_by", "reviewed_by"),
    "reports.ChapterDecision": ("by",),
    "reports.ReportReminder": ("by",),
    "reports.ChapterReport": ("attested_by", "first_signed_by"),
    "reports.EarlierSending": ("attested_by", "first_signed_by"),
    "reports.SectionConfirmation": ("by",),
    "reports.WaitingSignature": ("person",),
    "reports.ReopeningRequest": ("asked_by", "answered_by"),
    "reports.Attachment": ("uploaded_by", "removed_by"),
    "reports.GrantYear": ("held_by",),
    "reports.GrantFile": ("frozen_by",),
    "reports.Measure": ("changed_by",),
    "reports.MeasurePicture": ("uploaded_by", "confirmed_by"),
    "operations.AccountJoining": ("person", "asked_by", "done_by"),  # and ``other``, which is left empty
    # Of the CMS: what somebody wrote there when they edited its pages.
    "wagtail_localize.StringTranslation": ("last_translated_by",),
    "wagtail_localize.SegmentOverride": ("last_translated_by",),
    "wagtaildocs.Document": ("uploaded_by_user",),
    "wagtailimages.Image": ("uploaded_by_user",),
    "wagtailcore.ModelLogEntry": ("user",),
    "wagtailcore.Revision": ("user",),
    "wagtailcore.UploadedFile": ("uploaded_by_user",),
    "wagtailcore.WorkflowState": ("requested_by",),
    "wagtailcore.TaskState": ("finished_by",),
    "wagtailcore.Page": ("locked_by", "owner"),
    "wagtailcore.PageLogEntry": ("user",),
    "wagtailcore.Comment": ("user", "resolved_by"),
    "wagtailcore.CommentReply": ("user",),
    "wagtailcore.PageSubscription": ("user",),
}
# How somebody signs in, what they may do in the CMS, and the joinings in which it is the one that
# goes: all this goes with the account, or no longer names it.
WITH_THE_ACCOUNT = {
    "account.EmailAddress", "mfa.Authenticator", "wagtailusers.UserProfile", "accounts.User_groups",
    "accounts.User_user_permissions", "wagtailadmin.EditingSession", "wagtailadmin.FormState", "wagtailcore.APIToken",
    "operations.AccountJoining",
}  # fmt: skip
# Columns of JSON that hold the ``ref`` of a person, as a list of texts.
LISTS_OF_REFS = {"supporters.ContactRequest": "asked_before"}
# Columns of one row that two people have to stand in, and paths to them: one who has used both accounts has been both.
TWO_PEOPLE = [
    ("accounts.AddressChange", "person", "asked_by"),
    ("accounts.AddressChange", "person", "done_by"),
    ("accounts.AddressChange", "asked_by", "done_by"),
    ("operations.AccountJoining", "asked_by", "done_by"),
    ("chapters.Membership", "person", "confirmed_by"),
    ("knowledge.TestException", "person", "recorded_by"),
    ("knowledge.TestException", "person", "withdrawn_by"),
    ("knowledge.Attendance", "person", "registered_by"),
    ("declarations.DeclarationText", "drafted_by", "published_by"),
    ("declarations.ExplanationRequest", "person", "done_by"),
    ("declarations.RecordedSignature", "person", "by"),
    ("declarations.Signature", "person", "confirmed_by"),
    ("supporters.Check", "person", "by"),
    ("supporters.Appointment", "supporter__person", "decided_by"),
    ("supporters.LeaderAssessment", "supporter__person", "by"),
    ("onboarding.Application", "person", "handler"),
    ("onboarding.Assessment", "application__person", "assessed_by"),
    ("reports.ChapterReport", "first_signed_by", "attested_by"),
    ("reports.EarlierSending", "first_signed_by", "attested_by"),
    ("reports.ReopeningRequest", "asked_by", "answered_by"),
    ("experts.PublishedAnswer", "answered_by", "reviewed_by"),
]
# Tables with several such columns in which one person may stand twice, or loses nothing by it.
ONE_MAY_BE_BOTH = {
    "accounts.Reading", "accounts.Tie", "declarations.TextDraft", "declarations.Reminder", "supporters.Supporter",
    "onboarding.ApplicationForAnother", "calls.Shift", "reports.Attachment", "reports.MeasurePicture",
    "wagtailcore.Page", "wagtailcore.Comment", "experts.Question",
}  # fmt: skip


def _first(column: str) -> Callable[[Any, Any], Any]:
    return lambda stays, goes: min(stays, goes, key=lambda row: getattr(row, column))


def _last(column: str) -> Callable[[Any, Any], Any]:
    return lambda stays, goes: max(stays, goes, key=lambda row: getattr(row, column))


def _own(stays: Any, _goes: Any) -> Any:
    return stays


def _with_a_place(stays: Any, goes: Any) -> Any:
    return goes if goes.has_place and not stays.has_place else stays


def _furthest(stays: Any, goes: Any) -> Any:
    return min(stays, goes, key=lambda row: (row.approved_at is None, row.begun_at))


def _oldest_age(stays: Any, goes: Any) -> Any:
    return max(stays, goes, key=lambda row: (row.age or 0, row.on))


def _in_force(stays: Any, goes: Any) -> Any:
    """The first that still counts: so what was done since was done by somebody who had signed. Before it, one that was
    renewed: the renewal stands in its place."""
    over = clock.today()
    signed = "signed_at" if hasattr(stays, "signed_at") else "recorded_at"

    def order(row: Any) -> tuple[bool, bool, Any]:
        is_renewed = any(model.objects.filter(renews=row.ref).exists() for model in (Signature, RecordedSignature))
        return not is_renewed, row.lapses_on is not None and row.lapses_on < over, getattr(row, signed)

    return min(stays, goes, key=order)


def _delete(row: Any, _by: User) -> None:
    row.delete()


def _end(column: str) -> Callable[[Any, User], None]:
    def let_go(row: Any, _by: User) -> None:
        setattr(row, column, clock.now())
        row.save(update_fields=[column])

    return let_go


def _withdraw_application(row: Any, by: User) -> None:
    onboarding.withdraw_second(row, by=by)


def _withdraw_signature(row: Any, by: User) -> None:
    declarations.withdraw(row, by=by)


def _forget_certificate(row: Any, _by: User) -> None:
    course_services.forget_certificates(Certificate.objects.filter(pk=row.pk))


def _forget_entry(row: Any, _by: User) -> None:
    onboarding.forget_applications_for_others(type(row).objects.filter(pk=row.pk))


SAME = _("Some things are there twice and say the same. Each stays once.")
COURSE = _("The same course, or the same part of it, is there twice. It counts once.")
SIGNED_UP = _("Both have a place at the same meeting. One place is enough for one person.")


@dataclass(frozen=True)
class Twins:
    """Two rows, one of each account, where one person may have one alone. ``keep`` gives the one that stays."""

    words: Any = SAME
    keep: Callable[[Any, Any], Any] = _own  # (of the account that stays, of the one that goes)
    let_go: Callable[[Any, User], None] = _delete


TWINS: dict[str, Twins] = {
    "onboarding.Application": Twins(
        _(
            "Both have an application under way. The one that was sent first goes on. The other is withdrawn, and its "
            "answers are deleted."
        ),
        _first("submitted_at"),
        _withdraw_application,
    ),
    "supporters.Candidacy": Twins(
        _("Both are on the way to the same role. The way that has come furthest goes on."), _furthest, _end("ended_at")
    ),
    "accounts.Consent": Twins(
        _("Both have agreed to the same. What was agreed to with the account that stays holds."),
        let_go=_end("withdrawn_at"),
    ),
    "accounts.Tie": Twins(),
    "accounts.AddressChange": Twins(let_go=_end("stopped_at")),
    "chapters.Membership": Twins(keep=_first("confirmed_at")),
    "knowledge.Attempt": Twins(_("Both have begun the knowledge test. The one of the account that stays goes on.")),
    "knowledge.Attendance": Twins(COURSE, _first("attended_on")),
    "knowledge.CourseSignUp": Twins(SIGNED_UP, _with_a_place),
    "knowledge.PartDone": Twins(COURSE, _first("done_at")),
    "knowledge.CourseRead": Twins(COURSE, _first("read_at")),
    "knowledge.Certificate": Twins(
        _("Both have the same course certificate. The first one stays. The code of the other works no more."),
        _first("issued_at"),
        _forget_certificate,
    ),
    "declarations.SectionRead": Twins(keep=_first("read_at")),
    "declarations.ExplanationRequest": Twins(keep=_first("asked_at")),
    "declarations.RecordedSignature": Twins(
        _("A declaration that was signed elsewhere is written down twice. One stays."), _in_force
    ),
    "declarations.Signature": Twins(
        _(
            "Both have signed the same version of the declaration of confidentiality. The first that still counts "
            "stays in force, and the other is withdrawn."
        ),
        _in_force,
        _withdraw_signature,
    ),
    "declarations.Reminder": Twins(),
    "supporters.Check": Twins(keep=_oldest_age),
    "supporters.RoleAgreement": Twins(keep=_first("agreed_at")),
    "onboarding.StepNotification": Twins(keep=_first("told_at")),
    "onboarding.ApplicationForAnother": Twins(let_go=_forget_entry),
    "activities.SignUp": Twins(SIGNED_UP, _with_a_place),
    "activities.Statement": Twins(
        _("Both have said something of the activities of the same year. What was said last stays."), _last("said_at")
    ),
    "calls.Volunteer": Twins(keep=_first("added_at")),
    "calls.Tally": Twins(_("Both have counted talks in the same month. The higher number stays."), _last("talks")),
    "experts.Expert": Twins(keep=_first("added_at")),
    "operations.AccountJoining": Twins(let_go=_end("stopped_at")),
    "wagtailcore.PageSubscription": Twins(),
}
# What has rows that fit together in time, or rows of its own: portal/operations/joining/roles.py.
BY_HAND = {"chapters.Office", "supporters.Supporter"}


def unique_sets(model: type[Model], column: str) -> list[tuple[list[str], Q]]:
    """``[(other columns, condition)]``: of each, a person can have one row alone with the same in the other columns."""
    found = [([], Q())] if model._meta.get_field(column).unique else []
    for together in model._meta.unique_together:
        if column in together:
            found.append(([name for name in together if name != column], Q()))
    for rule in model._meta.constraints:
        fields = getattr(rule, "fields", ())
        if column in fields:
            found.append(([name for name in fields if name != column], getattr(rule, "condition", None) or Q()))
    return found


def twins_of(label: str, stays: User, goes: User) -> Iterable[tuple[Any, Any]]:
    """``(row of the account that stays, row of the one that goes)`` where one person can have one of them alone."""
    model = apps.get_model(label)
    for column in COLUMNS[label]:
        for names, condition in unique_sets(model, column):
            rows = model._base_manager.filter(condition).order_by("pk")
            attributes = [model._meta.get_field(name).attname for name in names]

            def key(row: Any, attributes: list[str] = attributes) -> list[Any]:
                return [getattr(row, name) for name in attributes]

            of_stays = list(rows.filter(**{column: stays}))
            for row in rows.filter(**{column: goes}):
                yield from ((own, row) for own in of_stays if None not in key(row) and key(own) == key(row))
