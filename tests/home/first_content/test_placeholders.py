"""The first content speaks of the organisation whose site it is."""

import pytest

from home.first_content.placeholders import Placeholders
from portal import organisation
from portal.models import Organisation


@pytest.mark.parametrize(
    ("text", "ms", "pef"),
    [
        ("{only ms}Her{else}Der{end}.", "Her.", "Der."),
        ("{only pef uf}Begge{end}{only ms}Vi{end}", "Vi", "Begge"),
        ("I {the_chapter} ({antall-med-ms})", "I lokalforeningen ({antall-med-ms})", "I lokallaget ({antall-med-ms})"),
        ("{The_chapters} møtes", "Lokalforeningene møtes", "Lokallagene møtes"),
        ([{"only": ["ms"], "x": "a"}, {"x": "b"}], [{"x": "a"}, {"x": "b"}], [{"x": "b"}]),
        (["{only ms}En{end}", "To"], ["En", "To"], ["To"]),
    ],
)
def test_a_text_is_fitted_to_the_organisation(text, ms, pef, monkeypatch):
    for preset, expected in (("ms", ms), ("pef", pef)):
        row = Organisation(**organisation.preset_values(preset))
        monkeypatch.setattr(organisation, "current", lambda row=row: row)
        assert Placeholders("nb").fill(text) == expected
