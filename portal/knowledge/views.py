"""The knowledge test as the person takes it."""

from django.shortcuts import redirect

from forms.fields import whole_number
from forms.knowledge_test import answer_form
from portal.knowledge import queries, services
from portal.knowledge.models import Attempt, Theme
from portal.knowledge.workflow import State
from portal.views import PortalView
from portal.wording import say


class TestPage(PortalView):
    """A page about the person's own attempt: the open one, else the latest."""

    rule = "knowledge.take_test"

    def get_case(self):
        attempts = self.visible(Attempt.objects.all())
        return attempts.filter(state=State.OPEN).first() or attempts.order_by("-finished_at").first()

    def is_open(self):
        return self.case is not None and self.case.state == State.OPEN


class KnowledgeTest(TestPage):
    """What the test is, and the button that begins it or goes on."""

    def get(self, request, too_small=False):
        return self.render(
            "knowledge/intro",
            passed_on=queries.passed_on(request.user),
            under_way=self.is_open(),
            number=first_open(self.case) if self.is_open() else None,
            count=services.QUESTIONS,
            pass_mark=services.PASS_MARK,
            chapters=list(queries.chapters(queries.chapters_of_bank()).values()),
            too_small=too_small,
        )

    def post(self, request):
        if queries.has_passed(request.user):
            return redirect("portal:test_result")
        try:
            attempt = services.start(request.user, by=request.user)
        except services.BankTooSmall:
            return self.get(request, too_small=True)
        return redirect("portal:test_question", first_open(attempt))


class TestQuestion(TestPage):
    """One question a page. The same page tells how the answer was."""

    def get(self, request, number):
        away = self.away(number)
        return away or self.page(self.question)

    def post(self, request, number):
        away = self.away(number)
        if away:
            return away
        form = self.form(self.question, request.POST)
        if not self.question.settled and not form.is_valid():
            return self.page(self.question, form)
        if not self.question.settled:
            chosen = form.cleaned_data["choice"]
            services.answer(
                self.case,
                number,
                chosen if isinstance(chosen, list) else [chosen],
                by=request.user,
                tries=whole_number(request.POST.get("version")),
            )
        return redirect("portal:test_question", number)

    def away(self, number):
        """Where to, when this question is not the one to look at; None to stay."""
        if self.case is None:
            return redirect("portal:knowledge_test")
        self.questions = list(self.case.questions.all())
        self.question = next((question for question in self.questions if question.position == number), None)
        waiting = next((question.position for question in self.questions if not question.settled), None)
        if self.question is None or not self.question.settled and number != waiting:
            return redirect("portal:test_question", waiting) if waiting else redirect("portal:test_result")
        return None

    def form(self, question, data=None):
        offered = [(choice["id"], say(choice["text"])) for choice in question.wording["choices"]]
        latest = question.answers[-1] if question.answers else []
        several = question.wording["kind"] == "several"
        initial = latest if several else next(iter(latest), None)
        return answer_form(question.wording["kind"])(data, choices={"choice": offered}, initial={"choice": initial})

    def page(self, question, form=None):
        wording = question.wording
        form = form or self.form(question)
        return self.render(
            "knowledge/question",
            number=question.position,
            count=len(self.questions),
            is_last=question.position == len(self.questions),
            question=question,
            text=say(wording["text"]),
            # The key and the explanation of a question that is not settled never reach the template.
            explanation=say(wording["explanation"]) if question.settled else None,
            right=[say(choice["text"]) for choice in wording["choices"] if choice["right"]] if question.settled else [],
            is_crisis=wording["theme"] == Theme.CRISIS,
            chapter=queries.chapters([wording["chapter"]]).get(wording["chapter"]),
            form=form,
            form_errors=bool(form.errors),
        )


class TestResult(TestPage):
    """Passed or not yet, and what to read again. Nothing about single questions."""

    def get(self, request):
        if self.case is None:
            return redirect("portal:knowledge_test")
        if self.is_open():
            return redirect("portal:test_question", first_open(self.case))
        missed = [question.wording for question in self.case.questions.all() if not question.right]
        pages = queries.chapters(wording["chapter"] for wording in missed)
        themes = {}
        for wording in missed:
            chapter = pages.get(wording["chapter"])
            themes.setdefault(Theme(wording["theme"]).label, set()).update([chapter] if chapter else [])
        return self.render(
            "knowledge/result",
            passed=self.case.state == State.PASSED,
            passed_on=queries.passed_on(request.user),
            themes=[(theme, sorted(chapters, key=lambda chapter: chapter.title)) for theme, chapters in themes.items()],
        )


def first_open(attempt):
    """The number of the first question that is not settled."""
    return attempt.questions.filter(settled=False).values_list("position", flat=True).first()
