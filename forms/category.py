"""The form for a category of supporters: what it is, who decides, and what it requires in which order."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.fields import WholeNumberField, WordingFormField
from forms.readers import YEARS
from forms.renderer import SiteForm

TRANSLATE_LATER = gettext_lazy("Nynorsk and English can be left for later")
BOKMAL_MISSING = gettext_lazy("Write the text in bokmål. Nynorsk and English can be left for later.")


class CategoryForm(SiteForm):
    """A category of supporters.

    ``kinds`` are the kinds of requirement, ``[(code, name, hint)]``. Each has three fields: whether it is required
    (``<code>-asked``), its place in the order (``<code>-place``) and what has to be met before it (``<code>-after``).
    """

    name = WordingFormField(
        label=gettext_lazy("Name of this kind"),
        help_text=TRANSLATE_LATER,
        error_messages={"required": gettext_lazy("Write the name")},
    )
    description = WordingFormField(
        label=gettext_lazy("What does this kind of %(supporter)s do? One sentence"),
        help_text=TRANSLATE_LATER,
        error_messages={"required": gettext_lazy("Write a sentence about it")},
    )
    offer = WordingFormField(
        label=gettext_lazy("What does an applicant tick?"),
        help_text=gettext_lazy("For example: Conversations, one to one or in a group. Empty: nobody can apply for it"),
        required=False,
    )
    role_description = WordingFormField(
        label=gettext_lazy("The role, point by point"),
        help_text=gettext_lazy("One point a line. Whoever takes the role on reads it and says yes to it"),
        required=False,
    )
    assessed_by = SingleChoiceField(
        label=gettext_lazy("Who answers an application?"),
        choices=[],
        required_message=gettext_lazy("Choose who answers"),
    )
    method = SingleChoiceField(
        label=gettext_lazy("Who appoints?"), choices=[], required_message=gettext_lazy("Choose who appoints")
    )
    office = SingleChoiceField(
        label=gettext_lazy("Which office does it come with?"),
        help_text=gettext_lazy("Only where it comes with an office"),
        choices=[],
        required=False,
        required_message=gettext_lazy("Choose which office it comes with"),
    )
    minimum_age = WholeNumberField(
        label=gettext_lazy("How old must one be?"),
        help_text=gettext_lazy("In years. 0 where age does not matter"),
        highest=99,
        units=YEARS,
        required_message=gettext_lazy("Write the age, or 0"),
    )
    is_active = CheckboxField(
        label=gettext_lazy("It is in use: people can apply for it and be appointed"), required=False
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = kinds
        for text_area in self.fields["role_description"].widget.widgets:
            text_area.attrs["rows"] = 6
        names = [(code, name) for code, name, _hint in kinds]
        for code, name, hint in kinds:
            label_values = {"name": name}
            self.fields[f"{code}-asked"] = CheckboxField(
                label=_("Required: %(name)s") % label_values, required=False, help_text=hint
            )
            self.fields[f"{code}-place"] = WholeNumberField(
                label=_("Place in the order: %(name)s") % label_values, required=False, lowest=1, highest=len(kinds)
            )
            self.fields[f"{code}-after"] = MultiChoiceField(
                label=_("What comes before: %(name)s") % label_values,
                required=False,
                choices=[choice for choice in names if choice[0] != code],
            )

    @property
    def parts(self):
        """The parts about the category itself, in front of the requirements: ``[(heading, fields)]``."""
        return [
            (_("What it is"), [self["name"], self["description"]]),
            (_("Applications"), [self["offer"], self["assessed_by"], self["minimum_age"]]),
            (_("The role"), [self["role_description"]]),
            (_("Appointment"), [self["method"], self["office"]]),
        ]

    @property
    def requirement_groups(self):
        """The requirements for the page: ``[(name, place or None if not required, whether it has errors, fields)]``."""
        found = []
        for code, name, _hint in self.kinds:
            asked, place, after = fields = [self[f"{code}-{part}"] for part in ("asked", "place", "after")]
            found.append((name, place.value() if asked.value() else None, any(one.errors for one in fields), fields))
        return found

    def clean(self):
        cleaned = super().clean()
        for name in ("name", "description", "offer", "role_description"):
            if cleaned.get(name) and not cleaned[name].get("nb"):
                self.add_error(name, BOKMAL_MISSING)
        if cleaned.get("role-asked") and not cleaned.get("role_description") and "role_description" not in self.errors:
            self.add_error("role_description", _("Write what the role is: whoever takes it on is to say yes to it"))
        if cleaned.get("offer") and "approval-asked" in self.fields and not cleaned.get("approval-asked"):
            self.add_error("approval-asked", _("Tick here: people can apply for it, and are to get an answer"))
        if cleaned.get("method") == "office" and not cleaned.get("office"):
            self.add_error("office", self.fields["office"].error_messages["required"])
        elif cleaned.get("method") != "office":
            cleaned["office"] = ""
        return cleaned

    def requirements(self):
        """The chosen requirements in their order: ``[[kind, [kinds that come before it]]]``. Only of a valid form."""
        cleaned = self.cleaned_data
        asked = [code for code, _name, _hint in self.kinds if cleaned[f"{code}-asked"]]
        asked.sort(key=lambda code: cleaned[f"{code}-place"] or len(self.kinds))
        return [[code, list(cleaned[f"{code}-after"])] for code in asked]
