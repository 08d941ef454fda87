"""Gatherings: planned, changed, called off, held and logged once; and the lists of those who come."""

import datetime
import uuid

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from portal import clock, moves
from portal.activities import queries as activity_queries
from portal.activities import services as activities
from portal.activities.gatherings import queries as gathering_queries
from portal.activities.gatherings import services as gathering_services
from portal.activities.models import Activity, Gathering, SignUp
from portal.activities.workflow import State
from portal.models import Event, EventDetails, OutboxMail
from portal.operations.management.commands.worker import PERIODIC_TASKS
from tests.conftest import moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def events_of(case):
    return list(Event.objects.filter(subject=case.ref).order_by("pk").values_list("verb", flat=True))


# Planning


def test_the_same_form_twice_is_one_gathering(plan, bergen, rolf):
    token = uuid.uuid4()

    assert plan(bergen, rolf, token=token) == plan(bergen, rolf, token=token)

    found = Gathering.objects.get()
    assert (found.title, found.state, found.version) == ("Kafé for nye", "planned", 1)
    assert events_of(found) == ["gathering.plan"]
    assert Event.objects.get(subject=found.ref).actor == rolf.ref


def test_the_same_form_with_other_words_changes_what_was_planned(plan, bergen, rolf):
    token = uuid.uuid4()
    plan(bergen, rolf, token=token)

    again = plan(bergen, rolf, token=token, title="Noe annet", starts_at=moment("2026-06-18 18:00"))

    found = Gathering.objects.get()
    assert (found, found.title, found.starts_at) == (again, "Noe annet", moment("2026-06-18 18:00"))
    assert again.title == "Noe annet"
    assert events_of(found) == ["gathering.plan", "gathering.change"]


def test_what_is_no_longer_planned_is_not_planned_once_more(plan, bergen, oslo, rolf, turid):
    off, begun, theirs = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    gathering_services.cancel_gathering(plan(bergen, rolf, token=off), version=1, because="", by=rolf)
    plan(bergen, rolf, token=begun)
    plan(oslo, turid, token=theirs)

    assert plan(bergen, rolf, token=off).state == State.CANCELLED
    for at, token in [("2026-06-10 12:00", off), ("2026-06-17 18:00", begun), ("2026-06-10 12:00", theirs)]:
        with clock.at(moment(at)), pytest.raises(moves.IllegalMove):
            plan(bergen, rolf, token=token, title="Noe annet", starts_at=moment("2026-06-20 18:00"))
    assert set(Gathering.objects.values_list("title", flat=True)) == {"Kafé for nye"}


def test_a_gathering_stays_public_while_visitors_are_on_its_list(plan, sign_up, bergen, rolf):
    token = uuid.uuid4()
    cafe = plan(bergen, rolf, token=token, takes_sign_ups=True)
    line = sign_up(cafe)

    with pytest.raises(gathering_services.VisitorsOnList):
        gathering_services.change_gathering(cafe, version=1, by=rolf, audience="supporters")
    with pytest.raises(gathering_services.VisitorsOnList):
        plan(bergen, rolf, token=token, takes_sign_ups=True, audience="supporters")
    gathering_services.withdraw_sign_up(line)
    gathering_services.change_gathering(cafe, version=1, by=rolf, audience="supporters")

    assert Gathering.objects.get().audience == "supporters"
    assert events_of(cafe) == ["gathering.plan", "gathering.change"]


@pytest.mark.parametrize(
    ("changes", "must_hear"),
    [
        ({"title": "Ny tittel"}, False),
        ({"place": "Kafeen"}, True),
        ({"ends_at": moment("2026-06-17 21:00")}, True),
        ({"places": 2}, False),
        ({"places": 1}, True),
        ({"places": None}, False),
    ],
)
def test_when_visitors_must_hear(plan, sign_up, bergen, rolf, changes, must_hear):
    cafe = plan(bergen, rolf, takes_sign_ups=True, places=3)
    now = {"starts_at": cafe.starts_at, "ends_at": cafe.ends_at, "place": cafe.place, "places": 3}
    empty = gathering_queries.visitors_need_notice(cafe, now | changes)
    for name in ("Mette", "Arne"):
        sign_up(cafe, name)

    assert (empty, gathering_queries.visitors_need_notice(cafe, now | changes)) == (False, must_hear)
    cafe.places = None
    assert gathering_queries.visitors_need_notice(cafe, now | {"places": 1}) is True
    cafe.places = 1
    assert gathering_queries.visitors_need_notice(cafe, now | {"places": 1}) is False


