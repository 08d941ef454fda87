"""The codes of ``counting`` as text for the person who logged the activity."""

from django.utils.translation import gettext_lazy as _

from portal import organisation
from portal.activities import counting

REASONS = {
    counting.NO_PARTICIPANTS: _("the number of people who took part is missing"),
    counting.TOO_FEW: _("too few took part, when %(supporters)s are left out"),
    counting.NO_MINUTES: _("it is not written how long it lasted"),
    counting.TOO_SHORT: _("it was too short"),
    counting.NOT_LED: _("it is not written who led it"),
    counting.ABROAD: _("it was not in Norway"),
    counting.BY_PHONE: _("conversations on the phone are told together for the whole organisation"),
    counting.DIGITAL: _("conversations by chat, e-mail and video are told together for the whole organisation"),
    counting.NO_KIND: _("this kind of activity is not part of the application to the state"),
}
WARNINGS = {
    counting.LAST_DAY: _("It was on 31 December. The rules can be read in two ways, so the secretariat looks at it."),
}


def reasons(codes):
    """The reasons as parts of a sentence, in the active language."""
    return [organisation.fill_in_words(REASONS[code]) for code in codes]


def warnings(codes):
    return [str(WARNINGS[code]) for code in codes]
