"""What the office sees of one supporter or of somebody on the way, and notes about them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from forms import check as asked
from forms.appointment import AppointForm
from portal import clock, gates, organisation, permissions, requirements
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.supporters import queries, words
from portal.supporters.appointments import services as appointment_services
from portal.supporters.appointments.office_views import WRONG_LEVEL, may_appoint_in
from portal.supporters.models import Candidacy, Category, Supporter
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway import services as pathway_services
from portal.supporters.pathway import words as pathway_words
from portal.supporters.workflow import State
from portal.views import PortalView


@dataclass(frozen=True)
class Noting:
    """What is asked when a requirement is noted, and what the page says."""

    form: type
    text: str = ""


FORMS = {
    "police_certificate": Noting(
        asked.NoteCertificateForm,
        gettext_lazy("Look at the certificate and give it back. Only the day and your name are kept, no copy."),
    ),
    "membership": Noting(asked.NoteMembershipForm),
    "contact": Noting(asked.ContactPersonForm),
    "appointment": Noting(AppointForm),
}


def noting_of(kind):
    """What is asked when this is noted: of most requirements, the day."""
    return FORMS.get(kind, Noting(asked.NoteDateForm))


BOARDS = (Category.Method.BOARD, Category.Method.COUNTY_BOARD)


def may_note(user, kind, case, way):
    """Whether this person may note this in this way, on the page of ``case``.

    Whom one can turn to is given to a supporter. An appointment is asked of the way: the board's own decision can be
    noted by all of it, another one by the leader; central kinds of supporter are appointed centrally.
    """
    noting = requirements.get(kind).noting if kind else None
    if noting is None:
        return False
    rule = noting.rule
    if kind == "contact":
        case = queries.supporter_of(way.person)
        return case is not None and permissions.allows(user, rule, case)
    if kind == "appointment":
        if way.is_appointed or not (way.category.is_local or user.has_perm("supporters.view_category")):
            return False
        rule = rule if way.category.method in BOARDS else "supporters.appoint_supporter"
        return way.chapter is not None and permissions.allows(user, rule, way.case)
    return permissions.allows(user, rule, case)


class Followed(PortalView):
    """A page about a supporter."""

    rule = "supporters.follow_supporter"
    shows_others = True
    page_name = "portal:supporter"

    def get_case(self):
        rows = Supporter.objects.select_related("person", "chapter", "contact")
        return get_object_or_404(self.visible(rows, Followed.rule), ref=self.kwargs["ref"])

    def ways(self):
        """The appointments, and what else the person is on the way to, as far as this reader may follow it."""
        candidacies = self.visible(queries.candidacies_of(self.case.person), Followed.rule)
        return checklist.pathways([*queries.appointments_of(self.case.person), *candidacies])

    def address(self, *more):
        return reverse(self.page_name, args=[self.case.ref]) + "".join(f"{part}/" for part in more)


class FollowedCandidate(Followed):
    """The same about somebody on the way who is not a supporter, or of a chapter whose pages this reader cannot see."""

    page_name = "portal:candidate"
    gives_way = True  # to the supporter's page; what is sent to a page that was opened before that is taken there

    def get_case(self):
        rows = Candidacy.objects.select_related("person", "chapter", "category")
        return get_object_or_404(self.visible(rows, Followed.rule), ref=self.kwargs["ref"])

    def ways(self):
        return checklist.pathways([self.case])

    def dispatch(self, request, *args, **kwargs):
        return self.moved_on(request) or super().dispatch(request, *args, **kwargs)

    def moved_on(self, request):
        """To the supporter's page, which shows all ways, as soon as there is one; a way that has ended has no other."""
        if not request.user.is_authenticated:
            return None
        rows = self.visible(Candidacy.objects.select_related("person"), Followed.rule)
        found = rows.filter(ref=self.kwargs["ref"]).first()
        if found is None or (found.ended_at is None and not self.gives_way):
            return None
        supporter = self.visible(Supporter.objects.filter(person=found.person), Followed.rule).first()
        if supporter and (found.ended_at or supporter.state != State.ENDED):
            return redirect("portal:supporter", ref=supporter.ref)
        if found.ended_at:
            raise Http404
        return None


