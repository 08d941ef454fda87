"""What may an editor do with a page? Its text is the editors'; which pages there are, and their addresses, is the
contract's; and chapters whose mistakes hurt are read by somebody with professional knowledge before they are published.
"""

from functools import wraps

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester
from wagtail_localize.models import Translation


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
    """The translation tool publishes from several of its views, and asks for the right in one only."""
    save = Translation.save_target

    @wraps(save)
    def save_target(self, user=None, publish=True):
        if user:
            _refuse(self, user)
        return save(self, user=user, publish=publish)

    Translation.save_target = save_target


def _refuse(translation, user):
    """Also where only a draft is asked for: the tool writes that into the page itself."""
    pages = Page.objects.filter(translation_key=translation.source.object_id)
    there = pages.filter(locale=translation.target_locale).first()
    page = there or pages.first()
    if page is None or page.permissions_for_user(user).can_publish():
        return
    if there and there.alias_of_id:
        # Chosen along with a page that leads to it: that one may go on, and this one goes on showing bokmål.
        raise ValidationError({NON_FIELD_ERRORS: _("This is published by somebody with professional knowledge.")})
    raise PermissionDenied


def convert_to_alias(request, page_id):
    """The tool's own view, for those who may change what the public reads."""
    if not get_object_or_404(Page, pk=page_id).permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    from wagtail_localize.views import convert  # needs every model

    return convert.convert_to_alias(request, page_id)


def unfit(pages):
    """Those of the pages whose latest draft may not be published as it is."""
    for page in pages:
        try:
            page.get_latest_revision_as_object().full_clean()
        except ValidationError:
            yield page
