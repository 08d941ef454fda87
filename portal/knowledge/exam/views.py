"""The knowledge test as the person takes it, and practising for it."""

from dataclasses import dataclass

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forms.fields import parse_whole_number
from forms.knowledge_test import ThemeForm, answer_form_class
from portal.chapters.models import Office
from portal.chapters.queries import central_staff
from portal.knowledge.exam import practice, queries, services
from portal.knowledge.guide import queries as guide_queries
from portal.knowledge.models import Attempt, Theme
from portal.knowledge.workflow import State
from portal.views import PortalView
from portal.wording import translated


class ExamPage(PortalView):
    """Base of the pages about the user's own attempt: the open one, else the latest."""

    rule = "knowledge.take_test"

    def get_case(self):
        attempts = self.visible(Attempt.objects.all())
        return attempts.filter(state=State.OPEN).first() or attempts.order_by("-finished_at").first()

    def is_open(self):
        return self.case is not None and self.case.state == State.OPEN

    def status_values(self):
        """Template values about beginning an attempt, for the pages before and after the test."""
        status = queries.exam_status(self.request.user, queries.exam_settings())
        contacts = central_staff(Office.Kind.COORDINATOR) if status.is_used_up else []
        return {"exam_status": status, "contacts": contacts}

    def result_values(self):
        """Template values about a finished attempt: the score, and what to read again by theme. No single questions."""
        missed = queries.wrong_questions(self.case)
        critical = [question for question in missed if question.is_critical] if self.case.must_pass_critical else []
        pages = guide_queries.chapters_by_slug(question.wording["chapter"] for question in missed)
        count = len(self.case.questions.all())
        return {
            "asked": count,
            "late": self.case.counting_tries == 1 and any(question.counts(question.TRIES) for question in critical),
            "has_come_far": self.case.right * 2 >= count,
            "enough": self.case.right >= self.case.pass_mark,
            "critical": chapters_to_read_by_theme(critical, pages),
            "themes": chapters_to_read_by_theme([question for question in missed if question not in critical], pages),
        }


class KnowledgeTest(ExamPage):
    """Explains the test, with the button that begins an attempt or goes on with it."""

    gate = "test"

    def get(self, request, too_small=False):
        settings, is_open = queries.exam_settings(), self.is_open()
        questions = list(self.case.questions.all()) if is_open else []
        next_one = queries.next_question(questions)
        values = self.status_values()
        has_failed = self.case is not None and self.case.state == State.FAILED and not values["exam_status"].passed_on
        if has_failed:
            values |= self.result_values()
        return self.render(
            "knowledge/exam/intro",
            under_way=is_open,
            number=next_one.position if next_one else None,
            count=len(questions) or settings.questions,
            rules=self.case if is_open else settings,
            settings=settings,
            chapters=list(guide_queries.chapters_by_slug(guide_queries.chapters_in_question_bank()).values()),
            too_small=too_small,
            has_failed=has_failed,
            **values,
        )

    def post(self, request):
        if queries.has_passed(request.user):
            return redirect("portal:exam_result")
        try:
            attempt = services.start(request.user, by=request.user)
        except services.BankTooSmall:
            return self.get(request, too_small=True)
        except services.AttemptNotAllowed:
            return self.get(request)
        return redirect(address_of_next(attempt.questions.all()))


@dataclass(frozen=True)
class Answer:
    """One of the choices of a question that has been answered."""

    text: str
    is_right: bool
    is_chosen: bool


class ExamQuestion(ExamPage):
    """One question. After the answer, the same page says whether it was right."""

    returned = False

    def get(self, request, number):
        return self.redirect_if_not_current(number) or self.page()

    def post(self, request, number):
        elsewhere = self.redirect_if_not_current(number)
        if elsewhere:
            return elsewhere
        if self.is_done():
            return redirect(self.address)
        if request.POST.get("action") == "skip":
            services.skip(self.case, number)
            return redirect(address_of_next(self.case.questions.all()))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        chosen = form.cleaned_data["choice"]
        self.save(number, chosen if isinstance(chosen, list) else [chosen])
        return redirect(self.address)

    def save(self, number, chosen):
        version = parse_whole_number(self.request.POST.get("version"))
        if version is not None:
            services.answer(self.case, number, chosen, by=self.request.user, tries=version)

    def redirect_if_not_current(self, number):
        """A redirect when this question cannot be shown now, such as one that is not the next; None to stay."""
        if self.case is None:
            return redirect("portal:knowledge_test")
        self.questions = list(self.case.questions.all())
        self.question = next((question for question in self.questions if question.position == number), None)
        next_one = queries.next_question(self.questions)
        if self.question is None or not self.is_done() and not self.is_asked(next_one):
            return redirect(address_of_next(self.questions))
        if self.question.is_waiting:
            self.question.wording = queries.wording_in_force(self.question)
        self.address = address_of(self.question, self.returned)
        return None

    def is_asked(self, next_one):
        return next_one == self.question

    def is_done(self):
        return self.question.settled

    def was_right(self):
        return self.question.counts(self.question.TRIES)

    def tries(self):
        return self.question.tries

    def answers(self):
        """``[Answer]`` for a settled question: which choices are right, and which were chosen in the last try."""
        counted = min(self.question.tries, self.question.TRIES)
        chosen = self.question.answers[-1 if self.returned else counted - 1]
        choices = self.question.wording["choices"]
        return [Answer(translated(one["text"]), one["right"], one["id"] in chosen) for one in choices]

    def form(self, data=None):
        wording = self.question.wording
        offered = [(choice["id"], translated(choice["text"])) for choice in wording["choices"]]
        latest = self.question.answers[-1] if self.question.answers and not self.returned else []
        initial = latest if wording["kind"] == "several" else next(iter(latest), None)
        return answer_form_class(wording["kind"])(data, choices={"choice": offered}, initial={"choice": initial})

    def page(self, form=None):
        wording, is_done = self.question.wording, self.is_done()
        form = form or self.form()
        others = [question for question in self.questions if not question.settled and question != self.question]
        return self.render(
            "knowledge/exam/question",
            number=self.question.position,
            count=len(self.questions),
            next_address=address_of_next(self.questions),
            is_last=queries.next_question(self.questions) is None,
            may_skip=bool(others) and not self.returned,
            returned=self.returned,
            returns=self.question.returns,
            tries=self.tries(),
            is_done=is_done,
            was_right=is_done and self.was_right(),
            text=translated(wording["text"]),
            # Before the question is settled, the template gets neither the right answers nor the explanation.
            explanation=translated(wording["explanation"]) if is_done else None,
            answers=self.answers() if is_done else [],
            is_crisis=wording["theme"] == Theme.CRISIS,
            chapter=guide_queries.chapter_with_answer(wording) if is_done or self.tries() else None,
            form=form,
            form_errors=bool(form.errors),
        )


