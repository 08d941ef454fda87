"""The pages on which somebody changes the address that they sign in with."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms import sign_in
from portal import code_limits
from portal.accounts import services as accounts
from portal.accounts import sessions
from portal.accounts.address_changes import changing
from portal.views import PortalView


class NewAddress(PortalView):
    """Asks for the new address, and sends a code there."""

    rule = "accounts.change_address"
    needs_fresh_code = True
    keeps_text = False

    def get(self, request):
        return self.render("accounts/new_address", form=sign_in.NewAddressForm())

    def post(self, request):
        form = sign_in.NewAddressForm(request.POST)
        if form.is_valid():
            email = form.cleaned_data["email"].strip().lower()
            if email == request.user.email:
                form.add_error("email", _("You sign in with this address already"))
            else:
                try:
                    changing.ask(request, request.user, email)
                    return redirect("portal:confirm_address")
                except code_limits.NotSent as reason:
                    form.add_error("email", reason.sentence)
        return self.render("accounts/new_address", form=form)


class ConfirmAddress(PortalView):
    """Asks for the code that was sent to the new address. A guess is counted before it is compared."""

    rule = "accounts.change_address"
    keeps_text = False

    def get(self, request):
        return self.page(sign_in.FreshCodeForm())

    def post(self, request):
        state, form = changing.waiting(request, request.user), sign_in.FreshCodeForm(request.POST)
        if state and form.is_valid():
            try:
                if changing.confirm(request, request.user, state, form.cleaned_data["code"]):
                    return self.done(request)
            except code_limits.TooManyTries as reached:
                messages.error(request, reached.sentence)
                return redirect("portal:new_address")
            except accounts.AddressTaken:
                messages.error(request, code_limits.code_is_over_sentence())
                return redirect("portal:new_address")
            form.add_error("code", get_adapter().error_messages["incorrect_code"])
        return self.page(form)

    def done(self, request):
        """This browser stays signed in; all others are signed out."""
        update_session_auth_hash(request, request.user)
        request.session.save()
        sessions.end_all(request.user, but=request.session.session_key)
        messages.success(request, _("From now on you sign in with the new address."))
        return redirect("portal:my_data")

    def page(self, form):
        state = changing.waiting(self.request, self.request.user)
        if state is None:
            messages.error(self.request, code_limits.no_code_sentence())
            return redirect("portal:new_address")
        return self.render("accounts/confirm_address", form=form, address=state["email"])
