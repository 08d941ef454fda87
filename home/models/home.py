"""The front page of the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail_localize.fields import SynchronizedField

from home import blocks
from home.editing.previews import PreviewOnHolidays
from home.models.base import ReadingPage, address_of
from home.models.news import for_front_page
from portal.fragments import cached_one_minute


class HomePage(PreviewOnHolidays, ReadingPage):
    admin_default_ordering = "ord"  # editors see the pages in their order, and move them there

    lead = models.TextField(_("Two sentences under the title"))
    cards = StreamField([("card", blocks.FrontPageCard())], max_num=4, verbose_name=_("The ways to go"))
    relatives_heading = models.CharField(_("Heading"), max_length=100)
    relatives_text = models.TextField(_("Text for relatives"))
    relatives_link_text = models.CharField(_("Text of the link"), max_length=100)
    relatives_address = models.CharField(_("Address of the link"), max_length=200)
    steps_heading = models.CharField(_("Heading of the steps"), max_length=100)
    steps = StreamField([("step", blocks.Step())], max_num=3, verbose_name=_("What happens when one makes contact"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "lead",
            help_text=_("Who we are, in two sentences, for example: Her kan du snakke med noen som har MS selv."),
        ),
        FieldPanel(
            "cards", help_text=_("Up to four ways to go. The title says what one can do, for example «Ring noen».")
        ),
        MultiFieldPanel(
            [
                FieldPanel("relatives_heading", help_text=_("For example: Er du pårørende?")),
                FieldPanel(
                    "relatives_text", help_text=_("Two sentences to those who live next to somebody who is ill.")
                ),
                FieldPanel(
                    "relatives_link_text", help_text=_("Where the link leads, for example: Slik hjelper vi pårørende")
                ),
                FieldPanel("relatives_address", help_text=_("For example /hjelpetelefoner/")),
            ],
            heading=_("For relatives"),
        ),
        FieldPanel("steps_heading", help_text=_("For example: Hva skjer når du tar kontakt?")),
        FieldPanel(
            "steps", help_text=_("Up to three steps, in the order in which they happen, for example «Du ringer».")
        ),
    ]

    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "home.GuidePage",
        "home.HelplinesPage",
        "home.AdvisoryPage",
        "home.DirectoryPage",
        "home.ChaptersPage",
        "home.BecomePage",
        "home.GatheringsPage",
        "home.NewsIndexPage",
        "home.StoriesPage",
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
        news = cached_one_minute(f"news-of-{self.locale_id}", lambda: for_front_page(self.locale_id))
        return super().get_context(request, *args, **kwargs) | {
            "for_whom": cached_one_minute(f"for-whom-{self.pk}", lambda: pages_for_whom(self)),
            "news": [entry.as_listed() for entry in news],
        }


def pages_for_whom(home):
    """The pages below that editors list on the front page: ``[(title, address)]``, in the order of bokmål."""
    listed = home.get_children().live().filter(show_in_menus=True)
    pages = list(listed.only("title", "url_path", "translation_key", "path"))
    places = home.places_in_original()
    pages.sort(key=lambda page: places.get(page.translation_key, page.path))
    return [(page.title, address_of(page)) for page in pages]
