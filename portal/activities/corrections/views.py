"""The page of one activity with its history; correcting, striking and putting back."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from forms.activity import ActivityForm
from forms.correction import (
    BOTH,
    CORRECT_REASONS,
    PUT_BACK_REASONS,
    STRIKE_REASONS,
    FormsTogether,
    ReasonForm,
    StrikeForm,
)
from forms.fields import parse_whole_number
from portal import organisation, permissions
from portal.activities import queries as activity_queries
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import meanwhile, queries, services
from portal.activities.corrections.words import history_in_words, said_in_words
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import in_words
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.gatherings.services import LoggedAnew
from portal.activities.log_page import LogActivityPage
from portal.activities.models import DoubleEntry, leader_columns
from portal.activities.presences import queries as presence_queries
from portal.activities.presences.people import answers_about_leader
from portal.activities.presences.services import NotSupporterThen, how_many
from portal.activities.statements import queries as statement_queries
from portal.activities.statements.queries import may_say, year_to_say
from portal.activities.workflow import State
from portal.chapters.models import Chapter
from portal.moves import Stale
from portal.unreadable import get_or_404, readable
from portal.views import PortalView, posted_token


class ActivityPageBase(PortalView):
    """Base class of the pages about one activity."""

    def get_case(self):
        return get_or_404(self.visible(queries.with_people()).filter(ref=self.kwargs["ref"]))

    def to_activity(self):
        return redirect("portal:activity", ref=self.case.ref)


class ActivityPage(ActivityPageBase):
    """One activity as it is now, and all that was changed of it: before, after, who, when and why."""

    rule = "activities.view_activity"
    shows_others = True

    def get(self, request, ref):
        case = self.case
        closed, past = base_year_queries.is_closed(case.chapter_id, case.day.year), base_year_queries.is_past(case)
        may_correct = not (closed or past) and permissions.allows(request.user, "activities.correct_activity", case)
        rules = counting_queries.rules_for(case.day.year)
        [(_activity, found)] = counting_queries.with_verdicts([case], rules)
        says = may_say(request.user, case, found)
        topics = dict(organisation.topics())
        return self.render(
            "activities/corrections/activity",
            found=in_words(found),
            year_to_say=year_to_say(request.user, [(case, found)]) if says else None,
            is_own=self.is_own(),
            sees_chapter=case.chapter and permissions.allows(request.user, "activities.view_of_chapter", case.chapter),
            days=activity_queries.days_of(case),
            said=said_in_words(case),
            may_say=says,
            topics=[topics.get(code, code) for code in case.topics],
            present=presence_queries.present(case),
            also_led_by=[str(one) for one in presence_queries.also_led(case)],
            history=history_in_words(queries.history(case)),
            is_closed=closed,
            is_past=past and not closed,
            may_correct=may_correct and not case.undone_at,
            may_put_back=may_correct and case.struck_at is not None,
            double=double_entry_queries.double_of(case) if may_correct and self.may_answer() else None,
            answers=[self.answer_shown(row) for row in double_entry_queries.answers_of(case)],
        )

    def may_answer(self):
        return permissions.allows(self.request.user, "activities.answer_double_entry", self.case)

    def answer_shown(self, answer):
        """What was answered about this entry and another: ``{answer, other, is_struck, may_see}``."""
        other = answer.later if answer.earlier == self.case else answer.earlier
        is_struck = answer.answer == DoubleEntry.Answer.SAME and answer.struck == self.case
        may_see = permissions.allows(self.request.user, "activities.view_activity", other)
        return {"answer": answer, "other": other, "is_struck": is_struck, "may_see": may_see}

    def is_own(self):
        """Whether it is in this person's own list."""
        leader = self.case.led_by.person_id if self.case.led_by else None
        return self.request.user.pk in (self.case.logged_by_id, leader)


def reason_form(choices, data=None):
    return ReasonForm(data, choices={"reason": choices}, words=organisation.message_words())


