"""My page has one list of what waits for somebody: all of it, in the order of the deadlines, each with its page."""

import datetime
import sys
import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock, to_do
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.gatherings import services as gathering_services
from portal.activities.models import Activity
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.reading import services as reading_services
from portal.desk import queries as desk_queries
from portal.kept_querysets import Compiled, compiled, kept_queryset
from portal.onboarding.models import Application
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import WAITING
from portal.permissions import EDITORS, REVIEWERS
from portal.reports import services as reports
from portal.reports.years import services as year_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.appointments import services as appointment_services
from portal.supporters.contact import queries as contact_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Listing
from portal.supporters.pathway import sets
from tests.conftest import (
    attend_course,
    fill_in,
    make_supporter,
    moment,
    pass_test,
    person,
    raw_answers,
    send_in,
    take_on,
)
from tests.portal.knowledge.exam.taking import fail_test, hold
from tests.portal.reports.conftest import ANSWERS
from tests.portal.waiting import ask, rows_of, titles
from tests.situations import situation
from tests.timing import milliseconds

pytestmark = pytest.mark.django_db
NOTHING = "Ingenting venter på deg nå. Godt jobbet."


def text_of(client_of, user):
    return client_of(user).get("/min-side/").content.decode()


def gathering(chapter, by, title, starts, **values):
    cafe = {
        "token": uuid.uuid4(), "title": title, "kind": "conversation_group", "starts_at": starts,
        "ends_at": starts + datetime.timedelta(hours=2), "place": "Biblioteket", "audience": "public",
    }  # fmt: skip
    return gathering_services.plan_gathering(chapter, by=by, **{**cafe, **values})


