"""What the site knows of a chapter and a year before anybody answers: shown, and confirmed with one tick."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

from forms.annual_report import known_of_last_year
from portal import clock
from portal.activities import queries as activity_queries
from portal.activities.gatherings import queries as gathering_queries
from portal.activities.models import Activity
from portal.chapters.models import Chapter
from portal.chapters.queries import board_of
from portal.reports.models import ChapterReport
from portal.unreadable import found

MOST_OFFERED = 4  # activities to choose among
OPEN_TO_MEMBERS = ("activity_group", "conversation_group")


@dataclass(frozen=True)
class Known:
    """``values`` is ``{field of BoardForm: cleaned value}``; ``offered`` are member activities, ``{code: text}``."""

    values: dict[str, Any] = field(default_factory=dict)
    offered: dict[str, str] = field(default_factory=dict)


def last_report(chapter, base_year):
    """The chapter's report on the year before, if it has been sent and can be read; else None."""
    rows = ChapterReport.objects.filter(chapter=chapter, year__base_year=base_year - 1, received_at__isnull=False)
    return next(iter(found(rows)), None)


def facts(chapter: Chapter, last_day: Any) -> dict[str, Any]:
    """What the register says of the chapter now, and of its board on this day, as values that JSON can hold."""
    board = [{"name": str(office.person), "office": office.kind} for office in board_of(chapter, on=last_day)]
    place = {"name": chapter.name, "municipality": chapter.municipality, "county": chapter.county}
    return {"chapter": place, "board": board}


def known_of(chapter, base_year, board, earlier) -> Known:
    """What is known for the report on this year.

    ``board`` are the lines of ``facts``, ``earlier`` is the ``last_report``.
    """
    values = known_of_last_year(earlier.answers, base_year) if earlier else {}
    names = list(dict.fromkeys(one["name"] for one in board))
    values |= {"members": "\n".join(names)} if names else {}
    offered = member_activities(chapter, base_year)
    values |= {"member_activity": next(iter(offered.values()))} if offered else {}
    return Known(values, offered)


def member_activities(chapter, base_year):
    """What the chapter held for its members in the year and has logged, ``{code: name and date}``.

    Gatherings for everybody come first, then groups that were logged without being planned here; the latest first.
    The text is kept with the report, so it is the same whoever reads it: in the site's language. Three queries.
    """
    held = found(gathering_queries.logged_in(chapter, base_year))
    public = [one for one in held if one.is_public][:MOST_OFFERED]
    groups = activity_queries.of_chapter(chapter, base_year).filter(
        kind__in=OPEN_TO_MEMBERS, participants__gt=0, planned_as__isnull=True
    )
    latest = list(groups.values_list("pk", flat=True)[: MOST_OFFERED - len(public)])
    rows = found(Activity.objects.filter(pk__in=latest).order_by("-day", "-pk"))
    with translation.override(settings.LANGUAGE_CODE):
        planned = {str(one.ref): _named(one.title, clock.local(one.starts_at).date()) for one in public}
        return planned | {str(one.ref): _named(one.kind_name, one.day) for one in rows}


def _named(title, day):
    return f"{title}, {date_format(day)}"
