"""The secretariat's pages about the rules of what counts: seeing, trying and adding them."""

import dataclasses

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from forms.choices import ACTIVITY_KINDS
from forms.counting_rules import CountingRulesForm, initial_values
from portal import clock, kept_counts, organisation
from portal.activities.base_years import queries as base_year_queries
from portal.activities.counting import queries, rule_sets, services, trial
from portal.activities.counting.verdicts import KindRules, Rules
from portal.activities.counting.words import REGULATION, changed_rules, looser_rules, rule_lines
from portal.supporters import queries as supporter_queries
from portal.views import PortalView


class CountingRulesPage(PortalView):
    """The rules that apply, by base year, each with the paragraph of the regulation that it comes from."""

    rule = "activities.view_counting_rules"

    def get(self, request):
        sets, replaced = rule_sets.sets_of_rules()
        return self.render(
            "activities/counting/counting_rules",
            sets=[(found, rule_lines(found.rules) if found.is_readable else []) for found in sets],
            some_have_no_year=sets.unreadable,
            replaced=[(row, rule_lines(row.values)) for row in replaced],
            regulation=REGULATION,
            open_years=list(base_year_queries.open_years()),
            not_assessed=supporter_queries.by_office_without_assessment().count(),
            may_add=request.user.has_perm("activities.add_counting_rules"),
            may_assess=request.user.has_perm("supporters.note_leader_assessment"),
        )


class NewCountingRules(PortalView):
    """Try other rules, and add them from a base year on, after a page that shows what would change."""

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
        in_force = queries.rules_for(rules.base_year)
        if rules == dataclasses.replace(in_force, base_year=rules.base_year):
            form.add_error(None, _("These are the rules that apply already. Change at least one of them"))
            return self.page(form)
        if request.POST.get("action") == "change":
            return self.page(form)
        if request.POST.get("action") != "add":
            return self.check_page(form, rules, in_force)
        try:
            services.add_rules(rules, by=request.user)
        except services.SameRules:
            form.add_error("base_year", _("These rules apply already from that year, so nothing was added"))
            return self.page(form)
        messages.success(request, _("The rules are added. Years that are open are judged by them from now on."))
        return redirect("portal:counting_rules")

    def form(self, data=None, initial=None):
        words = organisation.message_words()
        kinds = [(code, organisation.fill_in_words(name)) for code, name in ACTIVITY_KINDS]
        years = range(base_year_queries.first_open_year(), clock.today().year + 2)
        choices = {"base_year": [(str(year), str(year)) for year in years]}
        return CountingRulesForm(data, kinds=kinds, choices=choices, words=words, initial=initial)

    def page(self, form):
        return self.render("activities/counting/new_rules", form=form, form_errors=bool(form.errors))

    def check_page(self, form, rules, in_force):
        """Which rules change, and what that changes in each open year: the only page with the button that adds them."""
        technical = {"csrfmiddlewaretoken", "writer", "action"}
        return self.render(
            "activities/counting/check_rules",
            form=form,
            fields=[(name, value) for name, value in self.request.POST.items() if name not in technical],
            base_year=rules.base_year,
            changes=changed_rules(in_force, rules),
            looser=looser_rules(rules),
            tried=[(one, kept_counts.in_words(one.counted_at)) for one in trial.try_rules(rules)],
        )
