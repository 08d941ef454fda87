"""What is asked of somebody who wants to become a supporter. The reviewer's page and the PDF read the same list."""

from django.utils.translation import gettext_lazy as _

from forms.choices import SINCE
from forms.fields import (
    LongTextField,
    NameField,
    OneField,
    PhoneField,
    PostcodeField,
    SeveralField,
    TextField,
    TickField,
)
from forms.renderer import SiteForm
from forms.steps import Step


class AboutYou(SiteForm):
    given_name = NameField(label=_("First name"), empty=_("Write your first name"), autocomplete="given-name")
    family_name = NameField(label=_("Last name"), empty=_("Write your last name"), autocomplete="family-name")
    phone = PhoneField(
        label=_("Phone number"), required=False, help_text=_("We only call if there is something we wonder about")
    )
    postcode = PostcodeField(
        label=_("Postcode"),
        help_text=_("We use it to suggest a %(chapter)s"),
        error_messages={"required": _("Write your postcode")},
    )
    adult = TickField(label=_("I am 18 years or older"), empty=_("Tick here if you are 18 years or older"))


class Experience(SiteForm):
    experience = OneField(
        label=_("What is your experience?"),
        choices=[],
        empty=_("Choose what your experience is"),
    )
    since = OneField(
        label=_("How long have you lived with this?"),
        choices=SINCE,
        required=False,
        help_text=_("Roughly is fine"),
        empty=_("Choose roughly how long"),
    )


class ChooseChapter(SiteForm):
    chapter = OneField(label=_("Which %(chapter)s?"), choices=[], empty=_("Choose a %(chapter)s, or “I do not know”"))
    member_number = TextField(
        label=_("Member number"), longest=20, required=False, help_text=_("It is on the invoice for your membership")
    )


class Contribution(SiteForm):
    contribution = SeveralField(
        label=_("What would you like to contribute with?"),
        choices=[],
        help_text=_("You can choose several"),
        empty=_("Choose at least one thing that you would like to contribute with"),
    )
    topics = SeveralField(label=_("Topics you can talk about"), choices=[], required=False)


class Motivation(SiteForm):
    why = LongTextField(
        label=_("Why do you want to become a supporter?"),
        longest=1000,
        help_text=_("A few sentences are enough. You can speak the text in"),
        empty=_("Write a few words about why you want to become a supporter"),
    )


class Confirm(SiteForm):
    consent = TickField(
        label=_("I agree that %(organisation)s stores and uses the health information that I have given here"),
        empty=_("Tick here so that we may handle your application"),
    )


STEPS = [
    Step("om-deg", _("About you"), AboutYou),
    Step("erfaring", _("Your experience"), Experience),
    Step("tilhorighet", _("Where you belong"), ChooseChapter),
    Step("bidrag", _("What you want to contribute with"), Contribution),
    Step("hvorfor", _("Why you want to become a supporter"), Motivation),
    Step("se-over", _("Check the application and send it"), Confirm),
]
# Which steps hold health information: opening them on somebody else's behalf is logged.
HEALTH_STEPS = {"erfaring", "hvorfor", "bidrag"}
