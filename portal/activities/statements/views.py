"""The pages on which somebody says what is so of a year, or of one activity."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from forms.activity import ME, STATED_FIELDS, SayForm, SayOfSeriesForm, StatementForm
from forms.fields import parse_whole_number
from forms.led_activity import NOT_ME, LedActivityForm
from portal import organisation, permissions
from portal.activities import queries as activity_queries
from portal.activities.base_years import queries as base_year_queries
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import meanwhile
from portal.activities.corrections import queries as correction_queries
from portal.activities.models import Activity, leader_columns
from portal.activities.presences.people import AsksWhoWasThere, answers_about_leader, named_in
from portal.activities.statements import queries, services
from portal.moves import IllegalMove, Stale
from portal.unreadable import get_or_404
from portal.views import PortalView


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
            "activities/statements/statement",
            form=form,
            year=year,
            sent=sent,
            has_open=has_open,
            form_errors=bool(form.errors),
        )


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
        form_class = SayOfSeriesForm if len(activity_queries.series_of(self.case)) > 1 else SayForm
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
        return self.render(
            "activities/statements/say", form=form, version=version, form_errors=bool(form.errors), **values
        )
