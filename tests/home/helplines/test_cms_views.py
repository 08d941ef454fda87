"""Two editors at once, the list of lines and the holidays to decide about."""

import html
import re

import pytest

from home.models import Figure, Helpline
from tests.home.helplines.editing import complaints, day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_afternoon")]


BY_SOMEBODY_ELSE = "En annen har lagret mens du skrev, og endret: %s. Det du skrev, står her fortsatt"


@pytest.mark.slow
def test_the_first_to_save_is_not_undone_by_the_second(edit, line):
    assert edit(phone="22 00 00 00", exceptions=[day("2026-12-24")]).status_code == 302

    response = edit(who="en annen", loaded_revision_id="")

    line.refresh_from_db()
    text = html.unescape(response.content.decode())
    assert (line.phone, line.exceptions.count()) == ("+4722000000", 1)
    assert BY_SOMEBODY_ELSE % "Telefonnummer, Spesielle dager, Åpningstidene sist kontrollert" in text
    assert 'value="en annen"' in text
    assert f'name="loaded_revision_id" value="{line.latest_revision_id}"' in text
    assert edit(who="en annen").status_code == 302


@pytest.mark.slow
def test_what_changed_is_counted_from_when_the_form_was_opened(edit, line):
    edit(phone="22 00 00 00")
    line.refresh_from_db()
    opened = line.latest_revision_id
    edit(phone="22 00 00 00", paused_note="Vi har ferie.")

    response = edit(phone="22 00 00 00", loaded_revision_id=opened)

    assert BY_SOMEBODY_ELSE % "Midlertidig stengt, fordi" in html.unescape(response.content.decode())
    line.refresh_from_db()
    assert line.paused_note == "Vi har ferie."


@pytest.mark.slow
def test_nothing_is_saved_while_somebody_types(editor, line):
    figure = Figure.objects.get(code="antall-med-ms")
    for address in ("helpline/add/", f"helpline/edit/{line.pk}/", "figure/add/", f"figure/edit/{figure.pk}/"):
        response = editor.get(f"/cms/snippets/home/{address}")
        assert response.context["autosave_enabled"] is False
        assert "data-w-autosave-interval-value" not in response.content.decode()


@pytest.mark.slow
def test_a_fault_is_mended_before_anybody_hears_of_the_other_editor(edit):
    edit(phone="22 00 00 00")

    assert set(complaints(edit(phone="12", loaded_revision_id=""))) == {"phone"}


@pytest.mark.slow
def test_an_earlier_version_is_compared_and_taken_back(edit, editor, line):
    edit(hours=[(0, "11:00", "17:00"), (2, "17:00", "21:00")])
    line.refresh_from_db()
    first, second = line.revisions.order_by("pk")

    compared = editor.get(f"/cms/snippets/home/helpline/history/{line.pk}/revisions/compare/{first.pk}...{second.pk}/")
    old = editor.get(f"/cms/snippets/home/helpline/history/{line.pk}/revisions/{first.pk}/revert/").content.decode()

    assert compared.status_code == 200
    assert "17:00" in compared.content.decode()
    assert 'name="hours-0-closes" value="15:00"' in old
    assert f'name="loaded_revision_id" value="{second.pk}"' in old


@pytest.mark.slow
def test_changed_words_are_said_to_be_bokmal_elsewhere(edit, editor, line):
    sentence = "Sidene på nynorsk og engelsk viser den nye teksten på bokmål til den blir oversatt."

    edit(phone="22 00 00 00")
    assert sentence not in editor.get("/cms/snippets/home/helpline/").content.decode()
    line.refresh_from_db()
    edit(who="en annen")
    assert sentence in editor.get("/cms/snippets/home/helpline/").content.decode()


@pytest.mark.slow
def test_each_line_is_listed_once_and_ours_first(editor):
    Helpline.objects.filter(kind="peer").update(order=900)
    listed = editor.get("/cms/snippets/home/helpline/").context["object_list"]
    translated = editor.get("/cms/snippets/home/helpline/", {"locale": "nn"}).context["object_list"]

    assert [line.locale.language_code for line in listed] == ["nb"] * Helpline.objects.filter(
        locale__language_code="nb"
    ).count()
    assert [line.kind == "peer" for line in listed] == sorted((line.kind == "peer" for line in listed), reverse=True)
    assert listed[0].code in ("ms-telefonen", "parorendetelefonen")
    assert {line.locale.language_code for line in translated} == {"nn"}


@pytest.mark.slow
def test_what_is_added_is_written_with_a_small_letter(editor, line):
    text = editor.get(f"/cms/snippets/home/helpline/edit/{line.pk}/").content.decode()
    added = re.findall(r"Legg til (\w+ ?\w*)", text)

    assert {"åpningstid", "spesiell dag", "rad for"} <= set(added)
    assert [words for words in added if words[0].isupper()] == []


def test_the_coming_days_are_listed_with_what_happens_and_a_way_to_decide(editor, line):
    text = editor.get("/cms/snippets/home/helpline/coming-days/").content.decode()
    rows = [row.split("</tr>")[0] for row in text[text.index("<tbody") :].split("<tr ")[1:]]

    easter_monday = [row for row in rows if "2. påskedag" in row and "MS-telefonen" in row]
    wednesday = [row for row in rows if "Onsdag før skjærtorsdag" in row and "MS-telefonen" in row]
    assert len(easter_monday) == len(wednesday) == 1
    assert "Mandag 29. mars 2027" in easter_monday[0]
    assert "Stengt" in easter_monday[0]
    assert "Ikke ennå" not in easter_monday[0]
    assert "Klokka 17 til 21" in wednesday[0]
    assert f'href="/cms/snippets/home/helpline/edit/{line.pk}/">Ikke ennå' in wednesday[0]
