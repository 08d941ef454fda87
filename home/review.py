"""Chapters whose mistakes hurt are read by somebody with professional knowledge before they are published."""

from django.utils.functional import cached_property
from wagtail.models import PagePermissionTester


class Permissions(PagePermissionTester):
    """A page with a review is published by those who may review it; others send it to them."""

    def can_publish(self):
        return super().can_publish() and self.may_review

    @cached_property
    def may_review(self):
        workflow = self.page.get_workflow()
        tasks = workflow.tasks if workflow else []
        return all(task.specific.user_can_access_editor(self.page, self.user) for task in tasks)
