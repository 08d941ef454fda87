"""The office's pages about one supporter or candidate: requirements, whose turn it is, and noting what is met."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from forms import check as asked
from forms.appointment import AppointForm
from forms.declaration import RecordedSignatureForm
from portal import clock, gates, organisation, requirements
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Chapter
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import RecordedSignature
from portal.declarations.reading import queries as reading_queries
from portal.declarations.texts import queries as text_queries
from portal.declarations.validity.lapsing import can_renew, last_day
from portal.moves import Stale
from portal.supporters import queries, words
from portal.supporters.appointments import services as appointment_services
from portal.supporters.appointments.office_views import WRONG_LEVEL, may_appoint_in
from portal.supporters.models import Candidacy, Category, Supporter
from portal.supporters.pathway import checklist, turns
from portal.supporters.pathway import services as pathway_services
from portal.supporters.pathway import words as pathway_words
from portal.supporters.pathway.noting import may_note
from portal.supporters.portraits import queries as portrait_queries
from portal.supporters.workflow import State
from portal.views import PortalView


@dataclass(frozen=True)
class Noting:
    """The form with which a requirement is noted, and a text for the page."""

    form: type
    text: str = ""


FORMS = {
    "police_certificate": Noting(
        asked.NoteCertificateForm,
        gettext_lazy("Look at the certificate and give it back. Only the day and your name are kept, no copy."),
    ),
    "membership": Noting(asked.NoteMembershipForm),
    "contact": Noting(asked.ContactPersonForm),
    "declaration": Noting(RecordedSignatureForm),
    "appointment": Noting(AppointForm),
}


def noting_of(kind):
    """The ``Noting`` of a requirement; for most, a form that asks for the date."""
    return FORMS.get(kind, Noting(asked.NoteDateForm))


class SupporterPage(PortalView):
    """Base class of the pages about one supporter."""

    rule = "supporters.follow_supporter"
    shows_others = True
    page_name = "portal:supporter"

    def get_case(self):
        rows = Supporter.objects.select_related("person", "chapter", "contact")
        return get_object_or_404(self.visible(rows, SupporterPage.rule), ref=self.kwargs["ref"])

    def cases(self):
        """The appointments, and the candidacies that this user may follow."""
        candidacies = self.visible(queries.candidacies_of(self.case.person), SupporterPage.rule)
        return [*queries.appointments_of(self.case.person), *candidacies]

    def address(self, *more):
        return reverse(self.page_name, args=[self.case.ref]) + "".join(f"{part}/" for part in more)


class CandidatePage(SupporterPage):
    """Base class of the pages about one candidate: there is no supporter's page, or the user cannot open it."""

    page_name = "portal:candidate"
    # Not where a note is sent: it is saved on the page on which it was written.
    redirects_to_supporter = True

    def get_case(self):
        rows = Candidacy.objects.select_related("person", "chapter", "category")
        return get_object_or_404(self.visible(rows, SupporterPage.rule), ref=self.kwargs["ref"])

    def cases(self):
        return [self.case]

    def dispatch(self, request, *args, **kwargs):
        return self.redirect_to_supporter(request) or super().dispatch(request, *args, **kwargs)

    def redirect_to_supporter(self, request):
        """A redirect to the supporter's page, which shows all pathways, as soon as the user can open one; else None.

        Raises 404 for a candidacy that has ended and has no such page.
        """
        if not request.user.is_authenticated:
            return None
        rows = self.visible(Candidacy.objects.select_related("person"), SupporterPage.rule)
        found = rows.filter(ref=self.kwargs["ref"]).first()
        if found is None or (found.ended_at is None and not self.redirects_to_supporter):
            return None
        supporter = self.visible(Supporter.objects.filter(person=found.person), SupporterPage.rule).first()
        if supporter and (found.ended_at or supporter.state != State.ENDED):
            return redirect("portal:supporter", ref=supporter.ref)
        if found.ended_at:
            raise Http404
        return None


