"""The directory: filters in the address, and what they do with what they do not know."""

import pytest
from django.test import Client

from home.models.directory import DirectoryPage, Filters

pytestmark = pytest.mark.django_db


def test_a_choice_is_kept_and_what_is_unknown_counts_as_not_chosen(bergen):
    filters = Filters.of(
        {"experience": "own", "chapter": "bergen", "topic": "nonsense", "language": "\x00", "other": "1"}
    )

    assert filters.chosen == {"experience": "own", "chapter": "bergen"}


def test_each_choice_can_be_taken_away(bergen):
    filters = Filters.of({"experience": "own", "chapter": "bergen"})

    assert [choice["url"] for choice in filters.removable()] == ["?chapter=bergen", "?experience=own"]


def test_the_form_shows_what_was_chosen(bergen):
    text = Client().get("/finn-likeperson/?chapter=bergen").content.decode()

    assert '<option value="bergen" selected>' in text


def test_a_list_without_a_fitting_supporter_says_what_to_do(bergen):
    text = Client().get("/finn-likeperson/?chapter=bergen").content.decode()

    assert DirectoryPage.objects.get(locale__language_code="nb").empty in text
    assert 'href="/finn-likeperson/"' in text
