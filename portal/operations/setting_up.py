"""What every new site gets before anybody uses it: the organisation, its categories, texts, groups and pages."""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction

from portal import organisation
from portal.declarations import loading as declarations
from portal.knowledge import loading as knowledge
from portal.permissions import ADMINS, EDITORS
from portal.supporters.categories import services as category_services
from portal.supporters.models import Category


@transaction.atomic
def install(preset, *, by, **contact):
    """Give an empty site its organisation and contents. Run again it changes nothing that people have edited.

    ``contact`` is the organisation's ``phone`` and ``email`` where the preset does not know them.
    """
    organisation.install(preset, **contact)
    for name in (EDITORS, ADMINS):
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for order, found in enumerate(organisation.preset(preset)["categories"]):
        if not Category.objects.filter(code=found["code"]).exists():
            category_services.set_category(by=by, order=order, **values_of(found))
    knowledge.load_questions()
    knowledge.load_course()
    declarations.install_declaration(by=by)
    call_command("load_content", verbosity=0)
    editor_rights()
    professional_review()


def values_of(category):
    """A category of a preset as its row keeps it."""
    role = {language: text.strip() for language, text in category["role_description"].items()}
    requires = [[kind, after] for kind, after in category["requires"].items()]
    return {**category, "role_description": role, "requires": requires}


def editor_rights():
    """Editors may edit, publish and translate every page, the lines, the figures, the question bank and the course, and
    upload pictures; they may add a language of pages, but take none away. No people; redirects are the administrators',
    and so is taking a line or a figure away."""
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

    root = Page.objects.get(depth=1)
    collection = Collection.get_first_root_node()
    for name in (EDITORS, ADMINS):
        group = Group.objects.get(name=name)
        for codename in ("add_page", "change_page", "publish_page"):
            permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        for codename in (
            "add_image",
            "change_image",
            "choose_image",
            "add_document",
            "change_document",
            "choose_document",
        ):
            permission = Permission.objects.get(codename=codename)
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
        group.permissions.add(
            *Permission.objects.filter(
                content_type__app_label__in=["home", "knowledge"], content_type__model__in=EDITED
            ).exclude(codename__in=KEPT),
            Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation"),
            *Permission.objects.filter(codename__in=["add_locale", "change_locale"]),
        )
    Group.objects.get(name=ADMINS).permissions.add(
        *Permission.objects.filter(content_type__model__in=["locale", "redirect"]),
        *Permission.objects.filter(codename__in=KEPT),
    )


@transaction.atomic
def professional_review():
    """Crisis and law are read by somebody with professional knowledge; all else is published at once."""
    from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

    if Workflow.objects.filter(name=REVIEW).exists():
        return
    WorkflowPage.objects.all().delete()  # Wagtail's own, which would hold for every page
    Workflow.objects.update(active=False)
    task = GroupApprovalTask.objects.create(name=REVIEW)
    task.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in (REVIEWERS, ADMINS)))
    workflow = Workflow.objects.create(name=REVIEW)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for page in Page.objects.filter(slug__in=REVIEWED, locale__language_code=settings.LANGUAGE_CODE):
        WorkflowPage.objects.create(workflow=workflow, page=page)


REVIEW = "Faglig kontroll"
REVIEWERS = "Faglige kontrollører"  # editors who read for others; the group itself opens no door
REVIEWED = ["nar-noen-har-det-svaert-vanskelig", "taushetsplikt"]
KEPT = ["delete_helpline", "delete_figure"]  # texts and addresses name them: readers would see what is missing
EDITED = ["helpline", "figure", "openingslot", "hourexception", "seasonrow", "question", "choice", "coursepart"]
