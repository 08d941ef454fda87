"""The pathways to being a supporter in words: what all have in common, and what each has besides."""

import pytest

from home import pathways
from portal import fragments, requirements
from portal.supporters import queries as supporter_queries

pytestmark = pytest.mark.django_db
PRESETS = ["ms", "pef", "nff", "uf"]


def pathways_in_words():
    """``{names of kinds: [titles of the steps]}``, each pathway in full."""
    fragments.forget_cached()
    return {
        ", ".join(kind["name"] for kind in kinds): [str(step.title) for step in steps]
        for kinds, steps in pathways.pathways_in_words(supporter_queries.offered())
    }


def test_kinds_that_one_becomes_in_the_same_way_stand_together():
    assert pathways_in_words() == {
        "Samtalelikeperson": [
            "Søknad", "Svar på søknaden", "Medlemskap", "Rollen og oppgavene", "Introduksjonskurs",
            "Kunnskapstest", "Taushetserklæring", "Oppnevning",
        ],
        "Aktivitetslikeperson": [
            "Søknad", "Svar på søknaden", "Medlemskap", "Rollen og oppgavene", "Taushetserklæring", "Oppnevning",
        ],
        "Ungkontakt": [
            "Søknad", "Svar på søknaden", "Medlemskap", "Oppnevning", "Rollen og oppgavene",
            "Introduksjonskurs", "Kunnskapstest", "Taushetserklæring",
        ],
        "Sentral likeperson, Kontaktlikeperson": [
            "Søknad", "Svar på søknaden", "Medlemskap", "Rollen og oppgavene", "Introduksjonskurs",
            "Kunnskapstest", "Taushetserklæring", "Oppnevning",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_the_same_and_what_is_not_are_together_the_whole_pathway(organise, name):
    organise(name)
    told = pathways.pathways_in_words(supporter_queries.offered())
    common = pathways.common_steps(told)

    for kinds, steps in told:
        found = pathways.differences(kinds, steps, common)
        other_words = {step.title: step for step in found.in_other_words}
        added = dict(found.added)
        put_together = list(added.get(None, []))
        for step in common:
            put_together += [other_words.get(step.title, step), *added.get(step, [])]
        assert put_together == steps


def test_every_kind_of_requirement_has_a_sentence():
    assert [code for code, found in requirements.declared().items() if not found.public_text] == []
