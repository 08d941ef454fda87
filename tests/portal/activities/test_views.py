"""The pages: logging in one go, being asked about a duplicate, undoing, and who sees what."""

import datetime
import gzip
import re
import uuid
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, interrupted_forms
from portal.activities.base_years import services as base_year_services
from portal.activities.models import Activity
from portal.supporters import services as supporters
from portal.supporters.queries import supporter_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
NEW = "/aktivitet/ny/"


@pytest.fixture
def answers():
    group = {"kind": "conversation_group", "when": "yesterday", "participants": "6", "minutes": "60"}
    return {"token": str(uuid.uuid4()), **group, "leader": "me", "statement": "yes"}


@pytest.mark.slow
def test_a_supporter_logs_an_activity(client_of, liv, answers):
    client = client_of(liv.person)
    page = client.get(NEW)
    assert page.status_code == 200
    assert "chapter" not in page.context["form"].fields
    assert "led_by" not in page.context["form"].fields
    assert [code for code, _name in page.context["form"].fields["leader"].choices] == ["me", "other"]
    assert page.content.decode().count("<h1") == 1
    response = client.post(NEW, answers)
    activity = Activity.objects.get()
    assert response.headers["Location"] == f"/aktivitet/{activity.ref}/lagret/"
    assert (activity.kind, activity.day, activity.participants) == ("conversation_group", datetime.date(2026, 6, 9), 6)
    assert (activity.led_by, activity.chapter, activity.logged_by) == (liv, liv.chapter, liv.person)
    saved = client.get(response.headers["Location"])
    assert saved.context["counts"] is True
    assert saved.context["may_undo"] is True


def test_the_receipt_says_how_the_minutes_were_read(client_of, liv, answers):
    saved = client_of(liv.person).post(NEW, {**answers, "minutes": "1,5 time"}, follow=True).content.decode()

    assert "90 minutter" in saved


@pytest.mark.slow
def test_the_receipt_says_on_which_weekday_it_was_and_who_led_it(client_of, liv, supporter_in, bergen, answers):
    nina, client = supporter_in(bergen, "Nina", "Nilsen"), client_of(liv.person)
    another = {**answers, "leader": "supporter", "led_by": str(nina.ref), "participants": "7"}
    saved = [
        client.post(NEW, {**values, "token": str(uuid.uuid4())}, follow=True).content.decode()
        for values in (answers, another, {**answers, "leader": "other", "participants": "8"})
    ]

    for page, led in zip(
        saved, ("Du ledet aktiviteten.", "Nina Nilsen ledet aktiviteten.", "En annen ledet"), strict=True
    ):
        assert "tirsdag 9. juni 2026" in page
        assert led in page


def test_nothing_asks_how_it_was_where_the_activity_counts(client_of, liv, answers):
    saved = client_of(liv.person).post(NEW, answers, follow=True)

    assert saved.context["counts"] is True
    assert "Oppgi hvordan det var denne gangen" not in saved.content.decode()


def test_two_who_led_it_are_told_where_others_are_named(client_of, liv, supporter_in, bergen, answers):
    nina = supporter_in(bergen, "Nina", "Nilsen")

    page = client_of(liv.person).post(NEW, {**answers, "led_by": str(nina.ref)})

    [text] = page.context["form"].errors["leader"]
    assert "nevner du under «Hvilke likepersoner var med?»" in text
    assert page.context["form"].optional_fields_have_errors
    assert not Activity.objects.exists()


def test_what_nobody_has_said_is_told_only_where_nothing_counts(client_of, rolf, liv, bergen, log):
    client, text = client_of(rolf), "Det som ikke er fylt ut, teller ikke."
    before = client.get("/aktivitet/").content.decode()
    log(bergen, rolf, led_by=liv)
    after = client.get("/aktivitet/").content.decode()

    assert text in before
    assert text not in after
    assert "Ingenting ennå." in after


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "shown"), [(NEW, "5.3.2026"), (f"{NEW}?aar=2025", "5.3.2025"), (f"{NEW}?aar=2027", "5.3.2026")]
)
def test_a_year_that_was_guessed_is_shown_before_anything_is_saved(client_of, liv, answers, address, shown):
    client, answers = client_of(liv.person), {**answers, "when": "other", "day": "5.3"}

    page = client.post(address, answers)

    assert list(page.context["form"].errors) == ["day"]
    assert f'value="{shown}"' in page.content.decode()
    assert not Activity.objects.exists()
    assert client.post(address, {**answers, "day": shown}).status_code == 302
    assert f"{Activity.objects.get().day:%-d.%-m.%Y}" == shown