class CorrectActivity(ActivityPageBase, LogActivityPage):
    """Correct an activity. The form is the one that it was logged with, and asks why.

    Whoever comes second, of two who correct it at once, reads what the first has changed. What they typed is kept;
    the questions that they left alone have the new answers.
    """

    rule = "activities.correct_activity"
    shows_others = True
    form_class = ActivityForm  # of one day

    def get(self, request, ref):
        if self.case.undone_at or base_year_queries.stays_as_it_is(self.case):
            return self.to_activity()
        return self.correction_page(self.form(), reason_form(CORRECT_REASONS), uuid.uuid4(), self.case.version)

    def post(self, request, ref):
        if self.case.undone_at or base_year_queries.stays_as_it_is(self.case):
            return self.closed()
        token, version = posted_token(request), parse_whole_number(request.POST.get("version")) or 0
        form, why = self.form(request.POST), reason_form(CORRECT_REASONS, request.POST)
        if not FormsTogether(form, why).is_valid():
            return self.correction_page(form, why, token, version)
        values = self.values(form)
        if form.errors:
            return self.correction_page(form, why, token, version)
        alike = self.entry_like(values)
        if alike and request.POST.get("action") != "anyway":
            return self.ask_about_duplicate([alike], [], {**values, "also_on": ()}, token)
        try:
            said = why.cleaned_data
            after = services.correct(self.case, token=token, version=version, by=request.user, **said, **values)
        except Stale:
            return self.ask_again(values, why, token, version)
        except NotSupporterThen as refused:
            self.refuse_present(form, refused)
            return self.correction_page(form, why, token, version)
        except base_year_services.YearClosed as closed:
            text = _("The report for %(year)d is sent, so no activity can be moved there. Choose another day")
            form.add_error("day", text % {"year": closed.args[0]})
            return self.correction_page(form, why, token, version)
        if after.version == self.case.version:
            messages.info(request, _("Nothing was changed."))
        else:
            messages.success(request, _("The activity is corrected."))
        if not permissions.allows(request.user, "activities.view_activity", after):
            return redirect("portal:activities")  # it is another chapter's now
        return self.to_activity()

    def entry_like(self, values):
        """Another entry of whoever logged it, which is as this one becomes: the day of a series, moved onto another."""
        asked = {name: values[name] for name in ("day", "kind", "participants")}
        if all(getattr(self.case, name) == value for name, value in asked.items()):
            return None
        same = activity_queries.logged().filter(logged_by=self.case.logged_by, chapter=values["chapter"], **asked)
        return same.exclude(pk=self.case.pk).first()

    def closed(self):
        messages.warning(self.request, _("The activity can no longer be corrected, so nothing was changed."))
        return self.to_activity()

    def ask_again(self, values, why, token, version):
        """The form once more, after somebody else was quicker: with what was typed, and with what they changed."""
        self.case.refresh_from_db()
        if self.case.undone_at:
            return self.closed()
        found = meanwhile.since(self.case, version, values)
        self.filled_in = found.answers
        return self.correction_page(self.form(), why, token, self.case.version, status=409, meanwhile=found)

    def correction_page(self, form, why, token, version, status=200, **values):
        together = FormsTogether(form, why) if form.is_bound else None
        return self.render(
            "activities/corrections/correct",
            form=form,
            why=why,
            token=token,
            version=version,
            together=together,
            form_errors=bool(together and together.errors),
            status=status,
            **values,
        )

    def initial(self):
        """The answers of the form: the activity as it is, or what ``ask_again`` has filled in."""
        values = getattr(self, "filled_in", None) or queries.written_values(self.case)
        year, month, day = map(int, values["day"].split("-"))
        places = {str(one.ref) if one else None: code for code, one in self.places().items()}
        of_form = {"when": "other", "day": f"{day}.{month}.{year}", "chapter": places.get(values["chapter"], "")}
        if values["supporters_present"] <= len(values["present"]) + (values["led_by"] is not None):
            of_form["supporters_present"] = None  # as many as are named, whoever that will be
        return {**values, **of_form, **answers_about_leader(self.request.user, values["leader"], values["led_by"])}

    def form_arguments(self):
        return {"of_year": statement_queries.said_of_year(self.case)}

    def statement_year(self):
        """Nothing is asked here of the whole year."""
        return

    def chapters(self):
        """Those for which the person can log, and the one that it is logged for."""
        own = permissions.visible_to(
            Chapter.objects.filter(is_active=True), self.request.user, "activities.log_activity"
        )
        return [self.case.chapter, *own.exclude(pk=self.case.chapter_id)]

    def may_log_of_no_chapter(self):
        return self.case.chapter is None or super().may_log_of_no_chapter()

    def present_offered(self):
        """Those who can be named, and who is named already."""
        return list(dict.fromkeys([*self.supporters, *self.present_now]))

    @cached_property
    def present_now(self):
        return presence_queries.present(self.case)

    def leaders(self):
        """The others who can be named, and whoever is named already."""
        found, named = super().leaders(), self.case.led_by
        is_other = named and named not in found and named.person_id != self.request.user.pk
        return [*found, named] if is_other else found

    def values(self, form):
        """The columns that the form asks for. What it does not ask, or cannot offer any more, stays as it was."""
        answers = {*queries.CORRECTABLE, "present"}
        values = {name: value for name, value in super().values(form).items() if name in answers}
        named = {} if form.errors else self.leader(form, form.date)
        values |= leader_columns(**named)
        values["supporters_present"] = how_many(values["led_by"], values["present"], values["supporters_present"] or 0)
        offered = dict(organisation.topics())
        values["topics"] = [*values["topics"], *(code for code in self.case.topics if code not in offered)]
        return values


