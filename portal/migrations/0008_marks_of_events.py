"""Events that wait to be sealed while the site is brought up to date get the mark that later ones are written with."""

import datetime
import hashlib
import hmac

from django.conf import settings
from django.db import migrations


def mark(apps, schema_editor):
    for event in apps.get_model("portal", "Event").objects.filter(sequence__isnull=True, seal=""):
        at = event.at.astimezone(datetime.UTC)
        content = "\n".join(map(str, ["recorded", event.verb, event.subject, event.actor, at, event.digest]))
        event.seal = hmac.new(settings.EVENT_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()
        event.save(update_fields=["seal"])


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_action_counts")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
