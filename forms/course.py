"""What is asked when a course is put in the list, and when it is noted who took part."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.fields import DayField, SeveralField, TextField, TickField, WordingFormField
from forms.renderer import SiteForm


class PlanCourse(SiteForm):
    title = WordingFormField(
        label=_("What is the course called?"),
        help_text=_("Nynorsk and English can be left for later"),
        error_messages={"required": _("Write what the course is called")},
    )
    day = DayField(
        label=_("Which day?"),
        help_text=_("With the year, for example 12.3.2027"),
        error_messages={"required": _("Write the day of the course, for example 12.3.2027")},
    )
    clock = forms.TimeField(
        label=_("When does it begin?"),
        help_text=_("For example 18.00"),
        input_formats=["%H.%M", "%H:%M", "%H"],
        widget=forms.TextInput(attrs={"inputmode": "text", "size": 6}),
        error_messages={
            "required": _("Write when the course begins, for example 18.00"),
            "invalid": _("Write the time like this: 18.00"),
        },
    )
    place = TextField(label=_("Where?"), longest=200, required=False)
    is_digital = TickField(label=_("The course is held online"), required=False)

    def clean_title(self):
        title = self.cleaned_data["title"]
        if not title.get("nb"):
            raise forms.ValidationError(self.fields["title"].error_messages["required"])
        return title


class FindPeople(SiteForm):
    """A filter: it is never wrong."""

    mark_optional = False
    q = TextField(label=_("Name or e-mail address"), longest=100, required=False, help_text=_("At least two letters"))


class RegisterPeople(SiteForm):
    """``choices["people"]`` are those whom the filter found."""

    people = SeveralField(label=_("Who took part?"), choices=[], empty=_("Tick those who took part in the course"))
