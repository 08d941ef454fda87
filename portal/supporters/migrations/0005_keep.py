from django.conf import settings
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Everybody who ticked an age before it was kept is noted as of age: 18 was the lowest in every preset."""
    apps.get_model("supporters", "Check").objects.filter(kind="age").update(age=18)


class Migration(migrations.Migration):

    dependencies = [
        ('supporters', '0004_words'),
        # Notes ages too, without the years.
        ('onboarding', '0002_process'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='check',
            name='age',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='check',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('age__isnull', False), ('kind', 'age')), models.Q(models.Q(('kind', 'age'), _negated=True), ('age__isnull', True)), _connector='OR'), name='a_check_of_age_says_how_old'),
        ),
    ]
