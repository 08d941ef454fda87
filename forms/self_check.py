"""Could this be for me? A few statements about oneself. Nothing that is answered is kept."""

from django.utils.translation import gettext_lazy as _

from forms.fields import OneField
from forms.renderer import SiteForm

NOT_YET = "not_yet"
ANSWERS = [("yes", _("Yes")), (NOT_YET, _("Not quite yet"))]


class SelfCheck(SiteForm):
    """``left_out`` names the statements that this organisation does not ask for."""

    own = OneField(
        label=_("I have experience of my own, and some distance from it"),
        choices=ANSWERS,
        empty=_("Choose an answer about your own experience"),
    )
    listening = OneField(
        label=_("I like to listen more than I talk"),
        choices=ANSWERS,
        empty=_("Choose an answer about listening"),
    )
    unknown = OneField(
        label=_("I am fine with not having an answer to everything"),
        choices=ANSWERS,
        empty=_("Choose an answer about not having all the answers"),
    )
    secrets = OneField(
        label=_("I want to keep to myself what others tell me"),
        choices=ANSWERS,
        empty=_("Choose an answer about keeping things to yourself"),
    )
    time = OneField(
        label=_("I have the time and energy for it"),
        choices=ANSWERS,
        empty=_("Choose an answer about time and energy"),
    )
    member = OneField(
        label=_("I am a member of %(organisation)s, or would like to be"),
        choices=ANSWERS,
        empty=_("Choose an answer about being a member"),
    )
    age = OneField(
        label=_("I am %(age)s years or older"),
        choices=ANSWERS,
        empty=_("Choose an answer about your age"),
    )

    def __init__(self, *args, left_out=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in left_out:
            del self.fields[name]

    @property
    def not_yet(self):
        """The statements, as fields, that were answered «not quite yet»."""
        return [self[name] for name, answer in self.cleaned_data.items() if answer == NOT_YET]
