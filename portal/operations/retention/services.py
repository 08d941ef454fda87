"""Deletes what ``periods`` says is no longer kept: a part at a time, with a log of how many rows were deleted."""

import datetime
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import methodcaller
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from portal import clock, uploads
from portal.accounts.models import User
from portal.accounts.services import forget_accounts
from portal.declarations.models import Signature
from portal.fragments import cached_one_minute
from portal.knowledge.course.services import forget_certificates
from portal.knowledge.models import Certificate
from portal.models import Event
from portal.onboarding.models import Application, ApplicationForAnother
from portal.onboarding.services import forget_applications, forget_applications_for_others
from portal.operations.models import RetentionDay
from portal.operations.retention import evidence, periods
from portal.reports.attachments.services import forget as forget_attachments
from portal.reports.grants import forgetting as grant_forgetting
from portal.reports.grants import frozen
from portal.reports.measures.services import forget_measures, forget_pictures
from portal.reports.models import Attachment, Measure, MeasurePicture
from portal.supporters.models import Portrait
from portal.supporters.portraits.services import forget as forget_portraits

log = logging.getLogger(__name__)
AT_ONCE = 500
LATE_AFTER = datetime.timedelta(hours=48)
LATE = _("What we promise to delete has not been deleted for two days. Tell whoever runs the site: the worker stands.")
LOG_DAYS = 1095  # three years: so long it can be shown that it was done

# Models whose rows have data elsewhere that must be deleted with them (drafts, files, details of events).
DELETE_FUNCTIONS: Mapping[type[Model], Callable[[Any], object]] = {
    Application: forget_applications,
    Certificate: forget_certificates,
    ApplicationForAnother: forget_applications_for_others,
    User: forget_accounts,
    Attachment: forget_attachments,
    MeasurePicture: forget_pictures,
    Measure: forget_measures,
    Portrait: forget_portraits,
    **grant_forgetting.DELETE_FUNCTIONS,
    Signature: evidence.forget_signatures,
    **dict.fromkeys(evidence.WITH_REF, grant_forgetting.forget_rows),
}
# What the log calls the rows of each app, and the files.
FILES = "files"
KINDS: Mapping[str, object] = {
    "site_forms": _("Drafts"),
    "accounts": _("Accounts, consents, who has read what"),
    "chapters": _("Offices and memberships"),
    "knowledge": _("Courses and tests"),
    "declarations": _("Declarations of confidentiality"),
    "supporters": _("Roles, and the way to them"),
    "onboarding": _("Applications"),
    "activities": _("Activities and gatherings"),
    "calls": _("Helplines"),
    "reports": _("Reports and the grant"),
    "experts": _("Questions to the experts"),
    "portal": _("E-mails"),
    "operations": _("This log"),
    "sessions": _("Sign-ins that have ended"),
    FILES: _("Files that belong to nothing"),
}


MOST_DAYS_AWAY = 30
JUMPED = (
    "nothing is deleted: the clock says that retention was last done %s days ago. See whether the clock is right, and "
    "run `manage.py forget` if it is"
)


@dataclass(frozen=True)
class Step:
    """One kind of data. ``do`` deletes at most ``AT_ONCE`` and returns ``(deleted, failed, whether more is left)``."""

    what: str
    kind: str
    count: Callable[[], int]
    do: Callable[[], tuple[int, int, bool]]


def steps() -> list[Step]:
    """Everything that retention does, in order."""
    found = [_of_rows(what, rows) for what, rows in [*periods.rows_to_delete(), *_own_rows()]]
    found += [_of_fields(*of) for of in periods.fields_to_blank()]
    files = [
        ("uploaded files that nothing names", uploads.delete_files_without_row),
        ("files of grants that no version names", frozen.delete_files_without_row),
    ]
    return found + [Step(what, FILES, lambda: 0, _once(delete)) for what, delete in files]


def _own_rows() -> list[tuple[str, QuerySet[Any]]]:
    oldest = clock.today() - datetime.timedelta(days=LOG_DAYS)
    return [("log of what was deleted", RetentionDay.objects.filter(day__lt=oldest))]


def _once(delete: Callable[[], int]) -> Callable[[], tuple[int, int, bool]]:
    return lambda: (delete(), 0, False)


def _of_rows(what: str, rows: QuerySet[Any]) -> Step:
    return Step(what, rows.model._meta.app_label, rows.count, lambda: delete_some(rows))


def _of_fields(what: str, rows: QuerySet[Any], values: Mapping[str, object]) -> Step:
    return Step(what, rows.model._meta.app_label, rows.count, lambda: (rows.update(**values), 0, False))


