"""The register of promises: how it stands with each, who sees whom, reminders that are sent once, the spreadsheet."""

import datetime
import io

import pytest
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from portal import clock, events
from portal.accounts import services as accounts
from portal.declarations import mails
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Reminder, Signature
from portal.declarations.proof import witness
from portal.declarations.register import queries as register_queries
from portal.declarations.register import services as register_services
from portal.declarations.register import words
from portal.declarations.register.queries import Status
from portal.declarations.validity import lapsing
from portal.models import Event, OutboxMail
from portal.witness import EVENTS_MISSING, NO_RECORD
from tests.conftest import make_supporter, person, sign
from tests.portal.declarations.conftest import SIGNED, at_noon, days, lasts
from tests.portal.pressing import tab_stops

pytestmark = pytest.mark.django_db
LAPSES = datetime.date(2031, 6, 3)
REGISTER, REMIND = reverse("portal:declaration_register"), reverse("portal:remind_of_declaration")
FILE = reverse("portal:declaration_register_file")
PAPER = {"medium": "paper", "seen_by": "Rolf Rygg", "kept_at": "Permen"}


def statuses(user=None, rule=""):
    return {line.person.given_name: line.status for line in register_queries.lines(user, rule)}


def line_of(someone):
    return next(line for line in register_queries.lines(None) if line.person == someone)


def mails_to(someone):
    return OutboxMail.objects.filter(to=someone.email, subject="Taushetserklæringen venter på signaturen din")


# How it stands


@pytest.mark.slow
def test_every_status_and_what_it_speaks_of(lapsing_guro, siri):
    guro, first = lapsing_guro, declaration_queries.signature_of(lapsing_guro)

    def now():
        line = line_of(guro)
        return line.status, line.promise, line.has_to_act

    with clock.at(SIGNED):
        assert now() == (Status.SIGNED, first, False)
    with at_noon(LAPSES - lapsing.RENEW_WITHIN):
        assert now() == (Status.RUNNING_OUT, first, True)
    with at_noon(LAPSES):
        assert now() == (Status.LAPSED, first, True)
        noted = declarations.record_signature(
            guro, declaration_queries.text_in_force(), signed_on=LAPSES, by=siri, **PAPER
        )
        assert now() == (Status.ON_PAPER, noted, False)
        content = declaration_queries.text_in_force().content
        declarations.publish({**content, "title": {"nb": "Ny"}}, "2.0", by=siri)
        assert now() == (Status.AGAIN, noted, True)
        second = sign(guro)
        assert now() == (Status.SIGNED, second, False)
        declarations.withdraw(second, by=siri)
        second.refresh_from_db()
        assert now() == (Status.WITHDRAWN, second, True)
    Signature.objects.filter(person=guro).delete()
    noted.delete()
    assert now() == (Status.LACKING, None, True)


@pytest.mark.slow
def test_those_whose_role_requires_it_stand_there_also_by_office(guro, kari, rolf, siri):
    assert statuses() == {"Guro": Status.SIGNED, "Rolf": Status.LACKING}


@pytest.mark.slow
def test_whoever_has_something_else_to_do_first_is_not_reminded(approved, kari, siri, client_of):
    line = line_of(kari)
    assert (line.status, line.waits, line.is_due) == (Status.LACKING, True, False)
    assert "Noe annet kommer først" in client_of(siri).get(REGISTER).content.decode()
    to_sign = client_of(siri).get(f"{REGISTER}?status=gjores").context["rows"]
    assert [(row["name"], row["waits"]) for row in to_sign] == [("Kari Krogh", True), ("Rolf Rygg", False)]
    assert register_services.send_reminders([kari], by=siri, rule="declarations.view_register") == 0


def test_a_closed_account_is_not_reminded(guro, siri):
    Signature.objects.filter(person=guro).delete()
    type(guro).objects.filter(pk=guro.pk).update(is_active=False)
    assert not line_of(guro).is_due


