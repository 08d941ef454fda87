"""The secretariat's pages of the grant file: the years, what is frozen of one, freezing, the files, and the hold."""

import io

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms.fields import parse_whole_number
from forms.grant import FreezeForm, HoldForm, ReleaseForm
from portal import clock, kept_counts, spreadsheet
from portal.reports.grants import frozen, queries, services, words
from portal.reports.grants.contents import contents_of
from portal.reports.grants.preview import preview, preview_of
from portal.reports.grants.sheets import sheets_of
from portal.reports.grants.views import overview_page
from portal.supporters.models import Supporter
from portal.views import PortalView

PER_PAGE = 50


class Grants(PortalView):
    """The base years whose documents are kept, the newest first."""

    rule = "reports.view_grant"

    def get(self, request):
        return self.render("reports/grants/years", years=queries.years())


class GrantPage(PortalView):
    """Base of the pages of one base year, from the first by the regulation to this one."""

    rule = "reports.view_grant"
    shows_others = True

    def dispatch(self, request, *args, **kwargs):
        if not queries.FIRST_YEAR <= kwargs["year"] <= clock.today().year:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class Grant(GrantPage):
    """What is frozen of a base year. It comes from the frozen copy, whatever has happened since."""

    def get(self, request, year):
        versions = queries.versions_of(year)
        last = versions[0] if versions else None
        return self.render(
            "reports/grants/grant",
            year=year,
            row=queries.year_of(year),
            is_over=queries.is_over(year),
            versions=versions,
            shown=[(row, words.changes(row.changes) if row.changes else None) for row in versions],
            last=last,
            fault=frozen.fault_of(last) if last else "",
            numbers=words.numbers(last.about) if last else [],
            points=words.points(last.about) if last else [],
            gaps=words.gaps(last.about) if last else [],
            kept_until=queries.kept_until(year),
        )


class FreezeGrant(GrantPage):
    """What would be frozen now and what is missing, with the form that freezes it."""

    rule = "reports.freeze_grant"
    needs_fresh_code = True
    can_be_read_without_code = True

    def get(self, request, year):
        if not queries.is_over(year):
            return redirect("portal:grant", year=year)
        return self.page()

    def post(self, request, year):
        after = parse_whole_number(request.POST.get("after")) or 0
        form = self.form(request.POST, is_missing="is_missing" in request.POST, is_correction=bool(after))
        if not form.is_valid():
            return self.page(form)
        try:
            row = services.freeze(year, after=after, by=request.user, **form.cleaned_data)
        except services.NotOver:
            return redirect("portal:grant", year=year)
        except (services.Incomplete, services.NeedsReason):  # what is missing has changed since the page was shown
            return self.page(typed=request.POST, counted=contents_of(year))
        self.tell(row, after, form.cleaned_data.get("reason", ""))
        return redirect("portal:grant", year=year)

    def tell(self, row, after, reason):
        """Say that the version is frozen, that there was nothing to freeze, or that somebody else was first."""
        is_own = row.frozen_by_id == self.request.user.pk and row.reason == reason
        if row.number == after:
            text = _("Nothing differs from version %(number)s, so nothing was frozen.")
            messages.info(self.request, text % {"number": row.number})
        elif is_own:
            messages.success(self.request, _("Version %(number)s is frozen.") % {"number": row.number})
        else:
            text = _(
                "%(name)s froze version %(number)s before you, %(day)s. Nothing of what you wrote is used. "
                "See whether something still has to be corrected."
            )
            name = row.frozen_by or _("Those who run the website")
            day = date_format(clock.local(row.frozen_at), "DATETIME_FORMAT")
            messages.warning(self.request, text % {"name": name, "number": row.number, "day": day})

    def form(self, data=None, **how):
        return FreezeForm(data, **how)

    def page(self, form=None, typed=None, counted=None):
        """``typed`` is what was posted on a page that no longer held: it is asked for what is missing by now.

        ``counted`` are the ``Contents`` of now; without them, the page says what was counted last.
        """
        year = self.kwargs["year"]
        shown, last = preview_of(counted) if counted else preview(year), queries.last_version(year)
        is_missing = queries.lacks_reports(shown.about)
        if form is None:
            form = self.form(typed, is_missing=is_missing, is_correction=last is not None)
        changes, is_readable = services.changes_since(last, counted) if counted else ([], True)
        return self.render(
            "reports/grants/freeze",
            year=year,
            about=shown.about,
            numbers=words.numbers(shown.about),
            points=words.points(shown.about),
            gaps=words.gaps(shown.about),
            kinds=words.kinds(shown.about),
            counted_at=kept_counts.in_words(shown.counted_at),
            not_counting=shown.not_counting,
            last=last,
            moved=words.moved(last.about, shown.about) if last else [],
            is_compared=counted is not None,
            is_same=bool(last and counted and is_readable and not changes),
            changes=words.changes(changes),
            is_readable=is_readable,
            has_changed=typed is not None,
            form=form,
            form_errors=bool(form.errors),
            is_missing="despite_gaps" in form.fields,
            code_first_url=self.code_first_url("freeze"),
        )


