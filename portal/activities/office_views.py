"""The office's pages: what belongs to no chapter, and the rules of what counts: seeing, trying and adding them."""

import dataclasses

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.choices import ACTIVITY_KINDS
from forms.counting_rules import CountingRulesForm, initial_values
from portal import clock, organisation
from portal.activities import queries, services, trial
from portal.activities.counting import KindRules, Rules
from portal.activities.words import REGULATION, in_words, rule_lines
from portal.supporters import queries as supporter_queries
from portal.views import PortalView


class ActivitiesOfNoChapter(PortalView):
    """What the secretariat and central supporters have logged of a year that belongs to no chapter."""

    rule = "activities.view_of_no_chapter"
    shows_others = True

    def get(self, request):
        year = year_asked_for(request)
        pairs = queries.with_verdicts(queries.of_no_chapter(year), queries.rules_for(year))
        return self.render(
            "activities/of_no_chapter",
            year=year,
            years=list(queries.open_years())[::-1],
            in_words=queries.totals_in_words(year, queries.totals_of(pairs)),
            rows=[{"activity": activity, **in_words(found)} for activity, found in pairs],
        )


def year_asked_for(request):
    """The open year in the address; this year where it is none."""
    asked = request.GET.get("aar", "")
    return int(asked) if asked in map(str, queries.open_years()) else clock.today().year


class CountingRulesPage(PortalView):
    """The rules that apply, by base year, each with the paragraph of the regulation that it comes from."""

    rule = "activities.view_counting_rules"

    def get(self, request):
        return self.render(
            "activities/counting_rules",
            sets=[(found, rule_lines(found.rules)) for found in queries.sets_of_rules()],
            regulation=REGULATION,
            open_years=list(queries.open_years()),
            not_assessed=supporter_queries.by_office_without_assessment().count(),
            may_add=request.user.has_perm("activities.add_counting_rules"),
            may_assess=request.user.has_perm("supporters.note_leader_assessment"),
        )


class NewCountingRules(PortalView):
    """Try other rules, and add them from a base year on."""

    rule = "activities.add_counting_rules"
    needs_fresh_code = True

    def get(self, request):
        year = clock.today().year
        in_force = dataclasses.asdict(queries.rules_for(year))
        return self.page(self.form(initial=initial_values({**in_force, "base_year": year})))

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        values = form.values
        kinds = {code: KindRules(**asked) for code, asked in values["kinds"].items()}
        rules = Rules(**values | {"kinds": kinds})
        if request.POST.get("action") != "add":
            return self.page(form, tried=trial.try_rules(rules))
        services.add_rules(rules, by=request.user)
        messages.success(request, _("The rules are added. Years that are open are judged by them from now on."))
        return redirect("portal:counting_rules")

    def form(self, data=None, initial=None):
        words = organisation.message_words()
        kinds = [(code, organisation.fill_in_words(name)) for code, name in ACTIVITY_KINDS]
        years = range(queries.first_open_year(), clock.today().year + 2)
        choices = {"base_year": [(str(year), str(year)) for year in years]}
        return CountingRulesForm(data, kinds=kinds, choices=choices, words=words, initial=initial)

    def page(self, form, tried=None):
        return self.render("activities/new_rules", form=form, tried=tried, form_errors=bool(form.errors))
