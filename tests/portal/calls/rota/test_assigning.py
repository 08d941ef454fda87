"""The coordinator gives a shift to somebody and takes it back; on the day before, whoever has one is reminded."""

import datetime

import pytest
from django.core.management import call_command

from portal import clock
from portal.calls.models import Shift
from portal.calls.rota import services as rota_services
from portal.models import Event, OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from tests.conftest import moment
from tests.portal.calls.rota.test_services import subjects_to
from tests.portal.calls.rota.test_views import ROTA, WHO, address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def assign(shift, person, by):
    return rota_services.assign(shift, person, by=by)


@pytest.mark.slow
def test_it_is_given_told_refused_and_free_again(client_of, shift, vigdis, mari, kaare):
    one, office = shift("2026-06-17"), client_of(kaare)
    page = office.get(address(one, "gi"))
    assert [name for _ref, name in page.context["form"].fields["person"].choices] == ["Mari Moe", "Vigdis Vakt"]

    given = office.post(address(one, "gi"), {"person": str(vigdis.ref)}, follow=True).content.decode()

    assert "Vigdis Vakt har fått vakten og får en e-post: onsdag 17. juni klokka 17 til 21." in given
    assert subjects_to(vigdis) == ["Du er satt opp på en vakt"]
    own = client_of(vigdis)
    text = own.get(ROTA).content.decode()
    assert "Kontoret har satt deg opp på denne vakten" in text
    assert "Jeg kan ikke ta vakten" in text

    own.post(address(one, "gi-tilbake"))

    stored = Shift.objects.get()
    assert (stored.person, stored.assigned_by) == (None, None)
    assert subjects_to(kaare) == ["En vakt er ledig igjen"]
    assert rota_services.take(one, by=mari).person == mari
    verbs = Event.objects.filter(subject=one.ref).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["shift.assign", "shift.give_back", "shift.take"]


def test_it_is_taken_back_and_told(client_of, shift, vigdis, mari, kaare):
    one, office = shift("2026-06-17"), client_of(kaare)
    assign(one, vigdis, kaare)
    assert "Vigdis Vakt har vakten nå" in office.get(address(one, "ta-tilbake")).content.decode()
    for _press in range(2):
        page = office.post(address(one, "ta-tilbake"), {"person": str(vigdis.ref)}, follow=True).content.decode()
        assert "Vakten er ledig igjen" in page
    assert Shift.objects.get().person is None
    assert subjects_to(vigdis) == ["Du er satt opp på en vakt", "En vakt er tatt tilbake"]
    assert subjects_to(kaare) == []


@pytest.mark.parametrize("typed", ["", "x", "vigdis"])
def test_it_is_not_taken_from_somebody_who_has_taken_it_over_meanwhile(client_of, shift, vigdis, mari, kaare, typed):
    one = shift("2026-06-17", person=vigdis)
    rota_services.offer(one, by=vigdis)
    rota_services.take_over(one, by=mari)

    posted = {"person": str(vigdis.ref) if typed == "vigdis" else typed}
    page = client_of(kaare).post(address(one, "ta-tilbake"), posted, follow=True).content.decode()

    assert "En annen var først" in page
    assert Shift.objects.get().person == mari
    with pytest.raises(rota_services.Taken):
        rota_services.take_back(one, person=vigdis, by=kaare)


MATRIX = {"kaare": 302, "siri": 302} | dict.fromkeys(WHO[:5], 404)


@pytest.mark.parametrize("verb", ["gi", "ta-tilbake"])
@pytest.mark.parametrize("who", WHO)
def test_who_gives_and_takes_back(request, client_of, shift, vigdis, mari, verb, who):
    one = shift("2026-06-17", person=mari if verb == "ta-tilbake" else None)
    posted = {"person": str(mari.ref)}
    assert client_of(request.getfixturevalue(who)).post(address(one, verb), posted).status_code == MATRIX[who]
    changed = MATRIX[who] == 302
    assert (Shift.objects.get().person == mari) is (changed if verb == "gi" else not changed)


