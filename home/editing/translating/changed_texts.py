"""A changed text on its way to the other languages, with its old translation to begin from."""

from difflib import SequenceMatcher
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail_localize import models as tool
from wagtail_localize.models import StringTranslation, TranslationSource
from wagtail_localize.views import edit_translation
from wagtail_localize.views.report import TranslationsReportFilterSet

from portal import clock

LEAST_ALIKE = 0.3  # less, and it is another paragraph


def bring_over(page):
    """Give the translation tool the text as it is now, where it translates this page, and say to which languages:
    ``[Translation]`` of those in which something is left to translate. What readers see there stays as it was."""
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is None:
        return []
    source.update_from_db()
    translations = source.translations.filter(enabled=True).select_related("target_locale")
    return [translation for translation in translations if _is_waiting(translation)]


def speak_norwegian():
    """Give the tool our words where its own catalogue has none: months are English there, and two filters. The day on
    which something was translated is Norway's, where the tool writes that of Greenwich."""
    StringTranslation.get_comment = _with_our_day(StringTranslation.get_comment)
    tool.DATE_FORMAT = edit_translation.DATE_FORMAT = settings.WAGTAIL_DATE_FORMAT
    labels = {"source_locale": gettext_lazy("Written in"), "target_locale": gettext_lazy("Translated to")}
    for name, label in labels.items():
        TranslationsReportFilterSet.base_filters[name].label = label


def _with_our_day(comment):
    @wraps(comment)
    def get_comment(self):
        self.updated_at = clock.local(self.updated_at)  # the same moment
        return comment(self)

    return get_comment


def propose_old_translations():
    """Make the tool keep the old translation of a changed string as a proposal, whenever it gets a text anew. It is not
    published before somebody has saved it."""
    update = TranslationSource.update_from_db

    @wraps(update)
    def update_from_db(self):
        with transaction.atomic():
            before = _strings(self)
            update(self)
            _propose_all(self, before)

    TranslationSource.update_from_db = update_from_db


def _propose_all(source, before):
    locales = [translation.target_locale for translation in source.translations.filter(enabled=True)]
    for context, strings in _strings(source).items():
        gone = [string for string in before.get(context, []) if string not in strings]
        new = [string for string in strings if string not in before.get(context, [])]
        for string in new:
            if old := _most_alike(string, gone):
                for locale in locales:
                    _propose(context, string, old, locale)


def _strings(source):
    """``{context: [string]}`` in the order of the page."""
    found = {}
    for segment in source.stringsegment_set.select_related("string", "context").order_by("order"):
        found.setdefault(segment.context, []).append(segment.string)
    return found


def _most_alike(string, others):
    """The one of the other strings that this one was, or None."""
    likeness = [(SequenceMatcher(None, string.data, other.data).ratio(), other) for other in others]
    best = max(likeness, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] >= LEAST_ALIKE else None


def _propose(context, string, old, locale):
    """Keep the old translation beside the new string. The tool publishes nothing that is marked as wrong."""
    translated = StringTranslation.objects.filter(translation_of=old, locale=locale, context=context).first()
    if translated is None:
        return
    StringTranslation.objects.get_or_create(
        translation_of=string,
        locale=locale,
        context=context,
        defaults={
            "data": translated.data,
            "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
            "has_error": True,
            "field_error": _("The original has changed. This is the old translation: correct it, and save."),
        },
    )


def _is_waiting(translation):
    total, translated = translation.get_progress()
    return translated < total
