"""The pages: an activity and its history, correcting, striking, putting back, and who may."""

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import organisation
from portal.activities.base_years import services as base_year_services
from portal.activities.corrections import services as correction_services
from portal.activities.models import Activity, Correction
from portal.activities.statements import services as statement_services
from portal.chapters import services as chapters
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def activity(bergen, liv, log):
    return log(bergen, liv.person, led_by=liv, place="Huset", note="Vi var ute")


@pytest.fixture
def bodil(bergen, siri):
    """Somebody else on the board."""
    member = person("bodil@example.org", "Bodil", "Berg")
    chapters.give_office(member, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return member


def address(activity, last=""):
    return f"/aktivitet/{activity.ref}/{last}"


def fields_of(page):
    """What a browser would post of the form of a correction as it is shown."""
    form, values = page.context["form"], {}
    for field in form:
        value = field.value()
        values[field.html_name] = "" if value is None else value
    return {**values, "token": str(page.context["token"]), "version": str(page.context["version"]), "reason": "mistake"}


def shown(page):
    return re.sub(r"\s+", " ", page.content.decode())


def freeze(chapter, by, year=2026):
    base_year_services.close_year(chapter, year, by=by)


@pytest.mark.slow
def test_correcting_asks_with_the_form_as_it_was_logged_and_keeps_the_history(client_of, liv, activity):
    client = client_of(liv.person)
    page = client.get(address(activity, "rett/"))
    fields = fields_of(page)
    assert {name: fields[name] for name in ("kind", "when", "day", "participants", "minutes", "place", "note")} == {
        "kind": "conversation_group", "when": "other", "day": "2.3.2026", "participants": 5, "minutes": 60,
        "place": "Huset", "note": "Vi var ute",
    }  # fmt: skip

    after = client.post(address(activity, "rett/"), {**fields, "participants": "7", "because": "Vi telte feil"})

    assert after.headers["Location"] == address(activity)
    assert Correction.objects.get().changes == {"participants": [5, 7]}
    text = shown(client.get(address(activity)))
    for part in ("Rettet", "Liv Likeperson", "Noe ble skrevet feil", "Vi telte feil", "Før: 5", "Etter: 7"):
        assert part in text


@pytest.mark.slow
def test_the_form_as_it_is_shown_changes_nothing(client_of, liv, rolf, activity):
    for someone in (liv.person, rolf):
        client = client_of(someone)
        fields = fields_of(client.get(address(activity, "rett/")))
        page = client.post(address(activity, "rett/"), fields, follow=True)
        assert [str(message) for message in page.context["messages"]] == ["Ingenting ble endret."]
    assert not Correction.objects.exists()


def test_topics_that_are_offered_no_more_stay(client_of, liv, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, topics=["once_offered"])
    client = client_of(liv.person)
    fields = fields_of(client.get(address(activity, "rett/")))
    client.post(address(activity, "rett/"), {**fields, "topics": [], "participants": "7"})
    assert Activity.objects.get().topics == ["once_offered"]
    assert Correction.objects.get().changes == {"participants": [5, 7]}


@pytest.mark.slow
def test_the_board_corrects_who_led_it_also_from_somebody_who_has_ended(
    client_of, rolf, liv, supporter_in, bergen, log
):
    per = supporter_in(bergen, "Per", "Pil")
    activity = log(bergen, liv.person, led_by=liv)
    type(liv).objects.filter(pk=liv.pk).update(state="ended")
    client = client_of(rolf)
    page = client.get(address(activity, "rett/"))
    assert page.context["form"]["led_by"].value() == str(liv.ref)
    client.post(address(activity, "rett/"), {**fields_of(page), "led_by": str(per.ref)})
    assert Activity.objects.get().led_by == per
    text = shown(client.get(address(activity)))
    assert "Før: Liv Likeperson" in text
    assert "Etter: Per Pil" in text


@pytest.mark.slow
def test_what_is_moved_to_a_chapter_that_one_does_not_see_leads_to_ones_own_list(
    client_of, siri, bergen, oslo, supporter_in, activity
):
    """Odd is a supporter in Oslo and on the board of Bergen, so he may log for both."""
    odd = supporter_in(oslo, "Odd", "Osloer").person
    chapters.give_office(odd, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    client = client_of(odd)
    fields = fields_of(client.get(address(activity, "rett/")))
    after = client.post(address(activity, "rett/"), {**fields, "chapter": oslo.short_name})
    assert Activity.objects.get().chapter == oslo
    assert after.headers["Location"] == "/aktivitet/"
    assert client.get(address(activity)).status_code == 404


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"reason": ""}, ["reason"]),
        ({"reason": "other"}, ["because"]),
        ({"because": "Ring 22 42 45 45"}, ["because"]),
        ({"participants": "", "reason": ""}, ["participants", "reason"]),
        ({"day": "1.7.2026"}, ["day"]),
    ],
)
def test_what_is_missing_is_asked_for_and_what_was_typed_is_kept(client_of, liv, activity, values, wrong):
    client = client_of(liv.person)
    fields = fields_of(client.get(address(activity, "rett/")))
    page = client.post(address(activity, "rett/"), {**fields, "place": "Kafeen", **values})
    assert (page.status_code, list(page.context["together"].errors)) == (200, wrong)
    assert page.context["form_errors"] is True
    assert 'value="Kafeen"' in page.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.slow