def test_nothing_is_planned_in_the_past(plan, bergen, rolf):
    with pytest.raises(activities.TooLate):
        plan(bergen, rolf, starts_at=clock.now())

    assert Gathering.objects.count() == 0


def test_the_database_refuses_an_end_before_the_start(plan, bergen, rolf):
    with pytest.raises(IntegrityError), transaction.atomic():
        plan(bergen, rolf, ends_at=moment("2026-06-17 17:00"))


def test_who_reads_an_old_version_changes_nothing(plan, bergen, rolf):
    cafe = plan(bergen, rolf)
    gathering_services.change_gathering(cafe, version=1, by=rolf, title="Ny tittel")

    with pytest.raises(moves.Stale):
        gathering_services.change_gathering(cafe, version=1, by=rolf, title="Tredje tittel")
    with pytest.raises(moves.Stale):
        gathering_services.cancel_gathering(cafe, version=1, because="", by=rolf)

    stored = Gathering.objects.get()
    assert (stored.title, stored.version, stored.state) == ("Ny tittel", 2, "planned")
    assert events_of(cafe) == ["gathering.plan", "gathering.change"]


def test_what_is_called_off_or_has_begun_is_not_changed(plan, bergen, rolf):
    off = gathering_services.cancel_gathering(plan(bergen, rolf), version=1, because="Lokalet er stengt", by=rolf)
    begun = plan(bergen, rolf)

    with pytest.raises(moves.IllegalMove):
        gathering_services.change_gathering(off, version=2, by=rolf, title="Ny")
    with pytest.raises(moves.IllegalMove):
        gathering_services.cancel_gathering(off, version=2, because="", by=rolf)
    with clock.at(begun.starts_at), pytest.raises(activities.TooLate):
        gathering_services.change_gathering(begun, version=1, by=rolf, title="Ny")

    assert sorted(Gathering.objects.values_list("title", "state")) == [
        ("Kafé for nye", "cancelled"),
        ("Kafé for nye", "planned"),
    ]


# Logging


def held(plan, bergen, rolf):
    cafe = plan(bergen, rolf)
    return cafe, clock.at(moment("2026-06-17 21:00"))


def log_values(cafe):
    return {
        "kind": cafe.kind, "day": datetime.date(2026, 6, 17), "chapter": cafe.chapter, "participants": 5,
        "minutes": 120,
    }  # fmt: skip


def test_a_gathering_becomes_one_activity(plan, bergen, rolf):
    cafe, later = held(plan, bergen, rolf)
    token = uuid.uuid4()
    with later:
        first = gathering_services.log_gathering(cafe, token=token, by=rolf, **log_values(cafe))
        again = gathering_services.log_gathering(cafe, token=token, by=rolf, **log_values(cafe))
        with pytest.raises(moves.IllegalMove):
            gathering_services.log_gathering(Gathering.objects.get(), token=uuid.uuid4(), by=rolf, **log_values(cafe))

    assert first == again == Activity.objects.get()
    assert Gathering.objects.get().activity == first
    assert events_of(cafe) == ["gathering.plan", "gathering.log"]


def test_two_at_once_log_it_once(plan, bergen, rolf):
    cafe, later = held(plan, bergen, rolf)
    mine, yours = Gathering.objects.get(), Gathering.objects.get()
    with later:
        gathering_services.log_gathering(mine, token=uuid.uuid4(), by=rolf, **log_values(cafe))
        with pytest.raises(moves.IllegalMove):
            gathering_services.log_gathering(yours, token=uuid.uuid4(), by=rolf, **log_values(cafe))

    assert Activity.objects.count() == 1


def test_it_is_not_logged_before_it_has_begun(plan, bergen, rolf):
    cafe = plan(bergen, rolf)

    with pytest.raises(activities.InTheFuture):
        gathering_services.log_gathering(cafe, token=uuid.uuid4(), by=rolf, **log_values(cafe))

    assert Activity.objects.count() == 0


def test_undoing_the_activity_lets_it_be_logged_again(plan, bergen, rolf):
    cafe, later = held(plan, bergen, rolf)
    with later:
        activities.undo(
            gathering_services.log_gathering(cafe, token=uuid.uuid4(), by=rolf, **log_values(cafe)), by=rolf
        )
        assert list(gathering_queries.waiting_to_be_logged(bergen)) == [cafe]
        gathering_services.log_gathering(Gathering.objects.get(), token=uuid.uuid4(), by=rolf, **log_values(cafe))

    assert Gathering.objects.get().state == State.LOGGED
    assert events_of(cafe) == ["gathering.plan", "gathering.log", "gathering.reopen", "gathering.log"]


