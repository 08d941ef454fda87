"""Who may note that somebody has met a requirement."""

import pytest

from portal.chapters import services as chapters
from portal.supporters import queries as supporter_queries
from portal.supporters.categories import services as category_services
from tests.conftest import person
from tests.portal.supporters.test_office_views import page

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_only_those_who_may_note_it_find_the_page(approved_candidate, bergen, siri, client_of):
    member = person("bo@example.org", "Bo", "Bakke")
    chapters.give_office(member, "board_member", bergen, by=siri)
    client = client_of(member)

    found = {
        what: client.get(page(approved_candidate, what)).status_code
        for what in ("samtale", "medlemskap", "politiattest", "oppnevning", "kontaktperson", "tull")
    }

    assert found == {
        "samtale": 200, "medlemskap": 200, "politiattest": 404, "oppnevning": 200, "kontaktperson": 200, "tull": 404,
    }  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("method", "status"), [("board", 200), ("election", 404)])
def test_any_of_the_board_notes_what_the_board_decides(
    approved_candidate, bergen, siri, visitor, method, status, client_of
):
    category_services.set_category(visitor.code, by=siri, method=method)
    member = person("bo@example.org", "Bo", "Bakke")
    chapters.give_office(member, "board_member", bergen, by=siri)

    assert client_of(member).get(page(approved_candidate, "oppnevning")).status_code == status
    assert (
        client_of(member).get(page(supporter_queries.supporter_of(approved_candidate.person), "oppnevning")).status_code
        == status
    )