def test_the_same_form_twice_is_one_activity_and_one_receipt(client_of, liv, answers):
    client = client_of(liv.person)
    places = {client.post(NEW, answers).headers["Location"] for _time in range(3)}
    assert places == {f"/aktivitet/{Activity.objects.get().ref}/lagret/"}


def test_the_form_of_another_person_says_that_nothing_is_saved(client_of, liv, rolf, bergen, log, answers):
    theirs = log(bergen, rolf)

    page = client_of(liv.person).post(NEW, {**answers, "token": str(theirs.token), "place": "Biblioteket"})

    assert page.status_code == 409
    assert Activity.objects.get() == theirs
    assert "Biblioteket" in page.content.decode()


@pytest.mark.slow
def test_a_form_that_is_sent_on_another_day_keeps_its_day_and_says_so(client_of, liv, answers, at_noon):
    client = client_of(liv.person)
    page = client.get(NEW).content.decode()
    assert '<input type="hidden" name="opened" value="2026-06-10">' in page
    with clock.at(at_noon + datetime.timedelta(days=1)):
        saved = client.post(NEW, {**answers, "when": "today", "opened": "2026-06-10"}, follow=True)
    assert saved.context["case"].day == datetime.date(2026, 6, 10)
    assert [str(message) for message in saved.context["messages"]] == [
        "Du åpnet skjemaet onsdag 10. juni 2026. Derfor er dagen for aktiviteten lagret som onsdag 10. juni 2026."
    ]
    saved = client.post(NEW, {**answers, "token": str(uuid.uuid4()), "opened": "2026-06-10"}, follow=True)
    assert list(saved.context["messages"]) == []


def test_the_form_says_what_a_device_may_keep_and_for_whom(client_of, liv):
    page = client_of(liv.person).get(NEW)
    text = page.content.decode()
    assert f'data-keeps="{" ".join(page.context["form"].kept_fields)}"' in text
    assert not {"place", "note"} & set(page.context["form"].kept_fields)
    assert 'data-worker="/aktivitet/ny/uten-nett.js"' in text
    assert f'data-writer="{interrupted_forms.writer_digest(liv.person)}"' in text
    assert re.search(r"<div[^>]+data-unsaved[^>]+hidden", text)


def test_what_a_device_keeps_is_forgotten_on_the_receipt(client_of, liv, answers):
    saved = client_of(liv.person).post(NEW, answers, follow=True).content.decode()
    assert f'data-saved="{answers["token"]}"' in saved


def test_the_form_weighs_little_with_all_that_it_loads(client_of, liv):
    """At most 23.5 kB, as a phone gets it: a slow line has it in some seconds. htmx comes after it, and is kept."""
    text = client_of(liv.person).get(NEW).content
    loaded = re.findall(r'(?:src|stylesheet" href)="/static/([^"]+)"', text.decode())
    [htmx] = [path for path in loaded if "htmx" in path]
    assert re.search(rf'<script src="/static/{re.escape(htmx)}" defer></script>', text.decode())
    own = [Path(finders.find(path)).read_bytes() for path in loaded if path != htmx]
    assert len(own) == 4
    assert sum(len(gzip.compress(part)) for part in [text, *own]) <= 23_500
    assert len(gzip.compress(Path(finders.find(htmx)).read_bytes())) <= 17_000


def test_a_likely_duplicate_keeps_the_day_on_which_its_form_was_opened(client_of, liv, answers, at_noon):
    client, answers = client_of(liv.person), {**answers, "opened": "2026-06-10"}
    client.post(NEW, answers)
    with clock.at(at_noon + datetime.timedelta(days=1)):
        page = client.post(NEW, {**answers, "token": str(uuid.uuid4())})
    assert page.context["earlier"] == Activity.objects.get()
    assert '<input type="hidden" name="opened" value="2026-06-10">' in page.content.decode()


def test_a_tampered_token_is_replaced(client_of, liv, answers):
    assert client_of(liv.person).post(NEW, {**answers, "token": "x"}).status_code == 302
    assert Activity.objects.count() == 1


