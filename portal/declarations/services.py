"""Services for the declaration: publish a version, sign it, note what was signed elsewhere, make the PDF copies."""

import datetime
import logging
import unicodedata
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from portal import clock, codes, events, mail, organisation, papers, pdf, seal
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.declarations import mails, queries
from portal.declarations.models import DeclarationText, PastCoverage, RecordedSignature, Signature, TextCoverage
from portal.declarations.proof import evidence, witness
from portal.declarations.texts import queries as text_queries
from portal.declarations.validity import lapsing
from portal.declarations.verbs import Verb
from portal.unreadable import readable
from portal.witness import values_of

log = logging.getLogger(__name__)


class TextChanged(Exception):
    """The text that the person saw is not the one in force: it must be shown again before they can sign."""


class YearsChanged(Exception):
    """How long a signature counts is not what the person saw: it must be shown again before they can sign."""


class PromiseMissing(Exception):
    """The person has not ticked every promise."""


class NameMissing(Exception):
    """The person has no name, and a signature needs one."""


class TooOld(Exception):
    """What was signed on that day does not count any more."""


class OlderText(Exception):
    """What was signed on that day was an earlier version, and signing that is not enough any more."""


class CountsNoLonger(Exception):
    """What was signed on that day counts no longer than what the person has signed of this text already."""


class TooLate(Exception):
    """What was noted can be taken back on the same day, by the person who noted it."""


class Renewed(Exception):
    """The record cannot be taken back: the person has signed since, and that signature refers to the record."""


@transaction.atomic
def publish(
    content: dict[str, Any],
    version: str,
    *,
    by: User | None,
    categories: Collection[str] = (),
    must_sign_again: bool = True,
    what_changed: dict[str, str] | None = None,
    drafted_by: User | None = None,
) -> DeclarationText:
    """Publish a version, which is then in force for these kinds of supporter (none: for all), and return it.

    It can never be changed afterwards. Where ``must_sign_again``, signatures on what it replaces do not count any more.
    What the secretariat writes comes by way of ``texts.services.publish``, which asks for a second person.
    """
    text = DeclarationText.objects.create(
        version=version,
        content=content,
        categories=sorted(categories),
        must_sign_again=must_sign_again,
        what_changed=what_changed or {},
        drafted_by=drafted_by,
        published_at=clock.now(),
        published_by=by,
    )
    texts = list(DeclarationText.objects.all())
    for pk, (counts_for, not_for) in text_queries.coverage(texts).items():
        values = {"counts_for": counts_for, "not_for": not_for}
        TextCoverage.objects.update_or_create(text_id=pk, defaults=values)
    PastCoverage.objects.all().delete()
    PastCoverage.objects.bulk_create(
        PastCoverage(text_id=pk, ended_on=day, counts_for=counts_for, not_for=not_for)
        for (pk, day), (counts_for, not_for) in text_queries.past_coverage(texts).items()
    )
    details = {"version": version, "categories": text.categories, "must_sign_again": must_sign_again}
    columns = values_of(text, witness.TEXT)
    events.record(Verb.DECLARATION_PUBLISH, subject=text, by=by, details=details, columns=columns)
    return text


