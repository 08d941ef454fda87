"""The report is signed by the leader, or by two of the board one after the other, as they saw it."""

import datetime

import pytest

from forms import drafts
from forms.annual_report import ABOUT_YEAR, CONFIRM
from portal import clock, organisation
from portal.chapters import services as chapters
from portal.chapters.models import Office
from portal.models import Event, EventDetails, OutboxMail
from portal.reports import queries as report_queries
from portal.reports import services as reports
from portal.reports.models import WaitingSignature
from portal.reports.reopening import services as reopening_services
from portal.reports.signing import queries as signing_queries
from portal.reports.signing.attestation import Shown
from tests.portal.waiting import rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]


def edit(report, about):
    draft = drafts.find("report", report.draft_key)
    drafts.save_step(draft, ABOUT_YEAR, {"about": [about]}, now=clock.now())


def mails_about(words):
    return sorted(OutboxMail.objects.filter(subject__contains=words).values_list("to", flat=True))


def main(response):
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.slow
def test_what_is_attested_is_what_was_seen(filled_in, rolf, liv, bergen, log, last_page, sign, report_of):
    page = last_page(rolf)
    log(bergen, liv.person, led_by=liv)
    edit(filled_in, "Et annet år")

    again = sign(page, **{"bekreft-role": "leader"})

    assert again.status_code == 409
    assert report_of("bergen").state == "preparing"
    text = main(again)
    assert ": Det sto 0 aktiviteter, 0 deltakere, 0 teller. Nå står det 1 aktivitet, 5 deltakere, 1 teller." in text
    assert "«Noen ord om året» har fått et annet svar." in text
    assert (again.context["form"]["role"].value(), again.context["form"]["attest"].value()) == ("leader", None)
    shown = {"shown": again.context["shown"], "version": again.context["draft"].version}
    assert sign((page[0], page[1], shown)).headers["Location"].endswith("/kvittering/")
    sent = report_of("bergen")
    assert (sent.numbers["count"], sent.answers[ABOUT_YEAR]["about"]) == (1, "Et annet år")
    details = EventDetails.objects.get(event__verb="report.submit").text
    assert sent.attested_sha256 in details


@pytest.mark.slow
@pytest.mark.parametrize("shown", ["", "x", "nothing:of:ours"])
def test_a_page_that_does_not_say_what_it_showed_sends_nothing(filled_in, rolf, last_page, sign, report_of, shown):
    assert sign(last_page(rolf), shown=shown).status_code == 409
    assert report_of("bergen").state == "preparing"


@pytest.mark.slow
def test_two_of_the_board_sign_one_after_the_other(filled_in, bodil, nina, rolf, last_page, sign, report_of, client_of):
    first = datetime.datetime(2027, 5, 31, 23, 50, tzinfo=clock.OSLO)
    with clock.at(first):
        assert sign(last_page(bodil)).headers["Location"].endswith("/rapport/2026/")
        assert sign(last_page(bodil)[:2] + ({},)).status_code == 409  # the page has no form now
        assert report_of("bergen").state == "preparing"
        assert mails_about("venter på én underskrift til") == ["nina@example.org", "rolf@example.org"]
        for person, title in (
            (bodil, "Du har skrevet under årsrapporten for 2026"),
            (nina, "venter på din underskrift"),
        ):
            assert [row.title for row in rows_of(client_of, person) if title in row.title], person
    second = datetime.datetime(2027, 6, 1, 0, 0, tzinfo=clock.OSLO)
    with clock.at(second):
        page = last_page(nina)
        assert page[0].post("/lokalforening/bergen/rapport/2026/").headers["Location"] == page[1]
        assert "skriver begge under på nytt" in main(page[0].get(page[1].replace(CONFIRM, ABOUT_YEAR)))
        assert "Underskrevet av Bodil Berg" in main(page[0].get(page[1]))
        assert sign(page).headers["Location"].endswith("/kvittering/")

    sent = report_of("bergen")
    assert (sent.first_signed_by, sent.first_signed_at, sent.attested_by) == (bodil, first, nina)
    assert (sent.received_at, sent.on_time) == (second, False)  # it is finished when both have signed
    receipt = main(client_of(bodil).get("/lokalforening/bergen/rapport/2026/kvittering/"))
    assert receipt.index("Bodil Berg") < receipt.index("Nina Nes")
    details = EventDetails.objects.get(event__verb="report.submit").text
    assert details.index(str(bodil.ref)) < details.index(str(nina.ref))
    assert not WaitingSignature.objects.exists()


@pytest.mark.slow
def test_one_person_is_not_two(filled_in, bodil, last_page, sign, report_of):
    page = last_page(bodil)
    sign(page)
    sign(page)

    assert report_of("bergen").state == "preparing"
    assert Event.objects.filter(verb="report.sign_first").count() == 1


@pytest.mark.slow
def test_a_change_voids_the_first_signature(filled_in, bodil, nina, last_page, sign, report_of):
    sign(last_page(bodil))
    edit(filled_in, "Et annet år")
    page = last_page(nina)
    shown = main(page[0].get(page[1]))
    assert "Underskriften til Bodil Berg gjelder ikke lenger" in shown
    assert "«Noen ord om året» har fått et annet svar." in shown
    sign(page)

    assert report_of("bergen").state == "preparing"
    assert WaitingSignature.objects.get().person == nina
    assert mails_about("gjelder ikke lenger") == ["bodil@example.org"]
    sign(last_page(bodil))
    assert (report_of("bergen").first_signed_by, report_of("bergen").attested_by) == (nina, bodil)


