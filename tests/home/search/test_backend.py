"""The search of the CMS takes whatever is typed."""

import pytest

from home.models import ChapterPage

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("pages/4/", "q"),
        ("pages/4/results/", "q"),
        ("choose-page/search/", "q"),
        ("images/", "q"),
        ("documents/", "q"),
        ("images/chooser/results/", "q"),
        ("documents/chooser/results/", "q"),
        ("snippets/home/helpline/", "q"),
        ("api/main/pages/", "search"),
        ("api/main/images/", "search"),
    ],
)
def test_a_quotation_mark_can_be_looked_for(path, part, editor):
    for typed in ('"', 'a"b', '"""', 'roller "', '"roller', "'a\"b'", '"roller" "'):
        assert editor.get(f"/cms/{path}", {part: typed}).status_code == 200, typed


@pytest.mark.parametrize("typed", ["Roller", 'Roller"', '"Roller', 'Rol"ler'])
def test_what_stands_beside_a_quotation_mark_is_found(typed):
    found = [page.title for page in ChapterPage.objects.search(typed)]

    assert any("oller" in title for title in found) is ('l"l' not in typed)
    assert list(ChapterPage.objects.search('"')) == list(ChapterPage.objects.autocomplete('"')) == []
