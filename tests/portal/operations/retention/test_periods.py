"""How long each table keeps somebody, from the day on which an application was declined; and who is not forgotten.

The periods are those of the privacy page. A new table fails the first test until somebody has said its period.
"""

import datetime
import uuid

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from portal import clock, events
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.activities import services as activities
from portal.activities.models import Gathering
from portal.chapters import services as chapters
from portal.knowledge.course import services as course_services
from portal.models import EventDetails, OutboxMail
from portal.onboarding.models import StepNotification
from portal.onboarding.review import services as review_services
from portal.supporters import queries as supporter_queries
from portal.supporters import services as supporters
from portal.supporters.models import RoleAgreement
from tests.conftest import (
    attend_course,
    fill_in,
    make_supporter,
    moment,
    pass_test,
    person,
    raw_answers,
    send_in,
    sign,
)

pytestmark = pytest.mark.django_db
START = moment("2027-03-01 12:00")

# Days from the day on which the last of it ended, or why it is kept.
PROOF = "five years: it shows who was a supporter, who decided and what was reported; retention/test_services.py"
GRANT = "five years from 1 January of the base year, longer while the year is on hold"
PERIODS = {
    "site_forms.Draft": 90,
    "accounts.Reading": 90,
    "accounts.AddressChange": 90,
    "operations.AccountJoining": 90,
    "accounts.Consent": 182,  # to an application; one to be shown 365
    "accounts.Tie": 182,
    "accounts.User": 182,  # when nothing else here is about them
    "account.EmailAddress": 182,  # with the account, as the two below
    "mfa.Authenticator": 182,
    "wagtailusers.UserProfile": 182,
    "chapters.Membership": 182,
    "onboarding.Application": 182,
    "onboarding.ApplicationForAnother": 182,  # with its application; 90 where nothing was sent
    "onboarding.SentCopy": 182,
    "onboarding.Assessment": 182,
    "onboarding.Note": 182,
    "onboarding.StepNotification": 182,
    "supporters.Candidacy": 182,
    "supporters.Check": 182,
    "supporters.RoleAgreement": 182,
    "knowledge.Attempt": 365,
    "knowledge.AttemptQuestion": 365,
    "knowledge.TestException": 365,
    "knowledge.Attendance": 365,
    "knowledge.CourseRead": 365,
    "knowledge.PartDone": 365,
    "knowledge.Certificate": 365,
    "knowledge.CourseSignUp": 90,  # after the course
    "activities.SignUp": 14,  # after the gathering
    "calls.Volunteer": 0,  # the day on which the role ends
    "calls.Tally": PROOF,
    "calls.Shift": 365,
    "calls.Call": 365,  # who logged it; the number is kept
    "portal.OutboxMail": 365,
    "portal.EventDetails": 182,  # emptied with the account
    "supporters.ContactRequest": 30,
    "supporters.Listing": 0,  # the day on which the consent or the role ends
    "supporters.Portrait": 0,  # the same; a day where it was never shown, a year of a break
    "supporters.Supporter": PROOF,
    "supporters.Appointment": PROOF,
    "supporters.ActivePeriod": PROOF,
    "supporters.LeaderAssessment": PROOF,
    "declarations.SectionRead": 182,
    "declarations.ExplanationRequest": 182,
    "declarations.Reminder": 182,
    "declarations.Signature": PROOF,
    "declarations.RecordedSignature": PROOF,
    "chapters.Office": PROOF,
    "activities.Activity": PROOF,
    "activities.Statement": PROOF,
    "activities.Correction": PROOF,
    "activities.DoubleEntry": PROOF,
    "activities.Presence": PROOF,
    "experts.Expert": 0,  # the day on which the role ends
    "experts.Question": 90,  # after the answer, or after it was sent; 30 where it was refused
    "experts.PublishedAnswer": "until it is taken down, and 90 days more; the name goes with the account",
    "reports.ChapterReport": PROOF,
    "reports.SectionConfirmation": PROOF,
    "reports.WaitingSignature": PROOF,
    "reports.EarlierSending": PROOF,
    "reports.ReopeningRequest": PROOF,
    "reports.Attachment": "five years from 1 January of the base year",
    "reports.Measure": "the same",
    "reports.MeasurePicture": "the same; 14 days where nobody has confirmed it",
    "reports.ChapterDecision": GRANT,
    "reports.ReportReminder": GRANT,
    "reports.GrantContact": GRANT,
    "reports.GrantYear": PROOF,  # who put it on hold
    "reports.GrantFile": GRANT,
}
NOBODY = {
    "operations.RetentionDay",
    "portal.Organisation", "portal.Event", "portal.PageVote", "portal.ActionCount", "portal.Lease", "chapters.Chapter",
    "knowledge.Question", "knowledge.Choice", "knowledge.TestSettings", "knowledge.Course", "knowledge.CoursePart",
    "knowledge.Reflection", "declarations.DeclarationText", "declarations.TextCoverage", "declarations.PastCoverage",
    "declarations.TextDraft", "supporters.Category", "onboarding.Letter", "onboarding.Reason",
    "onboarding.ExtraQuestion", "activities.CountingRules", "activities.ClosedYear", "activities.Gathering",
    "activities.CountedFacts", "reports.CountedYear", "reports.ReportingYear", "reports.YearWorth",
    "calls.CallTheme", "experts.QuestionMonth",
}  # fmt: skip


