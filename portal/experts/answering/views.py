"""The pages of those who answer: what waits, one question, and whether one's own name is shown."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms import experts as asked
from forms.fields import parse_whole_number
from portal.experts import queries as expert_queries
from portal.experts import services as experts
from portal.experts import words
from portal.experts.answering import queries, services
from portal.experts.models import Question
from portal.experts.publishing import queries as publishing_queries
from portal.experts.workflow import HELD, State
from portal.moves import IllegalMove, Stale
from portal.permissions import Role, access_of
from portal.unreadable import found, get_or_404
from portal.views import PortalView

PER_PAGE = 25


class ExpertQueue(PortalView):
    """The questions without an answer. Nothing of what was asked stands here: topic, days, and who has it."""

    rule = "experts.view_queue"
    shows_others = True

    def get(self, request):
        expert = expert_queries.expert_of(request.user)
        is_office = Role.SECRETARIAT in access_of(request.user).roles
        page = Paginator(queries.open_questions(), PER_PAGE).get_page(request.GET.get("page"))
        can_open = set(
            queries.readable_by(request.user, expert)
            .filter(pk__in=[one.pk for one in page])
            .values_list("pk", flat=True)
        )
        return self.render(
            "experts/queue",
            page=page,
            rows=[
                {
                    "row": row,
                    "topic": words.topic(row.topic),
                    "days": queries.days_waited(row),
                    "is_late": queries.days_waited(row) >= queries.EXPERT_AFTER_DAYS,
                    "is_mine": row.taken_by_id == request.user.pk,
                    "can_open": row.pk in can_open,
                    "state": State(row.state).label,
                }
                for row in page
            ],
            answered=[(row, words.topic(row.topic)) for row in found(queries.answered_by(request.user))[:PER_PAGE]],
            expert=expert,
            form=asked.ShowNameForm(initial={"shows_name": expert.shows_name}) if expert else None,
            to_review=publishing_queries.to_review().count() if is_office else 0,
            is_office=is_office,
        )

    def post(self, request):
        """The expert's own word on whether the name is shown."""
        expert = expert_queries.expert_of(request.user)
        form = asked.ShowNameForm(request.POST)
        if expert and request.user.has_perm("experts.show_own_name", expert) and form.is_valid():
            experts.show_name(expert, form.cleaned_data["shows_name"], by=request.user)
            messages.success(request, _("Saved."))
        return redirect("portal:expert_queue")


class OneQuestion(PortalView):
    """One question for an expert or the secretariat: take it, write an answer, ask, say no, give it back."""

    rule = "experts.view_question"
    shows_others = True
    FORMS = {
        "save": asked.ExpertAnswerForm,
        "answer": asked.ExpertAnswerForm,
        "consult": asked.ConsultForm,
        "advise": asked.AdviseForm,
        "refuse": asked.RefuseQuestionForm,
        "correct": asked.ExpertAnswerForm,
    }

    def dispatch(self, request, ref):
        """Lead to the list, instead of answering 404, where another expert has taken or ended it meanwhile."""
        is_expert = request.user.is_authenticated and request.user.has_perm("experts.view_queue")
        only_looks = request.method == "GET" or request.POST.get("action") == "take"
        if is_expert and only_looks and self.is_with_another():
            messages.info(request, _("Another one has this question already."))
            return redirect("portal:expert_queue")
        return super().dispatch(request, ref=ref)

    def is_with_another(self):
        rows = Question.objects.filter(ref=self.kwargs["ref"]).exclude(state=State.WAITING)
        return rows.exists() and not self.readable().filter(ref=self.kwargs["ref"]).exists()

    def readable(self):
        return queries.readable_by(self.request.user, expert_queries.expert_of(self.request.user))

    def get_case(self):
        return get_or_404(self.readable().filter(ref=self.kwargs["ref"]).select_related("taken_by"))

    def get(self, request, ref):
        return self.page()

    def post(self, request, ref):
        action = request.POST.get("action", "")
        rule = {"save": "answer"}.get(action, action)
        if rule not in Question.MOVES or not request.user.has_perm(f"experts.{rule}_expert_question", self.case):
            return redirect("portal:expert_question", ref=ref)
        # A double click: it is done already. An answer can be written, and corrected, more than once.
        if action not in ("save", "correct") and self.case.state == self.case.MOVES[rule].target:
            return redirect("portal:expert_question", ref=ref)
        form_class = self.FORMS.get(action)
        form = form_class(request.POST) if form_class else None
        if form and not form.is_valid():
            return self.page({action: form})
        return self.act(action, form.cleaned_data if form else {})

    def act(self, action, answered):
        by, version = self.request.user, parse_whole_number(self.request.POST.get("version")) or 0
        if action == "take":
            try:
                services.take(self.case, by=by)
            except (IllegalMove, Stale):
                messages.info(self.request, _("Another one has this question already."))
                return redirect("portal:expert_queue")
        elif action == "save":
            services.save_draft(self.case, answered["answer"], version=version, by=by)
            messages.success(self.request, _("The draft is saved."))
        elif action == "answer":
            services.answer(self.case, answered["answer"], version=version, by=by)
            messages.success(self.request, _("The answer is given. Whoever asked can read it now."))
        elif action == "correct":
            services.correct(self.case, answered["answer"], version=version, by=by)
            messages.success(self.request, _("The answer is corrected. Whoever asked can read it now."))
        elif action == "consult":
            services.consult(self.case, answered["asked_office"], by=by)
            messages.success(self.request, _("The secretariat is told."))
        elif action == "advise":
            services.advise(self.case, answered["office_said"], by=by)
            messages.success(self.request, _("The expert is told."))
        elif action == "refuse":
            services.refuse(self.case, answered["reason"], by=by)
            messages.success(self.request, _("Whoever asked can read why."))
        else:
            services.release(self.case, by=by)
            messages.success(self.request, _("It waits for another expert now."))
        if action in ("take", "save", "correct"):
            return redirect("portal:expert_question", ref=self.case.ref)
        return redirect("portal:expert_queue")

    def page(self, forms=None):
        case, forms = self.case, forms or {}
        is_mine = case.state == State.TAKEN and case.taken_by_id == self.request.user.pk
        written = forms.get("answer") or forms.get("save")
        form = next(iter(forms.values()), None)
        may = {
            name: case.state in line.sources and self.request.user.has_perm(f"experts.{name}_expert_question", case)
            for name, line in case.MOVES.items()
        }
        return self.render(
            "experts/question",
            form=form,
            form_errors=bool(form and form.errors),
            is_mine=is_mine,
            may=may,
            answer_form=written or asked.ExpertAnswerForm(initial={"answer": case.draft}),
            correct_form=forms.get("correct") or asked.ExpertAnswerForm(initial={"answer": case.answer}),
            consult_form=forms.get("consult") or asked.ConsultForm(),
            advise_form=forms.get("advise") or asked.AdviseForm(),
            refuse_form=forms.get("refuse") or asked.RefuseQuestionForm(),
            reasons=[(name, text) for _code, name, text in asked.REASONS],
            topic=words.topic(case.topic),
            state=State(case.state).label,
            days=queries.days_waited(case),
            taken_by=case.taken_by if case.state in HELD else None,
            reason=words.reason(case.reason),
            taken_days=queries.TAKEN_DAYS,
        )
