"""What waits for whom, across the rooms."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, permissions
from portal.accounts.models import User
from portal.activities import queries as activity_queries
from portal.chapters.models import Chapter, Office
from portal.chapters.queries import central_staff, offices_held
from portal.onboarding.models import Application
from portal.onboarding.notifications import queries as notification_queries
from portal.onboarding.review import queries as review_queries
from portal.onboarding.workflow import WAITING
from portal.onboarding.workflow import State as ApplicationState
from portal.reports import queries as report_queries
from portal.supporters.models import Appointment, Candidacy, Supporter
from portal.supporters.pathway import sets, turns
from portal.supporters.pathway.requirements import Turn
from portal.supporters.pathway.words import whose_turn
from portal.supporters.workflow import State as SupporterState

FOLLOW = "supporters.follow_supporter"


def chapters_of(person):
    """The chapters in which a person holds an office today."""
    standing = permissions.standing_of(person)
    held = {chapter for _role, chapter in standing.held if chapter and _role != permissions.Role.SUPPORTER}
    return Chapter.objects.filter(pk__in=held)


def assessed_by(person):
    """The applications that this person may answer, wherever they are."""
    return permissions.visible_to(Application.objects.all(), person, "onboarding.assess_application")


def waiting_for(person):
    """The applications that are this person's to answer now."""
    return review_queries.waiting_for(assessed_by(person), person)


def on_the_way(user, chapter=None):
    """Those on the way whom this person may follow, whoever began first first: to page through."""
    rows = [permissions.visible_to(model.objects.all(), user, FOLLOW) for model in (Candidacy, Supporter)]
    return sets.on_the_way(*(each.filter(chapter=chapter) if chapter else each for each in rows))


def turn_of(user, rows):
    """Those of some rows of ``on_the_way`` with a step that is this person's to do now, in the same order.

    Whoever filled in somebody's application leaves the rest of that way to others.
    """
    rows, left_to_others = list(rows), permissions.standing_of(user).entered
    held = {
        Turn.COORDINATOR if office.kind == Office.Kind.COORDINATOR else Turn.SECRETARIAT
        for office in offices_held().filter(person=user, chapter__isnull=True)
    }
    if Turn.SECRETARIAT in held and not central_staff(Office.Kind.COORDINATOR):
        held.add(Turn.COORDINATOR)
    ways = sets.ways_behind(rows)
    returned = _returned(ways)
    return [
        row
        for row, way in zip(rows, ways, strict=True)
        if way.person.pk not in left_to_others and any(_turn_of(step, way, returned) in held for step in way.open)
    ]


def wait_for_boards(person, chapters):
    """How many on the way wait for something else than the answer from the boards of these chapters.

    Whoever filled in somebody's application leaves the rest of that way to others.
    """
    rows = [row for chapter in chapters for row in on_the_way(person, chapter)]
    left_to_others = permissions.standing_of(person).entered
    return sum(
        any(step.turn == Turn.CHAPTER and not notification_queries.is_part_of_answer(way, step) for step in way.open)
        for way in sets.ways_behind(rows)
        if way.person.pk not in left_to_others
    )


def _turn_of(step, way, returned):
    """Who has a step: what is a chapter's is the secretariat's where it is not known which one."""
    turn = turns.turn_of(step, is_returned=(way.person.pk, way.category.pk) in returned)
    return Turn.SECRETARIAT if turn == Turn.CHAPTER and way.chapter is None else turn


def _returned(ways):
    """Whose applications wait for an answer from the applicant: ``{(person id, category id)}``."""
    people = [way.person.pk for way in ways]
    sent_back = Application.objects.filter(person__in=people, state=ApplicationState.RETURNED)
    return set(sent_back.values_list("person", "category"))


@dataclass(frozen=True)
class OnTheWay:
    way: object
    href: str
    turns: list  # for each step that is open, whose turn it is, and since when


def rows_on_the_way(rows):
    """Some of ``on_the_way``, each with whose turn it is, since when. The same number of queries, however many."""
    ways = sets.ways_behind(rows)
    returned, words = _returned(ways), organisation.words()
    return [OnTheWay(way, _page_about(way.case), _turns_of(way, returned, words)) for way in ways]


def _page_about(case):
    """The page of the candidacy, or of the supporter where they are appointed."""
    if isinstance(case, Appointment):
        return reverse("portal:supporter", args=[case.supporter.ref])
    return reverse("portal:candidate", args=[case.ref])


def _turns_of(way, returned, words):
    found = []
    for step in way.open:
        if step.code == "membership" and notification_queries.is_part_of_answer(way, step):
            continue
        values = {
            "who": whose_turn(_turn_of(step, way, returned), way.chapter, words),
            "what": step.kind.name,
            "day": date_format(clock.local(step.since or way.begun_at), "DATE_FORMAT"),
        }
        found.append(_("%(who)s: %(what)s, since %(day)s") % values)
    return found


def numbers(year):
    """The overview's numbers, as sentences: ``[(number, what it counts)]``."""
    waiting = Application.objects.filter(state__in=WAITING).count()
    active = Supporter.objects.filter(state=SupporterState.ACTIVE).count()
    paused = Supporter.objects.filter(state=SupporterState.PAUSED).count()
    logged = activity_queries.count_in(year)
    sent, of = report_queries.sent_of(year - 1)
    words, days = organisation.flat(), review_queries.usual_days()
    usual = ngettext(
        "day usually passes before an application is answered (median of a year)",
        "days usually pass before an application is answered (median of a year)",
        days or 0,
    )
    return [
        (waiting, ngettext("application is waiting", "applications are waiting", waiting)),
        *([(days, usual)] if days is not None else []),
        (active, ngettext("%(supporter)s is active", "%(supporters)s are active", active) % words),
        (paused, ngettext("%(supporter)s is taking a break", "%(supporters)s are taking a break", paused) % words),
        (logged, ngettext("activity is logged this year", "activities are logged this year", logged)),
        (f"{sent} / {of}", _("reports for %(year)d have been sent") % {"year": year - 1}),
    ]


def people(asked):
    """People whose name or address holds what was asked, at most 25. Compared without case, æ ø å included."""
    sought = asked.casefold()
    rows = User.objects.order_by("family_name", "given_name").values_list("pk", "given_name", "family_name", "email")
    hits = [pk for pk, *texts in rows if sought in " ".join(texts).casefold()][:25]
    return User.objects.filter(pk__in=hits).select_related("supporter__chapter").order_by("family_name", "given_name")
