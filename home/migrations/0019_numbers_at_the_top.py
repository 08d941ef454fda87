# The pages that people read when they need somebody get the number to ring: what is published, what editors have begun
# on, and what translations are made from.

import json

from django.db import migrations

NUMBERS = {
    "ny-med-ms": "ms-telefonen",
    "under-40": "ms-telefonen",
    "pa-sykehuset": "ms-telefonen",
    "parorende": "parorendetelefonen",
    "kontakt": "now",
}


def give_numbers(apps, schema_editor):
    TextPage = apps.get_model("home", "TextPage")
    lines = set(apps.get_model("home", "Helpline").objects.values_list("code", flat=True))
    for page in TextPage.objects.filter(slug__in=NUMBERS).select_related("locale"):
        number = NUMBERS[page.slug] if NUMBERS[page.slug] in lines else "now"
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
