
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0007_grants'),
    ]

    operations = [
        migrations.CreateModel(
            name='YearWorth',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('base_year', models.PositiveSmallIntegerField(unique=True)),
                ('kroner_per_point', models.PositiveIntegerField(null=True)),
                ('per_day', models.PositiveIntegerField(default=0)),
                ('per_supporter', models.PositiveIntegerField(default=0)),
                ('per_chapter', models.PositiveIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
