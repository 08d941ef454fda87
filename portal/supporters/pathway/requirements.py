"""The kinds of requirement that a category can have: what each is called, whose turn it is, how it is met.

Which of them a category has, and what opens after what, is the category's (``Category.requires``).
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Turn(StrEnum):
    """Who has it now."""

    PERSON = "person"
    ASSESSOR = "assessor"  # the chapter's board or the secretariat, as the category says
    CHAPTER = "chapter"
    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"


@dataclass(frozen=True)
class Kind:
    name: str  # lazy: what is asked for
    met: str  # lazy: the same, said of somebody who has it
    turn: Turn
    minutes: int = 0  # what it takes of the person; the course says itself how long it is


KINDS = {
    "approval": Kind(_("The answer to the application"), _("The application is approved"), Turn.ASSESSOR),
    "membership": Kind(_("Membership"), _("Membership is confirmed"), Turn.ASSESSOR),
    "age": Kind(_("Age"), _("Is old enough"), Turn.PERSON, 1),
    "talk": Kind(_("A talk with us"), _("We have talked together"), Turn.ASSESSOR),
    "role": Kind(_("The role and its tasks"), _("The role description is agreed to"), Turn.PERSON, 3),
    "material": Kind(_("Reading the course"), _("The course is read"), Turn.PERSON),
    "course": Kind(_("The introduction course"), _("The introduction course is taken"), Turn.PERSON),
    "test": Kind(_("The knowledge test"), _("The knowledge test is passed"), Turn.PERSON, 10),
    "explained": Kind(
        _("Going through the declaration together"),
        _("The declaration is gone through together"),
        Turn.COORDINATOR,
    ),
    "declaration": Kind(
        _("The declaration of confidentiality"), _("The declaration of confidentiality is signed"), Turn.PERSON, 5
    ),
    "police_certificate": Kind(_("Police certificate"), _("A police certificate is shown"), Turn.PERSON),
    "certification": Kind(_("Certification"), _("Is certified"), Turn.SECRETARIAT),
    "registration": Kind(_("The member register"), _("Is in the member register"), Turn.SECRETARIAT),
    "contact": Kind(_("Somebody to turn to"), _("Has somebody to turn to"), Turn.COORDINATOR),
    "appointment": Kind(_("Appointment"), _("Is appointed"), Turn.ASSESSOR),
}
# Those that somebody notes having seen for themselves, with a date (``Check``).
CHECKED = ("age", "talk", "explained", "police_certificate", "certification", "registration")


class BadRequirements(Exception):
    """What a category is to require cannot be. ``kinds`` are those that it is about.

    ``why`` is "unknown", "no appointment", "not required" (the first waits for the second, which nobody is asked for)
    or "circle" (each waits for the next, and the last for the first).
    """

    def __init__(self, why, kinds=()):
        super().__init__(why, *kinds)
        self.why, self.kinds = why, list(kinds)


def check(requires):
    """Refuse (``BadRequirements``) what nobody could ever meet."""
    kinds = [kind for kind, _after in requires]
    # The age is the category's lowest one, and comes first by itself.
    if len(set(kinds)) != len(kinds) or set(kinds) - (KINDS.keys() - {"age"}):
        raise BadRequirements("unknown")
    if "appointment" not in kinds:
        raise BadRequirements("no appointment")
    for kind, after in requires:
        for first in after:
            if first not in kinds:
                raise BadRequirements("not required", [kind, first])
    circle = _circle({kind: [*after, *_always(kind, kinds)] for kind, after in requires})
    if circle:
        raise BadRequirements("circle", circle)


def _always(kind, kinds):
    """Nobody is given somebody to turn to before the answer to the application is yes."""
    return ["approval"] if kind == "contact" and "approval" in kinds else []


def _circle(before):
    """Some kinds that wait for each other, or none."""
    waiting = dict(before)
    while opened := [kind for kind, after in waiting.items() if not set(after) & waiting.keys()]:
        for kind in opened:
            del waiting[kind]
    walked, kind = [], next(iter(waiting), None)
    while kind is not None and kind not in walked:
        walked.append(kind)
        kind = next(first for first in waiting[kind] if first in waiting)
    return walked[walked.index(kind) :] if walked else []
