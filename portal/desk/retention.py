"""How long is what kept? The periods that /personvern/ promises, as queries. Grant evidence is not deleted here."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from forms.models import Draft
from portal import clock
from portal.accounts.models import Reading, User
from portal.activities.queries import sign_ups_to_forget
from portal.knowledge.models import AttemptQuestion
from portal.knowledge.queries import sign_ups_to_forget as course_sign_ups_to_forget
from portal.models import OutboxMail
from portal.onboarding.models import Application
from portal.onboarding.queries import entries_to_forget
from portal.onboarding.workflow import State
from portal.supporters.contact_queries import requests_to_forget

DRAFT_DAYS = 90
READING_DAYS = 90
MAIL_DAYS = 365
CODE_DAYS = 1
REJECTED_DAYS = 182  # six months
TEST_DAYS = 365
EMPTY_ACCOUNT_DAYS = 1


def due():
    """``[(what, rows to delete)]`` as of now."""
    now = clock.now()
    never_signed_in = User.objects.filter(
        last_login__isnull=True, given_name="", created_at__lt=now - timedelta(days=EMPTY_ACCOUNT_DAYS),
        offices__isnull=True, applications__isnull=True, groups__isnull=True, entries__isnull=True,
    )  # fmt: skip
    closed = Application.objects.filter(state__in=[State.DECLINED, State.WITHDRAWN, State.RETURNED])
    mails = OutboxMail.objects.exclude(state=OutboxMail.State.WAITING)

    def before(days):
        return now - timedelta(days=days)

    return [
        ("drafts of applications", Draft.objects.filter(kind="application", saved_at__lt=before(DRAFT_DAYS))),
        ("applications begun for somebody and never sent", entries_to_forget()),
        ("applications that ended or came to a halt", closed.filter(waiting_since__lt=before(REJECTED_DAYS))),
        ("answers in the test", AttemptQuestion.objects.filter(attempt__finished_at__lt=before(TEST_DAYS))),
        ("requests to be called back", requests_to_forget()),
        ("log of who read an application", Reading.objects.filter(at__lt=before(READING_DAYS))),
        ("names on the lists of gatherings", sign_ups_to_forget()),
        ("names on the lists of courses", course_sign_ups_to_forget()),
        ("mail", mails.filter(created_at__lt=before(MAIL_DAYS))),
        ("mails with codes", mails.filter(secret=True, created_at__lt=before(CODE_DAYS))),
        ("accounts that nobody signed in to", never_signed_in),
        ("ended sessions", Session.objects.filter(expire_date__lt=timezone.now())),
    ]
