"""Every kind of supporter of every preset, walked from nothing to active; what is not open is refused on the way."""

import datetime
from itertools import pairwise

import pytest

from portal import clock, gates, organisation, requirements
from portal.chapters import services as chapters
from portal.knowledge.course import services as course_services
from portal.knowledge.models import CoursePart
from portal.operations.setting_up.services import category_values
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.categories import services as category_services
from portal.supporters.models import Candidacy, Category, Supporter
from portal.supporters.pathway import checklist, facts, sets
from portal.supporters.pathway import services as pathway_services
from portal.supporters.workflow import State
from tests.conftest import attend_course, make_supporter, pass_test, person, send_in, sign

pytestmark = pytest.mark.django_db

WALKS = [(name, each["code"]) for name in organisation.PRESETS for each in organisation.preset(name)["categories"]]


class Walk:
    """One person on the way to one kind of supporter: how each requirement is met."""

    def __init__(self, who, category, chapter, siri):
        self.who, self.category, self.chapter, self.siri = who, category, chapter, siri

    def begin(self):
        if self.category.method == "office":
            chapters.give_office(self.who, self.category.office, self.chapter, by=self.siri)
        else:
            supporters.begin_candidacy(self.who, self.category, self.chapter, by=self.who)

    def left(self):
        return [found for found in checklist.checklist(self.who, self.category) if not found.met]

    def meet(self, kind):
        if kind == "age":
            pathway_services.note_check(self.who, kind, age=self.category.minimum_age, on=clock.today(), by=self.who)
        elif kind in requirements.checked():
            pathway_services.note_check(self.who, kind, on=clock.today(), by=self.siri)
        else:
            getattr(self, kind)()

    def approval(self):
        supporters.approve_candidacy(self.who.candidacies.get(), self.chapter, by=self.siri)

    def membership(self):
        chapters.confirm_membership(self.who, by=self.siri)

    def role(self):
        pathway_services.agree_to_role(self.who, self.category, version=self.category.version, by=self.who)

    def material(self):
        for part in CoursePart.objects.filter(is_active=True):
            course_services.finish_part(part, by=self.who)

    def course(self):
        attend_course(self.who, self.siri)

    def test(self):
        pass_test(self.who)

    def declaration(self):
        sign(self.who)

    def contact(self):
        pathway_services.give_contact(supporter_queries.supporter_of(self.who), self.siri, by=self.siri)

    def appointment(self):
        appointment_services.appoint(self.who, self.category, self.chapter, by=self.siri)


# What refuses by itself. The pages of the course and the test are closed by their gates.
REFUSING = {*requirements.checked(), "approval", "role", "declaration", "appointment"}


@pytest.fixture
def set_out(kari, siri):
    def begin(preset, code):
        for each in organisation.preset(preset)["categories"]:
            category_services.set_category(by=siri, **category_values(each))
        level = organisation.preset(preset)["chapter_level"]
        chapter = chapters.create_chapter(
            "Vestland", "vestland", county="Vestland", municipality="Bergen", level=level, by=siri
        )
        walk = Walk(kari, supporter_queries.category(code), chapter, siri)
        walk.begin()
        return walk

    return begin


@pytest.mark.slow
@pytest.mark.parametrize("which", [0, pytest.param(-1, marks=pytest.mark.proof)], ids=["first-open", "last-open"])
@pytest.mark.parametrize(("preset", "code"), WALKS)
def test_everybody_gets_there_in_the_legal_order_and_no_other(preset, code, which, set_out):
    walk = set_out(preset, code)
    walked = []

    while left := walk.left():
        for closed in (found.code for found in left if found.waits_for):
            with pytest.raises(gates.NotYet):
                gates.check(closed, walk.who)
            if closed in REFUSING:
                with pytest.raises(gates.NotYet):
                    walk.meet(closed)
        assert [found.code for found in walk.left()] == [found.code for found in left]
        supporter = supporter_queries.supporter_of(walk.who)
        assert supporter is None or supporter.state == State.BECOMING
        walked.append([found.code for found in left if found.is_open][which])
        walk.meet(walked[-1])

    assert supporter_queries.supporter_of(walk.who).state == State.ACTIVE
    before = dict(walk.category.steps)
    assert all(set(before[kind]) <= {*walked[:place], *_given(walk)} for place, kind in enumerate(walked))


