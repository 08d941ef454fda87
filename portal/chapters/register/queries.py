"""What the register shows of chapters: how they are found, what waits in each, and what has happened to it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from forms.dates import date_in_words
from portal import clock, events
from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.chapters.register import parts, validation
from portal.chapters.register.validation import Refused
from portal.chapters.verbs import Verb

HISTORY = (
    Verb.CHAPTER_FOUND, Verb.CHAPTER_BEGIN, Verb.CHAPTER_CHANGE, Verb.CHAPTER_RENAME, Verb.CHAPTER_DESCRIBE,
    Verb.CHAPTER_CLOSE, Verb.CHAPTER_MERGE, Verb.CHAPTER_CALL_OFF, Verb.CHAPTER_END,
)  # fmt: skip


def find(asked: str = "") -> list[Chapter]:
    """All chapters, closed ones too, by name; of a search those whose name, earlier or later name or place has it."""
    sought = validation.comparable(asked)
    rows = Chapter.objects.select_related("merged_into").order_by("name")
    return [row for row in rows if any(sought in validation.comparable(text) for text in _searched(row))]


def _searched(chapter: Chapter) -> Iterable[str]:
    return *validation.all_names(chapter), chapter.short_name, chapter.municipality, chapter.county


def names_to_come(chapter: Chapter) -> list[dict[str, str]]:
    """The rows of ``Chapter.names`` whose day has not come, the first one first."""
    today = clock.today().isoformat()
    return [row for row in chapter.names if row["starts"] and row["starts"] > today]


def waiting(chapter: Chapter) -> list[parts.Waiting]:
    """What is left open in a chapter, as each room says of its own."""
    return [one for part in parts.registered() for one in part.waiting(chapter)]


def offices(chapter: Chapter) -> list[Office]:
    """Every office in a chapter, held and past, the newest first."""
    return list(chapter.offices.select_related("person").order_by("-starts", "-pk"))


def offices_to_end(chapter: Chapter) -> list[Office]:
    """The offices that end when the chapter does."""
    return list(chapter_queries.offices_not_over(chapter))


def can_be_merged_into(chapter: Chapter) -> list[Chapter]:
    """The chapters that another one can become part of: all that do not close, by name."""
    return list(Chapter.objects.filter(ends__isnull=True).exclude(pk=chapter.pk).order_by("name"))


@dataclass(frozen=True)
class Happened:
    """One line of a chapter's history. ``details`` are those of its event; ``who`` is None for the site itself."""

    verb: str
    at: datetime.datetime
    who: User | None
    details: dict


def history(chapter: Chapter) -> list[Happened]:
    """What has happened to a chapter, the newest first. Two queries. Only events that this site wrote are told."""
    found = events.records_about([chapter.ref], HISTORY).get(chapter.ref, [])
    people = account_queries.people_of(one.event.actor for one in found)
    told = [one for one in found if one.standing is not events.Standing.CHANGED]
    return [Happened(one.event.verb, one.event.at, people.get(one.event.actor), one.details) for one in reversed(told)]


def last_in_line(chapter: Chapter) -> Chapter:
    """The chapter that this one is part of now: the one it was merged into, or what that was merged into since."""
    while chapter.merged_into and not chapter.is_active:
        chapter = chapter.merged_into
    return chapter


def check_others_remain(chapter: Chapter) -> None:
    """Raise ``Refused`` where a chapter is the last one that does not close."""
    if not Chapter.objects.filter(ends__isnull=True).exclude(pk=chapter.pk).exists():
        raise Refused({"last_day": _("It is the last one. Found the next one first, or merge it into that.")})


def into_itself() -> str:
    return _("It cannot be merged into itself. Choose another one.")


def name_changed_later(chapter: Chapter) -> str:
    last = chapter.names[-1]
    day = date_in_words(datetime.date.fromisoformat(last["starts"]))
    return _("It is called %(name)s from %(day)s. Choose a later day.") % {"name": last["name"], "day": day}


def is_over() -> str:
    return _("The office is over. If the person has it again, give it anew.")


def county_as_known(county: str) -> str:
    """The county as the other chapters of it write it, so that one county stands once in the lists."""
    for known in Chapter.objects.order_by("county").values_list("county", flat=True).distinct():
        if validation.comparable(known) == validation.comparable(county):
            return known
    return county
