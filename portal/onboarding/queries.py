"""What is asked about applications by several pages."""

import datetime
import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import application as asked
from forms import drafts
from forms.extra import Extra
from forms.fields import Described
from forms.steps import asked as steps_asked
from forms.steps import bound, summary
from portal import clock, organisation
from portal.accounts import queries as accounts
from portal.accounts.models import User
from portal.chapters import queries as chapters
from portal.chapters.models import Chapter, Office
from portal.knowledge import queries as knowledge
from portal.models import Event
from portal.onboarding.models import Application, Entry, ExtraQuestion, Letter, Opened, Reason
from portal.onboarding.workflow import ANSWER_WEEKS, OPEN, WAITING, State
from portal.permissions import ADMINS
from portal.supporters import queries as supporters
from portal.supporters.models import Category
from portal.supporters.requirements import KINDS, Turn
from portal.wording import say

DRAFT = "application"
SUGGESTIONS = 3
ENTRY_DAYS = 90  # as long as the draft itself
REMIND_AFTER = datetime.timedelta(days=7)  # whoever has the turn
LATE_AFTER = datetime.timedelta(days=14)  # the deputies, and the applicant who was asked for more
OPENED_LATELY = datetime.timedelta(minutes=15)


def draft_key(person):
    return f"user:{person.pk}"


def draft_of(person):
    return drafts.find(DRAFT, draft_key(person))


def current_of(person):
    """The person's newest application, open ones first."""
    rows = Application.objects.filter(person=person).select_related("chapter", "category").order_by("-submitted_at")
    found = list(rows[:5])
    return next((row for row in found if row.state in OPEN), found[0] if found else None)


def to_look_over(application):
    """What fills a draft anew: all but the last page, for nobody's consent is ticked for them."""
    return {step: given for step, given in application.answers.items() if step != asked.STEPS[-1].key}


def is_on_the_way(person, application):
    """Whether a new application would be one too many: one waits for an answer, or was approved and led on."""
    if application is None or application.state in WAITING:
        return application is not None
    led_on = any(case.category == application.category for case in supporters.cases_of(person))
    return application.state == State.APPROVED and led_on


def is_answered_so(application, user, verdict, message):
    """Whether the newest answer is this verdict by this user, in these words: a button pressed twice."""
    last = application.assessments.order_by("-assessed_at").first()
    is_theirs = last is not None and (last.assessed_by_id, last.verdict) == (user.pk, verdict)
    return is_theirs and message.split() in ([], last.message.split())


def waiting(visible):
    """Those waiting for an answer."""
    return seen_through(visible, Q(state__in=WAITING))


def _listed(rows):
    related = rows.select_related("person", "chapter", "assessed_in", "category", "handler")
    return related.defer("answers", "copy").order_by("state", "waiting_since", "pk")


def before_approval(category):
    """The kinds that this category puts before the answer. Membership is confirmed together with the answer."""
    return [kind for kind in category.before("approval") if kind != "membership"]


def applicant_first(category):
    """What the applicant does before anybody answers: also what opens only that."""
    first = supporters.before("approval", category)
    return [kind for kind, _after in category.way if kind in first and KINDS[kind].turn == Turn.PERSON]


def left_to_applicant(application):
    """The names of what the applicant still has to do before anybody answers."""
    kinds = applicant_first(application.category)
    met = supporters.met_by([application.person])[application.person_id] if kinds else {}
    role = ("role", application.category_id)
    return [KINDS[kind].name for kind in kinds if kind not in met and not (kind == "role" and role in met)]


def answered_after(categories):
    """Those for which the applicant has more to do before the answer: ``[(category in words, [names])]``."""
    found = [(say(category.name), applicant_first(category)) for category in categories]
    return [(name, [KINDS[kind].name for kind in kinds]) for name, kinds in found if kinds]


def with_applicant():
    """Condition: something that the applicant has to do comes before the answer, and is not done."""
    found = Q(pk__in=[])
    for category in Category.objects.all():
        for kind in before_approval(category):
            if KINDS[kind].turn == Turn.PERSON:
                found |= Q(category=category) & ~Q(person__in=supporters.having(kind)) & ~_stuck(kind)
    return found


