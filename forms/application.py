"""The application: what is asked of somebody who wants to become a supporter.

The reviewer's page, the copy for the applicant and the PDF show the same ``STEPS``.
"""

from collections.abc import Collection

from django import forms
from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField, MultiChoiceField, SingleChoiceField
from forms.choices import DURATIONS
from forms.extra import ExtensibleForm
from forms.fields import DigitsField, EmailField, LongTextField, NameField, PostcodeField
from forms.phones import PhoneField
from forms.readers import Unreadable, read_postcode
from forms.renderer import SiteForm
from forms.steps import CleanedAnswers, RawAnswers, Step

# The keys of the steps.
ABOUT_YOU = "om-deg"
EXPERIENCE = "erfaring"
CHAPTER = "tilhorighet"
CONTRIBUTION = "bidrag"
MORE_ABOUT = "litt-mer"
MOTIVATION = "hvorfor"
CONFIRM = "se-over"

# The fields of the first step that the applicant's account has, too.
DETAIL_FIELDS = ("given_name", "family_name", "phone", "postcode")

# Choices that mean something special.
OTHER_CHAPTER, NOT_KNOWN = "other", "unknown"  # a chapter that is not among the suggestions; does not know which
NOT_MEMBER_YET = "not_yet"

GIVEN_NAME_TOO_LONG = _("The first name can have up to 80 characters")
FAMILY_NAME_TOO_LONG = _("The last name can have up to 80 characters")


