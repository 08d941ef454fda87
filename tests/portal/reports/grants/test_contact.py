"""Address, phone and e-mail for the list: asked once a year, right with one press, seen by nobody else."""

import datetime

import pytest

from portal import clock, to_do
from portal.accounts.models import User
from portal.models import Event, EventDetails, OutboxMail
from portal.reports.grants import services as grant_services
from portal.reports.models import GrantContact, GrantFile, GrantYear
from portal.reports.verbs import Verb
from tests.conftest import moment

pytestmark = pytest.mark.django_db
PAGE = "/mine-opplysninger/adresse/2026/"
TYPED = {
    "street": "Storgata 1",
    "postcode": "0155",
    "place": "Oslo",
    "phone": "22 42 45 45",
    "email": "liv@example.org",
}
GIVEN = TYPED | {"phone": "+4722424545"}


@pytest.fixture
def led(bergen, liv, log):
    log(bergen, liv.person, led_by=liv)


def waiting(person):
    return [line.href for line in to_do.waiting_for(to_do.Reader(person)) if "adresse" in line.href]


@pytest.mark.slow
def test_it_waits_from_january_until_it_is_given(bergen, liv, log, led, client_of):
    client = client_of(liv.person)
    assert waiting(liv.person) == [PAGE]
    page = client.get(PAGE)
    assert page.context["form"]["email"].value() == "liv@example.org"

    assert client.post(PAGE, TYPED).url == "/min-side/"

    assert GrantContact.objects.filter(supporter=liv, base_year=2026, **GIVEN).exists()
    assert waiting(liv.person) == []
    assert client.get(PAGE).context["form"]["street"].value() == "Storgata 1"


def test_nobody_is_asked_who_led_nothing(liv, client_of, in_may):
    assert waiting(liv.person) == []
    assert client_of(liv.person).get(PAGE).status_code == 404


@pytest.mark.slow
def test_nobody_is_asked_in_the_year_itself_or_when_it_is_frozen(liv, led, client_of):
    with clock.at(datetime.datetime(2026, 12, 31, 12, tzinfo=clock.OSLO)):
        assert waiting(liv.person) == []
    with clock.at(datetime.datetime(2027, 1, 1, 0, 1, tzinfo=clock.OSLO)):
        assert waiting(liv.person) == [PAGE]
    year = GrantYear.objects.create(base_year=2026)
    GrantFile.objects.create(year=year, number=1, sha256="0" * 64, about={})
    assert waiting(liv.person) == []
    client_of(liv.person).post(PAGE, TYPED)  # for the next version
    assert GrantContact.objects.count() == 1


def test_what_was_said_last_year_is_right_with_one_press(liv, led, client_of):
    GrantContact.objects.create(supporter=liv, base_year=2025, **GIVEN)
    client = client_of(liv.person)
    assert "Det stemmer fortsatt" in client.get(PAGE).content.decode()

    client.post(PAGE, {"still_right": "1"})

    assert GrantContact.objects.filter(supporter=liv, base_year=2026, **GIVEN).exists()
    assert GrantContact.objects.count() == 2


def test_without_anything_from_before_the_press_says_what_is_missing(liv, led, client_of):
    page = client_of(liv.person).post(PAGE, {"still_right": "1"})

    assert (page.status_code, len(page.context["form"].errors)) == (200, 5)
    assert GrantContact.objects.count() == 0


def test_it_is_given_once_and_corrected_without_being_in_the_log(liv, led):
    first = grant_services.give_contact(liv, 2026, by=liv.person, **GIVEN)
    grant_services.give_contact(liv, 2026, by=liv.person, **GIVEN)
    again = grant_services.give_contact(liv, 2026, by=liv.person, **GIVEN | {"street": "Torget 2"})

    assert (first.pk, GrantContact.objects.get().street) == (again.pk, "Torget 2")
    assert Event.objects.filter(verb="grant_contact.give").count() == 2
    assert not EventDetails.objects.filter(text__contains="Storgata").exists()


SUBJECT = "Vi trenger adressen din for 2026"


def mails():
    return OutboxMail.objects.filter(subject=SUBJECT)


def test_it_is_asked_for_by_mail_once_a_year(liv, led):
    for at, sent in (
        ("2027-01-01 12:00", 0),
        ("2027-01-02 00:01", 1),
        ("2027-01-02 01:01", 0),
        ("2027-12-31 23:00", 0),
    ):
        with clock.at(moment(at)):
            assert grant_services.remind_of_contacts() == sent
    mail = mails().get()
    assert (mail.to, "Likeperson" in mail.subject) == ("liv@example.org", False)
    assert PAGE in mail.text
    assert "31. desember 2030" in mail.text
    assert "helst ikke stå på listen" in mail.text
    assert Event.objects.get(verb=Verb.GRANT_CONTACT_ASK).subject == liv.ref


def test_the_next_year_is_asked_for_anew(bergen, liv, led, log):
    with clock.at(moment("2027-05-10 12:00")):
        log(bergen, liv.person, led_by=liv, day=datetime.date(2027, 3, 2))
        grant_services.remind_of_contacts()
    with clock.at(moment("2028-01-02 12:00")):
        assert grant_services.remind_of_contacts() == 1
    assert OutboxMail.objects.filter(subject="Vi trenger adressen din for 2027").exists()


@pytest.mark.parametrize("why", ["given", "frozen", "left", "led nothing"])
def test_nobody_is_mailed_who_need_not_answer(liv, log, bergen, in_may, why):
    if why != "led nothing":
        log(bergen, liv.person, led_by=liv)
    if why == "given":
        grant_services.give_contact(liv, 2026, by=liv.person, **GIVEN)
    if why == "frozen":
        GrantFile.objects.create(year=GrantYear.objects.create(base_year=2026), number=1, sha256="0" * 64, about={})
    if why == "left":
        User.objects.filter(pk=liv.person_id).update(is_active=False)
    assert grant_services.remind_of_contacts() == 0
    assert not mails().exists()


@pytest.mark.parametrize("year", [2025, 2027, 1, 99999])
def test_no_other_year(liv, led, client_of, year):
    assert client_of(liv.person).get(f"/mine-opplysninger/adresse/{year}/").status_code == 404


def test_somebody_else_has_no_such_page(rolf, led, client_of):
    assert client_of(rolf).get(PAGE).status_code == 404
