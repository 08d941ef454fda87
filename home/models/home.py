"""The front page: is this for me, and which way do I go?"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from home import blocks, helplines
from home.models.base import ReadingPage


class HomePage(ReadingPage):
    lead = models.TextField(_("Two sentences under the title"))
    cards = StreamField([("card", blocks.FrontPageCard())], max_num=4, verbose_name=_("The ways to go"))
    relatives_heading = models.CharField(_("Heading"), max_length=100)
    relatives_text = models.TextField(_("Text for relatives"))
    relatives_link_text = models.CharField(_("Text of the link"), max_length=100)
    relatives_address = models.CharField(_("Address of the link"), max_length=200)
    steps_heading = models.CharField(_("Heading of the steps"), max_length=100)
    steps = StreamField([("step", blocks.Step())], max_num=3, verbose_name=_("What happens when one makes contact"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel("lead"),
        FieldPanel("cards"),
        MultiFieldPanel(
            [
                FieldPanel("relatives_heading"),
                FieldPanel("relatives_text"),
                FieldPanel("relatives_link_text"),
                FieldPanel("relatives_address"),
            ],
            heading=_("For relatives"),
        ),
        FieldPanel("steps_heading"),
        FieldPanel("steps"),
    ]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.GuidePage",
        "home.HelplinesPage",
        "home.AdvisoryPage",
        "home.DirectoryPage",
        "home.ChaptersPage",
        "home.TextPage",
    ]
    # Front pages stand side by side below the root, so their slugs differ.
    override_translatable_fields = [
        SynchronizedField("relatives_address", overridable=False),
    ]
    changes_by_the_minute = True

    class Meta:
        verbose_name = _("Front page")

    def breadcrumb(self):
        return []

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"ours": helplines.first_of_ours()}
