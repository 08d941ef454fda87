"""What is mailed about an application. Nothing of what was answered."""

from portal import mail
from portal.chapters import queries as chapters
from portal.chapters.models import Office

ANSWER_WEEKS = 3


def received(application):
    mail.queue("onboarding/received", to=application.person, chapter=application.chapter, weeks=ANSWER_WEEKS)


def to_assess(application):
    """To whoever had it before, else to those who can answer: the chapter's leaders, or the secretariat."""
    if application.handler:
        mail.queue("onboarding/to_assess", to=application.handler, page="portal:assess", args=[application.ref])
        return
    leaders = chapters.leaders_of(application.assessed_in) if application.assessed_in else []
    readers = [leader for leader in leaders if leader != application.person]
    for reader in readers or chapters.central_staff(Office.Kind.SECRETARIAT):
        if reader != application.person:
            mail.queue("onboarding/to_assess", to=reader, page="portal:assess", args=[application.ref])


def answered(application, verdict, message):
    mail.queue(f"onboarding/{verdict}", to=application.person, message=message, chapter=application.chapter)
