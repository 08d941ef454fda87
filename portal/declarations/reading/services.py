"""Services for reading: going through a version section by section, and asking to have it explained."""

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations import mails
from portal.declarations.models import DeclarationText, ExplanationRequest, SectionRead
from portal.declarations.verbs import Verb


@transaction.atomic
def read_section(text: DeclarationText, section: int, *, by: User) -> None:
    """Note that the user has been through a section, counted from 0. A second time changes nothing.

    Raises ``IndexError`` where the version has no such section.
    """
    if not 0 <= section < len(text.content["section"]):
        raise IndexError(section)
    row, is_new = SectionRead.objects.get_or_create(
        person=by, text=text, section=section, defaults={"read_at": clock.now()}
    )
    if is_new:
        details = {"version": text.version, "section": section}
        events.record(Verb.DECLARATION_READ_SECTION, subject=row, by=by, details=details)


@transaction.atomic
def ask_explanation(text: DeclarationText, *, by: User) -> ExplanationRequest:
    """Ask the coordinator to call and explain a version, by mail. A second time returns the first request."""
    accounts.lock_people(by)
    request, is_new = ExplanationRequest.objects.get_or_create(person=by, text=text, defaults={"asked_at": clock.now()})
    if is_new:
        details = {"version": text.version}
        events.record(Verb.DECLARATION_ASK_EXPLANATION, subject=request, by=by, details=details)
        mails.explanation_asked(request)
    return request
