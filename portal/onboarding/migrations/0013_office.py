"""Letters say how the office is reached, which may be by e-mail alone, instead of a number to call."""

from django.db import migrations

REPLACEMENTS = [
    ("Lurer du på noe? Ring {phone}.", "Lurer du på noe? Ta kontakt med oss: {office}"),
    ("Lurer du på noko? Ring {phone}.", "Lurer du på noko? Ta kontakt med oss: {office}"),
    ("Do you wonder about something? Call {phone}.", "Do you wonder about something? Get in touch with us: {office}"),
    ("Ring gjerne {phone} hvis du vil snakke om det.", "Ta gjerne kontakt hvis du vil snakke om det: {office}"),
    ("Ring gjerne {phone} dersom du vil snakke om det.", "Ta gjerne kontakt dersom du vil snakke om det: {office}"),
    ("Do call {phone} if you want to talk about it.", "Do get in touch if you want to talk about it: {office}"),
    ("{phone}", "{office}"),  # in what the secretariat has written
]


def say_how_the_office_is_reached(apps, schema_editor):
    for letter in apps.get_model("onboarding", "Letter").objects.all():
        for language, text in letter.text.items():
            for old, new in REPLACEMENTS:
                text = text.replace(old, new)  # noqa: PLW2901
            letter.text[language] = text
        letter.save()


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0012_plain_names")]

    operations = [migrations.RunPython(say_how_the_office_is_reached, migrations.RunPython.noop)]
