"""The safety texts on one page of the CMS: which are approved, by whom and when, and the button that approves."""

from itertools import groupby

from django.utils.translation import gettext_lazy
from wagtail.models import Page, Revision, TaskState

from home.editing.review import rights
from home.editing.views import CmsPage
from home.texts import authored_content
from portal.operations.safety import queries as safety_queries


class SafetyTextsView(CmsPage):
    """Lists the texts. What approves one is the page of ``portal/operations/wagtail_hooks.py``."""

    template_name = "home/cms/safety_texts.html"
    page_title = gettext_lazy("Safety texts")
    header_icon = "warning"

    def get_context_data(self, **kwargs):
        groups = [list(group) for _code, group in groupby(safety_queries.standings(), key=lambda one: one.text.code)]
        return super().get_context_data(**kwargs) | {
            "groups": groups,
            "chapters": chapters(),
            "may_approve": safety_queries.may_approve(self.request.user),
        }


def chapters():
    """``{title, language, url, at, by}`` of each published page under review; ``at`` is None without a yes."""
    pages = authored_content.published_pages()
    waiting = {page.pk for page in rights.unapproved(pages)}
    reviewed = set(Page.objects.filter(workflowpage__workflow__active=True).values_list("translation_key", flat=True))
    shown = [page for page in pages if page.translation_key in reviewed]
    revisions = Revision.objects.select_related("user").prefetch_related("task_states__finished_by")
    by_key = revisions.in_bulk([page.live_revision_id for page in shown if page.live_revision_id])
    for page in shown:
        at, by = (None, None) if page.pk in waiting else _approval_of(by_key[page.live_revision_id])
        yield {
            "title": page.title,
            "language": page.locale.language_code,
            "url": authored_content.edit_url(page),
            "at": at,
            "by": by.get_full_name() if by else "",
        }


def _approval_of(revision):
    """``(when, by whom)``: the yes of the review, or a reviewer who has published the text."""
    for state in revision.task_states.all():
        if state.status == TaskState.STATUS_APPROVED:
            return state.finished_at, state.finished_by
    return revision.created_at, revision.user
