"""What is asked about accounts by several pages."""

from portal.accounts.models import Consent, Tie


def consent_in_force(person, purpose):
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()


def ties_of(person_id):
    """The ids of those whose cases a person has said they are too close to handle. For permissions.register_ties."""
    return Tie.objects.filter(person=person_id).values_list("to", flat=True)
