"""The cast and the situations. Kari applies, Rolf leads Bergen, Turid leads Oslo, Siri is the secretariat.

Situations are reached by calling the services, so no test starts from a state that the tables do not allow.
"""

import datetime
import gc
import time
import uuid

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.db import connection
from django.test import Client, RequestFactory, TransactionTestCase
from django.utils import translation
from hypothesis import HealthCheck, settings

from forms import application as asked
from forms import drafts
from forms.steps import validate_answers
from portal import clock, fragments, limits, organisation, reading_pages
from portal.accounts import services as accounts
from portal.chapters import services as chapters
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.reading import services as reading_services
from portal.declarations.texts import queries as text_queries
from portal.knowledge.course import services as course_services
from portal.knowledge.exam import services as exam_services
from portal.models import Organisation
from portal.onboarding import queries as onboarding_queries
from portal.onboarding import services as onboarding
from portal.onboarding.questions.queries import StepValues
from portal.onboarding.review import services as review_services
from portal.operations.setting_up import services as setting_up_services
from portal.supporters import queries as supporter_queries
from portal.supporters.appointments import services as appointment_services
from portal.supporters.models import Category
from portal.supporters.pathway import services as pathway_services
from tests import chosen, emptied, first_site, migrated, situations
from tests.reading import as_shown
from tests.situations import situation

# Property tests: the same examples each time, so that nothing fails by chance, and new ones in `make proof` alone.
# `--hypothesis-profile` chooses. Without deadlines: a busy machine is slow, and nothing is wrong.
BUSY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("test", max_examples=20, derandomize=True, **BUSY)
settings.register_profile("proof", max_examples=1000, print_blob=True, database=None, **BUSY)
settings.load_profile("test")


def pytest_addoption(parser):
    chosen.add_options(parser)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Nothing asks for the day while the tests are collected: it would be yesterday's once midnight has passed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", _too_early)
        return (yield)


def _too_early():
    raise RuntimeError("Ask for the time inside the test: the run may pass midnight.")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    chosen.mark_matrices(items)
    yield  # pytest leaves out what -m and -k leave out
    chosen.choose(config, items)


