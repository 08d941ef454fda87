from zoneinfo import ZoneInfo

import django.db.models.deletion
import portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models


MOVES = {"become_active": True, "resume": True, "pause": False, "end": False}


def read_events(apps, schema_editor):
    """The days on which supporters were active, from the events of their moves.

    Who is active without an event of it was so from ``since``, as copied rows are.
    """
    periods = apps.get_model("supporters", "ActivePeriod")
    supporters = {row.ref: row for row in apps.get_model("supporters", "Supporter").objects.all()}
    found, open_ones = [], {}
    events = apps.get_model("portal", "Event").objects.filter(verb__in=[f"supporter.{move}" for move in MOVES])
    for event in events.order_by("at", "pk"):
        supporter = supporters.get(event.subject)
        if supporter is None:
            continue
        day = event.at.astimezone(ZoneInfo("Europe/Oslo")).date()
        last = open_ones.pop(supporter.pk, None)
        if last:
            last.ends = day
        if MOVES[event.verb.removeprefix("supporter.")]:
            open_ones[supporter.pk] = periods(supporter=supporter, begins=day)
            found.append(open_ones[supporter.pk])
    known = {period.supporter_id for period in found}
    for supporter in supporters.values():
        if supporter.state == "active" and supporter.since and supporter.pk not in known:
            found.append(periods(supporter=supporter, begins=supporter.since))
    periods.objects.bulk_create(found)


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0010_receipt_days'),
        ('supporters', '0007_asked'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ActivePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begins', models.DateField()),
                ('ends', models.DateField(null=True)),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='active_periods', to='supporters.supporter')),
            ],
            options={
                'ordering': ['begins', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends__isnull', True)), fields=('supporter',), name='one_active_period_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='LeaderAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('on', models.DateField()),
                ('noted_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='supporters.supporter')),
            ],
            options={
                'ordering': ['on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('supporter', 'on'), name='one_assessment_of_each_day')],
            },
        ),
        migrations.RunPython(read_events, migrations.RunPython.noop, elidable=True),
    ]
