"""What an editor may do with a page.

Editors change every text. Which pages there are, and their addresses, is fixed, because others link to them. Chapters
on crisis and law are read by somebody with professional knowledge before they are published.
"""

from functools import wraps

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, PagePermissionTester, Revision, TaskState
from wagtail_localize.models import Translation

from home.editing.review import second_person
from portal.permissions import REVIEWERS

REMOVES_PAGES = "wagtailcore.delete_page"  # of all pages, wherever they stand: administrators alone have it


class FixedPagePermissions(PagePermissionTester):
    """Only administrators delete or unpublish a page that others link to."""

    def can_delete(self, ignore_bulk=False):
        return self.user.has_perm(REMOVES_PAGES) and super().can_delete(ignore_bulk)

    def can_unpublish(self):
        return self.user.has_perm(REMOVES_PAGES) and super().can_unpublish()


class ChapterPermissions(PagePermissionTester):
    """Editors may do everything with a chapter without a review. With one, only reviewers publish, unpublish, delete or
    copy it; others send it to them. What a reviewer has written, another reviewer publishes."""

    def can_publish(self):
        return super().can_publish() and self.may_review and not self.has_written

    def can_unpublish(self):
        return super().can_unpublish() and self.may_review

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and self.may_review

    def can_copy(self):
        return super().can_copy() and self.may_review

    @cached_property
    def may_review(self):
        return second_person.may_review(self.page, self.user)

    @cached_property
    def has_written(self):
        """Whether what waits to be published is their own, and somebody else has to say yes to it."""
        reviewed = self.page.pk and second_person.needs_second_person(self.page)
        return bool(reviewed) and self.user.pk in second_person.pending(self.page).writers


def guard_translations():
    """Make the translation tool check the permission to publish each time, and list what it saves in the history.

    Only one of the tool's own views checks it.
    """
    save = Translation.save_target

    @wraps(save)
    def save_target(self, user=None, publish=True):
        if user:
            _require_permission_to_publish(self, user)
        save(self, user=user, publish=publish)
        _list_in_history(self, user)

    Translation.save_target = save_target


def _list_in_history(translation, user):
    """List in the history what the translation tool has saved: the tool itself does not."""
    instance = translation.get_target_instance()
    if revision := getattr(instance, "latest_revision", None):
        log(instance=instance, action="wagtail.edit", user=user, revision=revision, content_changed=True)


def _require_permission_to_publish(translation, user):
    """Raises PermissionDenied or ValidationError. Also for a draft: the tool writes a draft into the page itself."""
    source = translation.source
    if not issubclass(source.specific_content_type.model_class(), Page):
        _require_second_person(source.get_source_instance(), source, translation.target_locale, user)
        return
    pages = Page.objects.filter(translation_key=translation.source.object_id)
    existing = pages.filter(locale=translation.target_locale).first()
    page = existing or pages.first()
    if page is None or page.permissions_for_user(user).can_publish():
        _require_second_person(page and page.specific, source, translation.target_locale, user)
        return
    if existing and existing.alias_of_id:
        # Chosen along with a page that leads to it: that one may go on, and this one goes on showing bokmål.
        raise ValidationError({NON_FIELD_ERRORS: _("This is published by somebody with professional knowledge.")})
    raise PermissionDenied


def _require_second_person(original, source, locale, user):
    """Raises WrittenByThemselves where the words of a reviewed page or line are the user's own, or not theirs to
    approve."""
    if original is None or not second_person.needs_second_person(original):
        return
    existing = type(original).objects.filter(translation_key=source.object_id, locale=locale).first()
    if not second_person.may_review(original, user) or (existing and second_person.has_translated(existing, user)):
        raise second_person.WrittenByThemselves


def convert_to_alias(request, page_id):
    """The view of the translation tool, for those who may publish the page."""
    if not get_object_or_404(Page, pk=page_id).permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    from wagtail_localize.views import convert  # noqa: PLC0415  needs every model

    return convert.convert_to_alias(request, page_id)


def unapproved(pages):
    """Those of the published pages under review, in any language, whose text nobody with professional knowledge has
    said yes to. Two queries, however many pages there are.

    A yes is an approval in the review, or a text that a reviewer has published. The first content has none.
    """
    reviewed = set(Page.objects.filter(workflowpage__workflow__active=True).values_list("translation_key", flat=True))
    pages = [page for page in pages if page.translation_key in reviewed]
    approved = set(
        Revision.objects.filter(pk__in=[page.live_revision_id for page in pages])
        .filter(Q(task_states__status=TaskState.STATUS_APPROVED) | Q(user__groups__name=REVIEWERS))
        .values_list("pk", flat=True)
    )
    return [page for page in pages if page.live_revision_id not in approved]


def unpublishable(pages):
    """Those of the pages whose latest draft has faults that stop it from being published."""
    for page in pages:
        try:
            page.get_latest_revision_as_object().full_clean()
        except ValidationError:
            yield page