class ExamQuestionAgain(ExamQuestion):
    """A question that was answered wrong, asked once more after all others. One try; it changes no result."""

    returned = True

    def save(self, number, chosen):
        services.answer_again(self.case, number, chosen, by=self.request.user)

    def is_asked(self, next_one):
        return next_one == self.question and self.question.returns

    def is_done(self):
        return self.question.tries > self.question.TRIES

    def was_right(self):
        return bool(self.question.right)

    def tries(self):
        return 0


class ExamResult(ExamPage):
    """Whether the test is passed, and what to read again. Nothing about single questions."""

    def get(self, request):
        if self.case is None:
            return redirect("portal:knowledge_test")
        if self.is_open():
            return redirect(address_of_next(self.case.questions.all()))
        values, passed = self.status_values(), self.case.state == State.PASSED
        if values["exam_status"].passed_on and not passed:
            return redirect("portal:knowledge_test")
        return self.render("knowledge/exam/result", passed=passed, **self.result_values(), **values)


def chapters_to_read_by_theme(questions, pages):
    """The themes of these questions, each with the guide's chapters to read: ``[(theme, [Chapter])]``.

    ``pages`` is ``{slug: Chapter}``.
    """
    themes = {}
    for wording in (question.wording for question in questions):
        chapter = pages.get(wording["chapter"])
        themes.setdefault(Theme(wording["theme"]).label, set()).update([chapter] if chapter else [])
    return [(theme, sorted(chapters, key=lambda chapter: chapter.title)) for theme, chapters in themes.items()]


def address_of(question, returned):
    """The path of a question's page; with ``returned``, of the page that asks it once more."""
    return reverse("portal:exam_question_again" if returned else "portal:exam_question", args=[question.position])


def address_of_next(questions):
    """The path of the next question to answer; of the result when all are answered."""
    question = queries.next_question(questions)
    return address_of(question, question.returns) if question else reverse("portal:exam_result")


class Practice(PortalView):
    """Practice: one random question at a time. Nothing is stored."""

    rule = "knowledge.practise_test"
    keeps_text = False

    def get(self, request):
        theme = self.theme(request.GET)
        return self.page(theme, practice.draw_question(request.user, theme, request.GET.get("etter", "")))

    def post(self, request):
        theme = self.theme(request.POST)
        asked = practice.question_from_token(request.POST.get("token", ""), request.user)
        if asked is None:
            return self.page(theme, practice.draw_question(request.user, theme), is_lost=True)
        form = self.form(asked, request.POST)
        if not form.is_valid():
            return self.page(theme, asked, form)
        chosen = form.cleaned_data["choice"]
        chosen = set(chosen if isinstance(chosen, list) else [chosen])
        answers = [Answer(translated(choice.text), choice.right, name in chosen) for name, choice in asked.choices]
        return self.page(theme, asked, form, is_done=True, was_right=chosen == asked.right_ids, answers=answers)

    def theme(self, data):
        return data.get("tema") if data.get("tema") in Theme.values else ""

    def form(self, asked, data=None):
        offered = [(name, translated(choice.text)) for name, choice in asked.choices]
        return answer_form_class(asked.question.kind)(data, choices={"choice": offered})

    def page(self, theme, asked, form=None, is_done=False, **values):
        values |= {"theme": theme, "choose": self.chooser(theme), "asked": asked, "is_done": is_done}
        if asked:
            question = asked.question
            form = form or self.form(asked)
            values |= {
                "form": form,
                "form_errors": bool(form.errors),
                "text": translated(question.text),
                "is_crisis": question.theme == Theme.CRISIS,
            }
        if is_done:
            values |= {
                "explanation": translated(question.explanation),
                "chapter": guide_queries.chapter_with_answer({"chapter": question.chapter, "anchor": question.anchor}),
            }
        return self.render("knowledge/exam/practice", **values)

    def chooser(self, theme):
        return ThemeForm(initial={"tema": theme}, choices={"tema": [("", _("All themes")), *Theme.choices]})
