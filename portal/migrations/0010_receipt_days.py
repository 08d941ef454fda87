from django.db import migrations, models


def keep_what_the_preset_said(apps, schema_editor):
    """Of the presets of that time, this one alone wanted the receipt confirmed."""
    apps.get_model("portal", "Organisation").objects.filter(preset="uf").update(confirms_receipt_within_days=14)


class Migration(migrations.Migration):
    dependencies = [("portal", "0009_lapsing")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="confirms_receipt_within_days",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(keep_what_the_preset_said, migrations.RunPython.noop),
    ]
