from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0011_asks")]

    operations = [
        migrations.RenameModel(old_name="Entry", new_name="ApplicationForAnother"),
        migrations.RenameModel(old_name="Opened", new_name="StepNotification"),
    ]
