"""What is asked before somebody takes on a role: whether they are old enough. Yes to the role itself is a button."""

from django.utils.translation import gettext as _

from forms.fields import TickField
from forms.renderer import SiteForm


class TakeOn(SiteForm):
    of_age = TickField()

    def __init__(self, *args, minimum_age, **kwargs):
        """``minimum_age`` in years; 0 where it is not asked."""
        super().__init__(*args, **kwargs)
        if not minimum_age:
            del self.fields["of_age"]
            return
        age = {"age": minimum_age}
        self.fields["of_age"].label = _("I am %(age)d years old or older") % age
        self.fields["of_age"].error_messages["required"] = (
            _("Tick here if you are %(age)d or older. If you are younger, get in touch with us.") % age
        )
