"""The page of advisory services, grouped by the question that one has."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home import blocks
from home.models.base import ReadingPage


class AdvisoryPage(ReadingPage):
    first = models.TextField(_("Whom to ask first"))
    groups = StreamField([("group", blocks.ServiceGroup())], verbose_name=_("Services by question"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "first",
            help_text=_("Two sentences, for example: Snakk først med fastlegen. Hun kjenner deg og historien din."),
        ),
        FieldPanel(
            "groups",
            help_text=_("One group for each kind of question, for example «Rettigheter og jus»."),
        ),
    ]

    class Meta:
        verbose_name = _("Page of advice services")
