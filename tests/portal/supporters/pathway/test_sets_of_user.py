"""An office reads only the pathways with a step that can be theirs, and none of those is left out."""

import datetime

import pytest

from portal import clock, requirements, to_do
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Membership
from portal.desk import queries as desk_queries
from portal.onboarding import to_do as onboarding_to_do
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from portal.supporters import to_do as supporter_to_do
from portal.supporters.models import Appointment, Supporter
from portal.supporters.pathway import sets, turns
from portal.supporters.workflow import State
from tests.conftest import make_supporter, person

pytestmark = pytest.mark.django_db
OF_USER = sets.pathways_of_user
SOURCES = [*supporter_to_do.TO_DO, *onboarding_to_do.TO_DO]


@pytest.fixture
def staff(bergen, oslo, siri, rolf, turid):
    """One of each office; in Bergen two are on the board."""
    kare, berit = person("kare@example.org", "Kåre", "Krog"), person("berit@example.org", "Berit", "Bakke")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    chapters.give_office(berit, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return {"siri": siri, "kare": kare, "rolf": rolf, "berit": berit, "turid": turid}


def of_all(user):
    """The same from every pathway that the user follows, each looked at by itself."""
    found = OF_USER(user)
    followed = sets.pathways_of_rows(sets.followed_by(user))
    return sets.Pathways(
        found.categories, found.appointments, found.own, followed, turns.Turns([*found.own, *followed])
    )


def lines(user):
    return [(one.title, one.href, one.since, one.due) for one in to_do.waiting_in(SOURCES, to_do.Reader(user))]


def lines_of_all(user, monkeypatch):
    with monkeypatch.context() as instead:
        instead.setattr(sets, "pathways_of_user", of_all)
        return lines(user)


@pytest.fixture
def same_for_all(staff, monkeypatch):
    """Each has the lines that all pathways together give them; returns whose lines tell of a step of somebody else."""

    def check(step):
        for user in staff.values():
            assert lines(user) == lines_of_all(user, monkeypatch)
            everything = desk_queries.rows_of(user, sets.followed_by(user))
            assert desk_queries.rows_of(user, sets.open_to(user)) == everything
        return [name for name, user in staff.items() if any(step in title for title, *_rest in lines(user))]

    return check


def leave_alone(member):
    """This person is no member, and nobody else has become anything by an office."""
    Membership.objects.filter(person=member).delete()
    Appointment.objects.exclude(supporter__person=member).delete()


@pytest.mark.slow
def test_nothing_that_is_an_offices_to_do_is_left_out(staff, same_for_all, bergen, siri, kari, ola, submitted):
    category = supporter_queries.category("activity_supporter")
    category.requires = [*category.requires, ["talk", []], ["contact", ["age"]], ["registration", []]]
    category.save()
    make_supporter(ola, bergen, by=siri)
    leave_alone(ola)
    step = "Medlemskap"

    assert same_for_all(step) == ["rolf", "berit"]
    assert same_for_all(str(requirements.get("registration").name)) == ["siri"]
    assert same_for_all(str(requirements.get("contact").name)) == ["kare"]
    accounts.declare_tie(staff["rolf"], ola, by=staff["rolf"])
    assert same_for_all(step) == ["berit"]
    accounts.declare_tie(staff["berit"], ola, by=staff["berit"])
    assert same_for_all(step) == ["siri"]
    review_services.take(submitted, by=staff["berit"])
    same_for_all(step)
    make_supporter(staff["kare"], bergen, by=siri)
    Supporter.objects.filter(person=staff["kare"]).update(state=State.PAUSED)
    assert same_for_all(str(requirements.get("contact").name)) == ["siri"]
    chapters.end_office(staff["rolf"].offices.get(), by=siri, last_day=clock.today())
    with clock.at(clock.now() + datetime.timedelta(days=40)):
        same_for_all(step)
        Chapter.objects.filter(pk=bergen.pk).update(is_active=False)
        assert same_for_all(step) == ["siri"]


def test_what_is_with_others_is_not_read(staff, bergen, oslo, siri, ola, guro):
    leave_alone(guro)

    assert [sets.pathways_of_user(staff[name]).followed for name in ("siri", "kare", "turid")] == [[], [], []]
    assert {one.person for one in sets.pathways_of_user(staff["rolf"]).followed} == {guro}
