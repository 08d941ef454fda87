"""The secretariat's words at a number, the chapter's own number beside the counted one, and opening a report again."""

import datetime
import re

import pypdf
import pytest

from forms import drafts
from forms.annual_report import ABOUT_YEAR, BOARD, NUMBERS
from portal import clock
from portal.activities.base_years import queries as base_year_queries
from portal.chapters import services as chapters
from portal.models import OutboxMail
from portal.moves import IllegalMove
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.answering import services as answering_services
from portal.reports.models import ChapterReport, EarlierSending, ReopeningRequest
from portal.reports.reopening import services as reopening_services
from portal.reports.signing import queries as signing_queries
from tests.portal.waiting import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
PLACE = "/lokalforening/bergen/rapport/2026/"
OFFICE = "/sekretariat/rapporter/2026/bergen/"


def main(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.fixture
def full(begun, rolf, liv, bergen, log, answers, in_may):
    """A report that was sent with one conversation group of five."""
    log(bergen, liv.person, led_by=liv)
    return reports.submit(begun, answers, by=rolf, received_at=in_may)


@pytest.mark.slow
def test_words_stand_at_the_number_and_the_section_they_are_about(full, rolf, siri, client_of):
    office, client = client_of(siri), client_of(rolf)
    page = office.get(OFFICE)
    back = {
        "verdict": "return", "version": page.context["report"].version,
        "place-kind-conversation_group": "Var det bare fem?", f"place-{BOARD}": "Hvem er leder?",
    }  # fmt: skip

    assert "place-kind-visit" not in page.content.decode()  # none are in it
    assert office.post(OFFICE, back).headers["Location"] == OFFICE
    shown = main(client.get(PLACE))
    for text in ("Var det bare fem?", "Hvem er leder?", f'href="{PLACE}{BOARD}/"', f'href="{PLACE}{NUMBERS}/"'):
        assert text in shown, text
    numbers = main(client.get(f"{PLACE}{NUMBERS}/"))
    row = numbers[numbers.index("<tbody") : numbers.index("</tbody>")]
    assert "Var det bare fem?" in row
    assert "Hvem er leder?" not in numbers
    drafts.save_step(drafts.find("report", full.draft_key), NUMBERS, {"seen": ["on"]}, now=clock.now())
    assert "Hvem er leder?" in main(client.get(f"{PLACE}{BOARD}/"))
    assert "Hvem er leder?" in main(office.get(OFFICE))


@pytest.mark.slow
def test_sending_back_needs_words_somewhere(full, siri, client_of):
    page = client_of(siri).post(OFFICE, {"verdict": "return"})

    assert list(page.context["form"].errors) == ["words"]


@pytest.mark.slow
def test_the_chapters_own_number_stands_beside_the_counted_one(begun, rolf, liv, bergen, log, answers, client_of, siri):
    log(bergen, liv.person, led_by=liv)
    client, place = client_of(rolf), f"{PLACE}rett-tall/"
    own = {"kind": "conversation_group", "number": "participants", "right": "7", "why": "To kom sent"}
    assert client.get(f"{place}?type=conversation_group").context["form"]["kind"].value() == "conversation_group"
    assert list(client.post(place, {**own, "why": "", "right": "x"}).context["form"].errors) == ["right", "why"]
    assert client.post(place, own).headers["Location"] == f"{PLACE}{NUMBERS}/"
    again = client.get(place)
    assert {name: str(again.context["form"][name].value()) for name in own} == own  # the only one so far
    assert "til loggen er rettet" in main(again)
    for kind, right in (("visit", "2"), ("phone", "9")):
        client.post(place, {**own, "kind": kind, "number": "count", "right": right})
    client.post(place, {"take_back": "phone"})
    assert 'href="?type=visit"' in client.get(place).content.decode()
    assert client.get(f"{place}?type=visit").context["form"]["right"].value() == 2

    sent = reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=clock.now())

    lines = {line["kind"]: line for line in report_queries.kind_lines(sent.numbers)}
    assert {kind: (line["participants"], line["said"]["right"]) for kind, line in lines.items()} == {
        "conversation_group": (5, 7), "visit": (0, 2),
    }  # fmt: skip
    assert sent.numbers["participants"] == 5  # what was counted is the log's
    for page in (client.get(f"{PLACE}kvittering/"), client_of(siri).get(OFFICE)):
        assert "5 i loggen, og 7 er oppgitt som riktig." in main(page)
        assert "To kom sent" in main(page)
    with pytest.raises(IllegalMove):
        answering_services.correct(sent, "visit", "count", 3, "Likevel", by=rolf)
    assert client.post(place, own).status_code == 409


