"""What is mailed about an application. Nothing of what was answered."""

from portal import mail
from portal.chapters import queries as chapters
from portal.chapters.models import Office
from portal.onboarding.workflow import ANSWER_WEEKS


def received(application):
    mail.queue("onboarding/received", to=application.person, chapter=application.chapter, weeks=ANSWER_WEEKS)


def entered(application):
    """To the person whose application somebody else has filled in and sent."""
    mail.queue(
        "onboarding/entered",
        to=application.person,
        page="portal:application_sent",
        name=application.entered_by.get_full_name(),
        weeks=ANSWER_WEEKS,
    )


def link_back(person, number, count):
    """To somebody who stopped on the way and asked for it."""
    mail.queue("onboarding/link_back", to=person, page="portal:apply", number=number, count=count)


def to_assess(application):
    """To whoever had it before, else to those who can answer: the chapter's leaders, or the secretariat."""
    if application.handler and application.handler != application.entered_by:
        mail.queue("onboarding/to_assess", to=application.handler, page="portal:assess", args=[application.ref])
        return
    leaders = chapters.leaders_of(application.assessed_in) if application.assessed_in else []
    barred = (application.person, application.entered_by)
    readers = [leader for leader in leaders if leader not in barred]
    for reader in readers or chapters.central_staff(Office.Kind.SECRETARIAT):
        if reader not in barred:
            mail.queue("onboarding/to_assess", to=reader, page="portal:assess", args=[application.ref])


def answered(application, verdict, message):
    mail.queue(f"onboarding/{verdict}", to=application.person, message=message, chapter=application.chapter)
