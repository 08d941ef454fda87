"""The forms in which a course is planned or cancelled, and in which it is noted who took part."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField
from forms.fields import TextField, WebAddressField, WordingFormField
from forms.occasion import OccasionForm
from forms.renderer import SiteForm


class CourseForm(OccasionForm):
    """A course. Its day can also be in the past: courses that were held are registered here, too."""

    title = WordingFormField(
        label=_("What is the course called?"),
        longest=120,
        help_text=_("Nynorsk and English can be left for later"),
        error_messages={"required": _("Write what the course is called")},
    )
    description = WordingFormField(
        label=_("What should people know?"),
        longest=2000,
        required=False,
        help_text=_("What you will do, and what to bring. Everybody who is signed in can read it"),
    )
    is_digital = CheckboxField(label=_("The course is held online"), required=False)
    place = TextField(
        label=_("Where?"), longest=200, required=False, help_text=_("With the street, so that people find it")
    )
    link = WebAddressField(
        label=_("Link to the meeting online"),
        required=False,
        help_text=_("Only those who have a place see it. It can be left for later"),
    )
    field_order = [
        "title", "description", "day", "begins", "ends", "is_digital",
        "place", "link", "places", "sign_up_by",
    ]  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        starts, ends = (self.moment(name, cleaned.get("day")) for name in ("begins", "ends"))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("It has to end after it begins, on the same day"))
        if not cleaned.get("is_digital") and not cleaned.get("place") and "place" not in self.errors:
            self.add_error("place", _("Write where it is, or tick that it is held online"))
        if cleaned.get("sign_up_by") and cleaned.get("day") and cleaned["sign_up_by"] > cleaned["day"]:
            self.add_error("sign_up_by", _("The last day to sign up cannot be after the day it begins"))
        return cleaned | {"starts_at": starts, "ends_at": ends}

    @property
    def values(self):
        """The answers of a valid form under the names that the service takes."""
        names = (
            "title", "description", "starts_at", "ends_at", "is_digital", "place", "link", "places", "sign_up_by",
        )  # fmt: skip
        return {name: self.cleaned_data[name] for name in names}


class CancelCourseForm(SiteForm):
    """Why a course is cancelled."""

    because = WordingFormField(
        label=_("A word about why"),
        longest=500,
        required=False,
        help_text=_("Those who have signed up get it by e-mail. Name nobody"),
    )


class PersonSearchForm(SiteForm):
    """A search for people: any text is valid."""

    mark_optional = False
    q = TextField(label=_("Name or e-mail address"), longest=100, required=False, help_text=_("At least two letters"))


class AttendanceForm(SiteForm):
    """Who took part in a course. ``choices["people"]`` are those who are shown on the page."""

    people = MultiChoiceField(
        label=_("Who took part?"), choices=[], required_message=_("Tick those who took part in the course")
    )
