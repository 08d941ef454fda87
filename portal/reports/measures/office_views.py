"""The secretariat's pages about the phone service and the digital exchange of a year."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.fields import parse_whole_number
from forms.measures import NO, YES, ConfirmPictureForm, MeasureForm
from forms.uploads import PictureForm
from portal import clock, pictures, upload_pages, uploads
from portal.reports.grant_rules.points import FOR_A_MEASURE
from portal.reports.measures import queries, services
from portal.reports.models import Measure, MeasurePicture
from portal.unreadable import get_or_404
from portal.views import PortalView


class MeasuresPage(PortalView):
    """Base class: a page about the measures of one base year, or about one of them (``code``)."""

    rule = "reports.change_measures"
    shows_others = True

    def get_case(self):
        self.year, self.code = self.kwargs["year"], self.kwargs.get("code", "")
        if self.year not in queries.years() or self.code not in ("", *Measure.Code.values):
            raise Http404

    @property
    def name(self):
        return Measure.Code(self.code).label

    def to_overview(self):
        address = reverse("portal:measures", args=[self.year])
        return redirect(f"{address}#{self.code}" if self.code else address)

    def page(self, template, **values):
        name = self.name if self.code else ""
        return self.render(f"reports/measures/{template}", year=self.year, code=self.code, name=name, **values)


class Measures(MeasuresPage):
    """Both measures of the year: whether they can be shown, and what they are worth as an estimate."""

    rule = "reports.view_measures"

    def get(self, request, year):
        lines = queries.lines(year)
        return self.page(
            "measures",
            years=queries.years(),
            lines=lines,
            points=sum(line.points for line in lines),
            most=FOR_A_MEASURE * len(lines),
            each=FOR_A_MEASURE,
            # The exact sum would give away a month's small number, which others are not told.
            calls=queries.calls_in(year) if request.user.has_perm("calls.view_exact_totals") else 0,
            helpline=Measure.Code.HELPLINE,
            version=queries.frozen_version(year),
            may_change=request.user.has_perm("reports.change_measures"),
        )


class DescribeMeasure(MeasuresPage):
    """Asks whether a measure was in place, and how it was made public."""

    def get(self, request, year, code):
        row = queries.measure(year, code)
        initial = {}
        if row is not None:
            initial = {name: getattr(row, name) for name in ("how", "announced_on", "address")}
            initial["in_place"] = YES if row.in_place else NO
        return self.form_page(self.form(initial=initial), row.version if row else 0)

    def post(self, request, year, code):
        form, version = self.form(request.POST), parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.form_page(form, version)
        values = {**form.cleaned_data, "in_place": form.cleaned_data["in_place"] == YES}
        services.describe(year, code, version=version, by=request.user, **values)
        messages.success(request, _("It is saved."))
        return self.to_overview()

    def form(self, data=None, **more):
        return MeasureForm(data, today=clock.today(), year=self.year, **more)

    def form_page(self, form, version):
        return self.page("describe", form=form, form_errors=bool(form.errors), version=version)


class AddPicture(upload_pages.TakesFile, MeasuresPage):
    """Asks for a picture of a measure that was in place. It is kept at once, and confirmed on the next page."""

    def get(self, request, year, code):
        if self.measure() is None:
            return redirect("portal:describe_measure", year, code)
        return self.form_page(self.form())

    def post(self, request, year, code):
        measure = self.measure()
        if measure is None:
            return redirect("portal:describe_measure", year, code)
        form = self.form(request.POST, request.FILES)
        if form.is_valid():
            try:
                row = services.add_picture(measure, pictures.check_picture(form.cleaned_data["file"]), by=request.user)
                return redirect("portal:measure_picture", year, code, row.ref)
            except uploads.Refused as refused:
                form.add_error("file", refused.sentence)
            except services.TooMany:
                text = _("There are %(count)d pictures here already. Remove one of them first")
                form.add_error("file", text % {"count": services.MOST})
        return self.form_page(form)

    def measure(self):
        row = queries.measure(self.year, self.code)
        return row if row is not None and row.in_place else None

    def form(self, *data):
        return PictureForm(*data, words={"what": self.name})

    def form_page(self, form):
        return self.page("add_picture", form=form, form_errors=bool(form.errors))


class ConfirmPicture(MeasuresPage):
    """Asks which day a picture shows, and that it shows nobody."""

    def get(self, request, year, code, ref):
        picture = self.picture(ref)
        return self.form_page(picture, self.form(initial={"shown_on": picture.shown_on}))

    def post(self, request, year, code, ref):
        picture, form = self.picture(ref), self.form(request.POST)
        if not form.is_valid():
            return self.form_page(picture, form)
        services.confirm_picture(picture, shown_on=form.cleaned_data["shown_on"], by=request.user)
        messages.success(request, _("The picture is confirmed."))
        return self.to_overview()

    def form(self, data=None, **more):
        return ConfirmPictureForm(data, today=clock.today(), year=self.year, **more)

    def form_page(self, picture, form):
        return self.page("confirm_picture", picture=picture, form=form, form_errors=bool(form.errors))

    def picture(self, ref):
        rows = MeasurePicture.objects.select_related("measure")
        return get_or_404(rows.filter(ref=ref, measure__base_year=self.year, measure__code=self.code))


class RemovePicture(ConfirmPicture):
    """Deletes a picture."""

    def get(self, request, year, code, ref):
        return redirect("portal:measure_picture", year, code, ref)

    def post(self, request, year, code, ref):
        picture = self.picture(ref)
        services.remove_picture(picture, by=request.user)
        messages.success(request, _("The file is removed: %(name)s") % {"name": picture.name})
        return self.to_overview()


class PictureFile(ConfirmPicture):
    """The picture: a download, and what the page that confirms it shows.

    One that nobody has confirmed may show somebody: it is read only by those who may confirm it.
    """

    rule = "reports.view_measures"

    def get(self, request, year, code, ref):
        picture = self.picture(ref)
        if picture.confirmed_at is None and not request.user.has_perm("reports.change_measures"):
            raise PermissionDenied
        return upload_pages.give_out(request, picture, otherwise=reverse("portal:measures", args=[year]))

    def post(self, request, year, code, ref):
        raise Http404