class WithReason(ActivityPageBase):
    """Base class: a page that asks why, and does one thing with the activity."""

    shows_others = True
    choices: list = []
    template = ""

    def get(self, request, ref):
        if not self.is_possible():
            return self.to_activity()
        return self.page(self.form(), uuid.uuid4())

    def post(self, request, ref):
        token, why = posted_token(request), self.form(request.POST)
        if not why.is_valid():
            return self.page(why, token)
        try:
            self.act(token, why.cleaned_data)
            messages.success(request, self.done())
        except base_year_services.YearClosed:
            messages.warning(request, _("The report on that year is sent, so nothing was changed."))
        except base_year_services.YearNotOpen:
            messages.warning(request, _("It is too late to report on that year, so nothing was changed."))
        except LoggedAnew:
            text = _("The gathering has been logged again since. If this one is right, strike the other one first.")
            messages.warning(request, text)
        return self.to_activity()

    def form(self, data=None):
        return reason_form(self.choices, data)

    def page(self, form, token, **values):
        return self.render(self.template, form=form, token=token, form_errors=bool(form.errors), **values)


class StrikeActivity(WithReason):
    """Strike an activity: it is kept and shown, and counts nowhere.

    Where another entry is struck because this one is the same, it is asked what becomes of that one.
    """

    rule = "activities.strike_activity"
    choices = STRIKE_REASONS
    template = "activities/corrections/strike"

    def is_possible(self):
        return not self.case.undone_at and not base_year_queries.stays_as_it_is(self.case)

    @cached_property
    def same(self):
        return [answer.struck for answer in readable(double_entry_queries.answers_that_keep(self.case))[0]]

    def form(self, data=None):
        words = organisation.message_words()
        return StrikeForm(data, has_same=bool(self.same), choices={"reason": self.choices}, words=words)

    def page(self, form, token, **values):
        return super().page(form, token, same=self.same, **values)

    def done(self):
        return _("The activity is struck. It counts nowhere.")

    def act(self, token, said):
        version = parse_whole_number(self.request.POST.get("version"))
        with_same = said.pop("same", None) == BOTH
        services.strike(self.case, token=token, version=version, by=self.request.user, with_same=with_same, **said)
        if self.case.planned_as and self.case.planned_as.state == State.PLANNED:
            title = {"title": self.case.planned_as.title}
            text = _("The gathering “%(title)s” is no longer logged. If it was held, it can be logged again.")
            messages.info(self.request, text % title)


class PutBackActivity(WithReason):
    """Put a struck activity back, so that it counts again."""

    rule = "activities.put_back_activity"
    choices = PUT_BACK_REASONS
    template = "activities/corrections/put_back"

    def is_possible(self):
        return self.case.struck_at is not None and not base_year_queries.stays_as_it_is(self.case)

    def done(self):
        return _("The activity is put back.")

    def act(self, token, said):
        services.put_back(self.case, token=token, by=self.request.user, **said)
