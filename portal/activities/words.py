"""Why an activity does not count, said to the person who logged it; and when a gathering is."""

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
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
    """The reasons as parts of a sentence, in the reader's language."""
    return [organisation.filled(REASONS[code]) for code in codes]


def warnings(codes):
    return [str(WARNINGS[code]) for code in codes]


def stretch_in_words(starts, ends, today):
    """When something lasts, both in Norwegian time: the day once where it is one day, the year where it is another."""
    if starts.date() == ends.date():
        text = gettext("%(day)s from %(starts)s to %(ends)s")
        return text % {"day": _day(starts, today), "starts": _clock(starts), "ends": _clock(ends)}
    text = gettext("%(day)s at %(starts)s until %(last_day)s at %(ends)s")
    return text % {
        "day": _day(starts, today),
        "starts": _clock(starts),
        "last_day": _day(ends, today),
        "ends": _clock(ends),
    }


def _day(moment, today):
    year = "" if moment.year == today.year else " Y"
    return date_format(moment, ("l j F" if get_language() == "en" else "l j. F") + year)


def _clock(moment):
    """``18`` or ``17.30`` after «klokka»; ``18:00`` in English."""
    if get_language() == "en":
        return f"{moment.hour}:{moment.minute:02}"
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else f"{moment.hour}"
