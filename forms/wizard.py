"""Views that lead a person through a long form: the wizard of formtools with named addresses, on our own drafts.

It differs from formtools in five ways. A GET neither finishes nor deletes anything. An address of an unknown step, or
of one that cannot be opened yet, redirects to the step that can. Each step is saved when it is posted. When two
windows have changed the same step, the later one is asked which answers to keep. A link that leads away from a step
is a button that posts it with ``go_to``: what was typed is saved first, also without script
(components/saving_link.html).

The wizard knows no address of the site: the view names the address of its steps (``url_name``) and returns the
redirects that lead out of the form.
"""

import abc
import datetime
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView

from forms import drafts
from forms.fields import parse_whole_number
from forms.models import Draft
from forms.renderer import SiteForm
from forms.steps import RawStep, Step, steps_to_ask, summary_rows, validate_answers

PAGE_TOKEN_LENGTH = 16  # characters
LONGEST_STEP = 50_000  # characters in all answers of one step: many times what any question asks for
SAVING_FORM = "step-form"  # the id of a step's form in its template
RETURN_PARAMETER = "tilbake"  # in the address of a step: the key of the step to come back to after saving


class DraftRequest(HttpRequest):
    """A request to a wizard, which has read the draft."""

    draft: Draft | None


class StepWizard(NamedUrlWizardView, abc.ABC):
    """A form in steps. A view that inherits from it says

    - which draft is filled in: ``draft_kind``, ``draft_key()`` and the time ``now()``;
    - what the steps' forms take beyond the answers: ``form_values()``;
    - what happens with complete answers: ``submit()``;
    - where to go from there: ``redirect_without_draft()`` and ``redirect_after_saving_for_later()``.
    """

    request: DraftRequest
    storage_name = "forms.drafts.DraftStorage"
    all_steps: ClassVar[tuple[Step, ...]] = ()  # also those whose condition is not met
    draft_kind = ""

    @classmethod
    def for_steps(cls, steps: Sequence[Step], *, url_name: str, **initkwargs: Any) -> Any:
        """The view function for these steps. ``url_name`` is the name of the address that takes ``step``."""
        form_list = [(step.key, step.form) for step in steps]
        return cls.as_view(form_list, url_name=url_name, all_steps=tuple(steps), **initkwargs)

    # What a view on this says

    @abc.abstractmethod
    def draft_key(self) -> str:
        """The key of the draft that the request is about."""

    @abc.abstractmethod
    def now(self) -> datetime.datetime:
        """The time at which a step is saved."""

    def form_values(self, step: str) -> dict[str, Any]:
        """The keyword arguments of the step's form."""
        return {}

    @abc.abstractmethod
    def submit(self, answers: dict[str, dict[str, Any]]) -> None:
        """Do what the form is for, with the cleaned answers of every step. Consumes the draft."""

    @abc.abstractmethod
    def redirect_without_draft(self) -> HttpResponseBase:
        """Where to go when there is no draft: to the receipt after submitting, or to where a form is begun."""

    @abc.abstractmethod
    def redirect_after_saving_for_later(self) -> HttpResponseBase:
        """Where to go when the person saves the step and does not go on."""

    def redirect_after_save(self, step: str, form: SiteForm) -> HttpResponseBase | None:
        """Where a valid answer leads instead of to the next step; None to go on."""
        return None

    # Requests

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.draft = drafts.find(self.draft_kind, self.draft_key())
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @property
    def draft(self) -> Draft:
        """The draft. Only where ``redirect_if_not_current`` has made sure that there is one."""
        if self.request.draft is None:
            raise LookupError("There is no draft.")
        return self.request.draft

    def reload_draft(self) -> None:
        """Read the draft again after another request has changed it."""
        self.request.draft = drafts.find(self.draft_kind, self.draft_key())
        self.storage = drafts.DraftStorage(self.prefix, self.request)

    def get(self, request: HttpRequest, step: str, **kwargs: Any) -> HttpResponseBase:
        elsewhere = self.redirect_if_not_current(step)
        if elsewhere:
            return elsewhere
        self.storage.current_step = step
        form = self.get_form(data=self.storage.current_step_data)
        return self.show_form(form if form.is_valid() else self.form_without_errors(form))

    def post(self, request: HttpRequest, step: str, **kwargs: Any) -> HttpResponseBase:
        elsewhere = self.redirect_if_not_current(step)
        if elsewhere:
            return self.respond_to_closed_step(step, elsewhere)
        self.storage.current_step = step
        if request.POST.get("action") == "keep":  # of two versions, the one that is saved
            return self.redirect_to_next_step(step)
        form = self.get_form(data=request.POST)
        values = self.posted_values(form)
        if self.is_changed_elsewhere(step, values):
            return self.show_conflict(form)
        try:
            return self.save_or_submit(step, form, values)
        except drafts.Conflict:  # another window saved or submitted it at the same time
            self.reload_draft()
            elsewhere = self.redirect_if_not_current(step)
            if elsewhere:
                return self.respond_to_closed_step(step, elsewhere)
            self.storage.current_step = step
            return self.show_conflict(form)

    def save_or_submit(self, step: str, form: SiteForm, values: RawStep) -> HttpResponseBase:
        """Save a valid step, or submit the answers from the last one. A step with errors is shown again.

        A step that is saved for later, or on the way to another page, may have errors.
        """
        if sum(len(value) for field in values.values() for value in field) > LONGEST_STEP:
            form.add_error(None, _("This is more text than we can keep. Make it shorter and save again."))
            return self.show_form(form)
        if self.request.POST.get("action") == "later":
            self.save(step, values)
            return self.redirect_after_saving_for_later()
        address = self.address_to_go_to()
        if address:
            if self.is_written(step, form, values):
                self.save(step, values)
            return redirect(address)
        if not form.is_valid():
            return self.show_form(form)
        if step == self.steps.last:
            answers, gaps = validate_answers(
                self.all_steps, {**self.draft.answers, step: values}, form_values=self.form_values
            )
            if gaps:
                return self.respond_to_gaps(form, gaps)
            self.submit(answers)
            return self.redirect_without_draft()
        self.save(step, values)
        return self.redirect_after_save(step, form) or self.redirect_to_next_step(step)

    def save(self, step: str, values: RawStep) -> None:
        page = self.request.POST.get("page", "").replace("\x00", "")[:PAGE_TOKEN_LENGTH]
        drafts.save_step(self.draft, step, values, now=self.now(), page=page)

    def address_to_go_to(self) -> str:
        """The path on this site that a pressed link leads to (``go_to``); empty if none was pressed."""
        address: str = self.request.POST.get("go_to", "")
        is_ours = url_has_allowed_host_and_scheme(
            address, {self.request.get_host()}, require_https=self.request.is_secure()
        )
        return address if address.startswith("/") and is_ours else ""

    def is_written(self, step: str, form: SiteForm, values: RawStep) -> bool:
        """Whether there is something to save: other answers than those that the page was shown with.

        The last step is never saved: what is ticked there is ticked by whoever sends it.
        """
        if step == self.steps.last:
            return False
        stored = self.draft.answers.get(step)
        return form.has_changed() if stored is None else stored != values

    def respond_to_gaps(self, form: SiteForm, gaps: Sequence[Step]) -> HttpResponseBase:
        """The response when the last step was sent and answers are missing: here, the first step with a gap."""
        return redirect(self.get_step_url(gaps[0].key))

    def redirect_to_next_step(self, step: str) -> HttpResponseBase:
        """To the step after this one, or back to the last step if the person came from there."""
        last = self.steps.last
        is_back = step == last or self.request.GET.get(RETURN_PARAMETER) == last
        return redirect(self.get_step_url(last if is_back else self.get_next_step(step)))

    # Two windows

    def is_changed_elsewhere(self, step: str, values: RawStep) -> bool:
        """Whether another window saved this step with other answers after this page was shown.

        A page that is saved, gone back to and saved again is no conflict: its token is the same. A page that does not
        say which version it showed, or of a draft that was begun anew since, has not shown what is saved.
        """
        draft, shown = self.draft, parse_whole_number(self.request.POST.get("version"))
        if shown == draft.version:
            return False
        # The last page shows all answers: whoever confirms them must have seen what is confirmed.
        if step == self.steps.last:
            return shown is not None
        is_same_page = draft.pages.get(step) and draft.pages[step] == self.request.POST.get("page")
        return draft.answers.get(step) not in (None, values) and not is_same_page

    def show_conflict(self, form: SiteForm) -> HttpResponse:
        """The posted form again, with the saved answers beside those that were posted."""
        both = self.conflicting_answers(form)
        form.add_error(
            None, _("This was changed in another window after you opened the page. Check it and save again.")
        )
        return self.show_form(form, both=both)

    def conflicting_answers(self, form: SiteForm) -> list[dict[str, Any]]:
        """The summary rows of the questions that are answered differently, each with the ``stored`` answer."""
        data = self.storage.current_step_data
        if data is None:
            return []
        stored = {row["name"]: row["value"] for row in summary_rows(self.get_form(data=data))}
        return [
            {**row, "stored": stored[row["name"]]} for row in summary_rows(form) if row["value"] != stored[row["name"]]
        ]

    # Pages

    def show_form(self, form: SiteForm, **context: Any) -> HttpResponse:
        """The page of the current step. (Not ``render``, as in formtools: a view may have one of its own.)"""
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form, **context))
        return response

    def form_without_errors(self, form: SiteForm) -> SiteForm:
        """The saved answers in an unbound form: nobody sees error messages before they have posted."""
        unbound: SiteForm = self.get_form()
        given = {name: form[name].data for name in form.fields} if form.is_bound else {}
        unbound.initial = {
            **unbound.initial,
            **{name: value for name, value in given.items() if value not in (None, "", [])},
        }
        return unbound

    def redirect_if_not_current(self, step: str) -> HttpResponseBase | None:
        """Where to go if this step cannot be shown now; None if it can."""
        if self.request.draft is None:
            return self.redirect_without_draft()
        current = self.step_to_show(step)
        return redirect(self.get_step_url(current)) if step != current else None

    def respond_to_closed_step(self, step: str, elsewhere: HttpResponseBase) -> HttpResponseBase:
        """The response to answers that were posted to a step that is closed now: here, the redirect that a GET gets.

        A view gives the text back to whoever wrote it.
        """
        return elsewhere

    def step_to_show(self, wanted: str) -> str:
        """The key of the wanted step if every step before it is complete, else of the first that is not."""
        keys = list(self.get_form_list())
        __, gaps = validate_answers(self.all_steps, self.draft.answers, form_values=self.form_values)
        first_gap = gaps[0].key if gaps else keys[-1]
        if wanted in keys and keys.index(wanted) <= keys.index(first_gap):
            return wanted
        return first_gap

    def posted_values(self, form: SiteForm) -> dict[str, list[str]]:
        """The raw values of the form's own fields. Whatever else was posted is left out.

        Saved answers to questions that are not asked any more are kept.
        """
        stored = self.draft.answers.get(self.steps.current, {})
        kept = {name: values for name, values in stored.items() if name not in form.fields}
        posted = {name: self.request.POST.getlist(form.add_prefix(name)) for name in form.fields}
        # Not every database can store the null character. The field's error message says so when it is validated.
        typed = {name: [value.replace("\x00", "") for value in values] for name, values in posted.items() if values}
        return kept | typed

    def url_with_return(self, step: str) -> str:
        """The address of a step that leads back to the last one when it is saved."""
        return f"{self.get_step_url(step)}?{RETURN_PARAMETER}={self.steps.last}"

    def get_form_list(self) -> dict[str, type[SiteForm]]:
        return {step.key: step.form for step in steps_to_ask(self.all_steps, self.form_values)}

    def get_form_kwargs(self, step: str | None = None) -> dict[str, Any]:
        return self.form_values(step or self.steps.current)

    def get_prefix(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The kind of the draft, so that no draft is lost when a view is renamed."""
        return self.draft_kind

    def get_context_data(self, form: SiteForm, **kwargs: Any) -> dict[str, Any]:
        current = next(step for step in self.all_steps if step.key == self.steps.current)
        previous = self.get_prev_step(current.key)
        context: dict[str, Any] = super().get_context_data(
            form,
            step=current,
            number=self.steps.step1,
            count=self.steps.count,
            draft=self.request.draft,
            page=secrets.token_hex(PAGE_TOKEN_LENGTH // 2),
            saving_form="" if current.key == self.steps.last else SAVING_FORM,
            back=self.get_step_url(previous) if previous else "",
            sections=self.sections() if current.key == self.steps.last else [],
            **kwargs,
        )
        return context

    def sections(self) -> list[tuple[Step, list[dict[str, Any]]]]:
        """All answers, for the last page: ``[(step, summary rows)]``, each row with the address that changes it."""
        found, keys = [], self.get_form_list()
        for step in self.all_steps[:-1]:
            if step.key not in keys:
                continue
            form = self.get_form(step.key, data=self.storage.get_step_data(step.key))
            if form.is_valid():
                address = self.url_with_return(step.key)
                rows = [{**row, "href": f"{address}#id_{step.key}-{row['name']}"} for row in summary_rows(form)]
                found.append((step, rows))
        return found


# The state of a step: all is answered; something is missing; the first that is not saved; cannot be opened yet.
DONE, BEGUN, NEXT, CLOSED = "done", "begun", "next", "closed"

CheckedStep = tuple[Step, SiteForm, Mapping[str, Any]]  # (step, its bound form, {field: what is missing})


class OpenStepsWizard(StepWizard):
    """A wizard whose saved steps can be opened whatever is missing in them, and whose last page shows every gap."""

    def step_to_show(self, wanted: str) -> str:
        """The key of the wanted step if it is saved or the first that is not, else of the first that is not."""
        saved, first = self.saved_steps()
        return wanted if wanted in saved else first

    def saved_steps(self) -> tuple[list[str], str]:
        """The keys of the saved steps, and the first key that is not saved. The last step is never saved."""
        keys = list(self.get_form_list())
        saved = [key for key in keys[:-1] if key in self.draft.answers]
        return saved, next(key for key in keys if key not in saved)

    def respond_to_gaps(self, form: SiteForm, gaps: Sequence[Step]) -> HttpResponseBase:
        return self.show_form(form, gaps_were_sent=True)

    def checked_steps(self) -> list[CheckedStep]:
        """Every step but the last with its saved answers, and what is missing in them: ``{field: sentence}``."""
        found = []
        for step in steps_to_ask(self.all_steps, self.form_values)[:-1]:
            form = self.get_form(step.key, data=self.storage.get_step_data(step.key) or {})
            missing = {name: texts[0] for name, texts in form.errors.items()} | form.eligibility_errors()
            found.append((step, form, missing))
        return found

    def get_context_data(self, form: SiteForm, **kwargs: Any) -> dict[str, Any]:
        checked = self.checked_steps()
        context = super().get_context_data(form, step_list=self.step_list(checked), **kwargs)
        is_last = self.steps.current == self.steps.last
        gaps = [
            {"text": text, "href": self.question_url(step, found, name)}
            for step, found, missing in checked
            for name, text in missing.items()
        ]
        # The last page, which shows all answers, is not counted as a step.
        return context | {"count": self.steps.count - 1, "is_last": is_last, "gaps": gaps if is_last else []}

    def sections(self) -> list[tuple[Step, list[dict[str, Any]]]]:
        return [(step, self.rows_with_urls(step, form)) for step, form, _missing in self.checked_steps()]

    def step_list(self, checked: Iterable[CheckedStep]) -> list[dict[str, Any]]:
        """The steps for components/step_list.html: ``[{key, title, state, href, is_current}]``."""
        saved, first = self.saved_steps()
        gaps = {step.key for step, _form, missing in checked if missing}
        states = {key: BEGUN if key in gaps else DONE for key in saved} | {first: NEXT}
        return [
            {
                "key": step.key,
                "title": step.title,
                "state": states.get(step.key, CLOSED),
                "href": self.get_step_url(step.key) if step.key in states else "",
                "is_current": step.key == self.steps.current,
            }
            for step in steps_to_ask(self.all_steps, self.form_values)
        ]

    def rows_with_urls(self, step: Step, form: SiteForm) -> list[dict[str, Any]]:
        return [{**row, "href": self.question_url(step, form, row["name"])} for row in summary_rows(form)]

    def question_url(self, step: Step, form: SiteForm, name: str) -> str:
        """The address of one question. Saving there leads back to the last page."""
        place = f"#{form[name].id_for_label or form[name].auto_id + '_0'}" if name in form.fields else ""
        return self.url_with_return(step.key) + place
