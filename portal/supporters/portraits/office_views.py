"""The secretariat's page to take a supporter's picture away."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.portrait import RemovePortraitForm
from portal.supporters.office_views import SupporterPage
from portal.supporters.portraits import queries, services


class RemovePortrait(SupporterPage):
    """Asks why a picture is taken away, and tells the supporter."""

    rule = "supporters.remove_portrait"

    def get(self, request, ref):
        return self.page(RemovePortraitForm())

    def post(self, request, ref):
        form = RemovePortraitForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        services.remove(self.case, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("The picture is gone, and the person is told why."))
        return redirect(self.address())

    def page(self, form):
        """A picture that is gone already needs no reason."""
        portrait = queries.shown(self.case)
        if portrait is None:
            return redirect(self.address())
        return self.render("supporters/portraits/remove", form=form, form_errors=bool(form.errors), portrait=portrait)
