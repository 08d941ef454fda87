"""The checklist of one person and the same question asked of all rows agree, for every requirement."""

import pytest
from django.utils.translation import gettext_lazy

from portal import clock, requirements
from portal.chapters.models import Membership
from portal.chapters.requirements import REQUIREMENTS as OF_CHAPTERS
from portal.knowledge.models import CourseRead
from portal.requirements import Fact, Requirement, Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Appointment, Category, Check, Supporter
from portal.supporters.pathway import checklist, facts, progress, sets

pytestmark = pytest.mark.django_db
ALL = sorted(requirements.declared())


def take_away(person, code):
    """Delete the rows that meet this, where the person's appointment is not the one."""
    for fact in requirements.get(code).facts:
        rows = fact.rows().filter(**{fact.person: person})
        if rows.model is Supporter:
            rows.update(contact=None)
        elif rows.model is not Appointment:
            rows.model.objects.filter(pk__in=rows.values("pk")).delete()


def give(person, code, by):
    """A row that meets this, made as plainly as can be."""
    if code in requirements.checked():
        Check.objects.update_or_create(
            person=person, kind=code, defaults={"on": clock.today(), "by": by, "age": 40 if code == "age" else None}
        )
    elif code == "membership":
        Membership.objects.get_or_create(person=person, defaults={"confirmed_by": by})
    elif code == "material":
        CourseRead.objects.get_or_create(person=person, defaults={"minutes": 1, "read_at": clock.now()})
    elif code == "contact":
        Supporter.objects.filter(person=person).update(contact=by)


@pytest.fixture
def helper(guro, siri):
    return guro


@pytest.mark.parametrize("code", ALL)
def test_both_say_the_same_with_and_without_it(code, helper, siri):
    category = supporter_queries.category("activity_supporter")
    requires = [[code, []]] if code in ("appointment", "age") else [[code, []], ["appointment", []]]
    Category.objects.filter(pk=category.pk).update(
        requires=[row for row in requires if row[0] != "age"] or [["appointment", []]],
        minimum_age=18 if code == "age" else 0,
    )
    category.refresh_from_db()

    said = []
    for change in (give, lambda person, found, by: take_away(person, found)):
        change(helper, code, siri)
        missing = checklist.missing(helper, category)
        listed = sets.fulfilled_appointments().filter(supporter__person=helper, category=category).exists()
        assert listed == (missing == [])
        if code not in ("approval", "appointment"):
            people = facts.people_with(code, category)
            assert people.filter(pk=helper.pk).exists() == (code not in missing)
        said.append(missing)

    if code in (*requirements.checked(), "membership", "material", "contact"):
        assert said == [[], [code]]


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
    give(helper, "contact", siri)

    own = sets.fulfilled_appointments([category]).filter(category=category)
    assert [row.supporter.person for row in own] == [helper]
    assert len(sets.fulfilled_appointments([category])) > 0
    Supporter.objects.update(contact=None)
    assert not sets.fulfilled_appointments([category]).filter(category=category)
    assert helper.pk not in {row.supporter.person_id for row in sets.fulfilled_appointments([category])}
