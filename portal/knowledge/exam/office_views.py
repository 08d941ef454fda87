"""The secretariat's pages about the knowledge test: settings, exceptions for one person, item analysis."""

import itertools
import uuid
from collections import Counter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from forms.course import PersonSearchForm
from forms.fields import parse_whole_number
from forms.knowledge_test import ExceptionForm, KnowledgeTestSettingsForm
from portal import clock, organisation
from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.knowledge.exam import item_analysis, queries, services
from portal.knowledge.models import Question, TestException, Theme
from portal.views import PortalView, search_words
from portal.wording import translated

MOST_LISTED = 100


class ExamRules(PortalView):
    """The settings of the test: how many questions from which themes, the pass mark, how many attempts."""

    rule = "knowledge.change_test_settings"
    needs_fresh_code = True

    def form(self, settings, data=None):
        available = Counter(question.theme for question in queries.available_questions())
        themes = [(code, name, available[code]) for code, name in Theme.choices]
        initial = {name: getattr(settings, name) for name in KnowledgeTestSettingsForm.base_fields}
        initial |= {"counting_tries": str(settings.counting_tries), "wait_days": settings.wait_days or None}
        initial |= {f"theme_{code}": number for code, number in settings.themes.items()}
        return KnowledgeTestSettingsForm(data, themes=themes, initial=initial)

    def get(self, request):
        settings = queries.exam_settings()
        return self.page(self.form(settings), settings.version)

    def post(self, request):
        form = self.form(queries.exam_settings(), request.POST)
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        services.change_settings(version=version, by=request.user, **form.values)
        messages.success(request, _("Saved. Tests that are begun go on as they began."))
        return redirect("portal:exam_rules")

    def page(self, form, version):
        return self.render("knowledge/exam/rules", form=form, version=version, form_errors=bool(form.errors))


class ExamExceptions(PortalView):
    """Search for the person to make an exception for; also lists those who have no attempt left."""

    rule = "knowledge.make_test_exception"
    shows_others = True

    def get(self, request):
        return self.page("")

    def post(self, request):
        return self.page(search_words(request))

    def page(self, q):
        used_up = self.visible(queries.people_without_attempts_left(queries.exam_settings().most_attempts))
        found = account_queries.first_of(
            account_queries.find_people(q, self.visible(User.objects.filter(is_active=True)))
        )
        return self.render(
            "knowledge/exam/exceptions",
            search=PersonSearchForm(initial={"q": q}),
            q=q,
            found=found,
            most_found=account_queries.MAX_SEARCH_RESULTS if len(found) == account_queries.MAX_SEARCH_RESULTS else None,
            used_up=list(used_up[:MOST_LISTED]),
            most_listed=MOST_LISTED,
        )


class ExamExceptionsOf(PortalView):
    """The exceptions that were made for one person, and a form that makes another."""

    rule = "knowledge.make_test_exception"
    shows_others = True
    needs_fresh_code = True
    can_be_read_without_code = True

    def get_case(self):
        people = self.visible(User.objects.filter(is_active=True))
        return get_object_or_404(people, ref=self.kwargs["ref"])

    def form(self, data=None):
        choices = {"kind": TestException.Kind.choices}
        return ExceptionForm(data, today=clock.today(), choices=choices, words=organisation.message_words())

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        if request.POST.get("action") == "withdraw":
            return self.withdraw()
        form = self.form(request.POST)
        known = parse_whole_number(request.POST.get("version"))
        if not form.is_valid():
            return self.page(form, known=known, token=posted_uuid(request, "token"))
        services.make_exception(
            self.case, token=posted_uuid(request, "token"), known=known, by=request.user, **form.values
        )
        messages.success(request, _("The exception is made, and an e-mail is on its way."))
        return redirect("portal:exam_exceptions_of", ref)

    def withdraw(self):
        ref = posted_uuid(self.request, "exception")
        exception = get_object_or_404(self.case.exam_exceptions, ref=ref)
        services.withdraw_exception(exception, by=self.request.user)
        messages.success(self.request, _("The exception is taken back."))
        return redirect("portal:exam_exceptions_of", self.case.ref)

    def page(self, form, known=None, token=None):
        made = list(self.case.exam_exceptions.select_related("recorded_by", "withdrawn_by"))
        return self.render(
            "knowledge/exam/exceptions_of",
            form=form,
            form_errors=bool(form.errors),
            code_first_url=self.code_first_url("exception"),
            made=made,
            version=len(made) if known is None else known,
            token=token or uuid.uuid4(),
            exam_status=queries.exam_status(self.case, queries.exam_settings()),
        )


def posted_uuid(request, name):
    """The UUID in a hidden field; a new one if it holds none."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid.uuid4()


class ExamItems(PortalView):
    """Every question with its figures from the item analysis."""

    rule = "knowledge.view_item_analysis"

    def get(self, request):
        items = item_analysis.overview()
        found = sorted(items, key=lambda item: Theme.values.index(item.question.theme))
        themes = itertools.groupby(found, key=lambda item: item.question.get_theme_display())
        return self.render(
            "knowledge/exam/items",
            themes=[(theme, list(rows)) for theme, rows in themes],
            hardest=item_analysis.hardest(items),
            fewest=item_analysis.MIN_ANSWERS,
        )


class ExamItem(PortalView):
    """One question: how often each choice was chosen, and its figures."""

    rule = "knowledge.view_item_analysis"

    def get(self, request, code):
        question = get_object_or_404(Question, code=code)
        item = next(item for item in item_analysis.overview() if item.question == question)
        chosen = item_analysis.choice_counts(question)
        longest = max((one.times for one in chosen or []), default=0) or 1
        bars = [
            {
                "name": _("%(answer)s (right)") % {"answer": one.text} if one.right else one.text,
                "value": f"{one.times} ({one.percent} %)",
                "percent": 100 * one.times / longest,
            }
            for one in chosen or []
        ]
        head = [_("Answer"), _("Chosen by")]
        other_key = queries.judged_by_another_key(question)
        return self.render(
            "knowledge/exam/item",
            item=item,
            head=head,
            bars=bars,
            fewest=item_analysis.MIN_ANSWERS,
            other_key=other_key,
            other_words=any(row.other_words for row in other_key),
            key=",".join(queries.right_codes(question)),
            right_answers=[translated(choice.text) for choice in question.choices.all() if choice.right],
        )


class CorrectAnswers(PortalView):
    """Judges all answers to a question by the key that is in force."""

    rule = "knowledge.correct_answers"
    needs_fresh_code = True
    keeps_text = False

    def post(self, request, code):
        question = get_object_or_404(Question, code=code)
        services.correct_answers(question, key=filter(None, request.POST.get("key", "").split(",")), by=request.user)
        messages.success(request, _("The answers are judged anew. Those whose result is another get an e-mail."))
        return redirect("portal:exam_item", code)
