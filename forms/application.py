"""What is asked of somebody who wants to become a supporter. The reviewer's page and the PDF read the same list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choices import SINCE
from forms.extra import ExtraForm
from forms.fields import (
    DigitsField,
    EmailField,
    LongTextField,
    NameField,
    OneField,
    PhoneField,
    PostcodeField,
    SeveralField,
    TickField,
)
from forms.renderer import SiteForm
from forms.steps import Step

OTHER, UNKNOWN = "other", "unknown"  # another chapter than those that are suggested; does not know
NOT_YET = "not_yet"  # not a member yet
LONG_GIVEN_NAME = _("The first name can have up to 80 characters")
LONG_FAMILY_NAME = _("The last name can have up to 80 characters")


class AboutYou(ExtraForm):
    given_name = NameField(
        label=_("First name"),
        empty=_("Write your first name"),
        too_long=LONG_GIVEN_NAME,
        autocomplete="given-name",
    )
    family_name = NameField(
        label=_("Last name"),
        empty=_("Write your last name"),
        too_long=LONG_FAMILY_NAME,
        autocomplete="family-name",
    )
    phone = PhoneField(
        label=_("Phone number"), required=False, help_text=_("We only call if there is something we wonder about")
    )
    postcode = PostcodeField(
        label=_("Postcode"),
        help_text=_("We use it to suggest %(a_chapter)s"),
        error_messages={"required": _("Write your postcode")},
    )
    adult = TickField(label=_("I am %(age)s years or older"), required=False)
    age = OneField(label=_("How old are you?"), choices=[], empty=_("Choose how old you are"))

    def __init__(self, *args, ages=(), talks=False, words=None, **kwargs):
        """``ages`` in years are the lowest for each thing that one can apply for, 0 where there is none.

        ``talks``: some are called for a talk.
        """
        self.lowest = min(ages, default=0)
        super().__init__(*args, words={**(words or {}), "age": self.lowest}, **kwargs)
        if talks:
            self.fields["phone"].help_text = _("We call you if we are to have a talk, or if we wonder about something")
        if len(set(ages)) > 1:
            del self.fields["adult"]
            self.fields["age"].choices = _spans(sorted({0, *ages}))
        else:
            del self.fields["age"]
            if not self.lowest:
                del self.fields["adult"]

    def holds_back(self):
        age = {"age": self.lowest}
        if "adult" in self.fields and not self.cleaned_data.get("adult"):
            return {"adult": _("Tick here if you are %(age)s years or older") % age}
        if int(self.cleaned_data.get("age") or self.lowest) < self.lowest:
            return {"age": _("Choose your age if you are %(age)s years or older") % age}
        return {}


def _spans(ages):
    """``[(lowest age, in words)]`` from one age to the next: no more is asked than what it decides."""
    found = []
    for age, following in zip(ages, [*ages[1:], None], strict=True):
        years = {"age": age, "to": (following or 0) - 1}
        if following is None:
            name = _("%(age)s years or older")
        elif age == 0:
            name, years = _("Younger than %(age)s"), {"age": following}
        else:
            name = _("%(age)s years") if age == years["to"] else _("%(age)s to %(to)s years")
        found.append((str(age), name % years))
    return found


class Experience(ExtraForm):
    experience = OneField(label=_("What is your experience?"), choices=[], empty=_("Choose what your experience is"))
    since = OneField(
        label=_("How long have you %(lived)s?"),
        choices=SINCE,
        required=False,
        help_text=_("Roughly is fine"),
        empty=_("Choose roughly how long"),
    )


class ChooseChapter(ExtraForm):
    """A few suggestions, another one from the whole list, or “I do not know”. ``chapter`` is what was chosen."""

    chapter = OneField(label=_("Which %(chapter)s?"), choices=[], empty=_("Choose %(a_chapter)s, or “I do not know”"))
    other_chapter = OneField(
        label=_("All %(chapters)s"),
        choices=[],
        required=False,
        widget=forms.Select,
        help_text=_("Choose here if you did not find it above"),
        empty=_("Choose %(a_chapter)s in the list"),
    )
    member = OneField(
        label=_("Are you a member of %(organisation)s?"),
        choices=[("yes", _("Yes, I am a member")), (NOT_YET, _("Not yet")), (UNKNOWN, _("I do not know"))],
        required=False,
        empty=_("Choose an answer"),
    )
    member_number = DigitsField(
        label=_("Member number"),
        longest=20,
        required=False,
        help_text=_("It is on the invoice for your membership"),
        wrong=_("The member number has digits only"),
    )

    def __init__(self, *args, asks_membership=True, found_none=False, **kwargs):
        """``found_none``: the postcode led to nothing that could be suggested."""
        super().__init__(*args, **kwargs)
        if found_none:
            self.fields["chapter"].help_text = _("We found none from the postcode.")
        self.fields["other_chapter"].is_kept_out_of_summary = self.fields["other_chapter"].is_part_of_another = True
        self.fields["chapter"].names = [*self.fields["chapter"].choices, *self.fields["other_chapter"].choices]
        if OTHER not in dict(self.fields["chapter"].choices) and self.fields["chapter"].choices:
            del self.fields["other_chapter"]
        if not asks_membership:
            del self.fields["member"], self.fields["member_number"]

    def clean(self):
        cleaned = super().clean()
        other = cleaned.get("other_chapter")
        # Whoever chose in the list alone has said which.
        if other and "chapter" in self.errors and not self["chapter"].data:
            del self.errors["chapter"]
            cleaned["chapter"] = OTHER
        if cleaned.get("chapter") == OTHER:
            if other:
                cleaned["chapter"] = other
            elif "other_chapter" not in self.errors:
                self.add_error("other_chapter", self.fields["other_chapter"].error_messages["required"])
        elif other and cleaned.get("chapter") not in (None, other):
            self.add_error(
                "chapter",
                _("You have answered both here and in the list. Choose here that you choose in the list, or undo that"),
            )
        return cleaned

    @property
    def is_not_member_yet(self):
        return self.cleaned_data.get("member") == NOT_YET


class Contribution(ExtraForm):
    contribution = SeveralField(
        label=_("What would you like to contribute with?"),
        choices=[],
        help_text=_("You can choose several"),
        empty=_("Choose at least one thing that you would like to contribute with"),
    )
    topics = SeveralField(label=_("Topics you can talk about"), choices=[], required=False)

    def __init__(self, *args, names=(), **kwargs):
        """``names``, ``[(code, name)]``, are also of what was ticked before and cannot be chosen any more."""
        super().__init__(*args, **kwargs)
        field = self.fields["contribution"]
        field.names = names or field.choices
        field.error_messages["invalid_choice"] = _("Choose again what you would like to contribute with")
        if len(field.choices) == 1:
            field.help_text = ""


class MoreAbout(ExtraForm):
    """What is only asked of some: where to begin, of those who chose several, and what is asked about certain roles."""

    first = OneField(
        label=_("Which would you like to begin with?"),
        choices=[],
        help_text=_("The rest can come later, when you are under way"),
        empty=_("Choose what you would like to begin with"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.fields["first"].choices:
            del self.fields["first"]

    @staticmethod
    def is_asked(values):
        return bool(values["extra"] or values["choices"]["first"])


class Motivation(ExtraForm):
    why = LongTextField(
        label=_("Why do you want to be %(role_supporter)s?"),
        longest=1000,
        help_text=_("A few sentences are enough, up to 1,000 characters. You can speak the text in"),
        empty=_("Write a few words about why you want to be %(role_supporter)s"),
    )


class Confirm(SiteForm):
    consent = TickField(
        label=_("I agree that %(organisation)s stores and uses %(the_answers)s that I have given here"),
        empty=_("Tick here so that we may handle your application"),
    )


class ConfirmForAnother(SiteForm):
    """The same, by somebody who has filled it in together with the one whom it is about."""

    consent = TickField(
        label=_("%(name)s agrees that %(organisation)s stores and uses %(the_answers)s that is given here"),
        empty=_("Ask %(name)s first, and tick here if the answer is yes"),
    )


class ForWhom(SiteForm):
    """Whose application somebody else fills in."""

    given_name = NameField(label=_("First name"), empty=_("Write the first name"), too_long=LONG_GIVEN_NAME)
    family_name = NameField(label=_("Last name"), empty=_("Write the last name"), too_long=LONG_FAMILY_NAME)
    email = EmailField(label=_("E-mail address"), help_text=_("The person signs in with it, and gets the answer there"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # It is somebody else's: the browser is not to suggest the writer's own.
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].error_messages["required"] = _("Write the e-mail address")


class Withdraw(SiteForm):
    reason = OneField(
        label=_("Why do you withdraw it?"),
        choices=[
            ("time", _("I do not have the time right now")),
            ("another_way", _("I want to contribute in another way")),
            ("slow", _("It took too long")),
            ("mistake", _("Something in it was wrong, and I want to write it again")),
            ("other", _("Something else")),
        ],
        required=False,
        empty=_("Choose among the answers in the list"),
    )


MORE = "litt-mer"
STEPS = [
    Step("om-deg", _("About you"), AboutYou),
    Step("erfaring", _("Your experience"), Experience),
    Step("tilhorighet", _("Where you belong"), ChooseChapter),
    Step("bidrag", _("What you want to contribute with"), Contribution),
    Step(MORE, _("A little more about what you want to do"), MoreAbout, asked_if=MoreAbout.is_asked),
    Step("hvorfor", _("Why you want to join us"), Motivation),
    Step("se-over", _("Check the application and send it"), Confirm),
]
STEPS_FOR_ANOTHER = [*STEPS[:-1], Step(STEPS[-1].key, STEPS[-1].title, ConfirmForAnother)]
# The steps in which it is not known yet what somebody wants to contribute with.
EARLY_STEPS = ["om-deg", "erfaring", "tilhorighet", "bidrag"]
# Which steps hold health information: opening them on somebody else's behalf is logged.
HEALTH_STEPS = {"erfaring", "hvorfor", "bidrag", MORE}
