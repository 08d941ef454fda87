"""One's own activities, the receipt of one that was logged, undoing it, and what is said of them."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.activity import ME, STATED_FIELDS, SayForm, SayOfSeriesForm, StatementForm
from forms.dates import date_in_words
from forms.fields import parse_whole_number
from forms.led_activity import NOT_ME, LedActivityForm
from portal import clock, organisation, permissions
from portal.activities import queries, services
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import meanwhile
from portal.activities.corrections import queries as correction_queries
from portal.activities.counting import queries as counting_queries
from portal.activities.counting.verdicts import LEADER_NOT_SAID, PAY_NOT_SAID
from portal.activities.counting.words import CORRECT, in_words, statement_lines, warnings, what_helps
from portal.activities.models import Activity, leader_columns
from portal.activities.presences import queries as presence_queries
from portal.activities.presences.people import AsksWhoWasThere, answers_about_leader, named_in
from portal.activities.repeating import queries as repeating_queries
from portal.activities.repeating import words as repeating_words
from portal.moves import IllegalMove, Stale
from portal.read_together import read_together
from portal.unreadable import Unreadable, get_or_404, readable
from portal.views import PortalView


class MyActivities(PortalView):
    """The activities that the person has logged or led, by year."""

    rule = "activities.view_activity"
    shows_others = True

    def get(self, request):
        this_year = clock.today().year
        all_years = {this_year, *queries.years_of(request.user), *presence_queries.years_of(request.user)}
        years = sorted(all_years, reverse=True)
        asked = request.GET.get("aar", "")
        year = int(asked) if asked in map(str, years) else this_year
        pairs = counting_queries.with_verdicts(queries.of_person(request.user, year), counting_queries.rules_for(year))
        total = queries.totals_of(pairs)
        can_say = year in base_year_queries.open_years()
        struck = correction_queries.struck_of_person(request.user, year)
        last = repeating_queries.last_logged(request.user)
        read_together(struck, last)
        (struck, odd), (attended, more) = readable(struck), readable(presence_queries.of_person(request.user, year))
        said, is_said_readable = said_of_year(request.user, year) if can_say else ([], True)
        return self.render(
            "activities/mine",
            year=year,
            years=years,
            in_words=queries.totals_in_words(year, total),
            counting=queries.counting_in_words(total),
            rows=[{"activity": activity, **in_words(found)} for activity, found in pairs],
            can_say=can_say,
            said=said,
            is_said_readable=is_said_readable,
            unreadable=pairs.unreadable + len(odd) + len(more),
            any_counts=any(found.counts for _activity, found in pairs),
            attended=attended,
            may_log=permissions.allows(request.user, "activities.log_activity"),
            repeat=repeating_words.button(last),
            struck=struck,
        )


def said_of_year(person, year):
    """``(what the person has said of the year in words, whether it can be read)``."""
    try:
        return statement_lines(queries.statement_of(person, year)), True
    except Unreadable:
        return [], False


class YearStatement(PortalView):
    """What the person says, once, of all that they lead or log in a year."""

    rule = "activities.state_year"

    def get(self, request, year):
        statement = queries.statement_of(request.user, self.open_year(year))
        initial = {name: getattr(statement, name) for name in STATED_FIELDS} if statement else {}
        return self.page(self.form(year, initial=initial), year)

    def post(self, request, year):
        queries.statement_of(request.user, self.open_year(year))  # one that cannot be read is not replaced
        form = self.form(year, request.POST)
        if not form.is_valid():
            return self.page(form, year)
        self.save(year, **form.cleaned_data)
        sent, has_open = queries.sent_and_open(request.user, year)
        if not sent:
            messages.success(request, _("Saved. What you have logged in %(year)d is judged by it.") % {"year": year})
        else:
            names = {"chapters": ", ".join(map(str, sent)), "year": year}
            text = _("Saved. The report for %(year)d from %(chapters)s is sent, and nothing changes there.") % names
            if has_open:
                text += " " + _("What else you have logged in %(year)d is judged by your answers.") % names
            messages.success(request, text)
        return redirect(f"{reverse('portal:activities')}?aar={year}")

    @transaction.atomic
    def save(self, year, led_all=False, **stated):
        services.state_year(year, by=self.request.user, **stated)
        if led_all:
            services.say_led(year, by=self.request.user)

    def form(self, year, data=None, initial=None):
        asks_who_led = queries.without_leader(self.request.user, year).exists()
        return StatementForm(data, asks_who_led=asks_who_led, initial=initial)

    def open_year(self, year):
        if year not in base_year_queries.open_years():
            raise Http404
        return year

    def page(self, form, year):
        sent, has_open = queries.sent_and_open(self.request.user, year)
        return self.render(
            "activities/statement", form=form, year=year, sent=sent, has_open=has_open, form_errors=bool(form.errors)
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
            may_say=may_say(request.user, self.case, found),
            year_to_say=year_to_say(request.user, pairs),
            may_undo=in_time and permissions.allows(request.user, "activities.undo_activity", self.case),
            **self.double_among(pairs),
        )

    def double_among(self, pairs):
        """One of the days, and an entry that looks like it: what ``looks_alike.html`` asks about."""
        if not permissions.allows(self.request.user, "activities.answer_double_entry", self.case):
            return {"alike": None, "double": None}
        alike, double = correction_queries.first_double([row for row, _verdict in pairs])
        return {"alike": alike, "double": double}


def year_to_say(user, pairs):
    """The first year of which something has to be said before its days count, and of which nothing is; or None.

    Whoever led it says it of their own year; who led it, and another's pay, is said of the activity.
    """
    years = sorted({row.day.year for row, verdict in pairs if verdict.missing and _answers_all(user, row, verdict)})
    return next((year for year in years if not queries.has_said(user, year)), None)


def _answers_all(user, activity, verdict):
    """Whether the answers for this person's whole year are all that is missing."""
    missing = set(verdict.missing)
    if LEADER_NOT_SAID in missing:
        return False
    led = activity.led_by is not None and activity.led_by.person_id == user.pk
    return led or (activity.logged_by_id == user.pk and PAY_NOT_SAID not in missing)


