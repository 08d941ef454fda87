"""What is done to a page in bokmål is done to it in the other languages, or the editor is told that it is not."""

from django.conf import settings
from django.contrib import messages
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.signals import page_unpublished

from home.editing.translating.changed_texts import bring_over
from home.editing.translating.languages import language_name
from home.helplines.words import join_with_and
from home.models.base import ReadingPage
from home.models.entries import EntryPage

FIRST_UNFINISHED = "#uferdig"  # site/static/js/cms.js finds it


def others(page):
    """The page in the other languages."""
    return [
        other.specific
        for other in Page.objects.filter(translation_key=page.translation_key)
        .exclude(pk=page.pk)
        .select_related("locale")
        .order_by("locale__language_code")
    ]


def is_original(page):
    return isinstance(page, ReadingPage) and page.locale.language_code == settings.LANGUAGE_CODE


@receiver(page_unpublished)
def unpublish_in_every_language(sender, instance, **kwargs):
    """Take a page down in all languages when it is taken down in bokmål.

    A story or a piece of news is taken down in all languages from any of them: whoever tells it may have withdrawn
    their consent.
    """
    if isinstance(instance, EntryPage) or (is_original(instance) and not _is_live(instance)):
        for other in others(instance):
            if other.live:
                other.unpublish()


def _is_live(page):
    """Whether the page is published in the database: it still is where Wagtail sends the signal before a deletion."""
    return Page.objects.filter(pk=page.pk, live=True).exists()


@receiver(pre_delete)
def delete_entry_in_every_language(sender, instance, **kwargs):
    """Delete a story or a piece of news in all languages: a page that borrowed its words would still show them."""
    if isinstance(instance, EntryPage) and is_original(instance):
        for other in others(instance):
            other.delete()


@hooks.register("before_bulk_action")
def delete_each_page_once(request, action_type, objects, action):
    """Of several pages that are chosen in a list, those that go with another one of them are left to it."""
    if action_type == "delete":
        chosen = {page.translation_key for page in objects if is_original(page.specific)}
        objects[:] = [page for page in objects if is_original(page.specific) or page.translation_key not in chosen]


@hooks.register("after_delete_page")
def delete_in_every_language(request, page):
    """The same of every page that an editor deletes in bokmål."""
    if page.locale.language_code == settings.LANGUAGE_CODE:
        for other in others(page):
            other.delete()


@hooks.register("after_bulk_action")
def delete_several_in_every_language(request, action_type, objects, action):
    if action_type == "delete" and issubclass(action.model, Page):
        for page in objects:
            delete_in_every_language(request, page)


@hooks.register("after_unpublish_page")
def tell_what_was_taken_down(request, page):
    page = page.specific
    if (is_original(page) or isinstance(page, EntryPage)) and (found := others(page)):
        messages.info(request, _("It is taken down in %(languages)s as well.") % {"languages": _in_words(found)})


@hooks.register("after_publish_page")
def tell_what_is_to_be_translated(request, page):
    """Each language in which a changed text waits, with a link straight to it."""
    page = page.specific
    if not is_original(page):
        return
    waiting = {translation.target_locale_id for translation in bring_over(page)}
    links = [
        (f"{reverse('wagtailadmin_pages:edit', args=[other.pk])}{FIRST_UNFINISHED}", _name_of_language(other))
        for other in others(page)
        if other.locale_id in waiting and not other.alias_of_id
    ]
    if links:
        text = _("Readers of other languages see the old text until this is translated. Translate it to:")
        messages.info(request, format_html("{} {}", text, format_html_join(" ", '<a href="{}">{}</a>', links)))


@hooks.register("after_publish_page")
def tell_what_is_still_down(request, page):
    """Tell in which languages the page is still taken down: those with words of their own do not come back with it."""
    page = page.specific
    if is_original(page):
        for other in others(page):
            if not other.live and other.first_published_at and not other.alias_of_id:
                text = _("It is still taken down in %(language)s.") % {"language": _in_words([other])}
                address = reverse("wagtailadmin_pages:edit", args=[other.pk])
                messages.warning(request, format_html('{} <a href="{}">{}</a>', text, address, _("Publish it there")))


def _in_words(pages):
    return join_with_and([_name_of_language(page) for page in pages])


def _name_of_language(page):
    return language_name(page.locale.language_code)
