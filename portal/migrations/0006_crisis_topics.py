from django.db import migrations


def mark(apps, schema_editor):
    """The topic that presets call ``mood`` (Tunge tanker) can be about not wanting to live."""
    for row in apps.get_model("portal", "Organisation").objects.all():
        for topic in row.topics:
            if topic["code"] == "mood":
                topic["crisis"] = True
        row.save(update_fields=["topics"])


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_office_contact")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
