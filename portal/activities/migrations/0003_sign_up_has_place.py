from django.db import migrations, models


def keep_who_waits(apps, schema_editor):
    """Until now, the first sign-ups had the places. Whoever came after them goes on waiting."""
    Gathering = apps.get_model("activities", "Gathering")
    for gathering in Gathering.objects.filter(places__isnull=False):
        waiting = list(gathering.sign_ups.order_by("pk").values_list("pk", flat=True)[gathering.places :])
        gathering.sign_ups.filter(pk__in=waiting).update(has_place=False)


class Migration(migrations.Migration):
    dependencies = [("activities", "0002_gatherings")]

    operations = [
        migrations.AddField("signup", "has_place", models.BooleanField(default=True)),
        migrations.AddField("signup", "is_to_be_told", models.BooleanField(default=False)),
        migrations.RunPython(keep_who_waits, migrations.RunPython.noop),
    ]
