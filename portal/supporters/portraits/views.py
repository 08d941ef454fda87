"""A supporter's own picture: uploading it, choosing the part that is shown, and the picture itself."""

import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from forms.portrait import PortraitForm, PortraitPartForm
from portal import limits, middleware, organisation, pictures, upload_pages, uploads
from portal.pictures import Part
from portal.supporters.directory import queries as directory_queries
from portal.supporters.models import Portrait
from portal.supporters.portraits import queries, services
from portal.supporters.views import OwnSupporter
from portal.unreadable import get_or_404
from portal.views import PortalView

KEPT_BY_BROWSERS = 7 * 24 * 60 * 60  # seconds; another picture has another address
BESIDE = {
    Part.FIRST: pgettext_lazy("part of a picture", "The left"),
    Part.LAST: pgettext_lazy("part of a picture", "The right"),
}
BELOW = {
    Part.FIRST: pgettext_lazy("part of a picture", "The top"),
    Part.LAST: pgettext_lazy("part of a picture", "The bottom"),
}
MOST_A_DAY = limits.Limit("portraits", 20, datetime.timedelta(days=1))  # each is drawn anew, which takes a second
SIDE, LARGEST = services.SQUARES[Portrait.Kind.PAGE]


class OwnPortrait(OwnSupporter):
    """Base class: a page about one's own picture, for whoever agrees to be shown; others are led to that first."""

    rule = "supporters.change_listing"

    def dispatch(self, request, *args, **kwargs):
        is_person = request.user.is_authenticated
        if is_person and request.method == "GET" and not directory_queries.wants_to_be_listed(request.user):
            return redirect("portal:listing")
        return super().dispatch(request, *args, **kwargs)

    def not_listed(self):
        messages.warning(self.request, _("You are not in the list, so the picture was not kept."))
        return redirect("portal:listing")

    def gone(self):
        if not directory_queries.wants_to_be_listed(self.request.user):
            return self.not_listed()
        messages.info(self.request, _("That picture is gone, or another one was chosen. Begin anew here."))
        return redirect("portal:portrait")


class ChoosePortrait(upload_pages.TakesFile, OwnPortrait):
    """Asks for a picture, and takes away the one that is shown."""

    def get(self, request):
        return self.page(PortraitForm())

    def post(self, request):
        if request.POST.get("action") == "remove":
            services.remove(self.case, by=request.user)
            messages.success(request, _("The picture is gone."))
            return redirect("portal:listing")
        form = PortraitForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                limits.use(limits.Use(MOST_A_DAY, str(request.user.ref)))
            except limits.LimitReached:
                form.add_error("file", _("You have uploaded many pictures in a short time. Try again tomorrow"))
                return self.page(form, status=429)
            try:
                row = services.upload(self.case, pictures.check_portrait(form.cleaned_data["file"]), by=request.user)
                return redirect("portal:portrait_part", row.ref)
            except uploads.Refused as refused:
                form.add_error("file", refused.sentence)
            except services.NotListed:
                return self.not_listed()
        return self.page(form)

    def page(self, form, status=200):
        values = {"form": form, "form_errors": bool(form.errors), "shown": queries.shown(self.case)}
        return self.render("supporters/portraits/choose", status=status, **values)


class ChoosePart(OwnPortrait):
    """Shows the parts of the picture that was uploaded, and asks which of them may be shown."""

    shows_others = True  # not another's, but no browser keeps a page with a picture that nobody has agreed to show

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        if request.POST.get("action") == "discard":
            services.forget(queries.chosen_by(self.case), by=request.user)
            messages.success(request, _("The picture is deleted."))
            return redirect("portal:listing")
        form = self.form(request.POST)
        if form is None or not form.is_valid():
            return self.page(form)
        values = {"text": str(form.fields["consent"].label), "by": request.user}
        try:
            services.show(self.case, ref, Part(form.cleaned_data["part"]), **values)
        except services.NotListed:
            return self.not_listed()
        except services.Gone:
            return self.gone()
        messages.success(request, _("The picture is shown with what you have written."))
        return redirect("portal:listing")

    def form(self, data=None):
        """None where the picture is gone."""
        chosen = queries.chosen(self.case)
        whole = uploads.read(chosen) if chosen and chosen.ref == self.kwargs["ref"] else None
        if whole is None:
            return None
        parts, is_wide = pictures.parts_of(whole)
        return PortraitPartForm(
            data,
            initial={"part": Part.MIDDLE.value},
            words=organisation.message_words(),
            choices={"part": [(part.value, self.choice(part, is_wide)) for part in parts]},
        )

    def choice(self, part, is_wide):
        name = {**(BESIDE if is_wide else BELOW), Part.MIDDLE: pgettext("part of a picture", "The middle")}[part]
        address = reverse("portal:portrait_preview", args=[self.kwargs["ref"], part.value])
        return format_html(
            '<img class="portrait portrait-large" src="{}" alt="" width="192" height="192"> {}', address, name
        )

    def page(self, form):
        if form is None:
            return self.gone()
        return self.render("supporters/portraits/part", form=form, form_errors=bool(form.errors))


class Preview(OwnPortrait):
    """One part of the picture that was uploaded, for the supporter alone."""

    shows_others = True

    def get(self, request, ref, part):
        chosen = queries.chosen(self.case)
        whole = uploads.read(chosen) if chosen and chosen.ref == ref and part in list(Part) else None
        if whole is None:
            raise Http404
        return of_picture(pictures.square(whole, Part(part), side=SIDE, largest=LARGEST))


class PortraitFile(PortalView):
    """A picture as everybody sees it, for as long as the supporter is in the list and agrees to show it.

    Without that, only the supporter and whoever may take it away see it. Browsers keep what is public; caches that
    several people share never do.
    """

    rule = "supporters.view_portrait"

    def get(self, request, ref):
        row = get_or_404(queries.squares().select_related("supporter").filter(ref=ref))
        is_public = queries.is_public(row)
        is_own = request.user.is_authenticated and row.supporter.person_id == request.user.pk
        if not (is_public or is_own or request.user.has_perm("supporters.remove_portrait", row.supporter)):
            raise Http404
        content = uploads.read(row)
        if content is None:
            raise Http404
        response = of_picture(content)
        if not is_public:
            return middleware.never_store(response)
        patch_cache_control(response, private=True, max_age=KEPT_BY_BROWSERS, immutable=True)
        return response


def of_picture(content):
    """The answer with a picture of ours: as a JPEG and nothing else, for our pages alone, and for no search engine."""
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
