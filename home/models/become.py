"""The page about becoming a supporter. What it requires and who reads an application comes from the portal."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField

from forms.fields import PostcodeField
from forms.renderer import SiteForm
from home import article, blocks, pathways
from home.editing.panels import Readability
from home.figures.substitution import check_references
from home.helplines import lookup as helplines
from home.models.base import ReadingPage
from home.models.chapters_page import all_chapters
from portal.chapters.queries import chapters_near
from portal.fragments import cached_one_minute
from portal.onboarding.queries import answered_after, answered_at_once
from portal.supporters.queries import offered
from portal.wording import translated


class FindChapter(SiteForm):
    """A search for the chapters near a postcode or in a county. It uses GET: neither identifies a person."""

    mark_optional = False  # one of the two is enough, and the page says so

    postnummer = PostcodeField(label=_("Postcode"), required=False)
    fylke = forms.ChoiceField(
        label=_("County"),
        required=False,
        error_messages={"invalid_choice": _("Choose a county from the list")},
    )

    @classmethod
    def of(cls, query):
        """The form as it was sent, or an empty one."""
        counties = dict.fromkeys(chapter.county for chapter in all_chapters())
        choices = {"fylke": [("", _("Choose a county")), *((county, county) for county in counties)]}
        return cls(query if cls.is_asked(query) else None, choices=choices)

    @classmethod
    def is_asked(cls, query):
        return bool(query.keys() & cls.base_fields.keys())

    def clean(self):
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("postnummer", _("Write your postcode, or choose a county"))
        return self.cleaned_data

    def answer(self):
        """The place that was asked about and the chapters there; nothing until it is asked."""
        if not self.is_valid():
            return {}
        postcode, county = self.cleaned_data["postnummer"], self.cleaned_data["fylke"]
        found = chapters_near(postcode, all_chapters()) if postcode else []
        if found or not county:
            return {"place": postcode, "found": found}
        return {"place": county, "found": [chapter for chapter in all_chapters() if chapter.county == county]}


class BecomePage(ReadingPage):
    """The editors' texts about becoming a supporter, with the pathways that follow from the categories."""

    lead = models.TextField(_("Two sentences under the title"))
    fits_heading = models.CharField(_("Heading of whom it suits"), max_length=100)
    fits = models.TextField(_("Whom it suits"))
    gains_heading = models.CharField(_("Heading of what one gets back"), max_length=100, blank=True)
    gains = StreamField(blocks.Summary(), blank=True, verbose_name=_("What one gets back"))
    body = StreamField(blocks.Body(), blank=True, verbose_name=_("More text"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "lead", help_text=_("Whom we look for, in two sentences, for example: Har du tid og lyst til å lytte?")
        ),
        MultiFieldPanel(
            [
                FieldPanel("fits_heading", help_text=_("For example: Passer det for meg?")),
                FieldPanel(
                    "fits",
                    help_text=_("What matters most, in a few sentences. A button to the self-check follows after it."),
                ),
            ],
            heading=_("Whom it suits"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("gains_heading", help_text=_("For example: Hva får du igjen?")),
                FieldPanel("gains", help_text=_("Up to four sentences, for example: Du får kurs og samlinger.")),
            ],
            heading=_("What one gets back"),
        ),
        FieldPanel(
            "body",
            help_text=_(
                "What else people ask about. The steps, the time and who reads come from the roles that one can "
                "apply for."
            ),
        ),
        Readability(["gains", "body"], heading=_("How easy is it to read?")),
    ]

    class Meta:
        verbose_name = _("Page about how to join")

    def clean(self):
        super().clean()
        check_references(self, "gains", "body")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        kinds = cached_one_minute("offered", offered)
        finder = FindChapter.of(request.GET)
        told = pathways.pathways_in_words(kinds)
        common = pathways.common_steps(told)
        return context | {
            "article": article.render(self.body, context=context),
            "crisis": helplines.crisis_lines(),
            "finder": finder,
            "form_errors": bool(finder.errors),
            "form_minutes": pathways.FORM_MINUTES,
            "weeks": pathways.ANSWER_WEEKS,
            "answered_after": answered_after(kinds),
            "answered_at_once": answered_at_once(kinds),
            "age": pathways.lowest_age(kinds),
            "common_steps": common,
            "pathways": [pathways.differences(names, steps, common) for names, steps in told],
            "read_by_chapter": any(kind.assessed_by == kind.Assessor.CHAPTER for kind in kinds),
            "read_centrally": [
                translated(kind.name) for kind in kinds if kind.assessed_by == kind.Assessor.SECRETARIAT
            ],
            **finder.answer(),
        }

    def serve(self, request, *args, **kwargs):
        """Ask search engines not to index the page with somebody's search."""
        response = super().serve(request, *args, **kwargs)
        if FindChapter.is_asked(request.GET):
            response.headers["X-Robots-Tag"] = "noindex"
        return response
