"""The pages on which somebody joins another account of theirs with the one in which they are signed in."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.joining import OwnOtherAccountForm
from forms.sign_in import FreshCodeForm
from portal import code_limits
from portal.operations.joining import planning, proving, services
from portal.views import PortalView


class OtherAccount(PortalView):
    """Asks for the address of the other account, and sends a code there."""

    rule = "operations.join_own_accounts"
    needs_fresh_code = True  # it proves the address of the account that stays
    keeps_text = False

    def get(self, request):
        return self.render("operations/joining/own", form=OwnOtherAccountForm())

    def post(self, request):
        form = OwnOtherAccountForm(request.POST)
        if form.is_valid():
            email = form.cleaned_data["email"].strip().lower()
            if email == request.user.email:
                form.add_error("email", _("This is the account that you are in. Write the address of the other one"))
            else:
                try:
                    proving.ask(request, request.user, email)
                    return redirect("portal:prove_other_account")
                except code_limits.NotSent as reason:
                    form.add_error("email", reason.sentence)
        return self.render("operations/joining/own", form=form)


class ProveOtherAccount(PortalView):
    """Asks for the code that was sent to the other address. A guess is counted before it is compared."""

    rule = "operations.join_own_accounts"
    keeps_text = False

    def get(self, request):
        return self.page(FreshCodeForm())

    def post(self, request):
        state, form = proving.waiting(request, request.user), FreshCodeForm(request.POST)
        if state and form.is_valid():
            try:
                if proving.prove(request, request.user, state, form.cleaned_data["code"]):
                    return redirect("portal:join_own_accounts")
            except code_limits.TooManyTries as reached:
                messages.error(request, reached.sentence)
                return redirect("portal:other_account")
            form.add_error("code", get_adapter().error_messages["incorrect_code"])
        return self.page(form)

    def page(self, form):
        state = proving.waiting(self.request, self.request.user)
        if state is None:
            messages.error(self.request, code_limits.no_code_sentence())
            return redirect("portal:other_account")
        return self.render("operations/joining/code", form=form, address=state["email"])


class JoinOwnAccounts(PortalView):
    """What will be moved, what is there twice and what will follow; then a button that does it."""

    rule = "operations.join_own_accounts"
    needs_fresh_code = True
    shows_others = True  # until they are one, what is told is of another account
    keeps_text = False

    def get(self, request):
        other = proving.proved(request, request.user)
        if other is None:
            messages.error(request, code_limits.no_code_sentence())
            return redirect("portal:other_account")
        plan = planning.plan(request.user, other, by_owner=True)
        return self.render("operations/joining/join_own", other=other, plan=plan)

    def post(self, request):
        other = proving.proved(request, request.user)
        if other is None:
            messages.error(request, code_limits.no_code_sentence())
            return redirect("portal:other_account")
        try:
            services.join_own(request.user, other.pk, session_key=request.session.session_key)
        except services.NotPossible:
            return self.get(request)
        proving.forget(request)
        messages.success(request, _("The two accounts are one now. You sign in with the address that you used today."))
        return redirect("portal:my_data")
