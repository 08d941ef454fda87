"""Logging a call, one's own calls, correcting one, and taking it back."""

import uuid
from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.calls import LENGTHS, CallForm, day_in_words
from forms.choices import name_of
from portal import clock, organisation
from portal.activities.base_years import queries as base_year_queries
from portal.calls import queries, services, words
from portal.calls.models import Call
from portal.calls.rota import queries as rota_queries
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.unreadable import found, get_or_404
from portal.views import PortalView, posted_token


class CallPage(PortalView):
    """Base of the pages with the form of a call."""

    def dispatch(self, request, *args, **kwargs):
        self.lines = queries.lines_of(request.user) if request.user.is_authenticated else []
        return super().dispatch(request, *args, **kwargs)

    def form(self, data=None, initial=None, **about_day):
        choices = {
            "line": [(line.code, line.name) for line in self.lines],
            "caller": organisation.experiences("theirs"),
            "themes": organisation.topics(),
        }
        years = {"today": clock.today(), "first_year": base_year_queries.first_open_year()}
        return CallForm(data, choices=choices, initial=initial or {}, **years, **about_day)

    def answers(self, form):
        """The valid answers of the form, as the services take them."""
        answered = form.cleaned_data
        chosen = {name: answered[name] for name in ("minutes", "caller", "themes")}
        return {"line": answered.get("line") or self.lines[0].code, "day": form.date, **chosen}

    @property
    def only(self):
        return self.lines[0] if len(self.lines) == 1 else None


class LogCall(CallPage):
    """Log a call that has ended. The line of the shift, or the one used last, and today are chosen already: saving is
    one tap."""

    rule = "calls.log_call"

    def get(self, request):
        code = rota_queries.line_on_duty(request.user) or queries.line_used_last(request.user)
        return self.page(self.form(initial={"line": code}, hint=self.hint(code)), uuid.uuid4())

    def post(self, request):
        token, form = posted_token(request), self.form(request.POST)
        if not self.lines or not form.is_valid():
            return self.page(form, token)
        call = services.log_call(token=token, by=request.user, **self.answers(form))
        return redirect("portal:logged_call", ref=call.ref)

    def hint(self, code):
        """When the line that is chosen was open last, where that was not today: today is chosen too."""
        line = self.only or next((line for line in self.lines if line.code == code), None)
        day = queries.last_opening(line) if line else None
        if day is None or day == clock.today():
            return ""
        values = {"line": line.name, "day": day_in_words(day)}
        return _("%(line)s is not open today. It was last open on %(day)s.") % values

    def page(self, form, token):
        return self.render("calls/log", form=form, token=token, only=self.only, lines=self.lines)


def what_was_said(call):
    """What is told of a call besides its line and day, as a list of words."""
    said = [
        organisation.experience_name(call.caller),
        str(name_of(LENGTHS, call.minutes)),
        *organisation.topic_names([row.theme for row in found(call.themes.all())]),
    ]
    return [text for text in said if text]


class CallReceipt(PortalView):
    """Confirms that the call is saved, and says whom to talk with after a hard one."""

    rule = "calls.view_call"

    def get_case(self):
        return get_or_404(self.visible(Call.objects.filter(ref=self.kwargs["ref"])))

    def get(self, request, ref):
        return self.render(
            "calls/logged",
            line=queries.name_of_line(self.case.line),
            said=what_was_said(self.case),
            may_undo=queries.can_be_corrected(self.case),
            until=queries.correct_until(self.case.month),
            is_open=clock.today() <= queries.correct_until(self.case.month),
            contacts=chapter_queries.central_staff(Office.Kind.COORDINATOR),
        )


class MyCalls(PortalView):
    """The calls that the person has logged, month by month, and how many they are. Those of an open month can be
    corrected."""

    rule = "calls.view_call"

    def get(self, request):
        names, this_month = {line.code: line.name for line in queries.lines()}, clock.today().replace(day=1)
        calls = found(self.visible(queries.logged_by(request.user)))
        rows = [
            {
                "call": call,
                "day": day_in_words(call.day),
                "line": names.get(call.line, call.line),
                "said": what_was_said(call),
                "may_correct": queries.can_be_corrected(call),
            }
            for call in calls
        ]
        months = {month: list(group) for month, group in groupby(rows, lambda row: row["call"].month)}
        return self.render(
            "calls/mine",
            months=[
                {
                    "title": words.month_with_number(month, len(months.get(month, []))),
                    "rows": months.get(month, []),
                    "until": queries.correct_until(month),
                    "is_open": clock.today() <= queries.correct_until(month),
                }
                for month in sorted({this_month, *months}, reverse=True)
            ],
            number=len(rows),
            unreadable=calls.unreadable,
            may_log=request.user.has_perm("calls.log_call"),
        )


class OwnCallChange(PortalView):
    """Base of what somebody does with a call of their own that may be gone by now."""

    def dispatch(self, request, ref):
        """Redirect, instead of answering 404, when the call was taken back by a double click or in another window.

        Of another's call alike: the answer does not tell whether there is one.
        """
        may_log = request.user.is_authenticated and request.user.has_perm("calls.log_call")
        if request.method == "POST" and may_log and not self.visible(Call.objects.filter(ref=ref)).exists():
            return redirect(self.after(request))
        return super().dispatch(request, ref=ref)

    def get_case(self):
        return get_or_404(self.visible(Call.objects.filter(ref=self.kwargs["ref"])))

    def after(self, request):
        return "portal:my_calls"


class CorrectCall(OwnCallChange, CallPage):
    """Correct one's own call while its month is open."""

    rule = "calls.correct_call"

    def get_case(self):
        call = super().get_case()
        if call.line not in {line.code for line in self.lines}:  # somebody who does not answer it any more
            self.lines = [*self.lines, queries.Line(call.line, queries.name_of_line(call.line), False, lambda _day: ())]
        return call

    def get(self, request, ref):
        if not queries.can_be_corrected(self.case):
            return redirect("portal:logged_call", ref=ref)
        chosen = {name: getattr(self.case, name) for name in ("line", "minutes", "caller")}
        themes = [row.theme for row in found(self.case.themes.all())]
        return self.page(self.form(initial={**chosen, "themes": themes}, saved=self.case.day))

    def post(self, request, ref):
        form = self.form(request.POST, saved=self.case.day)
        if not form.is_valid():
            return self.page(form)
        try:
            services.correct_call(self.case, by=request.user, **self.answers(form))
        except services.TooLate:
            messages.warning(request, _("The month of this call is closed, so nothing was changed."))
        else:
            messages.success(request, _("The call is corrected."))
        return redirect("portal:my_calls")

    def page(self, form):
        return self.render("calls/correct", form=form, only=self.only)


class UndoCall(OwnCallChange):
    """Take back a call of one's own while its month is open."""

    rule = "calls.undo_call"

    def get(self, request, ref):
        return redirect("portal:logged_call", ref=ref)

    def post(self, request, ref):
        try:
            services.undo_call(self.case, by=request.user)
        except services.TooLate:
            messages.warning(request, _("The month of this call is closed, so nothing was changed."))
            return redirect("portal:logged_call", ref=ref)
        messages.success(request, _("The call is taken back. Nothing of it is kept."))
        return redirect(self.after(request))

    def after(self, request):
        """Where somebody who logs it anew goes on."""
        may_log = request.user.has_perm("calls.log_call") and "from_list" not in request.POST
        return "portal:log_call" if may_log else "portal:my_calls"
