"""The secretariat's pages about its own questions in the application: list, add, change, retire."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms import application as asked
from forms.extra import ExtensibleForm, QuestionDefinition, QuestionForm
from forms.fields import parse_whole_number
from portal import clock
from portal.onboarding.models import ExtraQuestion
from portal.onboarding.questions import queries, services
from portal.supporters import queries as supporter_queries
from portal.views import PortalView, posted_token
from portal.wording import translated

MAX_QUESTIONS = 5  # in one step; the page warns about more
# The number of built-in questions in each step.
BUILT_IN_QUESTIONS = {step.key: len(step.form.base_fields) for step in asked.STEPS[:-1]}


class Questions(PortalView):
    """All questions by step, also the retired ones."""

    rule = "onboarding.change_questions"

    def get(self, request):
        found = list(ExtraQuestion.objects.all())
        offers = {category.code: category for category in supporter_queries.categories()}
        steps = []
        for step in asked.STEPS[:-1]:
            rows = [
                {"question": question, "only_for": [offers[code] for code in question.categories if code in offers]}
                for question in found
                if question.step == step.key
            ]
            active = [row for row in rows if row["question"].is_active]
            is_long = bool(active) and BUILT_IN_QUESTIONS[step.key] + len(active) > MAX_QUESTIONS
            steps.append({"step": step, "rows": rows, "is_long": is_long})
        return self.render("onboarding/questions/questions", steps=steps, is_empty=not found)


class EditQuestionPage(PortalView):
    """Base class: the form for one question, with a preview as the applicant sees it."""

    rule = "onboarding.change_questions"
    needs_fresh_code = True

    def form(self, data=None):
        question = self.question()
        steps = [(step.key, step.title) for step in asked.STEPS[:-1]]
        offers = [(category.code, translated(category.offer)) for category in supporter_queries.offered()]
        return QuestionForm(
            data,
            is_new=question is None,
            early_steps=asked.EARLY_STEPS,
            choices={"step": steps, "categories": offers},
            initial=_initial_of(question) if question else {"order": 10},
        )

    def question(self):
        return None

    def hidden_values(self):
        """Hidden values of the form that prevent saving twice, or over somebody else's change."""
        return {"token": posted_token(self.request)}

    def page(self, form, example=None):
        return self.render(
            "onboarding/questions/question",
            form=form,
            form_errors=bool(form.errors),
            question=self.question(),
            example=example,
            **self.hidden_values(),
        )

    def get(self, request, **kwargs):
        question = self.question()
        example = _example(queries.as_extra(question)) if question else None
        return self.page(self.form(), example)

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        if request.POST.get("action") == "look":
            return self.page(form, _example(self.preview_question(form.cleaned_data)))
        self.save(form.cleaned_data)
        messages.success(request, _("The question is saved."))
        return redirect("portal:extra_questions")

    def preview_question(self, values):
        choices = tuple((str(number), translated(wording)) for number, wording in enumerate(values.get("choices", [])))
        kind = values.get("kind") or self.question().kind
        return QuestionDefinition(
            "example", kind, translated(values["label"]), translated(values["hint"]), choices, values["required"]
        )


def _initial_of(question):
    here = [choice["text"] for choice in question.choices if not choice.get("is_gone")]
    codes = {code for wording in here for code in wording}
    values = ("step", "label", "hint", "required", "order", "categories")
    return {name: getattr(question, name) for name in values} | {
        "choices": {code: "\n".join(wording.get(code, "") for wording in here) for code in codes}
    }


def _example(question):
    return ExtensibleForm(extra=[question], today=clock.today(), prefix="example")


class NewQuestion(EditQuestionPage):
    """Add a question."""

    def save(self, values):
        services.add_question(token=posted_token(self.request), by=self.request.user, **values)


class OneQuestion(EditQuestionPage):
    """Change a question, retire it, or use it again."""

    def get_case(self):
        return get_object_or_404(self.visible(ExtraQuestion.objects.all()), ref=self.kwargs["ref"])

    def question(self):
        return self.case

    def hidden_values(self):
        return {"version": parse_whole_number(self.request.POST.get("version")) or self.case.version}

    def post(self, request, **kwargs):
        actions = {"retire": services.retire_question, "ask_again": services.ask_again}
        action = actions.get(request.POST.get("action"))
        if action is None:
            return super().post(request, **kwargs)
        action(self.case, by=request.user)
        return redirect("portal:extra_questions")

    def save(self, values):
        version = parse_whole_number(self.request.POST.get("version")) or 0
        services.change_question(self.case, by=self.request.user, version=version, **values)