@situation
def bodil(bergen, siri):
    """A board member of Bergen."""
    bodil = person("bodil@example.org", "Bodil", "Berg")
    chapters.give_office(bodil, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return bodil


@situation
def kare(siri):
    kare = person("kare@example.org", "Kåre", "Koll")
    chapters.give_office(kare, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    return kare


@situation
def editor(db):
    editor = person("egil@example.org", "Egil", "Editor")
    editor.groups.add(Group.objects.get(name=EDITORS))
    return editor


@situation
def waiting_for_all(siri, kare, rolf, bodil, turid, bergen, oslo):
    """Something of every kind, in June 2027: a dictionary of the people."""
    cast = {}
    with clock.at(moment("2027-03-01 12:00")):
        cast["guro"] = person("guro@example.org", "Guro", "Gran")
        guro = make_supporter(cast["guro"], bergen, by=siri)
        directory_services.consent_to_listing(guro, by=guro.person, text="Ja.", shown_name="Guro")
        year = year_services.open_year(2026, by=siri)
        sent = reports.prepare(oslo, year, by=turid)
        reports.submit(sent, ANSWERS, by=turid, received_at=clock.now())
    with clock.at(moment("2027-05-10 12:00")):
        applied = {}
        for name, chapter in (("Anna", "bergen"), ("Britt", "oslo"), ("Cecilie", "bergen"), ("Dag", "unknown"),
                              ("Eva", "bergen")):  # fmt: skip
            cast[name] = person(f"{name.lower()}@example.org", name, "Ås")
            applied[name] = send_in(cast[name], raw_answers(cast[name], chapter=chapter))
        review_services.assess(applied["Anna"], "approve", by=rolf)  # membership is left to confirm
        review_services.assess(applied["Cecilie"], "ask_for_more", by=rolf, reasons=["motivation"])
    with clock.at(moment("2027-06-01 12:00")):
        gathering(bergen, rolf, "Samtalekveld", clock.now() + datetime.timedelta(days=2))
        walk = gathering(bergen, rolf, "Tur", clock.now() + datetime.timedelta(days=20), takes_sign_ups=True, places=1)
        signed_up = [
            gathering_services.sign_up(walk, token=uuid.uuid4(), name=name, phone=f"+472300300{number}")
            for number, name in enumerate(("Mette", "Arne"))
        ]
        gathering_services.withdraw_sign_up(signed_up[0])  # Arne moves up, and does not know
    with clock.at(moment("2027-06-07 12:00")):
        ask(Listing.objects.get())
        ask()
        cast["Frode"] = person("frode@example.org", "Frode", "Foss")
        fill_in(cast["Frode"])
    return cast | {"siri": siri, "kare": kare, "rolf": rolf, "bodil": bodil, "turid": turid}


@pytest.fixture
def busy(waiting_for_all):
    """8 June 2027 with something of every kind: a dictionary of the people."""
    with clock.at(moment("2027-06-08 10:00")):
        yield waiting_for_all


EVERYBODY = ["guro", "Anna", "Britt", "Cecilie", "Dag", "Eva", "Frode", "siri", "kare", "rolf", "bodil", "turid"]


@pytest.mark.slow
def test_each_line_leads_to_a_page_that_the_person_may_open_and_they_stand_in_order(busy, client_of):
    """One begins an application on its first open step, and reads of a candidate who is a supporter on that page."""
    anna = busy["Anna"].candidacies.get(), supporter_queries.supporter_of(busy["Anna"])
    to_anna = {f"/lokalforening/kandidat/{anna[0].ref}/": f"/lokalforening/likeperson/{anna[1].ref}/"}
    expected = {"Cecilie": {"/soknad/start/": "/soknad/hvorfor/"}, "rolf": to_anna}
    for name in EVERYBODY:
        client = client_of(busy[name])
        page = client.get("/min-side/")
        rows = page.context["to_do"]

        places = [row.place for row in rows]
        assert places == sorted(places), name
        opened = {row.href: client.get(row.href) for row in rows if row.href}
        sent_on = {href: page.url for href, page in opened.items() if page.status_code != 200}
        assert sent_on == expected.get(name, {}), name
        assert all(row.when for row in rows), name
        assert (NOTHING in page.content.decode()) == (not rows), name


@pytest.mark.slow
def test_a_leader_has_everything_in_one_list(busy, client_of):
    assert [(row.title, row.when, row.action) for row in rows_of(client_of, busy["rolf"]) if row.title != "Alder"] == [
        ("1 søknad venter på svar fra deg", "Fristen var 31. mai", "Les og svar"),
        ("Årsrapporten for 2026 kan fylles ut", "Fristen var 31. mai", "Begynn på rapporten"),
        ("Ring dem som har fått plass på «Tur»", "Innen 21. juni", "Se listen"),
        ("Medlemskap: 1 person venter", "Siden 10. mai", "Åpne"),
        ("Logg treffet «Samtalekveld»", "Siden 3. juni", "Logg treffet"),
    ]
    assert [one for one in titles(client_of, busy["rolf"]) if one not in titles(client_of, busy["bodil"])] == [
        "Alder", "Medlemskap: 1 person venter",
    ]  # fmt: skip
    assert "Medlemskap: 2 personer venter" in titles(client_of, busy["bodil"])  # Rolf's own as well


@pytest.mark.slow
def test_the_secretariat_has_reports_applications_and_requests(busy, client_of):
    assert [title for title in titles(client_of, busy["siri"]) if title != "Alder"] == [
        "1 søknad venter på svar fra deg",
        "2 søknader har ventet for lenge hos styret",
        "1 person ønsker å bli ringt opp og har ikke fått noen ennå",
        "Medlemskap: 1 person venter",
        "1 årsrapport for 2026 venter på svar",
    ]
    assert titles(client_of, busy["kare"]) == ["1 person ønsker å bli ringt opp og har ikke fått noen ennå"]


@pytest.mark.slow
def test_nothing_that_waits_is_missing(busy, client_of):
    """What the queue, the pages of the boards and the list of the pathways give to somebody is counted on the list.

    Bodil may do what is her board's too, though it is the leader's turn: answer one application, confirm one member.
    """
    answers_of_board, steps_of_board = {"bodil": 1}, {"bodil": 2}
    for name in ("siri", "kare", "rolf", "bodil", "turid"):
        user, said = busy[name], titles(client_of, busy[name])
        answers = [row for row in Application.objects.all() if user in review_queries.current_assignees(row)]
        answers = [row for row in answers if row.state in WAITING]
        found = sum(int(title.split()[0]) for title in said if "venter på svar fra deg" in title)
        assert found == len(answers) + answers_of_board.get(name, 0), name
        steps = desk_queries.rows_of(user, sets.followed_by(user))  # an answer is a step as well
        counted = sum(int(title.split(": ")[1].split()[0]) for title in said if title.endswith("venter"))
        assert counted + found == len(steps) + steps_of_board.get(name, 0), name
        requests = contact_queries.requests_held_by(user).count()
        assert sum("ringer noen" in title or "snakke med deg" in title for title in said) == requests, name


@pytest.mark.slow
def test_nobody_is_named_on_the_list(busy, client_of):
    names = [user.family_name for user in busy.values()] + ["Mona", "Mette", "Arne"]
    for name in EVERYBODY:
        said = " ".join(f"{row.title} {row.action}" for row in rows_of(client_of, busy[name]))
        assert [one for one in names if one in said] == []


# What the person reads first


def test_a_break_is_said_before_all_else(guro, client_of):
    supporter = supporter_queries.supporter_of(guro)
    supporters.pause(supporter, until=clock.today() + datetime.timedelta(days=7), by=guro)
    text = text_of(client_of, guro)

    assert text.index("Du tar en pause") < text.index("Neste for deg")
    assert text.index("Avslutt pausen") < text.index("Neste for deg")
    assert text.count('href="/min-side/pause/"') == 1  # not a second time further down

    supporters.resume(supporter_queries.supporter_of(guro), by=guro)
    assert "Du tar en pause" not in text_of(client_of, guro)


def test_whoever_has_ended_is_thanked_and_not_asked_to_apply(guro, client_of):
    supporters.end(supporter_queries.supporter_of(guro), by=guro)
    text = text_of(client_of, guro)

    assert "Takk for alt du har gjort" in text
    assert "mailto:epost@ms.no" in text[text.index("Takk for alt") : text.index("</main")]
    assert "/soknad/" not in text[text.index("<main") : text.index("</main")]
    assert NOTHING not in text


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "is_told"), [("not_yet", True), ("yes", False), ("unknown", False)])
def test_whoever_is_not_a_member_yet_is_told_what_to_do(kari, rolf, client_of, answer, is_told):
    application = send_in(kari, raw_answers(kari, member=[answer]))
    assert any("Bli medlem i" in title for title in titles(client_of, kari)) == is_told

    review_services.assess(application, "approve", by=rolf)
    assert any("Bli medlem i" in title for title in titles(client_of, kari)) == is_told
    if is_told:
        [row] = [row for row in rows_of(client_of, kari) if "Bli medlem i" in row.title]
        text = text_of(client_of, kari)
        said = text[text.index(row.title) :]
        assert said.index("mailto:epost@ms.no") < said.index("</li>")

    chapters.confirm_membership(kari, by=rolf)
    assert not any("Bli medlem i" in title for title in titles(client_of, kari))