def test_the_second_of_two_sees_what_the_first_changed_and_keeps_what_they_typed(client_of, liv, rolf, activity):
    first, second = client_of(liv.person), client_of(rolf)
    of_first, of_second = (fields_of(client.get(address(activity, "rett/"))) for client in (first, second))
    first.post(address(activity, "rett/"), {**of_first, "participants": "7", "minutes": "75"})

    page = second.post(address(activity, "rett/"), {**of_second, "minutes": "90", "place": "Kafeen"})

    assert page.status_code == 409
    again = fields_of(page)
    assert {name: again[name] for name in ("participants", "minutes", "place", "version")} == {
        "participants": 7, "minutes": 90, "place": "Kafeen", "version": "2",
    }  # fmt: skip
    text = shown(page)
    for part in ("Liv Likeperson", "Før: 5", "Etter: 7", "Nå står det: 75", "Du skrev: 90"):
        assert part in text
    assert (Activity.objects.get().minutes, Correction.objects.count()) == (75, 1)

    second.post(address(activity, "rett/"), again)

    stored = Activity.objects.get()
    assert (stored.participants, stored.minutes, stored.place, stored.version) == (7, 90, "Kafeen", 3)
    assert [row.changes for row in Correction.objects.all()] == [
        {"participants": [5, 7], "minutes": [60, 75]},
        {"minutes": [75, 90], "place": ["Huset", "Kafeen"]},
    ]


@pytest.mark.slow
def test_the_second_learns_that_the_first_has_struck_it(client_of, liv, rolf, activity):
    second = client_of(rolf)
    fields = fields_of(second.get(address(activity, "rett/")))
    strike(client_of(liv.person), activity)
    page = second.post(address(activity, "rett/"), {**fields, "participants": "7"}, follow=True)
    assert page.request["PATH_INFO"] == address(activity)
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]
    assert Activity.objects.get().participants == 5


@pytest.mark.slow
@pytest.mark.parametrize("version", ["", "x", "0", "99"])
def test_a_version_that_was_tampered_with_is_a_change_meanwhile(client_of, liv, activity, version):
    client = client_of(liv.person)
    fields = fields_of(client.get(address(activity, "rett/")))
    page = client.post(address(activity, "rett/"), {**fields, "version": version, "participants": "7"})
    assert (page.status_code, page.context["form"]["participants"].value()) == (409, 7)
    assert not Correction.objects.exists()


def strike(client, activity, action="stryk/", reason="not_held"):
    page = client.get(address(activity, action))
    return client.post(
        address(activity, action),
        {"token": str(page.context["token"]), "version": str(page.context["case"].version), "reason": reason},
    )


