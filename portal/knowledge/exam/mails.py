"""Mails about the knowledge test. No mail says what somebody answered."""

from portal import mail
from portal.knowledge.workflow import State


def passed(attempt):
    """To somebody who has passed."""
    mail.queue("knowledge/passed", to=attempt.person)


def corrected(attempt):
    """To somebody whose result is another since a question had a wrong key. It does not say which question."""
    mail.queue(
        "knowledge/corrected", to=attempt.person, page="portal:knowledge_test", passed=attempt.state == State.PASSED
    )


def excepted(exception):
    """To somebody for whom an exception was made. Their page about the test says which."""
    mail.queue("knowledge/excepted", to=exception.person, page="portal:knowledge_test")