def a_text_of_its_own_for_conversations(siri):
    own = {"categories": ["conversation_supporter"], "must_sign_again": True}
    return declarations.publish(declaration_queries.text_in_force().content, "2.0", by=siri, **own)


@pytest.mark.slow
def test_the_most_urgent_of_several_roles_is_shown(guro_with_two_roles, siri):
    with clock.at(SIGNED):
        assert line_of(guro_with_two_roles).status is Status.SIGNED
        a_text_of_its_own_for_conversations(siri)
        line = line_of(guro_with_two_roles)
    assert (line.status, line.has_to_act, len(line.holders)) == (Status.AGAIN, True, 2)


# Who sees whom


@pytest.fixture
def nils(oslo, siri):
    nils = person("nils@example.org", "Nils", "Nes")
    make_supporter(nils, oslo, by=siri)
    return nils


@pytest.mark.slow
def test_a_board_sees_its_own_people_alone(guro, nils, rolf, turid, siri, bergen, oslo, client_of):
    names = ["chapter_declarations", "remind_of_chapter_declaration", "chapter_declarations_file"]
    places = {one: [reverse(f"portal:{name}", args=[one.short_name]) for name in names] for one in (bergen, oslo)}
    for user, own, other in ((rolf, bergen, oslo), (turid, oslo, bergen)):
        client = client_of(user)
        assert [client.get(place).status_code for place in places[own]] == [200, 200, 200]
        assert [client.get(place).status_code for place in places[other]] == [404, 404, 404]
        assert [client.get(place).status_code for place in (REGISTER, REMIND, FILE)] == [403, 403, 403]
    page = client_of(rolf).get(places[bergen][0]).content.decode()
    assert ("Guro Gran" in page, "Nils Nes" in page) == (True, False)
    assert "lokalforening" not in client_of(rolf).get(places[bergen][0] + "?lokalforening=oslo").context["query"]
    assert register_services.send_reminders([nils], by=rolf, rule="declarations.view_chapter_register") == 0
    assert set(statuses(rolf, "declarations.view_chapter_register")) == {"Guro", "Rolf"}
    assert set(statuses(siri, "declarations.view_register")) == {"Guro", "Nils", "Rolf", "Turid"}
    assert client_of(siri).get(places[bergen][0]).status_code == 200
    assert client_of(guro).get(places[bergen][0]).status_code == 404


def test_nobody_is_led_to_the_page_of_whom_they_are_close_to(guro, nils, siri, client_of):
    accounts.declare_tie(siri, guro, by=siri)
    found = {
        line.person.given_name: bool(line.address)
        for line in register_queries.lines(siri, "declarations.view_register")
    }
    assert found == {"Guro": False, "Nils": True}


@pytest.mark.slow
def test_it_is_found_from_the_pages_of_the_office(guro, rolf, siri, bergen, client_of):
    place = reverse("portal:chapter_declarations", args=["bergen"])
    assert place in client_of(rolf).get(reverse("portal:chapter", args=["bergen"])).content.decode()
    for name in ("my_page", "declaration_texts"):
        assert REGISTER in client_of(siri).get(reverse(f"portal:{name}")).content.decode()


# The page


@pytest.mark.slow
def test_the_filters_and_the_numbers(guro, nils, siri, client_of):
    Signature.objects.filter(person=nils).delete()
    client = client_of(siri)

    def shown(query):
        return [row["name"] for row in client.get(f"{REGISTER}?{query}").context["rows"]]

    assert shown("") == shown("status=alle") == shown("status=tull&type=tull") == ["Guro Gran", "Nils Nes"]
    assert shown("status=mangler") == shown("status=gjores") == shown("lokalforening=oslo") == ["Nils Nes"]
    assert shown("type=activity_supporter&status=signert") == ["Guro Gran"]
    assert shown("status=papir") == []
    numbers = dict(client.get(REGISTER).context["statuses"])
    assert (numbers["alle"], numbers["gjores"]) == ("Alle (2)", "Alle som må signere (1)")
    assert numbers["mangler"] == "Ikke signert (1)"


