"""Fills an empty site with its first pages, helplines and figures. Once: afterwards editors change them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home.editing import versions
from home.first_content import changes
from home.first_content.pages import CONTENT, PAGES, pages_of, read_file, reading_lists
from home.models import Figure, Helpline, HomePage, OpeningSlot


class TranslationMismatch(Exception):
    """A translation of the first content does not have the same parts as its original."""


@transaction.atomic
def load():
    """Fill an empty site from home/content. Returns whether it did: a site with a front page only gets the pages that
    a new version has brought (``add_new_pages``), and the words that it has changed as versions (``changes.py``).

    Raises TranslationMismatch where a file of another language does not have the same parts.
    """
    if HomePage.objects.exists():
        add_new_pages()
        versions.keep_first_versions()
        changes.keep_changes()
        return False
    bokmal = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    _create_figures()
    lines = _create_helplines()
    originals = _build_tree(pages_of(bokmal.language_code), bokmal)
    for code in sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir()):
        if code == bokmal.language_code:
            continue
        locale = Locale.objects.get_or_create(language_code=code)[0]
        # Saving it copies the whole tree as aliases, which show bokmål until they are translated.
        LocaleSynchronization.objects.get_or_create(locale=locale, defaults={"sync_from": bokmal})
        for name, words in pages_of(code, originals).items():
            translate(originals[name], words, locale)
        for words in read_file("helplines.toml", code)["line"]:
            translate(lines[words.pop("code")], Helpline(**words), locale)
    versions.keep_first_versions()
    changes.note_given()
    return True


def add_new_pages():
    """Give a site those of ``PAGES`` under whose address there is nothing, in every language of the first content.

    What editors have made of the others stays as it is.
    """
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    taken = set(home.get_children().values_list("slug", flat=True)) if home else set()
    pages = pages_of(settings.LANGUAGE_CODE) if home else {}
    new = {name: page for name, page in pages.items() if name.startswith("pages/") and page.slug not in taken}
    new.pop("pages/home", None)
    for page in new.values():
        home.add_child(instance=page)
    for code in sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir() and new):
        locale = Locale.objects.filter(language_code=code).first()
        if locale is None or locale == home.locale:
            continue
        for name, words in pages_of(code).items():
            if name in new:
                new[name].copy_for_translation(locale, alias=True)
                translate(new[name], words, locale)


def _build_tree(pages, locale):
    """Put the pages of bokmål into the tree, in the order of the contract and of the chapters' numbers."""
    home = _add_front_page(pages["pages/home"], locale)
    guide = pages["pages/guide"]
    home.add_child(instance=guide)
    for name, page in pages.items():
        if name.startswith("guide/"):
            guide.add_child(instance=page)
    guide.lists = reading_lists(locale.language_code, pages)
    guide.save()
    for name in PAGES:
        if name not in ("home", "guide") and f"pages/{name}" in pages:
            home.add_child(instance=pages[f"pages/{name}"])
    return pages


def _add_front_page(home, locale):
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
    for welcome in root.get_children().exact_type(Page):
        welcome.delete()
    root = Page.objects.get(pk=root.pk)  # the tree's own count of children has changed
    home.locale = locale
    root.add_child(instance=home)
    address = urlsplit(settings.SITE_ADDRESS)
    port = address.port or (443 if address.scheme == "https" else 80)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": address.hostname,
            "port": port,
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    return home


def translate(original, words, locale):
    """Save the words as the original's translation, string by string, as the translation tool would.

    Raises TranslationMismatch where a string of the original has no counterpart.
    """
    if isinstance(original, HomePage):
        words.slug = original.get_translation(locale).slug
    source, _is_new = TranslationSource.get_or_create_from_instance(original)
    theirs = {(segment.path, segment.order): segment for segment in extract_segments(words)}
    for segment in source.stringsegment_set.select_related("context", "string"):
        translated = theirs.get((segment.context.path, segment.order))
        if not isinstance(translated, StringSegmentValue):
            raise TranslationMismatch(
                f"{locale.language_code}: {original} has no counterpart to “{segment.string.data}”"
            )
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=locale,
            context=segment.context,
            defaults={
                "data": translated.string.data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            },
        )
    Translation.objects.create(source=source, target_locale=locale).save_target(publish=True)


def _create_figures():
    for values in read_file("figures.toml")["figure"]:
        Figure.objects.create(**values)


def _create_helplines():
    """The lines in bokmål, by their short names."""
    found = {}
    for values in read_file("helplines.toml", settings.LANGUAGE_CODE)["line"]:
        hours = [OpeningSlot(**slot) for slot in values.pop("hours")]
        found[values["code"]] = Helpline.objects.create(hours=hours, **values)
    return found
