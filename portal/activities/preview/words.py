"""The verdict of an activity that is not saved yet, as text for the person who fills in the form."""

from django.utils.translation import gettext as _

from portal.activities.counting import verdicts, words

# The questions that the form does not save without: what is said of each while it has no answer.
MISSING = {
    "participants": verdicts.NO_PARTICIPANTS,
    "minutes": verdicts.NO_MINUTES,
    "leader": verdicts.LEADER_NOT_SAID,
    "led_by": verdicts.LEADER_NOT_SAID,
    "led_by_name": verdicts.LEADER_NOT_SAID,
}
# What the question about the whole year answers; also the one about pay, where the person led it.
OF_YEAR = [verdicts.IN_PERSON_NOT_SAID, verdicts.IN_NORWAY_NOT_SAID, verdicts.OWN_NOT_SAID]


def in_words(verdict, unanswered, name_may_be_written=False, you_led=False, year_question=""):
    """``words.in_words`` of a verdict, and its ``warnings``. ``unanswered`` are the fields that need an answer first.

    Before they have one, it does not count. Only what no answer can change is said to be against it.
    ``name_may_be_written``: the name of whoever led it, which is not known here. Nobody is asked for it, and there is
    None where nothing else is known. ``you_led``: the person led it. ``year_question`` is the question about the whole
    year, where it has no answer yet: it is named in place of the several that it answers.
    """
    of_year = {*OF_YEAR, *([verdicts.PAY_NOT_SAID] if you_led else [])} if year_question else set()
    if not unanswered:
        told = words.in_words(verdict, you_led) | {"warnings": words.warnings(verdict.warnings)}
        return told | {"missing": _missing(verdict.missing, you_led, of_year, year_question)}
    asked = [MISSING[name] for name in MISSING if name in unanswered]
    can_change = {*asked, *verdicts.NOT_SAID}
    if verdicts.LEADER_NOT_SAID in asked:
        can_change.add(verdicts.TOO_FEW)  # there are rules by which whoever leads it is one of them
    if against := [code for code in verdict.reasons if code not in can_change]:
        missing = []
    else:
        missing = dict.fromkeys([*asked, *(code for code in verdict.reasons if code in verdicts.NOT_SAID)])
        if name_may_be_written and {"led_by", "led_by_name"} & set(unanswered):
            missing.pop(verdicts.LEADER_NOT_SAID, None)
            if not missing:
                return None
    return {
        "counts": False,
        "is_apart": verdict.is_apart,
        "missing": _missing(missing, you_led, of_year, year_question),
        "reasons": words.reasons(against, verdict.asked, you_led),
        "warnings": [],
    }


def _missing(codes, you_led, of_year, year_question):
    told = words.reasons([code for code in codes if code not in of_year], you_led=you_led)
    if of_year.intersection(codes):
        told.append(_("answer “%(question)s”") % {"question": year_question})
    return told
