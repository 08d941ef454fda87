"""Queries across the rooms: what waits for whom."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, permissions
from portal.activities.totals import queries as total_queries
from portal.onboarding.models import Application
from portal.onboarding.review import queries as review_queries
from portal.onboarding.workflow import WAITING
from portal.reports.years import queries as year_queries
from portal.supporters import queries as supporter_queries
from portal.supporters.pathway import pages, sets, turns
from portal.supporters.pathway import words as pathway_words
from portal.supporters.workflow import State as SupporterState


def assessed_by(person):
    """The applications that this person may answer, wherever they are."""
    return permissions.visible_to(Application.objects.all(), person, "onboarding.assess_application")


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
        and any(user in assignments.of(pathway, step).people for step in _open_by_themselves(pathway))
    ]


@dataclass(frozen=True)
class OnTheWay:
    pathway: object
    href: str
    turns: list  # for each step that is open, who has it, and since when


def rows_on_the_way(pathways, assignments=None):
    """An ``OnTheWay`` for each of these pathways. The same number of queries for any number of them.

    ``assignments`` are their ``turns.Turns``, where a page has them already.
    """
    words = organisation.words()
    assignments = assignments or turns.Turns(pathways)
    return [OnTheWay(one, pages.address_about(one.case), _in_words(one, assignments, words)) for one in pathways]


def _open_by_themselves(pathway):
    """The open steps, without membership where it is confirmed with the answer."""
    return [one for one in pathway.open if not (one.code == "membership" and pathway.is_part_of_answer(one))]


def _in_words(pathway, assignments, words):
    found = []
    for step in _open_by_themselves(pathway):
        assignment = assignments.of(pathway, step)
        values = {
            "who": pathway_words.office(assignment, words),
            "what": step.requirement.name,
            "day": date_format(clock.local(assignment.since or pathway.begun_at), "DATE_FORMAT"),
        }
        found.append(_("%(who)s: %(what)s, since %(day)s") % values)
    return found


@dataclass(frozen=True)
class Figure:
    """A key number, what it counts, and the address of the list of just that; empty where this user has none."""

    number: object
    text: str
    href: str = ""


def numbers(user, year):
    """The key numbers of the overview for this user: ``[Figure]``."""
    answers = user.has_perm("onboarding.assess_application")
    seen = assessed_by(user) if answers else Application.objects.all()
    waiting = seen.filter(state__in=WAITING).count()
    states, supporters = supporter_queries.count_states(), reverse("portal:supporters")
    active, paused = states[SupporterState.ACTIVE], states[SupporterState.PAUSED]
    logged = total_queries.count_in(year)
    sent, of = year_queries.sent_of(year - 1)
    words, days = organisation.message_words(), review_queries.usual_days()
    usual = ngettext(
        "day usually passes before an application is answered (median of a year)",
        "days usually pass before an application is answered (median of a year)",
        days or 0,
    )
    is_active = ngettext("%(supporter)s is active", "%(supporters)s are active", active)
    is_paused = ngettext("%(supporter)s is taking a break", "%(supporters)s are taking a break", paused)
    is_logged = ngettext("activity is logged this year", "activities are logged this year", logged)
    reports = reverse("portal:reports", args=[year - 1]) + f"?status={year_queries.IN}"
    return [
        Figure(
            waiting,
            ngettext("application is waiting", "applications are waiting", waiting),
            reverse("portal:queue") if answers else "",
        ),
        *([Figure(days, usual)] if days is not None else []),
        Figure(active, is_active % words, f"{supporters}?visning=aktive"),
        Figure(paused, is_paused % words, f"{supporters}?visning=pause"),
        Figure(logged, is_logged, "#activities" if logged else ""),
        Figure(f"{sent} / {of}", _("reports for %(year)d have been sent") % {"year": year - 1}, reports),
    ]
