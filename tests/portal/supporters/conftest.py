"""Kari on the way to a kind of supporter that asks for a talk, a certificate and somebody to turn to."""

from portal import clock
from portal.supporters import services as supporters
from portal.supporters.categories import services as category_services
from tests.conftest import moment
from tests.situations import situation


@situation
def visitor(siri):
    """A kind of supporter that asks for a talk, a police certificate and somebody to turn to."""
    requires = [
        ["approval", []], ["talk", []], ["police_certificate", ["approval"]], ["contact", ["approval"]],
        ["membership", []], ["appointment", ["talk"]],
    ]  # fmt: skip
    return category_services.set_category(
        "visitor", by=siri, name={"nb": "Besøker"}, description={"nb": "Besøker folk."}, requires=requires
    )


@situation
def candidate(kari, bergen, visitor):
    with clock.at(moment("2026-05-20 12:00")):
        return supporters.begin_candidacy(kari, visitor, bergen, by=kari)


@situation
def approved_candidate(candidate, bergen, rolf):
    supporters.approve_candidacy(candidate, bergen, by=rolf)
    return candidate