@transaction.atomic
def sign(
    text: DeclarationText,
    *,
    by: User,
    language: str,
    shown_sha256: str,
    shown_years: int | None,
    promises: Iterable[str],
    methods: list[Any],
) -> Signature:
    """Sign a version as the user ``by``, with evidence, and mail a receipt. A second time returns the first signature.

    Where that has lapsed or lapses soon, it is renewed: the new signature names it.

    ``shown_sha256`` is the digest of the text that the page showed, ``shown_years`` how long it said that a signature
    counts (None: for good), ``promises`` the codes that were ticked, and ``methods`` how the user proved who they are
    (``identity.records``). Raises ``TextChanged`` when the page did not show a text in force for the user,
    ``YearsChanged`` when a signature counts for another time than it said, ``PromiseMissing`` when a promise is not
    ticked, ``NameMissing`` when the user has no name, and ``gates.NotYet`` when something else has to be met first.
    """
    accounts.lock_people(by)
    earlier = text_queries.promise_to_renew(by, text)
    if isinstance(earlier, Signature) and earlier.text == text and not earlier.can_be_renewed:
        return earlier
    if not queries.is_readable(text):
        raise TextChanged
    shown = queries.render_text(text, language)
    if text not in text_queries.texts_for(by) or shown.sha256 != shown_sha256:
        raise TextChanged
    years = organisation.current().declaration_years
    if (years or None) != shown_years:
        raise YearsChanged
    if {promise["code"] for promise in shown.promises} != set(promises):
        raise PromiseMissing
    name = unicodedata.normalize("NFC", by.get_full_name())
    if not name:
        raise NameMissing
    signature = Signature.objects.create(
        person=by,
        text=text,
        language=language,
        signer_name=name,
        html=shown.html,
        sha256=shown.sha256,
        promises=shown.promises,
        signed_at=clock.now(),
        methods=methods,
        code=codes.new(),
        lapses_on=lapsing.after_years(clock.today(), years),
        renews=earlier.ref if earlier else None,
    )
    _record_signing(signature, title=shown.title)
    return signature


def _record_signing(signature: Signature, *, title: str) -> None:
    """Mail the receipt and record the event; the secretariat is told where the electronic ID is somebody else's."""
    receipt = mails.signed(signature, title)
    details = {
        "version": signature.text.version,
        "language": signature.language,
        "sha256": signature.sha256,
        "promises": [promise["code"] for promise in signature.promises],
        "methods": signature.methods,
        "code": signature.code,
        "receipt": receipt.message_id,
    }
    columns = witness.values_of_signature(signature)
    events.record(Verb.DECLARATION_SIGN, subject=signature, by=signature.person, details=details, columns=columns)
    if queries.unlike_signatures(signature):
        mails.unlike_identity(signature)


@transaction.atomic
def record_signature(
    person: User,
    text: DeclarationText,
    *,
    medium: str,
    signed_on: datetime.date | None,
    seen_by: str = "",
    kept_at: str,
    by: User,
) -> RecordedSignature:
    """Note that somebody signed on paper, or before this site (``RecordedSignature.Medium``), and return the record.

    It counts as a signature on ``text``. ``seen_by`` is the name of who saw it, ``kept_at`` where the paper lies. A
    second time for the same text returns the first record. Where that has lapsed or lapses soon, a paper of a later day
    renews it. Raises ``TextChanged`` when the text is not in force for the person, ``OlderText``, ``TooOld`` when what
    was signed that day has lapsed, ``CountsNoLonger``, and ``gates.NotYet`` when another requirement has to be met
    first.
    """
    accounts.lock_people(person)
    day = signed_on or clock.today()
    record = RecordedSignature.objects.filter(person=person, text=text).first()
    if record and not record.can_be_renewed:
        return record
    if text not in text_queries.texts_for(person):
        raise TextChanged
    if not text_queries.was_enough(signed_on, text, person):
        raise OlderText
    lapses_on = lapsing.lapse_of(day)
    if lapsing.has_lapsed(lapses_on):
        raise TooOld
    if record and record.on == day:
        return record
    earlier = text_queries.promise_to_renew(person, text)
    if earlier and earlier.text == text and not _counts_longer(day, lapses_on, earlier):
        raise CountsNoLonger
    record = RecordedSignature.objects.create(
        person=person,
        text=text,
        medium=medium,
        signed_on=signed_on,
        witness=seen_by,
        kept_at=kept_at,
        by=by,
        recorded_at=clock.now(),
        lapses_on=lapses_on,
        renews=earlier.ref if earlier else None,
    )
    details = {"version": text.version, "medium": medium, "signed_on": signed_on}
    columns = values_of(record, witness.RECORDED)
    events.record(Verb.DECLARATION_RECORD, subject=record, by=by, details=details, columns=columns)
    return record