def test_the_pages_about_declarations_have_one_address():
    assert REGISTER == reverse("portal:declaration_texts") + "register/" == "/sekretariat/erklaeringer/register/"
    assert reverse("portal:chapter_declarations", args=["bergen"]) == "/lokalforening/bergen/erklaeringer/"


@pytest.mark.slow
def test_the_numbers_are_of_the_chapter_and_the_role_that_are_chosen(approved, guro, nils, kari, siri, client_of):
    Signature.objects.filter(person=nils).delete()

    def numbers(query):
        found = dict(client_of(siri).get(f"{REGISTER}?{query}").context["statuses"])
        return [found[value] for value in ("alle", "gjores", "mangler")]

    assert numbers("lokalforening=oslo") == ["Alle (1)", "Alle som må signere (1)", "Ikke signert (1)"]
    assert numbers("lokalforening=oslo&status=signert")[0] == "Alle (1)"
    everybody, to_sign, lacking = numbers("")
    assert (everybody, to_sign, lacking) == ("Alle (4)", "Alle som må signere (3)", "Ikke signert (3)")


def test_every_status_has_its_words_and_its_colour():
    assert set(words.STATUS) == set(words.COLOURS) == set(Status)


@pytest.mark.slow
def test_the_pages_take_the_same_queries_for_any_number(guro, siri, oslo, client_of, django_assert_num_queries):
    client = client_of(siri)
    places = [REGISTER, REMIND, FILE]
    counted = []
    Signature.objects.filter(person=guro).delete()
    for place in places:
        client.get(place)
        with django_assert_num_queries({REGISTER: 12, REMIND: 13, FILE: 15}[place]) as seen:
            client.get(place)
        counted.append(len(seen))
    for number in range(3):
        someone = person(f"p{number}@example.org", f"P{number}", "Persen")
        make_supporter(someone, oslo, by=siri)
        Signature.objects.filter(person=someone).delete()
    for place, count in zip(places, counted, strict=True):
        with django_assert_num_queries(count):
            client.get(place)


@pytest.mark.slow
def test_the_buttons_are_few_presses_of_tab_away_however_many_stand_there(guro, nils, siri, client_of):
    Signature.objects.filter(person__in=[guro, nils]).delete()
    client = client_of(siri)
    page = client.get(REGISTER).content.decode()
    assert tab_stops(page, f'href="{REMIND}"') == 6
    assert tab_stops(page, f'href="{FILE}"') == 7
    page = client.get(REMIND).content.decode()
    assert tab_stops(page, 'href="#buttons"') == 3
    assert page.index('name="people"') < page.index('id="buttons"') < page.index(">Send påminnelsene")


@pytest.mark.slow
def test_those_to_remind_are_all_ticked_or_none(guro, nils, siri, client_of):
    Signature.objects.filter(person__in=[guro, nils]).delete()
    client = client_of(siri)

    def begins_with(place):
        page = client.get(place)
        return len(page.context["form"].initial["people"]), page.context["other_way"]

    chosen = f"{REMIND}?status=mangler"
    assert begins_with(chosen) == (2, chosen + "&kryss=ingen")
    assert begins_with(chosen + "&kryss=ingen") == (0, chosen)
    sign(guro)
    assert "Fjern alle kryssene" not in client.get(chosen).content.decode()


@pytest.mark.slow
def test_it_is_shown_in_pages(guro, siri, bergen, client_of, monkeypatch):
    monkeypatch.setattr("portal.declarations.register.office_views.PER_PAGE", 1)
    make_supporter(person("nils@example.org", "Nils", "Nes"), bergen, by=siri)
    page = client_of(siri).get(f"{REGISTER}?status=signert&page=2")
    assert [row["name"] for row in page.context["rows"]] == ["Nils Nes"]
    assert "status=signert&amp;page=1" in page.content.decode()