def test_somebody_with_nothing_is_asked_whether_they_want_to_apply_and_not_praised(ola, client_of):
    text = text_of(client_of, ola)

    assert 'href="/soknad/"' in text
    assert NOTHING not in text


def test_an_applicant_reads_first_who_has_it_and_until_when(submitted, kari, client_of):
    main = text_of(client_of, kari).split("<main")[1]
    card = main[: main.index("</section>")]

    assert "Dette har ligget hos Rolf Rygg i Bergen siden" in card
    assert "Du får svar innen" in card


def test_who_got_a_no_reads_it_kindly_and_may_apply_again(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "decline", by=rolf)
    main = text_of(client_of, kari).split("<main")[1].split("</main")[0]

    assert (
        main.index("Denne gangen kunne vi ikke si ja") < main.index("Les svaret vårt") < main.index("Du kan søke igjen")
    )
    assert '<a href="/soknad/">Du kan søke igjen</a>' in main
    assert main.count('class="button"') == 1


def test_who_was_asked_whether_they_go_on_answers_on_the_list(approved, kari, client_of):
    candidacy = kari.candidacies.get()
    candidacy.asked_at = clock.now()
    candidacy.save()

    row = next(row for row in rows_of(client_of, kari) if row.href.endswith("/fortsett/"))
    assert (row.title, row.due) == ("Er du fortsatt interessert?", candidacy.answer_by)


