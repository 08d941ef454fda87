"""Which pages and snippets hold the editors' words, and where is each changed?"""

from django.conf import settings
from django.contrib.admin.utils import quote
from django.urls import reverse
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from home.models.base import whole


def pages():
    """Every published page that somebody has written, borrowed ones left out. One query."""
    return list(whole(Page.objects.live().filter(alias_of=None, depth__gt=1).order_by("path")))


def snippets():
    """What is kept beside the pages. One query for each kind."""
    return [row for kind in get_snippet_models() if kind._meta.app_label == "home" for row in kind.objects.all()]


def originals(rows):
    """Those of the rows that are not translations. One query."""
    source = Locale.objects.get(language_code=settings.LANGUAGE_CODE)
    return [row for row in rows if not isinstance(row, TranslatableMixin) or row.locale_id == source.pk]


def edit_address(instance):
    if isinstance(instance, Page):
        return reverse("wagtailadmin_pages:edit", args=[instance.pk])
    return reverse(instance.snippet_viewset.get_url_name("edit"), args=[quote(instance.pk)])
