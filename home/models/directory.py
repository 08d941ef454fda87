"""Which supporters have chosen to be found, and how does one narrow them down?"""

from urllib.parse import urlencode

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from forms.choices import SPOKEN, TOPICS
from forms.renderer import SiteForm
from home.models.base import ReadingPage
from portal.chapters.queries import public_chapters
from portal.supporters.queries import listed


class Filters(SiteForm):
    """Kept in the address, so that a list can be shared and found again. What is not known counts as not chosen."""

    mark_optional = False

    experience = forms.ChoiceField(
        label=_("Their experience"),
        choices=[("", _("Any experience")), ("own", _("Lives with the illness")), ("relative", _("Is a relative"))],
    )
    chapter = forms.ChoiceField(label=_("Where they belong"))
    topic = forms.ChoiceField(label=_("What you would like to talk about"), choices=[("", _("Anything")), *TOPICS])
    language = forms.ChoiceField(label=_("Which language they speak"), choices=[("", _("Any language")), *SPOKEN])

    @classmethod
    def of(cls, query):
        """The form with what the reader chose, and nothing else."""
        chapters = [("", _("The whole country")), *public_chapters().values_list("short_name", "name")]
        form = cls(choices={"chapter": chapters})
        form.chosen = {}
        for name, field in form.fields.items():
            field.required = False
            value = query.get(name, "")
            if value and value in dict(field.choices):
                form.chosen[name] = field.initial = value
        return form

    def removable(self):
        """Each choice in words, with the address of the same list without it."""
        for name, value in self.chosen.items():
            others = urlencode({key: code for key, code in self.chosen.items() if key != name})
            yield {"text": dict(self.fields[name].choices)[value], "url": f"?{others}"}


class DirectoryPage(ReadingPage):
    lead = models.TextField(_("Two sentences under the title"))
    how_heading = models.CharField(_("Heading of how it works"), max_length=100)
    how = models.TextField(_("How it works"))
    empty = models.TextField(_("When nobody fits"))
    crisis = models.TextField(_("When it is urgent"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel("lead"),
        FieldPanel("how_heading"),
        FieldPanel("how"),
        FieldPanel("empty"),
        FieldPanel("crisis"),
    ]
    changes_by_the_minute = True  # whoever takes a break is gone at once

    class Meta:
        verbose_name = _("Directory of supporters")

    def get_context(self, request, *args, **kwargs):
        filters = Filters.of(request.GET)
        return super().get_context(request, *args, **kwargs) | {
            "filters": filters,
            "entries": listed(**filters.chosen),
        }
