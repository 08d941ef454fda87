"""Choices that several forms share: ``[(code, name)]``. The codes are stored, the names are shown."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

DURATIONS = [
    ("under-1", _("Less than 1 year")),
    ("1-5", _("1 to 5 years")),
    ("6-15", _("6 to 15 years")),
    ("over-15", _("More than 15 years")),
]
LANGUAGES = [
    ("no", _("Norwegian")),
    ("en", _("English")),
    ("se", _("Northern Sámi")),
    ("sign", _("Norwegian Sign Language")),
    ("other", _("Another language")),
]
AGE_GROUPS = [
    ("under-30", _("Under 30")),
    ("30-44", _("30 to 44")),
    ("45-59", _("45 to 59")),
    ("60-plus", _("60 or older")),
]
BEST_TIMES = [
    ("morning", _("In the morning")),
    ("day", _("In the middle of the day")),
    ("evening", _("In the evening")),
    ("any", _("At any time")),
]
ACTIVITY_KINDS = [
    ("activity_group", _("Activity group")),
    ("visit", _("Visit, in person")),
    ("conversation_group", _("Conversation in a group")),
    ("course", _("Course for %(supporters)s")),
    ("phone", _("Conversation on the phone")),
    ("digital", _("Conversation by chat, e-mail or video")),
    ("other", _("Something else")),
]
# The kinds that one can plan and invite to.
GATHERING_KINDS = [(code, name) for code, name in ACTIVITY_KINDS if code not in ("visit", "phone")]
ONLINE_KIND = "digital"  # takes place online by what it is
# Whom a gathering is for in particular.
TARGET_GROUPS = [
    ("new", _("People who are new to this")),
    ("relatives", _("Relatives")),
    ("young", _("Young adults")),
]
ACCESS = [
    ("step_free", _("Step-free all the way in")),
    ("toilet", _("Accessible toilet")),
    ("parking", _("Parking close by")),
    ("seats", _("A chair for everybody")),
    ("hearing_loop", _("Hearing loop")),
    ("rest", _("Breaks, and a quiet place to rest")),
]


def name_of(choices: Iterable[tuple[str, Any]], code: str) -> Any:
    """The name of the choice with this code; the code itself where there is none."""
    return dict(choices).get(code, code)
