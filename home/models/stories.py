"""Stories: people in their own words, under the name that they want, for as long as they want."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail_localize.fields import SynchronizedField

from home.models.base import ReadingPage
from home.models.entries import EntriesPage, EntryPage
from portal import clock


class StoriesPage(EntriesPage):
    content_panels = ReadingPage.content_panels + [
        FieldPanel("lead", help_text=_("What readers find here, for example: Her forteller folk om livet med MS."))
    ]
    subpage_types = ["home.StoryPage"]
    asks_for_more = True  # whoever reads may want to tell theirs

    class Meta:
        verbose_name = _("Page of stories")


class StoryPage(EntryPage):
    """A portrait. It is public because the person has said yes to it: the day of the yes is kept with each version."""

    shown_name = models.CharField(_("The name that the person wants"), max_length=80)
    consented_on = models.DateField(_("The day on which the person said yes"), null=True)

    content_panels = [
        HelpPanel(template="home/cms/story_rules.html", heading=_("Before you publish")),
        *ReadingPage.content_panels,
        FieldPanel("shown_name", help_text=_("A first name is enough, or another name. It stands under the title.")),
        *EntryPage.text_panels,
        FieldPanel(
            "consented_on",
            help_text=_(
                "To this text, this name and this picture, here for everybody. Nobody but editors sees the day."
            ),
        ),
        EntryPage.date_panel,
    ]
    parent_page_types = ["home.StoriesPage"]
    override_translatable_fields = [
        *EntryPage.override_translatable_fields,
        SynchronizedField("shown_name", overridable=False),
        SynchronizedField("consented_on", overridable=False),
    ]

    class Meta:
        verbose_name = _("Story")

    def clean(self):
        super().clean()
        if self.consented_on and self.consented_on > clock.today():
            raise ValidationError({"consented_on": _("Choose a day that has been.")})
        if not self.consented_on and not self.is_draft:
            raise ValidationError({"consented_on": _("Write the day. Without a yes the story cannot be published.")})