@pytest.mark.parametrize("chosen", ["", "x", "roar", "kaare"])
def test_only_those_who_answer_the_line_can_be_chosen(request, client_of, shift, vigdis, roar, kaare, chosen):
    one = shift("2026-06-17")
    posted = str(request.getfixturevalue(chosen).ref) if chosen in ("roar", "kaare") else chosen
    page = client_of(kaare).post(address(one, "gi"), {"person": posted})
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["person"])
    with pytest.raises(rota_services.Taken):
        assign(one, roar, kaare)
    assert Shift.objects.get().person is None


def test_somebody_on_a_break_is_given_none(shift, vigdis, kaare, siri):
    one = shift("2026-06-17")
    supporters.pause(supporter_queries.supporter_of(vigdis), by=siri, until=datetime.date(2026, 6, 30))
    with pytest.raises(rota_services.Taken):
        assign(one, vigdis, kaare)


def test_which_shifts_are_given(shift, vigdis, mari, kaare):
    taken, begun = shift("2026-06-17", person=mari), shift("2026-06-10", "11:00", "15:00")
    with pytest.raises(rota_services.Taken):
        assign(taken, vigdis, kaare)
    with pytest.raises(rota_services.TooLate):
        assign(begun, vigdis, kaare)
    closed = rota_services.close(shift("2026-06-24"), by=kaare)
    for _press in range(2):
        stored = assign(closed, vigdis, kaare)
    assert (stored.person, stored.closed_at) == (vigdis, None)
    assert subjects_to(vigdis) == ["Du er satt opp på en vakt"]


def reminded(at):
    with clock.at(moment(at)):
        return rota_services.remind_of_shifts()


def test_whoever_has_it_is_reminded_once_on_the_day_before(shift, vigdis, mari, kaare):
    one = rota_services.take(shift("2026-06-17"), by=vigdis)
    shift("2026-06-17", "11:00", "15:00")

    days = ("2026-06-15 23:59", "2026-06-16 00:05", "2026-06-16 12:00", "2026-06-17 12:00")
    assert [reminded(at) for at in days] == [0, 1, 0, 0]
    assert subjects_to(vigdis) == ["Du har snart vakt"]
    text = OutboxMail.objects.get(to=vigdis.email, subject="Du har snart vakt").text
    assert "MS-telefonen, onsdag 17. juni klokka 17 til 21" in text

    with clock.at(moment("2026-06-16 13:00")):
        rota_services.offer(one, by=vigdis)
        rota_services.take_over(one, by=mari)
        assert rota_services.remind_of_shifts() == 0  # she took it today
    assert subjects_to(mari) == ["Kan du ta en vakt?"]


def test_two_shifts_of_one_day_are_one_mail(shift, vigdis):
    for opens, closes in (("11:00", "15:00"), ("17:00", "21:00")):
        rota_services.take(shift("2026-06-17", opens, closes), by=vigdis)
    assert reminded("2026-06-16 09:00") == 1


def test_a_reminder_that_was_not_sent_comes_on_the_day_until_it_begins(shift, vigdis):
    rota_services.take(shift("2026-06-17"), by=vigdis)
    assert [reminded(at) for at in ("2026-06-17 17:00", "2026-06-17 16:59")] == [0, 1]


def test_the_one_who_gets_it_after_it_was_given_back_is_reminded(shift, vigdis, mari):
    one = rota_services.take(shift("2026-06-18"), by=vigdis)
    assert reminded("2026-06-17 08:00") == 1
    with clock.at(moment("2026-06-17 09:00")):
        rota_services.give_back(one, by=vigdis)
    assert Shift.objects.get().reminded_at is None


def test_the_command_of_all_reminders_sends_it(shift, vigdis, capsys):
    rota_services.take(shift("2026-06-17"), by=vigdis)
    with clock.at(moment("2026-06-16 09:00")):
        call_command("remind")
    assert "shifts of tomorrow: 1" in capsys.readouterr().out
