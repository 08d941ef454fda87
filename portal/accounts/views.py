"""Signing in with a code sent by e-mail, the second factor for staff, and signing out."""

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.mfa.base import views as second_factor_views
from allauth.mfa.totp import views as totp_views
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from forms import sign_in
from portal import fresh_code
from portal.accounts import services
from portal.views import PortalView, safe_next_url


class AskForCode(sign_in.RequestCodeForm):
    """Works the same for known and unknown addresses: for an unknown one, an unverified account is created."""

    def clean_email(self):
        email = super().clean_email()  # also counts this against the limit
        account = services.get_or_create_account(email, get_language())
        self._user = account if account.is_active else None
        return email


class SignIn(PortalView, allauth_views.RequestLoginCodeView):
    rule = "accounts.sign_in"
    template_name = "portal/accounts/sign_in.html"
    form_class = AskForCode

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated and LOGIN_SESSION_KEY in request.session:
            clear_login(request)  # somebody who comes back here starts again, perhaps with another address
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return self.form_class

    def get_context_data(self, **kwargs):
        target = safe_next_url(self.request, "")
        return super().get_context_data(next=target, returning=target == reverse("portal:resume"), **kwargs)

    def get_authenticated_redirect_url(self):
        return safe_next_url(self.request, reverse("portal:my_page"))


class GiveCode(PortalView, allauth_views.ConfirmLoginCodeView):
    rule = "accounts.sign_in"
    template_name = "portal/accounts/give_code.html"

    def get_form_class(self):
        return super().get_form_class() if self._action == "resend" else sign_in.ConfirmCodeForm

    def form_invalid(self, form):
        """After too many wrong codes allauth redirects to the start: keep ``next``, the page to go on to."""
        response = super().form_invalid(form)
        target = safe_next_url(self.request, "")
        if response.status_code == 302 and target:
            return redirect(f"{response.url}?{urlencode({'next': target})}")
        return response


class GiveSecondCode(PortalView, second_factor_views.AuthenticateView):
    rule = "accounts.sign_in"
    template_name = "portal/accounts/second_code.html"

    def get_form_class(self):
        return sign_in.SecondFactorForm


class SetUpSecondFactor(PortalView, totp_views.ActivateTOTPView):
    keeps_text = False
    rule = "accounts.set_up_second_factor"
    template_name = "portal/accounts/set_up_second_factor.html"

    def get_form_class(self):
        return sign_in.SetUpSecondFactorForm

    def get_success_url(self):
        return reverse("portal:my_page")


class SecondFactor(PortalView):
    """Shows whether the user's second factor is set up."""

    rule = "accounts.set_up_second_factor"

    def get(self, request):
        return self.render("accounts/second_factor", proved="mfa" in fresh_code.authentication_methods(request))


class FreshCode(PortalView):
    """Asks somebody who is signed in for a fresh code, before an action that needs one."""

    rule = "accounts.prove_freshness"
    keeps_text = False

    def get(self, request):
        process = fresh_code.FreshCode.resume(request) or fresh_code.FreshCode.start(request)
        return self.page(process, sign_in.FreshCodeForm())

    def post(self, request):
        process = fresh_code.FreshCode.resume(request)
        if process is None or request.POST.get("action") == "resend":
            fresh_code.FreshCode.start(request)
            return redirect(request.get_full_path())
        form = sign_in.FreshCodeForm(request.POST)
        if form.is_valid():
            if form.cleaned_data["code"] == process.code:
                process.finish()
                return redirect(safe_next_url(request, reverse("portal:my_page")))
            if not process.record_invalid_attempt():
                return self.page(None, sign_in.FreshCodeForm(), status=429)
            form.add_error("code", get_adapter().error_messages["incorrect_code"])
        return self.page(process, form)

    def page(self, process, form, status=200):
        return self.render(
            "accounts/fresh_code",
            status=status,
            form=form,
            too_many=process is None,
            next=safe_next_url(self.request, ""),
        )


class SignOut(PortalView, allauth_views.LogoutView):
    keeps_text = False
    rule = "accounts.sign_out"
    template_name = "portal/accounts/sign_out.html"

    def get_redirect_url(self):
        return reverse("portal:signed_out")

    def post(self, request):
        response = super().post(request)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


class SignedOut(PortalView):
    rule = "accounts.sign_in"

    def get(self, request):
        return self.render("accounts/signed_out")
