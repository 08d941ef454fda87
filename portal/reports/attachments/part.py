"""The attachments as a part of the chapter's report (portal/reports/parts.py)."""

from django.utils.translation import gettext_lazy as _

from portal.reports.attachments import queries
from portal.reports.parts import Part

PART = Part(
    key=queries.KEY,
    title=_("Attachments"),
    task=queries.task,
    gaps=queries.gaps,
    as_sent=queries.as_sent,
    sent_rows=queries.sent_rows,
)