def test_the_form_sent_again_after_undo_logs_it_again(plan, bergen, rolf):
    cafe, later = held(plan, bergen, rolf)
    token = uuid.uuid4()
    with later:
        activities.undo(gathering_services.log_gathering(cafe, token=token, by=rolf, **log_values(cafe)), by=rolf)
        again = gathering_services.log_gathering(Gathering.objects.get(), token=token, by=rolf, **log_values(cafe))

    assert Gathering.objects.get().activity == again
    assert list(activity_queries.of_chapter(bergen, 2026)) == [again]


def test_two_gatherings_do_not_become_the_same_activity(plan, bergen, rolf):
    cafe, later = held(plan, bergen, rolf)
    other = plan(bergen, rolf)
    token = uuid.uuid4()
    with later:
        gathering_services.log_gathering(cafe, token=token, by=rolf, **log_values(cafe))
        with pytest.raises(moves.IllegalMove):
            gathering_services.log_gathering(other, token=token, by=rolf, **log_values(cafe))

    assert Gathering.objects.get(pk=other.pk).state == State.PLANNED


# The list


def test_the_first_have_the_places_and_the_rest_wait(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True, places=2)
    lines = [sign_up(cafe, name) for name in ("Mette", "Arne", "Tor")]

    assert who_has_a_place(cafe) == {"Mette": True, "Arne": True, "Tor": False}
    counted = gathering_queries.gatherings().get()
    assert (counted.taken, counted.waiting, counted.is_full) == (2, 1, True)

    gathering_services.withdraw_sign_up(lines[0])

    assert who_has_a_place(cafe) == {"Arne": True, "Tor": True}
    assert events_of(lines[0]) == ["sign_up.make", "sign_up.withdraw"]
    assert events_of(lines[2]) == ["sign_up.make", "sign_up.move_up"]


def who_has_a_place(gathering):
    return {line.shown_name: line.has_place for line in gathering_queries.sign_up_list(gathering)}


def test_a_supporter_who_moves_up_gets_a_mail(plan, supporter_in, oslo, bergen, rolf, liv):
    inner = plan(bergen, rolf, audience="supporters", takes_sign_ups=True, places=1)
    odd = supporter_in(oslo, "Odd", "Osloer")
    first, _second = (gathering_services.join(inner, by=one.person) for one in (liv, odd))

    gathering_services.withdraw_sign_up(first, by=liv.person)

    [mail] = OutboxMail.objects.filter(subject="Det er plass til deg")
    assert (mail.to, f"/treff/{inner.ref}/" in mail.text) == ("odd@example.org", True)
    assert not SignUp.objects.get().is_to_be_told


def test_of_a_visitor_who_moves_up_the_leader_is_told_and_says_so(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True, places=1)
    first, second = (sign_up(cafe, name) for name in ("Mette", "Arne"))

    gathering_services.withdraw_sign_up(first)

    [mail] = OutboxMail.objects.filter(subject="En på ventelisten har fått plass")
    assert (mail.to, f"/treff/{cafe.ref}/" in mail.text, "Arne" in mail.text) == ("rolf@example.org", True, False)
    for _time in range(2):
        assert SignUp.objects.get().is_to_be_told is (not _time)
        gathering_services.note_told(second, by=rolf)
    assert events_of(second) == ["sign_up.make", "sign_up.move_up", "sign_up.tell"]


def test_more_places_go_to_those_who_wait_and_fewer_take_none_away(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True, places=1)
    for name in ("Mette", "Arne", "Tor"):
        sign_up(cafe, name)

    gathering_services.change_gathering(cafe, version=1, by=rolf, places=2)
    assert who_has_a_place(cafe) == {"Mette": True, "Arne": True, "Tor": False}
    gathering_services.change_gathering(cafe, version=2, by=rolf, places=1)
    assert who_has_a_place(cafe) == {"Mette": True, "Arne": True, "Tor": False}
    gathering_services.change_gathering(cafe, version=3, by=rolf, places=None)
    assert who_has_a_place(cafe) == {"Mette": True, "Arne": True, "Tor": True}


def test_nobody_moves_up_once_it_has_begun_or_is_called_off(plan, sign_up, bergen, rolf):
    for is_off in (False, True):
        cafe = plan(bergen, rolf, takes_sign_ups=True, places=1)
        lines = [sign_up(cafe, name) for name in ("Mette", "Arne")]
        if is_off:
            gathering_services.cancel_gathering(cafe, version=1, because="", by=rolf)
        with clock.at(moment("2026-06-10 13:00" if is_off else "2026-06-17 18:00")):
            gathering_services.withdraw_sign_up(lines[0])

        assert who_has_a_place(cafe) == {"Arne": False}


