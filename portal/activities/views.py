"""One's own activities, the receipt of one that was logged, and undoing it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.activity import ME
from forms.dates import date_in_words
from portal import clock, permissions
from portal.activities import queries, services
from portal.activities.base_years import queries as base_year_queries
from portal.activities.corrections import queries as correction_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.words import CORRECT, in_words, warnings, what_helps
from portal.activities.double_entries import queries as double_entry_queries
from portal.activities.models import Activity
from portal.activities.presences import queries as presence_queries
from portal.activities.repeating import queries as repeating_queries
from portal.activities.repeating import words as repeating_words
from portal.activities.statements import queries as statement_queries
from portal.activities.statements.words import lines_of_year
from portal.activities.totals import queries as total_queries
from portal.activities.totals.words import counting_in_words, totals_in_words
from portal.read_together import read_together
from portal.unreadable import found_values, get_or_404, readable
from portal.views import PortalView

PER_PAGE = 50


class MyActivities(PortalView):
    """The activities that the person has logged or led, by year. What is summed up is all of the year."""

    rule = "activities.view_activity"
    shows_others = True

    def get(self, request):
        this_year = clock.today().year
        all_years = {this_year, *queries.years_of(request.user), *presence_queries.years_of(request.user)}
        years = sorted(all_years, reverse=True)
        asked = request.GET.get("aar", "")
        year = int(asked) if asked in map(str, years) else this_year
        rows = queries.of_person(request.user, year)
        judged = found_values(rows.values_list(*counting_queries.JUDGED, named=True))
        pairs = counting_queries.with_verdicts(judged, counting_queries.rules_for(year))
        total = total_queries.totals_of(pairs)
        page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
        verdicts = {row.pk: found for row, found in page}
        rows = rows.filter(pk__in=verdicts)
        can_say = year in base_year_queries.open_years()
        struck = correction_queries.struck_of_person(request.user, year)
        last = repeating_queries.last_logged(request.user)
        read_together(struck, last, rows)
        (rows, odd), (struck, odd_struck) = readable(rows), readable(struck)
        attended, odd_attended = readable(presence_queries.of_person(request.user, year))
        said, is_said_readable = lines_of_year(request.user, year) if can_say else ([], True)
        return self.render(
            "activities/mine",
            year=year,
            years=years,
            in_words=totals_in_words(year, total),
            counting=counting_in_words(total),
            page=page,
            query=f"aar={year}",
            rows=[{"activity": activity, **in_words(verdicts[activity.pk])} for activity in rows],
            can_say=can_say,
            said=said,
            is_said_readable=is_said_readable,
            unreadable=pairs.unreadable + len([*odd, *odd_struck, *odd_attended]),
            any_counts=any(found.counts for _activity, found in pairs),
            attended=attended,
            may_log=permissions.allows(request.user, "activities.log_activity"),
            repeat=repeating_words.button(last),
            struck=struck,
        )


class ActivityReceipt(PortalView):
    """Confirms that the activity is saved, and shows whether it counts."""

    rule = "activities.view_activity"
    shows_others = True

    def get_case(self):
        rows = self.visible(Activity.objects.select_related("chapter", "led_by__person", "logged_by"))
        return get_or_404(rows.filter(ref=self.kwargs["ref"]))

    def get(self, request, ref):
        if self.case.struck_at:
            return redirect("portal:activity", ref=ref)
        pairs = counting_queries.with_verdicts_of_years(queries.series_of(self.case))
        [found] = [verdict for row, verdict in pairs if row.pk == self.case.pk]
        you_led = self.case.led_by is not None and self.case.led_by.person_id == request.user.pk
        lines = [{"activity": row, "day": date_in_words(row.day), **in_words(one, you_led)} for row, one in pairs]
        can_help = next((help_ for _row, one in pairs if (help_ := what_helps(one))), "")
        can_correct = permissions.allows(request.user, "activities.correct_activity", self.case)
        in_time = clock.now() - self.case.logged_at <= services.UNDO_WITHIN
        return self.render(
            "activities/logged",
            **in_words(found, you_led),
            led_by=repeating_words.led_by(self.case, ME if you_led else self.case.leader),
            day_in_words=date_in_words(self.case.day),
            my_activities=f"{reverse('portal:activities')}?aar={self.case.day.year}",
            can_help=can_help if can_help != CORRECT or can_correct else "",
            warnings=warnings(dict.fromkeys(code for _row, verdict in pairs for code in verdict.warnings)),
            lines=lines,
            is_series=len(lines) > 1,
            are_alike=len({(verdict.counts, verdict.reasons) for _row, verdict in pairs}) == 1,
            counting=sum(verdict.counts for _row, verdict in pairs),
            present=presence_queries.present(self.case),
            may_say=statement_queries.may_say(request.user, self.case, found),
            year_to_say=statement_queries.year_to_say(request.user, pairs),
            may_undo=in_time and permissions.allows(request.user, "activities.undo_activity", self.case),
            **self.double_among(pairs),
        )

    def double_among(self, pairs):
        """One of the days, and an entry that looks like it: what ``looks_alike.html`` asks about."""
        if not permissions.allows(self.request.user, "activities.answer_double_entry", self.case):
            return {"alike": None, "double": None}
        alike, double = double_entry_queries.first_double([row for row, _verdict in pairs])
        return {"alike": alike, "double": double}


class Undo(PortalView):
    """Undo an activity that was just logged, after a page that asks."""

    rule = "activities.undo_activity"

    def get_case(self):
        return get_or_404(self.visible(Activity.objects.filter(ref=self.kwargs["ref"])))

    def get(self, request, ref):
        """Ask first: all that was said of it goes too, and nobody can bring it back."""
        if self.case.undone_at or clock.now() - self.case.logged_at > services.UNDO_WITHIN:
            return redirect("portal:logged_activity", ref=ref)
        return self.render("activities/undo", days=queries.days_of(self.case))

    def post(self, request, ref):
        try:
            services.undo(self.case, by=request.user)
        except services.TooLate:
            messages.warning(request, _("It is more than ten minutes since you saved this, so it was not undone."))
        return redirect("portal:logged_activity", ref=ref)
