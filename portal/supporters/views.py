"""A person's own choices: taking on a role, stepping back, being shown, taking a break."""

import datetime

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.fields import parse_whole_number
from forms.listing import BreakForm, ListingForm
from forms.role import TakeRoleForm
from portal import clock, events, gates, organisation, requirements
from portal.moves import Stale
from portal.supporters import queries, services
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import CAPACITY, Category
from portal.supporters.pathway import checklist
from portal.supporters.pathway import services as pathway_services
from portal.supporters.portraits import queries as portrait_queries
from portal.supporters.workflow import State
from portal.views import PortalView
from portal.wording import translated


class OwnSupporter(PortalView):
    """The person's own row; somebody who is no supporter, or not any more, is sent to their page."""

    def get_case(self):
        return queries.supporter_of(self.request.user)

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            supporter = self.get_case()
            if supporter is None or supporter.state == State.ENDED:
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
        choices = {
            "experience": [("", _("I do not want to show it")), *organisation.experiences()],
            "topics": organisation.topics(),
        }
        return ListingForm(
            data,
            initial=initial,
            words=organisation.message_words(),
            choices=choices,
            publishes_contact=publishes,
            given_name=self.case.person.given_name,
            family_name=self.case.person.family_name,
        )

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        if request.POST.get("action") == "withdraw":
            directory_services.withdraw_listing(self.case, by=request.user)
            return redirect("portal:listing")
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        technical = {"consent", "show_phone", "show_email"}
        values = {name: value for name, value in form.cleaned_data.items() if name not in technical}
        text = str(form.fields["consent"].label)
        directory_services.consent_to_listing(self.case, by=request.user, text=text, **values)
        return redirect("portal:listing")

    def page(self, form):
        return self.render(
            "supporters/listing",
            form=form,
            form_errors=bool(form.errors),
            has_agreed=directory_queries.wants_to_be_listed(self.case.person),
            is_listed=directory_queries.is_listed(self.case.person),
            is_active=self.case.state == State.ACTIVE,
            publishes_contact="show_phone" in form.fields,
            portrait=portrait_queries.shown(self.case),
        )


class Break(OwnSupporter):
    """Take a break, or end it."""

    rule = "supporters.pause_supporter"

    def get(self, request):
        return self.render("supporters/break", form=BreakForm(), paused=self.case.state == State.PAUSED)

    def post(self, request):
        if self.case.state == State.PAUSED:
            if request.POST.get("action") == "resume":
                services.resume(self.case, by=request.user)
            return redirect("portal:my_page")
        if request.POST.get("action") == "resume":
            return redirect("portal:my_page")
        form = BreakForm(request.POST)
        if not form.is_valid():
            return self.render("supporters/break", form=form, form_errors=True, paused=False)
        days = queries.BREAKS[form.cleaned_data["length"]]
        until = clock.today() + datetime.timedelta(days=days - 1) if days else None
        services.pause(self.case, until=until, by=request.user)
        return redirect("portal:break")


class EndMine(OwnSupporter):
    """The person ends the role themselves, also before they could begin. Asked once; why is not asked."""

    rule = "supporters.end_supporter"
    needs_fresh_code = True

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            self.appointments = queries.appointments_of(request.user)
            if not self.appointments:  # ended, or approved only: then one way at a time is left
                return redirect("portal:my_page")
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.render(
            "supporters/end_mine",
            appointments=self.appointments,
            has_begun=self.case.state != State.BECOMING,
            is_shown=directory_queries.wants_to_be_listed(request.user),
            has_office=any(row.method == Category.Method.OFFICE for row in self.appointments),
        )

    def post(self, request):
        self.case.version = parse_whole_number(request.POST.get("version")) or 0  # what was read
        services.end(self.case, by=request.user)
        messages.success(request, _("It is noted. You are welcome back whenever you want."))
        return redirect("portal:my_page")


class Role(PortalView):
    """What a role is, point by point, and yes to it. Only a role that one is on the way to, or has."""

    rule = "supporters.agree_to_role"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            found = checklist.categories_of(request.user)
            self.category = next((one for one in found if one.code == kwargs["code"]), None)
            if self.category is None:
                raise Http404
            self.asked = {one.code: one for one in checklist.checklist(request.user, self.category)}
        return super().dispatch(request, *args, **kwargs)

    def is_open(self, kind):
        return kind in self.asked and self.asked[kind].is_open

    def form(self, data=None):
        return TakeRoleForm(data, minimum_age=self.category.minimum_age if self.is_open("age") else 0)

    def get(self, request, code):
        return self.page(self.form())

    def post(self, request, code):
        if not self.is_open("age") and "role" in self.asked:
            if self.asked["role"].met:
                return redirect("portal:my_page")
            if self.asked["role"].waits_for:
                raise gates.NotYet("role", requirements.names(self.asked["role"].waits_for))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            self.take_on(form.cleaned_data.get("of_age"))
        except Stale:
            return self.page(self.form(), status=409, changed=True)
        messages.success(request, _("Thank you. It is noted."))
        return redirect("portal:my_page")

    @events.unit_of_work()
    def take_on(self, of_age):
        person = self.request.user
        if of_age:
            pathway_services.note_check(person, "age", age=self.category.minimum_age, on=clock.today(), by=person)
        if self.is_open("role"):
            version = parse_whole_number(self.request.POST.get("version"))
            pathway_services.agree_to_role(person, self.category, version=version, by=person)

    def page(self, form, status=200, **values):
        role = self.asked.get("role")
        agreement = queries.agreement_of(self.request.user, self.category) if role and role.met else None
        text = translated(self.category.role_description)
        return self.render(
            "supporters/role",
            status=status,
            category=self.category,
            points=(agreement.text if agreement else text).splitlines(),
            language=agreement.language if agreement else text.language,
            agreement=agreement,
            first=list(requirements.names(role.waits_for).values()) if role else [],
            may_agree=self.is_open("role"),
            may_answer=self.is_open("role") or self.is_open("age"),
            form=form,
            form_errors=bool(form.errors),
            **values,
        )


class StepBack(PortalView):
    """Whoever was approved does not want it after all: a page that asks once, and a button."""

    rule = "supporters.step_back"

    def candidacy(self):
        """The one that is open; for whoever presses twice, the one that has ended."""
        rows = queries.all_candidacies_of(self.request.user).filter(category__code=self.kwargs["code"])
        return get_object_or_404(rows[:1])

    def get(self, request, code):
        candidacy = self.candidacy()
        if candidacy.ended_at or not candidacy.approved_at:
            return redirect("portal:my_page")
        return self.render("supporters/step_back", category=candidacy.category)

    def post(self, request, code):
        candidacy = self.candidacy()
        if not candidacy.approved_at:
            return redirect("portal:withdraw_application")
        services.step_back(candidacy, by=request.user)
        messages.success(request, _("It is noted. You are welcome back whenever you want."))
        return redirect("portal:my_page")


class GoOn(PortalView):
    """Whether somebody on whose way nothing happens still wants it: a yes keeps everything."""

    rule = "supporters.go_on"
    keeps_text = False

    def candidacy(self):
        return queries.candidacies_of(self.request.user).filter(category__code=self.kwargs["code"]).first()

    def get(self, request, code):
        candidacy = self.candidacy()
        if candidacy is None or candidacy.asked_at is None:
            return redirect("portal:my_page")
        return self.render("supporters/go_on", candidacy=candidacy)

    def post(self, request, code):
        candidacy = self.candidacy()
        if candidacy:
            services.go_on(candidacy, by=request.user)
            messages.success(request, _("Thank you. Everything is kept as it is."))
        return redirect("portal:my_page")
