"""The checklist of one person and the same question asked of all rows agree, for every requirement."""

import datetime
import uuid

import pytest
from django.db import transaction
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, requirements
from portal.chapters.models import Membership
from portal.chapters.requirements import REQUIREMENTS as OF_CHAPTERS
from portal.declarations import queries as declaration_queries
from portal.declarations.models import RecordedSignature
from portal.knowledge.exam import services as exam_services
from portal.knowledge.models import CourseRead
from portal.requirements import Fact, Requirement, Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Appointment, Candidacy, Category, Check, Supporter
from portal.supporters.pathway import checklist, facts, progress, sets
from tests.conftest import attend_course, pass_test

pytestmark = pytest.mark.django_db
ALL = sorted(requirements.declared())


@pytest.fixture
def helper(guro, siri):
    return guro


@pytest.fixture
def category():
    """The kind of supporter that the helper is, which asks for everything that can be required."""
    found = supporter_queries.category("activity_supporter")
    found.requires, found.minimum_age = [[code, []] for code in ALL if code != "age"], 18
    found.save()
    return found


@pytest.fixture
def everything(helper, category, siri, ola):
    """A row of the helper's for each fact of each requirement: ``[(Fact, row)]``."""
    give_contact(helper, siri)
    for code in requirements.checked():
        age = {"age": 40} if code == "age" else {}
        Check.objects.get_or_create(person=helper, kind=code, defaults={"on": clock.today(), "by": siri, **age})
    attend_course(helper, siri)
    pass_test(helper)
    exam_services.make_exception(helper, "exempt", token=uuid.uuid4(), known=0, reason="Lærer", by=siri)
    CourseRead.objects.create(person=helper, minutes=1)
    Candidacy.objects.create(person=helper, category=category, approved_at=clock.now())
    text = declaration_queries.text_in_force()
    RecordedSignature.objects.create(person=helper, text=text, medium="transfer", kept_at="Arkivet", by=siri)
    facts_of = [fact for requirement in requirements.declared().values() for fact in requirement.facts]
    return [(fact, fact.rows().filter(**{fact.person: helper}).get()) for fact in facts_of]


def give_contact(person, contact):
    Supporter.objects.filter(person=person).update(contact=contact)


def change(row, path, value):
    """Write the column at the end of this path, which leads from the row."""
    *parents, column = path.split("__")
    for name in parents:
        row = getattr(row, name)
    type(row).objects.filter(pk=row.pk).update(**{column: value})


def take_away(fact, row, stranger):
    """Let the row be somebody else's. The appointment stays: it is what is asked about."""
    if isinstance(row, Supporter):
        give_contact(row.person, None)
    elif fact.person == "person":
        change(row, "person", stranger)


def spoil(fact, row, draw, category, stranger):
    """Change one thing about the row: whose it is, of which kind of supporter, of which age, until when, for whom."""
    own = f",{category.code},"
    days = [None, *(clock.today() + datetime.timedelta(days=number) for number in (-1, 0, 1))]
    ways = {
        "category": lambda: change(row, fact.category, Category.objects.exclude(pk=category.pk).first()),
        "age": lambda: change(row, fact.age, draw(st.integers(17, 19))),
        "until": lambda: change(row, fact.until, draw(st.sampled_from(days))),
        "counts_for": lambda: change(row, fact.counts_for, draw(st.sampled_from(["", ",*,", own, ",another,"]))),
        "not_for": lambda: change(row, fact.not_for, draw(st.sampled_from(["", own, ",another,"]))),
    }
    possible = [name for name in ways if getattr(fact, name) and not isinstance(row, Appointment)]
    if possible and draw(st.integers(0, 5)):
        ways[draw(st.sampled_from(possible))]()
    else:
        take_away(fact, row, stranger)


@pytest.fixture
def both_say(helper, category):
    """``both_say()``: the codes that are met; the checklist, the query for each of them and that for all agree."""
    by_code = {code: facts.people_with(code, category).filter(pk=helper.pk) for code in ALL}

    def asked():
        met = {step.code for step in checklist.checklist(helper, category) if step.met}
        fulfilled = sets.fulfilled_appointments([category]).filter(supporter__person=helper).exists()
        assert ({code for code, rows in by_code.items() if rows.exists()}, fulfilled) == (met, met == set(ALL))
        return met

    return asked