def delete_some(rows: QuerySet[Any]) -> tuple[int, int, bool]:
    """Delete at most ``AT_ONCE`` of the rows. One that cannot be deleted, such as one with a value that cannot be read,
    is logged and left."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not keys:
        return 0, 0, False
    function = DELETE_FUNCTIONS.get(rows.model, methodcaller("delete"))
    failed = 0
    if _fault_of(function, rows.filter(pk__in=keys)) is not None:
        for key in keys:
            fault = _fault_of(function, rows.filter(pk=key))
            if fault is not None:
                failed += 1
                log.error("%s %s cannot be deleted: %s", rows.model._meta.label, key, type(fault).__name__)
    # Some stay rightly, such as an account that was used meanwhile: the next part would meet the same ones.
    left = rows.model._base_manager.filter(pk__in=keys).count()
    return len(keys) - left, failed, len(keys) == AT_ONCE and left < len(keys)


def _fault_of(function: Callable[[Any], object], rows: QuerySet[Any]) -> Exception | None:
    """The exception that stopped these rows from being deleted; None where all are. Its text may name somebody."""
    try:
        with transaction.atomic():
            function(rows)
    except Exception as fault:  # a row that anybody may have written can raise whatever it likes
        return fault
    return None


def go_on(parts: int = 5) -> int:
    """Do the next parts of today's retention, at most so many that delete something. Returns how many rows are gone.

    Called by the worker. Nothing is done when today's is finished, or when the last one was more than
    ``MOST_DAYS_AWAY`` days ago: then the clock may be wrong, and somebody has to look and call ``run_all``. It can be
    stopped at any point, and two workers can call it at once: at worst both count the same rows.
    """
    today, is_new = RetentionDay.objects.get_or_create(day=clock.today(), defaults={"begun_at": clock.now()})
    gone, away = 0, _days_away()
    if today.finished_at is None and away > MOST_DAYS_AWAY:
        if is_new:
            log.error(JUMPED, away)
        return 0
    todo = steps() if today.finished_at is None else []
    while parts and todo and today.finished_at is None:
        done = _do_part(today, todo)
        gone += done
        parts -= bool(done)
    return gone


def _days_away() -> int:
    """How many days have passed since retention was last done to the end; 0 where it never was."""
    last = last_finished()
    return (clock.now() - last).days if last else 0


def run_all() -> RetentionDay:
    """Do all of it now, also what was done today already; what is deleted is added to today's log."""
    today, _is_new = RetentionDay.objects.get_or_create(day=clock.today(), defaults={"begun_at": clock.now()})
    today.next_step, today.finished_at = 0, None
    todo = steps()
    while today.finished_at is None:
        _do_part(today, todo)
    return today


def _do_part(today: RetentionDay, todo: list[Step]) -> int:
    """Do one part of the step at which today's retention is, and write down what it did."""
    step = todo[today.next_step] if today.next_step < len(todo) else None
    if step is None:
        today.finished_at = clock.now()
        today.save(update_fields=["next_step", "finished_at"])
        return 0
    deleted, failed, is_more = step.do()
    if deleted:
        today.counts[step.what] = [step.kind, deleted + today.counts.get(step.what, [step.kind, 0])[1]]
    today.failed += failed
    today.next_step += not is_more
    today.save(update_fields=["next_step", "counts", "failed"])
    return deleted


def last_finished() -> datetime.datetime | None:
    """When retention was last done to the end."""
    return RetentionDay.objects.filter(finished_at__isnull=False).values_list("finished_at", flat=True).first()


def is_late() -> bool:
    """Whether retention was not done to the end within 48 hours. A site that is younger is not late."""
    oldest = clock.now() - LATE_AFTER
    last = last_finished()
    return last < oldest if last else Event.objects.filter(at__lt=oldest).exists()


def is_stuck() -> bool:
    """Whether it has been tried for 48 hours and was never done to the end.

    Not of a site that was away for some days, or is new: the worker does it within minutes, and where there is no
    worker, that is what is wrong.
    """
    days = RetentionDay.objects.filter(finished_at=None, begun_at__lt=clock.now() - LATE_AFTER)
    last = last_finished()
    return (days.filter(begun_at__gt=last) if last else days).exists()


def warning() -> str:
    """The sentence for the desk of the staff; empty where nothing is wrong. At most a minute old."""
    return str(LATE) if cached_one_minute("retention-is-late", is_late) else ""


def shown(days: int = 60) -> list[tuple[RetentionDay, list[tuple[object, int]]]]:
    """The last days of the log, the newest first: ``[(day, [(kind in words, number of rows)])]``."""
    found = []
    for row in RetentionDay.objects.all()[:days]:
        sums: dict[str, int] = {}
        for kind, number in row.counts.values():
            sums[kind] = sums.get(kind, 0) + number
        found.append((row, [(KINDS.get(kind, kind), number) for kind, number in sums.items()]))
    return found
