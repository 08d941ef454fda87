"""Every message has wording in bokmål, nynorsk and English, and none of the words that scold."""

import re
import subprocess
import sys

import polib
import pytest
from django.conf import settings

import wording


@pytest.mark.slow
def test_every_message_has_wording():
    command = [sys.executable, str(settings.BASE_DIR / "site" / "wording.py"), "check"]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.stdout == "Every message has wording in nb, nn and en.\n"


TEMPLATE = """
{% translate "One's own" %} {{ _("In a variable") }} {% include "part.html" with text=_("In an argument") only %}
{% translate "May" context "month" %} {% translate "Unsaid" as label %}
{% blocktranslate trimmed with day=one|date:"DATE_FORMAT" %}On {{ day }},
  at 5 %{% endblocktranslate %}
{% blocktranslate count number=number %}One{% plural %}{{ number }}{% endblocktranslate %}
"""
CODE = """
_("In one "
  "part and another")
pgettext_lazy("month", "May")
ngettext("One", "%(number)s", number)
"""


def test_every_way_of_writing_a_message_is_seen():
    assert wording.messages_in_template(TEMPLATE) == {
        (None, "One's own"), (None, "In a variable"), (None, "In an argument"), ("month", "May"), (None, "Unsaid"),
        (None, "On %(day)s, at 5 %%"), (None, "One"),
    }  # fmt: skip
    assert wording.messages_in_code(CODE) == {(None, "In one part and another"), ("month", "May"), (None, "One")}


@pytest.mark.slow
def test_a_message_that_was_not_gathered_is_a_fault(monkeypatch):
    monkeypatch.setattr(wording, "messages", lambda: {(None, "Written today"): "templates/base.html"})

    assert wording.faults() == [
        f"{language}: “Written today” in templates/base.html is not gathered" for language in ("nb", "nn", "en")
    ]


TIME = "day|week|month|minute|hour"
NUMBER_OF_TIME = re.compile(rf"%\(({TIME})s\)|%\(\w+\)[ds] ({TIME})s?\b")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_number_of_days_weeks_or_minutes_has_a_text_for_one_and_for_many(language):
    """The numbers are rules that can be changed."""
    book = polib.pofile(str(settings.BASE_DIR / "site" / "locale" / language / "LC_MESSAGES" / "django.po"))
    counting = [one for one in book if NUMBER_OF_TIME.search(one.msgid)]

    assert [one.msgid for one in counting if not one.msgid_plural] == []
    assert len(counting) > 40
    assert [one.msgid for one in counting if {"", None} & {one.msgstr_plural.get(0), one.msgstr_plural.get(1)}] == []