class OneSupporter(Followed):
    """What is in place, what is left, whose turn it is, and what this reader can note."""

    def get(self, request, ref):
        checks = queries.checks_of(self.case.person)
        is_supporter = isinstance(self.case, Supporter)
        return self.render(
            "supporters/follow",
            state=State(self.case.state).label if is_supporter else _("On the way"),
            applied_for_them=self.case.person_id in self.request.user.access.entered,
            ways=[(way, self.rows(way, checks), self.can_end(way), self.how(way)) for way in self.ways()],
            ended=queries.ended_appointments_of(self.case.person),
            decided=queries.decided_about(request.user, self.case.person),
            can_end_role=is_supporter and self.case.state != State.ENDED and self.may_end_role(),
        )

    def how(self, way):
        """How somebody was appointed, in words; empty for those who are on the way."""
        return words.methods()[way.case.method] if way.is_appointed else ""

    def may_end_role(self):
        return self.request.user.has_perm("supporters.end_role", self.case)

    def rows(self, way, checks):
        """The requirements as a list of tasks, for ``components/task_list.html``."""
        names = organisation.words()
        shown = [found for found in way.checklist if not (way.is_appointed and found.code == "approval")]
        assignments = turns.Turns([way])
        return [self.row(step, way, checks, names, assignments) for step in shown]

    def row(self, requirement, way, checks, names, assignments):
        noted = checks.get(requirement.code)
        row = {"title": requirement.requirement.name, "href": "", "hint": "", "kind": ""}
        may = may_note(self.request.user, requirement.code, self.case, way)
        if requirement.met:
            row["status"] = _("Done")
            if noted:
                values = {"day": date_format(noted.on, "DATE_FORMAT"), "name": noted.by}
                row["hint"] = _("%(day)s, noted by %(name)s") % values
            elif requirement.code == "appointment" and way.is_appointed:
                values = {"day": date_format(way.case.decided_on, "DATE_FORMAT"), "name": way.case.decided_by}
                row["hint"] = _("%(day)s, noted by %(name)s") % values
            elif requirement.since:
                row["hint"] = date_format(clock.local(requirement.since), "DATE_FORMAT")
            if requirement.code == "contact":
                row["hint"] = str(queries.supporter_of(self.case.person).contact)
            can_change = requirement.code == "contact" or (noted and queries.can_take_back(noted, self.request.user))
            row["href"] = self.address(requirement.requirement.noting.address) if may and can_change else ""
        elif requirement.waits_for:
            first = ", ".join(str(requirements.get(code).name) for code in requirement.waits_for)
            row |= {"status": _("Cannot begin yet"), "hint": _("This comes first: %(names)s") % {"names": first}}
        else:
            row |= {"status": self.waits(assignments.of(way, requirement), names), "kind": "info"}
            if may:
                row["href"] = self.address(requirement.requirement.noting.address)
            elif requirement.code == "course" and self.request.user.has_perm("knowledge.register_attendance"):
                row["href"] = reverse("portal:courses")
        return row

    def waits(self, assignment, names):
        who = pathway_words.office(assignment, names)
        return pgettext("whose turn it is", "Waiting for %(who)s") % {"who": who}

    def can_end(self, way):
        if way.is_appointed:
            return self.request.user.has_perm("supporters.end_appointment", way.case)
        return bool(way.case.approved_at) and self.request.user.has_perm("supporters.end_candidacy", way.case)


class OneCandidate(FollowedCandidate, OneSupporter):
    pass


