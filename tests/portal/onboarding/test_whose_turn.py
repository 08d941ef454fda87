"""What opened, and whose turn it is: each step is told of once, to whoever has it, and the office is reminded once."""

import importlib
import pkgutil
from datetime import timedelta

import pytest
from django.utils import translation

import portal
from portal import clock
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.desk.management.commands.remind import REMINDERS
from portal.models import OutboxMail
from portal.onboarding import services
from portal.supporters import queries as supporters
from portal.supporters import services as supporter_services
from portal.supporters.models import Category
from tests.conftest import attend_course, person

WAY = {
    "approval": [], "membership": [], "role": ["approval"], "course": ["approval"], "certification": ["course"],
    "explained": ["approval"], "declaration": ["explained"], "appointment": ["role", "declaration"],
}  # fmt: skip


@pytest.fixture
def way(submitted):
    """Kari's application is for a category with steps for the office."""
    Category.objects.filter(pk=submitted.category_id).update(requires=list(WAY.items()), minimum_age=0)
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def kim(siri):
    coordinator = person("kim@example.org", "Kim", "Koordinator")
    chapters.give_office(coordinator, Office.Kind.COORDINATOR, by=siri)
    return coordinator


def mailed():
    """Who was mailed what since the last time."""
    found = sorted((mail.to.split("@")[0], mail.subject) for mail in OutboxMail.objects.all())
    OutboxMail.objects.all().delete()
    return found


TURN, NEXT, WAITS = "It is your turn", "The next step is ready", "Something is waiting for you"


def subject(text):
    with translation.override("nb"):
        return translation.gettext(text)


def test_every_room_that_reminds_is_in_the_list():
    listed = {remind for _what, remind in REMINDERS}
    found = set()
    for module in pkgutil.walk_packages(portal.__path__, "portal."):
        if module.name.endswith("services"):
            room = importlib.import_module(module.name)
            found |= {getattr(room, name) for name in dir(room) if name.startswith("remind")}

    assert {remind for remind in found if callable(remind)} == listed


def test_after_the_yes_the_office_hears_that_it_is_its_turn(way, kim, rolf, kari):
    mailed()
    services.assess(way, "approve", by=rolf, member=True)

    found = mailed()
    assert ("kim", subject(TURN)) in found
    assert [text for who, text in found if who == "kari"] != []
    assert ("kari", subject(NEXT)) not in found  # the letter tells


def test_what_opens_for_the_person_is_told_once(way, kim, rolf, kari, siri):
    services.assess(way, "approve", by=rolf, member=True)
    mailed()
    for _time in range(2):
        supporter_services.note_check(kari, "explained", on=clock.today(), by=kim)

    assert mailed() == [("kari", subject(NEXT))]


def test_what_one_opens_oneself_is_not_told(way, rolf, kari):
    Category.objects.filter(pk=way.category_id).update(
        requires=[("approval", []), ("role", ["approval"]), ("declaration", ["role"]), ("appointment", ["declaration"])]
    )
    way.refresh_from_db()
    services.assess(way, "approve", by=rolf)
    mailed()
    supporter_services.agree_to_role(kari, way.category, version=way.category.version, by=kari)

    assert mailed() == []


def test_the_secretariat_hears_where_there_is_no_coordinator(way, rolf, siri):
    mailed()
    services.assess(way, "approve", by=rolf, member=True)

    assert ("siri", subject(TURN)) in mailed()


def test_the_office_is_reminded_once_after_a_week(way, kim, rolf, kari, siri):
    services.assess(way, "approve", by=rolf, member=True)
    attend_course(kari, siri)
    mailed()
    now = clock.now()
    with clock.at(now + timedelta(days=6)):
        assert services.remind_of_ways() == 0
    with clock.at(now + timedelta(days=8)):
        assert (services.remind_of_ways(), services.remind_of_ways()) == (2, 0)

    assert mailed() == [("kim", subject(WAITS)), ("siri", subject(WAITS))]


def test_nobody_is_reminded_of_what_is_done(way, kim, rolf, kari):
    services.assess(way, "approve", by=rolf, member=True)
    supporter_services.note_check(kari, "explained", on=clock.today(), by=kim)
    mailed()
    with clock.at(clock.now() + timedelta(days=8)):
        assert services.remind_of_ways() == 0
    assert supporters.candidacies_of(kari).count() == 1


def test_what_opens_again_is_told_again(way, kim, rolf, kari):
    services.assess(way, "approve", by=rolf, member=True)
    supporter_services.step_back(supporters.candidacies_of(kari).get(), by=kari)
    mailed()
    candidacy = supporter_services.begin_candidacy(kari, way.category, way.chapter, by=rolf)
    supporter_services.approve_candidacy(candidacy, way.chapter, by=rolf)

    assert ("kim", subject(TURN)) in mailed()
