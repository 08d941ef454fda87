"""A line as it will be seen, before it is saved."""

import datetime

import pytest

from home.models import OpeningSlot
from tests.home.helplines.editing import NEW
from tests.reading import as_shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday_afternoon")]


def test_a_line_that_is_not_saved_can_be_previewed(editor):
    address = "/cms/snippets/home/helpline/preview/"

    assert editor.post(address, NEW).json()["is_valid"] is True
    text = editor.get(address, {"mode": "monday"}).content.decode()

    assert "Nylinja" in text
    assert "Åpen nå" in text


@pytest.mark.parametrize(
    ("mode", "heading", "state"),
    [
        ("", "Slik siden vises nå", "Stengt nå"),
        ("monday", "Slik siden vises mandag 14. desember 2026 klokka 12", "Åpen nå"),
        ("easter_monday", "Slik siden vises mandag 29. mars 2027 klokka 12", "Stengt på grunn av helligdag"),
        ("constitution_day", "Slik siden vises mandag 17. mai 2027 klokka 12", "Stengt på grunn av helligdag"),
    ],
)
def test_a_preview_shows_the_line_as_seen_on_another_day(line, mode, heading, state):
    text = as_shown(line.make_preview_request(preview_mode=mode).content.decode())

    assert f"<h1>{heading}</h1>" in text
    main = text[text.index("<main") : text.index("</main>")]
    assert state in main
    assert "Pårørendetelefonen" in main


def test_a_preview_shows_what_is_not_saved(line):
    line.hours = [OpeningSlot(weekday=0, opens=datetime.time(12), closes=datetime.time(12, 10))]

    text = line.make_preview_request(preview_mode="monday").content.decode()

    assert "Stenger om 10 minutter" in text