@pytest.mark.slow
def test_what_somebody_has_renewed_is_named_and_the_office_is_led_to_it(lapsing_guro, siri, rolf, client_of):
    first = declaration_queries.signature_of(lapsing_guro)
    with at_noon(LAPSES - days(7)):
        second = sign(lapsing_guro)
        line = line_of(lapsing_guro)
        assert (line.promise, line.renewed) == (second, first)
        said = "3. juni 2030, versjon 1.0, med kode på nettstedet"
        address = reverse("portal:verify_code", args=[first.grouped_code])
        page = client_of(siri).get(REGISTER).content.decode()
        assert f'Erstatter: <a href="{address}">{said}</a>' in page
        board = client_of(rolf).get(reverse("portal:chapter_declarations", args=["bergen"])).content.decode()
        assert (said in board, address in board) == (True, False)
        content = b"".join(client_of(siri).get(FILE).streaming_content)
        rows = list(load_workbook(io.BytesIO(content)).active.values)
        assert [row[-1] for row in rows if row[0] in ("Navn", "Guro Gran")] == ["Erstatter", said]


@pytest.mark.slow
def test_what_replaced_a_paper_says_so_and_leads_nowhere(lapsing_guro, siri, client_of):
    Signature.objects.filter(person=lapsing_guro).delete()
    text = declaration_queries.text_in_force()
    with clock.at(SIGNED):
        declarations.record_signature(lapsing_guro, text, signed_on=SIGNED.date(), by=siri, **PAPER)
    with at_noon(LAPSES):
        sign(lapsing_guro)
        row = next(row for row in client_of(siri).get(REGISTER).context["rows"] if row["name"] == "Guro Gran")
        assert (row["renewed"], row["renewed_code"]) == ("3. juni 2030, versjon 1.0, på papir", "")


# Reminders in bulk


@pytest.mark.slow
def test_who_gets_what_is_seen_first_and_one_press_sends_it_once(guro, nils, siri, client_of):
    Signature.objects.filter(person__in=[guro, nils]).delete()
    client = client_of(siri)
    page = client.get(f"{REMIND}?status=gjores")
    text = page.content.decode()
    assert page.context["form"].initial["people"] == [str(guro.ref), str(nils.ref)]
    assert "Vi mangler signaturen din på taushetserklæringen." in text
    assert OutboxMail.objects.filter(to__in=[guro.email, nils.email], subject__contains="venter på").count() == 0
    assert client.post(REMIND, {}).status_code == 200
    for _press in range(2):
        assert client.post(REMIND, {"people": [str(guro.ref), "tull"]}).url == REGISTER
    assert (mails_to(guro).count(), mails_to(nils).count()) == (1, 0)
    reminder = Reminder.objects.get()
    assert (reminder.person, reminder.by, reminder.reason) == (guro, siri, "office")
    told = Event.objects.get(verb="declaration.remind")
    assert (told.subject, told.actor) == (reminder.ref, siri.ref)
    details = events.last_details("declaration.remind", reminder.ref)
    assert set(details.pop("columns")) == set(witness.REMINDER)
    assert details == {"reason": "office", "status": "mangler"}
    assert "Guro" not in mails_to(guro).get().subject
    text = client.get(REMIND).content.decode()
    assert "Guro Gran" in text
    assert [label for _ref, label in client.get(REMIND).context["people"]] == ["Nils Nes: Ikke signert"]


def test_nobody_is_reminded_again_within_the_time_of_the_rule(guro, siri):
    Signature.objects.filter(person=guro).delete()

    def remind(after):
        with at_noon(LAPSES + after):
            return register_services.send_reminders([guro], by=siri, rule="declarations.view_register")

    again = lapsing.REMIND_AGAIN_AFTER
    assert [remind(after) for after in (days(0), again - days(1), again, again)] == [1, 0, 1, 0]


@pytest.mark.slow
def test_whoever_has_signed_meanwhile_is_not_reminded(guro, siri, client_of):
    Signature.objects.filter(person=guro).delete()
    sign(guro)

    page = client_of(siri).post(REMIND, {"people": [str(guro.ref)]}, follow=True).content.decode()

    assert "Ingen fikk påminnelse" in page
    assert mails_to(guro).count() == 0


