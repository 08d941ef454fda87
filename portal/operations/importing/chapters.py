"""A row about a chapter: founded where there is none with its name, else changed where it differs."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from forms.dates import date_in_words
from portal import spreadsheet
from portal.chapters.models import Chapter
from portal.chapters.register import services as register_services
from portal.chapters.register import validation, words
from portal.chapters.register.validation import comparable
from portal.operations.importing.run import DIFFERS, NEW, SAME, Cannot, Run, Values, changed, find_chapter

FIELDS = register_services.CAN_CHANGE


def take(values: Values, run: Run) -> tuple[str, list[str]]:
    """Take in one row. Returns ``(how it stood, what is to be said)``. Raises ``Cannot`` and ``Refused``."""
    short_name, given = (
        values["short_name"],
        {name: values[name] for name in register_services.CAN_CHANGE if values[name]},
    )
    chapters = list(Chapter.objects.all())
    chapter = find_chapter(short_name, chapters) if short_name else find_chapter(values["name"], chapters)
    if chapter is None:
        register_services.found(
            name=values["name"],
            short_name=short_name or None,
            starts=values["starts"],
            was_always_there=values["starts"] is None,
            by=run.by,
            **{"county": "", "municipality": "", **given},
        )
        return NEW, []
    _check_same(chapter, values["name"], values["starts"])
    before = {name: getattr(chapter, name) for name in given}
    after = register_services.change(chapter, by=run.by, version=chapter.version, **given)
    says = [
        changed(words.label(name), words.value(name, was), words.value(name, getattr(after, name)))
        for name, was in before.items()
        if was != getattr(after, name)
    ]
    return (DIFFERS, says) if says else (SAME, [])


def _check_same(chapter: Chapter, name: str, starts: datetime.date | None) -> None:
    """Raise ``Cannot`` where the row says something of a chapter that is changed on a page of its own, or it closed."""
    if comparable(name) not in map(comparable, validation.all_names(chapter)):
        text = _("The one with this short name is called %(name)s. Give it another name on its page in the register.")
        raise Cannot({"name": text % {"name": chapter.name}})
    if chapter.ends:
        words_of_day = {"name": chapter.name, "day": date_in_words(chapter.ends)}
        raise Cannot({"name": _("The last day of %(name)s is %(day)s. Choose another one.") % words_of_day})
    if starts and starts != chapter.starts:
        now = date_in_words(chapter.starts) if chapter.starts else _("nothing")
        raise Cannot({"starts": _("The register has %(day)s here, and that is not changed.") % {"day": now}})


def rows() -> Iterable[dict[str, spreadsheet.Value]]:
    """The register as rows: all that do not close."""
    levels = {"local": "lokal", "county": "fylke"}
    for chapter in Chapter.objects.filter(ends__isnull=True).order_by("name"):
        yield {
            **{name: getattr(chapter, name) for name in (*FIELDS, "name", "short_name", "starts")},
            "level": levels[chapter.level],
            "postcodes": ", ".join(chapter.postcodes),
        }
