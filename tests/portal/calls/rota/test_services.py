"""Shifts come from the opening hours; they are taken, given back, handed over and closed."""

import datetime

import pytest
from django.apps import apps
from django.core.management import call_command

from portal import clock, fragments
from portal.calls import services as calls
from portal.calls.models import Shift, Volunteer
from portal.calls.rota import queries as rota_queries
from portal.calls.rota import services as rota_services
from portal.models import OutboxMail
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from tests.conftest import moment
from tests.portal.calls.conftest import MS, RELATIVES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def helpline(code=MS):
    return apps.get_model("home", "Helpline").objects.get(code=code, locale__language_code="nb")


def plan_anew():
    fragments.forget_cached()
    return rota_services.plan_shifts()


def subjects_to(person):
    """Of the mails about shifts."""
    rows = OutboxMail.objects.filter(to=person.email, text__contains="/telefonvakt/")
    return list(rows.order_by("pk").values_list("subject", flat=True))


def test_the_opening_hours_of_eight_weeks_become_shifts(shifts):
    """Wednesday 10 June to Tuesday 4 August: eight of each weekday, less the public holidays (there are none)."""
    found = [(one.line, one.day.isoweekday(), f"{one.opens:%H}-{one.closes:%H}") for one in shifts]

    assert {kind: found.count(kind) for kind in found} == {
        (MS, 1, "11-15"): 8, (MS, 3, "17-21"): 8, (RELATIVES, 2, "17-21"): 8,
    }  # fmt: skip
    assert min(one.day for one in shifts) == datetime.date(2026, 6, 10)
    assert max(one.day for one in shifts) == datetime.date(2026, 8, 4)


def test_they_are_made_once(shifts):
    assert plan_anew() == 0


def test_a_holiday_on_which_the_line_is_closed_has_none():
    with clock.at(moment("2026-05-10 12:00")):  # Whit Monday is 25 May
        rota_services.plan_shifts()

    assert not Shift.objects.filter(day=datetime.date(2026, 5, 25)).exists()
    assert Shift.objects.filter(day=datetime.date(2026, 5, 27)).exists()


def test_hours_that_change_change_the_shifts(shifts, vigdis):
    """A later closing keeps who has it; an opening that is no more is taken away, and its owner is told."""
    wednesday = rota_services.take(shifts.get(line=MS, day=datetime.date(2026, 6, 17)), by=vigdis)
    monday = rota_services.take(shifts.get(line=MS, day=datetime.date(2026, 6, 15)), by=vigdis)
    line = helpline()
    line.hours.filter(weekday=2).update(closes=datetime.time(22))
    line.hours.filter(weekday=0).delete()

    plan_anew()

    wednesday.refresh_from_db()
    assert (wednesday.closes, wednesday.person) == (datetime.time(22), vigdis)
    assert not Shift.objects.filter(pk=monday.pk).exists()
    assert subjects_to(vigdis) == ["Vakten din har falt bort"]


def test_a_line_that_is_paused_keeps_its_shifts(shifts):
    before = shifts.count()
    line = helpline()
    line.paused_note = "Vi har ferie."
    line.save()

    with clock.at(moment("2026-06-17 12:00")):
        plan_anew()
        assert rota_services.remind_of_gaps() == 0

    assert shifts.filter(line=MS).count() == before - 8
    assert shifts.filter(line=RELATIVES).count() == 9


@pytest.mark.parametrize(
    ("day", "opens", "closes", "hours"),
    [
        ("2026-10-24", "22:00", "04:00", 7),  # the clocks go back in that night
        ("2026-03-28", "22:00", "04:00", 5),  # and forward in this one
        ("2026-03-29", "02:30", "04:00", 0.5),  # 02:30 does not exist
        ("2026-06-10", "17:00", "21:00", 4),
        ("2026-06-10", "20:00", "00:00", 4),
    ],
)
def test_how_long_a_shift_lasts(shift, day, opens, closes, hours):
    one = shift(day, opens, closes)

    assert one.ends_at - one.starts_at == datetime.timedelta(hours=hours)


def test_a_shift_past_midnight_is_on_until_it_ends(shift, vigdis):
    one = shift("2026-10-24", "22:00", "04:00", person=vigdis)

    for at, is_over in [("2026-10-25 03:59", False), ("2026-10-25 04:00", True)]:
        with clock.at(moment(at)):
            assert one.is_over is is_over, at
            assert (one in rota_queries.coming()) is not is_over, at


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("2026-06-17 15:59", ""),
        ("2026-06-17 16:00", MS),
        ("2026-06-17 20:00", MS),
        ("2026-06-18 00:00", MS),
        ("2026-06-18 00:01", ""),
    ],
)
def test_the_line_on_which_somebody_has_a_shift_is_meant(shift, vigdis, at, line):
    shift("2026-06-17", person=vigdis)

    with clock.at(moment(at)):
        assert rota_queries.line_on_duty(vigdis) == line


