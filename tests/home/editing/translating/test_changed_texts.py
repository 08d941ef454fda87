"""A paragraph that has changed is translated from its old translation."""

import re
from html import unescape

import pytest
from wagtail_localize.models import StringTranslation

from tests.conftest import moment
from tests.home.chapter_forms import chapter, edit, form_of, translated

pytestmark = pytest.mark.django_db

MONTH_IN_ENGLISH = re.compile(r"\d (January|February|March|May|June|July|October|December) \d")


@pytest.mark.slow
def test_a_changed_text_leads_straight_to_its_old_translation(editor, django_capture_on_commit_callbacks):
    page, nynorsk = chapter("roller"), translated("roller", "nn")
    old = nynorsk.description
    page.description = f"{page.description} Og litt til."

    with django_capture_on_commit_callbacks(execute=True):
        told = editor.post(edit(page), form_of(page) | {"action-publish": "1"}, follow=True).content.decode()

    assert f'<a href="{edit(nynorsk)}#uferdig">nynorsk</a>' in told
    proposed = StringTranslation.objects.get(
        context__path="description", context__object_id=page.translation_key, locale__language_code="nn", has_error=True
    )
    assert proposed.data == old
    assert proposed.get_error() == "Originalen er endret. Dette er den gamle oversettelsen: rett den, og lagre."
    nynorsk.refresh_from_db()
    assert nynorsk.description == old
    at_night = moment("2026-12-01 00:30")
    StringTranslation.objects.filter(pk=proposed.pk).update(updated_at=at_night)
    shown = unescape(editor.get(edit(nynorsk)).content.decode())
    assert "Oversatt manuelt 01.12.2026" in shown
    assert not MONTH_IN_ENGLISH.search(shown)


def test_the_list_of_translations_says_in_norwegian_what_it_is_sorted_out_by(editor):
    shown = editor.get("/cms/localize/reports/translations/").content.decode()

    assert "Skrevet på" in shown
    assert "Oversatt til" in shown
    assert "locale</" not in shown
    assert "Engelsk" in shown
