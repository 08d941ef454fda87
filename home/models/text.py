"""A page of text: accessibility, privacy, cookies."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import PagePermissionTester
from wagtail_localize.fields import SynchronizedField

from home import article, blocks
from home.editing.panels import Readability
from home.figures.substitution import check_references
from home.helplines import lookup as helplines
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


MIN_HEADINGS_FOR_CONTENTS = 5  # a shorter page has a drawing beside its text instead
ANY_OF_OURS = "now"  # no line has this short name: it is chosen where any of them may answer


def numbers_to_choose():
    """For the CMS: which number a page can have at the top."""
    ours = [(line.code, line.name) for line in helplines.read_lines() if line.kind == helplines.Kind.PEER]
    return [("", _("None")), (ANY_OF_OURS, _("The line of ours that answers now, or opens next")), *ours]


class TextPage(ReadingPage):
    number_to_ring = models.CharField(_("Number to ring, at the top of the page"), max_length=50, blank=True)
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
        FieldPanel(
            "number_to_ring",
            widget=forms.Select(choices=numbers_to_choose),
            help_text=_(
                "For pages that people read when they need somebody, for example Pårørende. While the line is closed, "
                "the page gives a number that answers day and night, and says when yours opens."
            ),
        ),
        Readability(["summary", "body"], heading=_("How easy is it to read?")),
    ]
    max_count_per_parent = None
    override_translatable_fields = [
        *ReadingPage.override_translatable_fields,
        SynchronizedField("number_to_ring", overridable=False),
    ]

    class Meta:
        verbose_name = _("Page of text")

    @property
    def changes_by_the_minute(self):
        return bool(self.number_to_ring)

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
        number = helplines.number_to_ring(self.number_to_ring) if self.number_to_ring else None
        rendered = article.render(self.body, context=context)
        return context | {
            "article": rendered,
            "contents": rendered.headings if len(rendered.headings) >= MIN_HEADINGS_FOR_CONTENTS else [],
            "number": number,
        }
