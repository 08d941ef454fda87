"""Queries for those who assess: the queue, who may answer an application, the letter, an application's history."""

import datetime
import statistics
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from forms import application as asked
from portal import clock, events, permissions
from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Office
from portal.events import Standing
from portal.kept_querysets import kept_queryset
from portal.models import Event
from portal.onboarding.models import Application, Letter, Reason
from portal.onboarding.queries import (
    answer_due,
    attempts_that_matter,
    before_answers,
    past_due,
    still_to_do,
    what_comes_first,
)
from portal.onboarding.questions import queries as question_queries
from portal.onboarding.verbs import Verb
from portal.onboarding.workflow import FOR_STAFF, OPEN, WAITING, State
from portal.permissions import Role, visible_to
from portal.requirements import Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.supporters.pathway import checklist, turns
from portal.supporters.workflow import State as SupporterState
from portal.wording import translated

ASSESS = "onboarding.assess_application"
OPENED_LATELY = datetime.timedelta(minutes=15)


def cases_about(user, people):
    """The applications of these people that this user may open, the newest first: ``{id: [(address, name)]}``."""
    rows = Application.objects.filter(person__in=people).select_related("category").defer("answers", "copy")
    found = {person.pk: [] for person in people}
    for row in visible_to(rows, user, ASSESS).order_by("-submitted_at", "-pk"):
        day = date_format(clock.local(row.submitted_at), "DATE_FORMAT")
        values = {"category": row.category, "day": day, "state": FOR_STAFF[row.state]}
        name = _("%(category)s, sent on %(day)s: %(state)s") % values
        found[row.person_id].append((reverse("portal:assess", args=[row.ref]), name))
    return found


def is_answered_so(application, user, verdict, message):
    """Whether the newest answer is this verdict by this user, in these words: a button pressed twice."""
    last = application.assessments.order_by("-assessed_at").first()
    is_theirs = last is not None and (last.assessed_by_id, last.verdict) == (user.pk, verdict)
    return is_theirs and message.split() in ([], last.message.split())


def waiting_for(user, categories=None):
    """The applications that are this person's to answer now: on their desk, or on nobody's. The oldest first.

    For somebody in the secretariat also what is late with a board, since they can answer it as well, and what nobody on
    the board may answer.
    """
    before = before_answers(categories)
    return _waiting_for(permissions.access_of(user), before, attempts_that_matter(before), clock.today())


@kept_queryset
def _waiting_for(access, before, most_attempts, _day):
    untaken = ~is_taken()
    if Role.SECRETARIAT in access.roles:
        untaken &= turns.can_be_with(access, Turn.CHAPTER, "person", "assessed_in")
    theirs = Q(handler=access.person) | untaken
    if Role.SECRETARIAT in access.roles:
        theirs |= _with_a_board() & past_due()
    with_applicant = Q(state=State.RETURNED) | still_to_do(before, most_attempts)
    visible = permissions.visible_with(access, Application.objects.filter(state__in=WAITING), ASSESS)
    rows = visible.filter(theirs).exclude(with_applicant).select_related("assessed_in").defer("answers", "copy")
    return rows.order_by("waiting_since", "pk")


def _with_a_board():
    """Condition: it is a board's to answer, and nobody in the secretariat has taken it."""
    central = chapter_queries.active_offices().filter(kind=Office.Kind.SECRETARIAT).values("person")
    return Q(assessed_in__is_active=True) & (~is_taken() | ~Q(handler__in=central))


def is_taken():
    """Condition: whoever took the application can still answer it; the same as ``assignment(…).handler``.

    Not after the last day of their office, nor while their account is closed or they take a break. A tie lets go of the
    application when it is declared.
    """
    able = chapter_queries.active_offices().exclude(person__supporter__state=SupporterState.PAUSED)
    central = Q(chapter__isnull=True, kind=Office.Kind.SECRETARIAT)
    on_board = Q(chapter=OuterRef("assessed_in"), chapter__is_active=True)
    return Q(Exists(able.filter(central | on_board, person=OuterRef("handler"))))


ANSWERED_VIEW = "besvart"  # the way to look at what nobody waits for any more


