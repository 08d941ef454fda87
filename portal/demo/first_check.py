"""The first check of the pages: the invented editor reads them and dates them, the invented reviewer approves them and
the safety texts.

It is done as in the CMS: each change is a revision of somebody's, what is under review waits for the reviewer, and the
translations are brought up to date by the translation tool.
"""

from django.apps import apps
from django.conf import settings
from wagtail_localize.models import TranslationSource

from portal import clock
from portal.operations.safety import queries as safety_queries
from portal.operations.safety import services as safety_services


def check_pages(*, by, reviewer):
    """Date the check of every helpline, advice service and chapter: today. ``by`` is an editor.

    Where ``by`` may not publish, the change is sent to the review and ``reviewer`` approves it.
    """
    for line in _in_bokmal("Helpline"):
        line.checked = clock.today()
        line.save_revision(user=by, log_action=True).publish(user=by)
    for page in _in_bokmal("AdvisoryPage"):
        for service in (service for group in page.groups for service in group.value["services"]):
            service["checked"] = clock.today()
        _publish(page, by, reviewer)
    for page in _in_bokmal("ChapterPage"):
        page.checked = clock.today()
        _publish(page, by, reviewer)
    for text in safety_queries.unapproved():
        safety_services.approve(text.ref, by=reviewer)


def _in_bokmal(model):
    """The rows of a model of the public site. It is named, not imported: the portal stands without those pages."""
    return apps.get_model("home", model).objects.filter(locale__language_code=settings.LANGUAGE_CODE)


def _publish(page, by, reviewer):
    revision = page.save_revision(user=by, log_action=True)
    if page.permissions_for_user(by).can_publish():
        revision.publish(user=by)
        _update_translations(page, by)
    else:
        page.get_workflow().start(page, by)
        page.current_workflow_task.on_action(page.current_workflow_task_state, reviewer, "approve")
        _update_translations(page, reviewer)


def _update_translations(row, by):
    source = TranslationSource.objects.get_for_instance(row)
    source.update_from_db()
    for translation in source.translations.filter(enabled=True):
        translation.save_target(user=by)