ORDERS = [  # what comes before what, as each organisation describes it
    ("ms", "conversation_supporter", ["approval", "course", "declaration"]),
    ("ms", "young_adult_contact", ["approval", "appointment", "course", "declaration"]),
    ("pef", "supporter", ["appointment", "course", "certification", "declaration"]),
    ("nff", "national_supporter", ["material", "test", "approval", "appointment", "declaration", "registration"]),
    *(
        ("uf", code, ["course", "explained", "declaration", "contact"])
        for code in ("group_leader", "activity_host", "visitor", "companion")
    ),
]


@pytest.mark.parametrize(("preset", "code", "order"), ORDERS)
def test_the_order_is_that_of_the_organisation(preset, code, order):
    category = next(each for each in organisation.preset(preset)["categories"] if each["code"] == code)
    kind = Category(**category_values(category))

    assert [(one, then) for one, then in pairwise(order) if one not in kind.before(then)] == []


def _given(walk):
    return {"appointment", "approval"} if walk.category.method == "office" else set()


def test_an_activity_supporter_and_a_leader_skip_the_course_and_sign(kari):
    for code in ("activity_supporter", "chapter_leader"):
        missing = checklist.missing(kari, supporter_queries.category(code))
        assert {"course", "test"} & set(missing) == set()
        assert "declaration" in missing


def test_a_young_adult_contact_is_elected_without_any_application(kari, bergen, rolf):
    elected = datetime.date(2026, 3, 12)
    appointment = appointment_services.appoint(
        kari, supporter_queries.category("young_adult_contact"), bergen, by=rolf, decided_on=elected
    )

    assert (appointment.method, appointment.decided_on) == ("election", elected)
    open_now = [found.code for found in checklist.checklist(kari, appointment.category) if found.is_open]
    assert open_now == ["age", "membership", "role", "course"]


def test_one_from_before_this_site_keeps_the_day(kari, bergen, rolf):
    since = datetime.date(2014, 5, 1)
    appointment = appointment_services.appoint(
        kari, supporter_queries.category("activity_supporter"), bergen, by=rolf, method="transfer", decided_on=since
    )

    assert (appointment.method, appointment.decided_on) == ("transfer", since)
    assert checklist.missing(kari, appointment.category) == ["age", "membership", "role", "declaration"]


def everybody_on_the_way():
    return sets.pathways_of_rows(sets.on_the_way(Candidacy.objects.all(), Supporter.objects.all()))


@pytest.mark.slow
def test_the_answer_costs_the_same_for_one_and_for_many(
    bergen, siri, django_assert_num_queries, django_assert_max_num_queries
):
    category = supporter_queries.category("conversation_supporter")
    supporters.begin_candidacy(person("p0@example.org", "P", "Nr 0"), category, bergen, by=siri)
    make_supporter(person("p1@example.org", "P", "Nr 1"), bergen, by=siri)

    with django_assert_max_num_queries(20) as one:
        everybody_on_the_way()
    for number in range(2, 7):
        supporters.begin_candidacy(person(f"p{number}@example.org", "P", f"Nr {number}"), category, bergen, by=siri)

    with django_assert_num_queries(len(one)):
        found = everybody_on_the_way()
    assert [pathway.person.family_name for pathway in found] == ["Nr 0", *(f"Nr {number}" for number in range(2, 7))]


def test_whoever_is_active_and_comes_to_lack_something_is_counted_and_found(guro, siri):
    category = supporter_queries.category("activity_supporter")
    stricter = [*category.requires, ["talk", []]]

    assert sets.lacking(category, category.requires, category.minimum_age) == 0
    assert sets.lacking(category, stricter, category.minimum_age) == 1
    category_services.set_category(category.code, by=siri, version=category.version, requires=stricter)

    assert [pathway.person for pathway in everybody_on_the_way()] == [guro]
    assert supporter_queries.supporter_of(guro).state == State.ACTIVE


AGES = [(noted, lowest) for noted in (None, 0, 15, 18, 25) for lowest in (0, 15, 18, 19, 25)]


