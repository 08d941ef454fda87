"""Pages for answering an application: read it, and write a letter that is checked before it is sent."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.assessment import AssessForm, HandOverForm, LetterForm, NoteForm, ReasonToReadForm, verdict_of
from forms.fields import parse_whole_number
from portal import clock, fresh_code, organisation, permissions, requirements
from portal.accounts import queries as account_queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter
from portal.knowledge.exam import queries as exam_queries
from portal.moves import IllegalMove, Stale
from portal.onboarding import mails as onboarding_mails
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.letters import wording as letter_wording
from portal.onboarding.models import Application
from portal.onboarding.review import queries, services
from portal.onboarding.workflow import FOR_STAFF, OPEN, WAITING, State
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import checklist, pages, sets, turns
from portal.supporters.pathway import words as pathway_words
from portal.supporters.pathway.noting import may_note
from portal.views import PortalView
from portal.wording import translated


def met_by_yes(is_member):
    """The codes that a yes settles besides the appointment. The membership of a member is confirmed with it."""
    return ("approval", "membership") if is_member else ("approval",)


class OneApplication(PortalView):
    """Base class of the pages about one application."""

    rule = "onboarding.assess_application"
    shows_others = True

    def get_case(self):
        related = ["person", "chapter", "assessed_in", "category", "handler", "entered_by"]
        rows = self.visible(Application.objects.select_related(*related))
        return get_object_or_404(rows, ref=self.kwargs["ref"])

    @cached_property
    def first(self):
        """The names of what has to be met before the application can be approved."""
        return [step.requirement.name for step in onboarding_queries.what_comes_first([self.case])[self.case.pk]]

    def answer_form(self, data=None, **values):
        """The form of the answer; ``data`` or ``initial`` as any form takes them."""
        person, category = self.case.person, self.case.category
        choices = {
            "chapter": []
            if self.case.chapter
            else [(found.short_name, found.name) for found in chapter_queries.active_chapters()],
            "missing": [(found.code, translated(found.name)) for found in queries.reasons("ask_for_more")],
            "grounds": [(found.code, translated(found.name)) for found in queries.reasons("decline")],
        }
        return AssessForm(
            data,
            words=organisation.message_words(),
            choices=choices,
            unmet_requirements=self.first,
            must_be_member="membership" in dict(category.steps) and not chapter_queries.is_member(person),
            membership_comes_first="membership" in category.before("approval"),
            only_decline=self.case.state == State.RETURNED,
            **values,
        )

    def page(self, form, note_form=None, why_form=None, why=""):
        """Render the application. The reading is logged in the same transaction. ``why`` is the reader's reason."""
        case, person = self.case, self.case.person
        must_say_why = queries.needs_reason(case, self.request.user) and not why
        with transaction.atomic():
            services.open_answers(case, by=self.request.user, why=why)
            # Whoever withdrew or got a no is not read about any more.
            closed = case.state in (State.WITHDRAWN, State.DECLINED)
            hidden = closed or must_say_why
            sections, is_as_before = ([], False) if hidden else queries.sections_to_assess(case)
        note_form, why_form = note_form or NoteForm(), why_form or ReasonToReadForm()
        faulty = next((one for one in (form, why_form) if one.errors), note_form)
        offices = queries.offices_for([case])
        able, now = offices.possible_assessors(person, case.assessed_in_id), queries.assignment(case, offices)
        others = [found for found in able if found not in (self.request.user, now.handler)]
        readers = account_queries.readers_since(person, case.submitted_at, what="application")
        lately = clock.now() - queries.OPENED_LATELY
        return self.render(
            "onboarding/review/assess",
            back=self.back(),
            form=form,
            note_form=note_form,
            why_form=why_form if must_say_why else None,
            faulty=faulty,
            form_errors=bool(faulty.errors),
            state=FOR_STAFF[case.state],
            is_open=case.state in OPEN,
            handler=now.handler if case.state in OPEN else case.handler,
            has_board=(now.chapter if case.state in OPEN else case.assessed_in) is not None,
            is_waiting=case.state in WAITING,
            answer_by=onboarding_queries.answer_due(case),
            is_late=onboarding_queries.answer_due(case) < clock.today(),
            code_first_url=self.code_first_url("answer"),
            page_about=self.page_about,
            appoint_url="" if closed else self.appoint_url(),
            sections=sections,
            is_as_before=is_as_before,
            also=[] if closed else onboarding_queries.also_wanted(case),
            checklist=[] if closed else self.checklist(),
            cannot_begin=[]
            if closed
            else [step for pathway in self.pathways for step in pathway.missing if step.waits_for],
            tested=any(kind == "test" for kind, _after in case.category.steps) and not closed,
            passed_on=exam_queries.passed_on(person),
            tries=onboarding_queries.tries_at_test(person),
            first=self.first,
            notes=case.notes.select_related("written_by").order_by("written_at", "pk"),
            assessments=case.assessments.select_related("assessed_by").order_by("-assessed_at"),
            history=queries.history(case),
            readers=readers,
            opened=[row for row in readers if row.at >= lately and row.reader != self.request.user],
            can_send_on=case.state in WAITING and queries.chapters_to_send_to(case).exists(),
            letter=self.letter_so_far(),
            hand_over=HandOverForm(choices={"to": [(found.ref, found.get_full_name()) for found in others]})
            if others
            else None,
        )

    def checklist(self):
        """The pathway: ``[(step, whose turn it is)]``; the second is empty for what cannot begin, or is done."""
        assignments, words = turns.Turns(self.pathways), organisation.words()
        return [
            (step, pathway_words.office(assignments.of(pathway, step), words) if step.is_open else "")
            for pathway in self.pathways
            for step in pathway.checklist
        ]

    @cached_property
    def cases(self):
        """The candidacies and appointments of the category that is applied for."""
        found = supporter_queries.cases_of(self.case.person)
        return [case for case in found if case.category == self.case.category]

    @cached_property
    def pathways(self):
        return checklist.pathways(self.cases[:1])

    @cached_property
    def page_about(self):
        """The address of the page where staff note requirements: the candidate's, or the supporter's."""
        for case in self.cases:
            if permissions.allows(self.request.user, sets.FOLLOW, pages.followed(case)):
                return pages.address_about(case)
        return ""

    def appoint_url(self):
        """Where this reader appoints the person; empty for others, and until everything before it is done."""
        for pathway in self.pathways:
            is_open = "appointment" in {step.code for step in pathway.open}
            if self.page_about and is_open and may_note(self.request.user, "appointment", pathway.case, pathway):
                return f"{self.page_about}{requirements.get('appointment').noting.address}/"
        return ""

    def letter_so_far(self):
        """What was written of the letter before its author went back to the answer."""
        post = self.request.POST
        found = {name: post.get(f"letter_{name}", "") for name in ("subject", "message", "of")}
        if post.get("message"):
            found |= {"subject": post.get("subject", ""), "message": post["message"]}
        return found

    def back(self):
        """The address of the list that the reader came from: the secretariat's queue, or the chapter's page."""
        return queue_of(self.request.user)

    def check_desk(self):
        """Raise ``Stale`` if somebody else took the case after the page was opened."""
        if self.request.POST.get("handler", "") != (str(self.case.handler.ref) if self.case.handler else ""):
            raise Stale("somebody else has it now")


