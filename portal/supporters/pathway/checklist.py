"""The checklist: what a category requires of a person, and how far they have come."""

import datetime
from dataclasses import dataclass

from portal import clock, requirements
from portal.accounts.models import User
from portal.chapters.models import Chapter
from portal.requirements import Turn
from portal.supporters.models import Appointment, Category
from portal.supporters.pathway.facts import ceased_in, met_by, met_in, until_in
from portal.supporters.queries import candidacies_of, offered

KNOWN_BEFORE = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Step:
    """One requirement of a category, and how far somebody has come with it."""

    code: str
    met: bool
    waits_for: tuple  # the codes of those that have to be met before it opens
    turn: Turn
    since: datetime.datetime | None = None  # when it was met, or when it opened; none where that is not known
    until: datetime.date | None = None  # the first day on which it is not met any more; none where it is for good

    @property
    def requirement(self):
        return requirements.get(self.code)

    @property
    def name(self):
        return self.requirement.met_name

    @property
    def is_open(self):
        return not self.met and not self.waits_for


def checklist(person, category, facts=None, begun_at=None):
    """The steps of this category for a person, in the category's order: ``[Step]``. ``facts`` are those of ``met_by``.

    ``begun_at`` is when the person began: since then, the steps that nothing comes before have been open.
    """
    return steps_of(category, (facts or met_by([person]))[person.pk], begun_at)


def checklist_up_to(kind, person, category):
    """The same up to ``kind``: that step and those that come before it. Reads nothing else about the person."""
    codes = _up_to(kind, category)
    return [step for step in checklist(person, category, met_by([person], codes)) if step.code in codes]


def _up_to(kind, category):
    """The codes of this step and of those that come before it; none where the category does not require it."""
    return [*category.before(kind), kind] if kind in dict(category.steps) else []


def steps_of(category, rows, begun_at=None):
    """The same for somebody who has met these ``rows`` (``[Met]``). Makes no query."""
    done = {code: since for code, since in met_in(category, rows).items() if code in dict(category.steps)}
    until, ceased = until_in(category, rows), ceased_in(category, rows)
    waits, opened, asked = {}, {}, category.asked_since
    for kind, after in in_opening_order(category.steps):
        # What came too early does not open what comes after it: that waits for the same as it does.
        behind = [waited for first in after for waited in (waits[first] if first in done else [first])]
        waits[kind] = list(dict.fromkeys(behind))
        opened[kind] = [at for first in after for at in (done.get(first), *opened[first]) if at] + [begun_at]
        if kind in asked:
            opened[kind].append(datetime.datetime.fromisoformat(asked[kind]))
        if kind in ceased:
            opened[kind].append(clock.start_of(ceased[kind]))
    return [
        Step(
            code=kind,
            met=kind in done,
            waits_for=tuple(waits[kind]),
            turn=turn_of(kind, category),
            since=done[kind]
            if kind in done
            else None
            if waits[kind]
            else max(filter(None, opened[kind]), default=None),
            until=until.get(kind),
        )
        for kind, _after in category.steps
    ]


@dataclass(frozen=True)
class Route:
    """Categories that have the same steps, and these steps."""

    categories: list
    steps: tuple


def routes(categories):
    """The different pathways of these categories, before anybody has begun: ``[Route]``, the steps in opening order."""
    found = {}
    for category in categories:
        steps = tuple(
            Step(code=kind, met=False, waits_for=tuple(after), turn=turn_of(kind, category))
            for kind, after in in_opening_order(category.steps)
        )
        same = (category.assessed_by, category.method, category.minimum_age, steps)
        found.setdefault(same, Route([], steps)).categories.append(category)
    return list(found.values())


def in_opening_order(ordered):
    """Sort ``Category.steps`` so that every step comes after those that it waits for."""
    left, order = dict(ordered), []
    while opened := {kind: after for kind, after in left.items() if not left.keys() & set(after)}:
        order += opened.items()
        left = {kind: after for kind, after in left.items() if kind not in opened}
    return order


def turn_of(kind, category):
    """Whose turn a step is in this category. ``Turn.ASSESSOR`` becomes the chapter or the secretariat."""
    turn = requirements.get(kind).turn
    if turn != Turn.ASSESSOR:
        return turn
    if kind == "appointment":
        return Turn.CHAPTER if category.is_local else Turn.SECRETARIAT
    return Turn.CHAPTER if category.assessed_by == Category.Assessor.CHAPTER else Turn.SECRETARIAT


def missing(person, category):
    """The codes of what this category requires and the person has not met."""
    return [step.code for step in checklist(person, category) if not step.met]


def categories_of(person):
    """The categories of the person's appointments in force and of their candidacies."""
    appointed = Category.objects.filter(appointments__supporter__person=person, appointments__ended_on__isnull=True)
    return [*appointed, *(found.category for found in candidacies_of(person))]