@pytest.mark.slow
def test_nobody_is_asked_to_remind_themselves(guro, rolf, client_of):
    Signature.objects.filter(person=guro).delete()
    client = client_of(rolf)
    place = reverse("portal:remind_of_chapter_declaration", args=["bergen"])
    assert line_of(rolf).is_due
    assert client.get(place).context["people"] == [(str(guro.ref), "Guro Gran: Ikke signert")]
    client.post(place, {"people": [str(rolf.ref), str(guro.ref)]})
    assert (mails_to(rolf).count(), mails_to(guro).count()) == (0, 1)
    assert place not in client.get(reverse("portal:chapter_declarations", args=["bergen"])).content.decode()


def test_a_reminder_needs_a_fresh_code(guro, siri, client_of):
    for place in (REMIND, FILE):
        assert reverse("portal:fresh_code") in client_of(siri, code_age=3600).get(place).url


# What the worker sends


@pytest.mark.slow
def test_the_holder_is_asked_in_time_and_told_what_happens(lapsing_guro):
    guro = lapsing_guro
    for before, sent in (
        (lapsing.RENEW_WITHIN + days(1), 0), (lapsing.RENEW_WITHIN, 1), (lapsing.LAST_CALL, 1), (days(1), 0),
        (days(0), 1), (-days(100), 0),
    ):  # fmt: skip
        with at_noon(LAPSES - before):
            assert [register_services.remind_of_lapsing() for _time in range(2)] == [sent, 0], before
    texts = list(mails_to(guro).order_by("pk").values_list("text", flat=True))
    ask, was = (
        "Vi ber deg signere taushetserklæringen på nytt innen 2. juni 2031",
        "skulle ha vært signert på nytt innen",
    )
    assert [(ask in text, was in text) for text in texts] == [(True, False), (True, False), (False, True)]
    assert all("Det du har lovet, gjelder uten sluttdato" in text for text in texts)
    assert all("1. juli 2031" in text for text in texts)  # leaves the public list
    with at_noon(LAPSES + lapsing.GRACE):
        assert "1. juli 2031" not in mails.compose_reminder(line_of(guro))[1]
    assert [row.reason for row in Reminder.objects.order_by("pk")] == ["soon", "last_call", "lapsed"]
    assert Event.objects.filter(verb="declaration.remind", actor=None).count() == 3


def test_nobody_is_asked_whose_signature_counts_for_good_or_who_has_renewed(guro, lapsing_guro, siri):
    lasts(None, siri)
    with at_noon(LAPSES):
        sign(lapsing_guro)
        assert register_services.remind_of_lapsing() == 0


@pytest.mark.slow
def test_a_new_version_in_one_role_hides_nothing_that_lapses_in_another(guro_with_two_roles, siri):
    guro = guro_with_two_roles
    with at_noon(LAPSES - lapsing.RENEW_WITHIN):
        a_text_of_its_own_for_conversations(siri)
        assert line_of(guro).status is Status.AGAIN
        assert register_services.remind_of_lapsing() == 1
    for day in (LAPSES - lapsing.LAST_CALL, LAPSES):
        with at_noon(day):
            assert [register_services.remind_of_lapsing() for _time in range(2)] == [1, 0]
    about_it = Reminder.objects.filter(about=declaration_queries.signature_of(guro).ref).order_by("pk")
    assert list(about_it.values_list("reason", flat=True)) == ["soon", "last_call", "lapsed"]
    assert any("på nytt innen 2. juni 2031" in mail.text for mail in mails_to(guro))


@pytest.mark.slow
def test_whoever_signs_at_the_same_time_is_not_told_that_they_lack_it(lapsing_guro, monkeypatch):
    lock = accounts.lock_people

    def lock_after_signing(*people):
        monkeypatch.setattr(accounts, "lock_people", lock)
        sign(lapsing_guro)
        lock(*people)

    with at_noon(LAPSES):
        monkeypatch.setattr(accounts, "lock_people", lock_after_signing)
        assert register_services.remind_of_lapsing() == 0
        assert mails_to(lapsing_guro).count() == 0