def test_each_table_of_the_portal_has_a_period_or_is_about_nobody():
    ours = {model._meta.label for model in apps.get_models() if model.__module__.startswith(("portal.", "forms."))}
    others = {"account.EmailAddress", "mfa.Authenticator", "wagtailusers.UserProfile"}

    assert set(PERIODS) | NOBODY == ours | others
    assert set(PERIODS) & NOBODY == set()


THROUGH = {"knowledge.AttemptQuestion": "attempt__person", "portal.EventDetails": "event__actor"}


def tables_about(ref, pk):
    """The tables of the whole database in which a row points to Kari or says her name, address or phone."""
    found = set()
    for model in apps.get_models():
        rows, label = model._base_manager.all(), model._meta.label
        if label == "portal.EventDetails":
            if rows.filter(event__actor=ref).exclude(text="").exists():
                found.add(label)
            continue
        pointing = [field.name for field in model._meta.fields if field.related_model is User]
        pointing += [THROUGH[label]] if label in THROUGH else []
        if any(rows.filter(**{name: pk}).exists() for name in pointing) or says(
            model, "kari@example.org", "Krogh", "41234567", f"|user:{pk}|"
        ):
            found.add(label)
    return found


def says(model, *marks):
    """Whether a row of this table, as text with ``|`` around each value, has one of these in it."""
    name = connection.ops.quote_name
    values = [f"coalesce(CAST({name(field.column)} AS text), '')" for field in model._meta.local_concrete_fields]
    row = " || '|' || ".join(["''", *values, "''"])
    where = " OR ".join("shown LIKE %s" for _mark in marks)
    with connection.cursor() as cursor:
        rows = f"(SELECT {row} AS shown FROM {name(model._meta.db_table)}) AS found"  # noqa: S608  our own tables
        cursor.execute(f"SELECT 1 FROM {rows} WHERE {where} LIMIT 1", [f"%{mark}%" for mark in marks])  # noqa: S608  the same
        return cursor.fetchone() is not None


def forget_after(days):
    with clock.at(START + datetime.timedelta(days=days)):
        call_command("forget", verbosity=0)


def sign_in(someone, days=0):
    User.objects.filter(pk=someone.pk).update(last_login=START + datetime.timedelta(days=days))
    EmailAddress.objects.filter(user=someone).update(verified=True)


