"""The first version of what nobody has changed yet, compared and restored like every other."""

import re

import pytest
from wagtail.rich_text import RichText

from home.editing.versions import keep_first_versions
from home.models import AdvisoryPage, Figure, Helpline
from tests.home.chapter_forms import body_of, chapter, edit, form_of

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_the_first_version_is_in_the_history_and_can_be_taken_back(editor):
    page, before = chapter("roller"), body_of("roller")
    [first] = page.revisions.all()
    history = editor.get(f"/cms/pages/{page.pk}/history/").content.decode()
    assert f"/cms/pages/{page.pk}/revisions/{first.pk}/view/" in history

    editor.post(edit(page), form_of(page) | {"action-publish": "1"})
    latest = page.revisions.order_by("pk").last()
    compared = editor.get(f"/cms/pages/{page.pk}/revisions/compare/{first.pk}...{latest.pk}/").content.decode()
    assert "Ny tekst." in compared
    assert 'class="comparison cms-before" data-head="Før"' in compared
    banner = editor.get(f"/cms/pages/{page.pk}/revisions/{first.pk}/revert/").content.decode()
    banner = banner[banner.index("Du ser på en tidligere versjon") :][:400]
    assert ("systemet" in banner, "None" in banner) == (True, False)
    assert "".join(str(block) for block in first.as_object().body) == before

    services = AdvisoryPage.objects.get(locale__language_code="nb")
    address = f"/cms/pages/{services.pk}/revisions/{services.latest_revision_id}/view/"
    assert address in editor.get(f"/cms/pages/{services.pk}/history/").content.decode()


def test_each_line_and_figure_has_its_first_version_and_gets_no_second(editor):
    assert not Helpline.objects.filter(latest_revision=None).exists()
    assert not Figure.objects.filter(latest_revision=None).exists()
    kept = {row: row.latest_revision_id for row in [*Helpline.objects.all(), *Figure.objects.all()]}

    keep_first_versions()

    for row, revision in kept.items():
        row.refresh_from_db()
        assert row.latest_revision_id == revision
    line = Helpline.objects.get(code="kirkens-sos", locale__language_code="nb")
    history = editor.get(f"/cms/snippets/home/helpline/history/{line.pk}/").content.decode()
    assert f"/history/{line.pk}/revisions/{line.latest_revision_id}/" in history


def test_a_comparison_shows_the_words_that_have_changed_and_no_others(editor):
    page = chapter("roller")
    [first] = page.revisions.all()
    source = page.body[0].value.source
    page.checked = first.as_object().checked
    page.body[0].value = RichText(source.replace("><", ">\n <"))
    page.description = "Rollene, og hva de krever."
    spaces = page.save_revision()
    page.body[0].value = RichText(source.replace("Samtalelikeperson", "Gjesp", 1))
    words = page.save_revision()

    compared = editor.get(f"/cms/pages/{page.pk}/revisions/compare/{first.pk}...{spaces.pk}/").content.decode()
    assert re.findall(r'role="rowheader">(.*?)<', compared) == ["Én linje til listen over kapitler"]
    compared = editor.get(f"/cms/pages/{page.pk}/revisions/compare/{spaces.pk}...{words.pk}/").content.decode()
    assert set(re.findall(r'class="deletion">(.*?)<', compared)) == {"Samtalelikeperson"}
    assert set(re.findall(r'class="addition">(.*?)<', compared)) == {"Gjesp"}
