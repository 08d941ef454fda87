import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models


def nobody_said(apps, schema_editor):
    """That an activity was in Norway was a default, which nobody was asked about: it is not said.

    Who led it was filled in for whoever logged it. A board that named somebody else chose the name: that is said.
    """
    activities = apps.get_model("activities", "Activity").objects
    activities.filter(in_norway=True).update(in_norway=None)
    named = activities.filter(led_by__isnull=False).exclude(led_by__person=models.F("logged_by"))
    activities.filter(pk__in=list(named.values_list("pk", flat=True))).update(leader="supporter")


def keep_rules(apps, schema_editor):
    """Rules that were added are kept with the conditions for each kind that they stood for."""
    organisation = apps.get_model("portal", "Organisation").objects.first()
    for row in apps.get_model("activities", "CountingRules").objects.all():
        group = {"minutes": row.group_minutes, "participants": row.group_participants}
        others = {"led_by_supporter": True, "in_person": True}
        row.kinds = {
            "activity_group": {**group, **others},
            "visit": {"minutes": 0, "participants": 1, **others},
            "conversation_group": {**group, **others},
            "course": {"minutes": row.course_minutes, "participants": 1, "led_by_supporter": False, "in_person": True},
        }
        row.preset = organisation.preset if organisation else "ms"
        row.save(update_fields=["kinds", "preset"])


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0004_indexes_of_activities'),
        ('chapters', '0003_process'),
        ('portal', '0010_receipt_days'),
        ('supporters', '0008_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('base_year', models.PositiveSmallIntegerField()),
                ('closed_at', models.DateTimeField(default=portal.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('base_year', models.PositiveSmallIntegerField()),
                ('in_person', models.BooleanField(null=True)),
                ('in_norway', models.BooleanField(null=True)),
                ('own_event', models.BooleanField(null=True)),
                ('unpaid', models.BooleanField(null=True)),
                ('said_at', models.DateTimeField(default=portal.clock.now)),
            ],
            options={
                'ordering': ['-base_year'],
            },
        ),
        migrations.AlterModelOptions(
            name='countingrules',
            options={'ordering': ['base_year', 'pk']},
        ),
        migrations.AddField(
            model_name='activity',
            name='in_person',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='activity',
            name='leader',
            field=models.CharField(blank=True, choices=[('', 'Not Said'), ('supporter', 'Supporter'), ('other', 'Other')], default='', max_length=10),
        ),
        migrations.AddField(
            model_name='activity',
            name='own_event',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='activity',
            name='series',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='activity',
            name='settled',
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name='activity',
            name='unpaid',
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name='countingrules',
            name='added_at',
            field=models.DateTimeField(default=portal.clock.now),
        ),
        migrations.AddField(
            model_name='countingrules',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='countingrules',
            name='in_norway',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='countingrules',
            name='kinds',
            field=models.JSONField(default=dict),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='countingrules',
            name='own_event',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='countingrules',
            name='preset',
            field=models.CharField(default='', max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='countingrules',
            name='unpaid',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='countingrules',
            name='warns_of_last_day',
            field=models.BooleanField(default=True),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='activity',
            name='in_norway',
            field=models.BooleanField(null=True),
        ),
        migrations.AlterField(
            model_name='countingrules',
            name='base_year',
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AlterField(
            model_name='countingrules',
            name='leader_counts_as_participant',
            field=models.BooleanField(),
        ),
        migrations.AddIndex(
            model_name='activity',
            index=models.Index(condition=models.Q(('series__isnull', False)), fields=['series'], name='activities_of_series'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('leader', 'supporter'), _negated=True), ('led_by__isnull', False), _connector='OR'), name='led_by_the_supporter_who_is_named'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('leader', 'other'), _negated=True), ('led_by__isnull', True), _connector='OR'), name='no_supporter_where_another_led'),
        ),
        migrations.AddField(
            model_name='closedyear',
            name='chapter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closed_years', to='chapters.chapter'),
        ),
        migrations.AddField(
            model_name='statement',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='activity_statements', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='closedyear',
            constraint=models.UniqueConstraint(fields=('chapter', 'base_year'), name='one_closing_of_each_year'),
        ),
        migrations.AddConstraint(
            model_name='statement',
            constraint=models.UniqueConstraint(fields=('person', 'base_year'), name='one_statement_for_each_year'),
        ),
        migrations.RunPython(nobody_said, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(keep_rules, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='countingrules',
            name='course_minutes',
        ),
        migrations.RemoveField(
            model_name='countingrules',
            name='group_minutes',
        ),
        migrations.RemoveField(
            model_name='countingrules',
            name='group_participants',
        ),
    ]