@pytest.mark.parametrize(("noted", "lowest"), AGES)
def test_the_age_that_was_noted_is_held_against_the_lowest_one_everywhere(guro, siri, noted, lowest):
    guro.checks.filter(kind="age").delete()
    if noted is not None:
        pathway_services.note_check(guro, "age", age=noted, on=clock.today(), by=guro)
    code = "activity_supporter"
    before = supporter_queries.category(code)
    would_lack = sets.lacking(before, before.requires, lowest)
    is_counted = sets.fulfilled_appointments().filter(supporter__person=guro).exists()
    category = category_services.set_category(code, by=siri, minimum_age=lowest)

    is_old_enough = lowest == 0 or (noted is not None and noted >= lowest)
    asked = {found.code: found.met for found in checklist.checklist(guro, category)}
    assert asked.get("age", True) == is_old_enough
    assert sets.fulfilled_appointments().filter(supporter__person=guro).exists() == is_old_enough
    assert facts.people_with("age", category).filter(pk=guro.pk).exists() == (noted is not None and noted >= lowest)
    assert would_lack == (is_counted and not is_old_enough)


def test_nobody_gets_younger(kari):
    for age in (18, 25, 15):
        pathway_services.note_check(kari, "age", age=age, on=clock.today(), by=kari)

    assert kari.checks.get().age == 25


@pytest.mark.parametrize(("kind", "age"), [("age", None), ("talk", 18), ("course", None)])
def test_an_age_has_its_years_and_nothing_else_has(kari, siri, kind, age):
    with pytest.raises(ValueError, match=kind):
        pathway_services.note_check(kari, kind, age=age, on=clock.today(), by=siri)

    assert not kari.checks.exists()


def test_an_application_notes_the_age_that_was_ticked(kari, bergen):
    supporter_queries.Category.objects.update(minimum_age=21)

    send_in(kari)

    assert kari.checks.get(kind="age").age == 21


def test_asking_for_less_lets_those_who_have_the_rest_begin(kari, bergen, siri):
    category = supporter_queries.category("activity_supporter")
    appointment_services.appoint(kari, category, bergen, by=siri)
    Walk(kari, category, bergen, siri).membership()
    pathway_services.note_check(kari, "age", age=18, on=clock.today(), by=siri)
    assert checklist.missing(kari, category) == ["role", "declaration"]

    category_services.set_category(category.code, by=siri, requires=[["membership", []], ["appointment", []]])

    assert supporter_queries.supporter_of(kari).state == State.ACTIVE


@pytest.fixture
def in_order(siri):
    """A kind of supporter with a course after the yes, then a test, then the appointment."""
    requires = [["approval", []], ["course", ["approval"]], ["test", ["course"]], ["appointment", ["test"]]]
    values = {"name": {"nb": "Leser"}, "description": {"nb": "Leser høyt."}, "minimum_age": 0}
    return category_services.set_category("reader", by=siri, requires=requires, **values)


def test_what_came_too_early_opens_nothing_after_it(kari, siri, bergen, in_order):
    candidacy = supporters.begin_candidacy(kari, in_order, bergen, by=kari)
    attend_course(kari, siri)

    found = {one.code: one for one in checklist.checklist(kari, in_order)}
    assert (found["course"].met, found["test"].waits_for, found["test"].since) == (True, ("approval",), None)
    with pytest.raises(gates.NotYet):
        gates.check("test", kari)

    supporters.approve_candidacy(candidacy, bergen, by=siri)
    test = next(one for one in checklist.checklist(kari, in_order) if one.code == "test")
    assert (test.is_open, test.since) == (True, kari.candidacies.get().approved_at)


def test_reading_waits_for_what_comes_before_it(kari, siri, bergen):
    requires = [["approval", []], ["material", ["approval"]], ["appointment", []]]
    values = {"name": {"nb": "Leser"}, "description": {"nb": "Leser høyt."}, "minimum_age": 0}
    supporters.begin_candidacy(
        kari, category_services.set_category("reader", by=siri, requires=requires, **values), bergen, by=kari
    )

    with pytest.raises(gates.NotYet):
        course_services.finish_part(CoursePart.objects.first(), by=kari)
    assert kari.parts_done.count() == 0
