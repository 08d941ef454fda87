from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("declarations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="signature", name="one_signature_for_each_person_and_text"),
        migrations.AddField(
            model_name="signature", name="withdrawn_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "text"),
                name="one_signature_for_each_person_and_text",
            ),
        ),
    ]
