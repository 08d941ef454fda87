"""What the privacy page says of the register of declarations, and of reminders to sign."""

import tomllib
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[3] / "home/content"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ("hente listen som regneark", "når du fikk en påminnelse", "når vi minnet deg på den")),
        ("nn", ("hente lista som rekneark", "når du fekk ei påminning", "når vi minte deg på ho")),
        ("en", ("get the list as a spreadsheet", "when you got a reminder", "when we reminded you of it")),
    ],
)
def test_it_tells_of_the_register_and_of_reminders(language, said):
    page = (PAGES / language / "pages/privacy.toml").read_text(encoding="utf-8")
    tomllib.loads(page)
    assert [words for words in said if words not in page] == []
