from django.db import migrations

REVIEW_NAME = "Faglig kontroll"


def review_lines(apps, schema_editor):
    """A site that reviews chapters reviews its lines for a crisis as well, and its editors publish the others."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    kind = ContentType.objects.filter(app_label="home", model="helpline").first()
    workflow = apps.get_model("wagtailcore", "Workflow").objects.filter(name=REVIEW_NAME).first()
    if not kind or not workflow:
        return  # a new site: it is set up later
    apps.get_model("wagtailcore", "WorkflowContentType").objects.get_or_create(
        content_type=kind, defaults={"workflow": workflow}
    )
    Permission = apps.get_model("auth", "Permission")
    publish, _is_new = Permission.objects.get_or_create(
        content_type=kind, codename="publish_helpline", defaults={"name": "Can publish helpline"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(
        permissions__content_type=kind, permissions__codename="change_helpline"
    ):
        group.permissions.add(publish)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0015_lines_by_two_people"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(review_lines, migrations.RunPython.noop)]
