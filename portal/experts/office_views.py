"""The secretariat's page about the experts: who answers, whether the service is open, and how many there were."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms import experts as asked
from portal import clock, organisation
from portal.experts import queries, services, words
from portal.experts.models import Expert
from portal.unreadable import found, get_or_404
from portal.views import PortalView


class Experts(PortalView):
    """Who answers, a form to add somebody, opening and closing the service, and the numbers of the months."""

    rule = "experts.change_expert"
    shows_others = True
    needs_fresh_code = True
    can_be_read_without_code = True

    def form(self, data=None):
        return asked.ExpertForm(data, choices={"topics": organisation.topics()})

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        action = request.POST.get("action", "")
        if action in ("open", "close"):
            return self.open_or_close(action)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        answered = form.cleaned_data
        person = queries.person_with_address(answered["email"])
        names = {name: answered[name] for name in ("given_name", "family_name")}
        if person is None and not all(names.values()):
            form.add_error("given_name", _("Nobody has a page with this address. Write their first and last name too"))
            return self.page(form)
        expert = services.add_expert_with_address(
            answered["email"], profession=answered["profession"], topics=answered["topics"], by=request.user, **names
        )
        messages.success(request, _("%(name)s is on the list.") % {"name": expert.person})
        return redirect("portal:experts")

    def open_or_close(self, action):
        try:
            if action == "open":
                services.open_service(by=self.request.user)
                messages.success(self.request, _("The service is open. It is shown everywhere within a minute."))
            else:
                services.close_service(by=self.request.user)
                messages.success(self.request, _("The service is closed. Whoever has asked can still read the answer."))
        except services.NoExpert:
            messages.warning(self.request, _("Nobody can answer yet. Add an expert first."))
        return redirect("portal:experts")

    def page(self, form):
        rows = found(queries.experts())
        months = queries.months()
        return self.render(
            "experts/experts",
            form=form,
            form_errors=bool(form.errors),
            rows=[(row, ", ".join(organisation.topic_names(row.topics))) for row in rows],
            unreadable=rows.unreadable,
            is_open=organisation.current().takes_questions,
            months=[[words.month(row.month), row.asked, row.answered, row.refused] for row in months],
            how_long=words.how_long(queries.waits_lately(months)),
            year=clock.today().year,
            code_first_url=self.code_first_url("add"),
        )


class RemoveExpert(PortalView):
    """Take somebody off the list: what they had taken waits for another one."""

    rule = "experts.change_expert"
    shows_others = True

    def dispatch(self, request, ref):
        """Redirect, instead of answering 404, when somebody was taken off by a double click or by a colleague."""
        is_gone = request.method == "POST" and not Expert.objects.filter(ref=ref).exists()
        if is_gone and request.user.is_authenticated and request.user.has_perm(self.rule):
            return redirect("portal:experts")
        return super().dispatch(request, ref=ref)

    def get_case(self):
        rows = self.visible(Expert.objects.select_related("person"))
        return get_or_404(rows.filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        return self.render("experts/remove_expert")

    def post(self, request, ref):
        if not request.user.has_perm(self.rule, self.case):
            raise PermissionDenied
        services.remove_expert(self.case, by=request.user)
        messages.success(request, _("%(name)s is off the list.") % {"name": self.case.person})
        return redirect("portal:experts")
