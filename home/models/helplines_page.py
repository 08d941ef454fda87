"""The page that says whom one can call, and whether somebody answers now."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField

from home import blocks
from home.editing.previews import PreviewOnHolidays
from home.helplines import lookup as helplines
from home.models.base import ReadingPage


class HelplinesPage(PreviewOnHolidays, ReadingPage):
    description = models.TextField(_("What the page shows"))
    about_heading = models.CharField(_("Heading of the questions"), max_length=100)
    about = StreamField([("question", blocks.Question())], verbose_name=_("What it is like to call"))
    limits = models.TextField(_("What we are not"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "description", help_text=_("What the page shows, for example: Her ser du hvem som svarer akkurat nå.")
        ),
        FieldPanel("about_heading", help_text=_("For example: Hvordan er det å ringe?")),
        FieldPanel(
            "about",
            help_text=_(
                "A question as a caller would ask it, and a short answer, for example: Må jeg si hva jeg heter?"
            ),
        ),
        FieldPanel("limits", help_text=_("What the lines cannot do, for example: Vi gir ikke råd om medisin.")),
    ]
    changes_by_the_minute = True

    class Meta:
        verbose_name = _("Page of helplines")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | helplines.by_kind()
