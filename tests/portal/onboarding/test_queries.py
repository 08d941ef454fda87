"""What is promised about the answer: whose turn comes first, by when, and by whom."""

import datetime
import re

import pytest
from django.utils.formats import date_format
from django.utils.html import strip_tags

from forms.application import CONTRIBUTION
from portal import clock, gates
from portal.chapters import services as chapters
from portal.knowledge.course import queries as course_queries
from portal.knowledge.course import services as course_services
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.models import Application
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.review import services as review_services
from portal.supporters.models import Category
from portal.supporters.pathway import services as pathway_services
from tests.conftest import pass_test, person, raw_answers, send_in, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def nff(organise, siri):
    """Trude leads the county where Mona applies to an organisation whose answer comes after the test."""
    organise("nff")
    vestland = chapters.create_chapter(
        "Vestland", "vestland", county="Vestland", municipality="", postcodes=["50"], by=siri, level="county"
    )
    trude = person("trude@example.org", "Trude", "Tveit")
    chapters.give_office(trude, "chapter_leader", vestland, by=siri, starts=datetime.date(2020, 1, 1))
    return person("mona@example.org", "Mona", "Moe")


def send(user, contribution="national_supporter"):
    experience = question_queries.StepValues({}).experiences[0][0]
    topic = question_queries.StepValues({})(CONTRIBUTION)["choices"]["topics"][0][0]
    raw = raw_answers(
        user,
        "vestland",
        contribution=[contribution],
        experience=[experience],
        topics=[topic],
        member=["yes"],
    )
    return send_in(user, raw)


def words_of(client, address):
    return " ".join(strip_tags(client.get(address).content.decode()).split())


def mail_to(user, subject):
    return OutboxMail.objects.get(to=user.email, subject=subject).text


def is_late(application, days):
    Application.objects.filter(pk=application.pk).update(waiting_since=clock.now() - datetime.timedelta(days=days))


@pytest.mark.slow
def test_where_more_comes_before_the_answer_the_receipt_and_the_mail_promise_no_day(nff, client_of):
    send(nff)

    shown = words_of(client_of(nff), "/soknad/sendt/")
    assert "Først er det din tur: Lese kurset, Kunnskapstest." in shown
    assert "Du får svar på e-post innen 3 uker etter at du har gjort din del." in shown
    assert "Vi ringer deg for å ta en prat." in shown
    assert "Vi ringer deg kanskje" not in shown
    assert "Vi leser søknaden din" not in shown
    assert not re.search(r"Du får svar (på e-post )?innen \d+\. ", shown)
    text = mail_to(nff, "Vi har fått søknaden din")
    assert "Takk. Først er det din tur: Lese kurset, Kunnskapstest. Du får svar innen 3 uker etter at du" in text
    assert not re.search(r"innen \d+\. ", text)
    waits = OutboxMail.objects.get(to="trude@example.org", subject="En søker venter på svar").text
    assert "Søkeren gjør dette først: Lese kurset, Kunnskapstest." in waits
    assert "Dette kan du gjøre allerede nå, før du svarer: En samtale med oss." in waits


@pytest.mark.slow
def test_whoever_is_called_for_a_talk_and_gave_no_number_is_asked_for_it(nff, client_of):
    client, asks = client_of(nff), "Vi har ikke telefonnummeret ditt."
    send(nff)
    assert asks not in words_of(client, "/soknad/sendt/")

    nff.phone = ""
    nff.save(update_fields=["phone"])
    assert asks in words_of(client, "/soknad/sendt/")


@pytest.mark.slow
def test_the_three_weeks_count_from_when_the_applicant_has_done_it(nff, client_of, monkeypatch):
    application = send(nff)
    is_late(application, 10)
    pathway_services.note_check(nff, "talk", on=clock.today(), by=person("trude@example.org", "Trude", "Tveit"))

    read_and_pass(nff)

    application.refresh_from_db()
    assert onboarding_queries.left_to_applicant(application) == []
    assert onboarding_queries.answer_due(application) == clock.today() + datetime.timedelta(weeks=3)
    assert "Du får svar på e-post innen" in words_of(client_of(nff), "/soknad/sendt/")


def read_and_pass(user):
    for part, _is_done in course_queries.parts_for(user):
        course_services.finish_part(part, by=user)
    pass_test(user)


@pytest.mark.slow
def test_the_first_page_says_for_which_roles_it_is_the_applicants_turn_first(nff, client, organise):
    shown = words_of(client, "/soknad/")

    assert "Likeperson i det nasjonale tilbudet: Først er det din tur (Lese kurset, Kunnskapstest)." in shown
    assert "Dette gjør vi før du får svar: En samtale med oss." in shown
    assert "Likeperson i et lokalt tilbud: Du får svar innen 3 uker." in shown
    assert ". Du får svar innen 3 uker." not in shown

    organise("ms")
    shown = words_of(client, "/soknad/")
    assert "Du får svar innen 3 uker." in shown
    assert "Først er det din tur" not in shown


