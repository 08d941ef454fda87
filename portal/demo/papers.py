"""The papers that chapters of the demo send with their annual reports."""

from django.core.files.base import ContentFile
from django.utils.translation import get_language

from portal import pdf, uploads
from portal.reports.attachments import queries as attachment_queries
from portal.reports.attachments import services as attachment_services


def attach_required(report, *, by):
    """Add an invented paper for each attachment without which the report cannot be sent."""
    for box in attachment_queries.missing(report):
        values = {
            "language": get_language(),
            "title": box.name,
            "chapter": report.chapter.name,
            "year": report.year.base_year,
        }
        file = ContentFile(pdf.render("example", values), name=f"{box.code}.pdf")
        attachment_services.add(report, box.code, uploads.check_pdf(file), by=by)
