"""Joining two accounts of one person: which is the other one, and how the office knows that both are theirs."""

from django.utils.translation import gettext_lazy as _

from forms.fields import EmailField, LongTextField
from forms.renderer import SiteForm


class OwnOtherAccountForm(SiteForm):
    """The address of another account of somebody who is signed in."""

    email = EmailField(label=_("E-mail address of the other account"), help_text=_("We send a code to this address"))


class OtherAccountForm(SiteForm):
    """The address of the account that goes, and how the office knows that both accounts are one person's."""

    email = EmailField(
        label=_("E-mail address of the account that goes"),
        help_text=_("What belongs to it moves to the account that you came from."),
    )
    reason = LongTextField(
        label=_("How do you know that both accounts are theirs?"),
        longest=500,
        help_text=_("For example: I rang the number that we have. Write nothing about health."),
        required_message=_("Write how you know that both are theirs"),
    )