def test_a_shift_is_taken_once(shift, vigdis, mari):
    one = shift("2026-06-17")

    assert rota_services.take(one, by=vigdis).person == vigdis
    assert rota_services.take(one, by=vigdis).person == vigdis
    with pytest.raises(rota_services.Taken):
        rota_services.take(one, by=mari)


def test_nobody_takes_a_shift_of_a_line_that_they_do_not_answer(shift, vigdis, roar, liv):
    """Also somebody who was taken off the list a moment ago."""
    one = shift("2026-06-17")
    offered = shift("2026-06-18", person=vigdis, offered_at=clock.now())

    for person in (roar, liv):
        for act, which in ((rota_services.take, one), (rota_services.take_over, offered)):
            with pytest.raises(rota_services.Taken):
                act(which, by=person)


def test_what_is_over_is_not_taken_and_what_has_begun_is_not_given_back(shift, vigdis, at):
    one = shift("2026-06-10", "13:00", "14:00")

    with at(hours=1, minutes=30):
        rota_services.take(one, by=vigdis)  # late, and better than never
        for act in (rota_services.give_back, rota_services.offer):
            with pytest.raises(rota_services.TooLate):
                act(one, by=vigdis)
    other = shift("2026-06-10", "09:00", "10:00")
    for act in (rota_services.take, rota_services.close):
        with pytest.raises(rota_services.TooLate):
            act(other, by=vigdis)


def test_a_swap_is_asked_for_and_accepted(shift, vigdis, mari, roar):
    """Those who answer the same line are asked; the first one has it, and the one before is told."""
    one = shift("2026-06-17", person=vigdis)
    with pytest.raises(rota_services.Taken):
        rota_services.take_over(one, by=mari)

    for _press in range(2):
        rota_services.offer(one, by=vigdis)
    assert (subjects_to(mari), subjects_to(roar), subjects_to(vigdis)) == (["Kan du ta en vakt?"], [], [])

    assert rota_services.take_over(one, by=mari).person == mari
    one.refresh_from_db()
    assert (one.person, one.offered_at) == (mari, None)
    assert subjects_to(vigdis) == ["Vakten din er tatt av en annen"]


def test_what_is_kept_after_all_is_not_taken_over(shift, vigdis, mari):
    one = shift("2026-06-17", person=vigdis)
    rota_services.offer(one, by=vigdis)
    rota_services.keep(one, by=vigdis)

    with pytest.raises(rota_services.Taken):
        rota_services.take_over(one, by=mari)


def test_the_coordinator_is_told_once_of_a_gap_three_days_before(shift, vigdis, kaare, siri):
    one = shift("2026-06-14")

    told = []
    for at in ("2026-06-11 16:59", "2026-06-11 17:00", "2026-06-12 17:00"):
        with clock.at(moment(at)):
            told.append(rota_services.remind_of_gaps())
    assert told == [0, 1, 0]
    assert subjects_to(kaare) == ["Vakter som ingen har tatt"]
    assert "Vakter som ingen har tatt" not in subjects_to(siri)

    with clock.at(moment("2026-06-13 12:00")):  # taken, and given back the day before: they are told at once, and once
        rota_services.take(one, by=vigdis)
        assert rota_services.remind_of_gaps() == 0
        rota_services.give_back(one, by=vigdis)
        assert rota_services.remind_of_gaps() == 0
    assert subjects_to(kaare) == ["Vakter som ingen har tatt"] * 2


GAP, FREE = "Vakter som ingen har tatt", "En vakt har blitt ledig"


def test_a_shift_given_back_shortly_before_is_told_at_once(shift, vigdis, mari, roar, kaare):
    """Those who answer the same line are told too, save whoever gives it back. Before that it waits for somebody."""
    soon, later = (rota_services.take(shift(day), by=vigdis) for day in ("2026-06-12", "2026-06-14"))

    rota_services.give_back(later, by=vigdis)
    assert (subjects_to(kaare), subjects_to(mari)) == ([], [])
    rota_services.give_back(soon, by=vigdis)

    assert [subjects_to(one) for one in (kaare, mari, vigdis, roar)] == [[GAP], [FREE], [], []]
    assert "MS-telefonen, fredag 12. juni klokka 17 til 21" in OutboxMail.objects.get(to=kaare.email, subject=GAP).text


