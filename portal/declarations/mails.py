"""The mails about the declaration."""

from portal import mail


def signed(signature, title):
    """The receipt, to the signer. ``title`` is what the declaration was called on the page."""
    mail.queue(
        "declarations/signed",
        to=signature.person,
        page="portal:verify_code",
        args=[signature.grouped_code],
        signature=signature,
        title=title,
    )
