"""Signing in with a code sent by e-mail, the second factor for staff, and signing out."""

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY, clear_login
from allauth.mfa.base import views as second_factor_views
from allauth.mfa.totp import views as totp_views
from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from forms import sign_in
from portal import code_limits, fresh_code
from portal.accounts import sign_in_codes
from portal.views import PortalView, safe_next_url


class SignIn(PortalView, allauth_views.RequestLoginCodeView):
    """Asks for an e-mail address. Works the same for known and unknown ones."""

    rule = "accounts.sign_in"
    template_name = "portal/accounts/sign_in.html"

    def get_form_class(self):
        return sign_in.RequestCodeForm

    def form_valid(self, form):
        try:
            sign_in_codes.send(self.request, form.cleaned_data["email"])
        except code_limits.NotSent as reason:
            if not reason.code_holds:
                form.add_error("email", reason.sentence)
                return self.form_invalid(form)
            messages.warning(self.request, reason.sentence)
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs):
        target = safe_next_url(self.request, "")
        return super().get_context_data(next=target, returning=target == reverse("portal:resume"), **kwargs)

    def get_authenticated_redirect_url(self):
        return safe_next_url(self.request, reverse("portal:my_page"))

    def _redirect_to_pending_stage(self, request, stage):
        """Allauth would lead back to the code that waits; who comes here may want to use another address."""