def test_shifts_of_somebody_who_takes_a_break_are_told_in_one_mail(shift, vigdis, mari, kaare):
    for day in ("2026-06-11", "2026-06-12", "2026-06-24"):
        shift(day, person=vigdis)

    supporters.pause(supporter_queries.supporter_of(vigdis), until=None, by=vigdis)

    assert (subjects_to(kaare), subjects_to(mari)) == ([GAP], [FREE, FREE])
    assert rota_services.remind_of_gaps() == 0


def test_whoever_has_given_the_shift_is_told_once_that_it_is_given_back(shift, vigdis, kaare):
    one = rota_services.assign(shift("2026-06-12"), vigdis, by=kaare)

    rota_services.give_back(one, by=vigdis)

    assert subjects_to(kaare) == ["En vakt er ledig igjen"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_each_mail_says_which_line_and_when_and_no_subject_does(shift, vigdis, mari, kaare, language):
    """In the language of whoever gets it."""
    for person in (vigdis, mari, kaare):
        person.language = language
        person.save()
    one = rota_services.assign(shift("2026-06-12"), vigdis, by=kaare)
    rota_services.give_back(one, by=vigdis)
    rota_services.take_back(rota_services.assign(one, vigdis, by=kaare), person=vigdis, by=kaare)
    rota_services.take(one, by=vigdis)
    rota_services.offer(one, by=vigdis)
    rota_services.take_over(one, by=mari)
    Shift.objects.update(reminded_at=None)
    with clock.at(moment("2026-06-11 12:00")):
        rota_services.remind_of_shifts()
        rota_services.plan_shifts()  # the line is not open then

    day = {"nb": "fredag 12. juni", "nn": "fredag 12. juni", "en": "Friday 12 June"}[language]
    mails = OutboxMail.objects.filter(text__contains="/telefonvakt/")
    assert mails.count() == 9
    for mail in mails:
        assert "MS-telefonen" in mail.text, mail.subject
        assert day in mail.text, mail.subject
        assert "12" not in mail.subject


def test_the_secretariat_is_told_where_there_is_no_coordinator(shift, siri, vigdis):
    shift("2026-06-12")

    assert rota_services.remind_of_gaps() == 1
    assert "Vakter som ingen har tatt" in subjects_to(siri)


def test_nobody_is_told_of_a_line_that_nobody_is_noted_to_answer(shift, siri, roar):
    shift("2026-06-12")

    assert rota_services.remind_of_gaps() == 0
    assert not OutboxMail.objects.filter(to=siri.email).exists()


@pytest.mark.slow
def test_what_is_closed_or_has_begun_is_no_gap(shift, siri, vigdis, at):
    rota_services.close(shift("2026-06-12"), by=siri)
    shift("2026-06-10", "13:00", "15:00")

    with at(hours=2):
        assert rota_services.remind_of_gaps() == 0


def test_taking_a_closed_shift_opens_the_line_again(shift, siri, vigdis):
    one = shift("2026-06-17")
    rota_services.close(one, by=siri)
    assert rota_queries.closed_openings() == [(MS, one.day, one.opens)]

    rota_services.take(one, by=vigdis)

    assert rota_queries.closed_openings() == []
    with pytest.raises(rota_services.Taken):
        rota_services.close(one, by=siri)


def test_a_closed_shift_stays_when_shifts_are_made_anew(shifts, siri):
    one = shifts.get(line=MS, day=datetime.date(2026, 6, 17))
    rota_services.close(one, by=siri)

    plan_anew()

    assert rota_queries.closed_openings() == [(MS, one.day, one.opens)]


def test_whoever_stops_or_takes_a_break_gives_back_what_is_to_come(shift, vigdis, kaare, at):
    ms = [shift(day, person=vigdis) for day in ("2026-06-10", "2026-06-17", "2026-06-24")]

    def whose():
        return [Shift.objects.get(pk=one.pk).person for one in ms]

    with at(hours=6):  # the first one has begun
        supporters.pause(supporter_queries.supporter_of(vigdis), until=datetime.date(2026, 6, 20), by=vigdis)
        assert whose() == [vigdis, None, vigdis]

        calls.remove_volunteer(Volunteer.objects.get(person=vigdis), by=kaare)
        assert whose() == [vigdis, None, None]


@pytest.mark.slow
def test_a_shift_is_forgotten_after_a_year(shift, vigdis):
    shift("2026-06-10", person=vigdis)

    for day, number in (("2027-06-10 03:00", 1), ("2027-06-11 03:00", 0)):
        with clock.at(moment(day)):
            call_command("forget", verbosity=0)
        assert Shift.objects.count() == number
