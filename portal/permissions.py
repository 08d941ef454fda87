"""Who may do what: one table of the rules in each room's rules.py, read by views, queries, templates and tests.

A rule is data: which roles, for which cases (``Scope``), and the exceptions (``Unless``). Being a superuser grants
nothing here.
"""

import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from portal import clock
from portal.kept_querysets import kept_queryset
from portal.models import Ref
from portal.read_together import read_together
from portal.types import Person


class Role(StrEnum):
    ANYONE = "anyone"  # signed in or not
    PERSON = "person"  # signed in
    SUPPORTER = "supporter"
    VOLUNTEER = "helpline_volunteer"  # a supporter who answers a helpline
    CENTRAL_SUPPORTER = "central_supporter"  # a supporter whom the secretariat has appointed, not a chapter
    EXPERT = "expert"  # a professional who answers questions that the public asks
    CHAPTER_LEADER = "chapter_leader"
    BOARD_MEMBER = "board_member"
    # On the board that answers for what a chapter owed when it ended: of the one that it became part of, else its last.
    LEADER_AFTER_END = "leader_after_end"
    BOARD_AFTER_END = "board_after_end"
    COORDINATOR = "coordinator"
    SECRETARIAT = "secretariat"
    EDITOR = "editor"
    ADMIN = "admin"


# They need a second factor, and are signed out sooner.
STAFF = frozenset({Role.EXPERT, Role.COORDINATOR, Role.SECRETARIAT, Role.EDITOR, Role.ADMIN})


# Editors and administrators are groups of the CMS; every other role is an office.
EDITORS, ADMINS = "Redaktører", "Administratorer"
REVIEWERS = "Faglige kontrollører"  # editors who approve pages; the group itself grants nothing
GROUPS = {EDITORS: Role.EDITOR, ADMINS: Role.ADMIN}


OPENS_CMS = "wagtailadmin.access_admin"


class Scope(StrEnum):
    """The cases that a rule gives a role access to."""

    ALL = "all"
    OWN = "own"
    OWN_CHAPTER = "own chapter"
    LAST_YEARS = "own, last years"  # of a chapter that has ended: the year of its last day, and the one before
    CLOSED_CHAPTER = "closed chapter"  # one that has ended and is part of no other
    NO_CHAPTER = "no chapter"  # what belongs to the organisation itself
    LED = "own, or led"
    NAMED = "named in it"  # the owner too


class Unless(StrEnum):
    """When a rule does not apply even to those who have the role."""

    OWN_CASE = "own case"  # the case is about the user
    TIE = "declared tie"  # the user has declared to be too close to the person whom the case is about
    ENTERED = "entered it"  # the user has filled in an application for that person


# The roles that most rules name.
BOARD = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.BOARD_MEMBER: Scope.OWN_CHAPTER}
CENTRAL = {Role.COORDINATOR: Scope.ALL, Role.SECRETARIAT: Scope.ALL}
AFTER_END = {Role.LEADER_AFTER_END: Scope.OWN_CHAPTER, Role.BOARD_AFTER_END: Scope.OWN_CHAPTER}
LAST_YEARS = {Role.LEADER_AFTER_END: Scope.LAST_YEARS, Role.BOARD_AFTER_END: Scope.LAST_YEARS}
BOARD_OR_SECRETARIAT = {**BOARD, Role.SECRETARIAT: Scope.ALL}
LEADER_OR_SECRETARIAT = {Role.CHAPTER_LEADER: Scope.OWN_CHAPTER, Role.SECRETARIAT: Scope.ALL}

# What bars somebody from a case. For most decisions, also having filled in the application for the person.
OWN_CASE_OR_TIE = frozenset({Unless.OWN_CASE, Unless.TIE})
IMPARTIAL = OWN_CASE_OR_TIE | {Unless.ENTERED}


@dataclass(frozen=True)
class Rule:
    """A permission: each role that has it, with its scope, and the exceptions (of ``Unless``)."""

    roles: Mapping[Role, Scope]
    unless: frozenset[Unless] = frozenset()