class CompareGrant(FreezeGrant):
    """The same page with each thing that differs from the version before: asked for, since all is counted for it."""

    needs_fresh_code = False

    def get(self, request, year):
        return redirect("portal:freeze_grant", year=year)

    def post(self, request, year):
        if not queries.is_over(year):
            return redirect("portal:grant", year=year)
        return self.page(counted=contents_of(year))


# The files of a version: how each is made of its sheets, and what it is.
FILES = {
    "xlsx": (spreadsheet.workbook_of, spreadsheet.CONTENT_TYPE, "xlsx"),
    "csv": (spreadsheet.csv_files, "application/zip", "zip"),
}


class GrantDownload(GrantPage):
    """A file of a version: ``xlsx``, ``csv`` (a ZIP file with one for each sheet), or the summary as a PDF.

    Until the worker has made the summary, and where a version is not as it was frozen, it is the page of the year.
    """

    needs_fresh_code = True

    def get(self, request, year, number, kind):
        row = queries.version_of(year, number)
        if row is None or kind not in (*FILES, "pdf"):
            raise Http404
        try:
            found = self.file_of(row, kind)
        except frozen.NotAsFrozen:
            messages.error(request, _("This version is not as it was frozen, so its files are not given out."))
            return redirect("portal:grant", year=year)
        if found is None:
            messages.info(request, _("The summary is being made. It takes a minute or so."))
            return redirect("portal:grant", year=year)
        content, content_type, ending = found
        if request.method == "GET":  # a HEAD gives nothing away
            services.note_export(row, kind, by=request.user)
        name = _("grant-%(year)s-version-%(number)s") % {"year": year, "number": number}
        return FileResponse(
            io.BytesIO(content),
            as_attachment=kind != "pdf",
            filename=f"{name}.{ending}",
            content_type=content_type,
        )

    def file_of(self, row, kind):
        """``(content, content type, ending)``. Raises ``NotAsFrozen``."""
        if kind == "pdf":
            content = services.read_copy(row)
            return content and (content, "application/pdf", "pdf")
        make, content_type, ending = FILES[kind]
        return make(sheets_of(row)), content_type, ending


class HoldGrant(GrantPage):
    """Keeps everything of a year for longer, with the reason, or lets it be deleted again."""

    rule = "reports.hold_grant"
    needs_fresh_code = True
    can_be_read_without_code = True

    def get(self, request, year):
        return self.page()

    def post(self, request, year):
        if "release" in request.POST:
            form = ReleaseForm(request.POST)
            if not form.is_valid():
                return self.page(release_form=form)
            services.release(year, form.cleaned_data["why_released"], by=request.user)
            messages.success(request, _("The documents of this year are deleted when their time is over."))
            return redirect("portal:grant", year=year)
        form = HoldForm(request.POST)
        if not form.is_valid():
            return self.page(hold_form=form)
        services.hold(year, form.cleaned_data["reason"], by=request.user)
        messages.success(request, _("The documents of this year are kept until you say otherwise."))
        return redirect("portal:grant", year=year)

    def page(self, hold_form=None, release_form=None):
        year = self.kwargs["year"]
        row = queries.year_of(year)
        typed = release_form or hold_form
        return self.render(
            "reports/grants/hold",
            year=year,
            row=row,
            kept_until=queries.kept_until(year),
            form=hold_form or HoldForm(initial={"reason": row.held_because}),
            release_form=release_form or ReleaseForm(),
            typed=typed,
            form_errors=typed is not None,
            history=queries.history_of_hold(row),
            code_first_url=self.code_first_url("hold"),
        )


class SupportersOverviews(GrantPage):
    """Those who have an overview of the year to sign."""

    def get(self, request, year):
        page = Paginator(queries.supporters_of(year), PER_PAGE).get_page(request.GET.get("page"))
        return self.render("reports/grants/overviews", year=year, page=page)


class SupportersOverview(GrantPage):
    """The overview of a year that a supporter signs, for the secretariat."""

    def get_case(self):
        return get_object_or_404(Supporter.objects.select_related("person", "chapter"), ref=self.kwargs["ref"])

    def get(self, request, **kwargs):
        return overview_page(self)