def test_a_likely_duplicate_is_shown_before_it_is_saved(client_of, liv, answers):
    client = client_of(liv.person)
    client.post(NEW, answers)
    again = {**answers, "token": str(uuid.uuid4()), "note": "Et nytt møte"}
    page = client.post(NEW, again)
    assert page.status_code == 200
    assert page.context["earlier"] == Activity.objects.get()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()))
    assert hidden["note"] == "Et nytt møte"
    assert hidden["writer"] == interrupted_forms.writer_digest(liv.person)
    assert client.post(NEW, {**hidden, "action": "anyway"}).status_code == 302
    assert Activity.objects.count() == 2


@pytest.mark.slow
def test_the_details_are_open_when_something_in_them_is_wrong(client_of, liv, answers):
    client = client_of(liv.person)
    assert "<details open" not in client.post(NEW, {**answers, "participants": ""}).content.decode()
    page = client.post(NEW, {**answers, "note": "Ring 22 42 45 45"})
    assert "<details open" in page.content.decode()
    assert page.context["form_errors"] is True
    assert Activity.objects.count() == 0


@pytest.mark.slow
def test_a_name_in_the_note_is_asked_about_and_never_a_wall(client_of, liv, answers):
    client, named = client_of(liv.person), {**answers, "note": "Kveld om Kari Nordmann"}

    page = client.post(NEW, named).content.decode()
    assert "<details open" in page
    assert "Står det et navn her? «Kari Nordmann»" in page
    assert not Activity.objects.exists()
    [answer] = re.findall(r'name="note_names_nobody"\s+value="(\w+)"', page)

    assert client.post(NEW, {**named, "note_names_nobody": answer}).status_code == 302
    again = {**named, "note_names_nobody": answer, "token": str(uuid.uuid4())}
    duplicate = client.post(NEW, again).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', duplicate))
    assert client.post(NEW, {**hidden, "action": "anyway"}).status_code == 302
    assert [activity.note for activity in Activity.objects.all()] == ["Kveld om Kari Nordmann"] * 2


def test_future_days_are_refused(client_of, liv, answers):
    page = client_of(liv.person).post(NEW, {**answers, "when": "other", "day": "1.7.2026"})
    assert list(page.context["form"].errors) == ["day"]


def test_a_leader_logs_for_the_chapter_and_says_who_led(client_of, rolf, liv, answers):
    client = client_of(rolf)
    form = client.get(NEW).context["form"]
    assert [code for code, _name in form.fields["led_by"].choices] == ["", str(liv.ref)]
    client.post(NEW, {**answers, "leader": "supporter", "led_by": str(liv.ref)})
    activity = Activity.objects.get()
    assert (activity.led_by, activity.logged_by, activity.chapter) == (liv, rolf, liv.chapter)


def test_without_a_leader_a_group_does_not_count(client_of, rolf, answers):
    client = client_of(rolf)
    place = client.post(NEW, {**answers, "leader": "other"}).headers["Location"]
    page = client.get(place)
    assert page.context["counts"] is False
    assert len(page.context["reasons"]) == 1


def test_a_supporter_of_another_chapter_cannot_be_named(client_of, rolf, liv, supporter_in, oslo, answers):
    other = supporter_in(oslo, "Odd", "Osloer")
    page = client_of(rolf).post(NEW, {**answers, "leader": "supporter", "led_by": str(other.ref)})
    assert list(page.context["form"].errors) == ["led_by"]


@pytest.mark.slow
def test_who_may_log(client_of, ola, kari, liv, rolf, client):
    assert client_of(ola).get(NEW).status_code == 403
    assert client_of(kari).post(NEW, {}).status_code == 403
    assert client.get(NEW).headers["Location"].startswith("/logg-inn/")
    assert client_of(rolf).get(NEW).status_code == 200


def test_a_paused_supporter_may_log_and_one_who_ended_may_not(client_of, liv):
    supporters.pause(liv, until=None, by=liv.person)
    assert client_of(liv.person).get(NEW).status_code == 200
    liv.refresh_from_db()
    supporters.end(liv, by=liv.person)
    assert client_of(liv.person).get(NEW).status_code == 403


