"""What one run of an import knows: who does it, which chapters there are, and whose address stood in which row."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from forms.phones import format_phone
from portal import permissions
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters.models import Chapter, Office
from portal.chapters.register import validation
from portal.chapters.register.validation import comparable

ALIKE = 0.6
NEW, SAME, DIFFERS, CANNOT = "new", "same", "differs", "cannot"
Values = Mapping[str, Any]


class Cannot(Exception):
    """A row cannot be taken in. ``faults`` is ``{field: sentence}``; the field "" is for the row as a whole."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


@dataclass
class Taken:
    """Whose row it is, how it stands, and what is to be said of it."""

    person: User
    standing: str
    says: list[str]

    def is_new(self) -> None:
        self.standing = NEW

    def differs(self, said: str) -> None:
        if self.standing != NEW:
            self.standing = DIFFERS
            self.says.append(said)


class Run:
    """One run over a file. ``row`` is the number of the row that is being taken in, ``given`` are the new offices."""

    def __init__(self, by: User) -> None:
        self.by, self.row = by, 0
        self.given: list[Office] = []
        self._chapters: list[Chapter] | None = None
        self._rows_of: dict[str, int] = {}  # {address: the row in which it stood first}

    def chapter(self, text: str) -> Chapter:
        """The chapter with this name, today or earlier, or short name. Raises ``Cannot``, with those that are alike."""
        if self._chapters is None:
            self._chapters = list(Chapter.objects.select_related("merged_into"))
        found = find_chapter(text, self._chapters)
        if found is None:
            near = difflib.get_close_matches(text, [one.name for one in self._chapters], n=2, cutoff=ALIKE)
            sentence = _("There is none with this name.")
            if near:
                sentence += " " + _("Did you mean %(names)s?") % {"names": ", ".join(near)}
            raise Cannot({"chapter": sentence})
        return found

    def check_impartial(self, person: User) -> None:
        """Raise ``Cannot`` where ``by`` decides nothing about this person: themselves, or somebody close."""
        access = permissions.access_of(self.by)
        if person.pk in {self.by.pk, *access.ties}:
            raise Cannot({"": _("It is about you, or somebody close to you. Another of the staff takes it in.")})

    def person(self, values: Values) -> "Taken":
        """Whose row it is; a new account where nobody has the address. Name, phone and postcode fill what is empty.

        Raises ``Cannot`` where the address is somebody else's.
        """
        email = values["email"].strip().lower()
        name = f"{values['given_name']} {values['family_name']}"
        first_row = self._rows_of.setdefault(email, self.row)
        person = User.objects.filter(email=email).first()
        is_known = person is not None
        if person is None:
            person = accounts.get_or_create_account(email)
        if person.get_full_name() and comparable(person.get_full_name()) != comparable(name):
            raise Cannot({"email": _another(person, first_row if first_row < self.row else None)})
        if not person.is_active:
            raise Cannot({"email": _("The account with this address is closed.")})
        taken = Taken(person, SAME, [])
        fills = {} if person.get_full_name() else {name: values[name] for name in ("given_name", "family_name")}
        for field in ("phone", "postcode"):
            now, ours = getattr(person, field), values.get(field, "")
            if ours and not now:
                fills[field] = ours
                if is_known:
                    taken.differs(changed(field_name(field), "", shown(field, ours)))
            elif ours and ours != now:
                said = {"what": field_name(field), "now": shown(field, now)}
                taken.says.append(_("%(what)s stays as the person has it here: %(now)s.") % said)
        accounts.change_details(person, by=self.by, **fills)
        return taken


def find_chapter(text: str, chapters: list[Chapter]) -> Chapter | None:
    sought = comparable(text)
    exact = [one for one in chapters if sought in (comparable(one.name), comparable(one.short_name))]
    earlier = [one for one in chapters if sought in map(comparable, validation.all_names(one))]
    return next(iter(exact + earlier), None)


def _another(person: User, row: int | None) -> str:
    if row:
        text = _("Row %(row)s has the same address, for %(name)s. Each person needs an address of their own.")
        return text % {"row": row, "name": person.get_full_name()}
    text = _("The address is that of %(name)s here. Correct the address, or the name.")
    return text % {"name": person.get_full_name()}


def field_name(field: str) -> str:
    return {"phone": _("Phone"), "postcode": _("Postcode")}[field]


def shown(field: str, value: str) -> str:
    return format_phone(value) if field == "phone" else value


def changed(what: str, before: str, after: str) -> str:
    words = {"what": what, "before": before or _("nothing"), "after": after or _("nothing")}
    return _("%(what)s: from %(before)s to %(after)s") % words
