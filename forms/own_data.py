"""Deleting one's own account: one tick, so that nobody does it by a slip."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import CheckboxField
from forms.renderer import SiteForm


class EraseForm(SiteForm):
    """That the person wants it, and knows that it cannot be undone."""

    sure = CheckboxField(
        label=_("Yes, delete my account and what is stored about me"),
        required_message=_("Tick the box if you want to be deleted"),
    )
