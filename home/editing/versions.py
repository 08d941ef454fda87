"""Versions: a first one of the pages, lines and figures that a new site begins with, and how two are compared.

Without the first one, the history would begin with the first change, and nobody could go back to the text before it.
Versions are compared by what a reader would see, paragraph by paragraph.
"""

import re

from django.utils.encoding import force_str
from wagtail.admin import compare
from wagtail.blocks import StreamValue
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page
from wagtail.utils.text import text_from_html

from home.editing.review.second_person import KEY_OF_PARAGRAPH
from home.models.base import specific_pages
from home.texts import authored_content


def keep_first_versions():
    """Keep a version of everything that has none. Two queries when there is nothing to keep."""
    pages = Page.objects.filter(latest_revision=None, alias_of=None, depth__gt=1)
    for instance in [*specific_pages(pages), *authored_content.snippets()]:
        keep_first_version(instance)


def keep_first_version(instance):
    """Keep a page or a snippet as it is in the database, where no version of it is kept yet."""
    if instance.latest_revision_id:
        return
    revision = instance.save_revision(clean=False, changed=False)
    log(instance=instance, action="wagtail.create", revision=revision, content_changed=True)
    if isinstance(instance, DraftStateMixin) and instance.live:
        type(instance).objects.filter(pk=instance.pk).update(live_revision=revision)


BLOCK_TAG = re.compile(r"\s*(</?(?:p|h[1-6]|ul|ol|li|blockquote|div|dl|dt|dd)\b[^>]*>|<br\s*/?>)\s*")


def compare_by_paragraphs():
    """Make a comparison show the words that have changed. Wagtail joins the last word of a paragraph with the first of
    the next, and takes a text that the editor has saved with other spaces between its tags for another text."""
    compare.text_from_html = lambda html: text_from_html(_with_lines(html))
    compare.StreamFieldComparison.has_changed = lambda self: _tidy(self.val_a) != _tidy(self.val_b)


def _with_lines(html):
    return BLOCK_TAG.sub(r"\1\n", force_str(html))


def _tidy(value):
    """The value of a text, each HTML in it as it would be had the editor saved it."""
    if isinstance(value, StreamValue):
        return _tidy(value.get_prep_value())
    if isinstance(value, dict):
        return {name: _tidy(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    return BLOCK_TAG.sub(r"\1", KEY_OF_PARAGRAPH.sub("", value)) if isinstance(value, str) else value
