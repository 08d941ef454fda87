"""Pages for boards and the secretariat: appoint somebody who did not apply; end an appointment, candidacy or role."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.appointment import EndAppointmentForm, RegisterSupporterForm
from forms.fields import parse_whole_number
from portal import clock, limits, organisation, permissions
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.moves import open_moves
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters import words as supporter_words
from portal.supporters.appointments import services
from portal.supporters.models import Appointment, Candidacy, Category, Supporter
from portal.supporters.workflow import State
from portal.views import PortalView


def may_appoint_in(user, person, chapter):
    """Whether the user may appoint this person in this chapter as its board."""
    return permissions.allows(user, "supporters.appoint_by_board", Supporter(person=person, chapter=chapter))


WRONG_LEVEL = gettext_lazy("Only %(a_chapter)s for a whole county can appoint here. Ask the secretariat.")
NOT_HERE = gettext_lazy("You cannot register this person here. Ask the secretariat.")


def _same_name(one, other):
    return one.casefold().split() == other.casefold().split()


class RegisterSupporter(PortalView):
    """Appoint somebody who did not apply: elected, appointed by the board, or a supporter from before this site."""

    rule = "supporters.register_supporter"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        return get_object_or_404(self.visible(Chapter.objects.all()), short_name=self.kwargs["short_name"])

    def categories(self):
        central = self.request.user.has_perm("supporters.view_category")
        return {one.code: one for one in supporter_queries.to_register(is_central=central)}

    def form(self, data=None):
        offered = self.categories()
        methods = {code: [one.method, Category.Method.TRANSFER.value] for code, one in offered.items()}
        used = dict.fromkeys(method for each in methods.values() for method in each)
        names = supporter_words.methods()
        used = sorted(used, key=list(names).index)
        return RegisterSupporterForm(
            data,
            methods=methods,
            today=clock.today(),
            choices={
                "category": [(code, str(one)) for code, one in offered.items()],
                "method": [(method, names[method]) for method in used],
            },
        )

    def get(self, request, short_name):
        return self.page(self.form())

    def post(self, request, short_name):
        form = self.form(request.POST)
        if form.is_valid():
            try:
                limits.count(request, "register_one", "30/h/key")
            except limits.TooManyRequests:
                return limits.too_many_requests(request)
            given = form.cleaned_data
            category = self.categories()[given["category"]]
            person = User.objects.filter(email=given["email"].lower()).first()
            problem = self.reason_against(person, category, f"{given['given_name']} {given['family_name']}")
            if not problem:
                return self.register(given, category)
            form.add_error(None, problem)
        return self.page(form)

    def reason_against(self, person, category, name):
        """Why this person cannot be registered here, as a sentence; empty if they can.

        A user who may not see the person gets the same sentence for every reason, so that it does not tell who has an
        account or has applied.
        """
        if category.method == Category.Method.COUNTY_BOARD and self.case.level != Chapter.Level.COUNTY:
            return WRONG_LEVEL % organisation.message_words()
        if person is None:
            return ""
        would_be = Supporter(person=person, chapter=self.case)
        is_named_so = not person.get_full_name() or _same_name(person.get_full_name(), name)
        may = permissions.allows(self.request.user, "supporters.appoint_supporter", would_be)
        if not may or not is_named_so or self.belongs_to_another_chapter(person):
            return NOT_HERE
        candidacy = supporter_queries.candidacies_of(person).filter(category=category).first()
        if candidacy is None:
            return ""
        if not permissions.allows(self.request.user, "supporters.follow_supporter", candidacy):
            return NOT_HERE
        return _("This person has applied for this. Answer the application instead.")

    def belongs_to_another_chapter(self, person):
        """Whether the person is with another chapter, or applies there: then only the secretariat may register them."""
        supporter = supporter_queries.supporter_of(person)
        if supporter and supporter.state != State.ENDED and supporter.chapter != self.case:
            return True
        if self.request.user.has_perm("supporters.view_category"):
            return False
        open_applications = [found for found in person.applications.all() if open_moves(found)]
        under_way = [*supporter_queries.candidacies_of(person), *open_applications]
        return any(found.chapter_id != self.case.pk for found in under_way)

    def register(self, given, category):
        person = accounts.get_or_create_account(given["email"])
        if not person.given_name:
            names = {name: given[name] for name in ("given_name", "family_name")}
            accounts.change_details(person, by=self.request.user, **names)
        services.appoint(
            person, category, self.case, by=self.request.user, method=given["method"], decided_on=given["decided_on"]
        )
        messages.success(self.request, _("The appointment is noted, and an e-mail is on its way."))
        return redirect("portal:supporter", ref=supporter_queries.supporter_of(person).ref)

    def page(self, form):
        return self.render("supporters/appointments/register", form=form, form_errors=bool(form.errors))


class EndOneAppointment(PortalView):
    """End an appointment, on a given day. One that came with an office ends only with the office."""

    rule = "supporters.end_appointment"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        rows = Appointment.objects.select_related("supporter__person", "supporter__chapter", "category")
        return get_object_or_404(self.visible(rows), ref=self.kwargs["ref"])

    def form(self, data=None):
        today = clock.today()
        initial = {"ended_on": date_format(today, "j.n.Y")}
        return EndAppointmentForm(data, since=self.case.decided_on, today=today, initial=initial)

    def get(self, request, ref):
        return self.back() if self.case.ended_on else self.page(self.form())

    def post(self, request, ref):
        if self.case.ended_on or self.comes_with_office:
            return self.back()
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        services.end_appointment(self.case, on=form.cleaned_data["ended_on"], by=request.user)
        messages.success(request, _("The appointment has ended, and an e-mail is on its way."))
        return self.back()

    def back(self):
        return redirect("portal:supporter", ref=self.case.supporter.ref)

    @property
    def comes_with_office(self):
        return self.case.method == Category.Method.OFFICE

    def page(self, form):
        return self.render(
            "supporters/appointments/end_appointment",
            form=form,
            form_errors=bool(form.errors),
            comes_with_office=self.comes_with_office,
            is_last=supporter_queries.appointments_of(self.case.supporter.person).count() == 1,
        )


class EndCandidacy(PortalView):
    """End an approved candidacy, after a confirmation page. No reason is asked for."""

    rule = "supporters.end_candidacy"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        rows = Candidacy.objects.filter(approved_at__isnull=False).select_related("person", "chapter", "category")
        return get_object_or_404(self.visible(rows), ref=self.kwargs["ref"])

    def get(self, request, ref):
        if self.case.ended_at:
            return self.back()
        return self.render(
            "supporters/appointments/end_candidacy", is_last=len(supporter_queries.cases_of(self.case.person)) == 1
        )

    def post(self, request, ref):
        supporters.end_candidacy(self.case, by=request.user)
        messages.success(request, _("It has ended, and an e-mail is on its way."))
        return self.back()

    def back(self):
        return redirect("portal:candidate", ref=self.case.ref)


class EndRole(PortalView):
    """End all of somebody's appointments, after a confirmation page. No reason is asked for.

    Not possible while one of them comes with an office: the office must end first.
    """

    rule = "supporters.end_role"
    shows_others = True
    needs_fresh_code = True

    def get_case(self):
        rows = Supporter.objects.select_related("person", "chapter")
        return get_object_or_404(self.visible(rows), ref=self.kwargs["ref"])

    def comes_with_office(self):
        return supporter_queries.appointments_of(self.case.person).filter(method=Category.Method.OFFICE).exists()

    def get(self, request, ref):
        if self.case.state == State.ENDED:
            return self.back()
        return self.render(
            "supporters/appointments/end_role",
            appointments=supporter_queries.appointments_of(self.case.person),
            comes_with_office=self.comes_with_office(),
        )

    def post(self, request, ref):
        if self.case.state == State.ENDED or self.comes_with_office():
            return self.back()
        self.case.version = parse_whole_number(request.POST.get("version")) or 0  # what was read
        supporters.end_role(self.case, by=request.user)
        messages.success(request, _("The role has ended, and an e-mail is on its way."))
        return self.back()

    def back(self):
        return redirect("portal:supporter", ref=self.case.ref)