@pytest.mark.slow
def test_the_first_may_take_it_back(filled_in, bodil, nina, last_page, sign, report_of):
    page = last_page(bodil)
    sign(page)
    sign(last_page(nina), action="withdraw")  # nobody takes back what is another's
    assert WaitingSignature.objects.get().person == bodil
    client, address, _fields = page
    assert client.post(address, {"action": "withdraw"}).headers["Location"].endswith("/rapport/2026/")
    sign(last_page(nina))

    assert report_of("bergen").state == "preparing"
    assert WaitingSignature.objects.get().person == nina


@pytest.mark.slow
def test_the_signature_of_somebody_who_left_the_board_is_none(filled_in, bodil, nina, last_page, sign, report_of):
    sign(last_page(bodil))
    Office.objects.filter(person=bodil).update(ends=clock.today() - datetime.timedelta(days=1))
    page = last_page(nina)
    assert "Bodil Berg er ikke lenger i" in main(page[0].get(page[1]))
    sign(page)

    assert report_of("bergen").state == "preparing"


@pytest.mark.slow
def test_whoever_left_the_board_is_told_and_signs_nothing(filled_in, bodil, last_page, sign, report_of):
    page = last_page(bodil)
    Office.objects.filter(person=bodil).update(ends=clock.today() - datetime.timedelta(days=1))
    response = sign(page)

    assert response.status_code == 404
    assert "Du er ikke i" in response.content.decode()
    assert not WaitingSignature.objects.exists()


@pytest.mark.slow
def test_nobody_answers_what_they_signed_first(filled_in, bodil, nina, siri, last_page, sign, client_of, report_of):
    sign(last_page(bodil))
    sign(last_page(nina))
    chapters.give_office(bodil, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    client, address = client_of(bodil), "/sekretariat/rapporter/2026/bergen/"

    assert client.get(address).context["may_answer"] is False
    assert client.post(address, {"verdict": "approve"}).status_code == 403
    reopening_services.ask(report_of("bergen"), "Et tall", by=nina)
    assert client.post(f"{address}apne-igjen/", {"answer": "yes"}).status_code == 403
    assert report_of("bergen").state == "sent"


@pytest.mark.slow
def test_a_vacant_leader_stops_nobody(filled_in, rolf, bodil, nina, last_page, sign, report_of):
    Office.objects.filter(person=rolf).update(ends=clock.today() - datetime.timedelta(days=1))
    page = last_page(bodil)
    assert "Ingen står som leder nå" in main(page[0].get(page[1]))
    sign(page)
    sign(last_page(nina))

    assert report_of("bergen").state == "sent"


@pytest.mark.slow
def test_of_two_who_send_at_once_one_sends_and_the_other_is_told(filled_in, rolf, bodil, last_page, sign, report_of):
    Office.objects.filter(person=bodil).update(kind="chapter_leader")
    pages = [last_page(person) for person in (rolf, bodil)]
    sign(pages[0])
    response = sign(pages[1])

    assert response.headers["Location"].endswith("/kvittering/")
    assert "Rolf Rygg har allerede sendt rapporten" in pages[1][0].get(response.headers["Location"]).content.decode()
    assert report_of("bergen").attested_by == rolf


@pytest.mark.slow
def test_a_leader_signs_alone_and_the_first_signature_stands_beside(filled_in, bodil, rolf, last_page, sign, report_of):
    sign(last_page(bodil))
    sign(last_page(rolf), **{"bekreft-role": "leader"})

    sent = report_of("bergen")
    assert [one["person"] for one in report_queries.signers(sent, organisation.message_words())] == [bodil, rolf]


@pytest.mark.slow
def test_whoever_signed_and_the_chapter_keep_the_names_of_that_day(
    filled_in, bergen, bodil, nina, last_page, sign, report_of, client_of
):
    sign(last_page(bodil))
    sign(last_page(nina))
    for person in (bodil, nina):
        person.family_name = "Etterpaa"
        person.save()
    bergen.name = "Bergen og omegn"
    bergen.save()

    sent = report_of("bergen")
    receipt = main(client_of(bodil).get("/lokalforening/bergen/rapport/2026/kvittering/"))
    assert [one["person"] for one in signing_queries.signers(sent, organisation.message_words())] == [
        "Bodil Berg",
        "Nina Nes",
    ]
    assert receipt.index("Bodil Berg") < receipt.index("Nina Nes")
    assert "Etterpaa" not in receipt
    assert "Bergen. Mottatt" in " ".join(receipt.split())
    assert reports.is_as_sent(sent)
    assert Shown.of(sent.numbers, sent.answers).sha256 == sent.attested_sha256


@pytest.mark.slow
def test_the_button_says_what_the_own_page_says(filled_in, bodil, nina, last_page, sign, client_of):
    place = "/lokalforening/bergen/rapport/2026/"
    assert "Fortsett med rapporten" in main(client_of(nina).get(place))
    sign(last_page(bodil))

    shown = {person: main(client_of(person).get(place)) for person in (bodil, nina)}
    assert "Les og skriv under" in shown[nina]
    assert "Se rapporten" in shown[bodil]
    assert not any("Fortsett med rapporten" in page for page in shown.values())


@pytest.mark.slow
def test_two_others_are_only_named_where_they_are(filled_in, rolf, bodil, client_of, request):
    place = "/lokalforening/bergen/rapport/2026/"
    assert "Eller to andre" not in main(client_of(rolf).get(place))
    request.getfixturevalue("nina")
    assert "Eller to andre" in main(client_of(rolf).get(place))