def saved_views(user, categories, rules=None):
    """The views of the queue, by their code in the address: ``{code: condition}``; ``alle`` first.

    ``categories`` are all categories, ``rules`` the ``TestSettings`` where they are read. ``meg`` has what my page says
    waits for this person's answer: on their desk, or on nobody's and for a board that they are on, or for the
    secretariat that they belong to.

    A chapter's case that somebody in the secretariat has taken is not in the view of the chapters.
    """
    before = before_answers(categories)
    return _views(permissions.access_of(user), before, attempts_that_matter(before, rules))


def _views(access, before, most_attempts):
    waiting, taken = Q(state__in=WAITING), is_taken()
    theirs = Q(state=State.RETURNED) | waiting & still_to_do(before, most_attempts)
    ours = waiting & ~theirs
    untaken = Q(assessed_in__in=access.board_chapters)
    if Role.SECRETARIAT in access.roles:
        untaken |= Q(assessed_in=None) | Q(assessed_in__is_active=False)
    return {
        "alle": waiting,
        "meg": ours & (Q(handler=access.person) | ~taken & untaken),
        "forening": ours & _with_a_board(),
        "soker": theirs,
        "frist": ours & past_due(),
        "ledig": waiting & ~taken,
        ANSWERED_VIEW: ~Q(state__in=OPEN),
    }


def count_views(visible, views):
    """How many cases each view has, as a queryset of one row: ``{code: number}``."""
    together = visible.order_by().values(together=Value(1))  # one row, for all of them
    counts = {code: Count("pk", filter=condition) for code, condition in views.items()}
    return together.annotate(**counts).values(*views)


def counts_in(chapter, user, categories, rules):
    """The same of the cases in a chapter that this user may answer; ``categories`` and ``rules`` as ``saved_views``."""
    before = before_answers(categories)
    most_attempts = attempts_that_matter(before, rules)
    return _counts_in(chapter, permissions.access_of(user), before, most_attempts, clock.today())


@kept_queryset
def _counts_in(chapter, access, before, most_attempts, _day):
    visible = permissions.visible_with(access, Application.objects.filter(assessed_in=chapter), ASSESS)
    return count_views(visible, _views(access, before, most_attempts))


def rows_of_view(visible, views, chosen):
    """The rows of a view, without the answers. Resubmitted ones come first, then those that have waited longest.

    The view of answered cases has the latest first.
    """
    rows = visible.filter(views[chosen]).defer("answers", "copy").annotate(is_with_applicant=views["soker"])
    rows = rows.select_related("person", "chapter", "assessed_in", "category", "handler", "entered_by")
    return (
        rows.order_by("-waiting_since", "-pk")
        if chosen == ANSWERED_VIEW
        else rows.order_by("state", "waiting_since", "pk")
    )


@dataclass(frozen=True)
class QueueRow:
    """One case in the queue."""

    case: Application
    days: int
    is_late: bool
    first: list  # names of what has to come before an approval
    with_applicant: bool
    ours: list  # names of what the office can do meanwhile
    handler: User | None  # who has taken it, and can still answer it
    people: list  # the names of those who have a board's case while nobody has taken it, as the applicant is told

    @property
    def can_be_taken(self):
        return self.handler is None and self.case.state in WAITING


def queue_rows(rows, assignments):
    """The ``QueueRow`` of each case of one page of ``rows_of_view``; ``assignments``, ``turns.Turns``, know them."""
    rows = list(rows)
    now, first = clock.now(), what_comes_first(rows)
    have = {row.pk: assignment(row, assignments.offices) for row in rows if row.assessed_in_id or row.handler_id}
    return [
        QueueRow(
            case=row,
            days=(now - row.waiting_since).days,
            is_late=row.state in WAITING and not row.is_with_applicant and answer_due(row) < clock.today(),
            first=[step.requirement.name for step in first[row.pk]],
            with_applicant=row.is_with_applicant,
            ours=[step.requirement.name for step in first[row.pk] if step.is_open and step.turn != Turn.PERSON],
            handler=have[row.pk].handler if row.pk in have else None,
            people=[one.get_full_name() for one in have[row.pk].people] if row.assessed_in_id else [],
        )
        for row in rows
    ]


def answered_rows(rows):
    """The cases of one page of the view of answered cases: ``[(case, its state in words)]``."""
    return [(row, FOR_STAFF[row.state]) for row in rows]


