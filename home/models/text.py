"""A page of text: accessibility, privacy, cookies."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PagePermissionTester

from home import article, blocks
from home.editing.panels import Readability
from home.figures.substitution import check_references
from home.models.base import ReadingPage

# Text pages that code and other pages link to: their addresses, by the names of the files of the first content.
FIXED_PAGES = {
    "new": "ny-med-ms",
    "relatives": "parorende",
    "young": "under-40",
    "hospital": "pa-sykehuset",
    "professionals": "for-helsepersonell",
    "about": "om-tjenesten",
    "contact": "kontakt",
    "accessibility": "tilgjengelighet",
    "privacy": "personvern",
    "cookies": "informasjonskapsler",
}


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

    def permissions_for_user(self, user):
        """Editors take down and delete the pages that they have added themselves."""
        if self.slug in FIXED_PAGES.values():
            return super().permissions_for_user(user)
        return PagePermissionTester(user, self)

    def clean(self):
        super().clean()
        check_references(self, "summary", "body")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        return context | {"article": article.render(self.body, context=context)}
