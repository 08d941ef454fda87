"""The secretariat's pages of the import: choose a file, see what would be done, do it; samples and exports."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.fields import format_number
from forms.importing import ImportForm
from portal import clock, organisation, spreadsheet
from portal.operations.importing import columns, services
from portal.operations.importing.run import CANNOT, DIFFERS, NEW
from portal.operations.importing.services import ReportChanged
from portal.upload_pages import TakesFile
from portal.uploads import name_for_people
from portal.views import PortalView

SHOWN = 200  # rows of each kind; the file of what cannot be taken in has all


class ImportPage(PortalView):
    """Base of these pages."""

    rule = "operations.import_register"
    shows_others = True
    needs_fresh_code = True

    def kind(self):
        if self.kwargs["kind"] not in columns.KINDS:
            raise Http404
        return self.kwargs["kind"]


class Import(TakesFile, ImportPage):
    """Choose a file. It is tried out at once, and the report on it is shown."""

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        kind, file = form.cleaned_data["kind"], form.cleaned_data["file"]
        try:
            table = services.read(kind, file.read())
        except spreadsheet.Unreadable as unreadable:
            form.add_error("file", str(unreadable))
            return self.page(form)
        outcomes = services.try_out(kind, table.lines, by=request.user)
        services.keep(kind, name_for_people(file.name), table, outcomes, by=request.user, done=False)
        return redirect("portal:import_report")

    def form(self, *data):
        form = ImportForm(*data, words=organisation.message_words())
        form.fields["kind"].choices = [(code, capfirst(name)) for code, name in form.fields["kind"].choices]
        return form

    def page(self, form):
        choices = dict(form.fields["kind"].choices)
        return self.render(
            "operations/importing/import",
            form=form,
            form_errors=bool(form.errors),
            kinds=[(kind, choices[kind], format_number(services.MOST_ROWS[kind])) for kind in columns.KINDS],
            waits=services.waiting(self.request.user),
        )


class Report(ImportPage):
    """What would be done with each row, and the button that does it. Afterwards: the rows that are left."""

    def get(self, request):
        kept = services.waiting(request.user)
        return self.page(kept) if kept else redirect("portal:import_register")

    def post(self, request):
        if request.POST.get("action") == "discard":
            services.discard(request.user)
            messages.success(request, _("What was read of the file is deleted."))
            return redirect("portal:import_register")
        kept = services.waiting(request.user)
        try:
            outcomes = services.take_in_waiting(by=request.user, shown=request.POST.get("shown", ""))
        except ReportChanged as changed:
            services.keep(kept.kind, kept.name, kept.table, changed.outcomes, by=request.user, done=False)
            return self.page(services.waiting(request.user), status=409, is_changed=True)
        if outcomes is None:
            return redirect("portal:import_report")
        numbers = services.count(outcomes)
        done = numbers[NEW] + numbers[DIFFERS]
        text = ngettext("%(count)d row is taken in.", "%(count)d rows are taken in.", done)
        messages.success(request, text % {"count": done})
        return redirect("portal:import_report" if numbers[CANNOT] else "portal:import_register")

    def page(self, kept, status=200, *, is_changed=False):
        found = {
            standing: [one for one in kept.outcomes if one.standing == standing] for standing in services.count([])
        }
        numbers = services.count(kept.outcomes)
        return self.render(
            "operations/importing/report",
            status=status,
            kept=kept,
            numbers=numbers,
            to_do=0 if kept.done else numbers[NEW] + numbers[DIFFERS],
            cannot=[(one.number, one.name, services.reason(kept.kind, one)) for one in found[CANNOT][:SHOWN]],
            differs=_rows(found[DIFFERS]),
            new=_rows(found[NEW]),
            same=_rows([one for one in found["same"] if one.says]),
            more=any(len(rows) > SHOWN for rows in found.values()),
            digest=services.digest(kept.outcomes),
            is_changed=is_changed,
        )


def _rows(outcomes):
    return [(one.number, one.name, " ".join(one.says) or _("Comes into the register.")) for one in outcomes[:SHOWN]]


class Rejects(ImportPage):
    """The rows that cannot be taken in as a file, with the reason beside each."""

    def get(self, request):
        kept = services.waiting(request.user)
        content = kept and services.rejects(kept.kind, kept.table.lines, kept.outcomes)
        if not content:
            return redirect("portal:import_register")
        return _file(content, f"{columns.sheet_name(kept.kind)}-avvist.xlsx")


class Sample(ImportPage):
    """The file to fill in."""

    shows_others = False
    needs_fresh_code = False

    def get(self, request, kind):
        return _file(services.sample(self.kind()), f"{columns.sheet_name(kind)}-mal.xlsx")


class Export(ImportPage):
    """The register as a file that can be taken in again."""

    def get(self, request, kind):
        content = services.export(self.kind(), by=request.user)
        return _file(content, f"{columns.sheet_name(kind)}-{clock.today()}.xlsx")


def _file(content, name):
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=spreadsheet.CONTENT_TYPE)
