"""What a board tells the public about its chapter."""

import pytest

from portal.chapters import services as chapters
from portal.models import Event
from portal.moves import Stale

pytestmark = pytest.mark.django_db
ADDRESS = "/lokalforening/bergen/om/"
TEXT = {"about_nb": "Vi møtes hver uke.", "about_nn": "", "about_en": "We meet weekly.", "website": "www.example.org"}


def test_the_board_writes_and_the_log_says_who(client_of, rolf, bergen):
    client = client_of(rolf)
    version = client.get(ADDRESS).context["version"]

    assert client.post(ADDRESS, {**TEXT, "version": version}).headers["Location"] == "/lokalforening/bergen/"

    bergen.refresh_from_db()
    assert bergen.about == {"nb": "Vi møtes hver uke.", "en": "We meet weekly."}
    assert (bergen.website, bergen.version) == ("https://www.example.org", 2)
    assert Event.objects.get(verb="chapter.describe").actor == rolf.ref


def test_it_can_be_emptied(client_of, rolf, bergen):
    chapters.describe(bergen, about={"nb": "Før"}, website="", version=1, by=rolf)

    client_of(rolf).post(ADDRESS, {"about_nb": "", "about_nn": "", "about_en": "", "website": "", "version": 2})

    bergen.refresh_from_db()
    assert bergen.about == {}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"about_nb": ""}, "about"),
        ({"website": "ikke en adresse"}, "website"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "ftp://example.org"}, "website"),
        ({"website": "https://example.org/" + "a" * 300}, "website"),
    ],
)
def test_bad_input_keeps_what_was_typed(client_of, rolf, bergen, changes, wrong):
    page = client_of(rolf).post(ADDRESS, {**TEXT, **changes, "version": 1})

    assert list(page.context["form"].errors) == [wrong]
    assert "We meet weekly." in page.content.decode()
    bergen.refresh_from_db()
    assert bergen.about == {}


def test_the_second_of_two_is_told_and_changes_nothing(client_of, rolf, bergen):
    client = client_of(rolf)
    client.post(ADDRESS, {**TEXT, "version": 1})

    late = client.post(ADDRESS, {**TEXT, "about_nb": "Noe annet", "version": 1})

    assert late.status_code == 409
    assert "Noe annet" in late.content.decode()
    with pytest.raises(Stale):
        chapters.describe(bergen, about={}, website="", version=1, by=rolf)
    bergen.refresh_from_db()
    assert bergen.about["nb"] == "Vi møtes hver uke."
