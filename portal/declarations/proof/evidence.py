"""The events around a signature: the text was read and shown, the receipt sent, the copy fetched, it was checked.

Nothing here is kept of who checked, and neither a network address nor a browser of anybody.
"""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal import clock, events
from portal.declarations.models import SectionRead, Signature
from portal.declarations.verbs import Verb
from portal.models import Event, OutboxMail
from portal.unreadable import readable
from portal.verbs import Verb as FrameVerb

AT_ONCE = 100
TRIED_FOR = datetime.timedelta(days=8)  # after that the mail server has been given up


class Said(NamedTuple):
    """What happened, as it is said to the signer, and in the file, which others read too."""

    to_signer: Promise
    in_file: Promise


ABOUT_SIGNATURE = {
    Verb.DECLARATION_SIGN: Said(
        _("You ticked every promise and signed"), _("The signer ticked every promise and signed")
    ),
    Verb.DECLARATION_CONFIRM_RECEIPT: Said(
        _("The organisation confirmed that it has received the declaration"),
        _("The organisation confirmed that it has received the declaration"),
    ),
    Verb.DECLARATION_SEAL: Said(
        _("The PDF copy was made, and its fingerprint stored"), _("A copy was made and sealed, before this one")
    ),
    Verb.DECLARATION_DELIVER: Said(
        _("The receipt was sent to you by e-mail"), _("The receipt was sent to the signer by e-mail")
    ),
    Verb.DECLARATION_DOWNLOAD: Said(
        pgettext_lazy("evidence", "You got the PDF copy"), _("The signer got the PDF copy")
    ),
    Verb.DECLARATION_WITHDRAW: Said(_("The signature was withdrawn"), _("The signature was withdrawn")),
}
GOT_BY_ORGANISATION = Said(_("The organisation got the PDF copy"), _("The organisation got the PDF copy"))
ABOUT_PERSON = {
    FrameVerb.FRESH_CODE_SEND: Said(
        _("A code was sent to your e-mail address"), _("A code was sent to the signer's e-mail address")
    ),
    FrameVerb.FRESH_CODE_USE: Said(_("You gave the code"), _("The signer gave the code")),
    FrameVerb.IDENTITY_PROVE: Said(
        _("You proved who you are with an electronic ID"), _("The signer proved who they are with an electronic ID")
    ),
}
SHOWN = Said(_("The whole text was shown to you"), _("The whole text was shown to the signer"))
READ = Said(_("You went through part %(number)s of the text"), _("The signer went through part %(number)s of the text"))


def note_shown(text, shown, *, by):
    """The person ``by`` has been shown a version (``queries.render_text``).

    Noted once for each wording of it, and once more for each signature that is renewed.
    """
    before = Event.objects.filter(verb=Verb.DECLARATION_SHOW, subject=text.ref, actor=by.ref)
    signed = Signature.objects.filter(person=by, text=text, signed_at__gte=OuterRef("at"))
    before = before.exclude(Exists(signed)).filter(details__text__contains=shown.sha256)
    if not any(record.details.get("sha256") == shown.sha256 for record in events.records(before)):
        details = {"version": text.version, "sha256": shown.sha256}
        events.record(Verb.DECLARATION_SHOW, subject=text, by=by, details=details)


def note_download(signature, *, by):
    """The person ``by`` fetched the file of the signature."""
    events.record(Verb.DECLARATION_DOWNLOAD, subject=signature, by=by, details={"sha256": signature.pdf_sha256})


def note_check(signature, *, answer, by_file):
    """Somebody checked the signature, by its code or its file, and got this answer. It is never noted who."""
    details = {"answer": answer, "by": "file" if by_file else "code"}
    events.record(Verb.DECLARATION_CHECK, subject=signature, by=None, details=details)


def note_deliveries():
    """Note which receipts the mail server has taken; called by the worker. Returns how many were noted."""
    noted = 0
    recent = Signature.objects.filter(signed_at__gte=clock.now() - TRIED_FOR)
    delivered = Event.objects.filter(verb=Verb.DECLARATION_DELIVER, subject__in=recent.values("ref"))
    told = [event.subject for event in events.believed(delivered)]
    keys = list(recent.exclude(ref__in=told).order_by("-pk").values_list("pk", flat=True)[:AT_ONCE])
    waiting, _unreadable = readable(Signature.objects.filter(pk__in=keys).only("ref").order_by("-pk"))
    about = events.records_about({signature.ref for signature in waiting}, [Verb.DECLARATION_SIGN])
    for signature in waiting:
        receipts = [record.details["receipt"] for record in about[signature.ref] if "receipt" in record.details]
        if OutboxMail.objects.filter(message_id__in=receipts, state=OutboxMail.State.SENT).exists():
            noted += _note_delivery(signature)
    return noted


@transaction.atomic
def _note_delivery(signature):
    """Two processes may come here at once: the row is locked, and it is noted once."""
    Signature.objects.select_for_update().get(pk=signature.pk)
    if events.believed(Event.objects.filter(verb=Verb.DECLARATION_DELIVER, subject=signature.ref)):
        return 0
    events.record(Verb.DECLARATION_DELIVER, subject=signature, by=None)
    return 1


def story_of(signature, *, in_file=False):
    """What the log says around a signature, in order: ``[(what happened, when)]``, said to the signer or in the file.

    An event that this site did not write, or that was changed, is not told.
    Of what came before it, what belongs to this version: from when its text was first read or shown to when it was
    signed. Of a signature that renews one on the same version, the codes and the showing since that one. Four queries.
    """

    def words(said):
        return said.in_file if in_file else said.to_signer

    about = Event.objects.filter(verb__in=ABOUT_SIGNATURE, subject=signature.ref)
    own = events.refs_of(signature.person)
    story = [(words(_said_of(event, own)), event.at) for event in events.believed(about)]
    read = SectionRead.objects.filter(person=signature.person, text=signature.text).values_list("ref", "section")
    shown = {ref: words(READ) % {"number": section + 1} for ref, section in read} | {signature.text.ref: words(SHOWN)}
    verbs = [Verb.DECLARATION_READ_SECTION, Verb.DECLARATION_SHOW, *ABOUT_PERSON]
    before = Event.objects.filter(verb__in=verbs, actor__in=own, at__lte=signature.signed_at)
    renewed = Signature.objects.filter(ref=signature.renews, text=signature.text, signed_at__gte=OuterRef("at"))
    before = before.exclude(~Q(verb=Verb.DECLARATION_READ_SECTION), Exists(renewed))
    has_begun = False
    for event in events.believed(before.order_by("at", "pk")):
        if event.subject in shown:
            has_begun = True
            story.append((shown[event.subject], event.at))
        elif has_begun and event.verb in ABOUT_PERSON:
            story.append((words(ABOUT_PERSON[event.verb]), event.at))
    return sorted(story, key=lambda line: line[1])


def _said_of(event, own):
    """``own`` are the refs of the signer (``events.refs_of``)."""
    if event.verb == Verb.DECLARATION_DOWNLOAD and event.actor not in own:
        return GOT_BY_ORGANISATION
    return ABOUT_SIGNATURE[event.verb]


def times_checked(signature):
    """How often somebody has checked the signature."""
    return len(events.believed(Event.objects.filter(verb=Verb.DECLARATION_CHECK, subject=signature.ref)))
