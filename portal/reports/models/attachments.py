"""The files that belong to a report."""

from django.conf import settings
from django.db import models

from portal.models import UploadedFile, both_or_neither
from portal.reports.models.reports import ChapterReport


class Attachment(UploadedFile):
    """A PDF file that belongs to a chapter's report. What was sent once is kept, also where the chapter removes it."""

    CHAPTER = "report__chapter"

    report = models.ForeignKey(ChapterReport, on_delete=models.PROTECT, related_name="attachments")
    box = models.CharField(max_length=40)  # a code of the preset's attachments
    removed_at = models.DateTimeField(null=True)  # from a report that was sent with it and came back
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [both_or_neither("removed_at", "removed_by")]