def _stuck(kind):
    """Condition: the applicant cannot do it any more; somebody else has to decide."""
    stuck = knowledge.who_used_up(knowledge.test_settings()) if kind == "test" else User.objects.none()
    return Q(person__in=stuck.order_by().values("pk"))


def has_no_attempt_left(person):
    return knowledge.who_used_up(knowledge.test_settings()).filter(pk=person.pk).exists()


def what_comes_first(applications):
    """What has to be met before each can be approved: ``{id: [names]}``. The same number of queries for any number."""
    asked_for = {row.pk: before_approval(row.category) for row in applications}
    gated = [row for row in applications if asked_for[row.pk]]
    met = supporters.met_by([row.person for row in gated]) if gated else {}
    return {row.pk: [KINDS[kind].name for kind in asked_for[row.pk] if kind not in met[row.person_id]] for row in gated}


def saved_views(user):
    """The ways to look at the queue, as they stand in the address: ``{code: condition}``; ``alle`` first."""
    waiting, theirs = Q(state__in=WAITING), with_applicant()
    return {
        "alle": waiting,
        "meg": waiting & ~theirs & Q(handler=user),
        "forening": waiting & ~theirs & Q(assessed_in__isnull=False),
        "soker": Q(state=State.RETURNED) | waiting & theirs,
        "frist": waiting & ~theirs & Q(waiting_since__lte=clock.now() - LATE_AFTER),
        "ledig": waiting & Q(handler=None),
    }


def count_views(visible, views):
    """How many cases each of these ways of looking shows: ``{code: number}``, in one query."""
    return visible.filter(state__in=OPEN).aggregate(
        **{code: Count("pk", filter=condition) for code, condition in views.items()}
    )


def seen_through(visible, condition):
    """The rows of one way of looking: what came back first, then the longest wait. No health answers in it."""
    return _listed(visible.filter(condition, state__in=OPEN))


@dataclass(frozen=True)
class Line:
    """One case in the queue."""

    case: Application
    days: int
    is_late: bool
    first: list  # names of what has to come before an approval
    with_applicant: bool

    @property
    def can_be_taken(self):
        return self.case.handler_id is None and self.case.state in WAITING


