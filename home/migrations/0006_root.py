from django.db import migrations


def name_root(apps, schema_editor):
    """The page above all languages has an English name, which stands above the list of them."""
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root")
    root.update(title="Alle språk", draft_title="Alle språk")


class Migration(migrations.Migration):
    dependencies = [("home", "0005_revisions")]
    operations = [migrations.RunPython(name_root, migrations.RunPython.noop)]