@dataclass(frozen=True)
class Access:
    """What a user has access by: the roles held today, each with its chapter (None where it has none).

    ``ties`` are the ids of the people to whom this user has declared a tie, ``entered`` of those for whom the user has
    filled in an application.
    """

    person: int | None
    held: frozenset[tuple[Role, int | None]]  # (role, chapter id or None)
    ties: frozenset[int] = frozenset()
    entered: frozenset[int] = frozenset()

    @functools.cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for role, _chapter in self.held)

    def chapters(self, role: Role) -> set[int]:
        return {chapter for held, chapter in self.held if held == role and chapter}

    @functools.cached_property
    def board_chapters(self) -> frozenset[int]:
        """The ids of the chapters on whose boards the user is."""
        return frozenset(chapter for role in BOARD for chapter in self.chapters(role))

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    def with_stand_ins(self, number_for: Callable[[int], int]) -> "Access":
        """The same for all who hold the same roles in as many chapters, and have as many ties.

        ``number_for(key)`` gives what stands for a key. For ``kept_queryset``.
        """
        roles: dict[int, list[Role]] = {}
        for role, chapter in sorted(self.held, key=str):
            if chapter:
                roles.setdefault(chapter, []).append(role)
        chapters = {chapter: number_for(chapter) for chapter in sorted(roles, key=lambda pk: (roles[pk], pk))}
        return Access(
            number_for(self.person) if self.person else self.person,
            frozenset((role, chapters[chapter] if chapter else chapter) for role, chapter in self.held),
            frozenset(number_for(person) for person in sorted(self.ties)),
            frozenset(number_for(person) for person in sorted(self.entered)),
        )


Row = TypeVar("Row", bound=Ref)
RolesOf = Callable[[Person, datetime.date], QuerySet[Any]]
PeopleOf = Callable[[int | OuterRef | None], QuerySet[Any]]
_sources: list[RolesOf] = []
_barred_sources: list[PeopleOf] = []


def register_barred(source: PeopleOf) -> None:
    """Add a query ``source(user's id)`` of people that the user is barred from, with the columns ``why`` and
    ``of_person``: ``Unless.TIE`` or ``Unless.ENTERED``, and the person's id. All are read in one query, with the roles.
    """
    if source not in _barred_sources:
        _barred_sources.append(source)


def is_barred(person: OuterRef, other: OuterRef) -> Q:
    """Condition: ``person`` is barred from ``other`` by a tie, or by what they have filled in for them."""
    found = Q(pk__in=[])
    for source in _barred_sources:
        found |= Q(Exists(source(person).filter(of_person=other)))
    return found


def register_roles(source: RolesOf) -> None:
    """Add a query ``source(user, day)`` of the roles held that day, with the columns ``role`` and ``of_chapter``.

    ``role`` is a ``Role`` or the name of a group, ``of_chapter`` the chapter's id or None. All are read in one query.
    """
    if source not in _sources:
        _sources.append(source)


def access_of(user: Person | AnonymousUser) -> Access:
    """The user's ``Access``. Read once for each request: the middleware keeps it as ``user.access``.

    So somebody who loses an office loses its permissions at the next request.
    """
    known: Access | None = getattr(user, "access", None)
    if known:
        return known
    if not (user.is_authenticated and user.is_active):
        return Access(person=user.pk, held=frozenset({(Role.ANYONE, None)}))
    held: set[tuple[Role, int | None]] = {(Role.ANYONE, None), (Role.PERSON, None)}
    barred: dict[str, set[int]] = {Unless.TIE: set(), Unless.ENTERED: set()}
    rows = _held_and_barred(user, clock.today())
    read_together(rows)
    for name, number in rows:
        if name in barred:
            barred[name].add(number)
        else:
            held.add((Role(GROUPS.get(name, name)), number))
    return Access(user.pk, frozenset(held), frozenset(barred[Unless.TIE]), frozenset(barred[Unless.ENTERED]))


@kept_queryset
def _held_and_barred(user: Person, day: datetime.date) -> QuerySet[Any]:
    """``(role or group, chapter id)`` and ``(Unless, person id)`` of a user, from all sources, as one query."""
    held = [source(user, day).order_by().values_list("role", "of_chapter") for source in _sources]
    barred = [source(user.pk).order_by().values_list("why", "of_person") for source in _barred_sources]
    first, *others = [*held, *barred]
    return first.union(*others, all=True)


