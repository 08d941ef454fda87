"""The office's pages about the helplines: who answers them."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.calls import VolunteerForm
from portal import organisation
from portal.calls import queries, services
from portal.calls.models import Volunteer
from portal.unreadable import found, get_or_404
from portal.views import PortalView


class Volunteers(PortalView):
    """Who answers each helpline, and a form to add somebody."""

    rule = "calls.change_volunteer"
    shows_others = True

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        supporter = queries.active_supporter(form.cleaned_data["email"])
        if supporter is None:
            text = _("No active %(supporter)s has this e-mail address. Check it, or find them in the register")
            form.add_error("email", organisation.fill_in_words(text))
            return self.page(form)
        services.add_volunteer(supporter.person, form.cleaned_data["line"], by=request.user)
        messages.success(request, _("%(name)s is on the list.") % {"name": supporter})
        return redirect("portal:volunteers")

    def form(self, data=None):
        self.lines = queries.lines()
        choices = {"line": [(line.code, line.name) for line in self.lines]}
        return VolunteerForm(data, choices=choices, words=organisation.message_words())

    def page(self, form):
        by_line, rows = {}, found(self.visible(queries.volunteers()))
        for row in rows:
            by_line.setdefault(row.line, []).append(row)
        names = {line.code: line.name for line in self.lines}
        codes = dict.fromkeys([*names, *by_line])
        return self.render(
            "calls/volunteers",
            form=form,
            unreadable=rows.unreadable,
            lines=[{"code": code, "name": names.get(code, code), "rows": by_line.get(code, [])} for code in codes],
        )


class RemoveVolunteer(PortalView):
    """Take somebody off the list of a helpline."""

    rule = "calls.change_volunteer"
    shows_others = True

    def dispatch(self, request, ref):
        """Redirect, instead of answering 404, when somebody was taken off by a double click or by a colleague."""
        is_gone = request.method == "POST" and not Volunteer.objects.filter(ref=ref).exists()
        if is_gone and request.user.is_authenticated and request.user.has_perm(self.rule):
            return redirect("portal:volunteers")
        return super().dispatch(request, ref=ref)

    def get_case(self):
        return get_or_404(self.visible(queries.volunteers()).filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        return self.render("calls/remove_volunteer", line=queries.name_of_line(self.case.line))

    def post(self, request, ref):
        services.remove_volunteer(self.case, by=request.user)
        messages.success(request, _("%(name)s is off the list.") % {"name": self.case.person})
        return redirect("portal:volunteers")
