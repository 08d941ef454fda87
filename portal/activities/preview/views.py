"""Whether an activity counts, told while its form is filled in: answers for a part of the page, which htmx asks for."""

import copy

from django.http import HttpResponseForbidden
from django.shortcuts import redirect

from forms.activity import ME
from forms.choices import ACTIVITY_KINDS
from portal.activities.base_years.queries import stays_as_it_is
from portal.activities.corrections.views import CorrectActivity
from portal.activities.log_page import LogActivityPage, stated_of_year
from portal.activities.models import Statement
from portal.activities.preview import queries
from portal.activities.preview.words import MISSING, in_words


def faults_in(form):
    """What was answered and cannot be kept so: ``[(question, sentences)]``."""
    answered = [name for name in form.errors if form.data.get(name, "").strip()]
    return [(form.fields[name].label, form.errors[name]) for name in answered if name in form.fields]


class VerdictWhileLogging(LogActivityPage):
    """Whether the activity would count, were it saved as the form is filled in now. Nothing is saved.

    What was chosen is posted, and no free text. Where something of it cannot be read, there is no verdict, but what to
    look over.
    """

    rule = "activities.log_activity"
    keeps_text = False
    is_of_no_chapter = False

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return HttpResponseForbidden()  # no page to sign in: the answer is put into the form
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return redirect("portal:log_activity")

    def post(self, request, **_place):
        data = request.POST.copy()
        # Whether so many took part is asked when it is saved.
        data["asked_participants"] = data.get("participants", "").strip()
        form = self.form(data)
        found = self.found(form)
        return self.render(
            "activities/preview/verdict",
            found=found,
            faults=[] if found else faults_in(form),
            of_no_chapter=self.is_of_no_chapter,
        )

    def found(self, form):
        """``[(verdict in words, its days)]``: several where its days differ, none where nothing can be told."""
        unanswered = form.unanswered
        if unanswered is None or not MISSING.keys() >= unanswered:
            return []
        for name in unanswered:
            form.cleaned_data.setdefault(name)
        values = self.values(form)
        self.is_of_no_chapter = values["chapter"] is None
        verdicts = queries.days_by_verdict(self.rows(values), self.statements_in(form))
        # A name is not posted: where whoever led it is not chosen, their name may be written all the same.
        may_be_written = "led_by_name" in form.fields
        you_led = form.cleaned_data["leader"] == ME
        told = [
            (in_words(verdict, unanswered, may_be_written, you_led, self.year_question(form, days)), days)
            for verdict, days in verdicts
        ]
        return [(one, days) for one, days in told if one]

    def year_question(self, form, days):
        """The question about the whole year, where it has no answer yet and is about all these days; else empty."""
        if "statement" not in form.fields or form.cleaned_data["statement"]:
            return ""
        return form.fields["statement"].label if {day.year for day in days} == {self.statement_year()} else ""

    def kinds(self):
        return ACTIVITY_KINDS  # in whichever order: they are not shown

    def rows(self, values):
        return queries.unsaved(by=self.request.user, **values)

    def statements_in(self, form):
        """What the form says of the whole year, as unsaved rows: one, or none."""
        stated = stated_of_year(form)
        if stated is None:
            return []
        return [Statement(person=self.request.user, base_year=self.statement_year(), **stated)]


class VerdictWhileCorrecting(VerdictWhileLogging, CorrectActivity):
    """The same of an activity that is being corrected."""

    rule = "activities.correct_activity"

    def get(self, request, ref):
        return redirect("portal:correct_activity", ref=ref)

    def found(self, form):
        """None where the correction would be refused: the report is sent of the year that it is in, or would be in."""
        found = [] if self.case.undone_at or stays_as_it_is(self.case) else super().found(form)
        return [one for one in found if not one[0]["is_apart"]]

    def rows(self, values):
        row = copy.copy(self.case)
        if values["unpaid"] != row.unpaid:
            row.unpaid_said_by = self.request.user.pk  # as the correction that is saved says it
        for name, value in values.items():
            setattr(row, name, value)
        return [row]
