"""Pages that come one after the other, the newest first: news and stories. What both have in common."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model, get_image_model_string
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import PagePermissionTester
from wagtail_localize.fields import SynchronizedField

from forms.readers import Unreadable, read_whole_number
from home import article, blocks
from home.editing.panels import Readability
from home.figures.substitution import check_references
from home.models.base import ReadingPage
from portal import clock, context
from portal.fragments import cached_one_minute

PER_PAGE = 10
SMALL_PICTURE = "fill-480x320|format-webp"  # beside an entry in a list
SHARED_PICTURE = "fill-1200x630|format-jpeg"  # where somebody shares the address elsewhere


class EntriesPage(ReadingPage):
    """The list of published entries. Nobody finds it before there is one: what is empty has nothing true to say."""

    lead = models.TextField(_("Two sentences under the title"))

    changes_by_the_minute = True  # what is scheduled comes and goes

    class Meta:
        abstract = True

    def entries(self):
        """The published entries, newest first, with the pictures that a list shows: pages of its one kind below."""
        [kind] = self.allowed_subpage_models()
        return newest(kind.objects.child_of(self))

    @property
    def is_shown(self):
        """Whether it had a published entry within the last minute."""
        return f"{self.slug}/" in context.places_with_pages(self.locale_id)

    def get_template(self, request, *args, **kwargs):
        return "home/entries_page.html"

    def get_context(self, request, *args, **kwargs):
        paginator = Paginator(self.entries(), PER_PAGE)
        paginator.count = cached_one_minute(f"number-of-entries-{self.pk}", self.entries().count)
        shown = page_of(paginator, request.GET.get("page", ""))
        return super().get_context(request, *args, **kwargs) | {
            "entries": shown,
            "shown": [entry.as_listed() for entry in shown],
        }

    def serve(self, request, *args, **kwargs):
        """Raises Http404 while nothing is published under it, save for an editor's preview."""
        response = super().serve(request, *args, **kwargs)
        if not response.context_data["shown"] and not getattr(request, "is_preview", False):
            raise Http404
        return response

    def get_sitemap_urls(self, request=None):
        return super().get_sitemap_urls(request) if self.is_shown else []


def newest(entries):
    """Those of the entries that are published, newest first, with their pictures in the size for a list."""
    small = get_image_model().get_rendition_model().objects.filter(filter_spec=SMALL_PICTURE)
    rows = entries.live().order_by("-date", "-first_published_at", "-pk")
    return rows.select_related("picture").prefetch_related(Prefetch("picture__renditions", queryset=small))


def page_of(paginator, number):
    """The page with this number, as it stands in an address: the first for what is no number, the last past the end."""
    try:
        number = max(read_whole_number(number), 1)
    except Unreadable:
        number = 1
    return paginator.page(min(number, paginator.num_pages))


class EntryPage(ReadingPage):
    """One of the entries. Editors add, publish, take down and delete them as they like."""

    date = models.DateField(_("Date"), null=True, blank=True)
    lead = models.TextField(_("The most important, in two sentences"))
    picture = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Picture"),
    )
    picture_text = models.CharField(_("What the picture shows"), max_length=200, blank=True)
    picture_is_decoration = models.BooleanField(_("The picture is only decoration"), default=False)
    body = StreamField(blocks.Body(), verbose_name=_("Text"))

    picture_panel = MultiFieldPanel(
        [
            FieldPanel("picture", help_text=_("May be left out. Ask whoever is in it first.")),
            FieldPanel(
                "picture_text",
                help_text=_("For those who do not see it, for example «To kvinner drikker kaffe»."),
            ),
            FieldPanel(
                "picture_is_decoration", help_text=_("Tick only if nobody misses anything when it is not described.")
            ),
        ],
        heading=_("Picture"),
    )
    text_panels = [
        FieldPanel(
            "lead", help_text=_("Who, what, where and when. Lists show this, so it has to make sense by itself.")
        ),
        picture_panel,
        FieldPanel(
            "body",
            help_text=_("Choose a block for each part: text, numbered advice, a checklist, something to remember."),
        ),
        Readability(["body"], heading=_("How easy is it to read?")),
    ]
    date_panel = FieldPanel(
        "date",
        help_text=_("The day that readers see. Leave it empty, and it is the day on which this is published."),
    )
    max_count_per_parent = None
    override_translatable_fields = [
        *ReadingPage.override_translatable_fields,
        SynchronizedField("date", overridable=False),
        SynchronizedField("picture", overridable=False),
        SynchronizedField("picture_is_decoration", overridable=False),
    ]

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return PagePermissionTester(user, self)

    def clean(self):
        from home.editing import pictures  # noqa: PLC0415  a form, which needs every model

        super().clean()
        faults = {}
        published_on = max(clock.today(), clock.local(self.go_live_at).date()) if self.go_live_at else clock.today()
        if self.date and self.date > published_on:
            faults["date"] = _("Choose a day that has been. To publish later, use the schedule instead.")
        if self.picture and not self.picture_is_decoration and not self.is_draft:
            words = self.picture_text.strip()
            if not words or pictures.is_file_name_of(self.picture, words):
                faults["picture_text"] = _(
                    "Write what the picture shows, for example «To kvinner drikker kaffe». Or mark it as decoration."
                )
        if faults:
            raise ValidationError(faults)
        check_references(self, "body")

    def save(self, *args, **kwargs):
        if self.live and not self.date:
            self.date = min(clock.local(self.first_published_at or clock.now()).date(), clock.today())
        return super().save(*args, **kwargs)

    @property
    def alternative_text(self):
        return "" if self.picture_is_decoration else self.picture_text

    def as_listed(self):
        """What a list shows of it."""
        return {"entry": self, **self.language_of_text()}

    def breadcrumb(self):
        above = self.get_parent()
        return [*super().breadcrumb(), {"title": above.title, "url": context.language_prefix() + f"{above.slug}/"}]

    def get_template(self, request, *args, **kwargs):
        return "home/entry_page.html"

    def get_context(self, request, *args, **kwargs):
        found = super().get_context(request, *args, **kwargs)
        shared = self.shared_picture()
        return found | {"article": article.render(self.body, context=found), "shared_picture": shared, "is_entry": True}

    def shared_picture(self):
        """For those who show a link to the entry: ``{"address": …, "text": …}``; None where it has no picture."""
        if self.picture is None:
            return None
        rendition = get_rendition_or_not_found(self.picture, SHARED_PICTURE)
        return {"address": f"{settings.SITE_ADDRESS}{rendition.url}", "text": self.alternative_text or self.title}
