"""What was sent: the receipt and the PDF, of now and of earlier sendings."""

import io

from django.http import FileResponse
from django.shortcuts import redirect

from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.attachments import parts
from portal.reports.chapter_page import ChapterPage
from portal.reports.models import EarlierSending
from portal.reports.sections import queries as section_queries
from portal.reports.signing import queries as signing_queries
from portal.unreadable import found, get_or_404


class Receipt(ChapterPage):
    """The receipt: when the report was sent, whether in time, and a copy of it."""

    shows_others = True

    def get(self, request, short_name, year):
        if self.report is None or self.report.received_at is None:
            return redirect("portal:report", **self.url_kwargs)
        return self.page(self.report, earlier=found(self.report.earlier_sendings.all()))

    def page(self, sent, **context):
        """The receipt of what was sent: the report, or an ``EarlierSending``."""
        return self.render(
            "reports/receipt",
            **self.shared_context(),
            **context,
            sent=sent,
            first_received=signing_queries.first_received(self.report, sent),
            sent_as=signing_queries.chapter_name(sent, self.case),
            signers=signing_queries.signers(sent, self.message_words),
            reference=str(self.report.ref)[:8].upper(),
            lines=report_queries.kind_lines(sent.numbers),
            total=report_queries.beside_total(sent.numbers),
            supporters=report_queries.supporter_lines(sent.numbers),
            facts=report_queries.facts_in_words(sent.numbers),
            confirmed=section_queries.kept_in_words(sent.numbers),
            against=report_queries.against_in_words(sent.answers, self.year.base_year),
            sections=report_queries.answers_in_words(sent, self.message_words),
            parts=parts.sent(self.report, sent.numbers),
        )


class EarlierReceipt(Receipt):
    """The receipt of what was sent before the report was sent anew."""

    def get(self, request, short_name, year, number):
        return self.page(self.sending(number), number=number)

    def sending(self, number):
        rows = EarlierSending.objects.filter(report=self.report, number=number)
        return get_or_404(rows.select_related("attested_by", "first_signed_by", "report__year"))


class ReportPdf(ChapterPage):
    """The report as a PDF, with the names of the supporters; until the worker has made it, the receipt."""

    shows_others = True
    needs_fresh_code = True

    def get(self, request, short_name, year):
        copy = reports.read_copy(self.report) if self.report else None
        if copy is None:
            return redirect("portal:report_receipt", **self.url_kwargs)
        return FileResponse(io.BytesIO(copy), content_type="application/pdf", filename=f"{short_name}-{year}.pdf")


class EarlierPdf(EarlierReceipt):
    """The PDF of what was sent before; where it is missing or not as it was sealed, the receipt."""

    needs_fresh_code = True

    def get(self, request, short_name, year, number):
        copy = reports.read_earlier_copy(self.sending(number))
        if copy is None:
            return redirect("portal:earlier_receipt", **self.url_kwargs, number=number)
        name = f"{short_name}-{year}-{number}.pdf"
        return FileResponse(io.BytesIO(copy), content_type="application/pdf", filename=name)
