"""The mails about the declaration."""

from portal import mail


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


def withdrawn(signature):
    """To the signer: the signature does not count any more, and they are asked to sign anew."""
    mail.queue("declarations/withdrawn", to=signature.person, page="portal:declaration", signature=signature)
