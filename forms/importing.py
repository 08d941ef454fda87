"""The forms of the import: which file of what kind, and what each row of it says. Their cells come as texts."""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forms import readers
from forms.choice_fields import SingleChoiceField
from forms.dates import DateField, date_in_words, morning_or_evening
from forms.fields import EmailField, Message, NameField, PostcodeField, TextField, WebAddressField
from forms.phones import PhoneField
from forms.register import PostcodesField
from forms.renderer import SiteForm
from forms.uploads import FileForm

SERIAL = re.compile(r"[1-9][0-9]{4}")  # the days since 1899, as a spreadsheet counts them
FIRST_DAY = datetime.date(1899, 12, 30)
HAS_YEAR = re.compile(r"[0-9]{4}|[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?[0-9]{2}\b|\b[0-9]{6}\b")
CHOOSE_FILE = _("Choose the file that you want to take in")


class ImportForm(FileForm):
    """A spreadsheet, and what stands in its rows."""

    kind = SingleChoiceField(
        label=_("What is in the file?"),
        choices=[
            ("chapters", _("%(chapters)s")),
            ("officers", _("Offices: %(boards)s, coordinators and secretariat")),
            ("supporters", _("%(supporters)s, those who have ended too")),
            ("members", _("Members of the organisation")),
        ],
        required_message=_("Choose what is in the file"),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel (.xlsx) or CSV, at most 10 MB. Of an Excel file, the first sheet is read"),
        error_messages={
            "required": CHOOSE_FILE,
            "invalid": CHOOSE_FILE,
            "missing": CHOOSE_FILE,
            "empty": _("The file is empty. Choose another one"),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    field_order = ("kind", "file")


class CellDateField(DateField):
    """A date in a cell: as people write it, or the number of days that a spreadsheet counts. It needs its year."""

    def read(self, text: str) -> tuple[datetime.date | None, Message]:
        if SERIAL.fullmatch(text):
            day = FIRST_DAY + datetime.timedelta(days=int(text))
            text = f"{day.day}.{day.month}.{day.year}"
        if not HAS_YEAR.search(text):
            return None, _("Write the date with its year, like this: 3.6.2026")
        text = re.sub(r"[T ]00:00(:00)?\Z", "", text)
        day, question = super().read(text)
        if day and question:
            words = {"day": date_in_words(day)}
            question = _("This can be read in two ways. Write it like 3.6.2026. We think it is %(day)s.") % words
        return day, question


class CellHoursField(forms.CharField):
    """From when to when, such as ``10.00–15.00``: two times of one day, or None."""

    def clean(self, value: Any) -> tuple[datetime.time, datetime.time] | None:
        text = readers.tidy(super().clean(value))
        if not text:
            return None
        example = _("Write the hours like this: 10.00–15.00")
        try:
            begins, ends = (readers.read_time(part) for part in re.split(r"\s*(?:-|\u2013|\u2014|\btil\b)\s*", text))
        except readers.MorningOrEvening as either:
            raise ValidationError(morning_or_evening(either.time)) from None
        except (readers.Unreadable, ValueError):
            raise ValidationError(example) from None
        if ends <= begins:
            raise ValidationError(_("It has to end after it begins, on the same day"))
        return begins, ends


class WordField(forms.CharField):
    """One of a few words, however it is spelt in capitals: ``meanings`` is ``{word: value}``."""

    def __init__(self, *, meanings: Mapping[str, str], offered: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.meanings, self.offered = meanings, offered

    def clean(self, value: Any) -> str:
        word = readers.tidy(super().clean(value))
        if not word:
            return ""
        if word not in self.meanings:
            raise ValidationError(_("Write one of these: %(words)s") % {"words": self.offered})
        return self.meanings[word]


class CellPostcodesField(PostcodesField):
    """The beginnings of postcodes. A spreadsheet takes the zero away from 05."""

    def clean(self, value: Any) -> list[str]:
        return [one.zfill(2) if one.isdigit() else one for one in super().clean(value)]


class CellPostcodeField(PostcodeField):
    """A postcode. A spreadsheet takes the zero away from 0150."""

    def clean(self, value: Any) -> str:
        text = str(value or "").strip()
        return super().clean(text.zfill(4) if re.fullmatch(r"[0-9]{3}", text) else text)


LEVELS = {"lokal": "local", "lokalt": "local", "fylke": "county", "fylkes": "county"}
OFFICES = {
    **dict.fromkeys(("leder", "leiar", "styreleder", "styreleiar", "chapter_leader"), "chapter_leader"),
    **dict.fromkeys(("styremedlem", "medlem", "nestleder", "nestleiar", "kasserer", "sekretær"), "board_member"),
    "board_member": "board_member",
    **dict.fromkeys(("koordinator", "likepersonkoordinator", "likepersonskoordinator", "coordinator"), "coordinator"),
    **dict.fromkeys(("sekretariat", "sekretariatet", "ansatt", "tilsett", "secretariat"), "secretariat"),
}
CENTRAL = {"coordinator", "secretariat"}
STANDINGS = {
    **dict.fromkeys(("aktiv", "active"), "active"),
    **dict.fromkeys(("pause", "i pause", "paused"), "paused"),
    **dict.fromkeys(("sluttet", "slutta", "ended"), "ended"),
}


class ChapterRowForm(SiteForm):
    name = TextField(longest=100, required_message=_("Write the name"))
    short_name = TextField(longest=40, required=False)
    starts = CellDateField(required=False)
    level = WordField(meanings=LEVELS, offered="lokal, fylke", required=False)
    county = TextField(longest=60, required_message=_("Write the county"))
    municipality = TextField(longest=60, required_message=_("Write the municipality"))
    postcodes = CellPostcodesField(required=False)
    email = EmailField(required=False)
    website = WebAddressField(required=False)


class PersonRowForm(SiteForm):
    """What is said of somebody in every file with people; also the whole row of a member."""

    given_name = NameField(required_message=_("Write the first name"))
    family_name = NameField(required_message=_("Write the last name"))
    email = EmailField()
    phone = PhoneField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = _("Write the e-mail address")


class OfficerRowForm(PersonRowForm):
    kind = WordField(
        meanings=OFFICES,
        offered="leder, styremedlem, koordinator, sekretariat",
        error_messages={"required": _("Choose an office")},
    )
    chapter = TextField(longest=100, required=False)
    starts = CellDateField(error_messages={"required": _("Write the first day")})
    ends = CellDateField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind, chapter = cleaned.get("kind"), cleaned.get("chapter")
        if kind and kind not in CENTRAL and not chapter and "chapter" not in self.errors:
            self.add_error("chapter", _("Write the name"))
        if kind in CENTRAL and chapter:
            self.add_error("chapter", _("This office is for all of the organisation. Leave the cell empty."))
        return cleaned


class SupporterRowForm(PersonRowForm):
    postcode = CellPostcodeField(required=False)
    chapter = TextField(longest=100, required_message=_("Write the name"))
    category = TextField(longest=100, required_message=_("Write which kind"))
    decided_on = CellDateField(error_messages={"required": _("Write the day")})
    signed_on = CellDateField(required=False)
    witness = NameField(longest=170, required=False)
    kept_at = TextField(longest=200, required=False)
    attended_on = CellDateField(required=False)
    course_hours = CellHoursField(required=False)
    standing = WordField(meanings=STANDINGS, offered="aktiv, pause, sluttet", required=False)
    ended_on = CellDateField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("signed_on") and not cleaned.get("kept_at") and "kept_at" not in self.errors:
            self.add_error("kept_at", _("Write where the paper lies"))
        if cleaned.get("course_hours") and not cleaned.get("attended_on") and "attended_on" not in self.errors:
            self.add_error("attended_on", _("Write the day"))
        standing, began, ended = (cleaned.get(name) for name in ("standing", "decided_on", "ended_on"))
        if standing == "ended" and not ended and "ended_on" not in self.errors:
            self.add_error("ended_on", _("Write the day"))
        if ended and standing not in ("", "ended") and "standing" not in self.errors:
            self.add_error("standing", _("There is a day on which the person ended. Write sluttet, or take it away."))
        if ended and began and ended < began:
            self.add_error("ended_on", _("The last day is before the first one"))
        return cleaned | {"standing": "ended" if ended else standing}


ROWS: dict[str, type[SiteForm]] = {
    "chapters": ChapterRowForm,
    "officers": OfficerRowForm,
    "supporters": SupporterRowForm,
    "members": PersonRowForm,
}
