"""The guide and its chapters."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import StreamField

from home import article, blocks
from home.editing.panels import Readability, ReaderVotes
from home.editing.review import rights
from home.figures.substitution import check_references
from home.models.base import ReadingPage
from portal import reading_pages
from portal.fragments import cached_one_minute

LIST_PARAMETER = "liste"
MIN_HEADINGS_FOR_CONTENTS = 3  # a shorter chapter needs no list of its headings


class GuidePage(ReadingPage):
    admin_default_ordering = "ord"  # editors see the chapters in their order, and move them there

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
        """The published chapters in the order of their numbers: part by part, and within each part in the order that
        bokmål has them in. So a chapter that is moved has its new place in every language, and no number is left out.
        """
        parts, places = list(ChapterPage.Part), self.places_in_original()
        return sorted(
            ChapterPage.objects.child_of(self).live().order_by("path"),
            key=lambda chapter: (parts.index(chapter.part), places.get(chapter.translation_key, chapter.path)),
        )

    def outline(self):
        """The guide as plain values: its chapters in order, and the reading lists.

        A list names chapters of bokmål; each is shown as the chapter of this very tree.
        """
        entries = {
            chapter.translation_key: ChapterEntry.from_page(number, chapter)
            for number, chapter in enumerate(self.chapters(), 1)
        }
        lists = [
            ReadingList(
                code=code,
                title=block.value["title"],
                text=block.value["text"],
                chapters=[
                    entries[page.translation_key]
                    for page in block.value["chapters"]
                    if page and page.translation_key in entries
                ],
            )
            for code, block in zip(self._codes_of_lists(), self.lists, strict=True)
        ]
        itself = {"title": self.title, "url": self.address, "lang": self.language_of_text()["lang"]}
        has_cards = any(chapter.has_cards for chapter in entries.values())
        return {"guide": itself, "chapters": list(entries.values()), "lists": lists, "has_cards": has_cards}

    def _codes_of_lists(self):
        """What the address says of each list: its title in bokmål, so that it is the same in each language."""
        original = None
        if self.language != settings.LANGUAGE_CODE:
            original = self.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
        named = original.lists if original and len(original.lists) == len(self.lists) else self.lists
        codes = []
        for block in named:
            code = article.anchor(block.value["title"])
            codes.append(f"{code}-{len(codes) + 1}" if code in codes else code)
        return codes

    def get_context(self, request, *args, **kwargs):
        preview = getattr(request, "is_preview", False)
        outline = self.outline() if preview else cached_one_minute(f"guide-of-{self.locale_id}", self.outline)
        parts = [(part.label, [one for one in outline["chapters"] if one.part == part]) for part in ChapterPage.Part]
        return super().get_context(request, *args, **kwargs) | {
            "parts": [(label, chapters) for label, chapters in parts if chapters],
            "has_cards": outline["has_cards"],
            "lists": [reading_list for reading_list in outline["lists"] if reading_list.chapters],
        }


@dataclass(frozen=True)
class ChapterEntry:
    """A chapter as the guide lists it."""

    pk: int
    number: int
    part: str
    title: str
    description: str
    minutes: int
    address: str
    lang: str  # the chapter's own: one may be translated before another
    has_cards: bool

    @classmethod
    def from_page(cls, number, chapter):
        return cls(
            pk=chapter.pk,
            number=number,
            part=chapter.part,
            title=chapter.title,
            description=chapter.description,
            minutes=chapter.minutes,
            address=chapter.address,
            lang=chapter.language_of_text()["lang"],
            has_cards=chapter.has_cards,
        )


@dataclass(frozen=True)
class ReadingList:
    """A way through the guide for one kind of reader. ``code`` stands in the address of its chapters."""

    code: str
    title: str
    text: str
    chapters: list

    @property
    def query(self):
        return f"?{LIST_PARAMETER}={self.code}"


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
    picture = StreamField([("picture", blocks.Picture())], max_num=1, blank=True, verbose_name=_("Picture"))
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
        FieldPanel("picture", help_text=_("Stands above the text. Leave it empty when there is none that helps.")),
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
        check_references(self, "summary", "picture", "body")

    def permissions_for_user(self, user):
        return rights.ChapterPermissions(user, self)

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

    @property
    def has_cards(self):
        return any(block.block_type == "cards" for block in self.body)

    @cached_property
    def minutes(self):
        return article.reading_minutes(self.summary, self.body)

    @cached_property
    def outline(self):
        """What the guide knows of itself and its chapters (``GuidePage.outline``); at most a minute old."""
        return cached_one_minute(f"guide-of-{self.locale_id}", self._read_outline)

    def _read_outline(self):
        guide = GuidePage.objects.live().filter(path=self.path[: -self.steplen]).first()
        return guide.outline() if guide else {"guide": None, "chapters": [], "lists": []}

    def reading_list(self, request):
        """The list that the reader follows, where the address names one that has this chapter; else None."""
        code = request.GET.get(LIST_PARAMETER)
        lists = [one for one in self.outline["lists"] if self._place_in(one) is not None]
        return next((one for one in lists if one.code == code), None)

    def _place_in(self, reading_list):
        places = (place for place, chapter in enumerate(reading_list.chapters) if chapter.pk == self.pk)
        return next(places, None)

    def breadcrumb(self):
        guide = self.outline["guide"]
        return [*super().breadcrumb(), *([guide] if guide else [])]

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        reading_list = self.reading_list(request)
        if reading_list:
            reading_pages.remember(response, query=reading_list.query[1:])
        return response

    def anchors(self):
        """The ids of its headings, in their order."""
        return [heading.anchor for heading in article.render(self.body).headings]

    def rendered(self, context=None):
        """Its picture, if it has one, and its text."""
        return article.render([*self.picture, *self.body], context=context)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        rendered = self.rendered(context)
        everything = ReadingList("", "", "", self.outline["chapters"])
        reading_list = self.reading_list(request)
        following = reading_list or everything
        place, chapters = self._place_in(following), following.chapters
        return context | {
            "article": rendered,
            "contents": rendered.headings if len(rendered.headings) >= MIN_HEADINGS_FOR_CONTENTS else [],
            "guide": self.outline["guide"],
            "reading_list": reading_list,
            "list_query": reading_list.query if reading_list else "",
            "number": None if place is None else place + 1,
            "number_of_chapters": len(chapters),
            "previous": chapters[place - 1] if place else None,
            "next": chapters[place + 1] if place is not None and place + 1 < len(chapters) else None,
            "has_cards": self.has_cards,
        }