def pytest_collection_finish():
    """Leave what was loaded out of every later collection of garbage: it stays until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_fixture_setup(fixturedef):
    if fixturedef.baseid:  # not a plugin's own: those patch nothing that the site knows
        situations.before_fixture(fixturedef.argnames)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """Whether there is a test database before the run: on SQLite there is, migrated, in this process's own folder."""
    if connection.vendor != "sqlite":
        return False
    migrated.copy_with_content_to(connection.settings_dict["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A new site as `manage.py start` leaves it: the organisation, categories, texts, questions and pages. An editor
    has checked the helplines, advice services and chapters, so that the site says when the lines are open."""
    with django_db_blocker.unblock():
        if not Organisation.objects.exists():  # not copied
            first_site.install()
        situations.watch()


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptied.empty_tables)
        yield


@pytest.fixture(autouse=True)
def _wording():
    """Messages are compiled before the tests are run, by make; here only the language is set."""
    with translation.override("nb"):
        yield


def _minute_of_a_set_clock():
    at = clock._set_to.get()  # noqa: SLF001  nobody else asks whether it is set
    return int(at.timestamp() // 60) if at else 0


@pytest.fixture(autouse=True)
def _nothing_remembered(request, monkeypatch):
    """What one test made the process remember is not the next one's business.

    Only a clock that a test has set turns a minute: else what is read anew would be counted by chance.
    """
    monkeypatch.setattr(fragments, "this_minute", _minute_of_a_set_clock)
    fragments.forget_cached()
    reading_pages.memory.empty()
    marker = request.node.get_closest_marker("django_db")
    situations.begin(is_undone=not (marker and marker.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def _pages_as_shown():
    """The test client's pages come without the white space that does not show (tests/reading.py)."""
    request = Client.request

    def shown(self, **environ):
        response = request(self, **environ)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if is_page and "Content-Encoding" not in response.headers:
            response.content = as_shown(response.content.decode())
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", shown)
        yield


def moment(text):
    """``2026-06-03 14:32`` on a Norwegian wall clock."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=clock.OSLO)


def person(email, given_name, family_name):
    user = accounts.get_or_create_account(email)
    return accounts.change_details(user, by=user, given_name=given_name, family_name=family_name)


@situation
def siri(db):
    siri = person("siri@example.org", "Siri", "Sekretær")
    chapters.give_office(siri, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    return siri


@pytest.fixture
def organise(siri):
    """``organise("nff")``: the site as that organisation's, with its words and kinds of supporter."""

    def anew(name):
        Category.objects.all().delete()
        Organisation.objects.all().delete()
        setting_up_services.install(name, by=siri, phone="+4722000000", email="post@example.org")
        fragments.forget_cached()

    return anew


@situation
def bergen(siri):
    return chapters.create_chapter(
        "Bergen", "bergen", county="Vestland", municipality="Bergen", postcodes=["50"], by=siri
    )


@situation
def oslo(siri):
    return chapters.create_chapter("Oslo", "oslo", county="Oslo", municipality="Oslo", postcodes=["01"], by=siri)


@situation
def rolf(bergen, siri):
    rolf = person("rolf@example.org", "Rolf", "Rygg")
    chapters.give_office(rolf, "chapter_leader", bergen, by=siri, starts=datetime.date(2020, 1, 1))
    return rolf


@situation
def turid(oslo, siri):
    """Leads the other chapter."""
    turid = person("turid@example.org", "Turid", "Tangen")
    chapters.give_office(turid, "chapter_leader", oslo, by=siri, starts=datetime.date(2020, 1, 1))
    return turid


@situation
def kari(db):
    return person("kari@example.org", "Kari", "Krogh")


@situation
def ola(db):
    return person("ola@example.org", "Ola", "Olsen")


@pytest.fixture
def client_of():
    """``client_of(user)``: a client that is signed in with a fresh code and a second factor."""

    def signed_in(user, *, code_age=0):
        client = Client(headers={"origin": "http://testserver"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        at = time.time() - code_age
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "code", "at": at}, {"method": "mfa", "at": at}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
        return client

    return signed_in


def already(times, what, rates):
    """As if the test's visitor had done this so often within the hour; see ``portal/limits.py``."""
    visitor = RequestFactory().get("/")
    for _time in range(times):
        limits.count(visitor, what, rates)


def raw_answers(user, chapter="bergen", **changes):
    """What somebody types in each step of the application; ``changes`` are ``{field: [values]}``."""
    answers = {
        asked.ABOUT_YOU: {
            "given_name": [user.given_name], "family_name": [user.family_name],
            "phone": ["22 42 45 45"], "postcode": ["5003"], "adult": ["on"],
        },
        asked.EXPERIENCE: {"experience": ["own"], "since": ["6-15"]},
        asked.CHAPTER: {"chapter": [chapter]},
        asked.CONTRIBUTION: {"contribution": ["conversation_supporter"], "topics": ["new"]},
        asked.MOTIVATION: {"why": ["Jeg vil gi videre det jeg selv fikk."]},
        asked.CONFIRM: {"consent": ["on"]},
    }  # fmt: skip
    for field, values in changes.items():
        step = next(step.key for step in asked.STEPS if field in step.form.base_fields)
        answers[step][field] = values
    return answers


def fill_in(user, raw=None):
    """A draft with every step answered."""
    draft = drafts.begin(onboarding_queries.DRAFT, onboarding_queries.draft_key(user), now=clock.now())
    for step, values in (raw or raw_answers(user)).items():
        drafts.save_step(draft, step, values, now=clock.now())
    return draft


def send_in(user, raw=None):
    """The application of a user, sent through the service."""
    raw = raw or raw_answers(user)
    fill_in(user, raw)
    answers, gaps = validate_answers(asked.STEPS, raw, StepValues(raw))
    assert gaps == []
    return onboarding.submit(user, answers, by=user, consent_text="Jeg samtykker.")


@situation
def submitted(kari, rolf):
    return send_in(kari)


@situation
def approved(submitted, rolf):
    review_services.assess(submitted, "approve", by=rolf, member=True)
    return submitted


def attend_course(user, siri):
    title, now = {"nb": "Introduksjonskurs"}, clock.now()
    ends = now + datetime.timedelta(hours=2)
    course = course_services.plan_course(
        title, token=uuid.uuid4(), starts_at=now, ends_at=ends, is_digital=True, by=siri
    )
    return course_services.register_attendance(user, course, by=siri)


def pass_test(user):
    attempt = exam_services.start(user, by=user)
    for question in attempt.questions.order_by("position"):
        exam_services.answer(attempt, question.position, question.right_ids, by=user)


def sign(user):
    text = text_queries.text_to_sign(user) or declaration_queries.text_in_force()
    shown = declaration_queries.render_text(text, "nb")
    promises = [promise["code"] for promise in shown.promises]
    values = {"language": "nb", "shown_sha256": shown.sha256, "promises": promises, "methods": []}
    return declarations.sign(text, by=user, shown_years=organisation.current().declaration_years, **values)


def read_declaration(user):
    """Every section of the text that the user has to sign."""
    text = text_queries.text_to_sign(user)
    for number in range(len(text.content["section"])):
        reading_services.read_section(text, number, by=user)


def take_on(user, category):
    """Old enough, and agreed to the role."""
    pathway_services.note_check(user, "age", age=category.minimum_age, on=clock.today(), by=user)
    pathway_services.agree_to_role(user, category, version=category.version, by=user)


def make_supporter(user, chapter, *, by, category="activity_supporter"):
    """An active supporter, with whatever the category requires."""
    found = supporter_queries.category(category)
    chapters.confirm_membership(user, by=by)
    asked = dict(found.requires)
    if "course" in asked:
        attend_course(user, by)
    if "test" in asked:
        pass_test(user)
    sign(user)
    take_on(user, found)
    appointment_services.appoint(user, found, chapter, by=by)
    return supporter_queries.supporter_of(user)


@situation
def guro(bergen, siri):
    """An active supporter in Bergen."""
    guro = person("guro@example.org", "Guro", "Gran")
    make_supporter(guro, bergen, by=siri)
    return guro