def test_the_board_adds_somebody_who_has_called_until_it_begins(plan, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True, places=1, sign_up_by=datetime.date(2026, 6, 12))
    token = uuid.uuid4()

    with clock.at(moment("2026-06-16 12:00")):  # after the last day to sign up
        for _time in range(2):
            line = gathering_services.add_sign_up(cafe, token=token, name="Mette", phone="+4722000001", by=rolf)
        gathering_services.add_sign_up(cafe, token=uuid.uuid4(), name="Arne", phone="+4722000001", by=rolf)
    with clock.at(moment("2026-06-17 18:00")), pytest.raises(gathering_services.SignUpClosed):
        gathering_services.add_sign_up(cafe, token=uuid.uuid4(), name="Tor", phone="+4722000003", by=rolf)

    assert who_has_a_place(cafe) == {"Mette": True, "Arne": False}
    assert Event.objects.get(subject=line.ref).actor == rolf.ref


def test_the_same_form_twice_is_one_line(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    token = uuid.uuid4()

    assert sign_up(cafe, token=token) == sign_up(cafe, token=token)
    assert SignUp.objects.get().name == "Mette"
    assert events_of(SignUp.objects.get()) == ["sign_up.make"]


def test_the_same_form_with_another_number_corrects_the_line(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    sign_up(cafe, "Arne", email="", phone="+4722000001")
    line = sign_up(cafe, token=(token := uuid.uuid4()))

    again = sign_up(cafe, "Mette M", token=token, email="", phone="+4722000002")
    sign_up(cafe, "Mette M", token=token, email="", phone="+4722000001")  # a correction answers nobody who guesses

    assert again == line
    values = SignUp.objects.values_list("name", "email", "phone").order_by("pk")
    assert list(values) == [("Arne", "", "+4722000001"), ("Mette M", "", "+4722000001")]
    assert events_of(line) == ["sign_up.make", "sign_up.change", "sign_up.change"]
    texts = EventDetails.objects.filter(event__subject=line.ref).values_list("text", flat=True)
    assert [text for text in texts if "ette" in text or "2200" in text] == []


@pytest.mark.parametrize(
    ("name", "contact", "is_there"),
    [
        ("Arne", {"email": "", "phone": "+4722000001"}, True),
        ("arne ", {"email": "ARNE@example.org"}, True),
        ("Arne", {"email": "tor@example.org", "phone": "+4722000001"}, True),
        ("Tor", {"email": "", "phone": "+4722000001"}, False),  # two can share a phone
        ("Tor", {"email": "arne@example.org"}, False),
        ("Arne", {"email": "tor@example.org", "phone": ""}, False),
        ("Arne", {"email": "", "phone": "+4722000002"}, False),
    ],
)
def test_who_is_on_the_list_gets_no_second_place(plan, sign_up, bergen, rolf, name, contact, is_there):
    cafe, other = (plan(bergen, rolf, takes_sign_ups=True) for _one in range(2))
    sign_up(cafe, "Arne", phone="+4722000001")
    sign_up(cafe, "Liv", email="", phone="+4722000009")

    if is_there:
        with pytest.raises(gathering_services.AlreadySignedUp):
            sign_up(cafe, name, **contact)
    else:
        sign_up(cafe, name, **contact)
    sign_up(other, name, **contact)

    assert (cafe.sign_ups.count(), other.sign_ups.count()) == (2 if is_there else 3, 1)


def test_no_name_stands_in_the_log_of_events(plan, sign_up, bergen, rolf):
    sign_up(plan(bergen, rolf, takes_sign_ups=True))

    assert "ette" not in EventDetails.objects.get(event__verb="sign_up.make").text
    assert Event.objects.get(verb="sign_up.make").actor is None


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({}, "2026-06-10 12:00"),
        ({"takes_sign_ups": True}, "2026-06-17 18:00"),
        ({"takes_sign_ups": True, "sign_up_by": datetime.date(2026, 6, 15)}, "2026-06-16 00:00"),
        ({"takes_sign_ups": True, "audience": "supporters"}, "2026-06-10 12:00"),
    ],
    ids=["takes none", "it has begun", "the last day is over", "for supporters"],
)
def test_sign_up_is_closed(plan, sign_up, bergen, rolf, values, at):
    cafe = plan(bergen, rolf, **values)

    with clock.at(moment(at)), pytest.raises(gathering_services.SignUpClosed):
        sign_up(cafe)

    assert SignUp.objects.count() == 0