@pytest.mark.slow
def test_what_is_struck_is_shown_struck_in_the_lists_and_is_put_back(client_of, liv, rolf, activity):
    client, board = client_of(liv.person), client_of(rolf)
    assert strike(client, activity).headers["Location"] == address(activity)
    lists = ("/aktivitet/", "/lokalforening/bergen/rapport/2026/aktiviteter/")
    for where, of_whom in zip(lists, (client, board), strict=True):
        page = of_whom.get(where)
        assert (list(page.context["struck"]), page.context["rows"]) == ([activity], [])
        assert address(activity) in page.content.decode()
    assert client.get(address(activity, "lagret/")).headers["Location"] == address(activity)
    page = client.get(address(activity))
    assert (page.context["may_correct"], page.context["may_put_back"]) == (False, True)
    assert "Strøket" in shown(page)

    strike(board, activity, "ta-inn-igjen/", "struck_by_mistake")

    assert [row["activity"] for row in client.get("/aktivitet/").context["rows"]] == [activity]
    assert [row["who"] for row in client.get(address(activity)).context["history"]] == [liv.person, rolf]


@pytest.mark.slow
def test_a_frozen_year_says_that_the_report_is_sent_and_what_one_can_do(client_of, liv, siri, bergen, activity):
    client = client_of(liv.person)
    fields = fields_of(client.get(address(activity, "rett/")))
    freeze(bergen, siri)
    page = client.get(address(activity))
    assert (page.context["may_correct"], page.context["may_put_back"]) == (False, False)
    assert "Rapporten for 2026 fra Bergen er sendt" in shown(page)
    assert "som kan be kontoret om å sende rapporten tilbake" in shown(page)
    for action in ("rett/", "stryk/", "ta-inn-igjen/"):
        assert client.get(address(activity, action)).headers["Location"] == address(activity)
    client.post(address(activity, "rett/"), {**fields, "participants": "7"})
    client.post(address(activity, "stryk/"), {"version": "1", "reason": "not_held", "token": str(uuid.uuid4())})
    assert not Correction.objects.exists()


@pytest.mark.slow
def test_a_day_in_a_frozen_year_is_refused_and_what_was_typed_is_kept(client_of, liv, siri, bergen, activity):
    freeze(bergen, siri, 2025)
    client = client_of(liv.person)
    fields = fields_of(client.get(address(activity, "rett/")))
    page = client.post(address(activity, "rett/"), {**fields, "day": "31.12.2025", "place": "Kafeen"})
    assert list(page.context["together"].errors) == ["day"]
    assert 'value="Kafeen"' in page.content.decode()


PAGES = ["", "rett/", "stryk/", "ta-inn-igjen/"]


@pytest.mark.slow
def test_who_opens_which_page(client_of, client, liv, rolf, turid, siri, ola, bodil, activity):
    """The board of another chapter and other people do not find it; the secretariat sees it and corrects nothing."""
    people = {"liv": liv.person, "rolf": rolf, "board": bodil, "turid": turid, "siri": siri, "ola": ola}
    seen = {
        name: [client_of(someone).get(address(activity, last)).status_code for last in PAGES]
        for name, someone in people.items()
    }
    may, sees, finds_nothing = [200, 200, 200, 302], [200, 404, 404, 404], [404, 404, 404, 404]
    assert seen == {
        "liv": may, "rolf": may, "board": may, "turid": finds_nothing, "siri": sees, "ola": finds_nothing,
    }  # fmt: skip
    assert client.get(address(activity)).headers["Location"].startswith("/logg-inn/")
    for someone in (turid, ola, siri):
        for last in PAGES[1:]:
            assert client_of(someone).post(address(activity, last), {"reason": "not_held"}).status_code == 404
    assert not Correction.objects.exists()


