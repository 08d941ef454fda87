"""The topics of an organisation are its own; what the secretariat changes in its row is an event, and has a version."""

import uuid

from django.db import migrations, models

from portal import organisation


def carry_over(apps, schema_editor):
    """A site that exists gets the topics of its preset."""
    for row in apps.get_model("portal", "Organisation").objects.all():
        row.topics = organisation.preset_values(row.preset if row.preset in organisation.PRESETS else "ms")["topics"]
        row.save()


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_process")]

    operations = [
        migrations.AddField("organisation", "topics", models.JSONField(default=list)),
        migrations.AddField("organisation", "version", models.PositiveIntegerField(default=1)),
        # One row at most: the one value that a new column gets is unique.
        migrations.AddField("organisation", "ref", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
