"""Applications that were withdrawn before the answers went with them."""

from django.db import migrations


def empty_withdrawn(apps, schema_editor):
    withdrawn = apps.get_model("onboarding", "Application").objects.filter(state="withdrawn")
    apps.get_model("onboarding", "Note").objects.filter(application__in=withdrawn).delete()
    withdrawn.update(answers={}, copy={}, asked_version="")


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0008_bars")]

    operations = [migrations.RunPython(empty_withdrawn, migrations.RunPython.noop)]
