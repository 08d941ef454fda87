"""A page of text: accessibility, privacy, cookies."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home import article, blocks
from home.editing.panels import Readability
from home.figures.substitution import check_references
from home.models.base import ReadingPage


class TextPage(ReadingPage):
    summary = StreamField(blocks.Summary(), verbose_name=_("In short"))
    body = StreamField(blocks.Body(), verbose_name=_("Text"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "summary", help_text=_("Up to four sentences that hold the most important, for example: Du skal lytte.")
        ),
        FieldPanel(
            "body",
            help_text=_("Choose a block for each part: text, numbered advice, a checklist, something to remember."),
        ),
        Readability(["summary", "body"], heading=_("How easy is it to read?")),
    ]
    max_count_per_parent = None

    class Meta:
        verbose_name = _("Page of text")

    def clean(self):
        super().clean()
        check_references(self, "summary", "body")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"article": article.render(self.body, context=context)}