@pytest.fixture
def declined(rolf, turid, siri, bergen, client_of):
    """Kari, who did all that one can do on the way but the course, and was then declined by Rolf."""
    with clock.at(START - datetime.timedelta(days=20)):
        kari = person("kari@example.org", "Kari", "Krogh")
        application = send_in(kari, raw_answers(kari, phone=["41 23 45 67"]))
        RoleAgreement.objects.create(person=kari, category=application.category, text="Du lytter.", language="nb")
        accounts.declare_tie(turid, kari, by=turid)
        chapters.confirm_membership(kari, by=siri)
        application.sent_copies.create(answers=application.answers, copy=application.copy)
        review_services.write_note(application, "Ring Kari Krogh om kvelden.", by=rolf)
    times = {"starts_at": START - datetime.timedelta(hours=2), "ends_at": START}
    with clock.at(START - datetime.timedelta(hours=3)):
        course = course_services.plan_course({"nb": "Kurs"}, token=uuid.uuid4(), is_digital=True, by=siri, **times)
        course.sign_ups.create(person=kari, has_place=True)
    with clock.at(START):
        client_of(rolf).get(f"/sekretariat/soknad/{application.ref}/")
        review_services.assess(application, "decline", by=rolf, message="Ikke nå, Kari Krogh.")
        StepNotification.objects.get_or_create(person=kari, category=application.category, kind="role")
        fill_in(kari, raw_answers(kari, phone=["41 23 45 67"]))
        gathering = Gathering.objects.create(
            token=uuid.uuid4(), chapter=bergen, title="Kafé", kind="meeting_place", place="Huset",
            audience="public", takes_sign_ups=True, **times,
        )  # fmt: skip
        gathering.sign_ups.create(name="Kari Krogh", email="kari@example.org")
    OutboxMail.objects.update(state=OutboxMail.State.SENT)
    sign_in(kari)
    return kari


@pytest.fixture
def learned(declined, siri):
    """The same Kari, who had taken the course and passed the test the day before she was declined."""
    with clock.at(START - datetime.timedelta(days=1)):
        attend_course(declined, siri)
        pass_test(declined)
        declined.certificates.create(
            kind="attended", language="nb", holder_name="Kari Krogh", title="Kurs", title_language="nb",
            day=clock.today(), minutes=120, sha256="0" * 64,
        )  # fmt: skip
    OutboxMail.objects.update(state=OutboxMail.State.SENT)
    return declined


ACCOUNT = {"accounts.User", "account.EmailAddress", "portal.EventDetails"}
PATHWAY = {
    "accounts.Consent", "accounts.Tie", "chapters.Membership", "onboarding.Application", "onboarding.SentCopy",
    "onboarding.Assessment", "onboarding.Note", "onboarding.StepNotification", "supporters.Candidacy",
    "supporters.Check", "supporters.RoleAgreement",
}  # fmt: skip
QUARTER = {"accounts.Reading", "knowledge.CourseSignUp", "site_forms.Draft"}
COURSE = {"knowledge.Attempt", "knowledge.AttemptQuestion", "knowledge.Attendance", "knowledge.Certificate"}
MAIL = {"portal.OutboxMail"}
LEFT = [
    (13, {"activities.SignUp"} | QUARTER | PATHWAY | ACCOUNT | MAIL),
    (15, QUARTER | PATHWAY | ACCOUNT | MAIL),
    (89, QUARTER | PATHWAY | ACCOUNT | MAIL),
    (92, PATHWAY | ACCOUNT | MAIL),
    (181, PATHWAY | ACCOUNT | MAIL),
    (184, MAIL),  # which the page promises for a year
    (366, set()),
]


@pytest.mark.slow
def test_nothing_of_a_declined_applicant_is_left_after_the_periods(declined):
    ref, pk = declined.ref, declined.pk
    found = []
    for day, _left in LEFT:
        forget_after(day)
        found.append((day, tables_about(ref, pk)))

    assert found == LEFT
    forget_after(LEFT[-1][0])
    assert tables_about(ref, pk) == set()
    events.seal_pending()
    assert events.verify().faults == []


LEFT_OF_COURSE = [(184, COURSE | ACCOUNT | MAIL), (364, COURSE | ACCOUNT | MAIL), (366, set())]


@pytest.mark.slow
def test_what_a_declined_applicant_learned_is_kept_for_a_year(learned):
    ref, pk = learned.ref, learned.pk
    for day, left in LEFT_OF_COURSE:
        forget_after(day)

        assert tables_about(ref, pk) == left
        kept = User.objects.filter(pk=pk).values_list("family_name", "phone", "postcode")
        assert list(kept) == ([("Krogh", "", "")] if left else [])


