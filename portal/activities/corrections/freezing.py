"""Which years of which chapters are frozen, because the report on them is sent. Rooms that come later say it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

Source = Callable[[], QuerySet[Any]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Add a query ``source()`` of frozen years, with the columns ``chapter`` and ``base_year``."""
    if source not in _sources:
        _sources.append(source)


def is_frozen(chapter: int, year: int) -> bool:
    """Whether the chapter with this key has sent its report on this year."""
    return any(source().filter(chapter=chapter, base_year=year).exists() for source in _sources)


def not_frozen(activities: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the activities whose year is not frozen."""
    for source in _sources:
        frozen = source().filter(chapter=OuterRef("chapter"), base_year=OuterRef("day__year"))
        activities = activities.filter(~Exists(frozen))
    return activities
