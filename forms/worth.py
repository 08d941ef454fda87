"""What the secretariat says of a year, to estimate what it is worth and to share an amount."""

from django.utils.translation import gettext_lazy as _

from forms.fields import WholeNumberField
from forms.renderer import SiteForm


class WorthForm(SiteForm):
    """Kroner for each point, and the key by which an amount is shared."""

    kroner_per_point = WholeNumberField(
        label=_("Kroner for each point"),
        highest=1_000_000,
        required=False,
        help_text=_("Last year's grant divided by last year's points. If it is empty, no kroner are shown"),
    )
    per_day = WholeNumberField(
        label=_("Weight of each activity day"), highest=1_000, required_message=_("Write a whole number, or 0")
    )
    per_supporter = WholeNumberField(
        label=_("Weight of each who has led an activity that counts"),
        highest=1_000,
        required_message=_("Write a whole number, or 0"),
    )
    per_chapter = WholeNumberField(
        label=_("Weight of each %(chapter)s, the same for all"),
        highest=1_000,
        required_message=_("Write a whole number, or 0"),
    )


class AmountForm(SiteForm):
    """An amount to be shared, in whole kroner."""

    belop = WholeNumberField(
        label=_("Amount in kroner"), lowest=1, highest=1_000_000_000, required_message=_("Write an amount")
    )
