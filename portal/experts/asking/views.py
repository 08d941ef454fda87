"""Asking a question without a name, and reading the answer with the code."""

import datetime

from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import experts as asked
from portal import limits, organisation
from portal.experts import queries as expert_queries
from portal.experts import words
from portal.experts.asking import codes, queries, services
from portal.experts.models import Question
from portal.experts.workflow import State
from portal.form_start import FormStart
from portal.limits import Limit, Use
from portal.middleware import never_store
from portal.views import OpenPage

# For one network, which a whole household may share: new questions, and codes that there are not.
ASK_LIMIT = "5/h/key,20/d/key"
CODE_LIMIT = Limit("codes of questions", 10, datetime.timedelta(hours=1))


class AskExpert(OpenPage):
    """The form, the page where it is looked through, and the receipt with the code. Nothing is kept before it is sent.

    The receipt answers the POST itself: the code stands in no address and in no session.
    """

    rule = "experts.ask_question"

    def form(self, data=None):
        topics = [("", _("I do not know, or something else")), *organisation.topics()]
        return asked.AskExpertForm(data, choices={"topic": topics})

    def get(self, request):
        if not expert_queries.is_open():
            raise Http404
        return self.page("ask", self.form(), FormStart.now(), can_ask=expert_queries.experts().exists())

    def post(self, request):
        form, started = self.form(request.POST), FormStart.read(request)
        action = request.POST.get("action", "")
        if form.is_valid() and started.too_fast():
            form.add_error(None, _("That was very fast. Look through what you have written, and send again."))
        if not form.is_valid() or action == "change":
            return self.page("ask", form, started, can_ask=True)
        if action != "send":
            return self.page("check", form, started)
        sent = queries.by_token(started.request_token(form.cleaned_data))
        try:
            sent = sent or self.send(form.cleaned_data, started)
        except services.Closed:
            return self.page("ask", form, started, status=409, can_ask=False)
        except limits.TooManyRequests:
            return self.page("ask", form, started, status=429, can_ask=True, too_many=True)
        return self.receipt(sent)

    @transaction.atomic
    def send(self, answered, started):
        """Create the question. The limit counts new ones only, so sending the same form twice counts once."""
        sent, is_new = services.ask(
            token=started.request_token(answered),
            text=str(answered["text"]),
            topic=answered["topic"],
            may_publish=answered["may_publish"] == asked.YES,
            language=get_language(),
        )
        if is_new:
            limits.count(self.request, "ask_expert", ASK_LIMIT)
        return sent

    def receipt(self, sent):
        return never_store(
            self.render(
                "experts/sent",
                code=codes.grouped(codes.code_for(sent.token)),
                sent=sent.sent_at,
                how_long=words.how_long(expert_queries.waits_lately(expert_queries.months())),
                deleted_on=queries.deleted_on(sent),
                kept_days=queries.KEPT_DAYS,
                is_crisis=organisation.is_about_crisis(sent.topic, sent.text),
            )
        )

    def page(self, template, form, started, status=200, **values):
        text, topic = form["text"].value() or "", form["topic"].value() or ""
        return self.render(
            f"experts/{template}",
            status,
            form=form,
            form_errors=bool(form.errors),
            started=started.signed(),
            topic=words.topic(topic),
            is_public=form["may_publish"].value() == asked.YES,
            names_nobody=self.request.POST.get("text_names_nobody", ""),
            professions=expert_queries.professions(expert_queries.experts()) if template == "ask" else [],
            how_long=words.how_long(expert_queries.waits_lately(expert_queries.months())) if template == "ask" else "",
            kept_days=queries.KEPT_DAYS,
            is_crisis=organisation.is_about_crisis(topic, text),
            **values,
        )


class MyAnswer(OpenPage):
    """The answer, for whoever has the code. The code is posted: it stands in no address, and no browser keeps the page.

    Only codes that there are not count against the limit.
    """

    rule = "experts.ask_question"

    def dispatch(self, request):
        return never_store(super().dispatch(request))

    def get(self, request):
        self.raise_404_if_unused()
        return self.page(asked.AnswerCodeForm())

    def post(self, request):
        self.raise_404_if_unused()
        form = asked.AnswerCodeForm(request.POST)
        if not form.is_valid():
            return self.page(form)
        tried = Use(CODE_LIMIT, limits.network_of(request))
        try:
            limits.use(tried)
        except limits.LimitReached:
            return self.page(form, status=429, too_many=True)
        question = queries.by_code(form.cleaned_data["code"])
        if question is None:
            form.add_error("code", _("There is no question with this code. See whether you typed it as it was shown"))
            return self.page(form)
        limits.give_back(tried)
        action = request.POST.get("action", "")
        if action == "delete":
            services.withdraw(question)
            return redirect("portal:question_deleted")
        return self.answer(question, asks_to_delete=action == "ask_to_delete")

    def raise_404_if_unused(self):
        """Raises Http404 where the service is closed and no question is kept. Until then answers can be read."""
        if not (expert_queries.is_open() or Question.objects.exists()):
            raise Http404

    def page(self, form, status=200, **values):
        return self.render("experts/my_code", status, form=form, form_errors=bool(form.errors), **values)

    def answer(self, question, *, asks_to_delete):
        return self.render(
            "experts/my_answer",
            question=question,
            code=self.request.POST["code"],
            topic=words.topic(question.topic),
            state=State(question.state).label,
            is_answered=question.state == State.ANSWERED,
            who=words.who(question),
            reason=words.reason(question.reason),
            deleted_on=queries.deleted_on(question),
            asks_to_delete=asks_to_delete,
            is_crisis=organisation.is_about_crisis(question.topic, question.text),
        )


class QuestionDeleted(OpenPage):
    """Confirms the deletion. The page is the same for everybody and tells nothing of a question."""

    rule = "experts.ask_question"

    def get(self, request):
        return self.render("experts/deleted")
