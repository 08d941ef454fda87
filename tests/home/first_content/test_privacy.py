"""What the privacy page says of the register, of reminders to sign, and of how long drafts are kept."""

import tomllib
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[3] / "home/content"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ("hente listen som regneark", "når du fikk en påminnelse", "når vi minnet deg på den")),
        ("nn", ("hente lista som rekneark", "når du fekk ei påminning", "når vi minte deg på ho")),
        ("en", ("download the list as a spreadsheet", "when you got a reminder", "when we reminded you of it")),
        ("nb", ("lest fra den, sletter vi etter én dag", "slå sammen to kontoer")),
        ("nn", ("lese frå ho, slettar vi etter éin dag", "slå saman to kontoar")),
        ("en", ("What was read from the file is deleted after one day", "merge two of your accounts")),
    ],
)
def test_it_tells_of_the_register_reminders_and_drafts(language, said):
    page = (PAGES / language / "pages/privacy.toml").read_text(encoding="utf-8")
    tomllib.loads(page)
    assert [words for words in said if words not in page] == []
