"""Queries about accounts, consents and ties that several pages use."""

import contextlib
import uuid

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q

from portal.accounts.models import Consent, Reading, Tie, User


def unused_accounts():
    """Accounts that nobody has signed in to and that no row of another table refers to, except the e-mail address."""
    rows = User.objects.filter(last_login__isnull=True, is_superuser=False).exclude(emailaddress__verified=True)
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.is_relation and relation.related_model is not EmailAddress:
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(pointing))
    return rows


def consent_in_force(person, purpose):
    """The person's consent for a purpose that is not withdrawn, or None."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()


def ties_of(person_id):
    """The ids of the people to whom a person has declared a tie. For permissions.register_ties."""
    return Tie.objects.filter(person=person_id).values_list("to", flat=True)


def ties_to(people):
    """Who has declared a tie to one of these people: ``[(id of the one of these, id of who declared it)]``."""
    return Tie.objects.filter(to__in=people).values_list("to", "person")


def readers_since(person, moment, *, what):
    """The latest ``Reading`` of each reader who opened ``what`` of this person since ``moment``, newest first."""
    rows = Reading.objects.filter(person=person, what=what, at__gte=moment).select_related("reader")
    latest = {}
    for row in rows.order_by("-at", "-pk"):
        latest.setdefault(row.reader_id, row)
    return list(latest.values())


def count_people_read_about(reader, since):
    """The number of different people whose answers somebody has opened since ``since`` (an aware datetime)."""
    return Reading.objects.filter(reader=reader, at__gte=since).values("person").distinct().count()


MAX_SEARCH_RESULTS = 20


def search_people(words):
    """The people whose name or e-mail address contains every word; nobody for fewer than two letters.

    Each word is tried in upper and lower case, since SQLite only ignores the case of the letters a to z.
    """
    parts = words.split()
    if len("".join(parts)) < 2:
        return User.objects.none()
    people = User.objects.filter(is_active=True)
    for part in parts:
        hit = Q()
        for spelling in {part, part.lower(), part.upper(), part.capitalize()}:
            hit |= Q(given_name__icontains=spelling) | Q(family_name__icontains=spelling) | Q(email__icontains=spelling)
        people = people.filter(hit)
    return people.order_by("family_name", "given_name", "pk")


def people_by_ref(refs):
    """The people with these ``ref``s (texts), by id. Texts that are nobody's ``ref`` are left out."""
    known = []
    for ref in refs:
        with contextlib.suppress(ValueError):
            known.append(uuid.UUID(ref))
    return list(User.objects.filter(is_active=True, ref__in=known).order_by("pk"))
