"""Which lines are there, which of them does a page show, and which ought an editor to look at?

Hours, numbers and dates are those of the rows in bokmål; only texts are the reader's language's own.
"""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import get_language

from home import opening_hours
from home.cards import CHANGES_AHEAD, Line, card, cards
from home.models.helpline import Helpline
from home.opening_hours import DAY
from portal import clock
from portal.fragments import cached_one_minute

WARN_AFTER = 150 * DAY  # a month before the page falls silent (opening_hours.TRUSTED_FOR)
EMERGENCY = ("113", "116117")  # for danger, not for talking


def all_lines():
    """Every line, in order, as it was within the last minute."""
    return cached_one_minute(f"lines-{get_language()}", read_lines)


def read_lines():
    """Every line, in order, as it is. Four queries, however many lines there are."""
    rows = (
        Helpline.objects.filter(locale__language_code__in={settings.LANGUAGE_CODE, get_language()})
        .select_related("locale")
        .prefetch_related("hours", "exceptions", "seasons")
    )
    ours = [row for row in rows if row.locale.language_code == settings.LANGUAGE_CODE]
    translated = {row.translation_key: row for row in rows if row not in ours}
    return [_line(row, translated.get(row.translation_key)) for row in ours]


def _line(row, translation=None):
    language = get_language() or settings.LANGUAGE_CODE
    texts = {name: getattr(row, name) for name in Helpline.TEXTS}
    borrowed = set() if language == settings.LANGUAGE_CODE else {name for name in texts if texts[name]}
    for name in borrowed.copy():
        own = getattr(translation, name, "")
        if own and own != texts[name]:
            texts[name] = own
            borrowed.discard(name)
    hours = replace(row.timetable(), paused_note=texts["paused_note"])
    same = {name: getattr(row, name) for name in ("pk", "code", "phone", "kind", "free", "anonymous", "url")}
    return Line(**same, **texts, hours=hours, language=language, borrowed=frozenset(borrowed))


def by_kind():
    """What the page of helplines shows: crisis numbers, our own lines, others'."""
    at, lines = clock.now(), all_lines()
    kinds = {kind: [line for line in lines if line.kind == kind] for kind in ("crisis", "peer", "professional")}
    return {
        "crisis": as_crisis(kinds["crisis"]),
        "ours": cards(kinds["peer"], at),
        "others": cards(kinds["professional"], at),
        "instead": day_and_night(lines),
    }


def first_of_ours():
    """The card to name where there is room for one: open now, else the one that opens next. None without a line."""
    at = clock.now()
    found = cards([line for line in all_lines() if line.kind == "peer"], at)
    return min(
        found,
        key=lambda card: (not card.is_open, card.status.opens_at is None, card.status.opens_at or at),
        default=None,
    )


def of_number(code):
    """The lines that share the number of the line with this short name; none where there is no such line."""
    lines = all_lines()
    phones = {line.phone for line in lines if line.code == code}
    return [line for line in lines if line.phone in phones]


def day_and_night(lines):
    """Where to turn while another line is closed: those who talk with anybody at any hour."""
    return [
        line
        for line in lines
        if line.kind == "crisis" and line.always and not line.paused_note and line.phone not in EMERGENCY
    ]


def crisis():
    """The crisis lines for the red block."""
    return as_crisis([line for line in all_lines() if line.kind == "crisis"])


def as_crisis(lines):
    return [
        {
            "name": line.name,
            "phone": line.phone,
            "display": line.phone_in_words,
            "text": line.description,
            "always": line.always,
            "lang": line.language_of("description") if line.lang["description"] else "",
        }
        for line in lines
        if not line.paused_note
    ]


def unchecked(lines, today):
    """For editors: lines whose hours nobody has checked lately. In a month the page stops saying whether they open."""
    return [line for line in lines if line.checked is None or today - line.checked > WARN_AFTER]


def coming_days(lines, today, days):
    """For editors: ``[(line, coming)]`` of the days with a name that hit an open line, in the order of the dates."""
    found = [(line, day) for line in lines for day in opening_hours.coming(line.hours, today, days)]
    return sorted(found, key=lambda pair: pair[1].date)


def undecided(lines, today, days=CHANGES_AHEAD):
    """Those of them for which nobody has said what holds."""
    return [(line, day) for line, day in coming_days(lines, today, days) if not day.decided]


def preview(row, moment):
    """The card as it will be with the row of an unsaved form. At another moment than now its hours count as checked."""
    edited = _line(row)
    sharing = [line for line in read_lines() if line.phone == edited.phone and line.code != edited.code]
    lines = [edited, *sharing]
    if moment:
        lines = [replace(line, hours=replace(line.hours, checked=moment.date())) for line in lines]
    return card(lines, moment or clock.now())
