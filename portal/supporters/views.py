"""A supporter's own choices: being shown, taking a break. And the appointment."""

import datetime

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from forms.appointment import Appoint
from forms.listing import ShowMe, TakeBreak
from portal import clock, organisation
from portal.supporters import queries, services
from portal.supporters.models import Supporter
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
        names = ("shown_name", "experience", "age_band", "topics", "languages", "about")
        initial = (
            {name: getattr(shown, name) for name in names} if shown else {"shown_name": self.case.person.given_name}
        )
        return ShowMe(data, initial=initial, words=organisation.flat())

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        if request.POST.get("action") == "withdraw":
            services.withdraw_listing(self.case, by=request.user)
            return redirect("portal:listing")
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        values = {name: value for name, value in form.cleaned_data.items() if name != "consent"}
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


class AppointOne(PortalView):
    """Appoint a person who is on the way, in a category. Shows what is still missing before they are active."""

    rule = "supporters.appoint_supporter"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        rows = self.visible(Supporter.objects.select_related("person", "chapter"))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    def form(self, data=None):
        central = self.request.user.has_perm("supporters.view_category")
        offered = [(found.code, str(found)) for found in queries.categories() if central or found.is_local]
        return Appoint(data, choices={"category": offered}, today=clock.today())

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        category = queries.category(form.cleaned_data["category"])
        services.appoint(
            self.case.person, category, self.case.chapter, by=request.user, decided_on=form.cleaned_data["decided_on"]
        )
        return redirect(reverse("portal:appoint", args=[ref]))

    def page(self, form):
        self.case.refresh_from_db()
        appointments = self.case.appointments.filter(ended_on__isnull=True).select_related("category", "decided_by")
        return self.render(
            "supporters/appoint",
            form=form,
            form_errors=bool(form.errors),
            state=State(self.case.state).label,
            appointments=[(row, queries.checklist(self.case.person, row.category)) for row in appointments],
        )
