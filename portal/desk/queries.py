"""Queries across the rooms: what waits for whom."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, permissions
from portal.accounts.models import User
from portal.activities import queries as activity_queries
from portal.chapters.models import Chapter
from portal.onboarding.models import Application
from portal.onboarding.review import queries as review_queries
from portal.onboarding.workflow import WAITING
from portal.reports import queries as report_queries
from portal.requirements import Turn
from portal.supporters.models import Appointment, Candidacy, Supporter
from portal.supporters.pathway import sets, turns
from portal.supporters.pathway import words as pathway_words
from portal.supporters.workflow import State as SupporterState

FOLLOW = "supporters.follow_supporter"


def chapters_of(person):
    """The chapters in which a person holds an office today."""
    access = permissions.access_of(person)
    held = {chapter for _role, chapter in access.held if chapter and _role != permissions.Role.SUPPORTER}
    return Chapter.objects.filter(pk__in=held)


def assessed_by(person):
    """The applications that this person may answer, wherever they are."""
    return permissions.visible_to(Application.objects.all(), person, "onboarding.assess_application")


def waiting_for(person):
    """The applications that are this person's to answer now."""
    return review_queries.waiting_for(assessed_by(person), person)


def on_the_way(user, chapter=None):
    """The rows of all pathways under way that this user may follow, the oldest first: to page through."""
    rows = [permissions.visible_to(model.objects.all(), user, FOLLOW) for model in (Candidacy, Supporter)]
    return sets.on_the_way(*(each.filter(chapter=chapter) if chapter else each for each in rows))


def rows_of(user, rows):
    """Those of some rows of ``on_the_way`` with a step that is this person's to do now, in the same order.

    Somebody who filled in an application leaves the rest of that pathway to others.
    """
    rows, left_to_others = list(rows), permissions.access_of(user).entered
    pathways = sets.pathways_of_rows(rows)
    assignments = turns.Turns(pathways)
    return [
        row
        for row, pathway in zip(rows, pathways, strict=True)
        if pathway.person.pk not in left_to_others
        and any(user in assignments.of(pathway, step).people for step in pathway.open)
    ]


def wait_for_boards(person, chapters):
    """How many people under way wait for the boards of these chapters, apart from answers to applications.

    Pathways where this person filled in the application are left out: others deal with them.
    """
    rows = [row for chapter in chapters for row in on_the_way(person, chapter)]
    left_to_others = permissions.access_of(person).entered
    steps = turns.Turns(sets.pathways_of_rows(rows)).open_steps()
    return len(
        {
            pathway.case.ref
            for pathway, _step, assignment in steps
            if assignment.office == Turn.CHAPTER and pathway.person.pk not in left_to_others
        }
    )


@dataclass(frozen=True)
class OnTheWay:
    pathway: object
    href: str
    turns: list  # for each step that is open, who has it, and since when


def rows_on_the_way(rows):
    """An ``OnTheWay`` for each of these rows. The same number of queries for any number of rows."""
    pathways, words = sets.pathways_of_rows(rows), organisation.words()
    assignments = turns.Turns(pathways)
    return [OnTheWay(found, _page_about(found.case), _in_words(found, assignments, words)) for found in pathways]


def _page_about(case):
    """The page of the candidacy, or of the supporter where they are appointed."""
    if isinstance(case, Appointment):
        return reverse("portal:supporter", args=[case.supporter.ref])
    return reverse("portal:candidate", args=[case.ref])


def _in_words(pathway, assignments, words):
    found = []
    for step in pathway.open:
        if step.code == "membership" and pathway.is_part_of_answer(step):
            continue
        assignment = assignments.of(pathway, step)
        values = {
            "who": pathway_words.office(assignment, words),
            "what": step.requirement.name,
            "day": date_format(clock.local(assignment.since or pathway.begun_at), "DATE_FORMAT"),
        }
        found.append(_("%(who)s: %(what)s, since %(day)s") % values)
    return found


def numbers(year):
    """The key numbers of the overview: ``[(number, what it counts)]``."""
    waiting = Application.objects.filter(state__in=WAITING).count()
    active = Supporter.objects.filter(state=SupporterState.ACTIVE).count()
    paused = Supporter.objects.filter(state=SupporterState.PAUSED).count()
    logged = activity_queries.count_in(year)
    sent, of = report_queries.sent_of(year - 1)
    words, days = organisation.message_words(), review_queries.usual_days()
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
    """At most 25 people whose name or e-mail address contains ``asked``, ignoring case."""
    sought = asked.casefold()
    rows = User.objects.order_by("family_name", "given_name").values_list("pk", "given_name", "family_name", "email")
    hits = [pk for pk, *texts in rows if sought in " ".join(texts).casefold()][:25]
    return User.objects.filter(pk__in=hits).select_related("supporter__chapter").order_by("family_name", "given_name")