@pytest.mark.slow
def test_nobody_is_kept_locked_while_the_next_is_reminded(lapsing_guro, siri, bergen, monkeypatch):
    """So it cannot stand in the way of the office, which locks the same people in another order."""
    with clock.at(SIGNED):
        make_supporter(person("aase@example.org", "Åse", "Aas"), bergen, by=siri)
    lock, transactions = accounts.lock_people, []

    def note(*people):
        transactions.append((len(people), connection.savepoint_ids[-1]))
        lock(*people)

    monkeypatch.setattr(accounts, "lock_people", note)
    with at_noon(LAPSES):
        assert register_services.remind_of_lapsing() == 2
    assert ([number for number, _point in transactions], len(set(transactions))) == ([1, 1], 2)


@pytest.mark.slow
def test_it_costs_two_queries_when_nobody_is_to_be_told(lapsing_guro, siri, bergen, django_assert_num_queries):
    others = [person(f"p{number}@example.org", f"P{number}", "Persen") for number in range(4)]
    with clock.at(SIGNED):
        for one in others:
            make_supporter(one, bergen, by=siri)
        with django_assert_num_queries(2):
            register_services.remind_of_lapsing()
    with at_noon(LAPSES):
        with django_assert_num_queries(
            11 + 17 * 5
        ):  # one of them: a minute has turned since, and the words are read anew
            assert register_services.remind_of_lapsing() == 5
        with django_assert_num_queries(2):
            register_services.remind_of_lapsing()
        declarations.withdraw(declaration_queries.signature_of(others[0]), by=siri)
        for one in (lapsing_guro, *others):
            sign(one)
    with at_noon(LAPSES + days(1)), django_assert_num_queries(2):
        register_services.remind_of_lapsing()


# The spreadsheet


def test_the_spreadsheet_has_what_is_shown_and_computes_nothing(guro, nils, siri, client_of):
    accounts.change_details(guro, by=guro, given_name="=1+1", family_name="Gran")
    answer = client_of(siri).get(f"{FILE}?status=signert&lokalforening=bergen")
    content = b"".join(answer.streaming_content)
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows())
    assert [cell.value for cell in rows[0]][:4] == ["Navn", "Lokalforening", "Rolle", "Status"]
    assert len(rows) == 2
    name, chapter, _role, status, signed_on, *_rest = rows[1]
    assert (name.value, name.data_type, name.quotePrefix) == ("=1+1 Gran", "s", True)
    assert (chapter.value, status.value, signed_on.value.date()) == ("Bergen", "Signert her", clock.today())
    told = Event.objects.get(verb="declaration.export_register")
    details = events.last_details("declaration.export_register", told.subject)
    assert (told.actor, details) == (
        siri.ref,
        {"number": 1, "status": "signert", "lokalforening": "bergen", "type": ""},
    )


@pytest.mark.slow
def test_the_spreadsheet_says_who_cannot_sign_yet(approved, kari, rolf, siri, client_of):
    content = b"".join(client_of(siri).get(FILE).streaming_content)
    rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
    assert {row[0]: row[3] for row in rows[1:]} == {
        "Kari Krogh": "Ikke signert. Noe annet kommer først",
        "Rolf Rygg": "Ikke signert",
    }


def test_the_spreadsheet_of_a_chapter_is_recorded_as_its(guro, rolf, bergen, client_of):
    client_of(rolf).get(reverse("portal:chapter_declarations_file", args=["bergen"]))
    assert Event.objects.get(verb="declaration.export_register").subject == bergen.ref


# What is not as the event log says


@pytest.fixture
def sealed_guro(guro):
    events.seal_pending()
    return guro


