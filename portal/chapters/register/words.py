"""The history of a chapter in sentences, and its fields by name."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forms.dates import date_in_words
from forms.register import ChapterRecordForm
from portal import organisation
from portal.chapters.models import Chapter
from portal.chapters.register.queries import Happened
from portal.chapters.verbs import Verb


def value(name: str, found: Any) -> str:
    """A value of a chapter as it is read by people."""
    if name == "level":
        return str(_("A whole county") if found == Chapter.Level.COUNTY else _("Local"))
    return ", ".join(found) if isinstance(found, list) else str(found or "")


def label(name: str) -> str:
    return str(ChapterRecordForm(words=organisation.message_words()).fields[name].label)


def record(chapter: Chapter, names: Iterable[str]) -> list[dict[str, str]]:
    """What the register knows of a chapter, for ``components/summary_list.html``."""
    first = [{"key": _("First day"), "value": date_in_words(chapter.starts)}] if chapter.starts else []
    return first + [{"key": label(name), "value": value(name, getattr(chapter, name))} for name in names]


def line(happened: Happened) -> list[str]:
    """What happened, one sentence for each thing."""
    details = happened.details
    if happened.verb == Verb.CHAPTER_CHANGE:
        return [_changed(name, details) for name in details.get("after", {})] or [_("Changed")]
    return [_sentence(happened.verb, details)]


def _changed(name: str, details: dict[str, Any]) -> str:
    before, after = value(name, details["before"].get(name)), value(name, details["after"][name])
    words = {"what": label(name), "before": before or _("nothing"), "after": after or _("nothing")}
    return _("%(what)s: from %(before)s to %(after)s") % words


def _sentence(verb: str, details: dict[str, Any]) -> str:
    if verb == Verb.CHAPTER_RENAME and details:
        words = {"before": details["before"], "after": details["after"], "day": _day(details["from"])}
        return _("Name: from %(before)s to %(after)s, from %(day)s") % words
    if verb == Verb.CHAPTER_CLOSE and details:
        return _("Closed. Last day: %(day)s") % {"day": _day(details["last_day"])}
    if verb == Verb.CHAPTER_MERGE and details:
        return _("Becomes part of %(name)s from %(day)s") % {"name": _into(details), "day": _day(details["from"])}
    if verb == Verb.CHAPTER_CALL_OFF and "name" in details:
        return _("Called off: the name %(name)s from %(day)s") % {"name": details["name"], "day": _day(details["from"])}
    if verb == Verb.CHAPTER_CALL_OFF and details.get("into"):
        words = {"name": _into(details), "day": _day(details["last_day"])}
        return _("Called off: becoming part of %(name)s. The last day was to be %(day)s") % words
    if verb == Verb.CHAPTER_CALL_OFF and "into" in details:
        return _("Called off: closing it. The last day was to be %(day)s") % {"day": _day(details["last_day"])}
    return capfirst(
        {
            Verb.CHAPTER_FOUND: _("written into the register"),
            Verb.CHAPTER_BEGIN: _("the first day has come"),
            Verb.CHAPTER_DESCRIBE: _("changed what is told to the public"),
            Verb.CHAPTER_CALL_OFF: _("goes on after all"),
            Verb.CHAPTER_END: _("the last day is over"),
        }.get(verb, _("Changed"))  # type: ignore[call-overload]  # a verb is text
    )


def _into(details: dict[str, Any]) -> str:
    into = Chapter.objects.filter(ref=details["into"]).first()
    return into.name if into else "–"


def _day(text: str) -> str:
    return date_in_words(datetime.date.fromisoformat(text))
