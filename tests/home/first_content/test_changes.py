"""What a new version says otherwise in the first content is told to editors, compared, taken over or left."""

import shutil

import pytest
from django.test import Client
from wagtail.models import Page

from home.first_content import changes, loading, pages
from home.models import Helpline
from tests.home.chapter_forms import chapter, edit, form_of

pytestmark = pytest.mark.django_db
PATH = "/cms/endret-i-ny-versjon/"
OLD, NEW = "{organisation} står bak tjenesten.", "{organisation} driver tjenesten."
ROLES = "Her ser du hvilke roller en likeperson kan ha, og hva hver av dem går ut på."


@pytest.fixture
def content(tmp_path, monkeypatch):
    """A copy of the first content, as a new version has it: ``content(file, old, new)`` changes a file."""
    copy = shutil.copytree(pages.CONTENT, tmp_path / "content")
    for module in (pages, changes, loading):
        monkeypatch.setattr(module, "CONTENT", copy)

    def change(name, old, new):
        text = (copy / name).read_text(encoding="utf-8")
        assert old in text
        (copy / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def told():
    return [(str(one.instance), one.instance.locale.language_code, one.is_edited) for one in changes.waiting()]


def about(code="nb"):
    return Page.objects.get(slug="om-tjenesten", locale__language_code=code).specific


def test_the_same_version_once_more_says_nothing(content, django_assert_num_queries):
    loading.load()
    with django_assert_num_queries(2) as asked:  # each editor's front page asks
        assert told() == []
    assert not [query for query in asked if "wagtailcore_revision" in query["sql"]]

    changes.ModelLogEntry.objects.filter(action=changes.GIVEN).delete()  # a site from before it was noted
    changes.PageLogEntry.objects.filter(action=changes.GIVEN).delete()
    loading.load()
    assert told() == []


def test_new_words_are_compared_and_used_or_left(content, editor):
    content("nb/pages/about.toml", OLD, NEW)
    content("nb/helplines.toml", "Ring legevakten når det haster", "Ring legevakten når det er travelt")
    page, line = about(), Helpline.objects.get(code="legevakten", locale__language_code="nb")
    published, described = page.live_revision_id, line.description
    loading.load()
    loading.load()

    assert told() == [("Om tjenesten", "nb", False), ("Legevakten", "nb", False)]
    assert "(2)" in editor.get("/cms/").content.decode()
    page, line = about(), Helpline.objects.get(pk=line.pk)
    assert (page.live_revision_id, page.latest_revision_id, page.has_unpublished_changes) == (
        published,
        published,
        False,
    )
    assert line.description == described
    assert not page.revisions.filter(
        created_at__gt=page.latest_revision.created_at
    ).exists()  # whoever edits is not warned
    shown = editor.get(PATH).content.decode()
    assert shown.count("Dere har ikke endret denne teksten.") == 2
    [first, second] = changes.waiting()
    compared = editor.get(f"/cms/pages/{page.pk}/revisions/compare/live...{first.revision.pk}/").content.decode()
    assert "driver" in compared
    assert f"/cms/pages/{page.pk}/revisions/{first.revision.pk}/revert/" in shown
    assert editor.get(f"/cms/pages/{page.pk}/revisions/{first.revision.pk}/revert/").status_code == 200
    assert f"/cms/snippets/home/helpline/history/{line.pk}/revisions/{second.revision.pk}/revert/" in shown
    assert (
        editor.get(f"/cms/snippets/home/helpline/history/{line.pk}/").content.decode().count("Ord fra programmet") == 2
    )

    # What the button of an earlier version does, and a later change of the organisation's own.
    first.revision.as_object().save_revision(log_action=True, previous_revision=first.revision).publish()
    page.title = "Om oss"
    page.save_revision().publish()
    assert told() == [("Legevakten", "nb", False)]
    assert editor.post(PATH, {"revision": second.revision.pk}).status_code == 302
    assert told() == []
    assert editor.post(PATH, {"revision": second.revision.pk}).status_code == 404
    loading.load()
    assert told() == []


def test_a_page_of_ones_own_words_is_told_apart_and_stays(content, editor):
    page = chapter("roller")
    editor.post(edit(page), form_of(page, title="Rollene våre") | {"action-publish": "1"})
    content("nb/guide/03-roller.toml", ROLES, "Rollene.")
    loading.load()

    assert told() == [("Rollene våre", "nb", True)]
    assert "Rollene våre" in Client().get("/veileder/roller/").content.decode()

    content("nb/guide/03-roller.toml", "Rollene.", "Roller.")
    loading.load()
    assert told() == [("Rollene våre", "nb", True)]