def opens_cms(user: Person | AnonymousUser) -> bool:
    """Whether this user may open the CMS, by whatever way: a group, a permission of their own, or as a superuser."""
    return user.is_authenticated and user.has_perm(OPENS_CMS)


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Every rule of every room: ``{"<room>.<action>_<model>": Rule}``."""
    table: dict[str, Rule] = {}
    for room in settings.ROOMS:
        if find_spec(f"portal.{room}.rules"):
            table.update(import_module(f"portal.{room}.rules").RULES)
    return table


def allows(user: Person | AnonymousUser, name: str, case: Ref | None = None) -> bool:
    """Whether a user may do this (the name of a rule) with this case; without a case, with any case at all."""
    rule, access = rules()[name], access_of(user)
    if case is not None and _is_excepted(access, rule, case):
        return False
    return any(
        role in access.roles and (case is None or _covers(access, role, scope, case))
        for role, scope in rule.roles.items()
    )


def _is_excepted(access: Access, rule: Rule, case: Ref) -> bool:
    owner = _owner(case)
    return (
        (Unless.OWN_CASE in rule.unless and owner == access.person)
        or (Unless.TIE in rule.unless and owner in access.ties)
        or (Unless.ENTERED in rule.unless and owner in access.entered)
    )


def _covers(access: Access, role: Role, scope: Scope, case: Ref) -> bool:
    if scope == Scope.ALL:
        return True
    if scope == Scope.OWN:
        return access.person is not None and _owner(case) == access.person
    if scope == Scope.LED:
        return access.person is not None and access.person in (_owner(case), _follow(case, case.LEADER))
    if scope == Scope.NO_CHAPTER:
        return _follow(case, case.CHAPTER) is None
    if scope == Scope.NAMED:
        model: Any = type(case)
        rows = model.objects.filter(_names(model, access.person), pk=case.pk)
        return access.person is not None and rows.exists()
    if scope == Scope.CLOSED_CHAPTER:
        return bool(_at(case, case.CHAPTER).was_closed)
    is_own = _follow(case, case.CHAPTER) in access.chapters(role)
    return is_own and (scope == Scope.OWN_CHAPTER or _is_of_last_years(case))


def _is_of_last_years(case: Ref) -> bool:
    first: int = _at(case, case.CHAPTER).ends.year - 1
    return _at(case, case.DAY).year >= first


def _owner(case: Ref) -> int | None:
    return _follow(case, case.OWNER) if getattr(case, "OWNER", None) else None


def _follow(case: Model, path: str) -> int | None:
    """The id at the end of a path such as ``supporter__person``; ``pk`` is the case itself. None: there is none."""
    *steps, last = path.split("__")
    for step in steps:
        case = getattr(case, step)
        if case is None:
            return None
    return case.pk if last == "pk" else getattr(case, f"{last}_id")


def _at(case: Any, path: str) -> Any:
    """What is at the end of a path; ``pk`` is the case itself."""
    return functools.reduce(getattr, [] if path == "pk" else path.split("__"), case)


def _names(model: Any, person: int | None) -> Q:
    """Condition: the row names this person, by one of the paths in ``NAMED``."""
    named = Q(pk__in=[])
    for path in model.NAMED:
        named |= Q(pk__in=model.objects.filter(**{path: person}).values("pk"))
    return named


def visible_to(queryset: QuerySet[Row], user: Person | AnonymousUser, name: str) -> QuerySet[Row]:
    """The rows of ``queryset`` for which ``allows(user, name, row)`` holds, as one query."""
    return visible_with(access_of(user), queryset, name)


def visible_with(access: Access, queryset: QuerySet[Row], name: str) -> QuerySet[Row]:
    """The same for whoever has this access."""
    rule, model = rules()[name], queryset.model
    scopes = [(role, scope) for role, scope in rule.roles.items() if role in access.roles]
    if not scopes:
        return queryset.none()
    seen = Q()
    for role, scope in [] if Scope.ALL in dict(scopes).values() else scopes:
        if scope == Scope.OWN:
            seen |= Q(**{model.OWNER: access.person})
        elif scope == Scope.LED:
            seen |= Q(**{model.OWNER: access.person}) | Q(**{model.LEADER: access.person})
        elif scope == Scope.NO_CHAPTER:
            seen |= Q(**{f"{model.CHAPTER}__isnull": True})
        elif scope == Scope.NAMED:
            seen |= _names(model, access.person)
        elif scope == Scope.CLOSED_CHAPTER:
            seen |= _is_closed(model)
        else:
            own = Q(**{f"{model.CHAPTER}__in": access.chapters(role)})
            seen |= own & _of_last_years(model) if scope == Scope.LAST_YEARS else own
    if Unless.OWN_CASE in rule.unless and access.person:
        seen &= ~Q(**{model.OWNER: access.person})
    if Unless.TIE in rule.unless and access.ties:
        seen &= ~Q(**{f"{model.OWNER}__in": access.ties})
    if Unless.ENTERED in rule.unless and access.entered:
        seen &= ~Q(**{f"{model.OWNER}__in": access.entered})
    return queryset.filter(seen)


def _of_last_years(model: Any) -> Q:
    return Q(**{f"{model.DAY}__year__gte": F(f"{model.CHAPTER}__ends__year") - 1})


def _is_closed(model: Any) -> Q:
    path = "" if model.CHAPTER == "pk" else f"{model.CHAPTER}__"
    return Q(**{f"{path}is_active": False, f"{path}ends__isnull": False, f"{path}merged_into__isnull": True})
