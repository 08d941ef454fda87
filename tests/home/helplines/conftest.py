"""MS-telefonen on a Monday afternoon, and its form in the CMS."""

import datetime

import pytest
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data
from wagtail_localize.models import StringTranslation, TranslationSource

from home.models import Helpline
from portal import clock

NOW = datetime.datetime(2026, 12, 7, 16, tzinfo=clock.OSLO)


@pytest.fixture
def monday_afternoon():
    with clock.at(NOW):
        yield


@pytest.fixture
def line():
    return Helpline.objects.get(code="ms-telefonen", locale__language_code="nb")


@pytest.fixture
def edit(editor, line):
    """``edit(**changes)``: the form of MS-telefonen sent as it stands, with these changes."""

    def send(*, hours=None, exceptions=(), seasons=(), **changes):
        names = [
            "name", "phone", "who", "description", "paused_note", "holidays", "easter_wednesday", "christmas_eve",
            "new_years_eve", "kind", "code", "url", "order",
        ]  # fmt: skip
        data = {name: getattr(line, name) for name in names}
        data |= {"free": "True", "anonymous": "True", "checked": "2026-11-22", "other_opens": "", "other_closes": ""}
        if hours is None:
            hours = [(0, "11:00", "15:00"), (2, "17:00", "21:00")]
        rows = [dict(zip(("weekday", "opens", "closes"), row, strict=True)) for row in hours]
        for prefix, forms in (("hours", rows), ("exceptions", exceptions), ("seasons", seasons)):
            kept = list(getattr(line, prefix).values_list("pk", flat=True))
            forms = [{**form, "id": pk} for form, pk in zip(forms, kept + [""] * len(forms), strict=False)]
            data |= nested_form_data({prefix: inline_formset(forms, initial=len(kept))})
        line.refresh_from_db()
        data["loaded_revision_id"] = line.latest_revision_id or ""
        return editor.post(f"/cms/snippets/home/helpline/edit/{line.pk}/", {**data, **changes})

    return send


@pytest.fixture
def translated(line, django_capture_on_commit_callbacks):
    """``translated("nn", who="…")``: some texts of MS-telefonen in another language, as translators keep them."""

    def keep(code, **texts):
        locale = Locale.objects.get(language_code=code)
        source, _is_new = TranslationSource.update_or_create_from_instance(line)
        for segment in source.stringsegment_set.select_related("string", "context"):
            if segment.context.path in texts:
                StringTranslation.objects.update_or_create(
                    translation_of_id=segment.string_id,
                    locale=locale,
                    context=segment.context,
                    defaults={
                        "data": texts[segment.context.path],
                        "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                    },
                )
        with django_capture_on_commit_callbacks(execute=True):
            source.translations.get(target_locale=locale).save_target(publish=True)

    return keep
