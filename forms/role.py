"""The form with which somebody takes on a role. The button says yes to the role; the form asks about age."""

from django.utils.translation import gettext as _

from forms.choice_fields import CheckboxField
from forms.renderer import SiteForm


class TakeRoleForm(SiteForm):
    """Whether the person is old enough for the role."""

    of_age = CheckboxField()

    def __init__(self, *args, minimum_age, **kwargs):
        """``minimum_age`` in years; 0 where age does not matter, and nothing is asked."""
        super().__init__(*args, **kwargs)
        if not minimum_age:
            del self.fields["of_age"]
            return
        age = {"age": minimum_age}
        self.fields["of_age"].label = _("I am %(age)d years old or older") % age
        self.fields["of_age"].error_messages["required"] = (
            _("Tick here if you are %(age)d or older. If you are younger, get in touch with us.") % age
        )
