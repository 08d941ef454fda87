"""More was asked for and came: the applicant is led through it, and whoever asked sees what is new."""

import datetime

import pytest
from django.utils import translation

from forms.application import EXPERIENCE, MOTIVATION
from portal import clock
from portal.onboarding import services as onboarding
from portal.onboarding.models import SentCopy
from portal.onboarding.review import services as review_services
from portal.onboarding.workflow import State
from tests.conftest import moment, raw_answers, send_in
from tests.portal.onboarding.applying.test_views import post_step

WHY = "Jeg vil gi videre det jeg selv fikk."


@pytest.fixture
def returned(submitted, rolf):
    review_services.assess(submitted, "ask_for_more", by=rolf, reasons=["motivation", "experience"])
    return submitted


def answer(case, **changes):
    send_in(case.person, raw_answers(case.person, **changes))
    case.refresh_from_db()
    return case


def changed(response):
    """``{question: (the answer before, the answer now)}`` of what the case's page marks as changed."""
    rows = [row for section in response.context["sections"] for row in section.rows]
    return {row["name"]: (row["before"]["value"], row["value"]) for row in rows if "before" in row}


def case_page(client_of, who, case):
    return client_of(who).get(f"/sekretariat/soknad/{case.ref}/")


class TestWhoeverAsked:
    @pytest.mark.slow
    def test_sees_what_was_asked_for_and_what_is_new(self, returned, rolf, client_of):
        answer(returned, why=["Jeg vil lytte."], since=["1-5"])

        page = case_page(client_of, rolf, returned)

        assert sorted(changed(page)) == ["since", "why"]
        assert changed(page)["why"] == (WHY, "Jeg vil lytte.")
        assert [bool(section.asked_about) for section in page.context["sections"]] == [False, True, False, False, True]
        text = page.content.decode()
        assert (text.count("Tidligere svar"), text.count("Her ba vi om mer:"), WHY in text) == (2, 2, True)
        assert "uten å endre noe" not in text

    @pytest.mark.slow
    def test_is_told_that_nothing_changed_and_nothing_more_is_kept(self, returned, rolf, client_of):
        answer(returned)

        page = case_page(client_of, rolf, returned)

        assert (changed(page), SentCopy.objects.count()) == ({}, 0)
        assert "Søkeren har sendt søknaden på nytt uten å endre noe." in page.content.decode()

    @pytest.mark.slow
    def test_the_next_time_only_what_is_new_since_then_is_marked(self, returned, rolf, client_of):
        answer(returned, why=["Jeg vil lytte."])
        review_services.assess(returned, "ask_for_more", by=rolf, reasons=["motivation"])
        assert changed(case_page(client_of, rolf, returned)) == {}

        answer(returned, why=["Jeg vil lytte."], postcode=["5004"])

        assert changed(case_page(client_of, rolf, returned)) == {"postcode": ("5003", "5004")}
        assert SentCopy.objects.count() == 2

    @pytest.mark.slow
    def test_another_language_is_no_change(self, returned, rolf, client_of):
        with translation.override("en"):
            answer(returned, why=["Jeg vil lytte."])

        assert sorted(changed(case_page(client_of, rolf, returned))) == ["why"]

    @pytest.mark.slow
    def test_the_same_number_of_queries_however_many_copies(
        self, returned, rolf, client_of, django_assert_num_queries, django_assert_max_num_queries
    ):
        answer(returned, why=["Jeg vil lytte."])
        client, address = client_of(rolf), f"/sekretariat/soknad/{returned.ref}/"
        client.get(address)
        with django_assert_max_num_queries(90) as few:
            client.get(address)
        for number in range(3):
            returned.sent_copies.create(
                answers=returned.answers, copy=returned.copy, replaced_at=clock.now() - datetime.timedelta(days=number)
            )
        with django_assert_num_queries(len(few)):
            client.get(address)

    def test_a_first_answer_marks_nothing(self, submitted, rolf, client_of):
        page = case_page(client_of, rolf, submitted)

        assert changed(page) == {}
        assert [section.asked_about for section in page.context["sections"]] == [[]] * 5


class TestTheApplicant:
    @pytest.mark.slow
    def test_is_led_from_one_step_that_was_asked_for_to_the_next_and_to_the_check(self, returned, kari, client_of):
        client = client_of(kari)
        first = client.get("/min-side/").context["to_do"][0].href

        assert client.get(first).url == "/soknad/erfaring/"
        assert post_step(client, EXPERIENCE, {"experience": ["own"], "since": ["1-5"]}).url == "/soknad/hvorfor/"
        assert client.get(first).url == "/soknad/hvorfor/"
        assert post_step(client, MOTIVATION, {"why": ["Jeg vil lytte."]}).url == "/soknad/se-over/"
        assert client.get(first).url == "/soknad/se-over/"

    def test_saved_as_it_was_it_still_goes_on(self, returned, kari, client_of):
        client = client_of(kari)

        assert post_step(client, EXPERIENCE, raw_answers(kari)[EXPERIENCE]).url == "/soknad/hvorfor/"

    @pytest.mark.slow
    def test_the_receipt_has_the_new_day_and_the_letter_lies_under_earlier_ones(self, kari, rolf, client_of):
        with clock.at(moment("2026-06-03 12:00")):
            case = send_in(kari)
            review_services.assess(case, "ask_for_more", by=rolf, reasons=["motivation"], message="Si litt mer.")
        assert "Si litt mer." in client_of(kari).get("/soknad/sendt/").context["last"].message

        with clock.at(moment("2026-06-10 12:00")):
            answer(case, why=["Jeg vil lytte."])

        page = client_of(kari).get("/soknad/sendt/")
        assert (page.context["last"], [row.message for row in page.context["earlier"]]) == (None, ["Si litt mer."])
        assert "Du svarte oss sist 10. juni 2026." in page.content.decode()
        assert "Tidligere svar fra oss, 3. juni 2026" in page.content.decode()

    def test_withdrawn_nothing_is_owed(self, returned, kari, client_of):
        onboarding.withdraw(returned, by=kari)

        page = client_of(kari).get("/soknad/sendt/")

        assert (page.context["last"], len(page.context["earlier"])) == (None, 1)
        assert "Du trakk søknaden" in page.content.decode()

    @pytest.mark.parametrize("verdict", ["approve", "decline"])
    def test_the_answer_that_holds_stands_open(self, submitted, kari, rolf, client_of, verdict):
        review_services.assess(submitted, verdict, by=rolf, reasons=["no-need"], message="Slik ble det.")

        page = client_of(kari).get("/soknad/sendt/")

        assert (page.context["last"].message, page.context["earlier"]) == ("Slik ble det.", [])
        assert submitted.state in (State.APPROVED, State.DECLINED)
        assert "Vi fikk søknaden" in page.content.decode()