@pytest.mark.slow
def test_the_history_takes_as_many_queries_for_one_correction_as_for_four(
    client_of, liv, rolf, bergen, supporter_in, activity
):
    client, per, numbers = client_of(rolf), supporter_in(bergen, "Per", "Pil"), []
    client.get(address(activity))
    for number in range(4):
        correction_services.correct(
            Activity.objects.get(), token=uuid.uuid4(), version=number + 1, reason="mistake",
            by=rolf if number % 2 else liv.person, led_by=liv if number % 2 else per, participants=6 + number,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            assert len(client.get(address(activity)).context["history"]) == number + 1
        numbers.append(len(found))
    assert len(set(numbers)) == 1


@pytest.mark.slow
def test_what_was_said_later_stands_in_the_history_and_no_older_form_takes_it_back(client_of, liv, rolf, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, in_person=None)
    board = client_of(rolf)
    fields = fields_of(board.get(address(activity, "rett/")))

    statement_services.say(
        activity,
        version=activity.version,
        by=liv.person,
        led_by=liv,
        in_person=True,
        in_norway=True,
        own_event=True,
        unpaid=True,
    )
    page = board.post(address(activity, "rett/"), {**fields, "participants": "7"})

    assert page.status_code == 409
    board.post(address(activity, "rett/"), fields_of(page))
    stored = Activity.objects.get()
    assert (stored.participants, stored.in_person) == (7, True)
    assert [(row.kind, row.changes) for row in Correction.objects.all()] == [
        ("say", {"in_person": [None, True]}),
        ("correct", {"participants": [5, 7]}),
    ]
    text = shown(client_of(liv.person).get(address(activity)))
    for part in ("Opplysninger oppdatert", "Møttes dere ansikt til ansikt?", "Før: ingenting", "Etter: Ja"):
        assert part in text


@pytest.mark.slow
def test_who_led_it_is_corrected_as_one_answer(client_of, liv, rolf, activity):
    client = client_of(rolf)
    page = client.get(address(activity, "rett/"))
    assert "statement" not in page.context["form"].fields
    assert (page.context["form"]["leader"].value(), page.context["form"]["led_by"].value()) == (
        "supporter", str(liv.ref),
    )  # fmt: skip
    client.post(address(activity, "rett/"), {**fields_of(page), "leader": "other", "led_by": ""})
    leader = {"leader": ["supporter", "other"], "led_by": [str(liv.ref), None]}
    assert Correction.objects.get().changes == {**leader, "supporters_present": [1, 0]}
    text = shown(client_of(liv.person).get(address(activity)))
    for part in ("Før: En likeperson", "Etter: En som ikke er likeperson", "Før: Liv Likeperson"):
        assert part in text


@pytest.mark.slow
def test_a_name_is_asked_about_only_in_what_is_written_anew(client_of, liv, bergen, log):
    activity = log(bergen, liv.person, led_by=liv, note="Kveld om Kari Nordmann")
    client = client_of(liv.person)
    fields = {**fields_of(client.get(address(activity, "rett/"))), "participants": "7"}
    page = client.post(address(activity, "rett/"), {**fields, "because": "Per Hansen ringte"})
    assert list(page.context["together"].errors) == ["because"]
    [answer] = re.findall(r'name="because_names_nobody"\s+value="(\w+)"', page.content.decode())
    said = {"because": "Per Hansen ringte", "because_names_nobody": answer}
    assert client.post(address(activity, "rett/"), {**fields, **said}).status_code == 302
    assert Correction.objects.get().because == "Per Hansen ringte"


@pytest.mark.slow
def test_of_several_days_one_is_corrected(client_of, liv, bergen, log):
    first = log(bergen, liv.person, led_by=liv, also_on=[datetime.date(2026, 3, 3)])
    client = client_of(liv.person)
    page = client.get(address(first))
    assert page.context["days"] == [datetime.date(2026, 3, 2), datetime.date(2026, 3, 3)]
    client.post(address(first, "rett/"), {**fields_of(client.get(address(first, "rett/"))), "participants": "7"})
    assert list(Activity.objects.order_by("day").values_list("participants", flat=True)) == [7, 5]


@pytest.mark.slow
def test_what_is_older_than_what_can_be_reported_stays_as_it_is_and_says_why(client_of, liv, activity):
    client = client_of(liv.person)
    fields = fields_of(client.get(address(activity, "rett/")))
    Activity.objects.update(day=datetime.date(2024, 3, 2))

    page = client.get(address(activity))
    refused = {"rett/": fields, "stryk/": {**fields, "reason": "not_held"}}
    texts = [client.post(address(activity, place), answers, follow=True) for place, answers in refused.items()]

    assert (page.context["may_correct"], page.context["may_put_back"]) == (False, False)
    assert "Det er for sent å rapportere for 2024" in page.content.decode()
    assert client.get(address(activity, "stryk/")).headers["Location"] == address(activity)
    assert ["ingenting ble endret" in text.content.decode() for text in texts] == [True, True]
    assert (Activity.objects.get().version, Activity.objects.get().struck_at) == (1, None)


def test_the_history_names_things_as_the_form_does(client_of, liv, oslo, bergen, activity):
    code, topic = organisation.topics()[0]
    correction_services.correct(
        activity, token=uuid.uuid4(), version=1, reason="known_later", by=liv.person, kind="course", chapter=oslo,
        day=datetime.date(2026, 3, 5), minutes=None, topics=[code], leader="other", led_by=None,
    )  # fmt: skip
    changes = client_of(liv.person).get(address(activity)).context["history"][0]["changes"]
    found = {line["name"]: (line["before"], line["after"]) for line in changes}
    assert found == {
        "Hva slags aktivitet?": ("Samtale i gruppe", "Kurs for likepersoner"),
        "Hvilken dag?": ("2. mars 2026", "5. mars 2026"),
        "Hvor hører aktiviteten til? Velg lokalforening": (str(bergen), str(oslo)),
        "Hvor mange minutter varte aktiviteten?": ("60", "ingenting"),
        "Temaer": ("ingenting", topic),
        "Hvem ledet aktiviteten?": ("En likeperson", "En som ikke er likeperson"),
        "Hvilken likeperson?": ("Liv Likeperson", "ingenting"),
    }


@pytest.mark.slow
@pytest.mark.parametrize("prefix", ["/nn", "/en"])
def test_the_pages_in_the_other_languages(client_of, liv, activity, prefix):
    client = client_of(liv.person)
    strike(client, activity)
    strike(client, activity, "ta-inn-igjen/", "struck_by_mistake")
    for path in (*(address(activity, last) for last in PAGES[:3]), "/aktivitet/dobbelt/", "/aktivitet/"):
        page = client.get(prefix + path)
        assert (page.status_code, "%(" in page.content.decode()) == (200, False)
    history = client.get(prefix + address(activity)).context["history"]
    assert [str(row["done"]) for row in history] == {
        "/nn": ["Stroken", "Teken inn att"], "/en": ["Struck out", "Put back"],
    }[prefix]  # fmt: skip


@pytest.mark.slow
def test_the_correction_folds_what_is_seldom_corrected_and_opens_it_at_an_error(client_of, liv, bergen, log):
    activity, client = log(bergen, liv.person, led_by=liv), client_of(liv.person)
    page = client.get(address(activity, "rett/"))
    folded = page.content.decode().split("<main")[1].split("<details")[1].split("</details>")[0]
    assert folded.startswith(">") or folded.startswith(" >")
    assert all(f'name="{name}"' in folded for name in ("place", "note", "in_person"))
    assert 'name="participants"' not in folded
    posted = {**fields_of(page), "reason": "mistake"}

    refused = client.post(address(activity, "rett/"), {**posted, "place": "x" * 101})
    assert re.search(r"<details\s+open", refused.content.decode())

    asked = client.post(address(activity, "rett/"), {**posted, "participants": "50"})
    assert 'name="asked_participants" value="50"' in asked.content.decode()
    client.post(address(activity, "rett/"), {**posted, "participants": "50", "asked_participants": "50"})
    activity.refresh_from_db()
    assert activity.participants == 50


@pytest.mark.slow
def test_striking_and_putting_back_are_confirmed(client_of, liv, bergen, log):
    activity, client = log(bergen, liv.person, led_by=liv), client_of(liv.person)
    told = []
    for action, reason in (("stryk/", "not_held"), ("ta-inn-igjen/", "struck_by_mistake")):
        place = address(activity, action)
        version = client.get(place).context["case"].version
        page = client.post(place, {"token": str(uuid.uuid4()), "version": version, "reason": reason}, follow=True)
        told += [(message.level_tag, str(message)) for message in page.context["messages"]]
    assert told == [
        ("success", "Aktiviteten er strøket. Den teller ikke lenger."),
        ("success", "Aktiviteten er tatt inn igjen."),
    ]


@pytest.mark.slow
def test_of_a_report_that_is_sent_a_supporter_is_told_to_ask_the_chapter_first(client_of, liv, rolf, bergen, log):
    activity = log(bergen, liv.person, led_by=liv)
    base_year_services.close_year(bergen, 2026, by=None)
    texts = [client_of(one).get(address(activity)).content.decode().split("<main")[1] for one in (liv.person, rolf)]
    assert ["Si fra til den som leder" in text for text in texts] == [True, False]
    assert ["Kontoret:" in text.split("</main")[0] for text in texts] == [False, True]