def offices_for(applications):
    """The ``turns.Offices`` for these applications, read once for all of them."""
    rows = list(applications)
    return turns.Offices([one.person for one in rows], [one.assessed_in_id for one in rows])


def assignment(application, offices=None):
    """The ``turns.Assignment`` of the answer to this application: who has it now, and the deputies."""
    offices = offices or offices_for([application])
    turn = Turn.CHAPTER if application.assessed_in else Turn.SECRETARIAT
    place, handler = application.assessed_in, application.handler
    return offices.assigned(application.person, turn, place, handler, application.waiting_since)


def possible_assessors_in_chapter(application):
    """The board members who may answer, leader first. Empty where the secretariat assesses."""
    return offices_for([application]).board(application.person, application.assessed_in_id)


def possible_assessors(application):
    """Everybody who may answer this application, in the order in which they are asked."""
    return offices_for([application]).possible_assessors(application.person, application.assessed_in_id)


def current_assignees(application):
    """Who has the application now: its handler, else the leaders, else the rest of the board, else the secretariat."""
    return list(assignment(application).people)


def has_declared_tie_in(ref, user):
    """Whether the user has declared a tie to the applicant of the case with this ``ref``."""
    return (
        user.is_authenticated
        and Application.objects.filter(ref=ref, person__in=account_queries.ties_of(user.pk)).exists()
    )


def was_sent_on(ref, user):
    """Whether the user has sent the case with this ``ref`` on to another chapter."""
    sent = Event.objects.filter(subject=ref, verb=Verb.APPLICATION_SEND_ON)
    return user.is_authenticated and bool(events.believed(sent.filter(actor=user.ref)))


def chapters_to_send_to(application):
    """The chapters that an application can be sent on to."""
    return chapter_queries.active_chapters().exclude(pk=application.chapter_id).order_by("name")


def are_assessed_locally(categories):
    """Whether one can apply for anything that a chapter's board answers. ``categories`` are all categories."""
    return any(one.assessed_by == Category.Assessor.CHAPTER for one in supporter_queries.offered(categories))


def deputies(application):
    """Who can answer when it takes too long: the others who may."""
    return list(assignment(application).deputies)


def needs_reason(application, user):
    """Whether the user must give a reason to read the answers: the case is approved, and somebody else handled it."""
    return application.state == State.APPROVED and application.handler != user


def usual_days():
    """The median number of days from an application to its first answer, of the last year; None if there was none."""
    rows = Application.objects.annotate(answered_at=Min("assessments__assessed_at"))
    rows = rows.filter(answered_at__gte=clock.now() - datetime.timedelta(days=365))
    took = [(answered - sent).days for sent, answered in rows.values_list("submitted_at", "answered_at")]
    return statistics.median_low(took) if took else None


def letter(code):
    return Letter.objects.get(code=code)


def reasons(verdict, codes=None):
    """The active reasons for this verdict; with ``codes``, the reasons with these codes, active or not."""
    rows = Reason.objects.filter(verdict=verdict)
    return list(rows.filter(is_active=True) if codes is None else rows.filter(code__in=codes))


def is_appointment_open(steps, category, *, with_answer=("approval",)):
    """Whether the appointment can be made now: it is not met, and all that comes before it is.

    ``with_answer`` are the codes that are met when the application is approved.
    """
    settled = {step.code for step in steps if step.met} | set(with_answer)
    return not checklist.find("appointment", steps).met and set(category.before("appointment")) <= settled


def appoints_with_approval(category, chapter, person, by):
    """Whether approving by ``by`` appoints as well: the same body decides both, and the chapter has the right level.

    A board appoints by one of its members; the secretariat does it for a board only where no member may.
    """
    of_right_level = category.method != Category.Method.COUNTY_BOARD or chapter.level == Chapter.Level.COUNTY
    if not (category.assessor_appoints and of_right_level):
        return False
    if not category.is_local:
        return True
    able = turns.Offices([person], [chapter.pk]).board(person, chapter.pk)
    return by in able or not able


@dataclass(frozen=True)
class Section:
    """One step of an application as those who assess see it."""

    title: str
    rows: list
    asked_about: list  # what more was asked for in it last, in the words of those who assess


