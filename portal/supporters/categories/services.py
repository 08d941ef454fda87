"""Creating and changing categories of supporters."""

from typing import Any

from django.db import transaction

from portal import clock, events, fragments
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations.models import DeclarationText
from portal.moves import Stale
from portal.supporters import queries as supporter_queries
from portal.supporters.categories import validation
from portal.supporters.models import (
    Category,
)
from portal.supporters.pathway import progress, sets
from portal.supporters.verbs import Verb


@transaction.atomic
def set_category(code: str, *, by: User | None, version: int | None = None, **values: Any) -> Category:
    """Create or change a category and return it.

    Active supporters stay active; people who now meet all requirements become active. Raises
    ``requirements.BadRequirements`` for requirements that nobody could meet, and ``Stale`` when it was changed
    after ``version`` was read (0 for a new one).
    """
    if "requires" in values:
        validation.check(values["requires"])
    category, is_new = Category.objects.get_or_create(code=code, defaults=values)
    if is_new:
        events.record(Verb.CATEGORY_CREATE, subject=category, by=by)
        return category
    category = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    if version not in (None, category.version):
        raise Stale(f"read at version {version}, stored {category.version}")
    before = dict(category.steps)
    for name, value in values.items():
        setattr(category, name, value)
    new = dict.fromkeys(dict(category.steps).keys() - before.keys(), clock.now().isoformat())
    category.asked_since = category.asked_since | new
    category.version += 1
    category.save()
    events.record(Verb.CATEGORY_CHANGE, subject=category, by=by, details=values)
    transaction.on_commit(fragments.forget_cached)
    accounts.lock_people(*supporter_queries.becoming(category))  # what else somebody lacked may be met at this instant
    for person in sets.completed_but_not_active(category):
        progress.activate_if_complete(person, by=by)
    return category


def ask_for_signature_again(text: DeclarationText) -> None:
    """Note in the categories of a new text since when its signature is asked for. Called when it is published."""
    for category in supporter_queries.categories_with_text(text):
        category.asked_since = category.asked_since | {"declaration": clock.now().isoformat()}
        category.save(update_fields=["asked_since"])
    transaction.on_commit(fragments.forget_cached)