@pytest.mark.slow
def test_what_came_late_stands_apart_and_what_was_sent_stays(full, rolf, liv, bergen, siri, log, client_of):
    reports.approve(full, by=siri)
    log(bergen, liv.person, led_by=liv, participants=9)
    client = client_of(rolf)

    page = client.get(PLACE)
    assert page.context["so_far"] == "2026: 1 aktivitet, 5 deltakere"
    assert "1 aktivitet er logget etter at rapporten ble sendt" in main(page)
    rows = client.get(f"{PLACE}aktiviteter/")
    assert [row["activity"].participants for row in rows.context["rows"]] == [5]
    assert [activity.participants for activity in rows.context["late"]] == [9]
    assert "1 aktivitet er logget etter at rapporten ble sendt" in main(client_of(siri).get(OFFICE))


@pytest.mark.slow
def test_the_chapter_asks_and_the_secretariat_opens_it_again(full, rolf, siri, bergen, liv, log, answers, client_of):
    reports.approve(full, by=siri)
    log(bergen, liv.person, led_by=liv, participants=9)
    client, office = client_of(rolf), client_of(siri)
    ask = f"{PLACE}apne-igjen/"
    assert list(client.post(ask, {"reason": " "}).context["form"].errors) == ["reason"]
    assert f'href="{ask}"' in main(client.get(PLACE))
    assert client.post(ask, {"reason": "En gruppe manglet"}).headers["Location"] == PLACE
    assert f'href="{ask}"' not in main(client.get(PLACE))
    assert client.post(ask, {"reason": "En gruppe manglet"}).status_code == 302  # twice is once
    other = client.post(ask, {"reason": "Noe annet"})
    assert (other.status_code, ReopeningRequest.objects.count()) == (409, 1)
    assert "Noe annet" in main(other)
    assert [row.href for row in rows_of(client_of, siri) if "åpnet rapporten" in row.title] == [OFFICE]

    back = datetime.datetime(2027, 6, 20, 12, tzinfo=clock.OSLO)
    with clock.at(back):
        page = office.get(f"{OFFICE}apne-igjen/")
        assert "En gruppe manglet" in main(page)
        read = {"request": page.context["waiting"].ref}
        no = {"answer": "no", "answer_words": "", **read}
        assert list(office.post(f"{OFFICE}apne-igjen/", no).context["form"].errors) == ["answer_words"]
        yes = {"answer": "yes", "answer_words": "Ta den med"}
        assert office.post(f"{OFFICE}apne-igjen/", yes).status_code == 409  # it does not say which request was read
        yes |= read
        assert office.post(f"{OFFICE}apne-igjen/", yes).headers["Location"] == OFFICE
        report = ChapterReport.objects.get()
        assert (report.state, base_year_queries.is_closed(bergen, 2026)) == ("reopened", False)
        assert report.numbers["count"] == 1  # until it is sent anew
        assert "Ta den med" in main(client.get(PLACE))
        assert client.get(f"{PLACE}kvittering/").status_code == 200
        assert "årsrapporten for 2026 er åpnet igjen" in " ".join(row.title for row in rows_of(client_of, rolf)).lower()
    with clock.at(back + datetime.timedelta(days=14)):
        again = reports.submit(report, answers, by=rolf, received_at=clock.now())
    assert (again.state, again.on_time, again.numbers["count"]) == ("sent", True, 2)
    earlier = EarlierSending.objects.get()
    assert (earlier.number, earlier.numbers["count"], earlier.on_time) == (1, 1, True)
    receipt = main(client.get(f"{PLACE}kvittering/"))
    assert f'href="{PLACE}kvittering/1/"' in receipt
    assert client.get(f"{PLACE}kvittering/1/").context["lines"][0]["count"] == 1
    assert client.get(f"{PLACE}kvittering/2/").status_code == 404


@pytest.mark.slow
def test_a_no_is_said_with_words_and_changes_nothing(full, rolf, siri, client_of):
    request = reopening_services.ask(full, "Et tall", by=rolf)
    OutboxMail.objects.all().delete()
    reopening_services.answer(request, False, "Fristen for søknaden er ute", by=siri)
    reopening_services.answer(request, False, "Fristen for søknaden er ute", by=siri)
    with pytest.raises(IllegalMove):
        reopening_services.answer(request, True, "", by=siri)

    assert ChapterReport.objects.get().state == "sent"
    assert [mail.to for mail in OutboxMail.objects.all()] == ["rolf@example.org"]
    assert "Fristen for søknaden er ute" in main(client_of(rolf).get(PLACE))
    assert reopening_services.ask(full, "Et tall til", by=rolf).granted is None


