"""What may an editor do with a page? Its text is the editors'; which pages there are, and their addresses, is the
contract's; and chapters whose mistakes hurt are read by somebody with professional knowledge before they are published.
"""

from functools import wraps

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester


class ContractPermissions(PagePermissionTester):
    """A page that others count on stays where it is."""

    def can_delete(self, ignore_bulk=False):
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_unpublish(self):
        return self.user.is_superuser and super().can_unpublish()


class ChapterPermissions(PagePermissionTester):
    """A chapter is the editors' own. One with a review is changed in public by those who may review it alone; others
    send it to them."""

    def can_publish(self):
        return super().can_publish() and self.may_review

    def can_unpublish(self):
        return super().can_unpublish() and self.may_review

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and self.may_review

    def can_copy(self):
        return super().can_copy() and self.may_review

    @cached_property
    def may_review(self):
        workflow = self.page.get_workflow()
        tasks = workflow.tasks if workflow else []
        return all(task.specific.user_can_access_editor(self.page, self.user) for task in tasks)


def guard_translations():
    """The translation tool publishes from several of its views, and asks for the right in one only.

    What it refuses with a ValidationError is shown or left out by all of them.
    """
    from wagtail_localize.models import Translation

    save = Translation.save_target

    @wraps(save)
    def save_target(self, user=None, publish=True):
        if user and not _may_publish(self, user):
            raise ValidationError({NON_FIELD_ERRORS: _("This is published by somebody with professional knowledge.")})
        return save(self, user=user, publish=publish)

    Translation.save_target = save_target


def _may_publish(translation, user):
    page = Page.objects.filter(translation_key=translation.source.object_id)
    there = page.filter(locale=translation.target_locale).first() or page.first()
    return there is None or there.permissions_for_user(user).can_publish()