def queue_of(user):
    return reverse("portal:queue" if user.has_perm("desk.view_queue") else "portal:my_chapters")


class AssessOne(OneApplication):
    """One application: the answers, who has it, its notes, and the form for the answer."""

    def get(self, request, ref):
        return self.page(self.answer_form())

    def post(self, request, ref):
        """A note, or why somebody has to read. What has been chosen of the answer stays chosen.

        Whoever asks for a code, so as to answer, may have begun on a note: it is saved first.
        """
        if request.POST.get("action") == "read":
            if not queries.needs_reason(self.case, request.user):
                return self.get(request, ref)
            why_form = ReasonToReadForm(request.POST)
            why = _("Read the answers: %(why)s") % why_form.cleaned_data if why_form.is_valid() else ""
            return self.page(self.answer_form(), why_form=why_form, why=why)
        asks_for_code = request.POST.get("action") == "code"
        if asks_for_code and not request.POST.get("note", "").strip():
            return fresh_code.redirect_to_fresh_code(f"{request.path}#answer")
        note_form = NoteForm(request.POST)
        chosen = {name: request.POST.get(name) for name in ("verdict", "chapter")}
        chosen |= {name: request.POST.getlist(name) for name in ("missing", "grounds")}
        if note_form.is_valid():
            services.write_note(self.case, note_form.cleaned_data["note"], by=request.user)
            if asks_for_code:
                return fresh_code.redirect_to_fresh_code(f"{request.path}#answer")
            if not chosen["verdict"]:
                return redirect("portal:assess", ref=ref)
            note_form = None
        return self.page(self.answer_form(initial=chosen), note_form)


