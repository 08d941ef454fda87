"""Every table of ours can be read on a phone: there its rows are names and values. It stays a table when heard."""

import re

import pytest

from home.blocks import TEXT_FEATURES
from tests.guards.test_templates import TEMPLATES

NOT_A_PAGE = ("pdf", "mails")
FILES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if "<table" in path.read_text() and path.relative_to(TEMPLATES).parts[0] not in NOT_A_PAGE
)
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tfoot": "rowgroup", "tr": "row"}
# A quoted value may hold a template tag with quotes of its own.
VALUE = r'"(?:\{%.*?%\}|\{\{.*?\}\}|[^"{])*"'
TAG = re.compile(
    rf"<(table|thead|tbody|tfoot|tr|th|td)((?:\s+[\w-]+={VALUE}|\s*\{{%.*?%\}}|\s+[\w-]+)*)\s*>", re.DOTALL
)


def faults(text):
    """What keeps the tables of a template from being read as rows of names and values."""
    found = []
    part = ""
    tags = TAG.findall(text)
    opened = len(re.findall(r"<(?:table|thead|tbody|tfoot|tr|th|td)\b", text))
    if len(tags) != opened:
        found.append(f"{opened - len(tags)} tags that this test does not understand")
    for name, attributes in tags:
        if name in ("thead", "tbody", "tfoot"):
            part = name
        if name in ROLES and f'role="{ROLES[name]}"' not in attributes:
            found.append(f'<{name}> without role="{ROLES[name]}"')
        if name == "table" and not re.search(r'class="(\S+ )*stacks"', attributes):
            found.append('<table> without class="stacks"')
        if name == "th" and 'role="columnheader"' not in attributes and 'role="rowheader"' not in attributes:
            found.append("<th> without its role")
        is_drawn = 'aria-hidden="true"' in attributes
        if name == "td" and not is_drawn and ('role="cell"' not in attributes or part == "thead"):
            found.append('<td> without role="cell"')
        if name == "td" and not is_drawn and "data-head=" not in attributes:
            found.append("<td> without data-head, the name of its column")
        if "span=" in attributes:
            found.append(f"<{name}> over several columns or rows")
    return found


def test_there_are_tables_to_look_at():
    assert {"components/table.html", "components/bars.html", "home/helpline_card.html"} < set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_its_rows_can_stand_as_names_and_values(name):
    assert faults((TEMPLATES / name).read_text()) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ((' class="stacks"', ""), '<table> without class="stacks"'),
        ((' data-head="{% translate "Days" %}"', ""), "<td> without data-head, the name of its column"),
        (('<tr role="row">', "<tr>"), '<tr> without role="row"'),
        ((' role="cell"', ' role="cell" colspan="2"'), "<td> over several columns or rows"),
    ],
)
def test_a_table_that_cannot_is_found(change, fault):
    table = (
        '<table class="stacks" role="table"><tbody role="rowgroup"><tr role="row"><th scope="row" role="rowheader">Kari'
        '</th><td role="cell" data-head="{% translate "Days" %}">3</td></tr></tbody></table>'
    )

    assert faults(table) == []
    assert faults(table.replace(*change)) == [fault]


def test_editors_cannot_make_tables():
    """Text of editors has headings, lists and links. Whoever lets them make tables lets these stack as well."""
    assert not [feature for feature in TEXT_FEATURES if "table" in feature]
