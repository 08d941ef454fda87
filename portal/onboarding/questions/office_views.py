"""The secretariat's own questions in the application: which there are, a new one, a better wording, retired."""

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
from portal.wording import say

MANY = 5  # questions in a step: more than this tires people
# What we ask ourselves in each step, at the most.
OURS = {step.key: len(step.form.base_fields) for step in asked.STEPS[:-1]}


class Questions(PortalView):
    """All of them by step, those that are retired too."""

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
            is_long = bool(active) and OURS[step.key] + len(active) > MANY
            steps.append({"step": step, "rows": rows, "is_long": is_long})
        return self.render("onboarding/questions", steps=steps, is_empty=not found)


class Editing(PortalView):
    """One question in a form, and how it looks to an applicant."""

    rule = "onboarding.change_questions"
    needs_fresh_code = True

    def form(self, data=None):
        question = self.question()
        steps = [(step.key, step.title) for step in asked.STEPS[:-1]]
        offers = [(category.code, say(category.offer)) for category in supporter_queries.offered()]
        return QuestionForm(
            data,
            is_new=question is None,
            early_steps=asked.EARLY_STEPS,
            choices={"step": steps, "categories": offers},
            initial=_as_typed(question) if question else {"order": 10},
        )

    def question(self):
        return None

    def kept(self):
        """What the form hands back with the answers, so that nothing is saved over or twice."""
        return {"token": posted_token(self.request)}

    def page(self, form, example=None):
        return self.render(
            "onboarding/question",
            form=form,
            form_errors=bool(form.errors),
            question=self.question(),
            example=example,
            **self.kept(),
        )

    def get(self, request, **kwargs):
        question = self.question()
        example = _example(queries.plain(question)) if question else None
        return self.page(self.form(), example)

    def post(self, request, **kwargs):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        if request.POST.get("action") == "look":
            return self.page(form, _example(self.as_written(form.cleaned_data)))
        self.save(form.cleaned_data)
        messages.success(request, _("The question is saved."))
        return redirect("portal:extra_questions")

    def as_written(self, values):
        choices = tuple((str(number), say(wording)) for number, wording in enumerate(values.get("choices", [])))
        kind = values.get("kind") or self.question().kind
        return QuestionDefinition(
            "example", kind, say(values["label"]), say(values["hint"]), choices, values["required"]
        )


def _as_typed(question):
    here = [choice["text"] for choice in question.choices if not choice.get("is_gone")]
    codes = {code for wording in here for code in wording}
    values = ("step", "label", "hint", "required", "order", "categories")
    return {name: getattr(question, name) for name in values} | {
        "choices": {code: "\n".join(wording.get(code, "") for wording in here) for code in codes}
    }


def _example(question):
    return ExtensibleForm(extra=[question], today=clock.today(), prefix="example")


class NewQuestion(Editing):
    def save(self, values):
        services.add_question(token=posted_token(self.request), by=self.request.user, **values)


class OneQuestion(Editing):
    """Word it anew, retire it, or take it into use again."""

    def get_case(self):
        return get_object_or_404(self.visible(ExtraQuestion.objects.all()), ref=self.kwargs["ref"])

    def question(self):
        return self.case

    def kept(self):
        return {"version": parse_whole_number(self.request.POST.get("version")) or self.case.version}

    def post(self, request, **kwargs):
        acts = {"retire": services.retire_question, "ask_again": services.ask_again}
        act = acts.get(request.POST.get("action"))
        if act is None:
            return super().post(request, **kwargs)
        act(self.case, by=request.user)
        return redirect("portal:extra_questions")

    def save(self, values):
        version = parse_whole_number(self.request.POST.get("version")) or 0
        services.change_question(self.case, by=self.request.user, version=version, **values)