class Answer(OneApplication):
    """Check and change the letter before it is sent. Only the last button sends it."""

    needs_fresh_code = True
    can_be_read_without_code = True

    def get(self, request, ref):
        return redirect("portal:assess", ref=ref)

    def post(self, request, ref):
        may_say_no = self.case.state == State.RETURNED and request.POST.get("verdict") == "decline"
        if self.case.state not in WAITING and not may_say_no:
            return self.too_late()
        form, note = self.answer_form(request.POST), request.POST.get("note", "").strip()
        if note:  # what stands in the other field of the page is not lost
            note_form = NoteForm(request.POST)
            if not note_form.is_valid():
                return self.page(form, note_form)
            services.write_note(self.case, note_form.cleaned_data["note"], by=request.user)
        if not form.is_valid() or request.POST.get("action") == "change":
            return self.page(form)
        if request.POST.get("action") == "send":
            return self.send(form)
        return self.letter(form)

    def send(self, form):
        written = LetterForm(self.request.POST, placeholder=self.blank())
        if not written.is_valid():
            return self.letter(form, written)
        # What the assessor had read decides, not what is stored now.
        self.case.version = self.version_read()
        try:
            services.assess(
                self.case,
                form.answer,
                by=self.request.user,
                reasons=form.reasons,
                subject=written.cleaned_data["subject"],
                message=written.cleaned_data["message"],
                member=form.is_member and "membership" in dict(self.case.category.steps),
                chapter=self.chosen_chapter(form),
            )
        except (IllegalMove, Stale):
            self.case.refresh_from_db()
            return self.too_late()
        name = self.case.person.get_full_name()
        messages.success(self.request, _("The answer is sent to %(name)s.") % {"name": name})
        return redirect(self.back())

    def letter(self, form, written=None):
        """The page with the letter as it will be sent, and the mail that goes with it."""
        verdict = form.answer
        named = queries.reasons(verdict, form.reasons)
        subject, text = letter_wording.compose(
            queries.letter(verdict),
            self.case,
            by=self.request.user,
            reasons=named,
            chapter=self.chosen_chapter(form),
        )
        initial, kept, earlier = {"subject": subject, "message": text}, self.letter_so_far(), ""
        if kept["message"] and kept["of"] == self.mark(form):
            initial = kept  # the answer is the same: the letter is as it was left
        elif kept["message"]:
            earlier = kept["message"]
        appoints = verdict == "approve" and self.appoints(
            self.case.chapter or self.chosen_chapter(form), form.is_member
        )
        return self.render(
            "onboarding/review/letter",
            form=form,
            form_errors=bool(written and written.errors),
            written=written or LetterForm(initial=initial),
            earlier=earlier,
            mark=self.mark(form),
            version=self.version_read(),
            mail=onboarding_mails.preview(self.case, verdict, named, left=self.left(appoints, form.is_member)),
            appoints=appoints,
        )

    def version_read(self):
        return parse_whole_number(self.request.POST.get("version")) or 0

    def mark(self, form):
        """Which answer a letter was made for."""
        values = form.cleaned_data
        return " ".join([form.answer, values.get("chapter", ""), *sorted(form.reasons)])

    def appoints(self, chapter, is_member):
        """Whether this yes is also the appointment."""
        person, category = self.case.person, self.case.category
        is_open = queries.is_appointment_open(self.steps, category, with_answer=met_by_yes(is_member))
        return is_open and queries.appoints_with_approval(category, chapter, person, self.request.user)

    def left(self, appoints, is_member):
        """The codes of what is left after a yes that appoints; else None."""
        settled = {*met_by_yes(is_member), "appointment"}
        return [step.code for step in self.steps if not step.met and step.code not in settled] if appoints else None

    @cached_property
    def steps(self):
        return checklist.checklist(self.case.person, self.case.category)

    def chosen_chapter(self, form):
        return Chapter.objects.filter(short_name=form.cleaned_data.get("chapter", "")).first()

    def blank(self):
        with translation.override(self.case.person.language):
            return letter_wording.blank_for_reasons()

    def too_late(self):
        """The page when somebody answered first, or the applicant changed it. It shows both texts.

        Pressing the same button twice counts as once.
        """
        post = self.request.POST
        if queries.is_answered_so(
            self.case, self.request.user, verdict_of(post.get("verdict")), post.get("message", "")
        ):
            return redirect(self.back())
        last = self.case.assessments.select_related("assessed_by").order_by("-assessed_at").first()
        answered = last if last and self.case.state not in WAITING else None
        mine = [post.get("subject", ""), post.get("message", ""), post.get("note", "")]
        return self.render(
            "onboarding/review/too_late",
            state=FOR_STAFF[self.case.state],
            answered=answered,
            mine=[text for text in mine if text.strip()],
            status=409,
        )
