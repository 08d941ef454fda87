"""Adding rules of what counts."""

import dataclasses

import pytest

from portal.activities.base_years import services as base_year_services
from portal.activities.counting import queries as counting_queries
from portal.activities.counting import services as counting_services
from portal.activities.counting.verdicts import RULES_OF_2023
from portal.activities.models import CountingRules
from portal.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_the_newer_of_two_rules_for_a_year_applies_and_the_same_twice_is_refused(siri):
    first = dataclasses.replace(RULES_OF_2023, base_year=2026, in_norway=False)
    second = dataclasses.replace(first, own_event=False)
    rows = [counting_services.add_rules(rules, by=siri) for rules in (first, second)]
    with pytest.raises(counting_services.SameRules):
        counting_services.add_rules(second, by=siri)
    assert counting_queries.rules_for(2026) == second
    assert Event.objects.filter(verb="counting_rules.add").count() == 2
    assert CountingRules.objects.get(pk=rows[0].pk).values == first


def test_rules_for_a_year_that_is_over_are_refused(siri):
    with pytest.raises(base_year_services.YearNotOpen):
        counting_services.add_rules(dataclasses.replace(RULES_OF_2023, base_year=2024), by=siri)
