"""What waits for whom, across the rooms."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal import clock, organisation, permissions
from portal.accounts.models import User
from portal.activities import queries as activities
from portal.chapters.models import Chapter
from portal.onboarding import queries as onboarding
from portal.onboarding.models import Application
from portal.onboarding.workflow import WAITING
from portal.onboarding.workflow import State as ApplicationState
from portal.reports import queries as reports
from portal.supporters import queries as supporters
from portal.supporters.models import Appointment, Candidacy, Supporter
from portal.supporters.requirements import Turn
from portal.supporters.words import whose_turn
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
    """The applications that this person may answer now, longest wait first."""
    return onboarding.waiting(assessed_by(person))


def on_the_way(user, chapter=None):
    """Those on the way whom this person may follow, whoever began first first: to page through."""
    rows = [permissions.visible_to(model.objects.all(), user, FOLLOW) for model in (Candidacy, Supporter)]
    return supporters.on_the_way(*(each.filter(chapter=chapter) if chapter else each for each in rows))


@dataclass(frozen=True)
class OnTheWay:
    way: object
    href: str
    turn: str  # whose turn it is, and since when


def rows_on_the_way(rows):
    """Some of ``on_the_way``, each with whose turn it is, since when. The same number of queries, however many."""
    ways = supporters.ways_behind(rows)
    people, words = [way.person.pk for way in ways], organisation.words()
    sent_back = Application.objects.filter(person__in=people, state=ApplicationState.RETURNED)
    returned = set(sent_back.values_list("person", "category"))
    return [OnTheWay(way, _page_about(way.case), _turn_of(way, returned, words)) for way in ways]


def _page_about(case):
    """The page of the candidacy, or of the supporter where they are appointed."""
    if isinstance(case, Appointment):
        return reverse("portal:supporter", args=[case.supporter.ref])
    return reverse("portal:candidate", args=[case.ref])


def _turn_of(way, returned, words):
    if not way.open:
        return ""
    first = way.open[0]
    asked_back = first.code == "approval" and (way.person.pk, way.category.pk) in returned
    values = {
        "who": whose_turn(Turn.PERSON if asked_back else first.turn, way.chapter, words),
        "what": first.kind.name,
        "day": date_format(clock.local(first.since or way.begun_at), "DATE_FORMAT"),
    }
    return _("%(who)s: %(what)s, since %(day)s") % values


def numbers(year):
    """The overview's five numbers, as sentences: ``[(number, what it counts)]``."""
    waiting = Application.objects.filter(state__in=WAITING).count()
    active = Supporter.objects.filter(state=SupporterState.ACTIVE).count()
    paused = Supporter.objects.filter(state=SupporterState.PAUSED).count()
    logged = activities.count_in(year)
    sent, of = reports.sent_of(year - 1)
    words = organisation.flat()
    return [
        (waiting, ngettext("application is waiting", "applications are waiting", waiting)),
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
