"""What a chapter of the register can be: its names, postcodes and days. Each refusal is a sentence beside a field."""

import datetime
import re
import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from forms.dates import date_in_words
from portal import clock, organisation
from portal.chapters.models import Chapter

FURTHEST_AHEAD = datetime.timedelta(days=366)
FURTHEST_BACK = datetime.timedelta(days=2 * 366)  # of what changes a chapter that is there already
OLDEST_OFFICE = 50  # years
POSTCODES = re.compile(r"[0-9]{2}")
TO_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})
NO_ADDRESSES = {"ny"}  # a page of the register has this address


class Refused(Exception):
    """This is not possible. ``errors`` is ``{field of the form: sentence}``."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors


def comparable(name: str) -> str:
    """A name without what people write differently: case, accents, spaces and hyphens. Æ, ø and å are letters."""
    letters = unicodedata.normalize("NFC", name).casefold().replace("å", "\N{RING ABOVE}")
    plain = unicodedata.normalize("NFKD", letters.translate(str.maketrans({"đ": "d", "ŋ": "n", "ŧ": "t"})))
    return "".join(sign for sign in plain if sign.isalnum() or sign == "\N{RING ABOVE}")


def short_name_of(name: str) -> str:
    """The short name that a chapter's name suggests, for its addresses: “Sør-Trøndelag” is ``sor-trondelag``."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(TO_ASCII)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")


def free_short_name(name: str) -> str:
    """The short name that a name suggests; with a number behind it where another chapter has that one."""
    suggested, taken = short_name_of(name), set(Chapter.objects.values_list("short_name", flat=True))
    others = (f"{suggested[:36].strip('-')}-{number}" for number in range(2, 1000))
    return next((free for free in (suggested, *others) if free not in taken), suggested)


def all_names(chapter: Chapter) -> list[str]:
    """Every name that a chapter has, had or will have."""
    return list(dict.fromkeys([chapter.name, *(row["name"] for row in chapter.names)]))


def check_name(name: str, *, chapter: Chapter | None = None) -> str:
    """The name without spaces at its ends. Raises ``Refused`` where another chapter has it, had it or will have it."""
    name = " ".join(name.split())
    if not comparable(name) or len(name) > 100:
        raise Refused({"name": _("Write the name, with up to 100 characters")})
    for other in Chapter.objects.exclude(pk=chapter.pk if chapter else None):
        for called in all_names(other):
            if comparable(called) == comparable(name):
                raise Refused({"name": _taken(called, other)})
    return name


def _taken(called: str, other: Chapter) -> str:
    if called == other.name and other.ends is None:
        return _("There is one with this name already: %(name)s") % {"name": called}
    return _("%(name)s is or was the name of another one: %(other)s. Choose a name that nobody can mistake for it.") % {
        "name": called,
        "other": other.name,
    }


def check_short_name(short_name: str) -> str:
    """The short name. Raises ``Refused`` where it cannot stand in an address, or another chapter has it."""
    if not short_name or short_name in NO_ADDRESSES or short_name != short_name_of(short_name):
        raise Refused({"short_name": _("Use small letters a–z, digits and hyphens, such as nord-salten")})
    known = {comparable(taken): name for taken, name in Chapter.objects.values_list("short_name", "name")}
    if comparable(short_name) in known:
        other = known[comparable(short_name)]
        raise Refused({"short_name": _("%(name)s has this short name. Write another one.") % {"name": other}})
    return short_name


def check_postcodes(postcodes: Iterable[str]) -> list[str]:
    """The first two digits of the postcodes nearby, each once. Raises ``Refused`` for anything else."""
    found = list(dict.fromkeys(str(one).strip() for one in postcodes))
    wrong = [one for one in found if not POSTCODES.fullmatch(one)]
    if wrong:
        sentence = _("Write the first two digits of each postcode, such as 50, 51. This is not understood: %(text)s")
        raise Refused({"postcodes": sentence % {"text": ", ".join(wrong)[:60]}})
    return sorted(found)


def check_level(level: str | None) -> str:
    level = level or organisation.current().chapter_level
    if level not in Chapter.Level.values:
        raise Refused({"level": _("Choose one of the answers")})
    return level


def check_founding(day: datetime.date) -> None:
    if day > clock.today() + FURTHEST_AHEAD:
        raise Refused({"starts": _("Choose a day within the next year")})


def check_day(chapter: Chapter, day: datetime.date, field: str) -> None:
    """Raise ``Refused`` where something cannot happen to a chapter on a day."""
    today = clock.today()
    if not today - FURTHEST_BACK <= day <= today + FURTHEST_AHEAD:
        raise Refused({field: _("Choose a day within the last two years or the next year")})
    if chapter.starts and day < chapter.starts:
        first = {"name": chapter.name, "day": date_in_words(chapter.starts)}
        raise Refused({field: _("%(name)s began on %(day)s. Choose a later day.") % first})


def check_is_open(chapter: Chapter, field: str) -> None:
    """Raise ``Refused`` where a chapter is closed, or will be."""
    if chapter.ends:
        last = {"name": chapter.name, "day": date_in_words(chapter.ends)}
        raise Refused({field: _("The last day of %(name)s is %(day)s. Choose another one.") % last})


def check_office_days(starts: datetime.date, ends: datetime.date | None, chapter: Chapter | None) -> None:
    """Raise ``Refused`` where nobody can have had an office from one of these days to the other."""
    today = clock.today()
    if starts.year < today.year - OLDEST_OFFICE:
        raise Refused({"starts": _("The day is too long ago. Check the year.")})
    if starts > today + FURTHEST_AHEAD:
        raise Refused({"starts": _("Choose a day within the next year")})
    if ends and ends < starts:
        raise Refused({"ends": _("The last day is before the first one")})
    if ends and ends.year > today.year + 5:
        raise Refused({"ends": _("Choose a day within the next five years")})
    if chapter is None:
        return
    if chapter.starts and starts < chapter.starts:
        first = {"name": chapter.name, "day": date_in_words(chapter.starts)}
        raise Refused({"starts": _("%(name)s began on %(day)s. Choose a later day.") % first})
    if chapter.ends and (ends or starts) > chapter.ends or (chapter.ends and ends is None):
        last = {"name": chapter.name, "day": date_in_words(chapter.ends)}
        raise Refused({"ends": _("The last day of %(name)s is %(day)s. The office ends on that day or before.") % last})
