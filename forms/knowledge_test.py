"""How one question of the knowledge test is answered."""

from django.utils.translation import gettext_lazy as _

from forms.fields import OneField, SeveralField
from forms.renderer import SiteForm


class AnswerOne(SiteForm):
    choice = OneField(label="", choices=[], empty=_("Choose the answer that you think is right"))


class AnswerSeveral(SiteForm):
    choice = SeveralField(
        label="", choices=[], help_text=_("Choose all that fit"), empty=_("Choose the answers that you think are right")
    )


def answer_form(kind):
    return AnswerSeveral if kind == "several" else AnswerOne
