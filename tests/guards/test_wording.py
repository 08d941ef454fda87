"""Every message has wording in bokmål, nynorsk and English, and none of the words that scold."""

import re
import subprocess
import sys

import polib
import pytest
from django.conf import settings


def test_every_message_has_wording():
    command = [sys.executable, str(settings.BASE_DIR / "site" / "wording.py"), "check"]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.stdout == "Every message has wording in nb, nn and en.\n"


TIME = "day|week|month|minute|hour"
NUMBER_OF_TIME = re.compile(rf"%\(({TIME})s\)|%\(\w+\)[ds] ({TIME})s?\b")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_number_of_days_weeks_or_minutes_has_a_text_for_one_and_for_many(language):
    """The numbers are rules that can be changed."""
    book = polib.pofile(str(settings.BASE_DIR / "site" / "locale" / language / "LC_MESSAGES" / "django.po"))
    counting = [one for one in book if NUMBER_OF_TIME.search(one.msgid)]

    assert [one.msgid for one in counting if not one.msgid_plural] == []
    assert len(counting) > 40
    assert [one.msgid for one in counting if {"", None} & {one.msgstr_plural.get(0), one.msgstr_plural.get(1)}] == []
