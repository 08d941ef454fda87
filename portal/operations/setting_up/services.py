"""Setting up a new site: the organisation, its categories, texts, groups and pages."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from portal import organisation
from portal.accounts.models import User
from portal.declarations.texts import loading as declarations
from portal.knowledge import loading as knowledge
from portal.permissions import ADMINS, EDITORS, REVIEWERS
from portal.supporters.categories import services as category_services
from portal.supporters.models import Category


@transaction.atomic
def install(preset: str, *, by: User | None, **contact: str) -> None:
    """Give an empty site its organisation and contents. A second run changes nothing that people have edited.

    ``contact`` is the ``phone`` and ``email`` of the organisation's office.
    The e-mail address is needed if the preset has none.
    """
    organisation.install(preset, **contact)
    # Wagtail makes these at its first start. Nobody here has their roles, so nobody would watch who is in them.
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    for name in (EDITORS, ADMINS):
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for order, found in enumerate(organisation.preset(preset)["categories"]):
        if not Category.objects.filter(code=found["code"]).exists():
            category_services.set_category(by=by, order=order, **category_values(found))
    knowledge.load_questions()
    knowledge.load_course()
    declarations.install_declaration(by=by)
    call_command("load_content", verbosity=0)
    grant_editor_permissions()
    set_up_professional_review()


def category_values(category: Mapping[str, Any]) -> dict[str, Any]:
    """A category of a preset as the field values of a ``Category``."""
    role = {language: text.strip() for language, text in category["role_description"].items()}
    requires = [[kind, after] for kind, after in category["requires"].items()]
    return {**category, "role_description": role, "requires": requires}


def grant_editor_permissions() -> None:
    """Give the groups of editors and administrators their permissions in the CMS.

    Editors edit, publish and translate pages, helplines, figures, the question bank and the course; they upload
    pictures and add languages. Only administrators remove pages, languages, helplines, figures, pictures and
    documents, and edit redirects and who reviews what. Nobody has to be a superuser.
    """
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
                content_type__app_label__in=["home", "knowledge"], content_type__model__in=EDITED_MODELS
            ).exclude(codename__in=ADMINS_ONLY),
            Permission.objects.get(content_type__app_label="wagtail_localize", codename="submit_translation"),
            *Permission.objects.filter(codename__in=["add_locale", "change_locale"]),
        )
    admins = Group.objects.get(name=ADMINS)
    admins.permissions.add(
        *Permission.objects.filter(content_type__model__in=["locale", "redirect", "workflow", "task"]),
        *Permission.objects.filter(codename__in=ADMINS_ONLY),
    )
    for permission in Permission.objects.filter(codename__in=["unlock_page", "bulk_delete_page"]):
        GroupPagePermission.objects.get_or_create(group=admins, page=root, permission=permission)
    for permission in Permission.objects.filter(codename__in=["delete_image", "delete_document"]):
        GroupCollectionPermission.objects.get_or_create(group=admins, collection=collection, permission=permission)


@transaction.atomic
def set_up_professional_review() -> None:
    """Set up the review of what is about crisis and law. Everything else is published at once."""
    if Workflow.objects.filter(name=REVIEW_NAME).exists():
        return
    WorkflowPage.objects.all().delete()  # Wagtail's default, which applies to every page
    Workflow.objects.update(active=False)
    task = GroupApprovalTask.objects.create(name=REVIEW_NAME)
    task.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in (REVIEWERS, ADMINS)))
    workflow = Workflow.objects.create(name=REVIEW_NAME)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    for page in Page.objects.filter(slug__in=REVIEWED_PAGES, locale__language_code=settings.LANGUAGE_CODE):
        WorkflowPage.objects.create(workflow=workflow, page=page)
    # Of the lines, those for a crisis: home/models/helpline.py.
    kind = ContentType.objects.get(app_label="home", model="helpline")
    WorkflowContentType.objects.create(content_type=kind, workflow=workflow)


REVIEW_NAME = "Faglig kontroll"
REVIEWED_PAGES = ["nar-noen-har-det-svaert-vanskelig", "taushetsplikt"]
# Texts and URLs refer to them, so deleting one leaves gaps.
ADMINS_ONLY = ["delete_helpline", "delete_figure", "delete_page"]
EDITED_MODELS = ["helpline", "figure", "openingslot", "hourexception", "seasonrow", "question", "choice", "coursepart"]
