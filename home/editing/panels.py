"""Panels beside the fields of a page in the CMS: how easy its text is to read, and what readers have answered."""

from django.utils.formats import localize
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel

from home import article
from portal import votes


def readability_in_words(lix):
    """LIX in words. The guide stays below the highest value (tests/home/models/test_guide.py)."""
    if lix < article.EASY_LIX:
        return _("Easy to read.")
    if lix <= article.MAX_LIX:
        return _("All right to read. Shorter sentences make it easier.")
    return _("Too heavy for somebody who is tired. Shorten the sentences, and choose shorter words.")


class Readability(Panel):
    """LIX of the text as it was saved last, with words that say what to do."""

    def __init__(self, fields, **kwargs):
        super().__init__(**kwargs)
        self.fields = fields

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "fields": self.fields}

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/cms/readability.html"

        def get_context_data(self, parent_context=None):
            texts = [text for name in self.panel.fields for text in article.passages(getattr(self.instance, name))]
            lix = article.lix(texts)
            return super().get_context_data(parent_context) | {
                "lix": localize(round(lix)),
                "verdict": readability_in_words(lix),
                "is_empty": not texts,
                "hardest": article.MAX_LIX,
            }


class ReaderVotes(Panel):
    """What readers have answered to «was this useful?», in all languages together."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/cms/answers.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | votes.about(self.instance.translation_key)
