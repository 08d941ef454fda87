from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of a chapter's days has who logged it as well: it tells at once whether anybody else did."""

    dependencies = [
        ("activities", "0007_index_of_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="activities_of_chapter"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["chapter", "day", "logged_by"],
                condition=models.Q(undone_at__isnull=True),
                name="activities_of_chapter",
            ),
        ),
    ]
