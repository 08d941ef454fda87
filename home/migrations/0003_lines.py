# Helplines become translatable, and their hours know seasons and half days.

import uuid

import django.db.models.deletion
import modelcluster.fields
import django.core.validators
from django.conf import settings
from django.db import migrations, models


def bokmal():
    """The language of the lines that are there: every line was written in the site's own."""
    from wagtail.models import Locale

    return Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0].pk


def give_keys(apps, schema_editor):
    Helpline = apps.get_model("home", "Helpline")
    for line in Helpline.objects.all():
        line.translation_key = uuid.uuid4()
        line.save(update_fields=["translation_key"])


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_content"),
    ]
    operations = [
        migrations.AddField(
            model_name="helpline",
            name="locale",
            field=models.ForeignKey(default=bokmal, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wagtailcore.locale", verbose_name="locale"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="helpline",
            name="translation_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AddField(
            model_name='helpline',
            name='christmas_eve',
            field=models.CharField(blank=True, choices=[(None, 'Not decided yet'), ('open', 'Open as on other days'), ('closed', 'Closed'), ('other', 'Other hours: those below')], help_text='Until it is decided, the usual hours hold.', max_length=10, verbose_name='Christmas Eve'),
        ),
        migrations.AddField(
            model_name='helpline',
            name='easter_wednesday',
            field=models.CharField(blank=True, choices=[(None, 'Not decided yet'), ('open', 'Open as on other days'), ('closed', 'Closed'), ('other', 'Other hours: those below')], help_text='Until it is decided, the usual hours hold.', max_length=10, verbose_name='Wednesday before Maundy Thursday'),
        ),
        migrations.AddField(
            model_name='helpline',
            name='new_years_eve',
            field=models.CharField(blank=True, choices=[(None, 'Not decided yet'), ('open', 'Open as on other days'), ('closed', 'Closed'), ('other', 'Other hours: those below')], help_text='Until it is decided, the usual hours hold.', max_length=10, verbose_name="New Year's Eve"),
        ),
        migrations.AddField(
            model_name='helpline',
            name='other_closes',
            field=models.TimeField(blank=True, help_text='Only for days with other hours. For example 12:00.', null=True, verbose_name='Other hours: closes'),
        ),
        migrations.AddField(
            model_name='helpline',
            name='other_opens',
            field=models.TimeField(blank=True, help_text='Only for days with other hours. For example 10:00.', null=True, verbose_name='Other hours: opens'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='always',
            field=models.BooleanField(default=False, help_text='Then no hours are needed. For example: Kirkens SOS.', verbose_name='Open day and night'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='code',
            field=models.SlugField(help_text="The line's address on the page, for example ms-telefonen. Links break if you change it.", max_length=40, verbose_name='Short name'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='description',
            field=models.CharField(help_text='Whom it is for and what one can talk about. For example: For deg som står nær en med MS.', max_length=250, verbose_name='One or two sentences'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='holidays',
            field=models.CharField(blank=True, choices=[(None, 'Not decided yet'), ('open', 'Open as on other days'), ('closed', 'Closed'), ('other', 'Other hours: those below')], help_text='For example 17 May. Until it is decided, the page says closed.', max_length=10, verbose_name='Public holidays'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='kind',
            field=models.CharField(choices=[('peer', 'Ours: supporters answer'), ('professional', 'Others: professionals answer'), ('crisis', 'Crisis')], help_text='Crisis lines stand in the red block at the top, for example Mental Helse.', max_length=20, verbose_name='Kind of line'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='name',
            field=models.CharField(help_text='For example: MS-telefonen', max_length=80, verbose_name='Name of the line'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='order',
            field=models.PositiveSmallIntegerField(default=100, help_text='Low numbers come first, for example 1 before 10.', verbose_name='Order'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='phone',
            field=models.CharField(help_text='As it is dialled, with or without spaces. For example 22 42 45 45, or 116 117.', max_length=20, validators=[django.core.validators.RegexValidator('^(\\+\\d{8,15}|\\d{3,6})$', 'Write the number like this: +4722424545, or 116117')], verbose_name='Phone number'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='translation_key',
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='url',
            field=models.URLField(blank=True, help_text='For example https://ffo.no/rettighetssenteret', verbose_name='Website'),
        ),
        migrations.AlterField(
            model_name='hourexception',
            name='closes',
            field=models.TimeField(blank=True, help_text='For example 12:00', null=True, verbose_name='Closes'),
        ),
        migrations.AlterField(
            model_name='hourexception',
            name='date',
            field=models.DateField(help_text='For example 24.12.2026', verbose_name='Which day'),
        ),
        migrations.AlterField(
            model_name='hourexception',
            name='note',
            field=models.CharField(blank=True, help_text='For example: Vi er på kurs.', max_length=120, verbose_name='A word to the reader'),
        ),
        migrations.AlterField(
            model_name='hourexception',
            name='opens',
            field=models.TimeField(blank=True, help_text='For example 10:00', null=True, verbose_name='Opens'),
        ),
        migrations.AlterField(
            model_name='openingslot',
            name='closes',
            field=models.TimeField(help_text='For example 21:00. A time before the opening is the next morning: 20:00 to 02:00.', verbose_name='Closes'),
        ),
        migrations.AlterField(
            model_name='openingslot',
            name='opens',
            field=models.TimeField(help_text='For example 17:00', verbose_name='Opens'),
        ),
        migrations.AlterUniqueTogether(
            name='helpline',
            unique_together={('code', 'locale'), ('translation_key', 'locale')},
        ),
        migrations.CreateModel(
            name='SeasonRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.DateField(help_text='For example 28.06.2027', verbose_name='First day')),
                ('last', models.DateField(help_text='For example 08.08.2027. This day is part of the period.', verbose_name='Last day')),
                ('weekday', models.PositiveSmallIntegerField(blank=True, choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], help_text='Leave the day and both times empty if the line is closed.', null=True, verbose_name='Day')),
                ('opens', models.TimeField(blank=True, help_text='For example 11:00', null=True, verbose_name='Opens')),
                ('closes', models.TimeField(blank=True, help_text='For example 13:00', null=True, verbose_name='Closes')),
                ('note', models.CharField(blank=True, help_text='For example: Vi har sommerferie.', max_length=120, verbose_name='A word to the reader')),
                ('helpline', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='seasons', to='home.helpline')),
            ],
            options={
                'ordering': ['first', 'last', 'weekday', 'opens'],
            },
        ),
        migrations.AlterField(
            model_name='helpline',
            name='anonymous',
            field=models.BooleanField(blank=True, choices=[(None, 'We do not know'), (True, 'Yes, it is'), (False, 'No, it is not')], help_text='The page says so only if you answer yes. For example yes for Kirkens SOS.', null=True, verbose_name='One may be anonymous'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='free',
            field=models.BooleanField(blank=True, choices=[(None, 'We do not know'), (True, 'Yes, it is'), (False, 'No, it is not')], help_text='The page says so only if you answer yes. For example yes for 116 123.', null=True, verbose_name='Free to call'),
        ),
        migrations.AlterField(
            model_name='helpline',
            name='paused_note',
            field=models.CharField(blank=True, help_text='As long as something is written here, the line is shown as closed. For example: Vi har ferie.', max_length=200, verbose_name='Closed for now, because'),
        ),
        migrations.AlterField(
            model_name='hourexception',
            name='closed',
            field=models.BooleanField(default=True, help_text='Take the mark away to write other hours. For example from 10:00 to 12:00.', verbose_name='Closed all day'),
        ),
    ]
