import django.db.models.deletion
from django.db import migrations, models


def cease(apps, schema_editor):
    """Whoever had signed a text before a newer one had to be signed gets the same grace as from now on."""
    from portal.declarations.texts.queries import past_coverage

    texts = list(apps.get_model("declarations", "DeclarationText").objects.order_by("-pk"))
    model = apps.get_model("declarations", "PastCoverage")
    model.objects.bulk_create(
        model(text_id=pk, ended_on=day, counts_for=counts_for, not_for=not_for)
        for (pk, day), (counts_for, not_for) in past_coverage(texts).items()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('declarations', '0006_explanations'),
    ]

    operations = [
        migrations.CreateModel(
            name='PastCoverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ended_on', models.DateField()),
                ('counts_for', models.TextField()),
                ('not_for', models.TextField(blank=True)),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='past_coverage', to='declarations.declarationtext')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('text', 'ended_on'), name='one_past_coverage_of_each_day')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='reminder',
            name='one_reminder_of_each_kind',
        ),
        migrations.AlterField(
            model_name='reminder',
            name='reason',
            field=models.CharField(choices=[('soon', 'Soon'), ('last_call', 'Last Call'), ('lapsed', 'Lapsed'), ('office', 'Office'), ('published', 'Published')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='reminder',
            constraint=models.UniqueConstraint(fields=('person', 'about', 'reason'), name='one_reminder_of_each_kind'),
        ),
        migrations.RunPython(cease, migrations.RunPython.noop, elidable=True),
    ]
