"""The self check: a few statements for somebody who wonders whether to become a supporter. No answer is stored."""

from django.utils.translation import gettext_lazy as _

from forms.choice_fields import SingleChoiceField
from forms.renderer import SiteForm

NOT_YET = "not_yet"
ANSWER_CHOICES = [("yes", _("Yes")), (NOT_YET, _("Not quite yet"))]


class SelfCheckForm(SiteForm):
    """Statements about oneself. ``left_out`` are the names of those that do not concern this organisation."""

    own = SingleChoiceField(
        label=_("I have experience of my own, and some distance from it"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about your own experience"),
    )
    listening = SingleChoiceField(
        label=_("I like to listen more than I talk"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about listening"),
    )
    unknown = SingleChoiceField(
        label=_("I am fine with not having an answer to everything"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about not having all the answers"),
    )
    secrets = SingleChoiceField(
        label=_("I want to keep to myself what others tell me"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about keeping things to yourself"),
    )
    time = SingleChoiceField(
        label=_("I have the time and energy for it"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about time and energy"),
    )
    member = SingleChoiceField(
        label=_("I am a member of %(organisation)s, or would like to be"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about being a member"),
    )
    age = SingleChoiceField(
        label=_("I am %(age)s years or older"),
        choices=ANSWER_CHOICES,
        required_message=_("Choose an answer about your age"),
    )

    def __init__(self, *args, left_out=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in left_out:
            del self.fields[name]

    @property
    def not_yet(self):
        """The fields that are answered with «not quite yet»."""
        return [self[name] for name, answer in self.cleaned_data.items() if answer == NOT_YET]
