import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('knowledge', '0005_chapter'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField(model_name='certificate', old_name='test_passed_on', new_name='exam_passed_on'),
        migrations.AlterField(
            model_name='testexception',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exam_exceptions', to=settings.AUTH_USER_MODEL),
        ),
    ]
