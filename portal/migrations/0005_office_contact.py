"""The organisation's phone is its office's, and there may be none. The helpline's number is taken away from it."""

from django.db import migrations, models

HELPLINE = "+4722424545"  # MS-telefonen, which stood in the preset as if it were the office's


def forget_the_helpline(apps, schema_editor):
    apps.get_model("portal", "Organisation").objects.filter(preset="ms", phone=HELPLINE).update(phone="")


class Migration(migrations.Migration):
    dependencies = [("portal", "0004_words")]

    operations = [
        migrations.AlterField("organisation", "phone", models.CharField(blank=True, max_length=20)),
        migrations.RunPython(forget_the_helpline, migrations.RunPython.noop),
    ]