@dataclass(frozen=True)
class Pathway:
    """One person's pathway to one category: a candidacy, or an appointment where requirements may be left."""

    case: object  # the Candidacy or the Appointment
    person: User
    category: Category
    chapter: Chapter | None  # none where it is not known yet
    begun_at: datetime.datetime
    checklist: list

    @property
    def is_appointed(self):
        return isinstance(self.case, Appointment)

    @property
    def first_day(self):
        """The earliest date that can be noted on this pathway: a year before it began, since many are known before."""
        first = clock.local(min(self.begun_at, self.person.created_at)).date()
        return (min(first, self.case.decided_on) if self.is_appointed else first) - KNOWN_BEFORE

    @property
    def missing(self):
        return [step for step in self.checklist if not step.met]

    def has(self, code):
        """Whether this is met, or is not asked for."""
        return all(step.met for step in self.checklist if step.code == code)

    @property
    def open(self):
        """The steps that can be done now, in the category's order."""
        return [step for step in self.checklist if step.is_open]

    @property
    def open_apart_from_answer(self):
        """The same without the answer to the application, and what is settled with it."""
        return [step for step in self.open if not self.is_part_of_answer(step)]

    def is_part_of_answer(self, step):
        """Whether the step is done with the answer: the approval, the appointment, and membership, confirmed with it.

        Membership is a step by itself where something that comes before the answer waits for it.
        """
        if self.has("approval"):
            return False
        if step.code == "membership":
            return not any("membership" in self.category.before(kind) for kind in before_answer(self.category))
        return step.code in ("approval", "appointment")

    def is_before_answer(self, step):
        """Whether the step is for those who assess to do before they answer, such as the talk."""
        return step.requirement.turn == Turn.ASSESSOR and not self.has("approval")


def before_answer(category):
    """The codes that come before the answer in this category, without membership: it is confirmed with the answer."""
    return [kind for kind in category.before("approval") if kind != "membership"]


def pathways(cases):
    """The ``Pathway`` of each of these candidacies and appointments. The same number of queries for any number."""
    return _pathways(cases, met_by(_people(cases)))


def pathways_of_page(cases):
    """The same for a page, which is quicker: facts that none of these categories asks for are not read."""
    return _pathways(cases, met_by(_people(cases), {code for case in cases for code, _after in case.category.steps}))


def _pathways(cases, facts):
    return [_pathway(case, checklist(_person_of(case), case.category, facts, _begun(case))) for case in cases]


def pathways_up_to(kind, cases):
    """The ``Pathway`` of each of these that requires ``kind``: its checklist ends there, as ``checklist_up_to``'s."""
    parts = {case: codes for case in cases if (codes := _up_to(kind, case.category))}
    facts = met_by(_people(parts), {code for codes in parts.values() for code in codes})
    found = []
    for case, codes in parts.items():
        steps = checklist(_person_of(case), case.category, facts, _begun(case))
        found.append(_pathway(case, [step for step in steps if step.code in codes]))
    return found


def _pathway(case, steps):
    return Pathway(
        case=case,
        person=_person_of(case),
        category=case.category,
        chapter=case.supporter.chapter if isinstance(case, Appointment) else case.chapter,
        begun_at=_begun(case),
        checklist=steps,
    )


def _people(cases):
    return {_person_of(case).pk: _person_of(case) for case in cases}.values()


def _person_of(case):
    return case.supporter.person if isinstance(case, Appointment) else case.person


def _begun(case):
    return case.recorded_at if isinstance(case, Appointment) else case.begun_at


class Gate:
    """What comes first for a person, and what they lack. Reads their checklists when it is made; see ``gates``."""

    def __init__(self, person):
        categories = categories_of(person)
        facts = met_by([person]) if categories else {}
        self.checklists = [checklist(person, category, facts) for category in categories]

    def waits_for(self, kind):
        """``{code: name}`` of what has to come before this. What is met already waits for nothing."""
        steps = [find(kind, steps) for steps in self.checklists]
        return {} if any(step and step.met for step in steps) else what_comes_first(kind, self.checklists)

    def lacks(self, kind):
        """Whether a pathway asks for this, and it is not met."""
        return any(step.code == kind and not step.met for steps in self.checklists for step in steps)


def what_comes_first(kind, checklists):
    """What has to come before this, ``{code: name}``: nothing where it is open on one pathway, or none asks for it.

    Without a pathway one may read, practise and take the test at any time: it grants nothing. The declaration is
    closed to them where a category that one can apply for has it explained first.
    """
    if kind == "declaration" and not checklists and any("explained" in found.before(kind) for found in offered()):
        return requirements.names(["approval"])
    asking = [step for step in (find(kind, steps) for steps in checklists) if step]
    if not asking or any(not step.waits_for for step in asking):
        return {}
    return requirements.names(asking[0].waits_for)


def find(kind, steps):
    """The step of this code among these; None where it is not required."""
    return next((step for step in steps if step.code == kind), None)
