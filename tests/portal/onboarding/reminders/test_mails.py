"""How long somebody has waited: reminders say it as it is set in ``intervals``, in the reader's language."""

from datetime import timedelta

import pytest
from django.utils import translation

from portal import clock
from portal.accounts import services as accounts
from portal.date_formats import duration_in_words
from portal.models import OutboxMail
from portal.onboarding import mails as onboarding_mails
from portal.onboarding.reminders import intervals
from portal.onboarding.reminders import services as reminder_services
from portal.supporters.pathway import checklist

DURATIONS = [
    ("nb", 1, "en dag"), ("nb", 7, "en uke"), ("nb", 10, "10 dager"), ("nb", 14, "2 uker"),
    ("nn", 1, "ein dag"), ("nn", 7, "ei veke"), ("nn", 10, "10 dagar"), ("nn", 14, "2 veker"),
    ("en", 1, "a day"), ("en", 7, "a week"), ("en", 10, "10 days"), ("en", 14, "2 weeks"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "days", "words"), DURATIONS)
def test_days_and_whole_weeks_in_words(language, days, words):
    with translation.override(language):
        assert duration_in_words(timedelta(days=days)) == words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "En søknad har ventet på deg i 10 dager."),
        ("nn", "Ein søknad har venta på deg i 10 dagar."),
        ("en", "An application has been waiting for you for 10 days."),
    ],
)
def test_another_interval_is_when_the_mail_comes_and_what_it_says(submitted, rolf, monkeypatch, language, sentence):
    accounts.change_details(rolf, by=rolf, language=language)
    monkeypatch.setattr(intervals, "ASSESSORS_AFTER", timedelta(days=10))
    OutboxMail.objects.all().delete()
    for days in (9, 11):
        with clock.at(submitted.waiting_since + timedelta(days=days)):
            assert reminder_services.remind() == (days == 11)

    assert sentence in OutboxMail.objects.get().text


def of_applications(mail):
    return lambda reader, application: mail(reader, [application])


def of_steps(mail):
    def send(reader, application):
        [pathway] = checklist.pathways(list(application.person.candidacies.all()))
        mail(reader, [(pathway, pathway.checklist[0])])

    return send


MAILS = [
    ("ASSESSORS_AFTER", of_applications(onboarding_mails.slow), "har ventet på deg i 5 dager"),
    ("ASSESSORS_DEPUTIES_AFTER", of_applications(onboarding_mails.late), "har ventet i 5 dager"),
    ("APPLICANT_AFTER", of_applications(onboarding_mails.still_waiting), "For 5 dager siden ba vi deg"),
    ("OFFICE_AFTER", of_steps(onboarding_mails.turn_waits), "Dette har ventet på deg i 5 dager"),
    ("DEPUTIES_AFTER", of_steps(onboarding_mails.turn_late), "har ventet i 5 dager på dette"),
    ("PERSON_AFTER", of_steps(onboarding_mails.still_to_do), "har ventet på deg i 5 dager"),
]


@pytest.mark.parametrize(("interval", "send", "words"), MAILS, ids=[name for name, _send, _words in MAILS])
def test_each_reminder_says_its_own_interval(submitted, rolf, monkeypatch, interval, send, words):
    monkeypatch.setattr(intervals, interval, timedelta(days=5))
    OutboxMail.objects.all().delete()

    send(rolf, submitted)

    assert words in OutboxMail.objects.get().text


@pytest.mark.parametrize("mail", [onboarding_mails.turn_waits, onboarding_mails.turn_late])
@pytest.mark.parametrize("times", [1, 2])
def test_a_reminder_names_what_waits_and_nobody(submitted, rolf, mail, times):
    [pathway] = checklist.pathways(list(submitted.person.candidacies.all()))
    step = pathway.checklist[0]
    OutboxMail.objects.all().delete()

    mail(rolf, [(pathway, step)] * times)

    sent = OutboxMail.objects.get()
    name = str(step.requirement.name)
    assert (f"- {name} (2)\n" if times == 2 else f"- {name}\n") in sent.text
    assert [part for part in ("Kari", "Krogh", " steg") if part in sent.subject + sent.text] == []
