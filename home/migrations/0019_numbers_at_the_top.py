# The pages that people read when they need somebody get the number to ring: what is published, what editors have begun
# on, and what translations are made from.

import json

from django.db import migrations

SLUGS = ("ny-med-ms", "under-40", "pa-sykehuset", "kontakt")
FOR_RELATIVES, RELATIVES_LINE = "parorende", "parorendetelefonen"


def give_numbers(apps, schema_editor):
    TextPage = apps.get_model("home", "TextPage")
    has_line = apps.get_model("home", "Helpline").objects.filter(code=RELATIVES_LINE).exists()
    chosen = dict.fromkeys(SLUGS, "now") | {FOR_RELATIVES: RELATIVES_LINE if has_line else "now"}
    for page in TextPage.objects.filter(slug__in=chosen):
        number = chosen[page.slug]
        TextPage.objects.filter(pk=page.pk).update(number_to_ring=number)
        for revision in apps.get_model("wagtailcore", "Revision").objects.filter(
            content_type__app_label="home", content_type__model="textpage", object_id=str(page.pk)
        ):
            revision.content = revision.content | {"number_to_ring": number}
            revision.save(update_fields=["content"])
        for source in apps.get_model("wagtail_localize", "TranslationSource").objects.filter(
            object_id=page.translation_key, locale=page.locale
        ):
            source.content_json = json.dumps(json.loads(source.content_json) | {"number_to_ring": number})
            source.save(update_fields=["content_json"])


class Migration(migrations.Migration):
    dependencies = [("home", "0018_number_to_ring"), ("wagtail_localize", "0001_initial")]

    operations = [migrations.RunPython(give_numbers, migrations.RunPython.noop)]
