"""The mails about the declaration."""

from portal import mail
from portal.wording import say


def signed(signature):
    """The receipt, to the signer."""
    mail.queue(
        "declarations/signed",
        to=signature.person,
        signature=signature,
        title=say(signature.text.content["title"], signature.person.language),
        address=mail.address("portal:verify_code", signature.grouped_code),
    )