class AboutYouForm(ExtensibleForm):
    """Name, how to reach the applicant, where they live, and whether they are old enough."""

    given_name = NameField(
        label=_("First name"),
        required_message=_("Write your first name"),
        too_long_message=GIVEN_NAME_TOO_LONG,
        autocomplete="given-name",
    )
    family_name = NameField(
        label=_("Last name"),
        required_message=_("Write your last name"),
        too_long_message=FAMILY_NAME_TOO_LONG,
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
    adult = CheckboxField(
        label=_("I am %(age)s years or older"), required_message=_("Tick here if you are %(age)s years or older")
    )
    age = SingleChoiceField(label=_("How old are you?"), choices=[], required_message=_("Choose how old you are"))

    def __init__(self, *args, minimum_ages=(), has_talk=False, words=None, **kwargs):
        """``minimum_ages`` in years, one for each kind of supporter that is offered; 0 where age does not matter.

        With ``has_talk``, some applicants are called for a talk.
        """
        self.lowest_age = min(minimum_ages, default=0)
        super().__init__(*args, words={**(words or {}), "age": self.lowest_age}, **kwargs)
        if has_talk:
            self.fields["phone"].help_text = _("We call you if we are to have a talk, or if we wonder about something")
        if len(set(minimum_ages)) > 1:
            del self.fields["adult"]
            self.fields["age"].choices = _age_choices(sorted({0, *minimum_ages}))
        else:
            del self.fields["age"]
            if not self.lowest_age:
                del self.fields["adult"]

    def eligibility_errors(self):
        """Whether the applicant says that they are too young for everything that one can apply for."""
        age = {"age": self.lowest_age}
        if int(self.cleaned_data.get("age") or self.lowest_age) < self.lowest_age:
            return {"age": _("Choose your age if you are %(age)s years or older") % age}
        return {}


def _age_choices(ages):
    """One choice for each span between two ages, ``[(lowest age, name)]``: nobody is asked for their exact age."""
    choices = []
    for age, following in zip(ages, [*ages[1:], None], strict=True):
        years = {"age": age, "to": (following or 0) - 1}
        if following is None:
            name = _("%(age)s years or older")
        elif age == 0:
            name, years = _("Younger than %(age)s"), {"age": following}
        else:
            name = _("%(age)s years") if age == years["to"] else _("%(age)s to %(to)s years")
        choices.append((str(age), name % years))
    return choices


class ExperienceForm(ExtensibleForm):
    """Which experience the applicant has, and for how long."""

    experience = SingleChoiceField(
        label=_("What is your experience?"), choices=[], required_message=_("Choose what your experience is")
    )
    since = SingleChoiceField(
        label=_("How long have you %(lived)s?"),
        choices=DURATIONS,
        required=False,
        help_text=_("Roughly is fine"),
        required_message=_("Choose roughly how long"),
    )


class ChapterForm(ExtensibleForm):
    """Which chapter the applicant belongs to, and whether they are a member.

    ``chapter`` offers a few suggestions, the way to the whole list (``other_chapter``) and “I do not know”. In the
    cleaned answers, ``chapter`` is what was chosen in either of them.
    """

    chapter = SingleChoiceField(
        label=_("Which %(chapter)s?"), choices=[], required_message=_("Choose %(a_chapter)s, or “I do not know”")
    )
    other_chapter = SingleChoiceField(
        label=_("All %(chapters)s"),
        choices=[],
        required=False,
        widget=forms.Select,
        help_text=_("Choose here if you did not find it above"),
        required_message=_("Choose %(a_chapter)s in the list"),
    )
    member = SingleChoiceField(
        label=_("Are you a member of %(organisation)s?"),
        choices=[("yes", _("Yes, I am a member")), (NOT_MEMBER_YET, _("Not yet")), (NOT_KNOWN, _("I do not know"))],
        required=False,
        required_message=_("Choose an answer"),
    )
    member_number = DigitsField(
        label=_("Member number"),
        longest=20,
        required=False,
        help_text=_("It is on the invoice for your membership"),
        invalid_message=_("The member number has digits only"),
    )

    def __init__(self, *args, asks_membership=True, is_without_suggestion=False, **kwargs):
        """``is_without_suggestion``: there is no chapter to suggest for the postcode."""
        super().__init__(*args, **kwargs)
        if is_without_suggestion:
            self.fields["chapter"].help_text = _("We found none from the postcode.")
        self.fields["other_chapter"].is_kept_out_of_summary = self.fields["other_chapter"].is_part_of_another = True
        self.fields["chapter"].known_choices = [*self.fields["chapter"].choices, *self.fields["other_chapter"].choices]
        if OTHER_CHAPTER not in dict(self.fields["chapter"].choices) and self.fields["chapter"].choices:
            del self.fields["other_chapter"]
        if not asks_membership:
            del self.fields["member"], self.fields["member_number"]

    def clean(self):
        cleaned = super().clean()
        other = cleaned.get("other_chapter")
        # A choice in the list alone is an answer to both questions.
        if other and "chapter" in self.errors and not self["chapter"].data:
            del self.errors["chapter"]
            cleaned["chapter"] = OTHER_CHAPTER
        if cleaned.get("chapter") == OTHER_CHAPTER:
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
        return self.cleaned_data.get("member") == NOT_MEMBER_YET


class ContributionForm(ExtensibleForm):
    """Which kinds of supporter the applicant would like to be, and what they can talk about."""

    contribution = MultiChoiceField(
        label=_("What would you like to contribute with?"),
        choices=[],
        help_text=_("You can choose several"),
        required_message=_("Choose at least one thing that you would like to contribute with"),
    )
    topics = MultiChoiceField(label=_("Topics you can talk about"), choices=[], required=False)

    def __init__(self, *args, known_choices=(), **kwargs):
        """``known_choices``, ``[(code, name)]``, also name what was chosen before and is not offered any more."""
        super().__init__(*args, **kwargs)
        field = self.fields["contribution"]
        field.known_choices = known_choices or field.choices
        field.error_messages["invalid_choice"] = _("Choose again what you would like to contribute with")
        if len(field.choices) == 1:
            field.help_text = ""


class MoreAboutForm(ExtensibleForm):
    """Which of several contributions to begin with, and the organisation's questions about certain kinds of supporter.

    Asked only of those whom it concerns.
    """

    first = SingleChoiceField(
        label=_("Which would you like to begin with?"),
        choices=[],
        help_text=_("The rest can come later, when you are under way"),
        required_message=_("Choose what you would like to begin with"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.fields["first"].choices:
            del self.fields["first"]

    @staticmethod
    def is_asked(form_values):
        """The condition of the step: whether there is anything to ask."""
        return bool(form_values["extra"] or form_values["choices"]["first"])


class MotivationForm(ExtensibleForm):
    """Why the applicant wants to be a supporter."""

    why = LongTextField(
        label=_("Why do you want to be %(role_supporter)s?"),
        longest=1000,
        help_text=_("A few sentences are enough, up to 1,000 characters. You can speak the text in"),
        required_message=_("Write a few words about why you want to be %(role_supporter)s"),
    )


class ConfirmForm(SiteForm):
    """Consent to store and use the answers: the last step."""

    consent = CheckboxField(
        label=_("I agree that %(organisation)s stores and uses %(the_answers)s that I have given here"),
        required_message=_("Tick here so that we may handle your application"),
    )


class ConfirmForAnotherForm(SiteForm):
    """The same, confirmed by somebody who has filled in the application together with the applicant."""

    consent = CheckboxField(
        label=_("%(name)s agrees that %(organisation)s stores and uses %(the_answers)s that is given here"),
        required_message=_("Ask %(name)s first, and tick here if the answer is yes"),
    )


class ApplicantForm(SiteForm):
    """The applicant for whom somebody else fills in the application."""

    given_name = NameField(
        label=_("First name"), required_message=_("Write the first name"), too_long_message=GIVEN_NAME_TOO_LONG
    )
    family_name = NameField(
        label=_("Last name"), required_message=_("Write the last name"), too_long_message=FAMILY_NAME_TOO_LONG
    )
    email = EmailField(label=_("E-mail address"), help_text=_("The person signs in with it, and gets the answer there"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The address is another person's: the browser must not suggest the writer's own.
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].error_messages["required"] = _("Write the e-mail address")


class WithdrawForm(SiteForm):
    """Why the applicant withdraws the application."""

    reason = SingleChoiceField(
        label=_("Why do you withdraw it?"),
        choices=[
            ("time", _("I do not have the time right now")),
            ("another_way", _("I want to contribute in another way")),
            ("slow", _("It took too long")),
            ("mistake", _("Something in it was wrong, and I want to write it again")),
            ("other", _("Something else")),
        ],
        required=False,
        required_message=_("Choose among the answers in the list"),
    )


STEPS = [
    Step(ABOUT_YOU, _("About you"), AboutYouForm),
    Step(EXPERIENCE, _("Your experience"), ExperienceForm),
    Step(CHAPTER, _("Where you belong"), ChapterForm),
    Step(CONTRIBUTION, _("What you want to contribute with"), ContributionForm),
    Step(MORE_ABOUT, _("A little more about what you want to do"), MoreAboutForm, condition=MoreAboutForm.is_asked),
    Step(MOTIVATION, _("Why you want to join us"), MotivationForm),
    Step(CONFIRM, _("Check the application and send it"), ConfirmForm),
]
STEPS_FOR_ANOTHER = [*STEPS[:-1], Step(CONFIRM, STEPS[-1].title, ConfirmForAnotherForm)]
# The steps in which it is not known yet what the applicant wants to contribute with.
EARLY_STEPS = [ABOUT_YOU, EXPERIENCE, CHAPTER, CONTRIBUTION]
# The steps with information about health: opening them on behalf of somebody else is logged.
HEALTH_STEPS = {EXPERIENCE, MOTIVATION, CONTRIBUTION, MORE_ABOUT}


def details_of(answers: CleanedAnswers) -> dict[str, str]:
    """What belongs in the account of the applicant: ``DETAIL_FIELDS`` with their answers."""
    return {name: answers[ABOUT_YOU][name] for name in DETAIL_FIELDS}


def contributions_of(answers: RawAnswers | CleanedAnswers) -> list[str]:
    """The codes of the categories that are ticked. Empty where the step is not answered."""
    return list(answers.get(CONTRIBUTION, {}).get("contribution", []))


def first_contribution_of(answers: CleanedAnswers) -> str:
    """The code of the category that the applicant wants to begin with."""
    return answers.get(MORE_ABOUT, {}).get("first") or contributions_of(answers)[0]


def chapter_of(answers: CleanedAnswers) -> str:
    """The short name of the chosen chapter, or ``NOT_KNOWN``."""
    return answers[CHAPTER]["chapter"]


def chosen_chapters_of(answers: RawAnswers) -> list[str]:
    """What is chosen among the suggested chapters: short names, ``OTHER_CHAPTER`` or ``NOT_KNOWN``."""
    return list(answers.get(CHAPTER, {}).get("chapter", []))


def is_not_member_yet(answers: RawAnswers | CleanedAnswers) -> bool:
    """Whether the applicant has said that they are not a member yet."""
    return NOT_MEMBER_YET in answers.get(CHAPTER, {}).get("member", "")


def postcode_of(answers: RawAnswers) -> str:
    """The four digits of the postcode. Empty where none is written yet that can be read."""
    try:
        return read_postcode("".join(answers.get(ABOUT_YOU, {}).get("postcode", [])))
    except Unreadable:
        return ""


def age_of(answers: RawAnswers, minimum_ages: Collection[int]) -> int:
    """How old the applicant says that they are at least; 0 where they have said nothing.

    ``minimum_ages`` are those that ``AboutYouForm`` was made with: they decide how age is asked for.
    """
    about = answers.get(ABOUT_YOU, {})
    if len(set(minimum_ages)) > 1:
        return max((age for age in minimum_ages if list(about.get("age", []))[-1:] == [str(age)]), default=0)
    return max(minimum_ages, default=0) if about.get("adult") else 0
