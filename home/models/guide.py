"""The guide and its chapters: what does a supporter need to know?"""

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from home import article, blocks
from home.models.base import ReadingPage, address_of
from portal import clock

CONTENTS_FROM = 3  # headings: a shorter chapter needs no list of them


class GuidePage(ReadingPage):
    lead = models.TextField(_("Who the guide is for"))
    summary = StreamField(blocks.Summary(), verbose_name=_("In short"))
    lists = StreamField([("list", blocks.ReadingList())], blank=True, verbose_name=_("Reading lists"))

    content_panels = ReadingPage.content_panels + [FieldPanel("lead"), FieldPanel("summary"), FieldPanel("lists")]
    subpage_types = ["home.ChapterPage"]

    class Meta:
        verbose_name = _("Guide")

    def chapters(self):
        """The published chapters in the order of the tree."""
        return list(ChapterPage.objects.child_of(self).live().order_by("path"))

    def reading_lists(self, chapters):
        """Each list with the chapters of this very tree: a borrowed page's list names those of bokmål."""
        here = {chapter.translation_key: chapter for chapter in chapters}
        return [
            {
                "title": block.value["title"],
                "text": block.value["text"],
                "chapters": [
                    here[page.translation_key]
                    for page in block.value["chapters"]
                    if page and page.translation_key in here
                ],
            }
            for block in self.lists
        ]

    def get_context(self, request, *args, **kwargs):
        chapters = self.chapters()
        return super().get_context(request, *args, **kwargs) | {
            "chapters": chapters,
            "lists": self.reading_lists(chapters),
        }


class ChapterPage(ReadingPage):
    description = models.CharField(_("One line for the list of chapters"), max_length=200)
    summary = StreamField(blocks.Summary(), verbose_name=_("In short"))
    body = StreamField(blocks.Body(), verbose_name=_("Text"))
    checked = models.DateField(_("Last checked"), default=clock.today)

    content_panels = ReadingPage.content_panels + [
        FieldPanel("description"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("checked"),
    ]
    parent_page_types = ["home.GuidePage"]
    max_count_per_parent = None

    class Meta:
        verbose_name = _("Chapter of the guide")

    @cached_property
    def minutes(self):
        return article.minutes(self.summary, self.body)

    @cached_property
    def family(self):
        """The guide, then its published chapters in order. One query."""
        guide = self.path[: -self.steplen]
        pages = Page.objects.live().filter(path__startswith=guide, depth__lte=self.depth).order_by("path")
        return [{"pk": page.pk, "title": page.title, "url": address_of(page)} for page in pages]

    def breadcrumb(self):
        return [*super().breadcrumb(), *self.family[:1]]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        rendered = article.render(self.body, context=context)
        chapters = self.family[1:]
        place = next((place for place, chapter in enumerate(chapters) if chapter["pk"] == self.pk), None)
        return context | {
            "article": rendered,
            "contents": rendered.headings if len(rendered.headings) >= CONTENTS_FROM else [],
            "previous": chapters[place - 1] if place else None,
            "next": chapters[place + 1] if place is not None and place + 1 < len(chapters) else None,
        }
