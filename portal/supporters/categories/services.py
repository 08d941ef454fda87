"""Changing the kinds of supporter."""

from django.db import transaction

from portal import clock, events, fragments
from portal.accounts import services as accounts
from portal.moves import Stale
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import (
    Category,
)
from portal.supporters.pathway import requirements as pathway_requirements
from portal.supporters.pathway import sets
from portal.supporters.verbs import Verb


@transaction.atomic
def set_category(code, *, by, version=None, **values):
    """Create or change a kind of supporter. Whoever is active stays so; whoever lacks nothing any more becomes so.

    Raises ``requirements.BadRequirements`` for what nobody could meet, ``Stale`` where it was changed after
    ``version`` was read (0: it is to be a new one).
    """
    if "requires" in values:
        pathway_requirements.check(values["requires"])
    category, is_new = Category.objects.get_or_create(code=code, defaults=values)
    if is_new:
        events.record(Verb.CATEGORY_CREATE, subject=category, by=by)
        return category
    category = Category.objects.select_for_update(no_key=True).get(pk=category.pk)
    if version not in (None, category.version):
        raise Stale(f"read at version {version}, stored {category.version}")
    before = dict(category.way)
    for name, value in values.items():
        setattr(category, name, value)
    new = dict.fromkeys(dict(category.way).keys() - before.keys(), clock.now().isoformat())
    category.asked_since = category.asked_since | new
    category.version += 1
    category.save()
    events.record(Verb.CATEGORY_CHANGE, subject=category, by=by, details=values)
    transaction.on_commit(fragments.forget_cached)
    accounts.lock_people(*supporter_queries.becoming(category))  # what else somebody lacked may be met at this instant
    for person in sets.overlooked(category):
        supporters.update_standing(person, by=by)
    return category
