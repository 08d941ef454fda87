"""How does a person walk through a long form? formtools' wizard with named addresses, on our own drafts.

What differs from the library, each for a reason met in use: nothing is finished or wiped by a GET, an unknown or
too early step leads to the right one, each step is saved when it is posted, and of two windows the later one is asked.
"""

import secrets

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView

from forms import drafts
from forms.fields import whole_number
from forms.steps import asked, check, summary

PAGE_MARK = 16  # characters
LARGEST = 50_000  # characters in one step: many times what any question asks for


class StepWizard(NamedUrlWizardView):
    """A view on this names ``draft_kind``, ``draft_key()`` and the moment ``now()``.

    It says what ``submit(answers)`` does, and with ``after_last()`` where to go when there is no draft any more: the
    receipt. ``form_values(step)`` gives the plain values that a step's form takes.
    """

    storage_name = "forms.drafts.DraftStorage"
    steps_list = ()
    draft_kind = ""

    @classmethod
    def of(cls, steps, *, url_name, **values):
        return cls.as_view(
            [(step.key, step.form) for step in steps], url_name=url_name, steps_list=tuple(steps), **values
        )

    def form_values(self, step):
        return {}

    # The walk

    def dispatch(self, request, *args, **kwargs):
        request.draft = drafts.find(self.draft_kind, self.draft_key())
        return super().dispatch(request, *args, **kwargs)

    def read_draft(self):
        """Read the draft again, in the middle of a request."""
        self.request.draft = drafts.find(self.draft_kind, self.draft_key())
        self.storage = drafts.DraftStorage(self.prefix, self.request)

    def get(self, request, step=None, **kwargs):
        elsewhere = self.elsewhere(step)
        if elsewhere:
            return elsewhere
        self.storage.current_step = step
        form = self.get_form(data=self.storage.current_step_data)
        return self.show(form if form.is_valid() else self.as_left(form))

    def post(self, request, step=None, **kwargs):
        elsewhere = self.elsewhere(step)
        if elsewhere:
            return elsewhere
        self.storage.current_step = step
        if request.POST.get("action") == "keep":  # of two texts, the one that is stored
            return self.go_on(step)
        form = self.get_form(data=request.POST)
        values = self.raw(form)
        if self.changed_elsewhere(step, values):
            return self.show_conflict(form)
        try:
            return self.take(step, form, values)
        except drafts.Conflict:  # another window saved or sent it at the same instant
            self.read_draft()
            elsewhere = self.elsewhere(step)
            if elsewhere:
                return elsewhere
            self.storage.current_step = step
            return self.show_conflict(form)

    def take(self, step, form, values):
        """What a posted step leads to: saved and on, saved for later, sent, or shown again with what is wrong."""
        if sum(len(value) for field in values.values() for value in field) > LARGEST:
            form.add_error(None, _("This is more text than we can keep. Make it shorter and save again."))
            return self.show(form)
        if self.request.POST.get("action") == "later":
            self.save(step, values)
            return self.saved_for_later()
        if not form.is_valid():
            return self.show(form)
        if step == self.steps.last:
            answers, gaps = check(
                self.steps_list, {**self.request.draft.answers, step: values}, form_values=self.form_values
            )
            if gaps:
                return self.meet_gaps(form, gaps)
            self.submit(answers)
            return self.after_last()
        self.save(step, values)
        return self.way_out(step, form) or self.go_on(step)

    def save(self, step, values):
        page = self.request.POST.get("page", "").replace("\x00", "")[:PAGE_MARK]
        drafts.save_step(self.request.draft, step, values, now=self.now(), page=page)

    def meet_gaps(self, form, gaps):
        """What is shown when the last page was sent and something is missing."""
        return redirect(self.get_step_url(gaps[0].key))

    def way_out(self, step, form):
        """Where an answer leads that is no fault, and yet not for going straight on; None to go on."""

    def go_on(self, step):
        """To the step after this one, or back to the page that checks all, if one came from there."""
        last = self.steps.last
        is_back = step == last or self.request.GET.get("tilbake") == last
        return redirect(self.get_step_url(last if is_back else self.get_next_step(step)))

    def show_conflict(self, form):
        both = self.both_texts(form)
        form.add_error(
            None, _("This was changed in another window after you opened the page. Check it and save again.")
        )
        return self.show(form, both=both)

    def both_texts(self, form):
        """Of each question that was answered differently: what is stored, and what was written now."""
        data = self.storage.current_step_data
        if data is None:
            return []
        stored = {row["name"]: row["value"] for row in summary(self.get_form(data=data))}
        return [{**row, "stored": stored[row["name"]]} for row in summary(form) if row["value"] != stored[row["name"]]]

    def saved_for_later(self):
        return redirect("portal:my_page")

    # Parts

    def show(self, form, **values):
        """The page of the current step. (formtools' ``render`` is left alone: views have one of their own.)"""
        return self.render_to_response(self.get_context_data(form=form, **values))

    def as_left(self, form):
        """Half an answer as it was left: nobody is met by complaints before they have posted."""
        shown = self.get_form()
        given = {name: form[name].data for name in form.fields} if form.is_bound else {}
        shown.initial = {
            **shown.initial,
            **{name: value for name, value in given.items() if value not in (None, "", [])},
        }
        return shown

    def elsewhere(self, step):
        """Where to go when this step is not the one to show; None to stay."""
        if self.request.draft is None:
            return self.after_last()
        right = self.right_step(step)
        return redirect(self.get_step_url(right)) if step != right else None

    def right_step(self, wanted):
        """The wanted step if everything before it is answered, else the first that is not."""
        keys = list(self.get_form_list())
        __, gaps = check(self.steps_list, self.request.draft.answers, form_values=self.form_values)
        first_gap = gaps[0].key if gaps else keys[-1]
        if wanted in keys and keys.index(wanted) <= keys.index(first_gap):
            return wanted
        return first_gap

    def changed_elsewhere(self, step, values):
        """Whether another window saved this step with other answers after this page was shown.

        Whoever goes back to a page and saves it again has one window: the page's mark tells. A page that does not say
        which version it showed, or is of a draft that was begun anew since, has not shown what is stored.
        """
        draft, shown = self.request.draft, whole_number(self.request.POST.get("version"))
        if shown == draft.version:
            return False
        # The last page shows everything: whoever confirms it must have seen what is confirmed.
        if step == self.steps.last:
            return shown is not None
        is_same_page = draft.pages.get(step) and draft.pages[step] == self.request.POST.get("page")
        return draft.answers.get(step) not in (None, values) and not is_same_page

    def raw(self, form):
        """The posted values of the form's own fields, and nothing else that was posted.

        An answer to something that is not asked any more is kept as it was.
        """
        stored = self.request.draft.answers.get(self.steps.current, {})
        kept = {name: values for name, values in stored.items() if name not in form.fields}
        posted = {name: self.request.POST.getlist(form.add_prefix(name)) for name in form.fields}
        # The null character cannot be stored in every database; the field says so when the step is checked.
        written = {name: [value.replace("\x00", "") for value in values] for name, values in posted.items() if values}
        return kept | written

    def get_form_list(self):
        return {step.key: step.form for step in asked(self.steps_list, self.form_values)}

    def get_form_kwargs(self, step=None):
        return self.form_values(step or self.steps.current)

    def get_prefix(self, request, *args, **kwargs):
        return self.draft_kind  # stated, so that renaming a view orphans no draft

    def get_context_data(self, form, **kwargs):
        current = next(step for step in self.steps_list if step.key == self.steps.current)
        previous = self.get_prev_step(current.key)
        return super().get_context_data(
            form,
            step=current,
            number=self.steps.step1,
            count=self.steps.count,
            draft=self.request.draft,
            page=secrets.token_hex(PAGE_MARK // 2),
            back=self.get_step_url(previous) if previous else "",
            sections=self.sections() if current.key == self.steps.last else [],
            **kwargs,
        )

    def sections(self):
        """What was answered, for the page that checks all: ``[(step, rows)]``, each row with the way to change it."""
        found, keys = [], self.get_form_list()
        for step in self.steps_list[:-1]:
            if step.key not in keys:
                continue
            form = self.get_form(step.key, data=self.storage.get_step_data(step.key))
            if form.is_valid():
                way = f"{self.get_step_url(step.key)}?tilbake={self.steps.last}"
                rows = [{**row, "href": f"{way}#id_{step.key}-{row['name']}"} for row in summary(form)]
                found.append((step, rows))
        return found


DONE, BEGUN, NEXT, CLOSED = "done", "begun", "next", "closed"


class OpenStepsWizard(StepWizard):
    """A wizard whose saved steps stay open, whatever is missing in them, and whose last page shows every gap."""

    def right_step(self, wanted):
        """The wanted step if it was saved or is the first that was not; else that one."""
        saved, first = self.saved_steps()
        return wanted if wanted in saved else first

    def saved_steps(self):
        """The steps that were saved, gaps or none, and the first that was not: the last one never is."""
        keys = list(self.get_form_list())
        saved = [key for key in keys[:-1] if key in self.request.draft.answers]
        return saved, next(key for key in keys if key not in saved)

    def meet_gaps(self, form, gaps):
        return self.show(form, gaps_were_sent=True)

    def looked_over(self):
        """Each step but the last: ``[(step, its form with what was answered, what is missing {field: sentence})]``."""
        found = []
        for step in asked(self.steps_list, self.form_values)[:-1]:
            form = self.get_form(step.key, data=self.storage.get_step_data(step.key) or {})
            missing = {name: texts[0] for name, texts in form.errors.items()} | form.holds_back()
            found.append((step, form, missing))
        return found

    def get_context_data(self, form, **kwargs):
        over = self.looked_over()
        context = super().get_context_data(form, step_list=self.step_list(over), **kwargs)
        is_last = self.steps.current == self.steps.last
        gaps = [
            {"text": text, "href": self.way_to(step, found, name)}
            for step, found, missing in over
            for name, text in missing.items()
        ]
        # The page that checks all is no step of its own.
        return context | {"count": self.steps.count - 1, "is_last": is_last, "gaps": gaps if is_last else []}

    def sections(self):
        return [(step, self.rows(step, form)) for step, form, _missing in self.looked_over()]

    def step_list(self, looked_over):
        """``[{key, title, state, href, is_current}]``: where one has been, where one can go now, what is closed yet."""
        saved, first = self.saved_steps()
        gaps = {step.key for step, _form, missing in looked_over if missing}
        states = {key: BEGUN if key in gaps else DONE for key in saved} | {first: NEXT}
        return [
            {
                "key": step.key,
                "title": step.title,
                "state": states.get(step.key, CLOSED),
                "href": self.get_step_url(step.key) if step.key in states else "",
                "is_current": step.key == self.steps.current,
            }
            for step in asked(self.steps_list, self.form_values)
        ]

    def rows(self, step, form):
        return [{**row, "href": self.way_to(step, form, row["name"])} for row in summary(form)]

    def way_to(self, step, form, name):
        """The address of one question, from where one comes back to the last page."""
        place = f"#{form[name].id_for_label or form[name].auto_id + '_0'}" if name in form.fields else ""
        return f"{self.get_step_url(step.key)}?tilbake={self.steps.last}{place}"