@pytest.mark.slow
def test_first_steps_are_for_the_new(guro, bergen, client_of):
    """Guro has logged nothing: she is told what to begin with for three months, and a leader of two years is not."""

    def told():
        return "<h2>Tre ting å begynne med</h2>" in text_of(client_of, guro)

    assert told()
    with clock.at(clock.now() + datetime.timedelta(days=89)):
        assert told()
    with clock.at(clock.now() + datetime.timedelta(days=91)):
        assert not told()

    token = uuid.uuid4()
    activities.log(token=token, kind="phone", day=clock.today(), chapter=bergen, participants=1, by=guro)
    assert not told()


def test_what_is_done_sent_and_past_is_folded_away(approved, kari, siri, client_of):
    take_on(kari, supporter_queries.category("conversation_supporter"))
    text = text_of(client_of, kari)
    main = text[text.index("<main") : text.index("</main")]

    for done in ("Du har gjort 4 av 8 oppgaver", "Dette har skjedd", "Dette har vi sendt deg"):
        fold = main.rindex("<details", 0, main.index(done))
        assert main.index("<summary", fold) < main.index(done) < main.index("</summary>", fold)
    assert main.count("<h2") == 2  # what is next, and the pathway
    assert "<details open" not in main


def test_an_editor_finds_the_cms_and_no_page_of_the_secretariat(editor, client_of):
    text = text_of(client_of, editor)
    main = text[text.index("<main") : text.index("</main")]

    assert 'href="/cms/"' in main
    assert "/sekretariat/" not in main


def test_a_new_leader_is_told_of_the_role_first(rolf, bergen, siri, client_of):
    berit = person("berit@example.org", "Berit", "Bakke")
    with clock.at(clock.now() + datetime.timedelta(days=1)):
        appointment_services.appoint(berit, supporter_queries.category("young_adult_contact"), bergen, by=rolf)
        assert titles(client_of, berit) == ["Alder"]


# Offices in two chapters, and a chapter that is closed


@pytest.fixture
def in_two(rolf, turid, bergen, oslo, siri):
    """Rolf leads Bergen and is on the board of Oslo; in each, somebody has applied and a gathering is to be logged."""
    chapters.give_office(rolf, "board_member", oslo, by=siri, starts=datetime.date(2020, 1, 1))
    for number, chapter in enumerate((bergen, oslo)):
        send_in(applicant := person(f"ny{number}@example.org", "Ny", "Nes"), raw_answers(applicant, chapter.short_name))
        gathering(chapter, rolf, "Kafé", clock.now() + datetime.timedelta(days=1))


@pytest.mark.slow
def test_whoever_has_offices_in_two_chapters_reads_which_each_line_is_about(in_two, rolf, turid, siri, client_of):
    with clock.at(clock.now() + datetime.timedelta(days=2)):
        said = titles(client_of, rolf)
        assert len(set(said)) == len(said)
        for title in ("1 søknad venter på svar fra deg", "Logg treffet «Kafé»", "Årsrapporten for 2025 kan fylles ut"):
            assert {f"Bergen: {title}", f"Oslo: {title}"} <= set(said), said
        assert "Oslo: Medlemskap: 1 person venter" in said
        assert "Logg treffet «Kafé»" in titles(client_of, turid)  # one office: nothing to tell apart


@pytest.mark.slow
def test_lines_of_a_closed_chapter_are_gone_and_its_cases_are_the_secretariats(
    in_two, rolf, turid, oslo, siri, client_of
):
    assert "1 søknad venter på svar fra deg" not in titles(client_of, siri)
    oslo.is_active = False
    oslo.save()

    with clock.at(clock.now() + datetime.timedelta(days=2)):
        assert [title for title in titles(client_of, rolf) if title.startswith("Oslo")] == []
        assert titles(client_of, turid) == ["Alder"]
        assert "1 søknad venter på svar fra deg" in titles(client_of, siri)
        assert client_of(siri).get("/sekretariat/?visning=meg").context["counts"]["meg"] == 1


# What the pages cost

