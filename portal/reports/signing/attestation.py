"""What was shown on the page on which a report is signed: its digest, and what has changed since, in words.

The page carries it in a signed field, so that a page that was left open still says what it showed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forms.annual_report import CONFIRM, STEPS
from forms.choices import ACTIVITY_KINDS, name_of
from portal import organisation

SALT = "portal.reports.shown"
SHORT = 12  # characters of a digest that only says whether something is as it was

SIGNED = "signed"  # in the numbers of a report that was sent: who signed it
BESIDE = ("confirmed", "returned", SIGNED)  # in the numbers too, and not what is attested

Kind = list[int]  # how many, participants, those that count


@dataclass(frozen=True)
class Shown:
    """What somebody saw before signing. ``sha256`` is the digest of all of it; the rest tells what has changed."""

    sha256: str
    kinds: Mapping[str, Kind]
    numbers: Mapping[str, str]  # {part of the numbers: short digest}, without the kinds
    answers: Mapping[str, str]  # {"step field": short digest}, without the last step

    @classmethod
    def of(cls, numbers: Mapping[str, Any], answers: Mapping[str, Mapping[str, Any]]) -> Self:
        """Of the numbers and the answers of a report.

        What is said on the last step itself is left out, who confirmed which section, who signed, and what
        was said when it was sent back.
        """
        told = {step: dict(fields) for step, fields in answers.items() if step != CONFIRM}
        numbers = {part: value for part, value in numbers.items() if part not in BESIDE}
        return cls(
            sha256=digest([numbers, told]),
            kinds={one["kind"]: [one["count"], one["participants"], one["counting"]] for one in numbers["kinds"]},
            numbers={part: digest(value)[:SHORT] for part, value in numbers.items() if part != "kinds"},
            answers={
                f"{step} {field}": digest(value)[:SHORT]
                for step, fields in told.items()
                for field, value in fields.items()
            },
        )

    @classmethod
    def read(cls, token: str) -> Self | None:
        """What a page says that it showed; None where this site did not write it."""
        try:
            return cls(**signing.loads(token, salt=SALT))
        except (signing.BadSignature, TypeError):
            return None

    @property
    def token(self) -> str:
        """The same as text for a hidden field."""
        return signing.dumps(self.__dict__, salt=SALT, compress=True)

    def changes(self, now: "Shown") -> list[str]:
        """What is not as it was, as sentences in the active language; empty where everything is."""
        if self.sha256 == now.sha256:
            return []
        found = [*self._changed_kinds(now), *self._changed_numbers(now), *self._changed_answers(now)]
        return found or [_("Something else in the report has changed.")]

    def _changed_kinds(self, now: "Shown") -> Iterator[str]:
        for kind in dict.fromkeys([*self.kinds, *now.kinds]):
            before, after = (one.kinds.get(kind, [0, 0, 0]) for one in (self, now))
            if before != after:
                name = organisation.fill_in_words(name_of(ACTIVITY_KINDS, kind))
                values = {"kind": name, "before": _in_words(before), "now": _in_words(after)}
                yield _("%(kind)s: it said %(before)s. Now it says %(now)s.") % values

    def _changed_numbers(self, now: "Shown") -> Iterator[str]:
        if self.numbers.get("supporters") != now.numbers.get("supporters"):
            names = organisation.message_words()
            yield _("The list of %(supporters)s is not the one that was shown.") % names
        if self.numbers.get("attachments") != now.numbers.get("attachments"):
            yield _("The attachments are not those that were shown.")
        if self.numbers.get("corrections") != now.numbers.get("corrections"):
            yield _("What the chapter says about a number has changed.")

    def _changed_answers(self, now: "Shown") -> Iterator[str]:
        words = organisation.message_words()
        for step in STEPS:
            form = step.form(words=words)
            for name, field in form.fields.items():
                if self.answers.get(f"{step.key} {name}") != now.answers.get(f"{step.key} {name}"):
                    yield _("“%(question)s” has another answer now.") % {"question": field.label}


def digest(content: object) -> str:
    """The SHA-256 of what can be written as JSON."""
    return hashlib.sha256(json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def _in_words(kind: Kind) -> str:
    count, participants, counting = kind
    activities = ngettext("%(count)d activity", "%(count)d activities", count) % {"count": count}
    values = {"activities": activities, "participants": participants, "counting": counting}
    return _("%(activities)s, %(participants)d participants, %(counting)d count") % values