@pytest.mark.slow
def test_who_sees_a_saved_activity(client_of, liv, rolf, siri, ola, bergen, log):
    place = f"/aktivitet/{log(bergen, liv.person, led_by=liv).ref}/lagret/"
    seen = {str(person): client_of(person).get(place).status_code for person in (liv.person, rolf, siri, ola)}
    assert seen == {"Liv Likeperson": 200, "Rolf Rygg": 200, "Siri Sekretær": 200, "Ola Olsen": 404}


@pytest.mark.slow
def test_undo_by_its_owner_alone(client_of, liv, rolf, bergen, log):
    activity = log(bergen, liv.person, led_by=liv)
    undo = f"/aktivitet/{activity.ref}/angre/"
    assert client_of(rolf).post(undo).status_code == 404
    asked = client_of(liv.person).get(undo).content.decode()
    assert "Angre hele aktiviteten?" in asked
    assert f'href="/aktivitet/{activity.ref}/"' in asked
    assert Activity.objects.get().undone_at is None
    assert client_of(liv.person).post(undo, follow=True).context["case"].undone_at is not None


@pytest.mark.slow
def test_undo_back_and_send_again_saves_it(client_of, liv, answers):
    client = client_of(liv.person)
    client.post(f"/aktivitet/{sent(client, answers).ref}/angre/")

    again = sent(client, answers)

    assert again.undone_at is None
    other = client.post(NEW, {**answers, "token": str(uuid.uuid4())})
    assert other.context["earlier"] == again
    assert sent(client, answers) == again
    assert Activity.objects.count() == 2


def sent(client, answers):
    """The activity on the receipt that the form leads to."""
    return client.post(NEW, answers, follow=True).context["case"]


def test_undo_after_ten_minutes_is_refused(client_of, liv, bergen, log, at_noon):
    activity = log(bergen, liv.person, led_by=liv)
    with clock.at(at_noon + datetime.timedelta(minutes=11)):
        page = client_of(liv.person).post(f"/aktivitet/{activity.ref}/angre/", follow=True)
    assert page.context["case"].undone_at is None
    assert page.context["may_undo"] is False
    assert [message.level_tag for message in page.context["messages"]] == ["warning"]


@pytest.mark.slow
def test_my_list_takes_as_many_queries_for_one_as_for_four(client_of, liv, bergen, log):
    client = client_of(liv.person)
    client.get("/aktivitet/")  # the first page of a session has queries of its own
    numbers = []
    for _round in range(2):
        for _one in range(1 + 2 * len(numbers)):
            log(bergen, liv.person, led_by=liv)
        with CaptureQueriesContext(connection) as found:
            page = client.get("/aktivitet/")
        numbers.append(len(found))
    assert len(page.context["rows"]) == 4
    assert numbers[0] == numbers[1]


def test_my_list_says_why_something_does_not_count_or_not_yet(client_of, liv, bergen, log):
    log(bergen, liv.person, led_by=liv)
    log(bergen, liv.person, led_by=liv, minutes=10)
    log(bergen, liv.person, led_by=liv, in_norway=None)
    base_year_services.close_year(bergen, 2025, by=None)
    log(bergen, liv.person, led_by=liv, day=datetime.date(2025, 3, 2))
    client = client_of(liv.person)
    text = client.get("/aktivitet/").content.decode()
    for part in ("Teller<", "Teller ikke<", "den var for kort", "Teller ikke ennå", "si fra om det var i Norge"):
        assert part in text
    assert (
        "rapporten er sendt, og denne aktiviteten er ikke med i den"
        in client.get("/aktivitet/?aar=2025").content.decode()
    )


def test_my_list_by_year(client_of, liv, bergen, log):
    log(bergen, liv.person, led_by=liv, day=datetime.date(2025, 5, 5))
    client = client_of(liv.person)
    assert client.get("/aktivitet/").context["years"] == [2026, 2025]
    assert len(client.get("/aktivitet/?aar=2025").context["rows"]) == 1
    assert client.get("/aktivitet/?aar=x").context["year"] == 2026


