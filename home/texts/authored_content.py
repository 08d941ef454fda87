"""The pages and snippets that editors have written, and where each is edited in the CMS."""

from django.conf import settings
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from home.models.base import specific_pages


def published_pages():
    """Every published page that has texts of its own: no page that shows another's in bokmål. One query."""
    return list(specific_pages(Page.objects.live().filter(alias_of=None, depth__gt=1).order_by("path")))


def snippets():
    """Every figure and every published helpline. One query for each kind."""
    kinds = [kind for kind in get_snippet_models() if kind._meta.app_label == "home"]
    return [
        row
        for kind in kinds
        for row in (kind.objects.filter(live=True) if issubclass(kind, DraftStateMixin) else kind.objects.all())
    ]


def originals(rows):
    """Those of the rows that are not translations. One query."""
    source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    return [row for row in rows if not isinstance(row, TranslatableMixin) or row.locale_id == source.pk]


def edit_url(instance):
    """The address in the CMS where a page or a snippet is edited."""
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:edit", args=[instance.pk])
    return reverse(instance.snippet_viewset.get_url_name("edit"), args=[quote(instance.pk)])
