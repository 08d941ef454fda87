# The page of text at /bli-likeperson/ becomes a page of its own kind, with the editors' words, address and earlier
# versions kept. Apart from 0008: PostgreSQL does not change a table and the rows that it refers to in one transaction.

import json

from django.db import migrations

SLUG = "bli-likeperson"
FITS = {
    "nb": ("Passer det for meg?", "Svar på noen få spørsmål, så ser du hva som kan hjelpe. Vi lagrer ikke svarene."),
    "nn": ("Passar det for meg?", "Svar på nokre få spørsmål, så ser du kva som kan hjelpe. Vi lagrar ikkje svara."),
    "en": ("Is it for me?", "Answer a few questions, and you see what can help. We do not keep the answers."),
}


def new_fields(summary, body, language):
    """What the new kind of page has instead: the summary is its lead, and its template has the button."""
    heading, text = FITS.get(language, FITS["nb"])
    return {
        "lead": " ".join(point["value"] for point in summary),
        "fits_heading": heading,
        "fits": text,
        "gains_heading": "",
        "gains": json.dumps([]),
        "body": json.dumps([block for block in body if block["type"] != "apply"]),
    }


def convert(apps, schema_editor):
    TextPage, BecomePage = apps.get_model("home", "TextPage"), apps.get_model("home", "BecomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    pages = list(TextPage.objects.filter(slug=SLUG).select_related("locale"))
    if not pages:
        return
    old = ContentType.objects.get(app_label="home", model="textpage")
    new = ContentType.objects.get_or_create(app_label="home", model="becomepage")[0]
    for page in pages:
        values = new_fields(page.summary.raw_data, page.body.raw_data, page.locale.language_code)
        BecomePage(page_ptr_id=page.pk, **values).save_base(raw=True)  # the page itself is there
        for revision in apps.get_model("wagtailcore", "Revision").objects.filter(
            content_type=old, object_id=str(page.pk)
        ):
            revision.content = in_json(revision.content, page.locale.language_code)
            revision.content_type = new
            revision.save()
    mine = [page.pk for page in pages]
    apps.get_model("wagtailcore", "ReferenceIndex").objects.filter(
        content_type=old, object_id__in=[str(pk) for pk in mine]
    ).update(content_type=new)
    apps.get_model("wagtailcore", "Page").objects.filter(pk__in=mine).update(content_type=new)
    for source in apps.get_model("wagtail_localize", "TranslationSource").objects.filter(
        specific_content_type=old, object_id__in={page.translation_key for page in pages}
    ).select_related("locale"):
        content = in_json(json.loads(source.content_json), source.locale.language_code)
        source.content_json = json.dumps(content)
        source.specific_content_type = new
        source.save()
    # The row of the old kind alone: deleting it as usual would take the page with it.
    TextPage.objects.filter(pk__in=mine)._raw_delete(TextPage.objects.db)


def in_json(content, language):
    summary, body = json.loads(content["summary"]), json.loads(content["body"])
    return {name: value for name, value in content.items() if name != "summary"} | new_fields(summary, body, language)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0008_become"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtail_localize", "0001_initial"),
    ]
    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
