"""Retention: delete what is no longer needed (the periods are promised on /personvern/)."""

from operator import methodcaller

from django.core.management.base import BaseCommand

from portal import uploads
from portal.accounts.models import User
from portal.accounts.services import forget_accounts
from portal.knowledge.course.services import forget_certificates
from portal.knowledge.models import Certificate
from portal.onboarding.models import Application, ApplicationForAnother
from portal.onboarding.services import forget_applications, forget_applications_for_others
from portal.operations import retention
from portal.reports.attachments.services import forget as forget_attachments
from portal.reports.grants import forgetting, frozen
from portal.reports.measures.services import forget_measures, forget_pictures
from portal.reports.models import Attachment, Measure, MeasurePicture

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


class Command(BaseCommand):
    help = "Delete what has been kept long enough."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list what would be deleted")

    def handle(self, *, dry_run=False, **options):
        for what, rows in retention.rows_to_delete():
            count = rows.count()
            self.stdout.write(f"{what}: {count}")
            if not dry_run:
                DELETE_FUNCTIONS.get(rows.model, methodcaller("delete"))(rows)
        for what, rows, values in retention.fields_to_blank():
            self.stdout.write(f"{what}: {rows.count()}")
            if not dry_run:
                rows.update(**values)
        if not dry_run:
            self.stdout.write(f"uploaded files that nothing names: {uploads.delete_files_without_row()}")
            self.stdout.write(f"files of grants that no version names: {frozen.delete_files_without_row()}")
