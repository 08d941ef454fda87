"""What a new version names: each part of the file that can differ."""

import pytest

from portal.reports.grants import words
from portal.reports.grants.comparison import differences
from portal.reports.grants.contents import Contents

NOTHING = {"reports_missing": [], "reports_changed": [], "unjudged": 0}
ABOUT = {"rules": [], "measures": [], "organisation": "MS-forbundet", "gaps": NOTHING}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"gaps": NOTHING | {"unjudged": 1}}, "Dette mangler: endret (Aktiviteter der svar mangler)"),
        ({"gaps": NOTHING | {"reports_missing": ["Oslo"]}}, "Dette mangler: endret (Rapporter som ikke har kommet)"),
        ({"organisation": "MS-foreningen"}, "Navnet på organisasjonen: endret"),
        ({"rules": [["a", "b", "c"]]}, "Reglene: endret"),
    ],
)
def test_what_alone_differs_is_named(changes, line, db):
    found = differences(Contents(ABOUT), Contents(ABOUT | changes))

    assert words.changes(found)["lines"] == [line]


def test_what_an_older_version_did_not_look_for_is_no_difference():
    old = {"reports_missing": [], "unjudged": 0}
    assert differences(Contents(ABOUT | {"gaps": old}), Contents(ABOUT)) == []