class OneSupporter(SupporterPage):
    """The requirements that are met and those that are left, whose turn it is, and what the user can note."""

    def get(self, request, ref):
        checks = queries.checks_of(self.case.person)
        is_supporter = isinstance(self.case, Supporter)
        found = checklist.pathways(self.cases())
        may_explain = self.request.user.has_perm("declarations.explain_declaration")
        pathways = [(one, self.rows(one, checks), self.can_end(one), self.how(one)) for one in found]
        return self.render(
            "supporters/follow",
            state=State(self.case.state).label if is_supporter else _("On the way"),
            steps=[row for _one, rows, _end, _how in pathways for row in rows if row["button"]],
            explanation=reading_queries.waiting_request(self.case.person) if may_explain else None,
            applied_for_them=self.case.person_id in self.request.user.access.entered,
            pathways=pathways,
            is_under_way=any(one.missing for one, *_rest in pathways),
            ended=queries.ended_appointments_of(self.case.person),
            decided=queries.decided_about(request.user, self.case.person),
            signature=self.signature_to_withdraw(),
            portrait=portrait_queries.removable(self.case, request.user),
            can_end_role=is_supporter and self.case.state != State.ENDED and self.may_end_role(),
        )

    @cached_property
    def promise(self):
        """The person's newest signature that was not withdrawn, or the office's note of one; None without any."""
        return declaration_queries.newest(declaration_queries.signed_by(self.case.person))

    def signature_to_withdraw(self):
        """The signature given on the site that this user may withdraw, or None."""
        is_noted = self.promise is None or isinstance(self.promise, RecordedSignature)
        may = not is_noted and self.request.user.has_perm("declarations.withdraw_signature", self.promise)
        return self.promise if may else None

    def how(self, pathway):
        """How the person was appointed, as text; empty for a candidacy."""
        return words.methods()[pathway.case.method] if pathway.is_appointed else ""

    def may_end_role(self):
        return self.request.user.has_perm("supporters.end_role", self.case)

    def rows(self, pathway, checks):
        """The requirements as a list of tasks, for ``components/task_list.html``.

        What cannot begin yet is ``later``, and comes last. What this user can do now has a ``button``, the words on it.
        """
        names = organisation.words()
        shown = [found for found in pathway.checklist if not (pathway.is_appointed and found.code == "approval")]
        assignments = turns.Turns([pathway])
        rows = [self.row(step, pathway, checks, names, assignments) for step in shown]
        return sorted(rows, key=lambda row: row["later"])

    def row(self, requirement, pathway, checks, names, assignments):
        noted = checks.get(requirement.code)
        if requirement.code == "declaration" and isinstance(self.promise, RecordedSignature):
            noted = self.promise
        row = {"title": requirement.requirement.name, "href": "", "hint": "", "kind": ""}
        row |= {"later": not requirement.met and bool(requirement.waits_for), "button": ""}
        may = may_note(self.request.user, requirement.code, self.case, pathway)
        if requirement.met:
            row["status"] = _("Done")
            if noted:
                values = {"day": date_format(noted.on, "DATE_FORMAT"), "name": noted.by}
                row["hint"] = _("%(day)s, noted by %(name)s") % values
            elif requirement.code == "appointment" and pathway.is_appointed:
                values = {"day": date_format(pathway.case.decided_on, "DATE_FORMAT"), "name": pathway.case.decided_by}
                row["hint"] = _("%(day)s, noted by %(name)s") % values
            elif requirement.since:
                row["hint"] = date_format(clock.local(requirement.since), "DATE_FORMAT")
            if requirement.until:
                day = date_format(last_day(requirement.until), "DATE_FORMAT")
                row["hint"] = _("%(hint)s. Must be signed again by %(day)s") % {"hint": row["hint"], "day": day}
            if requirement.code == "contact":
                row["hint"] = str(queries.supporter_of(self.case.person).contact)
            can_change = requirement.code == "contact" or (noted and queries.can_take_back(noted, self.request.user))
            can_change = can_change or can_renew(requirement.until)
            row["href"] = self.address(requirement.requirement.noting.address) if may and can_change else ""
        elif requirement.waits_for:
            first = ", ".join(str(requirements.get(code).name) for code in requirement.waits_for)
            row |= {"status": _("Cannot begin yet"), "hint": _("This comes first: %(names)s") % {"names": first}}
        else:
            row |= {"status": self.waits(assignments.of(pathway, requirement), names), "kind": "info"}
            if may:
                row["href"] = self.address(requirement.requirement.noting.address)
                row["button"] = self.button(requirement, pathway)
            elif requirement.code == "course" and self.request.user.has_perm("knowledge.register_attendance"):
                row["href"] = reverse("portal:courses")
        return row

    def button(self, requirement, pathway):
        if requirement.code == "appointment":
            return _("Appoint as: %(category)s") % {"category": pathway.category}
        if requirement.code == "declaration":
            return _("Note a signature on paper")
        return _("Note: %(what)s") % {"what": requirement.requirement.name}

    def waits(self, assignment, names):
        who = pathway_words.office(assignment, names)
        return pgettext("whose turn it is", "Waiting for %(who)s") % {"who": who}

    def can_end(self, pathway):
        if pathway.is_appointed:
            return self.request.user.has_perm("supporters.end_appointment", pathway.case)
        return bool(pathway.case.approved_at) and self.request.user.has_perm("supporters.end_candidacy", pathway.case)


class OneCandidate(CandidatePage, OneSupporter):
    pass


