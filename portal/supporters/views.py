"""A supporter's own choices: being shown, taking a break."""

import datetime

from django.shortcuts import redirect

from forms.listing import ShowMe, TakeBreak
from portal import clock, organisation
from portal.supporters import queries, services
from portal.supporters.models import CAPACITY
from portal.supporters.workflow import State
from portal.views import PortalView


class OwnSupporter(PortalView):
    """The person's own row; somebody who is no supporter is sent to their page."""

    def get_case(self):
        return queries.supporter_of(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and self.get_case() is None:
            return redirect("portal:my_page")
        return super().dispatch(request, *args, **kwargs)


class Listing(OwnSupporter):
    """What is shown of me in public, chosen field by field."""

    rule = "supporters.change_listing"

    def form(self, data=None):
        shown = getattr(self.case, "listing", None)
        names = (
            "shown_name", "experience", "age_band", "topics", "languages", "about", "for_young", "capacity",
            "shown_phone", "shown_email",
        )  # fmt: skip
        initial = {"shown_name": self.case.person.given_name, "capacity": CAPACITY}
        if shown:
            initial = {name: getattr(shown, name) for name in names}
            initial |= {"show_phone": bool(shown.shown_phone), "show_email": bool(shown.shown_email)}
        publishes = organisation.current().publishes_contact
        return ShowMe(data, initial=initial, words=organisation.flat(), publishes_contact=publishes)

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        if request.POST.get("action") == "withdraw":
            services.withdraw_listing(self.case, by=request.user)
            return redirect("portal:listing")
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        technical = {"consent", "show_phone", "show_email"}
        values = {name: value for name, value in form.cleaned_data.items() if name not in technical}
        text = str(form.fields["consent"].label)
        services.consent_to_listing(self.case, by=request.user, text=text, **values)
        return redirect("portal:listing")

    def page(self, form):
        return self.render(
            "supporters/listing",
            form=form,
            form_errors=bool(form.errors),
            is_listed=queries.is_listed(self.case.person),
            is_active=self.case.state == State.ACTIVE,
            publishes_contact="show_phone" in form.fields,
        )


class Break(OwnSupporter):
    """Take a break, or end it."""

    rule = "supporters.pause_supporter"

    def get(self, request):
        return self.render("supporters/break", form=TakeBreak(), paused=self.case.state == State.PAUSED)

    def post(self, request):
        if self.case.state == State.PAUSED:
            if request.POST.get("action") == "resume":
                services.resume(self.case, by=request.user)
            return redirect("portal:my_page")
        if request.POST.get("action") == "resume":
            return redirect("portal:my_page")
        form = TakeBreak(request.POST)
        if not form.is_valid():
            return self.render("supporters/break", form=form, form_errors=True, paused=False)
        days = queries.BREAKS[form.cleaned_data["length"]]
        until = clock.today() + datetime.timedelta(days=days - 1) if days else None
        services.pause(self.case, until=until, by=request.user)
        return redirect("portal:break")
