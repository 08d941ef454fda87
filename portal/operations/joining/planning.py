"""What becomes of everything when two accounts are joined, told before anything happens."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from forms.models import Draft
from portal.accounts.models import User
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.operations.joining import roles
from portal.operations.joining.tables import COLUMNS, TWINS, TWO_PEOPLE, twins_of
from portal.operations.retention import services as retention_services
from portal.operations.retention.erasures import has_duty


@dataclass(frozen=True)
class Plan:
    """What joining would do. It can be done where nothing ``stops`` it."""

    moves: list[tuple[str, int]]  # (kind of rows, how many)
    follows: list[str]  # sentences: what is there twice, and what becomes of it
    stops: list[str]  # sentences: what has to be set right first


def plan(stays: User, goes: User, *, by_owner: bool) -> Plan:
    """What would become of everything if ``goes`` became part of ``stays``. Nothing is written.

    ``by_owner`` is whether whoever proved both addresses does it alone.
    """
    return Plan(list(_moves(goes)), list(dict.fromkeys(_follows(stays, goes))), _stops(stays, goes, by_owner=by_owner))


def _moves(goes: User) -> Iterator[tuple[str, int]]:
    """Rows of somebody's own and rows in which they did something, by their kinds."""
    found: Counter[Any] = Counter()
    for label, columns in COLUMNS.items():
        model = apps.get_model(label)
        named = reduce(or_, (Q(**{column: goes}) for column in columns))
        found[retention_services.KINDS.get(model._meta.app_label)] += model._base_manager.filter(named).count()
    found[retention_services.KINDS["portal"]] += OutboxMail.objects.filter(person=goes.ref, secret=False).count()
    found[retention_services.KINDS["site_forms"]] += own_drafts(goes).count()
    del found[retention_services.KINDS["operations"]]
    for words, number in found.items():
        if number:
            yield str(words) if words else _("Texts and pictures on the pages"), number


def own_drafts(person: User) -> QuerySet[Draft]:
    return Draft.objects.filter(kind=onboarding_queries.DRAFT, key=onboarding_queries.draft_key(person))


def _follows(stays: User, goes: User) -> Iterator[str]:
    if goes.get_full_name() and stays.get_full_name() and goes.get_full_name() != stays.get_full_name():
        values = {"stays": stays.get_full_name(), "goes": goes.get_full_name()}
        yield _("The names differ. %(stays)s stays, not %(goes)s.") % values
    yield from roles.follows(stays, goes)
    for label, twins in TWINS.items():
        if any(twins_of(label, stays, goes)):
            yield str(twins.words)
    if own_drafts(stays).exists() and own_drafts(goes).exists():
        yield _("Both have begun an application that is not sent. The draft of the account that stays is kept.")
    if has_second_factor(goes):
        yield _("The app for codes of the account that goes works no more.")


def has_second_factor(person: User) -> bool:
    return Authenticator.objects.filter(user=person).exists()


def _stops(stays: User, goes: User, *, by_owner: bool) -> list[str]:
    found = []
    if has_duty(goes):
        found.append(
            _(
                "The account that goes belongs to the office or edits the pages. Its offices and rights are taken away "
                "first. You can also join them the other way round."
            )
        )
    elif by_owner and has_second_factor(goes):
        found.append(_("The other account has an app for codes. Ask the office to join the two."))
    if any(_have_been_two(stays, goes)):
        found.append(
            _(
                "The two accounts have acted as two people in the same case, such as one who asks and one who decides. "
                "What they did then would no longer be true."
            )
        )
    return [*found, *roles.stops(stays, goes)]


def _have_been_two(stays: User, goes: User) -> Iterator[bool]:
    for label, one, other in TWO_PEOPLE:
        both = Q(**{one: stays, other: goes}) | Q(**{one: goes, other: stays})
        if apps.get_model(label)._base_manager.filter(both).exists():
            yield True