def may_say(user, activity, found):
    """Whether this person can say something of the activity: it is in no report, and of a year that is open."""
    is_open = not (activity.undone_at or activity.settled or found.is_apart)
    is_open = is_open and activity.day.year in base_year_queries.open_years()
    return is_open and permissions.allows(user, "activities.say_of_activity", activity)


class SayOfActivity(AsksWhoWasThere, PortalView):
    """Say of one activity who led it, and what is so of it alone."""

    rule = "activities.say_of_activity"
    shows_others = True

    def get_case(self):
        rows = self.visible(Activity.objects.select_related("chapter", "led_by__person"))
        return get_or_404(rows.filter(ref=self.kwargs["ref"]))

    @property
    def only_led_it(self):
        """Whether another has logged it: then what is said already stays, but for what is about the person."""
        return not permissions.allows(self.request.user, "activities.correct_activity", self.case)

    def get(self, request, ref):
        if self.case.undone_at:
            return redirect("portal:activity", ref=ref)
        if self.case.day.year not in base_year_queries.open_years():
            return self.year_is_over()
        return self.page(self.form(initial=self.initial(correction_queries.written_values(self.case))))

    def post(self, request, ref):
        form = self.form(request.POST)
        version = parse_whole_number(request.POST.get("version")) or 0
        if not form.is_valid():
            return self.page(form, version)
        values = self.values(form)
        if form.errors:
            return self.page(form, version)
        try:
            whole = form.cleaned_data.get("days") == "all"
            services.say(self.case, by=request.user, version=version, whole_series=whole, **values)
        except Stale:
            return self.ask_again(values, version)
        except IllegalMove:
            messages.warning(request, _("The activity can no longer be corrected, so nothing was changed."))
        except base_year_services.YearClosed:
            messages.warning(request, _("The report on that year is sent, so this was not changed."))
        except base_year_services.YearNotOpen:
            return self.year_is_over()
        else:
            if form.cleaned_data["leader"] == NOT_ME:
                messages.success(request, _("Thank you. It is not among your activities any more."))
                return redirect("portal:activities")
            if whole:
                messages.success(request, _("It is saved how it was on all the days."))
            else:
                messages.success(request, _("It is saved how it was this time."))
        return redirect("portal:activity", ref=ref)

    def year_is_over(self):
        text = _("%(year)d is over for reports, so nothing more can be said of its activities.")
        messages.warning(self.request, text % {"year": self.case.day.year})
        return redirect("portal:activity", ref=self.case.ref)

    def ask_again(self, values, version):
        """The form once more, after somebody else was quicker (``corrections.meanwhile``)."""
        self.case.refresh_from_db()
        if not permissions.allows(self.request.user, self.rule, self.case):
            messages.warning(
                self.request, _("Meanwhile somebody has said that you did not lead it. Nothing was changed.")
            )
            return redirect("portal:activities")
        leader = leader_columns(values.pop("led_by", None), values.pop("led_by_another", False))
        found = meanwhile.since(self.case, version, {**leader, **values})
        return self.page(self.form(initial=self.initial(found.answers)), status=409, meanwhile=found)

    def initial(self, values):
        """The answers of the form, from what ``corrections.queries.written_values`` gives."""
        leader = answers_about_leader(self.request.user, values["leader"], values["led_by"])
        if self.only_led_it and leader["leader"] != ME:
            leader["leader"] = NOT_ME
        return {name: values[name] for name in STATED_FIELDS} | leader

    def values(self, form):
        """The arguments of ``services.say``. What the form does not ask stays as it is."""
        answered = form.cleaned_data
        stated = {name: answered.get(name, getattr(self.case, name)) for name in STATED_FIELDS}
        if answered["leader"] == NOT_ME:
            return {name: getattr(self.case, name) for name in STATED_FIELDS}
        return {**self.leader(form, self.case.day), **stated}

    def form(self, data=None, initial=None):
        words = organisation.message_words()
        if self.only_led_it:
            said = [name for name in STATED_FIELDS if getattr(self.case, name) is not None]
            of_year = queries.said_of_year(self.case)
            return LedActivityForm(data, said=said, words=words, initial=initial, of_year=of_year)
        choices = {}
        if leaders := self.leaders():
            choices["led_by"] = [("", _("Choose"))] + [(str(one.ref), str(one)) for one in leaders]
        form_class = SayOfSeriesForm if len(queries.series_of(self.case)) > 1 else SayForm
        return form_class(
            data,
            choices=choices,
            words=words,
            initial=initial,
            names_leader=self.case.chapter is None,
            of_year=queries.said_of_year(self.case),
        )

    def leaders(self):
        """The other supporters of its chapter on any day of an open year, and whoever is named already."""
        user = self.request.user
        found = [one for one in named_in(user, [self.case.chapter]) if one.person_id != user.pk]
        named = self.case.led_by
        is_other = named and named not in found and named.person_id != self.request.user.pk
        return [*found, named] if is_other else found

    def page(self, form, version=None, **values):
        version = self.case.version if version is None else version
        return self.render("activities/say", form=form, version=version, form_errors=bool(form.errors), **values)


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