@pytest.mark.slow
def test_my_list_shows_fifty_on_a_page_and_sums_up_the_year(client_of, liv, bergen, log):
    """The sums are the same on each page, and so is the number of queries; it is that of a list of one page."""
    client, activity = client_of(liv.person), log(bergen, liv.person, led_by=liv, day=datetime.date(2026, 1, 1))
    client.get("/aktivitet/")  # the first page of a session has queries of its own
    with CaptureQueriesContext(connection) as of_one:
        client.get("/aktivitet/")
    columns = {field.attname: getattr(activity, field.attname) for field in Activity._meta.concrete_fields}
    Activity.objects.bulk_create(
        Activity(
            **columns | {"id": None, "ref": uuid.uuid4(), "token": uuid.uuid4(), "day": day, "minutes": 30 + day.month}
        )
        for day in (datetime.date(2026, 1, 2) + datetime.timedelta(days=number) for number in range(119))
    )

    days, texts = [], []
    for address in ("/aktivitet/", "/aktivitet/?aar=2026&page=2", "/aktivitet/?page=3"):
        with CaptureQueriesContext(connection) as found:
            page = client.get(address)
        assert len(found) == len(of_one)
        assert (page.context["in_words"], page.context["counting"]) == (
            "I år: 120 aktiviteter, 600 deltakere",
            "1 teller i rapporten",  # the first of all, which is on the last page
        )
        days.append([row["activity"].day for row in page.context["rows"]])
        texts.append(page.content.decode())

    assert [len(one) for one in days] == [50, 50, 20]
    every = [day for one in days for day in one]
    assert every == sorted(every, reverse=True)
    assert "Side 2 av 3" in texts[1]
    assert [f'href="?aar=2026&amp;page={number}"' in texts[1] for number in (1, 2, 3)] == [True, False, True]
    assert "Teller<" not in texts[0]
    assert "Teller<" in texts[2]
    assert "Det som ikke er fylt ut, teller ikke" not in texts[0]  # one of another page counts
    assert client.get("/aktivitet/?page=x").context["page"].number == 1
    assert client.get("/aktivitet/?page=99").context["page"].number == 3


def test_who_led_it_is_asked_of_everybody(client_of, liv, answers):
    answers.pop("leader")

    page = client_of(liv.person).post(NEW, answers)

    assert list(page.context["form"].errors) == ["leader"]
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_another_supporter_and_one_who_has_ended_can_be_named(client_of, liv, supporter_in, bergen, answers, at_noon):
    nina = supporter_in(bergen, "Nina", "Nilsen")
    supporters.end(nina, by=nina.person)
    client = client_of(liv.person)

    client.post(NEW, {**answers, "leader": "supporter", "led_by": str(nina.ref)})

    activity = Activity.objects.get()
    assert (activity.led_by, activity.leader) == (nina, "supporter")
    saved = client.get(f"/aktivitet/{activity.ref}/lagret/")
    assert (saved.context["counts"], saved.context["missing"]) == (False, ["si fra om den som ledet, fikk betalt"])


@pytest.mark.parametrize(
    ("changes", "reason", "button"),
    [
        ({"participants": "2"}, "for få deltok: det trengs minst 3 (likepersoner regnes ikke med)", True),
        ({"minutes": "20"}, "den var for kort: det trengs minst 45 minutter", True),
        ({"kind": "other"}, None, False),
        ({}, None, False),
    ],
)
def test_the_receipt_says_what_is_needed_and_offers_what_can_help(client_of, liv, answers, changes, reason, button):
    saved = client_of(liv.person).post(NEW, {**answers, **changes}, follow=True)
    text = saved.content.decode()
    assert ("Er tallet feil? Rett det" in text) is button
    assert "Oppgi hvordan det var denne gangen" not in text
    assert not reason or reason in text


def test_what_is_logged_after_the_report_stands_apart(client_of, liv, bergen, answers):
    base_year_services.close_year(bergen, 2026, by=None)
    saved = client_of(liv.person).post(NEW, answers, follow=True)
    assert (saved.context["counts"], saved.context["is_apart"], saved.context["may_say"]) == (False, True, False)
    main = saved.content.decode().split("<main")[1]
    assert "Teller i rapporten" not in main


@pytest.mark.parametrize(("day", "fits"), [("31.12.2024", False), ("1.1.2025", True), ("1.1.1950", False)])
def test_a_day_before_the_first_open_year_is_refused_with_a_sentence(client_of, liv, answers, day, fits):
    page = client_of(liv.person).post(NEW, {**answers, "when": "other", "day": day})
    assert Activity.objects.exists() is fits
    if not fits:
        assert "2025" in str(page.context["form"].errors["day"])


