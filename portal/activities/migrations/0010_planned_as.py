"""An activity names the gathering that was logged as it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def name_gatherings(apps, schema_editor):
    """Those that are logged: the activity, and the other days of its series."""
    activities, gatherings = apps.get_model("activities", "Activity"), apps.get_model("activities", "Gathering")
    for gathering in gatherings.objects.filter(activity__isnull=False).select_related("activity").iterator():
        days = Q(pk=gathering.activity_id)
        if gathering.activity.series:
            days |= Q(series=gathering.activity.series)
        activities.objects.filter(days).update(planned_as=gathering)


class Migration(migrations.Migration):
    dependencies = [("activities", "0009_supporters_present")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="planned_as",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="activities.gathering",
            ),
        ),
        migrations.RunPython(name_gatherings, migrations.RunPython.noop, elidable=True),
    ]