MOST_QUERIES = {"/min-side/": 9, "/lokalforening/bergen/": 11}  # twelve are what was promised


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


@situation
def every_kind(waiting_for_all, bergen, oslo, siri, rolf):
    """Besides those for whom something waits: people at each step, and one who holds every office. A dictionary."""
    cast = {name: person(f"{name}@example.org", name.title(), "Vik") for name in
            ("nobody", "declined", "failed", "reading", "lapsed", "paused", "ended", "reviewer",
             "everything")}  # fmt: skip
    with clock.at(moment("2027-06-07 13:00")):
        review_services.assess(send_in(cast["declined"]), "decline", by=rolf)
        for name in ("failed", "reading"):
            application = send_in(cast[name])
            review_services.assess(application, "approve", by=rolf)
            attend_course(cast[name], siri)
            take_on(cast[name], application.category)
        fail_test(cast["failed"])
        pass_test(cast["reading"])
        reading_services.read_section(declaration_queries.text_in_force(), 0, by=cast["reading"])
        for name in ("lapsed", "paused", "ended", "everything"):
            make_supporter(cast[name], bergen, by=siri)
        declarations.withdraw(declaration_queries.signature_of(cast["lapsed"]), by=siri)
        supporters.pause(supporter_queries.supporter_of(cast["paused"]), until=None, by=cast["paused"])
        supporters.end(supporter_queries.supporter_of(cast["ended"]), by=cast["ended"])
        cast["reviewer"].groups.add(Group.objects.get(name=EDITORS), Group.objects.get(name=REVIEWERS))
        for kind, chapter in (("chapter_leader", bergen), ("board_member", oslo), ("coordinator", None),
                              ("secretariat", None)):  # fmt: skip
            chapters.give_office(cast["everything"], kind, chapter, by=siri)
    return waiting_for_all | cast


@pytest.fixture
def all_kinds(every_kind):
    with clock.at(moment("2027-06-08 10:00")):
        yield every_kind


@pytest.mark.slow
@pytest.mark.parametrize("address", MOST_QUERIES)
def test_a_page_costs_few_queries_whoever_reads_it(all_kinds, address, client_of):
    """Three of them are the session, the account and the roles, on every page."""
    of_board = {"rolf", "bodil", "siri", "kare", "everything"}
    readers = all_kinds if address == "/min-side/" else of_board
    found = {name: count_queries(client_of(all_kinds[name]), address) for name in readers}
    assert max(found.values()) == MOST_QUERIES[address], found


@pytest.mark.slow
def test_twelve_are_enough_where_much_comes_before_the_answer(all_kinds, siri, client_of):
    """The applicants take the test and sign first, and one of them has no attempt left."""
    for kind in {row.category for row in Application.objects.select_related("category")}:
        kind.requires = [["test", []], ["declaration", []], ["approval", ["test", "declaration"]],
                         ["appointment", ["approval"]]]  # fmt: skip
        kind.save()
    send_in(all_kinds["declined"])
    hold(siri, most_attempts=1)
    pages = [(name, "/min-side/") for name in all_kinds]
    pages += [(name, "/lokalforening/bergen/") for name in ("rolf", "siri", "everything")]
    found = {page: count_queries(client_of(all_kinds[page[0]]), page[1]) for page in pages}
    assert max(found.values()) == 12, found


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="others have no such limit")
def test_there_is_room_for_a_condition_that_is_nested_more(all_kinds, client_of):
    """SQLite refuses a query with some hundred parentheses and selects within one another."""
    asked = []

    def keep(execute, sql, values, many, context):
        asked.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(keep):
        for name, address in (("everything", "/min-side/"), ("guro", "/min-side/"), ("rolf", "/lokalforening/bergen/")):
            client_of(all_kinds[name]).get(address)
    for sql, values in asked:
        if sql.startswith(("SELECT", "WITH")):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT {8 * '('}SELECT COUNT(*) FROM ({sql}){8 * ')'}", values)  # noqa: S608


