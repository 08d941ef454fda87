"""Queries about accounts, consents and ties that several pages use."""

import contextlib
import difflib
import uuid

from django.db.models import Exists, F, OuterRef, Q, Value

from portal import events, unreadable
from portal.accounts.models import Consent, Reading, Tie, User
from portal.accounts.people_search import matcher, norwegian_order
from portal.models import Event
from portal.permissions import Unless

# Rows that only say how somebody signs in, or how they like the CMS to look. They go with the account.
PART_OF_ACCOUNT = {"account.EmailAddress", "mfa.Authenticator", "wagtailusers.UserProfile"}


def unused_accounts():
    """Accounts that nobody has signed in to and that no row of another table refers to."""
    return _accounts_without_rows().filter(last_login__isnull=True).exclude(emailaddress__verified=True)


def empty_accounts(moment):
    """Accounts that no row of another table refers to and that have not been used since ``moment``."""
    return idle_since(_accounts_without_rows(), moment)


def idle_since(rows, moment):
    """Those of these users who have not signed in since ``moment``, nor done anything that the log of events shows.

    An event that this site did not write, or that was changed, shows nothing.
    """
    idle = Q(last_login__isnull=True) | Q(last_login__lt=moment), Q(created_at__lt=moment)
    done = Event.objects.filter(at__gte=moment, actor__in=User.objects.filter(*idle).values("ref"))
    done = events.only_believed(done).filter(actor=OuterRef("ref"))
    return rows.filter(*idle).exclude(Exists(done))


def _accounts_without_rows():
    """Accounts that no row of another table refers to, except ``PART_OF_ACCOUNT``. A group of the CMS is such a row."""
    rows = User.objects.filter(is_superuser=False)
    for relation in User._meta.get_fields(include_hidden=True):
        is_row = relation.auto_created and relation.is_relation
        if is_row and relation.related_model._meta.label not in PART_OF_ACCOUNT:
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            rows = rows.filter(~Exists(pointing))
    return rows


def has_rows(person):
    """Whether a row of another table refers to this account, but for ``PART_OF_ACCOUNT``. Being a superuser is one."""
    return not _accounts_without_rows().filter(pk=person.pk).exists()


def consent_in_force(person, purpose):
    """The person's consent for a purpose that is not withdrawn, or None."""
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()


def ties_of(person_id):
    """The ids of the people to whom a person has declared a tie."""
    return Tie.objects.filter(person=person_id).values_list("to", flat=True)


def barred_by_ties(person_id):
    """The same, for permissions.register_barred."""
    return Tie.objects.filter(person=person_id).annotate(why=Value(Unless.TIE.value), of_person=F("to"))


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


def find_people(asked, among):
    """The ids of those among these people (a queryset) who fit what was typed, in Norwegian order of their names.

    Nobody where less than two letters or digits are typed (``people_search.matcher``). One query.
    """
    fits = matcher(asked)
    return _in_order(among, fits) if fits else []


def in_norwegian_order(people):
    """The ids of these people (a queryset) in Norwegian order of their names. One query."""
    return _in_order(people, lambda *_texts: True)


def _in_order(people, fits):
    rows = people.order_by().values_list("pk", "given_name", "family_name", "email", "phone", "postcode")
    found = [
        (norwegian_order(family), norwegian_order(given), pk)
        for pk, given, family, *texts in rows
        if fits(f"{given} {family}", *texts)
    ]
    return [pk for _family, _given, pk in sorted(found)]


def first_of(ids):
    """The people with the first ``MAX_SEARCH_RESULTS`` of these ids, in the same order."""
    people = User.objects.in_bulk(ids[:MAX_SEARCH_RESULTS])
    return [people[pk] for pk in ids[:MAX_SEARCH_RESULTS] if pk in people]


MOST_SIMILAR, MIN_SIMILARITY = 5, 0.8


def person_with_address(email):
    """The person with this e-mail address, or None."""
    return User.objects.filter(email=email.strip().lower()).first()


def similar_people(name, email):
    """Others whose name or e-mail address is much like these, the likest first; five at the most.

    Read among those who share a word of the name or the beginning of the address.
    """
    name, email = name.strip(), email.strip().lower()
    near = Q(email__startswith=email[:3])
    for word in name.split():
        for spelling in {word, word.lower(), word.upper(), word.capitalize()}:
            near |= Q(given_name__icontains=spelling) | Q(family_name__icontains=spelling)
    found = []
    for person in User.objects.filter(near, is_active=True).exclude(email=email).order_by("pk"):
        likeness = max(_likeness(person.get_full_name(), name), _likeness(person.email, email))
        if likeness >= MIN_SIMILARITY:
            found.append((-likeness, person.pk, person))
    return [person for _likeness, _pk, person in sorted(found, key=lambda row: row[:2])[:MOST_SIMILAR]]


def _likeness(one, other):
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def people_by_ref(refs):
    """The people with these ``ref``s (texts), by id. Texts that are nobody's ``ref`` are left out."""
    known = []
    for ref in refs:
        with contextlib.suppress(ValueError):
            known.append(uuid.UUID(ref))
    return list(User.objects.filter(is_active=True, ref__in=known).order_by("pk"))


def people_of(refs):
    """``{ref: person}`` of those whose ``ref``s (UUIDs) these are, for what the event log tells of.

    An account that was joined with another is the person whom that one belongs to. One query where all have one.
    """
    refs = {ref for ref in refs if ref is not None}
    found = {person.ref: person for person in unreadable.found(User.objects.filter(ref__in=refs))}
    if missing := refs - found.keys():
        joined = events.joined()
        now = {ref: joined.now(ref) for ref in missing if joined.now(ref) != ref}
        known = {person.ref: person for person in User.objects.filter(ref__in=now.values())} if now else {}
        found |= {ref: known[to] for ref, to in now.items() if to in known}
    return found
