"""Where the secretariat asks to join two accounts of one person, and another of them does it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.joining import OtherAccountForm
from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.operations.joining import planning, queries, services
from portal.views import PortalView


class JoinAccounts(PortalView):
    """The account that stays: what waits, with all that will follow and who may do it, or a form to ask."""

    rule = "operations.join_accounts_of_another"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        return get_object_or_404(User.objects.filter(is_active=True), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.page(OtherAccountForm())

    def post(self, request, ref):
        joining, action = self.joining(), request.POST.get("action")
        if action in ("confirm", "stop"):
            return self.decide(joining, action) if joining else redirect(request.path)
        form = OtherAccountForm(request.POST)
        if form.is_valid():
            other = account_queries.person_with_address(form.cleaned_data["email"])
            try:
                services.ask(self.case, other or self.case, reason=form.cleaned_data["reason"], by=request.user)
                return redirect(request.path)
            except services.SameAccount:
                form.add_error("email", _("No other account has this address"))
            except services.SamePerson:
                form.add_error("email", _("Somebody else of the secretariat has to ask for this account."))
            except services.AlreadyAsked:
                form.add_error("email", _("Somebody has asked to join one of these accounts already."))
        return self.page(form)

    def decide(self, joining, action):
        try:
            if action == "stop":
                services.stop(joining, by=self.request.user)
            else:
                services.confirm(joining, by=self.request.user)
                messages.success(self.request, _("The two accounts are one now. Both addresses are told."))
        except services.SamePerson:
            messages.error(self.request, _("Somebody else of the secretariat has to do it."))
        except services.TooEarly:
            messages.error(self.request, _("Those who read the two addresses have a few days to object first."))
        except services.NotPossible as reason:
            for sentence in reason.sentences:
                messages.error(self.request, sentence)
        return redirect(self.request.path)

    def joining(self):
        return queries.waiting().filter(person=self.case).first()

    def page(self, form):
        joining = self.joining()
        return self.render(
            "operations/joining/join",
            person=self.case,
            form=form,
            joining=joining,
            plan=planning.plan(self.case, joining.other, by_owner=False) if joining else None,
            earliest=queries.earliest(joining) if joining else None,
            may_confirm=joining is not None and joining.asked_by != self.request.user,
        )
