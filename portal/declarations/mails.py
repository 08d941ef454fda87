"""The mails about the declaration."""

from portal import mail
from portal.chapters import queries as chapter_queries
from portal.chapters.models import Office
from portal.wording import translated

REMINDER = "declarations/reminder"
RECEIPT_CONFIRMED = "declarations/receipt_confirmed"


def signed(signature, title):
    """Put the receipt to the signer in the outbox, and return it. ``title`` is what the page called the declaration."""
    return mail.queue(
        "declarations/signed",
        to=signature.person,
        page="portal:verify_code",
        args=[signature.grouped_code],
        signature=signature,
        title=title,
    )


def receipt_confirmed(signature):
    """To the signer: the organisation has received the declaration, and the copy of it says so."""
    mail.queue(RECEIPT_CONFIRMED, to=signature.person, page="portal:signed", name=signature.confirmer_name)


def compose_receipt_confirmed(signature, name):
    """``(subject, text)`` of that mail, to look at before it is sent. ``name`` is of whoever is to confirm."""
    return mail.compose(RECEIPT_CONFIRMED, to=signature.person, page="portal:signed", name=name)


def withdrawn(signature, *, has_to_sign):
    """To the signer: the signature does not count any more, and they are asked to sign anew.

    ``has_to_sign`` is whether no other signature of theirs counts: then they are not in the public list now.
    """
    mail.queue(
        "declarations/withdrawn",
        to=signature.person,
        page="portal:declaration",
        signature=signature,
        has_to_sign=has_to_sign,
    )


def reminder(line):
    """Ask somebody to sign the declaration, or to sign it again. ``line`` is theirs in the register."""
    mail.queue(REMINDER, to=line.person, page="portal:declaration", line=line)


def new_version(line, text):
    """Tell somebody that there is a new version to sign. ``line`` is theirs in the register."""
    page = "portal:declaration_changes" if line.promise else "portal:declaration"
    what_changed = translated(text.what_changed, line.person.language)
    mail.queue(
        "declarations/new_version",
        to=line.person,
        page=page,
        line=line,
        version=text.version,
        what_changed=what_changed,
    )


def compose_reminder(line):
    """``(subject, text)`` of that mail, to look at before it is sent."""
    return mail.compose(REMINDER, to=line.person, page="portal:declaration", line=line)


def explanation_asked(request, due):
    """Tell the coordinators, or the secretariat if there is none, that somebody else wants a version explained.

    ``due`` is the day by which the person was told that they hear from us.
    """
    coordinators = [one for one in chapter_queries.central_staff(Office.Kind.COORDINATOR) if one != request.person]
    for reader in coordinators or chapter_queries.central_staff(Office.Kind.SECRETARIAT):
        if reader != request.person:
            mail.queue(
                "declarations/explanation_asked",
                to=reader,
                page="portal:explanation_request",
                args=[request.ref],
                due=due,
            )


def unlike_identity(signature):
    """Tell the secretariat that the signer proved to be another person than an earlier signature says."""
    for reader in chapter_queries.central_staff(Office.Kind.SECRETARIAT):
        mail.queue("declarations/unlike_identity", to=reader, page="portal:verify_code", args=[signature.grouped_code])