def _counts_longer(day: datetime.date, lapses_on: datetime.date | None, earlier: Signature | RecordedSignature) -> bool:
    """Whether what was signed on this day is newer than what is to be renewed, and lapses later."""
    is_later = lapses_on is None or (earlier.lapses_on is not None and lapses_on > earlier.lapses_on)
    return day > earlier.on and is_later


@transaction.atomic
def take_back_record(record: RecordedSignature, *, by: User) -> None:
    """Delete what was noted by mistake; a second call changes nothing. Raises ``TooLate`` and ``Renewed``."""
    accounts.lock_people(record.person)
    if any(model.objects.filter(renews=record.ref).exists() for model in (Signature, RecordedSignature)):
        raise Renewed
    if record.by_id != by.pk or clock.local(record.recorded_at).date() != clock.today():
        raise TooLate
    if RecordedSignature.objects.filter(pk=record.pk).delete()[0]:
        details = {"version": record.text.version, "medium": record.medium}
        events.record(Verb.DECLARATION_TAKE_BACK_RECORD, subject=record, by=by, details=details)


@transaction.atomic
def withdraw(signature: Signature, *, by: User) -> None:
    """Withdraw a signature that was given by mistake, or by somebody else. A second time changes nothing.

    The row stays, marked as withdrawn. It does not count any more: the person is asked to sign again.
    """
    accounts.lock_people(signature.person)
    signature.refresh_from_db()
    if signature.withdrawn_at:
        return
    signature.withdrawn_at = clock.now()
    signature.save(update_fields=["withdrawn_at"])
    columns = values_of(signature, witness.WITHDRAWAL)
    events.record(Verb.DECLARATION_WITHDRAW, subject=signature, by=by, columns=columns)
    mails.withdrawn(signature, has_to_sign=text_queries.text_to_sign(signature.person) is not None)


def render_pending(limit: int = 20) -> int:
    """Make and seal the PDF copies that are missing, at most ``limit``; called by the worker. Returns how many.

    A signature that is not as it was signed gets none: the seal would vouch for it.
    """
    made = 0
    pending = Signature.objects.filter(pdf_sha256="")
    rows, unreadable = readable(queries.to_examine(pending).order_by("pk"))
    for key in unreadable:  # the others do not wait for it
        log.error("no PDF could be made of signature %s: it cannot be read", key)
    for signature in rows:
        if made >= limit:
            break
        if not witness.can_be_copied(signature):
            continue
        path = pdf_path(signature.pdf_file_name)
        # Where the receipt is confirmed while the file is made, the file would not say so: it is made once more.
        as_read = pending.filter(confirmed_at=signature.confirmed_at)
        try:
            made += papers.make(signature, path, _render, pending=as_read, verb=Verb.DECLARATION_SEAL)
        except Exception as fault:  # whatever it is: the others do not wait for it
            log.error("no PDF could be made of signature %s: %r", signature.pk, fault)
    return made


def read_copy(signature: Signature) -> bytes | None:
    """The signer's copy, if it is as it was sealed. Otherwise None, and a new one is made where there can be one."""
    folder = pdf_path("")
    return papers.read(signature, folder, sealed=Verb.DECLARATION_SEAL, refused=Verb.DECLARATION_REFUSE_COPY)


def _render(signature: Signature) -> bytes:
    with translation.override(signature.language):
        context = {
            "signature": signature,
            "language": signature.language,
            "recognised_by": queries.recognised_by(signature),
            "renewed": queries.renewed_by(signature),
            "story": evidence.story_of(signature, in_file=True),
            "times_checked": evidence.times_checked(signature),
            "made_at": clock.now(),
            "sealed_with": seal.current(),
            "title": queries.title_of(signature.text, signature.language),
            "organisation": organisation.current(),
            "address": mail.address("portal:verify_code", signature.grouped_code),
        }
        return pdf.render("declaration", context)


def pdf_path(name: str) -> Path:
    return settings.PRIVATE_DIR / "declarations" / name
