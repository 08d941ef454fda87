"""What is asked about accounts by several pages."""

from portal.accounts.models import Consent


def consent_in_force(person, purpose):
    return Consent.objects.filter(person=person, purpose=purpose, withdrawn_at__isnull=True).first()
