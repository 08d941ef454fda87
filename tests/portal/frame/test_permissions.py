"""One table decides: for a case, for a list, and for the printed matrix."""

import json

import pytest
from django.core.management import call_command

from portal import permissions
from portal.onboarding.models import Application
from portal.permissions import Role, Rule, Scope, Unless, rules
from tests.conftest import person, raw_answers, send_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_cases(kari, rolf, turid):
    """Kari's in Bergen, Berit's in Oslo, and Rolf's own in Bergen."""
    berit = person("berit@example.org", "Berit", "Bø")
    return {
        "kari": send_in(kari),
        "berit": send_in(berit, raw_answers(berit, chapter="oslo")),
        "rolf": send_in(rolf),
    }


@pytest.mark.slow
@pytest.mark.parametrize("who", ["kari", "rolf", "turid", "siri", "ola"])
@pytest.mark.parametrize("rule", ["onboarding.assess_application", "onboarding.view_own_application"])
def test_a_list_holds_what_each_case_allows(request, three_cases, who, rule):
    user = request.getfixturevalue(who)

    listed = set(permissions.visible_to(Application.objects.all(), user, rule))

    assert listed == {case for case in three_cases.values() if permissions.allows(user, rule, case)}


def test_a_person_who_is_not_active_may_nothing_but_what_anyone_may(siri):
    siri.is_active = False
    siri.save()

    assert {name for name in rules() if permissions.allows(siri, name)} == {
        name for name, rule in rules().items() if Role.ANYONE in rule.roles
    }


@pytest.mark.parametrize(
    ("rule", "who", "may"),
    [
        (Rule({}), "siri", False),
        (Rule({Role.PERSON: Scope.OWN}), "kari", True),
        (Rule({Role.PERSON: Scope.OWN}), "ola", False),
        (Rule({Role.SECRETARIAT: Scope.ALL}), "siri", True),
        (Rule({Role.SECRETARIAT: Scope.ALL}), "rolf", False),
        (Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER}), "rolf", True),
        (Rule({Role.CHAPTER_LEADER: Scope.OWN_CHAPTER}), "turid", False),
        (Rule({Role.PERSON: Scope.ALL}, unless=frozenset({Unless.OWN_CASE})), "kari", False),
    ],
)
def test_what_a_rule_means(request, submitted, monkeypatch, turid, rule, who, may):
    monkeypatch.setattr(permissions, "rules", lambda: {"test.rule": rule})

    assert permissions.allows(request.getfixturevalue(who), "test.rule", submitted) is may


def test_the_printed_matrix_is_the_table_that_decides(capsys):
    call_command("permissions", "--json")

    printed = json.loads(capsys.readouterr().out)
    assert printed == {
        name: {"roles": {role.value: scope.value for role, scope in rule.roles.items()}, "unless": sorted(rule.unless)}
        for name, rule in rules().items()
    }
