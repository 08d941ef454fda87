"""What somebody says of an activity that they led and that another has logged."""

from django.utils.translation import gettext_lazy as _

from forms.activity import ME, STATED_FIELDS, SayForm

NOT_ME = "not_me"
OF_THEMSELF = "unpaid"


class LedActivityForm(SayForm):
    """Whether they led it, and whether they were paid for it; and what else nobody has said of it yet.

    ``said`` are the names of ``STATED_FIELDS`` that somebody has said. Who has logged it changes those.
    """

    def __init__(self, *args, said=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].label = _("Did you lead it?")
        self.fields["leader"].choices = [(ME, _("Yes")), (NOT_ME, _("No, it was not me"))]
        self.fields["leader"].required_message = _("Choose yes or no")
        for name in STATED_FIELDS:
            if name in said and name != OF_THEMSELF:
                del self.fields[name]
