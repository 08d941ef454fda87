"""Kinds of supporter as the secretariat edits them."""

import re

import pytest

from portal import requirements
from portal.models import Event
from portal.supporters import queries as supporter_queries
from portal.supporters.categories import services as category_services
from portal.supporters.models import Category
from portal.supporters.pathway import sets

pytestmark = pytest.mark.django_db

LIST = "/sekretariat/kategorier/"


def posted(category, **changes):
    """The form as it stands, with changes."""
    values = {"version": category.version, "assessed_by": category.assessed_by, "method": category.method}
    values |= {"office": category.office, "minimum_age": category.minimum_age, "is_active": "on", "action": "save"}
    for name in ("name", "description", "offer", "role_description"):
        texts = getattr(category, name)
        values |= {f"{name}_{code}": texts.get(code, "") for code in ("nb", "nn", "en")}
    for place, (kind, after) in enumerate(category.requires, start=1):
        values |= {f"{kind}-asked": "on", f"{kind}-place": place, f"{kind}-after": after}
    values |= {name.replace("__", "-"): value for name, value in changes.items()}
    return {name: value for name, value in values.items() if value is not None}


@pytest.fixture
def activity(db):
    return supporter_queries.category("activity_supporter")


@pytest.mark.parametrize(("who", "listed", "opened"), [("siri", 200, 200), ("rolf", 403, 403), ("kari", 403, 403)])
def test_who_may_edit(request, who, listed, opened, client_of):
    client = client_of(request.getfixturevalue(who))

    assert client.get(LIST).status_code == listed
    assert client.get(f"{LIST}activity_supporter/").status_code == opened


def test_the_form_is_in_parts_with_headings(siri, client_of):
    page = client_of(siri).get(f"{LIST}activity_supporter/").content.decode()
    main = page[page.index("<form method") : page.index("</main>")]

    assert re.findall(r"<h2>(.*?)</h2>", main) == [
        "Opptaket slik en søker ser det", "Hva det er", "Søknader", "Rollen", "Oppnevning", "Hva som kreves", "I bruk",
    ]  # fmt: skip


@pytest.mark.slow
def test_saving_the_form_as_it_stands_keeps_every_category(siri, client_of):
    client = client_of(siri)
    for category in Category.objects.all():
        before = (category.requires, category.name, category.role_description, category.office, category.minimum_age)

        assert client.post(f"{LIST}{category.code}/", posted(category)).status_code == 302

        category.refresh_from_db()
        after = (category.requires, category.name, category.role_description, category.office, category.minimum_age)
        assert after == before
        assert category.version == 2


def test_order_and_what_comes_before_are_kept(siri, activity, client_of):
    changes = {"talk__asked": "on", "talk__place": "1", "talk__after": [], "appointment__after": ["talk", "role"]}

    client_of(siri).post(f"{LIST}activity_supporter/", posted(activity, **changes))

    activity.refresh_from_db()
    assert [kind for kind, _after in activity.requires] == [
        "approval", "talk", "membership", "role", "declaration", "appointment",
    ]  # fmt: skip
    assert sorted(dict(activity.requires)["appointment"]) == ["role", "talk"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"appointment__asked": None}, "appointment-asked"),
        ({"appointment__after": ["test"]}, "appointment-after"),
        ({"approval__after": ["appointment"], "appointment__after": ["approval"]}, "approval-after"),
        ({"method": "office", "office": ""}, "office"),
        ({"method": "office", "office": "coordinator"}, "office"),
        ({"minimum_age": "-1"}, "minimum_age"),
        ({"name_nb": ""}, "name"),
        ({"role_description_nb": "", "role_description_nn": "", "role_description_en": ""}, "role_description"),
        ({"approval__place": "x"}, "approval-place"),
        ({"approval__after": ["tull"]}, "approval-after"),
        ({"assessed_by": "\x00"}, "assessed_by"),
        ({"name_nb": "x" * 10_000}, "name"),
    ],
)
def test_what_cannot_be_gets_a_sentence_at_its_field(siri, activity, changes, field, client_of):
    refused = client_of(siri).post(f"{LIST}activity_supporter/", posted(activity, **changes))

    assert list(refused.context["form"].errors) == [field]
    activity.refresh_from_db()
    assert activity.version == 1