def test_a_course_where_only_supporters_were_counts(client_of, rolf, answers):
    course = {"kind": "course", "participants": "0", "minutes": "90", "in_person": "yes", "in_norway": "yes"}
    client_of(rolf).post(NEW, answers | course | {"own_event": "yes"})
    activity = Activity.objects.get()
    assert activity.participants == 0
    assert client_of(rolf).get(f"/aktivitet/{activity.ref}/lagret/").context["counts"] is True


@pytest.mark.slow
def test_a_form_that_was_opened_for_another_chapter_is_not_saved_for_the_new_one(client_of, liv, oslo, answers):
    """Liv moves from Bergen to Oslo while the form is open."""
    client = client_of(liv.person)
    assert 'name="chapter" value="bergen"' in client.get(NEW).content.decode()
    type(liv).objects.filter(pk=liv.pk).update(chapter=oslo)

    page = client.post(NEW, {**answers, "chapter": "bergen"})

    assert "Lagre hvis aktiviteten var for Oslo" in page.content.decode()
    assert 'name="chapter" value="oslo"' in page.content.decode()
    assert not Activity.objects.exists()
    client.post(NEW, {**answers, "chapter": "oslo"})
    assert Activity.objects.get().chapter == oslo


def test_whoever_belongs_to_a_chapter_that_is_closed_down_is_told_so(client_of, liv, bergen, answers):
    type(bergen).objects.filter(pk=bergen.pk).update(is_active=False)

    for page in (client_of(liv.person).get(NEW), client_of(liv.person).post(NEW, answers)):
        assert "er lagt ned" in page.content.decode()
    assert not Activity.objects.exists()


@pytest.mark.slow
def test_whoever_has_ended_corrects_their_own_record_and_is_shown_no_names(
    client_of, liv, rolf, bergen, supporter_in, log
):
    per = supporter_in(bergen, "Per", "Pettersen")
    activity = log(bergen, liv.person, led_by=liv)
    twin = log(bergen, rolf, led_by=per)
    log(bergen, rolf, led_by=liv, kind="visit", participants=1)
    client = client_of(liv.person)
    places = [f"/aktivitet/{activity.ref}/{page}" for page in ("", "lagret/", "rett/", "opplysninger/", "stryk/")]
    doubles = ["/aktivitet/dobbelt/", f"/aktivitet/dobbelt/{activity.ref}/{twin.ref}/"]
    assert "Per Pettersen" in client.get(places[2]).content.decode()
    assert [client.get(place).status_code for place in doubles] == [200, 200]

    supporters.end(supporter_of(liv.person), by=liv.person)

    for place in places:
        page = client.get(place)
        assert page.status_code == 200
        assert "Pettersen" not in page.content.decode(), place
        assert "present_elsewhere" not in page.content.decode(), place
        assert "/aktivitet/dobbelt/" not in page.content.decode(), place
    assert [client.get(place).status_code for place in doubles] == [403, 404]
    sent = {
        "token": str(uuid.uuid4()), "version": "1", "reason": "mistake", "kind": "conversation_group", "when": "other",
        "day": "2.3.2026", "participants": "5", "minutes": "75", "leader": "other",
        "present_elsewhere": "Per Pettersen",
    }  # fmt: skip
    client.post(places[2], sent)
    activity.refresh_from_db()
    assert (activity.minutes, activity.presences.count()) == (75, 0)


@pytest.mark.parametrize("page", ["", "lagret/", "opplysninger/"])
def test_a_page_that_shows_what_another_has_logged_is_kept_by_no_browser(client_of, liv, bergen, rolf, log, page):
    activity = log(bergen, liv.person, led_by=liv)

    for place in (f"/aktivitet/{activity.ref}/{page}", "/aktivitet/"):
        assert "no-store" in client_of(rolf).get(place).headers["Cache-Control"]


def test_a_choice_that_is_not_offered_any_more_is_told_without_its_code(client_of, rolf, liv, answers):
    gone = str(uuid.uuid4())
    page = client_of(rolf).post(NEW, {**answers, "leader": "supporter", "led_by": gone}).context["form"]
    assert page.errors["led_by"] == ["Det som var valgt, står ikke i listen lenger. Velg på nytt"]
