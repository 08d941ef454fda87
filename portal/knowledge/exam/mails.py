"""Mails about the knowledge test. No mail says what somebody answered."""

from portal import mail


def passed(attempt):
    """To somebody who has passed."""
    mail.queue("knowledge/passed", to=attempt.person)


def excepted(exception):
    """To somebody for whom an exception was made. Their page about the test says which."""
    mail.queue("knowledge/excepted", to=exception.person, page="portal:knowledge_test")
