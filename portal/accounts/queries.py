"""What is asked about accounts by several pages."""

from portal.accounts.models import Consent, Reading, Tie


def consent_in_force(person, purpose):
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()


def ties_of(person_id):
    """The ids of those whose cases a person has said they are too close to handle. For permissions.register_ties."""
    return Tie.objects.filter(person=person_id).values_list("to", flat=True)


def tied_to(person):
    """The ids of those who have said that they are too close to this person to handle their cases."""
    return set(Tie.objects.filter(to=person).values_list("person", flat=True))


def readers_since(person, moment, *, besides):
    """Who opened this person's answers after ``moment``, the latest first; each with the time. Not ``besides``."""
    rows = Reading.objects.filter(person=person, at__gte=moment).exclude(reader=besides)
    latest = {}
    for row in rows.select_related("reader").order_by("-at", "-pk"):
        latest.setdefault(row.reader_id, row)
    return list(latest.values())


def people_read_about(reader, since):
    """How many different people's answers somebody has opened since then."""
    return Reading.objects.filter(reader=reader, at__gte=since).values("person").distinct().count()