@pytest.mark.slow
def test_an_erased_event_is_still_in_the_chain_and_says_nothing(declined):
    events.seal_pending()
    sealed = events.verify().sealed
    assert EventDetails.objects.filter(event__subject=declined.ref).exclude(text="").exists()

    forget_after(184)

    assert not EventDetails.objects.filter(event__subject=declined.ref).exclude(text="").exists()
    assert (events.verify().sealed >= sealed, events.verify().faults) == (True, [])


KEPT = [
    "signed in lately", "did something lately", "writes an application", "applied", "holds an office",
    "held an office", "signed the declaration", "was a supporter", "logged an activity", "in a group of the CMS",
    "superuser", "attested a report",
]  # fmt: skip
# A name is enough for what is proved.
WITHOUT_PHONE = {"held an office", "signed the declaration", "attested a report"}


def become(mia, why, bergen, siri):
    """What somebody is or was at the start, 1050 days before retention looks."""
    accounts.change_details(mia, by=mia, phone="+4722424545", postcode="5003")
    sign_in(mia)
    if why == "signed in lately":
        sign_in(mia, days=1000)
    elif why == "applied":
        send_in(mia)
    elif why in ("holds an office", "held an office"):
        office = chapters.give_office(mia, "board_member", bergen, by=siri)
        if why == "held an office":
            chapters.end_office(office, by=siri, last_day=clock.today() + datetime.timedelta(days=30))
    elif why == "signed the declaration":
        sign(mia)
    elif why == "was a supporter":
        make_supporter(mia, bergen, by=siri)
        supporters.end(supporter_queries.supporter_of(mia), by=mia)
    elif why == "logged an activity":
        chapters.give_office(mia, "board_member", bergen, by=siri)
        values = {"kind": "conversation_group", "day": clock.today(), "participants": 5, "minutes": 60}
        activities.log(token=uuid.uuid4(), chapter=bergen, by=mia, **values)
    elif why == "in a group of the CMS":
        mia.groups.add(Group.objects.first())
    elif why == "superuser":
        User.objects.filter(pk=mia.pk).update(is_superuser=True)
    elif why == "attested a report":
        year = apps.get_model("reports.ReportingYear").objects.create(
            base_year=2026, opens=clock.today(), deadline=clock.today()
        )
        bergen.reports.create(year=year, attested_by=mia)


@pytest.mark.slow
def test_who_is_something_here_is_kept(bergen, siri, rolf):
    with clock.at(START):
        people = {why: person(f"mia{number}@example.org", "Mia", "Moe") for number, why in enumerate(KEPT)}
        for why, mia in people.items():
            become(mia, why, bergen, siri)
    with clock.at(START + datetime.timedelta(days=1000)):
        late = people["did something lately"]
        accounts.change_details(late, by=late, given_name="Marie")
        fill_in(people["writes an application"])

    forget_after(1050)

    found = {
        why: User.objects.filter(pk=mia.pk).values_list("family_name", "phone").first() for why, mia in people.items()
    }
    assert found == {why: ("Moe", "" if why in WITHOUT_PHONE else "+4722424545") for why in KEPT}


@pytest.mark.slow
def test_an_account_that_was_only_ever_signed_in_to_goes_after_six_months():
    with clock.at(START):
        mia = person("mia@example.org", "Mia", "Moe")
    sign_in(mia, days=10)

    forget_after(191)
    assert User.objects.filter(pk=mia.pk).exists()
    forget_after(193)
    assert not User.objects.filter(pk=mia.pk).exists()


@pytest.mark.slow
def test_an_office_that_was_given_by_mistake_goes_with_its_account_after_six_months(siri, bergen):
    with clock.at(START):
        wrong = person("wrong@example.org", "Mia", "Moe")
        chapters.end_office(chapters.give_office(wrong, "board_member", bergen, by=siri), by=siri)
        OutboxMail.objects.all().delete()

    forget_after(182)
    assert wrong.offices.count() == 1
    forget_after(183)
    assert not User.objects.filter(pk=wrong.pk).exists()
