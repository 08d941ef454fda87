"""Pages about gatherings for supporters and for the public: looking, signing up, withdrawing."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.gathering import SignUpForm
from portal import calendar, limits, mail, middleware, organisation, permissions
from portal.activities.gatherings import queries, services
from portal.activities.models import SignUp
from portal.supporters import queries as supporter_queries
from portal.unreadable import found, get_or_404, only
from portal.views import OpenPage, PortalView, posted_token

# Limits for new sign-ups from one network address: for all gatherings together, and for one gathering.
SIGN_UP_LIMIT, SIGN_UP_LIMIT_PER_GATHERING = "10/h/key", "4/d/key"


# Supporters


class ComingGatherings(PortalView):
    """The coming gatherings for a supporter: of the own chapter, and those for supporters everywhere."""

    rule = "activities.join_gathering"

    def get(self, request):
        supporter = supporter_queries.supporter_of(request.user)
        return self.render(
            "activities/gatherings/coming", rows=found(queries.for_supporter(supporter)), own=supporter.chapter
        )


class OneGathering(PortalView):
    """One gathering as supporters see it. They join those for supporters only with one button."""

    rule = "activities.view_gathering"

    def get_case(self):
        return get_or_404(self.visible(queries.gatherings()).filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        line = only(SignUp.objects.filter(gathering=self.case, person=request.user).select_related("gathering"))
        may_join = permissions.allows(request.user, "activities.join_gathering") and not self.case.is_public
        return self.render(
            "activities/gatherings/gathering",
            line=line,
            may_join=may_join and self.case.sign_up_is_open,
            keep_days=queries.KEEP_SIGN_UPS.days,
        )


class Join(OneGathering):
    """A supporter signs up."""

    rule = "activities.join_gathering"

    def get(self, request, ref):
        return redirect("portal:gathering", ref=ref)

    def post(self, request, ref):
        try:
            services.join(self.case, by=request.user)
        except services.SignUpClosed:
            messages.warning(request, _("This gathering takes no more sign-ups."))
        return redirect("portal:gathering", ref=ref)


class Leave(OneGathering):
    """A supporter withdraws, after a confirmation page: the place goes to somebody else at once."""

    rule = "activities.join_gathering"

    def own_sign_ups(self):
        return SignUp.objects.filter(gathering=self.case, person=self.request.user).select_related("gathering")

    def get(self, request, ref):
        if not self.own_sign_ups().exists():
            return redirect("portal:gathering", ref=ref)
        return self.render(
            "activities/gatherings/withdraw", gathering=self.case, back=reverse("portal:gathering", args=[ref])
        )

    def post(self, request, ref):
        for line in self.own_sign_ups():
            services.withdraw_sign_up(line, by=request.user)
        return redirect("portal:gathering", ref=ref)


class GatheringCalendar(OneGathering):
    """One gathering as a calendar file, for those who may see it."""

    def get(self, request, ref):
        event = queries.calendar_event(self.case, mail.address("portal:gathering", ref))
        return HttpResponse(calendar.feed(self.case.title, [event]), content_type=calendar.CONTENT_TYPE)


# Everybody


class PublicSignUpPage(OpenPage):
    """Base class of the pages for visitors who sign up, which tells something about their health.

    Browsers do not store these pages: going back shows an empty form with a new token, for another person.
    """

    rule = "activities.sign_up_to_gathering"

    def dispatch(self, request, *args, **kwargs):
        return middleware.never_store(super().dispatch(request, *args, **kwargs))


class SignUpWithoutAccount(PublicSignUpPage):
    """Sign up without an account."""

    def get_case(self):
        return get_or_404(queries.public_gatherings().filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        return self.page(self.form(), uuid.uuid4())

    def post(self, request, ref):
        token, form = posted_token(request), self.form(request.POST)
        if not form.is_valid():
            return self.page(form, token)
        values = {name: form.cleaned_data[name] for name in ("name", "email", "phone")}
        try:
            if not SignUp.objects.filter(token=token).exists():
                self.count_against_limits()
            line = services.sign_up(self.case, token=token, **values)
        except limits.TooManyRequests:
            form.add_error(None, _("Many have signed up from here. Try again tomorrow, or write to us instead."))
            return self.page(form, token, status=429)
        except services.AlreadySignedUp:
            form.add_error(None, _("You are on the list already. Withdraw on the page that you were given."))
            return self.page(form, token)
        except services.SignUpClosed:
            return self.page(form, token)
        return redirect("portal:signed_up", token=line.token)

    def count_against_limits(self):
        """Count a new form, not each press. Answers of “on the list already” count too, so that few can be guessed."""
        limits.count(self.request, "sign_up_to_gathering", SIGN_UP_LIMIT)
        limits.count(self.request, f"sign_up.{self.case.ref}", SIGN_UP_LIMIT_PER_GATHERING)

    def form(self, data=None):
        return SignUpForm(data, words=organisation.message_words())

    def page(self, form, token, status=200):
        return self.render(
            "activities/gatherings/sign_up",
            status=status,
            form=form,
            token=token,
            form_errors=bool(form.errors),
            is_open=self.case.sign_up_is_open and self.case.taken + self.case.waiting < services.MAX_SIGN_UPS,
            keep_days=queries.KEEP_SIGN_UPS.days,
        )


class SignUpReceipt(PublicSignUpPage):
    """The receipt. Anybody who has its address can withdraw the sign-up."""

    keeps_text = False

    def sign_up(self):
        rows = SignUp.objects.select_related("gathering__chapter").filter(person__isnull=True)
        return only(rows.filter(token=self.kwargs["token"]))

    def get(self, request, token):
        line = self.sign_up()
        return self.receipt(line) if line else self.render("activities/gatherings/not_on_list", status=404)

    def receipt(self, line):
        return self.render(
            "activities/gatherings/signed_up",
            line=line,
            gathering=line.gathering,
            deleted_after=queries.deleted_after(line.gathering),
        )


class Withdraw(SignUpReceipt):
    """A visitor withdraws, after a confirmation page."""

    def receipt(self, line):
        back = reverse("portal:signed_up", args=[line.token])
        return self.render("activities/gatherings/withdraw", gathering=line.gathering, back=back)

    def post(self, request, token):
        line = self.sign_up()
        if line:
            services.withdraw_sign_up(line)
        return self.render("activities/gatherings/not_on_list", withdrawn=True)