@pytest.mark.slow
def test_the_phone_is_asked_for_with_the_talk_in_mind(nff, client_of):
    client = client_of(nff)
    client.post("/soknad/start/")
    hint = "Vi ringer hvis vi skal ha en samtale"
    assert hint in words_of(client, "/soknad/om-deg/")

    Category.objects.all().update(requires=[["appointment", []]])

    assert hint not in words_of(client, "/soknad/om-deg/")


def test_a_talk_after_the_answer_is_said_as_that(submitted, kari, client_of, siri):
    later = [["approval", []], ["talk", ["approval"]], ["appointment", ["talk"]]]
    Category.objects.filter(pk=submitted.category_id).update(requires=later)

    shown = words_of(client_of(kari), "/soknad/sendt/")

    assert "Hvis svaret er ja, ringer vi deg for å ta en prat." in shown
    assert "Vi ringer deg kanskje hvis vi lurer på noe." in shown


@pytest.mark.slow
def test_the_first_page_names_those_who_read(client, organise):
    assert "Bare styret i lokalforeningen og sekretariatet leser svarene dine." in words_of(client, "/soknad/")

    organise("uf")

    assert "Bare sekretariatet leser svarene dine." in words_of(client, "/soknad/")


def hints_of(client):
    return [" ".join(task.hint.split()) for task in client.get("/min-side/").context["pathways"][0].tasks]


def due_day(application):
    return date_format(onboarding_queries.answer_due(application), "DATE_FORMAT")


def test_a_day_that_has_passed_is_no_promise(submitted, kari, client_of):
    is_late(submitted, 22)
    submitted.refresh_from_db()
    due = "beklager at det tar tid. Ta gjerne kontakt med oss: epost@ms.no"

    shown = words_of(client_of(kari), "/soknad/sendt/")
    assert f"Vi skulle ha svart innen {due_day(submitted)}, og {due}" in shown
    assert "Du får svar på e-post innen" not in shown
    [hint] = [hint for hint in hints_of(client_of(kari)) if "skulle ha" in hint]
    assert hint.endswith("Det beklager vi. Ta gjerne kontakt med oss: epost@ms.no")

    is_late(submitted, 21)  # the last day is still in time
    assert "Du får svar på e-post innen" in words_of(client_of(kari), "/soknad/sendt/")


@pytest.mark.slow
def test_it_usually_takes_two_weeks_only_while_it_does(submitted, kari, rolf, client_of):
    review_services.assess(submitted, "approve", by=rolf)
    hints = hints_of(client_of(kari))
    assert any("vanligvis" in hint for hint in hints)

    submitted.person.candidacies.update(begun_at=clock.now() - datetime.timedelta(days=16))

    hints = hints_of(client_of(kari))
    assert not any("vanligvis" in hint for hint in hints)
    assert any("Vi beklager at det tar tid. Ta gjerne kontakt med oss: epost@ms.no" in hint for hint in hints)


@pytest.mark.slow
def test_the_mail_names_the_chapter_only_where_its_board_assesses(kari, ola, rolf):
    Category.objects.filter(code="conversation_supporter").update(assessed_by=Category.Assessor.SECRETARIAT)
    send_in(kari)
    Category.objects.filter(code="conversation_supporter").update(assessed_by=Category.Assessor.CHAPTER)
    send_in(ola)

    assert "Takk. Vi leser søknaden nå." in mail_to(kari, "Vi har fått søknaden din")
    assert "Takk. Bergen leser søknaden nå." in mail_to(ola, "Vi har fått søknaden din")


def test_only_good_news_stands_in_the_green_box(submitted, kari, rolf, client_of):
    client = client_of(kari)
    assert '<div class="receipt">' in client.get("/soknad/sendt/").content.decode()

    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation"])
    assert '<div class="receipt">' not in client.get("/soknad/sendt/").content.decode()

    onboarding.withdraw(submitted, by=kari)
    assert '<div class="receipt">' not in client.get("/soknad/sendt/").content.decode()


@pytest.mark.slow
def test_the_declaration_waits_for_the_talk_about_it_also_for_those_on_no_way(kari, organise, client_of):
    assert gates.waits_for("declaration", kari) == {}

    organise("uf")

    assert list(gates.waits_for("declaration", kari)) == ["approval"]
    assert gates.waits_for("test", kari) == {}
    with pytest.raises(gates.NotYet):
        sign(kari)
