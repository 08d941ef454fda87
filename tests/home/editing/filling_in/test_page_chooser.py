"""Choosing a page begins where the editor works, and not above all languages."""

import pytest
from wagtail.models import Page

pytestmark = pytest.mark.django_db


def opened_at(editor, **asked):
    """The address of the page whose pages the chooser shows first."""
    answer = editor.get("/cms/choose-page/", asked)
    assert answer.status_code == 200
    return Page.objects.get(pk=answer.json()["parent_page_id"]).url_path


def test_a_page_is_chosen_from_where_the_editor_works(editor):
    english = Page.objects.get(slug="veileder", locale__language_code="en")

    assert opened_at(editor) == "/home/"
    assert opened_at(editor, page_type="home.ChapterPage") == "/home/veileder/"
    assert opened_at(editor, page_type="home.HomePage") == "/home/"
    assert opened_at(editor, **{"user_perms": "move_to", "target_pages[]": english.pk}) == "/home-en/"
    assert opened_at(editor, **{"target_pages[]": 0}) == "/home/"
    assert editor.get("/cms/choose-page/", {"page_type": "home.Nothing"}).status_code == 404