class NoteOne(Followed):
    """Note that something is in place, or take back what one noted oneself earlier today."""

    needs_fresh_code = True

    def get_case(self):
        """A page that this reader may not use is not there."""
        case = super().get_case()
        requirement = requirements.noted().get(self.kwargs["what"])
        self.kind = requirement.code if requirement else None
        self.noting = noting_of(self.kind)
        self.case = case
        self.way = self.way_with(self.kind)
        if self.way is None or not may_note(self.request.user, self.kind, case, self.way):
            raise Http404
        return case

    def way_with(self, kind):
        """The way that asks for this: one that it is open in, if there is any."""
        asking = [way for way in self.ways() if kind in {requirement.code for requirement in way.checklist}]
        if kind == "appointment":
            asking = [way for way in asking if not way.is_appointed]
        return next((way for way in asking if kind in {found.code for found in way.open}), next(iter(asking), None))

    @property
    def requirement(self):
        return next(found for found in self.way.checklist if found.code == self.kind)

    @property
    def noted(self):
        return queries.checks_of(self.case.person).get(self.kind)

    def form(self, data=None):
        values = {"today": clock.today(), "words": organisation.message_words()}
        if self.kind in requirements.checked():
            values["first_day"] = self.way.first_day
        if self.kind == "contact":
            supporter = queries.supporter_of(self.case.person)
            people = queries.may_be_turned_to(supporter)
            values["choices"] = {"contact": [(str(one.ref), one.get_full_name()) for one in people]}
            values["initial"] = {"contact": str(supporter.contact.ref) if supporter.contact else None}
        if self.kind == "appointment":
            values["choices"] = {"chapter": [(one.short_name, str(one)) for one in self.of_right_level()]}
        return self.noting.form(data, **values)

    def of_right_level(self):
        """The chapters to choose among where the way's own cannot appoint: those that this reader may appoint for."""
        if self.way.category.method != Category.Method.COUNTY_BOARD or self.way.chapter.level == Chapter.Level.COUNTY:
            return []
        found = Chapter.objects.filter(level=Chapter.Level.COUNTY, is_active=True).order_by("name")
        return [one for one in found if may_appoint_in(self.request.user, self.case.person, one)]

    def get(self, request, ref, what):
        return self.page(self.form())

    def post(self, request, ref, what):
        if request.POST.get("action") == "take_back":
            return self.take_back()
        if self.requirement.met and self.kind != "contact":
            return redirect(self.address())
        if self.requirement.waits_for:
            raise gates.NotYet(self.kind, requirements.names(self.requirement.waits_for))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            self.note(form.cleaned_data)
        except appointment_services.WrongLevel:
            form.add_error(None, WRONG_LEVEL % organisation.message_words())
            return self.page(form)
        messages.success(request, _("Noted."))
        return redirect(self.address())

    def note(self, given):
        person, by = self.case.person, self.request.user
        if self.kind in requirements.checked():
            pathway_services.note_check(person, self.kind, on=given["on"], by=by)
        elif self.kind == "membership":
            chapters.confirm_membership(person, by=by)
        elif self.kind == "contact":
            pathway_services.give_contact(queries.supporter_of(person), User.objects.get(ref=given["contact"]), by=by)
        else:
            chapter = Chapter.objects.filter(short_name=given.get("chapter", "")).first() or self.way.chapter
            appointment_services.appoint(person, self.way.category, chapter, by=by, decided_on=given["decided_on"])

    def take_back(self):
        noted = self.noted
        if noted:
            try:
                pathway_services.take_back_check(noted, by=self.request.user)
                messages.success(self.request, _("It is taken back."))
            except pathway_services.TooLate:
                messages.warning(self.request, _("Whoever noted this can take it back on the same day."))
        return redirect(self.address())

    def page(self, form):
        return self.render(
            "supporters/note",
            form=form,
            form_errors=bool(form.errors),
            back=self.address(),
            title=self.requirement.requirement.name,
            text=self.noting.text,
            category=self.way.category,
            noted=self.noted if self.requirement.met else None,
            first=list(requirements.names(self.requirement.waits_for).values()),
        )


class NoteCandidate(NoteOne, FollowedCandidate):
    page_name = "portal:candidate"
    gives_way = False
