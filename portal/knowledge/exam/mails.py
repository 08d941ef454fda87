"""What is mailed about the knowledge test. What somebody answered stands in no mail."""

from portal import mail


def passed(attempt):
    mail.queue("knowledge/passed", to=attempt.person)


def excepted(exception):
    """Something was decided for this person; their page about the test says what."""
    mail.queue("knowledge/excepted", to=exception.person, page="portal:knowledge_test")