def test_a_circle_names_those_that_wait_for_each_other(siri, activity, client_of):
    changes = {"approval__after": ["role"], "role__after": ["approval"]}

    refused = client_of(siri).post(f"{LIST}activity_supporter/", posted(activity, **changes))

    assert refused.context["form"].errors["approval-after"] == [
        "Disse venter på hverandre, så ingen kan begynne: Svar på søknaden, Rollen og oppgavene. La en av dem komme "
        "først"
    ]


def test_a_look_shows_the_way_and_saves_nothing(siri, activity, client_of):
    shown = client_of(siri).post(f"{LIST}activity_supporter/", posted(activity, action="look"))

    assert [(str(row["title"]), row["status"]) for row in shown.context["preview"]][:3] == [
        ("Alder", "Ikke begynt"),
        ("Svar på søknaden", "Ikke begynt"),
        ("Medlemskap", "Ikke begynt"),
    ]
    activity.refresh_from_db()
    assert activity.version == 1


def test_the_way_is_told_in_the_order_in_which_it_opens(siri, activity, client_of):
    requires = [["declaration", ["role"]], ["role", ["appointment"]], ["approval", []], ["appointment", ["approval"]]]
    category_services.set_category("activity_supporter", by=siri, requires=requires, minimum_age=0)

    rows = client_of(siri).get(f"{LIST}activity_supporter/").context["preview"]

    assert [row["title"] for row in rows] == [
        requirements.get(kind).name for kind in ("approval", "appointment", "role", "declaration")
    ]


@pytest.mark.slow
def test_those_who_would_lack_something_are_counted_before_it_is_saved(siri, guro, activity, client_of):
    client, values = client_of(siri), posted(activity, talk__asked="on", talk__place="2")

    warned = client.post(f"{LIST}activity_supporter/", values)
    activity.refresh_from_db()
    assert (warned.status_code, warned.context["lacking"], activity.version) == (200, 1, 1)

    assert client.post(f"{LIST}activity_supporter/", {**values, "lacking": "1"}).status_code == 302
    activity.refresh_from_db()
    assert "talk" in dict(activity.requires)


def test_the_second_window_overwrites_nothing(siri, activity, client_of):
    category_services.set_category("activity_supporter", by=siri, minimum_age=15)

    late = client_of(siri).post(f"{LIST}activity_supporter/", posted(activity, name_nb="Noe annet"))

    assert late.status_code == 409
    assert "Noe annet" in late.content.decode()
    activity.refresh_from_db()
    assert (activity.minimum_age, activity.name["nb"]) == (15, "Aktivitetslikeperson")


def test_a_new_kind_posted_twice_is_one(siri, activity, client_of):
    values = posted(activity, name_nb="Besøksvenn på sykehjem", name_nn="", name_en="")
    client = client_of(siri)

    presses = [client.post(f"{LIST}ny/", values) for _press in range(2)]
    other = client.post(f"{LIST}ny/", {**values, "minimum_age": "15"})

    assert [response.status_code for response in presses] == [302, 302]
    assert list(other.context["form"].errors) == ["name"]
    assert supporter_queries.category("besoksvenn-pa-sykehjem").requires == activity.requires
    assert Event.objects.filter(verb="category.create").count() == Category.objects.count()


def test_a_kind_is_taken_out_of_use_and_never_deleted(siri, guro, activity, client_of):
    client_of(siri).post(f"{LIST}activity_supporter/", posted(activity, is_active=None))

    assert "activity_supporter" not in [found.code for found in supporter_queries.categories()]
    assert supporter_queries.appointments_of(guro).get().category == activity
    assert sets.meets_requirements(guro)


def test_a_change_needs_a_fresh_code(siri, activity, client_of):
    response = client_of(siri, code_age=3600).post(f"{LIST}activity_supporter/", posted(activity, minimum_age="15"))

    activity.refresh_from_db()
    assert (response.status_code, activity.minimum_age) == (302, 18)


def test_a_police_certificate_comes_with_the_warning(siri, client_of):
    page = client_of(siri).get(f"{LIST}activity_supporter/")

    assert "mindreårige" in page.content.decode()
    assert {name.split("-")[0] for name in page.context["form"].fields if name.endswith("-asked")} == {
        *requirements.declared()
    } - {"age"}


def test_where_people_can_apply_an_answer_is_asked_for(siri, activity, client_of):
    changes = {f"{kind}-after": [first for first in after if first != "approval"] for kind, after in activity.requires}
    sent = posted(activity, **{"offer_nb": "Turer", "approval-asked": None, **changes})

    refused = client_of(siri).post(f"{LIST}activity_supporter/", sent)

    assert list(refused.context["form"].errors) == ["approval-asked"]
