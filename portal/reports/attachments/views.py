"""A chapter's pages about the attachments of its report."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.uploads import PdfForm
from portal import upload_pages, uploads
from portal.reports.attachments import queries, services
from portal.reports.chapter_page import ChapterPage
from portal.reports.models import Attachment
from portal.unreadable import all_of, get_or_404


class Attachments(upload_pages.TakesFile, ChapterPage):
    """The boxes with their files, each with a form of its own. A file is kept as soon as it is uploaded."""

    rule = "reports.prepare_report"
    shows_others = True

    def get_case(self):
        chapter = super().get_case()
        self.boxes = queries.boxes()
        if not self.boxes:
            raise Http404
        return chapter

    def get(self, request, short_name, year):
        if self.report is None or not self.report.is_open:
            return redirect("portal:report", **self.url_kwargs)
        return self.page()

    def post(self, request, short_name, year):
        box = next((one for one in self.boxes if one.code == request.POST.get("box")), None)
        if box is None:
            raise Http404
        if self.report is None:
            return redirect("portal:report", **self.url_kwargs)
        form = PdfForm(request.POST, request.FILES, **form_values(box))
        if not form.is_valid():
            return self.page(form)
        try:
            row = services.add(self.report, box.code, uploads.check_pdf(form.cleaned_data["file"]), by=request.user)
        except uploads.Refused as refused:
            form.add_error("file", refused.sentence)
            return self.page(form)
        except services.TooMany:
            text = _("There are %(count)d files here already. Remove one of them first")
            form.add_error("file", text % {"count": services.MOST})
            return self.page(form)
        except services.NotOpen:
            return already_sent(request, self.url_kwargs)
        messages.success(request, _("The file is uploaded: %(name)s") % {"name": row.name})
        address = reverse("portal:report_attachments", kwargs=self.url_kwargs)
        return redirect(f"{address}#{box.code}")

    def page(self, posted=None):
        files = all_of(queries.of_report(self.report))
        forms = {box.code: PdfForm(**form_values(box)) for box in self.boxes}
        if posted is not None:
            forms[posted.prefix] = posted
        return self.render(
            "reports/attachments/attachments",
            **self.shared_context(),
            form=posted,
            form_errors=posted is not None,
            sections=[
                {"box": box, "form": forms[box.code], "files": [one for one in files if one.box == box.code]}
                for box in self.boxes
            ],
        )


class FileOfReport(ChapterPage):
    """One attachment: a download for all who see the report."""

    shows_others = True

    def get(self, request, short_name, year, ref):
        row = attachment_of(self.report, ref)
        sendings = [self.report, *self.report.earlier_sendings.all()]
        sent = next((entry for one in sendings if (entry := queries.sent_entry(one, row))), None)
        if sent is None and (row.removed_at is not None or not self.report.is_open):
            raise Http404
        otherwise = reverse("portal:report", kwargs=self.url_kwargs)
        is_as_sent = sent is None or sent["sha256"] == row.sha256
        return upload_pages.give_out(request, row if is_as_sent else None, otherwise=otherwise)


class RemoveFile(ChapterPage):
    """Takes an attachment out of the report."""

    rule = "reports.prepare_report"
    keeps_text = False

    def get(self, request, short_name, year, ref):
        return redirect("portal:report_attachments", **self.url_kwargs)

    def post(self, request, short_name, year, ref):
        row = attachment_of(self.report, ref)
        try:
            services.remove(row, by=request.user)
        except services.NotOpen:
            return already_sent(request, self.url_kwargs)
        messages.success(request, _("The file is removed: %(name)s") % {"name": row.name})
        address = reverse("portal:report_attachments", kwargs=self.url_kwargs)
        return redirect(f"{address}#{row.box}")


def attachment_of(report, ref):
    return get_or_404(Attachment.objects.select_related("report").filter(report=report, ref=ref))


def form_values(box):
    return {"prefix": box.code, "words": {"what": box.name}}


def already_sent(request, place):
    messages.error(request, _("The report is sent, so its attachments cannot be changed. Nothing was changed"))
    return redirect("portal:report", **place)
