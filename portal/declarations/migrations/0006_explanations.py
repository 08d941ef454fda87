import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def finish_those_that_are_signed(apps, schema_editor):
    """Requests had no state. What the person has signed since then is done; the rest wait, the newest of each."""
    request, *signed = (
        apps.get_model("declarations", name) for name in ("ExplanationRequest", "Signature", "RecordedSignature")
    )
    same = {"person": models.OuterRef("person"), "text": models.OuterRef("text")}
    is_signed = models.Q(pk__in=[])
    for model in signed:
        is_signed |= models.Exists(model.objects.filter(**same))
    newer = request.objects.filter(person=models.OuterRef("person"), pk__gt=models.OuterRef("pk"))
    done = request.objects.filter(is_signed | models.Exists(newer)).values_list("pk", flat=True)
    request.objects.filter(pk__in=list(done)).update(state="done", ended_at=models.F("asked_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("declarations", "0005_lapsing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="explanationrequest", name="one_request_for_each_person_and_text"),
        migrations.AddField(
            model_name="explanationrequest",
            name="state",
            field=models.CharField(
                choices=[("waiting", "Waits"), ("done", "Done"), ("withdrawn", "Taken back")],
                default="waiting",
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="explanationrequest", name="version", field=models.PositiveIntegerField(default=1)
        ),
        migrations.AddField(
            model_name="explanationrequest", name="ended_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="explanationrequest",
            name="done_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(finish_those_that_are_signed, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="explanationrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("person",),
                name="one_waiting_request_for_each_person",
            ),
        ),
    ]
