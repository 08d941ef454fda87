"""What a category may require: exactly the orders that somebody can walk."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import organisation
from portal.supporters.categories import validation

SOME = ["approval", "role", "course", "declaration", "contact", "appointment"]


@st.composite
def requires(draw):
    """A handful of kinds in some order, each waiting for some of all kinds; now and then the same one twice."""
    kinds = draw(st.lists(st.sampled_from(SOME), min_size=1, max_size=5, unique=draw(st.integers(0, 9)) > 0))
    return [[kind, draw(st.lists(st.sampled_from(SOME), max_size=2, unique=True))] for kind in kinds]


def can_be_walked(requires):
    """By trying every order there is."""
    kinds = [kind for kind, _after in requires]
    before = {kind: set(after) for kind, after in requires}
    if "approval" in kinds and "contact" in kinds:
        before["contact"].add("approval")
    return any(
        all(before[kind] <= set(order[:place]) for place, kind in enumerate(order))
        for order in itertools.permutations(kinds)
    )


@given(requires())
def test_exactly_what_can_be_met_is_accepted(requires):
    kinds = [kind for kind, _after in requires]
    walkable = len(set(kinds)) == len(kinds) and "appointment" in kinds and can_be_walked(requires)

    try:
        validation.check(requires)
        accepted = True
    except validation.BadRequirements:
        accepted = False

    assert accepted == walkable


@pytest.mark.parametrize(
    ("requires", "why", "kinds"),
    [
        ([["course", []]], "no appointment", []),
        ([["appointment", []], ["appointment", []]], "unknown", []),
        ([["appointment", []], ["handshake", []]], "unknown", []),
        ([["appointment", []], ["age", []]], "unknown", []),
        ([["appointment", ["test"]]], "not required", ["appointment", "test"]),
        ([["appointment", ["role"]], ["role", ["appointment"]]], "circle", ["appointment", "role"]),
        ([["appointment", []], ["role", ["role"]]], "circle", ["role"]),
        ([["appointment", []], ["approval", ["contact"]], ["contact", []]], "circle", ["approval", "contact"]),
    ],
)
def test_a_refusal_says_what_it_is_about(requires, why, kinds):
    with pytest.raises(validation.BadRequirements) as fault:
        validation.check(requires)

    assert (fault.value.why, fault.value.kinds) == (why, kinds)


@pytest.mark.parametrize("preset", organisation.PRESETS)
def test_every_preset_can_be_walked(preset):
    for category in organisation.preset(preset)["categories"]:
        validation.check([[kind, after] for kind, after in category["requires"].items()])
