"""One helpline as plain values, with its texts in the reader's language where they are translated."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from forms.phones import format_phone
from home.helplines.hours import Hours
from portal.context import interface_language

TEXTS = ("name", "who", "description", "paused_note")  # what is translated; all else is the same in every language


class Kind(models.TextChoices):
    PEER = "peer", _("Ours: our volunteers answer")
    PROFESSIONAL = "professional", _("Others: professionals answer")
    CRISIS = "crisis", _("Crisis")


@dataclass(frozen=True)
class Line:
    pk: int | None  # of the row in bokmål: the one that editors change
    code: str
    phone: str
    kind: str
    free: bool | None
    anonymous: bool | None
    url: str
    hours: Hours
    name: str
    who: str
    description: str
    paused_note: str
    language: str
    changed_at: datetime | None = None  # when it or its translation was last published
    untranslated: frozenset = frozenset()  # names of the texts that are shown in bokmål instead

    @property
    def lang(self):
        """For each text the attribute for words that are not in the language of the page around them."""
        return {name: lang_attribute(self.language_of(name)) for name in TEXTS}

    def language_of(self, name):
        return settings.LANGUAGE_CODE if name in self.untranslated else self.language

    @property
    def always(self):
        return self.hours.always

    @property
    def checked(self):
        return self.hours.checked

    @property
    def phone_in_words(self):
        return format_phone(self.phone)

    @property
    def site(self):
        """``ffo.no``: where the link leads."""
        return urlsplit(self.url).hostname.removeprefix("www.") if self.url else ""


def lang_attribute(code):
    """`` lang="nb"`` where the language is not that of the page around it, else nothing."""
    return "" if code == interface_language() else format_html(' lang="{}"', code)


def lines_from(rows):
    """Every line of a queryset of helplines, in its order. Four queries, however many lines there are."""
    rows = (
        rows.filter(live=True, locale__language_code__in={settings.LANGUAGE_CODE, get_language()})
        .select_related("locale", "live_revision")
        .defer("live_revision__content")
        .prefetch_related("hours", "exceptions", "seasons")
    )
    originals = [row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE]
    translations = {row.translation_key: row for row in rows if row not in originals}
    return [line_from(row, translations.get(row.translation_key)) for row in originals]


def line_from(row, translation=None):
    """The line of a row in bokmål, with the texts of its translation. Hours, numbers and dates are always the row's."""
    language = get_language() or settings.LANGUAGE_CODE
    texts = {name: getattr(row, name) for name in TEXTS}
    untranslated = set() if language == settings.LANGUAGE_CODE else {name for name in texts if texts[name]}
    for name in untranslated.copy():
        translated = getattr(translation, name, "")
        if translated and translated != texts[name]:
            texts[name] = translated
            untranslated.discard(name)
    hours = replace(row.timetable(), paused_note=texts["paused_note"])
    same = {name: getattr(row, name) for name in ("pk", "code", "phone", "kind", "free", "anonymous", "url")}
    changes = [each.live_revision.created_at for each in (row, translation) if each and each.live_revision]
    return Line(
        **same,
        **texts,
        hours=hours,
        language=language,
        changed_at=max(changes, default=None),
        untranslated=frozenset(untranslated),
    )
