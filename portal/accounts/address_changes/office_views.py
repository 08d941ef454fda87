"""Where the secretariat asks for a new sign-in address for somebody, and another of them does it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms import sign_in
from portal.accounts import services as accounts
from portal.accounts.address_changes import queries, services
from portal.accounts.models import User
from portal.views import PortalView


class ChangeOfAddress(PortalView):
    """One person's address: what waits, with who may do it and from which day, or a form to ask."""

    rule = "accounts.change_address_of_another"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        return get_object_or_404(User.objects.filter(is_active=True), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.page(sign_in.LostAddressForm())

    def post(self, request, ref):
        change, action = self.change(), request.POST.get("action")
        if change and action in ("confirm", "stop"):
            return self.decide(change, action)
        form = sign_in.LostAddressForm(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            try:
                services.ask(self.case, values["email"], reason=values["reason"], by=request.user)
                return redirect(request.path)
            except accounts.AddressTaken:
                form.add_error("email", _("Another account has this address"))
            except services.AlreadyAsked:
                return redirect(request.path)
        return self.page(form)

    def decide(self, change, action):
        try:
            if action == "stop":
                services.stop(change, by=self.request.user)
            else:
                services.confirm(change, by=self.request.user)
                change.refresh_from_db()
                if change.done_at:
                    messages.success(self.request, _("The address is changed."))
                else:
                    messages.error(self.request, _("The person has signed in meanwhile, so nothing was changed."))
        except services.SamePerson:
            messages.error(self.request, _("Somebody else of the secretariat has to do it."))
        except services.TooEarly:
            messages.error(self.request, _("The old address has a few days to object first."))
        except accounts.AddressTaken:
            messages.error(self.request, _("Another account has this address"))
        return redirect(self.request.path)

    def change(self):
        return queries.waiting().filter(person=self.case).first()

    def page(self, form):
        change = self.change()
        return self.render(
            "accounts/change_of_address",
            person=self.case,
            form=form,
            change=change,
            earliest=queries.earliest(change) if change else None,
            may_confirm=change is not None and change.asked_by != self.request.user,
        )
