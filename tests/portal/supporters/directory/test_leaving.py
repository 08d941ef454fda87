"""Whoever leaves the public list for want of a new signature is told on that day, once, and how to come back."""

import pytest

from portal import clock
from portal.accounts import services as accounts
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Reminder, Signature
from portal.declarations.validity import lapsing
from portal.models import Event, OutboxMail
from portal.operations.management.commands.remind import REMINDERS
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.directory import queries as directory_queries
from portal.supporters.directory import services as directory_services
from portal.supporters.models import Check
from tests.conftest import make_supporter, person, sign
from tests.portal.declarations.conftest import SIGNED, at_noon, days
from tests.situations import situation

pytestmark = pytest.mark.django_db
REPLACED = SIGNED.date() + days(100)
LEAVES = REPLACED + lapsing.GRACE


def show(someone):
    supporter = supporter_queries.supporter_of(someone)
    directory_services.consent_to_listing(
        supporter, by=someone, text="Ja.", shown_name=someone.given_name, experience="own"
    )  # fmt: skip


def new_version(siri, number="2.0", **values):
    return declarations.publish(declaration_queries.text_in_force().content, number, by=siri, **values)


@situation
def shown(bergen, siri):
    """Guro, in the public list, who has signed for good."""
    with clock.at(SIGNED):
        guro = person("guro@example.org", "Guro", "Gran")
        make_supporter(guro, bergen, by=siri)
        show(guro)
    return guro


@situation
def left(shown, siri):
    """The same, and a version that must be signed again has come."""
    with at_noon(REPLACED):
        new_version(siri)
    return shown


def mails_to(someone):
    return OutboxMail.objects.filter(to=someone.email, subject="Du vises ikke på nettsiden vår nå")


def told(day):
    with at_noon(day):
        return [directory_services.remind_those_who_left() for _time in range(2)]


@pytest.mark.slow
def test_whoever_did_not_sign_the_new_version_is_told_on_the_day_they_leave(left):
    assert [told(day) for day in (REPLACED, LEAVES - days(1))] == [[0, 0], [0, 0]]
    with at_noon(LEAVES):
        assert not directory_queries.is_listed(left)
    assert told(LEAVES) == [1, 0]
    mail = mails_to(left).get()
    assert "Fristen for å signere taushetserklæringen på nytt er ute" in mail.text
    assert "vises du igjen med en gang" in mail.text
    assert "/taushetserklaering/" in mail.text
    reminder = Reminder.objects.get(reason="left_list")
    assert (reminder.person, reminder.about) == (left, Signature.objects.get().ref)
    assert Event.objects.filter(verb="declaration.remind", subject=reminder.ref, actor=None).count() == 1
    assert [told(LEAVES + days(number)) for number in range(1, 20)] == [[0, 0]] * 19


@pytest.mark.slow
def test_so_is_whoever_did_not_renew_in_time(shown, siri):
    lapses_on = SIGNED.date() + days(300)
    Signature.objects.filter(person=shown).update(lapses_on=lapses_on)
    assert told(lapses_on) == [0, 0]
    assert told(lapses_on + lapsing.GRACE) == [1, 0]
    with at_noon(lapses_on + lapsing.GRACE):
        sign(shown)
        assert directory_queries.is_listed(shown)


@pytest.mark.slow
def test_a_worker_that_stood_still_tells_it_some_days_later_and_then_no_more(left):
    with at_noon(LEAVES + lapsing.TELL_WITHIN):
        assert directory_services.remind_those_who_left() == 0
    assert told(LEAVES + lapsing.TELL_WITHIN - days(1)) == [1, 0]


@pytest.mark.slow
def test_only_those_are_told_who_were_in_the_list_and_lack_nothing_else(shown, siri, bergen):
    people = {}
    with clock.at(SIGNED):
        for name in ("hidden", "ended", "unchecked", "signed"):
            people[name] = person(f"{name}@example.org", "Nils", "Nes")
            make_supporter(people[name], bergen, by=siri)
            if name != "hidden":
                show(people[name])
    with at_noon(REPLACED):
        new_version(siri)
    with at_noon(LEAVES - days(1)):
        supporters.end(supporter_queries.supporter_of(people["ended"]), by=siri)
        Check.objects.filter(person=people["unchecked"]).delete()
        sign(people["signed"])
    assert told(LEAVES) == [1, 0]
    assert mails_to(shown).count() == 1


def test_whoever_signs_at_the_same_time_is_not_told(left, monkeypatch):
    lock = accounts.lock_people

    def lock_after_signing(*people):
        monkeypatch.setattr(accounts, "lock_people", lock)
        sign(left)
        lock(*people)

    with at_noon(LEAVES):
        monkeypatch.setattr(accounts, "lock_people", lock_after_signing)
        assert directory_services.remind_those_who_left() == 0
    assert mails_to(left).count() == 0


@pytest.mark.slow
def test_whoever_is_shown_by_another_role_is_told_when_that_ends_too(shown, bergen, siri):
    with clock.at(SIGNED):
        make_supporter(shown, bergen, by=siri, category="conversation_supporter")
    with at_noon(REPLACED):
        new_version(siri, categories=["conversation_supporter"])
    with at_noon(LEAVES):
        assert directory_queries.is_listed(shown)
    assert told(LEAVES) == [0, 0]
    with at_noon(LEAVES):
        new_version(siri, "3.0")
    assert told(LEAVES + lapsing.GRACE) == [1, 0]


def test_it_costs_two_queries_when_nobody_leaves_and_few_when_somebody_does(left, django_assert_num_queries):
    with at_noon(REPLACED), django_assert_num_queries(2):
        directory_services.remind_those_who_left()
    told(LEAVES)
    with at_noon(LEAVES), django_assert_num_queries(2):
        directory_services.remind_those_who_left()


def test_the_worker_and_the_command_do_it():
    assert directory_services.remind_those_who_left in [remind for _what, remind in REMINDERS]


def test_whoever_loses_the_signature_is_told_that_they_are_not_shown(shown, siri):
    with at_noon(REPLACED):
        declarations.withdraw(declaration_queries.signature_of(shown), by=siri)
    mail = OutboxMail.objects.get(to=shown.email, subject="Signaturen din på erklæringen er trukket tilbake")
    assert "forsvinner du derfra nå" in " ".join(mail.text.split())