class NoteOne(SupporterPage):
    """Note that a requirement is met, or take back a note of one's own from earlier today."""

    needs_fresh_code = True

    def get_case(self):
        """Raises 404 for a requirement that this user may not note."""
        case = super().get_case()
        requirement = requirements.noted().get(self.kwargs["what"])
        self.kind = requirement.code if requirement else None
        self.noting = noting_of(self.kind)
        self.case = case
        self.pathway = self.pathway_with(self.kind)
        if self.pathway is None or not may_note(self.request.user, self.kind, case, self.pathway):
            raise Http404
        return case

    def pathway_with(self, kind):
        """The pathway up to this: one in which it is open, if there is any; None if none requires it."""
        asking = checklist.pathways_up_to(kind, self.cases())
        if kind == "appointment":
            asking = [one for one in asking if not one.is_appointed]
        return next((one for one in asking if kind in {step.code for step in one.open}), next(iter(asking), None))

    @property
    def requirement(self):
        return next(found for found in self.pathway.checklist if found.code == self.kind)

    @property
    def noted(self):
        if self.kind == "declaration":
            return declaration_queries.records_of(self.case.person).first()
        return queries.checks_of(self.case.person).get(self.kind)

    def form(self, data=None):
        values = {"today": clock.today(), "words": organisation.message_words()}
        if self.kind in requirements.checked():
            values["first_day"] = self.pathway.first_day
        if self.kind == "contact":
            supporter = queries.supporter_of(self.case.person)
            people = queries.possible_contacts(supporter)
            values["choices"] = {"contact": [(str(one.ref), one.get_full_name()) for one in people]}
            values["initial"] = {"contact": str(supporter.contact.ref) if supporter.contact else None}
        if self.kind == "appointment":
            values["choices"] = {"chapter": [(one.short_name, str(one)) for one in self.of_right_level()]}
        return self.noting.form(data, **values)

    def of_right_level(self):
        """The county chapters to choose among, if only a county's board appoints and the pathway's chapter is none."""
        category, chapter = self.pathway.category, self.pathway.chapter
        if category.method != Category.Method.COUNTY_BOARD or chapter.level == Chapter.Level.COUNTY:
            return []
        found = Chapter.objects.filter(level=Chapter.Level.COUNTY, is_active=True).order_by("name")
        return [one for one in found if may_appoint_in(self.request.user, self.case.person, one)]

    def get(self, request, ref, what):
        return self.page(self.form())

    def post(self, request, ref, what):
        if request.POST.get("action") == "take_back":
            return self.take_back()
        if self.requirement.met and self.kind != "contact" and not can_renew(self.requirement.until):
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
        except declarations.OlderText:
            form.add_error(
                "signed_on" if form.cleaned_data["signed_on"] else "medium",
                _("What was signed then is an earlier version, and that is not enough. Ask for a new signature"),
            )
            return self.page(form)
        except declarations.TooOld:
            form.add_error(
                "signed_on", _("What was signed on this day does not count any more. Ask for a new signature")
            )
            return self.page(form)
        except declarations.CountsNoLonger:
            form.add_error(
                "signed_on",
                _("What was signed on this day counts no longer than what we have already. Ask for a new signature"),
            )
            return self.page(form)
        messages.success(request, _("Noted."))
        return redirect(self.address())

    def note(self, given):
        person, by = self.case.person, self.request.user
        if self.kind in requirements.checked():
            pathway_services.note_check(person, self.kind, on=given["on"], by=by)
        elif self.kind == "membership":
            chapters.confirm_membership(person, by=by)
        elif self.kind == "declaration":
            text = self.text_to_sign()
            if text is None:
                raise Stale("nothing is left to sign")
            values = {"medium": given["medium"], "signed_on": given["signed_on"], "kept_at": given["kept_at"]}
            declarations.record_signature(person, text, by=by, seen_by=given["witness"], **values)
        elif self.kind == "contact":
            pathway_services.give_contact(queries.supporter_of(person), User.objects.get(ref=given["contact"]), by=by)
        else:
            chapter = Chapter.objects.filter(short_name=given.get("chapter", "")).first() or self.pathway.chapter
            appointment_services.appoint(person, self.pathway.category, chapter, by=by, decided_on=given["decided_on"])

    def text_to_sign(self):
        return text_queries.text_to_sign(self.case.person)

    def about_record(self):
        """What the page says about noting a signature that was not given on the site."""
        text = self.text_to_sign()
        if text is None:
            return ""
        said = _(
            "Signing on the website is best: then the text and the time are kept. What you note here counts as version "
            "%(version)s, and the paper is the proof."
        )
        return said % {"version": text.version}

    def take_back(self):
        noted = self.noted
        if noted:
            try:
                if self.kind == "declaration":
                    declarations.take_back_record(noted, by=self.request.user)
                else:
                    pathway_services.take_back_check(noted, by=self.request.user)
                messages.success(self.request, _("It is taken back."))
            except (declarations.TooLate, pathway_services.TooLate):
                messages.warning(self.request, _("Whoever noted this can take it back on the same day."))
            except declarations.Renewed:
                messages.warning(self.request, _("It is not taken back: a newer signature names it."))
        return redirect(self.address())

    def page(self, form):
        return self.render(
            "supporters/note",
            form=form,
            form_errors=bool(form.errors),
            back=self.address(),
            title=self.requirement.requirement.name,
            text=self.noting.text if self.kind != "declaration" else self.about_record(),
            label=_("Appoint") if self.kind == "appointment" else _("Note it"),
            category=self.pathway.category,
            noted=self.noted if self.requirement.met and not can_renew(self.requirement.until) else None,
            first=list(requirements.names(self.requirement.waits_for).values()),
        )


class NoteCandidate(NoteOne, CandidatePage):
    page_name = "portal:candidate"
    redirects_to_supporter = False
