"""Queries about everybody who has an account: found by what is typed, by chapter and by role."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from portal.accounts import queries as account_queries
from portal.accounts.models import User
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Chapter, Membership, Office
from portal.permissions import ADMINS, EDITORS, REVIEWERS
from portal.supporters.models import Supporter
from portal.supporters.workflow import State

SUPPORTER = "supporter"
GROUPS = {"editor": EDITORS, "reviewer": REVIEWERS, "admin": ADMINS}
ROLES = [*Office.Kind.values, SUPPORTER, *GROUPS]


def search(asked: str, chapter: Chapter | None = None, role: str = "") -> list[int]:
    """The ids of the people who fit, in Norwegian order of their names; nobody where nothing is asked. One query.

    Those of a chapter hold an office there today, or are a supporter there who has not ended. ``role`` is of ``ROLES``.
    """
    if not (chapter or role):
        return account_queries.find_people(asked, User.objects.all())
    people = User.objects.filter(_has(chapter, role))
    return account_queries.find_people(asked, people) if asked else account_queries.in_norwegian_order(people)


def _has(chapter: Chapter | None, role: str) -> Q:
    if role in GROUPS:
        here = Q(pk__in=_people_of(chapter)) if chapter else Q()
        return here & Q(pk__in=User.objects.filter(groups__name=GROUPS[role]).values("pk"))
    return Q(pk__in=_people_of(chapter, role))


def _people_of(chapter: Chapter | None, role: str = "") -> Any:
    """The ids of those who have this role, or any, in this chapter, or anywhere."""
    offices = chapter_queries.offices_held().order_by()
    supporters = Supporter.objects.exclude(state=State.ENDED).order_by()
    if chapter:
        offices, supporters = offices.filter(chapter=chapter), supporters.filter(chapter=chapter)
    if role == SUPPORTER:
        return supporters.values("person")
    if role:
        return offices.filter(kind=role).values("person")
    return offices.values("person").union(supporters.values("person"))


@dataclass
class Found:
    """Somebody on a page of a list, with the roles of today."""

    person: User
    offices: list[Office]
    groups: list[str] = field(default_factory=list)


def shown(ids: list[int]) -> list[Found]:
    """These people in this order. The same number of queries for any number of them."""
    people = User.objects.filter(pk__in=ids).select_related("supporter__chapter").prefetch_related("groups").in_bulk()
    offices = chapter_queries.offices_of(people.values())
    return [Found(people[pk], offices[pk], groups_of(people[pk])) for pk in ids if pk in people]


def groups_of(person: User) -> list[str]:
    """The roles of ``GROUPS`` that somebody has."""
    held = {group.name for group in person.groups.all()}
    return [role for role, name in GROUPS.items() if name in held]


def offices_ever(person: User) -> list[Office]:
    """Every office that somebody has had, has or will have, the newest first."""
    return list(Office.objects.filter(person=person).select_related("chapter").order_by("-starts", "-pk"))


def membership_of(person: User) -> Membership | None:
    return Membership.objects.filter(person=person).select_related("confirmed_by").first()
