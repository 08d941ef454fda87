import uuid

from django.db import migrations, models


def give_tokens(apps, schema_editor):
    """A question that was asked before came with no form."""
    ExtraQuestion = apps.get_model("onboarding", "ExtraQuestion")
    for question in ExtraQuestion.objects.filter(token=None):
        question.token = uuid.uuid4()
        question.save(update_fields=["token"])


class Migration(migrations.Migration):

    dependencies = [
        ('onboarding', '0006_one_open_entry'),
    ]

    operations = [
        migrations.AddField(
            model_name='extraquestion',
            name='token',
            field=models.UUIDField(null=True, unique=True),
        ),
        migrations.RunPython(give_tokens, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='extraquestion',
            name='token',
            field=models.UUIDField(unique=True),
        ),
    ]
