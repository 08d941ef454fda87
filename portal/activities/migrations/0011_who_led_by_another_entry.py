"""Who led an activity by an entry that was the same is a row, as whoever took part is. An answer says which it keeps."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def name_leaders(apps, schema_editor):
    """A row for each key of ``also_led_by``, with the entry by which they led it."""
    activities, doubles = apps.get_model("activities", "Activity"), apps.get_model("activities", "DoubleEntry")
    presences, supporters = apps.get_model("activities", "Presence"), apps.get_model("supporters", "Supporter")

    def entry_of(activity, key):
        same = doubles.objects.filter(earlier=activity, answer="same", taken_back_at=None).select_related("later")
        for one in same.order_by("pk"):
            led = one.later if one.later.leader == "supporter" and one.later.led_by_id == key else None
            if found := led or entry_of(one.later, key):
                return found
        return None

    for activity in activities.objects.exclude(also_led_by=[]).iterator():
        known = supporters.objects.in_bulk(activity.also_led_by)
        for key in [key for key in activity.also_led_by if key in known]:
            entry = entry_of(activity, key)
            presences.objects.create(activity=activity, supporter_id=key, role="led", by_same=True, entry=entry)


class Migration(migrations.Migration):
    dependencies = [("activities", "0010_planned_as"), ("supporters", "0008_history")]

    operations = [
        migrations.AddField(
            model_name="doubleentry",
            name="keeps_later",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="presence",
            name="role",
            field=models.CharField(
                choices=[("led", "Led"), ("took_part", "Took Part")], default="took_part", max_length=10
            ),
        ),
        migrations.AddField(
            model_name="presence",
            name="entry",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="activities.activity",
            ),
        ),
        migrations.RemoveConstraint(model_name="presence", name="one_presence_of_each_supporter"),
        migrations.AddConstraint(
            model_name="presence",
            constraint=models.UniqueConstraint(
                fields=("activity", "supporter", "role"), name="one_presence_of_each_supporter"
            ),
        ),
        migrations.AddIndex(
            model_name="presence",
            index=models.Index(condition=Q(role="led"), fields=["activity"], name="activities_also_led"),
        ),
        migrations.RunPython(name_leaders, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="activity", name="also_led_by"),
    ]