def test_the_last_day_to_sign_up_lasts_until_midnight(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True, sign_up_by=datetime.date(2026, 6, 15))

    with clock.at(moment("2026-06-15 23:59")):
        sign_up(cafe)

    assert SignUp.objects.count() == 1


def test_nobody_signs_up_to_what_is_called_off(plan, sign_up, bergen, rolf):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    gathering_services.cancel_gathering(cafe, version=1, because="", by=rolf)

    with pytest.raises(gathering_services.SignUpClosed):
        sign_up(cafe)


def test_a_list_that_is_flooded_comes_to_an_end(plan, sign_up, bergen, rolf, monkeypatch):
    monkeypatch.setattr(gathering_services, "MAX_SIGN_UPS", 2)
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    for name in ("Mette", "Arne"):
        sign_up(cafe, name)

    with pytest.raises(gathering_services.SignUpClosed):
        sign_up(cafe, "Tor")


def test_a_supporter_joins_once(plan, bergen, rolf, liv):
    cafe = plan(bergen, rolf, audience="supporters", takes_sign_ups=True)

    assert gathering_services.join(cafe, by=liv.person) == gathering_services.join(cafe, by=liv.person)
    assert SignUp.objects.get().shown_name == "Liv Likeperson"


def test_supporters_hear_of_another_place_and_visitors_get_no_mail(plan, sign_up, bergen, rolf, liv):
    inner = plan(bergen, rolf, audience="supporters", takes_sign_ups=True)
    gathering_services.join(inner, by=liv.person)
    gathering_services.change_gathering(inner, version=1, by=rolf, about="Ta med kopp")
    assert OutboxMail.objects.filter(text__contains="/treff/").count() == 0

    gathering_services.change_gathering(inner, version=2, by=rolf, place="Kafeen")
    gathering_services.cancel_gathering(inner, version=3, because="Sykdom", by=rolf)
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    sign_up(cafe)
    gathering_services.cancel_gathering(cafe, version=1, because="Sykdom", by=rolf)

    mails = OutboxMail.objects.filter(text__contains="/treff/")
    assert [mail.to for mail in mails] == ["liv@example.org", "liv@example.org"]
    assert all(f"/treff/{inner.ref}/" in mail.text for mail in mails)
    assert [word for mail in mails for word in ("Kafé", "Bibliotek", "Sykdom") if word in mail.text] == []


@pytest.mark.slow
@pytest.mark.parametrize("is_off", [False, True], ids=["held", "called off"])
@pytest.mark.parametrize("delete", [lambda: call_command("forget", verbosity=0), gathering_services.forget_sign_ups])
def test_the_list_is_kept_for_14_days_after_the_gathering(plan, sign_up, bergen, rolf, is_off, delete):
    cafe = plan(bergen, rolf, takes_sign_ups=True)
    sign_up(cafe)
    if is_off:
        gathering_services.cancel_gathering(cafe, version=1, because="", by=rolf)

    left = []
    for at in ("2026-07-01 20:00", "2026-07-01 20:01"):
        with clock.at(moment(at)):
            delete()
        left.append(SignUp.objects.count())

    assert left == [1, 0]
    assert Gathering.objects.count() == 1


def test_the_worker_deletes_the_lists():
    assert (gathering_services.forget_sign_ups, 3600) in PERIODIC_TASKS


def test_the_same_weeks_later_is_at_the_same_hour(plan, bergen, rolf):
    cafe = plan(bergen, rolf, starts_at=moment("2026-10-21 18:00"))

    starts, ends = gathering_queries.weeks_later(cafe, 1)

    assert (starts.isoformat(), ends.isoformat()) == ("2026-10-28T18:00:00+01:00", "2026-10-28T20:00:00+01:00")


IN_NORWEGIAN = [
    "onsdag 17. juni klokka 18 til 20",
    "fredag 1. januar 2027 klokka 17.30 til søndag 3. januar 2027 klokka 12",
]
IN_ENGLISH = [
    "Wednesday 17 June from 18:00 to 20:00",
    "Friday 1 January 2027 at 17:30 until Sunday 3 January 2027 at 12:00",
]


@pytest.mark.parametrize(("language", "said"), [("nb", IN_NORWEGIAN), ("nn", IN_NORWEGIAN), ("en", IN_ENGLISH)])
def test_when_it_is_can_be_read_out(plan, bergen, rolf, language, said):
    one = plan(bergen, rolf)
    other = plan(bergen, rolf, starts_at=moment("2027-01-01 17:30"), ends_at=moment("2027-01-03 12:00"))

    with translation.override(language):
        assert [one.when, other.when] == said
