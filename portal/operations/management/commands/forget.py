"""Retention: delete what is no longer needed (the periods are promised on /personvern/)."""

import logging
from operator import methodcaller

from django.core.management.base import BaseCommand
from django.db import transaction

from portal import uploads
from portal.accounts.models import User
from portal.accounts.services import forget_accounts
from portal.knowledge.course.services import forget_certificates
from portal.knowledge.models import Certificate
from portal.onboarding.models import Application, ApplicationForAnother
from portal.onboarding.services import forget_applications, forget_applications_for_others
from portal.operations import erasures, retention
from portal.reports.attachments.services import forget as forget_attachments
from portal.reports.grants import forgetting, frozen
from portal.reports.measures.services import forget_measures, forget_pictures
from portal.reports.models import Attachment, Measure, MeasurePicture

log = logging.getLogger(__name__)
AT_ONCE = 500

# Models whose rows have data elsewhere that must be deleted with them (drafts, files, details of events).
DELETE_FUNCTIONS = {
    Application: forget_applications,
    Certificate: forget_certificates,
    ApplicationForAnother: forget_applications_for_others,
    User: forget_accounts,
    Attachment: forget_attachments,
    MeasurePicture: forget_pictures,
    Measure: forget_measures,
    **forgetting.DELETE_FUNCTIONS,
}


def delete(rows):
    """Delete the rows. One that cannot be deleted, such as one with a value that cannot be read, is logged and left."""
    function = DELETE_FUNCTIONS.get(rows.model, methodcaller("delete"))
    if _fault_of(function, rows) is None:
        return
    keys = list(rows.order_by().values_list("pk", flat=True))
    for place in range(0, len(keys), AT_ONCE):
        some = keys[place : place + AT_ONCE]
        if _fault_of(function, rows.filter(pk__in=some)) is None:
            continue
        for key in some:
            fault = _fault_of(function, rows.filter(pk=key))
            if fault is not None:
                log.error("%s %s cannot be deleted: %s", rows.model._meta.label, key, type(fault).__name__)


def _fault_of(function, rows):
    """What kept these rows from being deleted, all of them; None where they are. Its text may name somebody."""
    try:
        with transaction.atomic():
            function(rows)
    except Exception as fault:  # a row that anybody may have written can raise whatever it likes
        return fault
    return None


class Command(BaseCommand):
    help = "Delete what has been kept long enough."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list what would be deleted")
        parser.add_argument(
            "--replay", action="store_true", help="after a restore: erase again the people who were erased since"
        )

    def handle(self, *, dry_run=False, replay=False, **options):
        if replay:
            self.stdout.write(f"people erased again: {erasures.replay()}")
            return
        for what, rows in retention.rows_to_delete():
            count = rows.count()
            self.stdout.write(f"{what}: {count}")
            if not dry_run:
                delete(rows)
        for what, rows, values in retention.fields_to_blank():
            self.stdout.write(f"{what}: {rows.count()}")
            if not dry_run:
                rows.update(**values)
        if not dry_run:
            self.stdout.write(f"uploaded files that nothing names: {uploads.delete_files_without_row()}")
            self.stdout.write(f"files of grants that no version names: {frozen.delete_files_without_row()}")