class GiveCode(PortalView, allauth_views.ConfirmLoginCodeView):
    """Asks for the code that was sent. A guess is counted before it is compared; asking for a new code costs none."""

    rule = "accounts.sign_in"
    template_name = "portal/accounts/give_code.html"
    extra_context = {"minutes": code_limits.CODE_SECONDS // 60}

    def dispatch(self, request, *args, **kwargs):
        # Said only to whoever asked for a code in this browser: for others a session would be begun.
        has_waited = LOGIN_SESSION_KEY in request.session and not request.user.is_authenticated
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST" and has_waited and not getattr(self, "_process", None):
            return self.start_again(code_limits.no_code_sentence())
        return response

    def get_form_class(self):
        return sign_in.ConfirmCodeForm

    def post(self, request, *args, **kwargs):
        email, form = self._process.state["email"], self.get_form()
        if request.POST.get("action") == "resend":
            return self.send_again(email)
        if not sign_in.typed_code(request.POST):
            return self.show(form)
        name, standing = sign_in_codes.name_of(self._process), code_limits.visitor(request, email)
        try:
            code_limits.count_try(name, standing)
        except code_limits.TooManyTries as reached:
            return self.start_again(reached.sentence)
        if form.is_valid():
            code_limits.forgive_try(name, standing)
            response = self._process.finish(self.get_next_url())
            code_limits.remember_network(request, email)
            return response
        if not code_limits.tries_left(name):
            return self.start_again(code_limits.code_is_over_sentence())
        return self.show(form)

    def get_context_data(self, **kwargs):
        """``address`` is what was typed in this browser, whether or not anybody has an account with it."""
        return super().get_context_data(address=self._process.state["email"], **kwargs)

    def show(self, form):
        return self.render_to_response(self.get_context_data(form=form))

    def send_again(self, email):
        try:
            sign_in_codes.send(self.request, email)
        except code_limits.NotSent as reason:
            if not reason.code_holds:
                return self.start_again(reason.sentence)
            messages.warning(self.request, reason.sentence)
        else:
            messages.success(self.request, code_limits.sent_sentence())
        return redirect(self.passthrough_next_url(reverse("portal:give_code")))

    def start_again(self, sentence):
        """Back to where one asks for a code, with ``next``, the page to go on to."""
        messages.error(self.request, sentence)
        target = safe_next_url(self.request, "")
        return redirect(reverse("portal:sign_in") + (f"?{urlencode({'next': target})}" if target else ""))


class GiveSecondCode(PortalView, second_factor_views.AuthenticateView):
    """Asks staff for a code from their app. A guess is counted before it is compared."""

    rule = "accounts.sign_in"
    template_name = "portal/accounts/second_code.html"

    def get_form_class(self):
        return sign_in.SecondFactorForm

    def post(self, request, *args, **kwargs):
        if not sign_in.typed_code(request.POST):
            return super().post(request, *args, **kwargs)
        login = self.stage.login
        name, standing = f"second factor {login.user.pk} {login.initiated_at}", code_limits.with_first_code(login.user)
        try:
            code_limits.count_try(name, standing)
        except code_limits.TooManyTries as reached:
            return self.start_again(_over_sentence() if reached.code_is_over else reached.sentence)
        if self.form.is_valid():
            code_limits.forgive_try(name, standing)
            return self.form_valid(self.form)
        return self.form_invalid(self.form) if code_limits.tries_left(name) else self.start_again(_over_sentence())

    def start_again(self, sentence):
        clear_login(self.request)
        messages.error(self.request, sentence)
        return redirect("portal:sign_in")


def _over_sentence():
    return _("The code from the app was wrong five times. Sign in once more, with a new code from your e-mail.")


class SetUpSecondFactor(PortalView, totp_views.ActivateTOTPView):
    keeps_text = False
    rule = "accounts.set_up_second_factor"
    template_name = "portal/accounts/set_up_second_factor.html"

    def get_form_class(self):
        return sign_in.SetUpSecondFactorForm

    def form_valid(self, form):
        """Whoever has typed a code of the app has given the second factor, and goes on without signing in once more."""
        response = super().form_valid(form)
        fresh_code.record_second_factor(self.request)
        return response

    def get_success_url(self):
        return reverse("portal:my_page")


class SecondFactor(PortalView):
    """Shows whether the user's second factor is set up."""

    rule = "accounts.set_up_second_factor"

    def get(self, request):
        return self.render("accounts/second_factor", proved="mfa" in fresh_code.authentication_methods(request))


class FreshCode(PortalView):
    """Asks somebody who is signed in for a fresh code, before an action that needs one.

    A guess is counted before it is compared; asking for a new code costs none.
    """

    rule = "accounts.prove_freshness"
    keeps_text = False

    def get(self, request):
        if fresh_code.FreshCode.resume(request) is None:
            try:
                fresh_code.FreshCode.start(request)
            except code_limits.NotSent as reason:
                return self.page(sign_in.FreshCodeForm(), refused=reason.sentence)
        return self.page(sign_in.FreshCodeForm())

    def post(self, request):
        if request.POST.get("action") == "resend":
            return self.send_again(request)
        process = fresh_code.FreshCode.resume(request)
        if process is None:
            return self.page(sign_in.FreshCodeForm(), refused=code_limits.no_code_sentence())
        form = sign_in.FreshCodeForm(request.POST)
        if form.is_valid():
            try:
                if process.guess(form.cleaned_data["code"]):
                    process.finish()
                    return redirect(safe_next_url(request, reverse("portal:my_page")))
            except code_limits.TooManyTries as reached:
                return self.page(sign_in.FreshCodeForm(), refused=reached.sentence)
            if not process.tries_left():
                return self.page(sign_in.FreshCodeForm(), refused=code_limits.code_is_over_sentence())
            form.add_error("code", get_adapter().error_messages["incorrect_code"])
        return self.page(form)

    def send_again(self, request):
        try:
            fresh_code.FreshCode.start(request)
        except code_limits.NotSent as reason:
            if not reason.code_holds:
                return self.page(sign_in.FreshCodeForm(), refused=reason.sentence)
            messages.warning(request, reason.sentence)
        else:
            messages.success(request, code_limits.sent_sentence())
        return redirect(request.get_full_path())

    def page(self, form, refused=""):
        """The form, or, with status 429, the sentence that says why there is none."""
        return self.render(
            "accounts/fresh_code",
            status=429 if refused else 200,
            form=form,
            refused=refused,
            minutes=fresh_code.MAX_AGE_SECONDS // 60,
            sent_to=fresh_code.masked(self.request.user.email),
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
        # Also what the form for an activity has kept on the device.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


class SignedOut(PortalView):
    rule = "accounts.sign_in"

    def get(self, request):
        return self.render("accounts/signed_out")
