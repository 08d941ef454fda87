"""The form in which the secretariat tries and adds the rules of what counts for the grant."""

from django.utils.translation import gettext_lazy as _

from forms.activity import KINDS_FOR_SUPPORTERS
from forms.choice_fields import CheckboxField, SingleChoiceField
from forms.fields import MinutesField, WholeNumberField
from forms.readers import PEOPLE
from forms.renderer import SiteForm

FOR_ALL = ("leader_counts_as_participant", "in_norway", "own_event", "unpaid", "warns_of_last_day")


class CountingRulesForm(SiteForm):
    """One set of rules from a base year on. ``kinds`` are ``[(code, name)]`` of what can count.

    ``choices["base_year"]`` are the years for which a set can be added.
    """

    mark_optional = False
    base_year = SingleChoiceField(
        label=_("From which base year?"), choices=[], required_message=_("Choose a base year")
    )
    leader_counts_as_participant = CheckboxField(
        label=_("Whoever leads a group as %(role_supporter)s is one of its participants"), required=False
    )
    in_norway = CheckboxField(label=_("It has to be in Norway"), required=False)
    own_event = CheckboxField(label=_("It has to be our own event"), required=False)
    unpaid = CheckboxField(label=_("Whoever leads it as %(role_supporter)s must not be paid for it"), required=False)
    warns_of_last_day = CheckboxField(
        label=_("What was on 31 December is looked at by the secretariat"), required=False
    )

    def __init__(self, *args, kinds, words=None, **kwargs):
        super().__init__(*args, words=words, **kwargs)
        self.kinds = kinds
        for code, _name in kinds:
            self.fields |= {f"{code}_{part}": field for part, field in _fields_of_kind(words or {}).items()}
            if code in KINDS_FOR_SUPPORTERS:
                self.fields[f"{code}_participants"].lowest = 0

    def clean(self):
        cleaned = super().clean()
        for code, _name in self.kinds:
            name = f"{code}_participants"
            if cleaned.get(f"{code}_counts") and cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, _("Write how many have to take part, for example 3"))
        return cleaned

    @property
    def kind_fields(self):
        """``[(name of the kind, its fields)]``."""
        return [(name, [self[f"{code}_{part}"] for part in _fields_of_kind({})]) for code, name in self.kinds]

    @property
    def fields_for_all(self):
        return [self["base_year"], *(self[name] for name in FOR_ALL)]

    @property
    def values(self):
        """The rules as values: ``base_year``, ``kinds`` (those that count) and what is required of all."""
        answered = self.cleaned_data
        kinds = {
            code: {part: answered[f"{code}_{part}"] or 0 for part in _fields_of_kind({}) if part != "counts"}
            for code, _name in self.kinds
            if answered[f"{code}_counts"]
        }
        rest = {name: answered[name] for name in FOR_ALL}
        return {"base_year": int(answered["base_year"]), "kinds": kinds, **rest}


def initial_values(values):
    """What the form shows of such values."""
    shown = {name: values[name] for name in FOR_ALL} | {"base_year": str(values["base_year"])}
    for code, asked in values["kinds"].items():
        shown |= {f"{code}_counts": True, **{f"{code}_{part}": value for part, value in asked.items()}}
        shown[f"{code}_minutes"] = asked["minutes"] or None
    return shown


def _fields_of_kind(words):
    led = str(_("It has to be led by %(a_supporter)s"))
    return {
        "counts": CheckboxField(label=_("It counts as an activity day"), required=False),
        "minutes": MinutesField(
            label=_("For how long, at minimum?"),
            lowest=1,
            highest=1440,
            required=False,
            help_text=_("In minutes, of one day. Empty for no minimum"),
        ),
        "participants": WholeNumberField(
            label=_("How many have to take part?"), lowest=1, highest=100, units=PEOPLE, required=False
        ),
        "led_by_supporter": CheckboxField(label=led % words if words else led, required=False),
        "in_person": CheckboxField(label=_("People have to meet in person"), required=False),
    }
