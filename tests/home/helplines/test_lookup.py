"""The lines in the reader's language, and those that editors ought to look at."""

import datetime

import pytest
from django.test import Client
from django.utils import translation
from wagtail_localize.models import TranslationSource

from home.helplines import lookup as helplines
from home.helplines.cards import cards
from home.helplines.hours import State
from home.models import Helpline, HourException, OpeningSlot, SeasonRow
from portal import clock, fragments
from tests.home.helplines.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_afternoon")]


TODAY = NOW.date()


@pytest.fixture
def new_line(db):
    """A line that nobody has translated yet."""
    return Helpline.objects.create(
        code="ny", name="Nylinja", who="en ny", phone="+4722000000", kind="peer", description="Helt ny.", checked=TODAY
    )


def test_a_half_day_is_undecided_until_a_rule_or_a_special_day_decides_it(line):
    in_march = datetime.date(2027, 3, 1)

    def open_questions():
        return [(found.code, day.date) for found, day in helplines.undecided_holidays(helplines.read_lines(), in_march)]

    wednesday = datetime.date(2027, 3, 24)
    assert open_questions() == [("ms-telefonen", wednesday), ("ffo-rettighetssenter", wednesday)]
    Helpline.objects.filter(code="ffo-rettighetssenter").update(easter_wednesday="open")
    HourException.objects.create(helpline=line, date=wednesday, closed=True)
    assert open_questions() == []


@pytest.mark.parametrize(("days", "expected"), [(150, []), (151, ["ms-telefonen"])])
def test_editors_hear_a_month_before_the_page_falls_silent(line, days, expected):
    Helpline.objects.filter(pk=line.pk).update(checked=TODAY - datetime.timedelta(days))

    assert [found.code for found in helplines.unchecked_lines(helplines.read_lines(), TODAY)] == expected
    (card,) = helplines.by_kind()["ours"]
    assert card.status.state != State.UNKNOWN


def test_lines_that_were_never_checked_are_among_the_unchecked(line):
    Helpline.objects.filter(pk=line.pk).update(checked=None)

    assert [found.pk for found in helplines.unchecked_lines(helplines.read_lines(), TODAY)] == [line.pk]


def test_a_translation_has_its_own_texts_and_the_facts_of_the_source(translated):
    translated("nn", who="ein heilt annan")
    Helpline.objects.filter(locale__language_code="nn").update(phone="+4799999999", checked=None, order=999)
    OpeningSlot.objects.filter(helpline__locale__language_code="nn").delete()

    with translation.override("nn"), clock.at(datetime.datetime(2026, 12, 7, 12, tzinfo=clock.OSLO)):
        (card,) = helplines.by_kind()["ours"]
        text = Client().get("/nn/hjelpetelefoner/").content.decode()

    assert (card.who, card.phone, card.is_open) == ("ein heilt annan", "+4722424545", True)
    assert "<strong>ein heilt annan</strong>" in text
    assert "99\u00a099\u00a099" not in text


def test_only_texts_are_asked_of_translators(line):
    source, _is_new = TranslationSource.update_or_create_from_instance(line)

    assert {segment.context.path for segment in source.stringsegment_set.select_related("context")} == {
        "name", "who", "description",
    }  # fmt: skip
    assert source.overridablesegment_set.count() == 0


@pytest.mark.parametrize("code", ["nn", "en"])
def test_a_line_without_translation_is_marked_as_bokmal(new_line, code):
    text = Client().get(f"/{code}/hjelpetelefoner/").content.decode()

    assert '<p itemprop="description" lang="nb">Helt ny.</p>' in text
    assert 'lang="nb"' not in Client().get("/hjelpetelefoner/").content.decode().split("<main")[1].split("</main>")[0]


def test_the_first_lines_speak_the_language_of_the_reader():
    text = Client().get("/en/hjelpetelefoner/").content.decode()

    assert "someone who listens" not in text  # who answers is told of lines with hours
    assert "For anyone who needs someone to talk to, whatever it is about." in text
    assert '<p itemprop="description">' in text
    assert "Snakk med en som vet" not in text


def test_a_pause_is_the_source_s_alone(line, translated):
    line.paused_note = "Vi har ferie."
    line.save()
    translated("nn", paused_note="Me har ferie.")
    with translation.override("nn"):
        fragments.forget_cached()
        assert helplines.lines_sharing_number("ms-telefonen")[0].paused_note == "Me har ferie."

    Helpline.objects.filter(pk=line.pk).update(paused_note="")

    with translation.override("nn"):
        fragments.forget_cached()
        assert helplines.lines_sharing_number("ms-telefonen")[0].hours.paused_note == ""


@pytest.mark.slow
def test_words_that_an_editor_changes_are_not_kept_as_they_were_in_a_translation(edit, line, translated):
    line.paused_note = "Stengt til 1. februar."
    line.save()
    translated("nn", paused_note="Stengd til 1. februar.", who="ein med MS")

    assert edit(paused_note="Stengt til 1. mars.").status_code == 302

    fragments.forget_cached()
    with translation.override("nn"):
        found = helplines.lines_sharing_number("ms-telefonen")[0]
        assert (found.paused_note, found.lang["paused_note"]) == ("Stengt til 1. mars.", ' lang="nb"')
        assert (found.who, found.lang["who"]) == ("ein med MS", "")


def test_a_change_is_seen_within_a_minute(line):
    assert helplines.all_lines() == helplines.read_lines()
    Helpline.objects.filter(pk=line.pk).update(name="Nytt navn")

    assert "Nytt navn" not in [found.name for found in helplines.all_lines()]
    fragments.forget_cached()
    assert "Nytt navn" in [found.name for found in helplines.all_lines()]


def test_lines_cost_four_queries_however_many_there_are(line, django_assert_num_queries):
    SeasonRow.objects.create(helpline=line, first="2027-07-01", last="2027-07-31")
    with translation.override("nn"):
        for code in ("ny", "nyest"):
            with django_assert_num_queries(4):
                lines = helplines.read_lines()
                cards(lines, NOW)
            Helpline(code=code, name="Ny", who="en", phone="+4722000000", kind="peer", description="Ny.").save()
