"""Services for reading: going through a version section by section, and asking to have it explained."""

from django.db import transaction

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations import mails
from portal.declarations.models import DeclarationText, ExplanationRequest, RecordedSignature, SectionRead, Signature
from portal.declarations.proof import witness
from portal.declarations.reading import queries
from portal.declarations.texts import queries as text_queries
from portal.declarations.verbs import Verb
from portal.moves import move
from portal.witness import values_of


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
        columns = values_of(row, witness.READ)
        events.record(Verb.DECLARATION_READ_SECTION, subject=row, by=by, details=details, columns=columns)


@transaction.atomic
def ask_explanation(text: DeclarationText, *, by: User) -> ExplanationRequest:
    """Ask the coordinator to explain a version, by mail. While a request of the user waits, that one is returned."""
    accounts.lock_people(by)
    if waiting := queries.waiting_request(by):
        return waiting
    request = ExplanationRequest.objects.create(person=by, text=text, asked_at=clock.now())
    events.record(Verb.DECLARATION_ASK_EXPLANATION, subject=request, by=by, details={"version": text.version})
    mails.explanation_asked(request, queries.explain_by(request))
    return request


@transaction.atomic
def withdraw_explanation(request: ExplanationRequest, *, by: User) -> None:
    """The person takes the request back. They can ask again."""
    accounts.lock_people(request.person)
    move(request, "withdraw", by=by, ended_at=clock.now())


@transaction.atomic
def finish_explanation(request: ExplanationRequest, *, by: User) -> None:
    """Somebody in the office has explained it."""
    accounts.lock_people(request.person)
    move(request, "finish", by=by, ended_at=clock.now(), done_by=by)


@transaction.atomic
def reopen_explanation(request: ExplanationRequest, *, by: User) -> None:
    """It was not done after all. Changes nothing where the person has asked again: then that request waits."""
    accounts.lock_people(request.person)
    if queries.waiting_request(request.person) is None:
        move(request, "reopen", by=by, ended_at=None, done_by=None)


def finish_by_signing(signature: Signature | RecordedSignature, *, by: User | None) -> None:
    """What the signer asked to have explained is done when that text is signed, or when no text is left to sign."""
    request = queries.waiting_request(signature.person)
    if request and (request.text == signature.text or text_queries.text_to_sign(signature.person) is None):
        move(request, "finish", by=by, ended_at=clock.now())
