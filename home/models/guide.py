"""The guide and its chapters."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from home import article, blocks
from home.editing import review
from home.editing.panels import Readability, ReaderVotes
from home.figures.substitution import check_references
from home.models.base import ReadingPage, specific_pages
from portal.fragments import cached_one_minute

MIN_HEADINGS_FOR_CONTENTS = 3  # a shorter chapter needs no list of its headings


class GuidePage(ReadingPage):
    lead = models.TextField(_("Who the guide is for"))
    summary = StreamField(blocks.Summary(), verbose_name=_("In short"))
    lists = StreamField([("list", blocks.ReadingList())], blank=True, verbose_name=_("Reading lists"))

    content_panels = ReadingPage.content_panels + [
        FieldPanel(
            "lead",
            help_text=_("Say who it is for in two sentences, for example: For deg som er likeperson."),
        ),
        FieldPanel(
            "summary",
            help_text=_("Up to four sentences that hold the most important, for example: Du skal lytte."),
        ),
        FieldPanel(
            "lists",
            help_text=_("One list for each kind of reader, with the chapters in the order in which to read them."),
        ),
    ]
    subpage_types = ["home.ChapterPage"]

    class Meta:
        verbose_name = _("Guide")

    def chapters(self):
        """The published chapters in the order of the tree."""
        return list(ChapterPage.objects.child_of(self).live().order_by("path"))

    def contents(self):
        """What the page lists, as plain values: the parts with their chapters, numbered through, and the reading lists.

        A list names chapters of bokmål; each is shown as the chapter of this very tree.
        """
        entries = {
            chapter.translation_key: ChapterEntry.from_page(number, chapter)
            for number, chapter in enumerate(self.chapters(), 1)
        }
        parts = [(part.label, [entry for entry in entries.values() if entry.part == part]) for part in ChapterPage.Part]
        lists = [
            {
                "title": block.value["title"],
                "text": block.value["text"],
                "chapters": [
                    entries[page.translation_key]
                    for page in block.value["chapters"]
                    if page and page.translation_key in entries
                ],
            }
            for block in self.lists
        ]
        return {"parts": [(label, chapters) for label, chapters in parts if chapters], "lists": lists}

    def get_context(self, request, *args, **kwargs):
        preview = getattr(request, "is_preview", False)
        contents = self.contents() if preview else cached_one_minute(f"contents-of-{self.locale_id}", self.contents)
        return super().get_context(request, *args, **kwargs) | contents


@dataclass(frozen=True)
class ChapterEntry:
    """A chapter as the guide lists it."""

    number: int
    part: str
    title: str
    description: str
    minutes: int
    address: str
    lang: str  # the chapter's own: one may be translated before another

    @classmethod
    def from_page(cls, number, chapter):
        return cls(
            number=number,
            part=chapter.part,
            title=chapter.title,
            description=chapter.description,
            minutes=chapter.minutes,
            address=chapter.address,
            lang=chapter.language_of_text()["lang"],
        )


class ChapterPage(ReadingPage):
    class Part(models.TextChoices):
        SUPPORTERS = "supporters", _("For you who support others")
        ORGANISATION = "organisation", _("For the organisation")

    part = models.CharField(
        _("Which part of the guide"),
        max_length=20,
        choices=Part,
        default=Part.SUPPORTERS,
        help_text=_("The guide lists its parts one after the other."),
    )
    description = models.CharField(_("One line for the list of chapters"), max_length=200)
    summary = StreamField(blocks.Summary(), verbose_name=_("In short"))
    body = StreamField(blocks.Body(), verbose_name=_("Text"))
    checked = models.DateField(_("Last checked"), null=True, blank=True)

    content_panels = [
        HelpPanel(template="home/cms/writing_rules.html", heading=_("Four rules for writing")),
        *ReadingPage.content_panels,
        FieldPanel("part"),
        FieldPanel(
            "description",
            help_text=_("What one learns here, in one sentence, for example: Hva du skal holde for deg selv."),
        ),
        FieldPanel(
            "summary",
            help_text=_("Up to four sentences that hold the most important, for example: Du skal lytte."),
        ),
        FieldPanel(
            "body",
            help_text=_("Choose a block for each part: text, numbered advice, a checklist, something to remember."),
        ),
        Readability(["summary", "body"], heading=_("How easy is it to read?")),
        ReaderVotes(heading=_("What readers say")),
        FieldPanel(
            "checked",
            help_text=_("The day on which somebody last read it all and found it true, for example today."),
        ),
    ]
    parent_page_types = ["home.GuidePage"]
    max_count_per_parent = None

    class Meta:
        verbose_name = _("Chapter of the guide")

    def clean(self):
        super().clean()
        check_references(self, "summary", "body")

    def permissions_for_user(self, user):
        return review.ChapterPermissions(user, self)

    @property
    def has_workflow(self):
        return self.get_workflow() is not None

    def get_workflow(self):
        """What is reviewed in bokmål is reviewed in every language, also one that is added later."""
        own = super().get_workflow()
        if own or self.language == settings.LANGUAGE_CODE:
            return own
        source = self.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
        return source.get_workflow() if source else None

    @cached_property
    def minutes(self):
        return article.reading_minutes(self.summary, self.body)

    @cached_property
    def guide_and_chapters(self):
        """The guide, then its published chapters in order, each with the attribute for its own language."""
        return cached_one_minute(f"guide-of-{self.locale_id}", self._read_guide_and_chapters)

    def _read_guide_and_chapters(self):
        guide = self.path[: -self.steplen]
        pages = Page.objects.live().filter(path__startswith=guide, depth__lte=self.depth).order_by("path")
        return [
            {"pk": page.pk, "title": page.title, "url": page.address, "lang": page.language_of_text()["lang"]}
            for page in specific_pages(pages)
        ]

    def breadcrumb(self):
        return [*super().breadcrumb(), *self.guide_and_chapters[:1]]

    def anchors(self):
        """The ids of its headings, in their order."""
        return [heading.anchor for heading in article.render(self.body).headings]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        rendered = article.render(self.body, context=context)
        chapters = self.guide_and_chapters[1:]
        place = next((place for place, chapter in enumerate(chapters) if chapter["pk"] == self.pk), None)
        return context | {
            "article": rendered,
            "contents": rendered.headings if len(rendered.headings) >= MIN_HEADINGS_FOR_CONTENTS else [],
            "previous": chapters[place - 1] if place else None,
            "next": chapters[place + 1] if place is not None and place + 1 < len(chapters) else None,
        }