@pytest.mark.slow
def test_more_rows_cost_no_more_queries(busy, bergen, oslo, client_of, django_assert_num_queries):
    pages = [("rolf", "/min-side/"), ("siri", "/min-side/"), ("guro", "/min-side/"), ("rolf", "/lokalforening/bergen/")]
    clients = {name: client_of(busy[name]) for name, _path in pages}
    counts = {}
    for name, path in pages:
        clients[name].get(path)
        with CaptureQueriesContext(connection) as found:
            clients[name].get(path)
        counts[name, path] = len(found)

    rolf, listing = busy["rolf"], Listing.objects.get()
    for number in range(3):
        applicants = [person(f"ny{number}{one}@example.org", "Ny", f"Nes{number}{one}") for one in range(3)]
        cases = [send_in(one, raw_answers(one, chapter=chapter)) for one, chapter in
                 zip(applicants, ("bergen", "bergen", "unknown"), strict=True)]  # fmt: skip
        review_services.assess(cases[0], "approve", by=rolf)
        gathering(bergen, rolf, f"Kafé {number}", clock.now() + datetime.timedelta(days=3 + number))
        ask()
        for _time in range(5):
            activities.log(
                token=uuid.uuid4(), kind="phone", day=clock.today(), chapter=bergen, participants=1, by=busy["guro"]
            )
    ask(listing)

    for (name, path), count in counts.items():
        with django_assert_num_queries(count):
            clients[name].get(path)


@pytest.mark.slow
def test_what_is_kept_of_a_queryset_is_what_would_be_made_now(busy, client_of, monkeypatch):
    """Whoever asks, and whenever: nothing that it depends on is missing among the arguments."""
    different, asked = [], set()
    assert to_do.declared()  # the rooms have been imported

    def both(function):
        def compared(*arguments):
            rows = function(*arguments)
            kept, made = compiled(rows), Compiled(function.__wrapped__(*arguments))
            asked.add(function.__name__)
            if (kept.sql, kept.parameters) != (made.sql, made.parameters):
                different.append((function.__name__, arguments))
            return rows

        return compared

    for module in [module for name, module in sys.modules.items() if name.startswith("portal.")]:
        for name, value in list(vars(module).items()):
            if getattr(value, "__code__", None) is kept_queryset(len).__code__:
                monkeypatch.setattr(module, name, both(value))
    for day in ("2027-06-08 10:00", "2028-02-01 10:00"):
        with clock.at(moment(day)):
            for name in ("siri", "rolf", "guro"):
                to_do.waiting_for(to_do.Reader(User.objects.get(pk=busy[name].pk)))
            for name in ("siri", "rolf"):
                assert client_of(busy[name]).get("/lokalforening/bergen/").status_code == 200
    assert different == []
    assert len(asked) >= 24


@pytest.mark.proof
def test_how_long_the_pages_take_beside_250_000_activities_is_printed(busy, bergen, oslo, client_of, monkeypatch):
    """Time of the processor, SQLite's included; printed, not judged: a busy machine is slow.

    Guro and each of the others have logged some 12,000.
    """
    monkeypatch.undo()  # the pages as they are sent
    guro = supporter_queries.supporter_of(busy["guro"])
    others = [guro] + [
        make_supporter(person(f"aktiv{number}@example.org", "Aktiv", f"Nr{number}"), bergen, by=busy["siri"])
        for number in range(9)
    ]
    others += [
        make_supporter(person(f"oslo{number}@example.org", "Aktiv", f"Oslo{number}"), oslo, by=busy["siri"])
        for number in range(10)
    ]
    today = clock.today()
    for first in range(0, 250_000, 10_000):
        Activity.objects.bulk_create(
            Activity(
                token=uuid.uuid4(), chapter=one.chapter, kind="phone", participants=1, minutes=30, led_by=one,
                logged_by=one.person, day=today - datetime.timedelta(days=number % 3000),
            )
            for number in range(first, first + 10_000)
            for one in [others[number % len(others)]]
        )  # fmt: skip
    pages = [(name, "/min-side/") for name in EVERYBODY]
    pages += [(name, "/lokalforening/bergen/") for name in ("rolf", "siri")]
    for name, path in pages:
        print(f"{name} {path}: {milliseconds(client_of(busy[name]), path):.0f} ms (median of nine)")
