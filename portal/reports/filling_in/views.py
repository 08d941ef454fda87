"""The form of the report, section by section, and its last page, on which it is signed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forms import drafts
from forms.annual_report import ABOUT_YEAR, BOARD, LEADER, SECRETARIAT, STEPS
from forms.steps import validate_answers
from forms.wizard import StepWizard
from portal import clock, interrupted_forms
from portal.moves import Stale
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.answering.places import at_lines, at_section, said_at
from portal.reports.attachments import parts
from portal.reports.chapter_page import FIRST, LAST, ChapterPage
from portal.reports.filling_in.known import facts
from portal.reports.sections import queries as section_queries
from portal.reports.sections import services as section_services
from portal.reports.signing import queries as signing_queries
from portal.reports.signing import services as signing_services
from portal.reports.signing.attestation import Shown
from portal.reports.workflow import SENT_BEFORE

COUNTED = (FIRST, BOARD, LAST)  # the words about the year need not be written: the last page leads there
WITHDRAW = "withdraw"  # the button with which one takes one's own signature back


class FillIn(ChapterPage, StepWizard):
    """The form of the report, section by section. The whole board can fill it in; sending needs ``submit_report``."""

    rule = "reports.prepare_report"
    template_name = "portal/reports/step.html"
    draft_kind = report_queries.DRAFT

    def dispatch(self, request, *args, **kwargs):
        self.received_at = clock.now()
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if request.method != "POST" or not signing_queries.was_on_board(request.user, kwargs["short_name"]):
                raise
            written = interrupted_forms.texts_to_give_back(request)
            return render(request, "portal/reports/signing/not_on_board.html", {"written": written}, status=404)

    @property
    def needs_fresh_code(self):
        """Asked for before the last page is shown, and not for taking back one's own signature."""
        action = self.request.POST.get("action")
        return self.kwargs["step"] == LAST and action not in ("later", WITHDRAW) and self.may("sign_report")

    def post(self, request, step=None, **kwargs):
        if step == LAST and not self.may("sign_report"):
            raise PermissionDenied
        if step == LAST and request.POST.get("action") == WITHDRAW and self.report:
            return self.withdraw()
        try:
            return super().post(request, step=step, **kwargs)
        except reports.Changed as changed:
            return self.show_changes(changed.changes)

    def withdraw(self):
        if signing_services.withdraw(self.report, by=self.request.user):
            messages.success(self.request, _("Your signature is taken back. Nothing is sent."))
        return redirect("portal:report", **self.url_kwargs)

    def show_changes(self, changes):
        """The last page as it is now, with what is not as it was when it was shown. It is confirmed anew."""
        self.reload_draft()
        elsewhere = self.redirect_if_not_current(LAST)
        if elsewhere:
            return elsewhere
        self.storage.current_step = LAST
        form = self.get_form()
        form.initial = {**form.initial, "role": self.request.POST.get(form.add_prefix("role"), "")}
        response = self.show_form(form, changes=changes, is_changed=True)
        response.status_code = 409
        return response

    def is_changed_elsewhere(self, step, values):
        """On the last page, what it showed is compared with the report when it is signed."""
        return step != LAST and super().is_changed_elsewhere(step, values)

    def show_conflict(self, form):
        if self.steps.current == LAST:
            seen = self.posted_shown()
            return self.show_changes(seen.changes(self.shown_now(self.stored_answers())) if seen else [])
        return super().show_conflict(form)

    def note_arrival(self):
        """The report is judged by when it first arrived, finished: the code that is asked for makes nothing late."""
        self.request.draft = drafts.find(self.draft_kind, self.draft_key())
        if self.request.draft is None:
            return
        posted = self.request.POST
        last = {name: posted.getlist(f"{LAST}-{name}") for name in STEPS[-1].form.base_fields}
        given = {**self.request.draft.answers, LAST: last}
        answers, gaps = validate_answers(STEPS, given, form_values=self.form_values)
        now = self.shown_now(answers)
        seen = self.posted_shown()
        if not gaps and seen and seen.sha256 == now.sha256:
            signing_services.arrive(self.report, now, by=self.request.user, at=self.received_at)

    def posted_shown(self):
        return Shown.read(self.request.POST.get("shown", ""))

    def shown_now(self, answers):
        return Shown.of(report_queries.numbers_of(self.report), answers)

    def stored_answers(self):
        return report_queries.drafted(self.report, self.message_words)

    def draft_key(self):
        return self.report.draft_key if self.report else ""

    def form_values(self, step):
        values = report_queries.form_values(self.message_words, self.year.base_year, self.known)(step)
        if step == LAST:
            values["choices"] = {"role": [one for one in values["choices"]["role"] if self.may_sign_as(one[0])]}
        return values

    def may_sign_as(self, role):
        if self.acts_for_board or role == SECRETARIAT:
            return self.acts_for_board and role == SECRETARIAT
        return role != LEADER or self.may("submit_report")

    def get_form_initial(self, step):
        if step != LAST or not self.may("submit_report"):
            return {}
        return {"role": SECRETARIAT if self.acts_for_board else LEADER}

    def get_step_url(self, step):
        return reverse(self.url_name, kwargs={**self.url_kwargs, "step": step})

    def step_to_show(self, wanted):
        """Every section can be opened at any time, so that each can be somebody's; the last page needs all of them."""
        if wanted != LAST and wanted in self.get_form_list():
            return wanted
        return self.get_next_step()

    def get_next_step(self, step=None):
        """The first incomplete section. Sections filled in beforehand are checked on the last page."""
        return (self.incomplete() or [LAST])[0]

    def incomplete(self):
        """The keys of the sections that are not complete; the last page, which is never saved, is not among them."""
        __, gaps = validate_answers(self.all_steps, self.request.draft.answers, form_values=self.form_values)
        return [gap.key for gap in gaps if gap.key != LAST]

    def submit(self, answers):
        by, seen = self.request.user, self.posted_shown()
        if seen is None:  # a page of before the last change of the site
            raise reports.Changed([])
        self.report = signing_services.sign(
            self.report, answers, by=by, at=self.received_at, seen=seen, draft=self.draft.version
        )
        if self.report.is_open:
            messages.success(self.request, _("You have signed. The report is sent when one more signs."))

    def save_or_submit(self, step, form, values):
        try:
            return super().save_or_submit(step, form, values)
        except parts.Incomplete:
            return self.show_form(form)  # which names what is missing

    def redirect_without_draft(self):
        is_sent = self.report is not None and not self.report.is_open
        if is_sent and self.request.method == "POST" and self.report.attested_by != self.request.user:
            text = _("%(name)s has sent the report already. Nothing more is needed from you.")
            messages.info(self.request, text % {"name": self.report.attested_by})
        return redirect("portal:report_receipt" if is_sent else "portal:report", **self.url_kwargs)

    def redirect_after_save(self, step, form):
        """Note who confirmed the section. Where it shows something else by now, it is shown once more.

        Whoever confirmed a section before the first one was confirmed comes back to the list of sections.
        """
        shown = self.request.POST.get("shown", "")[:64]
        try:
            section_services.confirm(self.report, step, form.cleaned_data, by=self.request.user, shown=shown)
        except section_services.ShownOtherwise:
            form.add_error(
                None,
                _("Something here changed while you had the page open. Look through it, and confirm it once more."),
            )
            return self.show_form(form)
        is_confirmed_alone = step != FIRST and FIRST in self.incomplete()  # by somebody who took this section
        return redirect("portal:report", **self.url_kwargs) if is_confirmed_alone else None

    def respond_to_closed_step(self, step, elsewhere):
        """Raise ``Stale``, so that the page shows the text again; the last step holds none."""
        if step != LAST:
            raise Stale(step)
        return elsewhere

    def redirect_after_saving_for_later(self):
        return redirect("portal:report", **self.url_kwargs)

    def get_context_data(self, form, **kwargs):
        step = self.steps.current
        numbers = report_queries.numbers_of(self.report) if step in (FIRST, LAST) else {}
        lines = report_queries.kind_lines(numbers)
        states = {state.step.key: state for state in self.section_states(numbers)}
        context = super().get_context_data(
            form,
            case=self.case,
            **self.last_page(numbers),
            form_errors=bool(form.errors),
            numbers=numbers,
            known_rows=[*self.facts(), *form.known_rows()] if step == BOARD else [],
            against=self.against() if step == LAST else [],
            doubles=self.unanswered_doubles if step == LAST else 0,
            gaps=parts.gaps(self.report) if step == LAST else [],
            lines=at_lines(lines, self.words_at_places()),
            total=(total := report_queries.beside_total(numbers)),
            has_jumps=any(line["jump"] for line in [*lines, total]),
            supporters=report_queries.supporter_lines(numbers) if step == FIRST else [],
            **self.returned_here(),
            without=[one["name"] for one in numbers.get("supporters", []) if not one["counting"]],
            state=states.get(step),
            changed=[state for state in states.values() if state.changes] if step == LAST else [],
            attached=self.attached(numbers) if step == LAST else [],
            **self.shared_context(),
            **kwargs,
        )
        return context | self.place(step, context["back"])

    def place(self, step, back):
        """Where this page stands among the others. That of the words about the year, to be left out, is not counted."""
        if step == LAST:
            back = self.get_step_url(BOARD)
        elif step == ABOUT_YEAR:
            back = "" if self.incomplete() else self.get_step_url(LAST)
        number = COUNTED.index(step) + 1 if step in COUNTED else None
        return {"number": number, "count": len(COUNTED), "back": back, "about": self.url_with_return(ABOUT_YEAR)}

    def sections(self):
        """As in the wizard, with no rows for the words about the year where nothing is written."""
        return [
            (step, [row for row in rows if row["value"] or step.key != ABOUT_YEAR]) for step, rows in super().sections()
        ]

    def attached(self, numbers):
        """The parts that are kept elsewhere, each with its ``rows`` of now: what is sent beside the answers."""
        found = {str(title): rows for title, rows in parts.sent(self.report, numbers)}
        # Of no report: their names and addresses, without reading anew what is in the numbers.
        tasks = parts.tasks(self.case.short_name, self.year.base_year, None, linked=True)
        return [{**task, "rows": found.get(str(task["title"]), [])} for task in tasks]

    def section_states(self, numbers):
        """The state of this page's section; on the last page of each of them."""
        wanted = [step for step in section_queries.SECTIONS if self.steps.current in (step.key, LAST)]
        return section_queries.states(self.report, self.form_values, numbers or None, wanted)

    def shown(self, numbers):
        """The digest of what the page shows, which is confirmed with it."""
        return section_queries.shown_digest(self.steps.current, self.report, numbers or None)

    def against(self):
        answers, __ = validate_answers(self.all_steps, self.draft.answers, form_values=self.form_values)
        return report_queries.against_in_words(answers, self.year.base_year)

    def facts(self):
        """The rows of the chapter itself, without its board: that is among what is known."""
        return report_queries.facts_in_words(facts(self.case, report_queries.last_day_of_year(self.year.base_year)))[
            :-1
        ]

    def words_at_places(self):
        return self.report.returned_places if self.report.state in SENT_BEFORE else {}

    def returned_here(self):
        """The words that stand at this section; on the last page all of them."""
        words, step = self.words_at_places(), self.steps.current
        here = said_at(words if step == LAST else at_section(words, step))
        return {"returned_words": self.report.returned_words, "returned_places": here}

    def last_page(self, numbers):
        """What the page on which the report is signed shows besides the numbers and the answers.

        On the others only that a signature waits: it falls away if something is changed.
        """
        waiting = signing_queries.waiting_on(self.report)
        if self.steps.current != LAST:
            return {"waiting": waiting, "shown": self.shown(numbers)}
        answers = self.stored_answers()
        why_not = signing_queries.why_fallen_away(waiting, self.message_words) if waiting else []
        is_mine = waiting is not None and waiting.person == self.request.user
        return {
            "shown": Shown.of(numbers, answers).token,
            "waiting": waiting,
            "why_not": why_not,
            "has_signed": is_mine and not why_not,
            "sends": self.may("submit_report") or (waiting is not None and not is_mine and not why_not),
        }
