"""Planning gatherings and seeing who comes, for the board; coming to them, for supporters and for everybody."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.gathering import SignUpToGathering
from portal import calendar, limits, mail, middleware, organisation, permissions
from portal.activities.gatherings import queries, services
from portal.activities.models import SignUp
from portal.supporters import queries as supporter_queries
from portal.views import OpenPage, PortalView, posted_token

# New names from one network address: to all gatherings together, and to one of them.
SIGNING_UP, SIGNING_UP_TO_ONE = "10/h/key", "4/d/key"


# Supporters


class Coming(PortalView):
    """What a supporter may want to come to: in the own chapter, and everywhere for supporters."""

    rule = "activities.join_gathering"

    def get(self, request):
        supporter = supporter_queries.supporter_of(request.user)
        return self.render("activities/coming", rows=queries.for_supporter(supporter), own=supporter.chapter)


class OneGathering(PortalView):
    """One gathering, for supporters; those for supporters only are joined with one button."""

    rule = "activities.view_gathering"

    def get_case(self):
        return get_object_or_404(self.visible(queries.gatherings()), ref=self.kwargs["ref"])

    def get(self, request, ref):
        line = SignUp.objects.filter(gathering=self.case, person=request.user).select_related("gathering").first()
        may_join = permissions.allows(request.user, "activities.join_gathering") and not self.case.is_public
        return self.render(
            "activities/gathering",
            line=line,
            has_place=line is not None and queries.has_place(line),
            may_join=may_join and self.case.sign_up_is_open,
            keep_days=queries.KEEP_SIGN_UPS.days,
        )


class Join(OneGathering):
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
    """A supporter withdraws: asked once more, for the place is somebody else's at once."""

    rule = "activities.join_gathering"

    def lines(self):
        return SignUp.objects.filter(gathering=self.case, person=self.request.user).select_related("gathering")

    def get(self, request, ref):
        if not self.lines().exists():
            return redirect("portal:gathering", ref=ref)
        return self.render("activities/withdraw", gathering=self.case, back=reverse("portal:gathering", args=[ref]))

    def post(self, request, ref):
        for line in self.lines():
            services.withdraw_sign_up(line, by=request.user)
        return redirect("portal:gathering", ref=ref)


class GatheringCalendar(OneGathering):
    """One gathering as a file for a calendar, for those who may see it."""

    def get(self, request, ref):
        event = queries.as_event(self.case, mail.address("portal:gathering", ref))
        return HttpResponse(calendar.feed(self.case.title, [event]), content_type=calendar.CONTENT_TYPE)


# Everybody


class SigningUp(OpenPage):
    """Who signs up tells something about their health, and no address says who.

    No browser keeps the pages: whoever goes back to the form gets a new one, which is another person's.
    """

    rule = "activities.sign_up_to_gathering"

    def dispatch(self, request, *args, **kwargs):
        return middleware.never_store(super().dispatch(request, *args, **kwargs))


class SignUpHere(SigningUp):
    """Sign up without an account."""

    def get_case(self):
        return get_object_or_404(queries.public_gatherings(), ref=self.kwargs["ref"])

    def get(self, request, ref):
        return self.page(self.form(), uuid.uuid4())

    def post(self, request, ref):
        token, form = posted_token(request), self.form(request.POST)
        if not form.is_valid():
            return self.page(form, token)
        values = {name: form.cleaned_data[name] for name in ("name", "email", "phone")}
        try:
            if not SignUp.objects.filter(token=token).exists():
                self.count()
            line = services.sign_up(self.case, token=token, **values)
        except limits.TooManyRequests:
            form.add_error(None, _("Many have signed up from here. Try again tomorrow, or write to us instead."))
            return self.page(form, token, status=429)
        except services.OnListAlready:
            form.add_error(None, _("You are on the list already. Withdraw on the page that you were given."))
            return self.page(form, token)
        except services.SignUpClosed:
            return self.page(form, token)
        return redirect("portal:signed_up", token=line.token)

    def count(self):
        """New forms count, not presses. One that is told “on the list already” counts too: so few can be guessed."""
        limits.count(self.request, "sign_up_to_gathering", SIGNING_UP)
        limits.count(self.request, f"sign_up.{self.case.ref}", SIGNING_UP_TO_ONE)

    def form(self, data=None):
        return SignUpToGathering(data, words=organisation.flat())

    def page(self, form, token, status=200):
        return self.render(
            "activities/sign_up",
            status=status,
            form=form,
            token=token,
            form_errors=bool(form.errors),
            is_open=self.case.sign_up_is_open and self.case.taken < services.MOST_SIGN_UPS,
            keep_days=queries.KEEP_SIGN_UPS.days,
        )


class SignedUp(SigningUp):
    """The receipt; whoever has its address can withdraw."""

    keeps_text = False

    def line(self):
        rows = SignUp.objects.select_related("gathering__chapter").filter(person__isnull=True)
        return rows.filter(token=self.kwargs["token"]).first()

    def get(self, request, token):
        line = self.line()
        return self.receipt(line) if line else self.render("activities/not_on_list", status=404)

    def receipt(self, line):
        return self.render(
            "activities/signed_up",
            line=line,
            gathering=line.gathering,
            has_place=queries.has_place(line),
            deleted_after=queries.deleted_after(line.gathering),
        )


class Withdraw(SignedUp):
    """The same for a visitor as for a supporter: asked once more."""

    def receipt(self, line):
        back = reverse("portal:signed_up", args=[line.token])
        return self.render("activities/withdraw", gathering=line.gathering, back=back)

    def post(self, request, token):
        line = self.line()
        if line:
            services.withdraw_sign_up(line)
        return self.render("activities/not_on_list", withdrawn=True)