def lines(rows):
    """The cases of one page of the queue."""
    rows = list(rows)
    now, first = clock.now(), what_comes_first(rows)
    theirs = set(
        Application.objects.filter(with_applicant(), pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    return [
        Line(
            case=row,
            days=(now - row.waiting_since).days,
            is_late=row.state in WAITING and row.pk not in theirs and row.waiting_since <= now - LATE_AFTER,
            first=first.get(row.pk, []),
            with_applicant=row.state == State.RETURNED or row.pk in theirs,
        )
        for row in rows
    ]


def readers_in_chapter(application):
    """Those on the board who may answer, leader first. Nobody where the secretariat assesses."""
    if application.assessed_in is None:
        return []
    return _impartial(application, [office.person for office in chapters.board_of(application.assessed_in)])


def readers(application):
    """Everybody who may answer this application, in the order in which they are turned to."""
    central = _impartial(application, chapters.central_staff(Office.Kind.SECRETARIAT))
    return list(dict.fromkeys([*readers_in_chapter(application), *central]))


def _impartial(application, people):
    barred = {application.person_id, application.entered_by_id, *accounts.tied_to(application.person)}
    return [person for person in people if person.pk not in barred]


def turned_to(application):
    """Who hears that it waits: whoever has it, else the leaders, else the rest of the board, else the secretariat."""
    able = readers(application)
    if application.handler in able:
        return [application.handler]
    leaders = chapters.leaders_of(application.assessed_in) if application.assessed_in else []
    return [person for person in able if person in leaders] or readers_in_chapter(application) or able


def was_given_up(ref, user):
    """Whether this is a case that the user has said to be too close to."""
    return user.is_authenticated and Application.objects.filter(ref=ref, person__in=accounts.ties_of(user.pk)).exists()


def deputies(application):
    """Who steps in when it takes too long: the others who may answer."""
    first = turned_to(application)
    return [person for person in readers(application) if person not in first]


def letter(code):
    return Letter.objects.get(code=code)


def reasons(verdict, codes=None):
    """The reasons that can be chosen for this answer; with ``codes``, those that were, in use or not."""
    rows = Reason.objects.filter(verdict=verdict)
    return list(rows.filter(is_active=True) if codes is None else rows.filter(code__in=codes))


def tries_at_test(person):
    return person.attempts.filter(finished_at__isnull=False).count()


def waiting_with(person):
    """The person's application that waits for an answer, or None."""
    rows = Application.objects.filter(person=person, state__in=WAITING)
    return rows.select_related("person", "chapter", "assessed_in", "category", "handler").first()


def due_for_reminder(column, states, since):
    """Applications whose turn passed on before ``since``, with ``column`` not set in this turn, the oldest first.

    Not those where the applicant has something to do before anybody can answer.
    """
    rows = Application.objects.filter(Q(**{column: None}) | Q(**{f"{column}__lt": F("waiting_since")}))
    rows = rows.filter(state__in=states, waiting_since__lte=since)
    if State.RETURNED not in states:
        rows = rows.exclude(with_applicant())
    return rows.select_related("person", "chapter", "assessed_in", "category", "handler").order_by(
        "waiting_since", "pk"
    )


def is_appointment_open(candidacy):
    """Whether everything that comes before the appointment is there, and the appointment is not."""
    found = supporters.checklist(candidacy.person, candidacy.category)
    return any(requirement.code == "appointment" and requirement.is_open for requirement in found)


def appoints_with_yes(category, chapter, person, by):
    """Whether ``by`` appoints this person with the yes: the same body does both, and is of the right level.

    A board appoints by one of its own; for it the secretariat does so only where nobody on the board may.
    """
    of_right_level = category.method != Category.Method.COUNTY_BOARD or chapter.level == Chapter.Level.COUNTY
    if not (category.assessor_appoints and of_right_level):
        return False
    if not category.is_local:
        return True
    barred = {person.pk, *accounts.tied_to(person)}
    able = [office.person for office in chapters.board_of(chapter) if office.person_id not in barred]
    return by in able or not able


def applicants_to_remind(since):
    """Applications that have waited for the applicant since then, where nobody was reminded, the oldest first."""
    rows = Application.objects.filter(with_applicant(), state__in=WAITING, waiting_since__lte=since)
    rows = rows.filter(Q(reminded_at=None) | Q(reminded_at__lt=F("waiting_since")))
    return rows.select_related("person").order_by("waiting_since", "pk")


def open_steps(cases):
    """The steps of these candidacies and appointments that somebody can do now: ``[(way, requirement)]``.

    Without the answer to the application, and what belongs to it: that has a queue and mails of its own. Nobody is
    appointed before the answer.
    """
    return [
        (way, step)
        for way in supporters.ways(cases)
        for step in way.open
        if not (KINDS[step.code].turn == Turn.ASSESSOR and not way.has("approval"))
    ]


def whose_turn(way, step):
    """The people who have this step now: the person, or those in the office who may, the secretariat at last."""
    return [way.person] if step.turn == Turn.PERSON else _in_office(way, step.turn)


def assessors_of(way):
    """Who sees to what is the assessor's on this way: the chapter's leaders, or the secretariat."""
    by_chapter = way.category.assessed_by == Category.Assessor.CHAPTER
    return _in_office(way, Turn.CHAPTER if by_chapter else Turn.SECRETARIAT)


def _in_office(way, turn):
    secretariat = chapters.central_staff(Office.Kind.SECRETARIAT)
    first = []
    if turn == Turn.CHAPTER and way.chapter:
        first = chapters.leaders_of(way.chapter)
    elif turn == Turn.COORDINATOR:
        first = chapters.central_staff(Office.Kind.COORDINATOR)
    barred = {way.person.pk, *accounts.tied_to(way.person)}
    able, others = ([one for one in people if one.pk not in barred] for people in (first, secretariat))
    return list(dict.fromkeys(able or others))


def opened_to_remind():
    """What has been the office's to do for a week, and nobody was reminded of."""
    office = [code for code, kind in KINDS.items() if kind.turn != Turn.PERSON]
    rows = Opened.objects.filter(kind__in=office, reminded_at=None, told_at__lte=clock.now() - REMIND_AFTER)
    return rows.select_related("person").order_by("told_at", "pk")


def was_told_of(reader, since):
    """Whether the others have been told, since then, that somebody opens very many people's answers."""
    return Event.objects.filter(verb="person.read_many", subject=reader.ref, at__gte=since).exists()


def told_of_reading(reader):
    """Who is told: the others in the secretariat, else the administrators."""
    others = [person for person in chapters.central_staff(Office.Kind.SECRETARIAT) if person != reader]
    return others or [person for person in administrators() if person != reader]


def administrators():
    return list(User.objects.filter(groups__name=ADMINS, is_active=True).order_by("pk"))


@dataclass(frozen=True)
class Moment:
    """One line of a case's history."""

    at: object
    what: str
    who: str


def _said(verb, details):
    """What happened, in words; None for what staff need not see."""
    return {
        "application.submit": _("The application was sent"),
        "application.resubmit": _("The applicant answered"),
        "application.ask_for_more": _("Asked for more"),
        "application.approve": _("Approved"),
        "application.decline": _("Declined"),
        "application.withdraw": _("The applicant withdrew it"),
        "application.take": _("Took the case"),
        "application.hand_over": _("Handed the case over to %(name)s") % {"name": details.get("name", "")},
        "application.pass_on": _("The case went on to others who can answer"),
    }.get(verb)


def history(application):
    """What has happened to a case, oldest first, and who did it."""
    events = Event.objects.filter(subject=application.ref).select_related("details").order_by("at", "pk")
    rows = [(event, json.loads(event.details.text or "{}")) for event in events if hasattr(event, "details")]
    refs = {ref for event, details in rows for ref in (str(event.actor), details.get("to")) if ref}
    names = {str(user.ref): user.get_full_name() for user in User.objects.filter(ref__in=refs - {"None"})}
    found = []
    for event, details in rows:
        what = _said(event.verb, {"name": names.get(details.get("to"), "")})
        if what:
            found.append(Moment(event.at, what, names.get(str(event.actor), "")))
    return found


def answer_due(application):
    """The day by which an answer is promised; it counts from when the applicant had done what comes before it."""
    return clock.local(application.waiting_since).date() + datetime.timedelta(weeks=ANSWER_WEEKS)


# What is asked


class StepValues:
    """What the steps cannot know by themselves, for these raw answers: ``values(step key)``.

    ``chapters_of`` are those that whoever fills it in for another can choose among; all where it is None.
    """

    def __init__(self, answers, chapters_of=None):
        self.answers, self.chapters_of = answers, chapters_of

    def __call__(self, key):
        values = {"words": self.words, "today": clock.today(), "extra": self.extra.get(key, [])}
        if key == "om-deg":
            values["age"] = max((category.minimum_age for category in self.offered), default=0)
        if key == "erfaring":
            values["choices"] = {"experience": self.experiences}
        if key == "tilhorighet":
            values["choices"] = self.chapters
            values["asks_membership"] = any("membership" in dict(found.requires) for found in self.offered)
        if key == "bidrag":
            offers = [(found.code, Described(say(found.offer), say(found.description))) for found in self.offered]
            values["choices"] = {"contribution": offers, "topics": organisation.topics()}
        if key == asked.STEPS[-1].key:
            del values["extra"]
        return values

    @cached_property
    def words(self):
        return organisation.flat()

    @cached_property
    def experiences(self):
        return organisation.experiences()

    @cached_property
    def offered(self):
        return supporters.offered()

    @cached_property
    def chapters(self):
        """A few suggestions by postcode and what was chosen before, then the way to all of them."""
        every = [row for row in chapters.active() if self.chapters_of is None or row.pk in self.chapters_of]
        postcode = "".join(self.answers.get("om-deg", {}).get("postcode", [])).replace(" ", "")
        is_near = [row for row in every if postcode and postcode[:2] in row.postcodes]
        near = (is_near if self.chapters_of is None else every)[:SUGGESTIONS]
        chosen = self.answers.get("tilhorighet", {}).get("chapter", [])
        near += [row for row in every if row.short_name in chosen and row not in near]
        radios = [(row.short_name, row.name) for row in near]
        if len(near) < len(every):
            radios.append(
                (asked.OTHER, _("None of these. I choose in the list") if near else _("I choose in the list"))
            )
        if self.chapters_of is None:
            radios.append((asked.UNKNOWN, _("I do not know")))
        listed = [("", _("Choose one")), *((row.short_name, row.name) for row in every)]
        return {"chapter": radios, "other_chapter": listed}

    @cached_property
    def extra(self):
        """The organisation's own questions by step: those that are asked now, and those that were answered here."""
        wanted = set(self.answers.get("bidrag", {}).get("contribution", []))
        found = {}
        for question in ExtraQuestion.objects.all():
            given = self.answers.get(question.step, {}).get(question.field_name)
            if question.categories and not wanted & set(question.categories):
                continue
            if question.is_active or given:
                found.setdefault(question.step, []).append(plain(question, given or []))
        return found


def plain(question, given=()):
    """The question as the form takes it. ``given`` is the raw answer so far: what was chosen can still be chosen."""
    choices = tuple(
        (choice["code"], say(choice["text"]))
        for choice in question.choices
        if not choice.get("is_gone") or choice["code"] in given
    )
    return Extra(
        name=question.field_name,
        kind=question.kind,
        label=say(question.label),
        hint=say(question.hint),
        choices=choices,
        required=question.required and question.is_active,
    )


# What was answered


def answered_sections(answers, form_values):
    """The answers in words, ``[[{key, title}, rows]]``: what the reviewer's page, the copy and the PDF show."""
    return [
        [{"key": step.key, "title": str(step.title)}, summary(bound(step, answers[step.key], **form_values(step.key)))]
        for step in steps_asked(asked.STEPS[:-1], form_values)
        if step.key in answers
    ]


def copy_of(answers, form_values):
    """What an application keeps of what was asked and answered, in the language of the applicant."""
    return {"language": get_language() or "nb", "sections": answered_sections(answers, form_values)}


def version_of(copy):
    """A short mark of the questions: the same for all who were asked the same in the same language."""
    questions = [[section["key"], row["name"], row["key"]] for section, rows in copy["sections"] for row in rows]
    return hashlib.sha256(json.dumps(questions).encode()).hexdigest()[:12]


def sections_of(application):
    """The copy that the application keeps; of one that is older than the copies, the answers in today's words."""
    if application.copy:
        return application.copy["sections"]
    return answered_sections(application.answers, StepValues(application.answers))


# For another


def can_be_entered(person):
    """Whether somebody else can fill in an application for this person: nothing of their own has been begun."""
    return draft_of(person) is None and current_open(person) is None and supporters.supporter_of(person) is None


def current_open(person):
    """The application that is open, or was approved and led on."""
    application = current_of(person)
    if application and (application.state == State.RETURNED or is_on_the_way(person, application)):
        return application
    return None


def entries_by(user):
    """What this user is filling in for others, the newest first."""
    rows = Entry.objects.filter(by=user, application__isnull=True).order_by("-begun_at")
    return rows.exclude(begun_at__lt=clock.now() - datetime.timedelta(days=ENTRY_DAYS))


def entries_about(person):
    """What somebody else has begun to fill in for this person, and not sent."""
    return Entry.objects.filter(person=person, application__isnull=True).select_related("by").order_by("begun_at")


def entries_to_forget():
    """What was begun for somebody and never sent."""
    limit = clock.now() - datetime.timedelta(days=ENTRY_DAYS)
    return Entry.objects.filter(application__isnull=True, begun_at__lt=limit)
