"""How does a person walk through a long form? formtools' wizard with named addresses, on our own drafts.

What differs from the library, each for a reason met in use: nothing is finished or wiped by a GET, an unknown or
too early step leads to the right one, each step is saved when it is posted, and of two windows the later one is asked.
"""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from formtools.wizard.views import NamedUrlWizardView

from forms import drafts
from forms.fields import whole_number
from forms.steps import asked, check, summary

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
        form = self.get_form(data=request.POST)
        values = self.raw(form)
        if self.changed_elsewhere(step, values):
            return self.show_conflict(form)
        try:
            return self.take(step, form, values)
        except drafts.Conflict:  # another window saved at the same instant
            request.draft.refresh_from_db()
            return self.show_conflict(form)

    def take(self, step, form, values):
        """What a posted step leads to: saved and on, saved for later, sent, or shown again with what is wrong."""
        if sum(len(value) for field in values.values() for value in field) > LARGEST:
            form.add_error(None, _("This is more text than we can keep. Make it shorter and save again."))
            return self.show(form)
        if self.request.POST.get("action") == "later":
            drafts.save_step(self.request.draft, step, values, now=self.now())
            return self.saved_for_later()
        if not form.is_valid():
            return self.show(form)
        if step == self.steps.last:
            answers, gaps = check(
                self.steps_list, {**self.request.draft.answers, step: values}, form_values=self.form_values
            )
            if gaps:
                return redirect(self.get_step_url(gaps[0].key))
            self.submit(answers)
            return self.after_last()
        drafts.save_step(self.request.draft, step, values, now=self.now())
        if self.request.GET.get("tilbake") == self.steps.last:
            return redirect(self.get_step_url(self.steps.last))
        return redirect(self.get_step_url(self.get_next_step(step)))

    def show_conflict(self, form):
        form.add_error(
            None, _("This was changed in another window after you opened the page. Check it and save again.")
        )
        return self.show(form)

    def saved_for_later(self):
        return redirect("portal:my_page")

    # Parts

    def show(self, form):
        """The page of the current step. (formtools' ``render`` is left alone: views have one of their own.)"""
        return self.render_to_response(self.get_context_data(form=form))

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
        """Whether another window saved this step with other answers after this page was shown."""
        shown = whole_number(self.request.POST.get("version"))
        if shown is None or shown >= self.request.draft.version:
            return False
        # The last page shows everything: whoever confirms it must have seen what is confirmed.
        return step == self.steps.last or self.request.draft.answers.get(step) not in (None, values)

    def raw(self, form):
        """The posted values of the form's own fields, and nothing else that was posted."""
        posted = {name: self.request.POST.getlist(form.add_prefix(name)) for name in form.fields}
        # The null character cannot be stored in every database; the field says so when the step is checked.
        return {name: [value.replace("\x00", "") for value in values] for name, values in posted.items() if values}

    def get_form_list(self):
        answers, __ = check(self.steps_list, self.request.draft.answers, form_values=self.form_values)
        return {step.key: step.form for step in asked(self.steps_list, answers)}

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
