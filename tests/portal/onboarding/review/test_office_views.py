"""Whose desk it is on: taken, handed over, let go; who is reminded, and who is kept out."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import translation

from portal import clock, gates
from portal.accounts import services as accounts
from portal.accounts.models import Reading
from portal.chapters import services as chapters
from portal.models import Event, EventDetails, OutboxMail
from portal.moves import IllegalMove, Stale
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application, Reason
from portal.onboarding.reminders import services as reminder_services
from portal.onboarding.review import queries as review_queries
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import State
from portal.supporters.categories import services as category_services
from portal.supporters.pathway import services as pathway_services
from portal.supporters.queries import category
from portal.wording import translated
from tests.conftest import moment, pass_test, person, raw_answers, send_in, sign, take_on
from tests.situations import situation


def mailed():
    """Whom the outbox holds mail for since it was last emptied, sorted."""
    found = sorted(mail.to.split("@")[0] for mail in OutboxMail.objects.all())
    OutboxMail.objects.all().delete()
    return found


def path(application, part=""):
    return f"/sekretariat/soknad/{application.ref}/{part}"


@pytest.mark.parametrize("verdict", ["approve", "decline"])
def test_what_is_answered_is_on_nobodys_desk_to_take(submitted, rolf, siri, verdict):
    review_services.assess(submitted, verdict, by=rolf, member=True)

    with pytest.raises(IllegalMove):
        review_services.take(submitted, by=siri)
    with pytest.raises(IllegalMove):
        review_services.hand_over(submitted, siri, by=rolf)


def test_two_who_take_at_once_are_one(submitted, rolf, siri):
    as_read = Application.objects.get(pk=submitted.pk)
    review_services.take(submitted, by=rolf)

    with pytest.raises(Stale):
        review_services.take(as_read, by=siri)


@pytest.mark.parametrize("why", ["office", "tie"])
def test_nobody_takes_what_they_may_not_answer_any_more(submitted, rolf, berit, siri, kari, why, client_of):
    as_read = Application.objects.get(pk=submitted.pk)
    if why == "office":
        chapters.end_office(berit.offices.get(), by=siri)
    else:
        accounts.declare_tie(berit, kari, by=berit)

    for action in (
        lambda: review_services.take(as_read, by=berit),
        lambda: review_services.hand_over(as_read, berit, by=rolf),
    ):
        with pytest.raises(review_services.CannotAssess):
            action()
    assert Application.objects.get().handler is None


def test_an_answer_comes_back_to_whoever_asked_and_to_nobody_else(submitted, rolf, berit, kari):
    review_services.assess(submitted, "ask_for_more", by=berit, reasons=["motivation"])
    mailed()

    again = send_in(kari)

    assert (again.handler, mailed()) == (berit, ["berit", "kari"])


@pytest.mark.parametrize("why", ["office", "tie"])
def test_an_answer_goes_to_the_others_when_whoever_asked_may_no_longer(submitted, rolf, berit, siri, kari, why):
    review_services.assess(submitted, "ask_for_more", by=berit, reasons=["motivation"])
    if why == "office":
        chapters.end_office(berit.offices.get(), by=siri)
    else:
        accounts.declare_tie(berit, kari, by=berit)
    mailed()

    again = send_in(kari)

    assert (again.handler, mailed()) == (None, ["kari", "rolf"])


def test_an_office_that_ends_lets_go_of_what_waits_and_the_others_hear(submitted, rolf, berit, siri):
    review_services.take(submitted, by=berit)
    mailed()

    chapters.end_office(berit.offices.get(), by=siri)

    assert (Application.objects.get().handler, mailed()) == (None, ["rolf"])


def test_an_office_that_ends_keeps_what_another_office_still_opens(submitted, rolf, siri, bergen):
    board = chapters.give_office(rolf, "board_member", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    review_services.take(submitted, by=rolf)

    chapters.end_office(board, by=siri)

    assert Application.objects.get().handler == rolf


# Too close


def test_where_the_whole_board_is_barred_the_secretariat_has_it(submitted, rolf, berit, siri, client_of):
    review_services.declare_tie(submitted, by=rolf)
    mailed()

    review_services.declare_tie(Application.objects.get(), by=berit)

    assert (Application.objects.get().assessed_in, mailed()) == (None, ["siri"])
    assert "ingen i lokalforeningen kan svare" in client_of(siri).get("/sekretariat/").content.decode()


def test_the_only_leader_applies_and_the_secretariat_answers(rolf, siri):
    own = send_in(rolf)

    assert own.assessed_in is None
    assert [person.given_name for person in review_queries.current_assignees(own)] == ["Siri"]


@pytest.mark.parametrize("part", ["", "svar/", "ta/", "gi-videre/", "inhabil/"])
@pytest.mark.parametrize("who", ["turid", "ola", "kari"])
def test_another_chapters_case_is_the_same_404_everywhere(request, submitted, who, part, client_of):
    client = client_of(request.getfixturevalue(who))
    missing = path(submitted, part).replace(str(submitted.ref), "00000000-0000-4000-8000-000000000000")

    for method in (client.get, client.post):
        found, absent = method(path(submitted, part)), method(missing)
        assert (found.status_code, len(found.content)) == (404, len(absent.content))


# Too slow


def at(day, hour=9):
    return clock.at(moment(f"2027-03-{day:02} {hour:02}:00"))


@situation
def sent_on_the_first(kari, rolf, berit):
    with at(1):
        application = send_in(kari)
    OutboxMail.objects.all().delete()
    return application


@pytest.mark.slow
def test_a_slow_reader_is_reminded_once_and_then_the_deputies(sent_on_the_first, rolf, berit, siri):
    told = {}
    for day in (7, 8, 9, 14, 15, 16, 28):
        with at(day):
            reminder_services.remind()
            reminder_services.remind()
        told[day] = mailed()

    assert told == {7: [], 8: ["rolf"], 9: [], 14: [], 15: ["berit", "siri"], 16: [], 28: []}


@pytest.mark.slow
def test_whoever_has_it_on_the_desk_is_the_one_who_is_reminded(sent_on_the_first, rolf, berit):
    review_services.take(sent_on_the_first, by=berit)

    with at(9):
        reminder_services.remind()

    assert mailed() == ["berit"]


@pytest.mark.slow
def test_a_new_turn_is_reminded_of_anew(sent_on_the_first, rolf, kari):
    with at(9):
        reminder_services.remind()
        review_services.assess(sent_on_the_first, "ask_for_more", by=rolf, reasons=["motivation"])
    with at(10):
        send_in(kari)
    mailed()

    with at(18):
        reminder_services.remind()

    assert mailed() == ["rolf"]


@pytest.mark.slow
def test_an_applicant_who_was_asked_for_more_is_reminded_once(sent_on_the_first, rolf, siri):
    chapters.confirm_membership(rolf, by=siri)  # what his own way as a leader lacks
    take_on(rolf, category("chapter_leader"))
    sign(rolf)
    with at(2):
        review_services.assess(sent_on_the_first, "ask_for_more", by=rolf, reasons=["motivation"])
    mailed()
    told = {}
    for day in (15, 16, 17, 30):
        with at(day):
            call_command("remind", verbosity=0)
        told[day] = mailed()

    assert told == {15: [], 16: ["kari"], 17: [], 30: []}


@pytest.mark.slow
def test_many_slow_cases_are_one_mail_for_each_reader(sent_on_the_first, rolf):
    with at(1):
        send_in(person("anna@example.org", "Anna", "Ås"))
    mailed()

    with at(9):
        assert reminder_services.remind() == 2

    assert mailed() == ["rolf"]


def test_one_who_lost_the_right_by_date_is_not_reminded_but_the_others_get_it(sent_on_the_first, rolf, berit, siri):
    review_services.take(sent_on_the_first, by=berit)
    chapters.end_office(berit.offices.get(), by=siri, last_day=datetime.date(2027, 3, 5))
    mailed()

    with at(9):
        reminder_services.remind()

    assert (Application.objects.get().handler, "berit" in mailed()) == (None, False)


# What comes first


@situation
def gated(siri):
    """Conversation supporters need a talk and the test before the answer, as where the result goes to the board."""
    asked = [["talk", []], ["test", []], ["approval", ["talk", "test"]], ["appointment", ["approval"]]]
    return category_services.set_category(
        "conversation_supporter", by=siri, requires=[*asked, ["declaration", ["appointment"]]]
    )


@pytest.mark.slow
def test_what_is_not_ready_says_so_and_is_not_approved(gated, submitted, rolf, client_of):
    client = client_of(rolf)
    values = {"verdict": "approve", "version": submitted.version, "action": "send", "subject": "Ja", "message": "Ja."}

    page = client.post(path(submitted, "svar/"), values)

    assert list(page.context["form"].errors) == ["verdict"]
    assert "Ikke klar ennå:" in client.get("/lokalforening/bergen/").content.decode()
    with pytest.raises(gates.NotYet):
        review_services.assess(submitted, "approve", by=rolf)
    assert Application.objects.get().state == State.SUBMITTED


@pytest.mark.slow
def test_a_passed_test_is_told_to_the_board_and_the_time_begins_anew(gated, submitted, kari, rolf, siri, client_of):
    Application.objects.update(waiting_since=clock.now() - datetime.timedelta(days=20))
    pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)
    mailed()
    before = client_of(rolf).get("/lokalforening/bergen/").context["counts"]
    assert (reminder_services.remind(), mailed()) == (1, ["kari"])  # it is with her, not with the board

    pass_test(kari)

    after = client_of(rolf).get("/lokalforening/bergen/").context["counts"]
    assert mailed() == ["kari", "rolf"]  # each hears of it
    assert (before["soker"], before["frist"], after["soker"], after["frist"]) == (1, 0, 0, 0)
    review_services.assess(Application.objects.get(), "approve", by=rolf)


@pytest.mark.slow
def test_whoever_appoints_hears_when_it_is_their_turn(gated, submitted, kari, rolf, siri):
    category_services.set_category("conversation_supporter", by=siri, method="election")
    pathway_services.note_check(kari, "talk", on=clock.today(), by=rolf)
    pass_test(kari)
    mailed()

    review_services.assess(Application.objects.get(), "approve", by=siri, member=True)

    assert mailed() == ["kari", "rolf"]


# Who reads


@pytest.mark.proof
def test_thirty_opened_are_thirty_lines_and_one_more_is_told_to_the_others_once(rolf, siri, client_of):
    other = person("sofie@example.org", "Sofie", "Sund")
    chapters.give_office(other, "secretariat", by=siri)
    cases = [send_in(person(f"p{number}@example.org", "Per", f"Nr{number}")) for number in range(32)]
    client = client_of(siri)
    mailed()
    for case in cases[:30]:
        client.get(path(case))
    assert (Reading.objects.filter(reader=siri).count(), mailed()) == (30, [])

    for case in cases[30:]:
        client.get(path(case))

    assert mailed() == ["sofie"]


def test_when_the_reading_cannot_be_noted_nothing_is_shown(submitted, rolf, client_of, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(accounts, "note_reading", broken)

    with pytest.raises(RuntimeError):
        client_of(rolf).get(path(submitted))


@pytest.mark.slow
def test_whoever_opened_it_lately_is_named(submitted, rolf, siri, client_of):
    client_of(siri).get(path(submitted))

    page = client_of(rolf).get(path(submitted))

    assert [row.reader for row in page.context["opened"]] == [siri]
    with clock.at(clock.now() + datetime.timedelta(minutes=16)):
        assert client_of(rolf).get(path(submitted)).context["opened"] == []


@pytest.mark.slow
def test_everybody_who_has_opened_the_answers_is_named(submitted, rolf, siri, kari, client_of):
    client_of(siri).get(path(submitted))
    client_of(siri).get(path(submitted))

    with clock.at(clock.now() + datetime.timedelta(days=2)):
        page = client_of(rolf).get(path(submitted))

    assert [row.reader for row in page.context["readers"]] == [rolf, siri]
    assert "Siri Sekretær, " in page.content.decode()


def test_the_history_says_why(submitted, rolf, kari, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation", "chapter"])
    submitted.refresh_from_db()
    onboarding.withdraw(submitted, by=kari, reason="slow")

    with translation.override("nb"):
        found = [(line.what, [str(why) for why in line.why]) for line in review_queries.history(submitted)]

    assert found == [
        ("Søknaden ble sendt", []),
        ("Ba om mer", [str(translated(Reason.objects.get(code=code).name)) for code in ("chapter", "motivation")]),
        ("Søkeren trakk søknaden", ["Det tok for lang tid"]),
    ]
    assert "Det tok for lang tid" in client_of(rolf).get(path(submitted)).content.decode()


@pytest.mark.slow
def test_how_long_an_answer_takes_is_the_median_of_a_year(submitted, rolf, kari, siri):
    assert review_queries.usual_days() is None

    now = clock.now()
    for days, email in ((0, None), (4, "anna@example.org"), (9, "britt@example.org")):
        case = send_in(person(email, "Nr", "Ås")) if email else submitted
        with clock.at(now + datetime.timedelta(days=days, hours=1)):
            review_services.assess(case, "ask_for_more", by=rolf, reasons=["motivation"])

    assert review_queries.usual_days() == 4
    with clock.at(now + datetime.timedelta(days=370)):
        assert review_queries.usual_days() == 9
    with clock.at(now + datetime.timedelta(days=400)):
        assert review_queries.usual_days() is None


@pytest.mark.slow
def test_the_history_says_what_happened_and_who_did_it(submitted, rolf, berit, kari, client_of):
    review_services.take(submitted, by=rolf)
    review_services.hand_over(submitted, berit, by=rolf)
    review_services.assess(submitted, "ask_for_more", by=berit, reasons=["motivation"])
    again = send_in(kari, raw_answers(kari))

    found = [(line.what, line.who) for line in review_queries.history(again)]

    assert found == [
        ("Søknaden ble sendt", "Kari Krogh"),
        ("Tok saken", "Rolf Rygg"),
        ("Ga saken videre til Berit Bakke", "Rolf Rygg"),
        ("Ba om mer", "Berit Bakke"),
        ("Søkeren svarte", "Kari Krogh"),
    ]


def test_the_history_leaves_out_what_somebody_put_into_the_table(submitted, rolf):
    before = review_queries.history(submitted)
    for verb, digest in (("application.approve", "0"), ("application.send_on", "1")):
        row = Event.objects.create(verb=verb, subject=submitted.ref, actor=rolf.ref, at=clock.now(), digest=digest * 64)
        EventDetails.objects.create(event=row, salt="x", text="{}")

    assert review_queries.history(submitted) == before
    assert not review_queries.was_sent_on(submitted.ref, rolf)


def test_a_case_that_was_sent_back_is_the_applicants_everywhere_on_the_page(submitted, rolf, client_of):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    page = client_of(rolf).get(path(submitted))

    assert {step.code: whose for step, whose in page.context["checklist"]}["approval"] == "den det gjelder"


def test_a_decided_case_is_found_from_the_staff_page_and_the_register(approved, kari, turid, rolf, siri, client_of):
    (candidacy,) = kari.candidacies.all()
    found = f'href="{path(approved)}"'

    assert found in client_of(rolf).get(f"/lokalforening/kandidat/{candidacy.ref}/", follow=True).content.decode()
    assert found in client_of(siri).post("/sekretariat/register/folk/", {"q": "krogh"}).content.decode()


@pytest.mark.slow
def test_the_answers_of_an_approved_case_are_read_for_a_reason(approved, rolf, siri, kari, client_of):
    """security.md T1. Whoever gave the answer has the case; others say what they need it for."""
    of_rolf, client = client_of(rolf).get(path(approved)), client_of(siri)
    hidden, empty = client.get(path(approved)), client.post(path(approved), {"action": "read", "why": " \x00"})
    read = [client.post(path(approved), {"action": "read", "why": "Hun har klaget"}) for _press in range(2)][-1]

    assert [len(page.context["sections"]) for page in (of_rolf, hidden, empty, read)] == [5, 0, 0, 5]
    assert ["Jeg har MS" in page.content.decode() for page in (of_rolf, hidden, read)] == [True, False, True]
    assert empty.context["form_errors"]
    assert [(note.written_by, note.text) for note in approved.notes.all()] == [(siri, "Leste svarene: Hun har klaget")]
    assert "Hun har klaget" not in client_of(kari).get("/soknad/sendt/").content.decode()


@pytest.mark.parametrize("verdict", ["decline", "withdraw"])
def test_nothing_is_read_of_who_got_a_no_or_withdrew(submitted, rolf, siri, kari, verdict, client_of):
    if verdict == "decline":
        review_services.assess(submitted, "decline", by=rolf)
    else:
        onboarding.withdraw(submitted, by=kari)

    page = client_of(siri).post(path(submitted), {"action": "read", "why": "Nysgjerrig"})

    assert (page.status_code, page.context["sections"], submitted.notes.count()) == (200, [], 0)


def test_whoever_filled_in_for_somebody_has_not_opened_the_case(submitted, rolf, siri, kari, client_of):
    accounts.note_reading(siri, kari, "entry")

    assert client_of(rolf).get(path(submitted)).context["opened"] == []