def rows_of(user, client_of, place):
    return {row["name"]: row for row in client_of(user).get(place).context["rows"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"signer_name": "Per Persen"},
        {"lapses_on": LAPSES},
        {"withdrawn_at": SIGNED},
        {"html": "<p>"},
        {"code": "X" * 10},
    ],
)
def test_a_signature_that_is_not_as_the_log_says_is_not_listed_as_signed(
    sealed_guro, siri, rolf, bergen, client_of, changed
):
    Signature.objects.filter(person=sealed_guro).update(**changed)
    line = line_of(sealed_guro)
    assert (line.status, line.has_to_act, line.is_due) == (Status.UNCONFIRMED, False, False)
    for user, place in ((siri, REGISTER), (rolf, reverse("portal:chapter_declarations", args=[bergen.short_name]))):
        row = rows_of(user, client_of, place)["Guro Gran"]
        assert (row["status"], row["colour"], bool(row["differences"])) == (words.STATUS[line.status], "bad", True)
        page = client_of(user).get(place).content.decode()
        assert "Stemmer ikke med loggen" in page
        assert f"Endret: {row['differences'][0]}" in page
    chosen = client_of(siri).get(f"{REGISTER}?status=ikke-bekreftet")
    assert [row["name"] for row in chosen.context["rows"]] == ["Guro Gran"]
    assert ("ikke-bekreftet", "Stemmer ikke med loggen (1)") in chosen.context["statuses"]
    sheet = load_workbook(io.BytesIO(client_of(siri).get(FILE).getvalue())).active
    said = {row[0]: row[3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert said["Guro Gran"] == f"Stemmer ikke med loggen. Endret: {', '.join(map(str, line.differences))}"
    assert "Guro Gran" not in client_of(siri).get(REMIND).content.decode()


def test_a_forged_row_and_one_whose_withdrawal_is_gone_are_marked(sealed_guro, siri):
    signature = declaration_queries.signature_of(sealed_guro)
    declarations.withdraw(signature, by=siri)
    events.record("person.test", subject=siri, by=siri)
    events.seal_pending()
    Event.objects.get(verb="declaration.withdraw").delete()
    Signature.objects.update(withdrawn_at=None)
    assert line_of(sealed_guro).differences == [EVENTS_MISSING]

    Event.objects.filter(subject=signature.ref).delete()
    assert NO_RECORD in line_of(sealed_guro).differences


@pytest.mark.slow
def test_what_the_office_noted_of_a_paper_is_compared_too(sealed_guro, siri):
    content = declaration_queries.text_in_force().content
    text = declarations.publish(content, "2.0", by=siri)
    record = declarations.record_signature(sealed_guro, text, signed_on=clock.today(), by=siri, **PAPER)
    assert line_of(sealed_guro).status is Status.ON_PAPER
    type(record).objects.filter(pk=record.pk).update(kept_at="Skuffen")
    line = line_of(sealed_guro)
    assert (line.status, line.promise) == (Status.UNCONFIRMED, record)


def test_after_the_withdrawal_of_such_a_signature_its_holder_is_asked_again(sealed_guro, siri):
    signature = declaration_queries.signature_of(sealed_guro)
    Signature.objects.filter(pk=signature.pk).update(signer_name="Per Persen")
    assert not line_of(sealed_guro).has_to_act
    declarations.withdraw(signature, by=siri)
    line = line_of(sealed_guro)
    assert (line.status, line.is_due) == (Status.WITHDRAWN, True)
    sign(sealed_guro)
    assert line_of(sealed_guro).status is Status.SIGNED


@pytest.mark.slow
def test_comparing_takes_as_many_queries_for_any_number(sealed_guro, siri, oslo, client_of, django_assert_num_queries):
    client, number = client_of(siri), {REGISTER: 14, REMIND: 14, FILE: 17}
    for _again in range(2):
        for place in number:
            client.get(place)
            with django_assert_num_queries(number[place]):
                client.get(place)
        for name in ("Nils", "Nora"):
            make_supporter(person(f"{name}@example.org", name, "Nes"), oslo, by=siri)
        events.seal_pending()
