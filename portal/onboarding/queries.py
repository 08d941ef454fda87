"""Queries about applications: a person's own, what has to be done before the answer, those begun for another person."""

import datetime
from dataclasses import dataclass

from django.db.models import F, Q, Value

from forms import application as asked
from forms.models import Draft
from portal import clock, requirements
from portal.accounts.models import User
from portal.kept_querysets import kept_queryset
from portal.knowledge.exam import queries as exam_queries
from portal.onboarding.models import FOR_ANOTHER_KEY, Application, ApplicationForAnother
from portal.onboarding.workflow import ANSWER_WEEKS, OPEN, WAITING, State
from portal.permissions import Unless
from portal.requirements import Turn
from portal.supporters import queries as supporter_queries
from portal.supporters.models import Category
from portal.supporters.pathway import checklist, facts
from portal.supporters.pathway.turns import Answer, ApplicationFacts
from portal.wording import translated

DRAFT, OWN_KEY = "application", "user:"
DRAFT_DAYS = 90  # so long a draft is kept after the last time it was saved


def draft_key(person):
    """The key of a person's draft."""
    return f"{OWN_KEY}{person.pk}"


def draft_of(person):
    """The person's draft, or None."""
    return drafts_of(person).first()


def drafts_of(person):
    """The same as a queryset, of one row or none."""
    return Draft.objects.filter(kind=DRAFT, key=draft_key(person))


@kept_queryset
def applications_of(person):
    """The person's five newest applications, the newest first."""
    rows = Application.objects.filter(person=person).select_related("chapter", "category")
    return rows.order_by("-submitted_at")[:5]


def current_of(person):
    """The person's newest application, or None. Open ones come before closed ones."""
    return current_among(applications_of(person))


def current_among(applications):
    """The same of these ``applications_of`` a person."""
    found = list(applications)
    return next((row for row in found if row.state in OPEN), found[0] if found else None)


def answers_to_reuse(application):
    """The answers for a new draft: all but the last step, since everybody has to consent themselves."""
    return {step: given for step, given in application.answers.items() if step != asked.CONFIRM}


def cannot_apply_again(person, application):
    """Whether the person cannot apply again: the application waits for an answer, or led to a candidacy or role."""
    if application is None or application.state in WAITING:
        return application is not None
    led_on = any(case.category == application.category for case in supporter_queries.cases_of(person))
    return application.state == State.APPROVED and led_on


def applicant_first(category):
    """The requirements that the applicant meets before anybody answers, also those that only open another of them."""
    return [kind for kind in category.before("approval") if requirements.get(kind).turn == Turn.PERSON]


def others_first(category):
    """The requirements that others meet before the answer. Membership is confirmed together with it."""
    return [kind for kind in checklist.before_answer(category) if requirements.get(kind).turn != Turn.PERSON]


def left_to_applicant(application):
    """The names of what the applicant still has to do before anybody answers."""
    return [requirements.get(kind).name for kind in _not_met(applicant_first(application.category), application)]


def left_to_others(application):
    """The codes of what others still have to do before the answer."""
    return _not_met(others_first(application.category), application)


def _not_met(kinds, application):
    if not kinds:
        return []
    met = facts.met_in(application.category, facts.met_by([application.person])[application.person_id])
    return [kind for kind in kinds if kind not in met]


def answered_at_once(categories):
    """The names of the categories for which the applicant has nothing more to do before the answer."""
    return [translated(category.name) for category in categories if not applicant_first(category)]


def answered_after(categories):
    """The categories for which the applicant has more to do before the answer.

    ``[(name of the category, [names of what the applicant does], [names of what others do])]``
    """
    found = [(translated(category.name), applicant_first(category), others_first(category)) for category in categories]
    return [
        (name, *([requirements.get(kind).name for kind in kinds] for kinds in both)) for name, *both in found if both[0]
    ]


def also_wanted(application):
    """The other categories that were ticked, and that one can still apply for."""
    wanted = asked.contributions_of(application.answers)
    if set(wanted) <= {application.category.code}:
        return []
    return [found for found in supporter_queries.offered() if found.code in wanted and found != application.category]


@dataclass(frozen=True)
class BeforeAnswer:
    """What applicants for a category have to do before the answer: the codes in ``asked``."""

    pk: int
    code: str
    minimum_age: int
    asked: tuple


def before_answers(categories=None):
    """``BeforeAnswer`` of each category where there is such a thing. ``categories``: all, where they are read."""
    found = []
    for category in categories or Category.objects.all():
        asked = [kind for kind in checklist.before_answer(category) if requirements.get(kind).turn == Turn.PERSON]
        if asked:
            found.append(BeforeAnswer(category.pk, category.code, category.minimum_age, tuple(asked)))
    return tuple(found)


def attempts_that_matter(before, rules=None):
    """How many attempts at the test there are where a ``BeforeAnswer`` asks for it; None: as many as one likes.

    ``rules``: the ``TestSettings``, where they are read.
    """
    if any("test" in one.asked for one in before):
        return (rules or exam_queries.exam_settings()).most_attempts
    return None


def with_applicant():
    """Condition: the applicant has something left to do before the answer."""
    before = before_answers()
    return still_to_do(before, attempts_that_matter(before))