@pytest.mark.slow
def test_both_say_the_same_of_every_kind_with_and_without_it(everything, both_say, ola):
    assert both_say() == set(ALL)
    of_code = iter(everything)
    for requirement in requirements.declared().values():
        with transaction.atomic():
            for _fact in requirement.facts:
                take_away(*next(of_code), ola)
            is_appointed = requirement.code in ("approval", "appointment")
            assert set(ALL) - both_say() == (set() if is_appointed else {requirement.code})
            transaction.set_rollback(True)


@pytest.mark.slow
def test_both_say_the_same_of_every_kind_whatever_its_rows_hold(everything, both_say, category, ola):
    rows_of = iter(everything)
    by_kind = [[next(rows_of) for _fact in one.facts] for one in requirements.declared().values()]

    @given(st.data())
    def agree(data):
        with transaction.atomic():
            for rows in by_kind:
                left = data.draw(st.sampled_from(rows))  # alone, so that what it says decides
                for fact, row in rows:
                    if row is not left[1]:
                        take_away(fact, row, ola)
                if data.draw(st.booleans()):
                    spoil(*left, data.draw, category, ola)
            both_say()
            transaction.set_rollback(True)

    agree()


def test_a_requirement_is_one_declaration(helper, siri, monkeypatch):
    """A new one, declared by the room that keeps its rows: gate, checklist, sets and the events all know it."""
    declared = Requirement(
        code="newsletter",
        name=gettext_lazy("Membership"),
        met_name=gettext_lazy("Membership is confirmed"),
        public_text=gettext_lazy("You read at your own pace."),
        turn=Turn.PERSON,
        order=25,
        facts=(Fact(Membership.objects.all, "confirmed_at"),),
        met_by=("newsletter.subscribe",),
        page="portal:my_page",
    )
    monkeypatch.setattr("portal.chapters.requirements.REQUIREMENTS", [*OF_CHAPTERS, declared])
    requirements.declared.cache_clear()
    try:
        category = supporter_queries.category("activity_supporter")
        category.requires = [["newsletter", []], ["appointment", []]]
        category.minimum_age = 0
        category.save()
        Membership.objects.filter(person=helper).delete()

        assert checklist.missing(helper, category) == ["newsletter"]
        assert checklist.Gate(helper).lacks("newsletter")
        assert not sets.meets_requirements(helper)
        assert requirements.get("newsletter").address() == "/min-side/"

        Membership.objects.create(person=helper, confirmed_by=siri)
        assert checklist.missing(helper, category) == []
        assert sets.meets_requirements(helper)
        heard = []
        monkeypatch.setattr(progress, "_settle", lambda person, changes: heard.extend(changes))
        subscribed = type("Event", (), {"verb": "newsletter.subscribe"})
        progress._met(subscribed, type("Row", (), {"person": helper}), siri)  # noqa: SLF001  as its event would call it
        assert [change.code for change in heard] == ["newsletter"]
    finally:
        monkeypatch.undo()
        requirements.declared.cache_clear()


def test_what_was_asked_for_is_read_anew_each_time(helper, siri):
    """The query is put together once a day. No row is kept with it."""
    category = supporter_queries.category("activity_supporter")
    Category.objects.filter(pk=category.pk).update(requires=[["contact", []], ["appointment", []]], minimum_age=0)
    category.refresh_from_db()
    give_contact(helper, siri)

    own = sets.fulfilled_appointments([category]).filter(category=category)
    assert [row.supporter.person for row in own] == [helper]
    assert len(sets.fulfilled_appointments([category])) > 0
    Supporter.objects.update(contact=None)
    assert not sets.fulfilled_appointments([category]).filter(category=category)
    assert helper.pk not in {row.supporter.person_id for row in sets.fulfilled_appointments([category])}
