"""One list of all supporters: by state, chapter and kind, in Norwegian order."""

import pytest

from portal.supporters import services as supporters
from tests.conftest import make_supporter, person

pytestmark = pytest.mark.django_db
LIST = "/sekretariat/likepersoner/"


def names(client, **chosen):
    return [row.person.family_name for row, _load, _topics in client.get(LIST, chosen).context["rows"]]


def test_by_chapter_kind_and_state_in_norwegian_order(client_of, siri, bergen, oslo):
    client, made = client_of(siri), {}
    for number, (family, chapter) in enumerate([("Åvik", bergen), ("Ærlig", bergen), ("Zorn", bergen), ("Aas", oslo)]):
        one = person(f"s{number}@example.org", "Per", family)
        make_supporter(one, chapter, by=siri)
        made[family] = one.supporter
    assert names(client) == ["Zorn", "Ærlig", "Aas", "Åvik"]
    assert names(client, lokalforening="bergen") == ["Zorn", "Ærlig", "Åvik"]
    assert names(client, lokalforening="oslo", type="activity_supporter") == ["Aas"]
    assert names(client, type="central_supporter", lokalforening="oslo") == []
    made["Zorn"].refresh_from_db()
    supporters.end(made["Zorn"], by=siri)
    assert names(client, visning="sluttet", type="activity_supporter") == ["Zorn"]
    assert names(client, visning="x", lokalforening="%", type="_", page="x") == ["Ærlig", "Aas", "Åvik"]
    page = client.get(LIST, {"lokalforening": "bergen", "type": "activity_supporter"})
    counts = {code: count for code, _label, count in page.context["views"]}
    assert (counts, "lokalforening=bergen&amp;type=activity" in page.content.decode()) == (
        {"aktive": 2, "pause": 0, "pa-vei": 0, "sluttet": 1},
        True,
    )