def sections_to_assess(application):
    """The answers, with what the applicant changed when more was last asked for: ``(sections, is_as_before)``.

    A changed row has the earlier one as ``before``. ``is_as_before``: the applicant answered and changed nothing.
    """
    asked_for = application.assessments.filter(verdict="ask_for_more").order_by("-assessed_at").first()
    earlier, named = None, defaultdict(list)
    if asked_for:
        for reason in reasons("ask_for_more", asked_for.reasons):
            named[reason.step].append(translated(reason.name))
        later = application.sent_copies.filter(replaced_at__gte=asked_for.assessed_at)
        earlier = later.order_by("-replaced_at").first()
    sections = [
        Section(
            title=section["title"],
            rows=[_with_earlier(row, section["key"], application, earlier) for row in rows] if earlier else rows,
            asked_about=named[section["key"]],
        )
        for section, rows in question_queries.sections_of(application)
    ]
    has_answered = asked_for and application.resubmitted_at and application.resubmitted_at > asked_for.assessed_at
    is_changed = any("before" in row for section in sections for row in section.rows)
    return sections, bool(has_answered) and not is_changed


def _with_earlier(row, step, application, earlier):
    """The row, with the earlier one as ``before`` where the answer was another.

    Texts are compared within one language only: in another language, or when a choice is renamed, the same answer has
    another text.
    """
    now, then = application.answers.get(step, {}), earlier.answers.get(step, {})
    if now == then:
        return row
    said = {(section["key"], old["name"]): old for section, rows in earlier.copy.get("sections", []) for old in rows}
    before = said.get((step, row["name"]), {"value": ""})
    is_same_language = application.copy.get("language") == earlier.copy.get("language")
    name = row["name"]
    is_changed = before["value"] != row["value"] if is_same_language else now.get(name) != then.get(name)
    return {**row, "before": before} if is_changed else row


@dataclass(frozen=True)
class HistoryLine:
    """One line of a case's history."""

    at: object
    what: str
    who: str
    why: list  # the reasons that were named, in words


def _event_in_words(verb, details):
    """What happened, as text; None for events that staff need not see."""
    return {
        Verb.APPLICATION_SUBMIT: _("The application was sent"),
        Verb.APPLICATION_RESUBMIT: _("The applicant answered"),
        Verb.APPLICATION_ASK_FOR_MORE: _("Asked for more"),
        Verb.APPLICATION_APPROVE: _("Approved"),
        Verb.APPLICATION_DECLINE: _("Declined"),
        Verb.APPLICATION_WITHDRAW: _("The applicant withdrew it"),
        Verb.APPLICATION_TAKE: _("Took the case"),
        Verb.APPLICATION_HAND_OVER: _("Handed the case over to %(name)s") % {"name": details.get("name", "")},
        Verb.APPLICATION_SEND_ON: _("Sent on to %(chapter)s") % {"chapter": details.get("chapter", "")},
        Verb.APPLICATION_MOVE: _("Sent on to %(chapter)s") % {"chapter": details.get("chapter", "")},
        Verb.APPLICATION_PASS_ON: _("The case went on to others who can answer"),
    }.get(verb)


def history(application):
    """The history of an application for staff, oldest first: ``[HistoryLine]``."""
    records = events.records(Event.objects.filter(subject=application.ref).order_by("at", "pk"))
    rows = [(record.event, record.details) for record in records if record.standing is not Standing.CHANGED]
    refs = {ref for event, _details in rows for ref in [event.actor] if ref}
    refs |= {UUID(details["to"]) for _event, details in rows if details.get("to")}
    names = {str(ref): user.get_full_name() for ref, user in account_queries.people_of(refs).items()}
    texts = {reason.code: translated(reason.name) for reason in Reason.objects.all()}
    withdrawn_because = dict(asked.WithdrawForm.base_fields["reason"].choices).get(application.withdrawn_because)
    found = []
    for event, details in rows:
        what = _event_in_words(event.verb, details | {"name": names.get(details.get("to"), "")})
        if what:
            why = [texts[code] for code in details.get("reasons", []) if code in texts]
            if event.verb == Verb.APPLICATION_WITHDRAW and withdrawn_because:
                why = [withdrawn_because]
            found.append(HistoryLine(event.at, what, names.get(str(event.actor), ""), why))
    return found