def still_to_do(before, most_attempts):
    """The same of what ``before_answers`` and ``attempts_that_matter`` say."""
    found = Q(pk__in=[])
    for one in before:
        for kind in one.asked:
            is_theirs = ~Q(person__in=facts.people_with(kind, one)) & ~_stuck(kind, most_attempts)
            found |= Q(category=one.pk) & is_theirs
    return found


def stuck(kind):
    """Condition: the applicant cannot meet this requirement by themselves any more; somebody else has to decide."""
    return _stuck(kind, exam_queries.exam_settings().most_attempts if kind == "test" else None)


def _stuck(kind, most_attempts):
    stuck = exam_queries.people_without_attempts_left(most_attempts) if kind == "test" else User.objects.none()
    return Q(person__in=stuck.order_by().values("pk"))


def has_no_attempt_left(person):
    """Whether the person has not passed the knowledge test and has no attempt left."""
    most_attempts = exam_queries.exam_settings().most_attempts
    return exam_queries.people_without_attempts_left(most_attempts).filter(pk=person.pk).exists()


def what_comes_first(applications):
    """What has to be met before each application can be approved, and is not: ``{application id: [Requirement]}``.

    The same number of queries for any number of applications.
    """
    asked_for = {row.pk: checklist.before_answer(row.category) for row in applications}
    gated = [row.person for row in applications if asked_for[row.pk]]
    met = facts.met_by(gated) if gated else {}
    return {
        row.pk: [
            step
            for step in checklist.checklist(row.person, row.category, met)
            if step.code in asked_for[row.pk] and not step.met
        ]
        if asked_for[row.pk]
        else []
        for row in applications
    }


def tries_at_test(person):
    return person.attempts.filter(finished_at__isnull=False).count()


def waiting_with(person):
    """The person's application that waits for an answer, or None."""
    return waiting_with_each([person]).get(person.pk)


def waiting_with_each(people):
    """The applications of these people that wait for an answer: ``{person id: Application}``. Each has one at most."""
    rows = Application.objects.filter(person__in=people, state__in=WAITING)
    return {
        row.person_id: row for row in rows.select_related("person", "chapter", "assessed_in", "category", "handler")
    }


def answer_due(application):
    """The date by which an answer is promised, counted from when the applicant had done what comes before it."""
    return clock.local(application.waiting_since).date() + datetime.timedelta(weeks=ANSWER_WEEKS)


def past_due():
    """Condition: the last day on which the answer was promised (``answer_due``) is over."""
    last = clock.today() - datetime.timedelta(weeks=ANSWER_WEEKS, days=1)
    return Q(waiting_since__lt=clock.end_of(last) + datetime.timedelta(seconds=1))


def application_facts(people):
    """What ``turns`` has to know of the applications of these people (ids), in one query. For ``turns.register``."""
    rows = Application.objects.filter(Q(state__in=OPEN) | Q(entered_by__isnull=False), person__in=people)
    rows = rows.defer("answers", "copy").select_related("assessed_in", "handler").order_by("submitted_at", "pk")
    found = ApplicationFacts({}, [])
    for row in rows:
        if row.entered_by_id:
            found.filled_in.append((row.person_id, row.entered_by_id))
        if row.state in OPEN:
            found.answers[row.person_id, row.category_id] = Answer(
                chapter=row.assessed_in,
                handler=row.handler,
                is_returned=row.state == State.RETURNED,
                since=row.waiting_since,
            )
    return found


# For another


def entered_by(person_id):
    """The applications that a person has filled in for others. For permissions.register_barred."""
    rows = Application.objects.filter(entered_by=person_id, entered_by__isnull=False)
    return rows.annotate(why=Value(Unless.ENTERED.value), of_person=F("person"))


def can_be_applied_for(person):
    """Whether somebody else can apply for this person: they can sign in, and have begun nothing of their own."""
    has_begun = draft_of(person) or current_open(person) or supporter_queries.supporter_of(person)
    return person.is_active and not has_begun


def current_open(person):
    """The application of this person that is open, or led to a candidacy or role; None if there is none."""
    application = current_of(person)
    if application and (application.state == State.RETURNED or cannot_apply_again(person, application)):
        return application
    return None


def applications_begun_by(user):
    """The applications that this user is filling in for others, the newest first."""
    rows = ApplicationForAnother.objects.filter(by=user, sent_at__isnull=True).order_by("-begun_at")
    return rows.exclude(pk__in=unsent_to_forget().values("pk"))


def applications_begun_for(person):
    """The applications that others are filling in for this person."""
    return (
        ApplicationForAnother.objects.filter(person=person, sent_at__isnull=True)
        .select_related("by")
        .order_by("begun_at")
    )


def unsent_to_forget():
    """Applications for others that became nothing, and that nobody has written in for ``DRAFT_DAYS``."""
    limit = clock.now() - datetime.timedelta(days=DRAFT_DAYS)
    written = Draft.objects.filter(kind=DRAFT, key__startswith=FOR_ANOTHER_KEY, saved_at__gte=limit)
    refs = [key.removeprefix(FOR_ANOTHER_KEY) for key in written.values_list("key", flat=True)]
    return ApplicationForAnother.objects.filter(application__isnull=True, begun_at__lt=limit).exclude(ref__in=refs)