@pytest.mark.slow
def test_a_report_that_is_sent_back_needs_no_answer_to_the_request(full, rolf, siri):
    reopening_services.ask(full, "Et tall", by=rolf)
    reports.return_(full, "Se på mars", by=siri)

    assert ReopeningRequest.objects.get().granted is True
    with pytest.raises(IllegalMove):
        reopening_services.ask(full, "Et tall", by=rolf)


@pytest.mark.slow
def test_who_asks_and_who_answers(full, rolf, turid, ola, siri, client_of):
    for person in (turid, ola):
        assert client_of(person).get(f"{PLACE}apne-igjen/").status_code == 404
    reopening_services.ask(full, "Et tall", by=rolf)
    assert client_of(rolf).get(f"{OFFICE}apne-igjen/").status_code == 404
    chapters.give_office(ola, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    assert client_of(ola).get(f"{OFFICE}apne-igjen/").status_code == 404
    chapters.give_office(rolf, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    assert client_of(rolf).get(f"{OFFICE}apne-igjen/").status_code == 404  # nobody answers what they attested


@pytest.mark.slow
def test_the_sealed_copy_of_an_earlier_sending_is_kept(full, rolf, siri, answers, client_of, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    reports.render_pending()
    reports.return_(ChapterReport.objects.get(), "Se på mars", by=siri)
    reports.submit(
        ChapterReport.objects.get(), {**answers, ABOUT_YEAR: {"about": "Rettet"}}, by=rolf, received_at=clock.now()
    )
    reports.render_pending()
    client, sending = client_of(rolf), EarlierSending.objects.get()
    old, new = (b"".join(client.get(f"{PLACE}pdf/{end}").streaming_content) for end in ("1/", ""))

    assert old.startswith(b"%PDF")
    assert old != new
    path = tmp_path / "reports" / sending.pdf_name
    path.write_bytes(old + b"\n")
    assert client.get(f"{PLACE}pdf/1/").headers["Location"] == f"{PLACE}kvittering/1/"


@pytest.mark.slow
def test_long_texts_flow_over_the_pages_of_the_receipt(begun, rolf, answers, in_may, settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path
    names = [f"Navn Navnesen {number}" for number in range(80)]
    long = {**answers, BOARD: {**answers[BOARD], "members": "\n".join(names)}}
    sent = reports.submit(begun, long, by=rolf, received_at=in_may)
    reports.render_pending()
    sent.refresh_from_db()
    pages = pypdf.PdfReader(tmp_path / "reports" / sent.pdf_name).pages
    sizes = []
    found = [
        page.extract_text(visitor_text=lambda text, _cm, tm, _font, size: sizes.append((text.strip(), size * tm[0])))
        for page in pages
    ]

    assert [name for name in names if not re.search(rf"{name}\b", "\n".join(found))] == []
    assert {size for text, size in sizes if "Navn" in text} == {11.0}
    assert sum("Navn Navnesen" in text for text in found) > 1


@pytest.mark.slow
@pytest.mark.parametrize("version", [None, "x", "-1", "9" * 30, "0", ""])
def test_a_report_that_nobody_has_seen_is_not_answered(full, siri, client_of, version):
    posted = {} if version is None else {"version": version}
    for answer in ({"verdict": "approve"}, {"verdict": "return", "words": "Se på mars"}):
        page = client_of(siri).post(OFFICE, {**answer, **posted})

        assert page.status_code == 409
    assert ChapterReport.objects.get().state == "sent"
    assert "Se på mars" in page.content.decode()  # what was written is not lost


@pytest.fixture
def also_office(siri):
    """``also_office(person)``: somebody on the board who works at the secretariat too."""
    starts = datetime.date(2020, 1, 1)
    return lambda person: chapters.give_office(person, "secretariat", by=siri, starts=starts)


@pytest.mark.slow
def test_nobody_answers_their_own_request(full, bodil, siri, also_office, client_of):
    also_office(bodil)
    client, request = client_of(bodil), reopening_services.ask(full, "Et tall", by=bodil)
    yes = {"answer": "yes", "request": request.ref}

    shown = client.get(OFFICE)
    assert (shown.context["reopening"]["may_answer"], shown.context["may_answer"]) == (False, False)
    assert client.get(f"{OFFICE}apne-igjen/").headers["Location"] == OFFICE
    assert client.post(f"{OFFICE}apne-igjen/", yes).status_code == 403
    back = {"verdict": "return", "words": "Se på mars", "version": full.version}
    assert client.post(OFFICE, back).status_code == 403  # which would open it too
    assert client_of(siri).post(f"{OFFICE}apne-igjen/", yes).headers["Location"] == OFFICE


@pytest.mark.slow
def test_nobody_answers_what_they_signed_before(full, nina, rolf, siri, also_office, answers, client_of):
    ChapterReport.objects.update(first_signed_by=nina, first_signed_role="other", first_signed_at=full.received_at)
    reports.return_(ChapterReport.objects.get(), "Se på mars", by=siri)
    again = reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=clock.now())
    also_office(nina)

    assert (again.first_signed_by, EarlierSending.objects.get().first_signed_by) == (None, nina)
    page = client_of(nina).get(OFFICE)
    assert page.context["may_answer"] is False
    answer = {"verdict": "approve", "version": again.version}
    assert client_of(nina).post(OFFICE, answer).status_code == 403
    assert client_of(siri).post(OFFICE, answer).headers["Location"] == OFFICE


@pytest.mark.slow
def test_nobody_is_led_to_a_report_that_they_signed_before(full, nina, siri, also_office):
    also_office(nina)
    rows = ChapterReport.objects.all()
    assert [list(signing_queries.not_signed_by(rows, person)) for person in (nina, siri)] == [[full], [full]]
    reports.return_(full, "Se på mars", by=siri)
    values = {name: getattr(full, name) for name in EarlierSending.COPIED}
    EarlierSending.objects.create(report=full, number=1, **{**values, "attested_by": nina})

    assert [list(signing_queries.not_signed_by(rows, person)) for person in (nina, siri)] == [[], [full]]


def squeezed(response):
    return " ".join(re.sub("<[^>]+>", " ", main(response)).split()).replace(" ,", ",").replace(" .", ".")


@pytest.mark.slow
def test_the_words_of_each_return_are_kept_with_their_day(full, rolf, siri, answers, client_of):
    for month, words in ((6, "Se på mars"), (7, "Og på april")):
        with clock.at(datetime.datetime(2027, month, 1, 9, tzinfo=clock.OSLO)):
            reports.return_(ChapterReport.objects.get(), words, by=siri, places={BOARD: "Hvem?"})
            assert "sendt tilbake til retting" in squeezed(client_of(rolf).get(f"{PLACE}kvittering/"))
            reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=clock.now())
    request = reopening_services.ask(ChapterReport.objects.get(), "En gruppe manglet", by=rolf)
    reopening_services.answer(request, True, "Ta den med", by=siri)
    returns = [
        "Sendt tilbake 1. juni 2027 med disse ordene: Se på mars",
        "Sendt tilbake 1. juli 2027 med disse ordene:",
    ]

    for _time in ("open again", "sent anew"):
        page = squeezed(client_of(siri).get(OFFICE))
        assert [text in page for text in returns] == [True, True]
        assert page.count("Ta den med") == 1  # only as the answer to the request
        assert page.count("Sendt tilbake") == 2
        sent = reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=clock.now())
    assert reports.is_as_sent(sent)
    assert "senere åpnet igjen" not in squeezed(client_of(rolf).get(f"{PLACE}kvittering/"))


@pytest.mark.slow
def test_when_it_first_came_stands_beside_when_it_came_again(full, rolf, siri, answers, client_of):
    assert "Først mottatt" not in squeezed(client_of(rolf).get(PLACE))
    reports.return_(ChapterReport.objects.get(), "Se på mars", by=siri)
    later = datetime.datetime(2027, 5, 20, 9, tzinfo=clock.OSLO)
    with clock.at(later):
        reports.submit(ChapterReport.objects.get(), answers, by=rolf, received_at=later)
    both = "Først mottatt 10. mai 2027 klokka 12.00, rettet og sendt igjen 20. mai 2027 klokka 09.00"

    for person, address in ((rolf, PLACE), (rolf, f"{PLACE}kvittering/"), (siri, OFFICE)):
        assert both in squeezed(client_of(person).get(address)), address
    assert "Først mottatt" not in squeezed(client_of(rolf).get(f"{PLACE}kvittering/1/"))


@pytest.mark.slow
def test_a_request_is_answered_before_the_report(full, rolf, siri, client_of):
    client, version = client_of(siri), full.version
    request = reopening_services.ask(full, "Et tall", by=rolf)
    page = client.get(OFFICE)

    assert "Svar på dette først." in squeezed(page)
    assert 'name="verdict"' not in main(page)
    assert client.post(OFFICE, {"verdict": "approve", "version": version}).status_code == 409  # from an older page
    no = {"answer": "no", "answer_words": "Fristen er ute", "request": request.ref}
    assert client.post(f"{OFFICE}apne-igjen/", no).headers["Location"] == OFFICE
    page = client.get(OFFICE)
    assert 'name="verdict"' in main(page)
    assert "Svar på dette først." not in squeezed(page)
    assert client.post(OFFICE, {"verdict": "approve", "version": version}).headers["Location"] == OFFICE
