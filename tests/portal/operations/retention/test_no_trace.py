"""Of somebody who was erased nothing is left: no byte in the database, its journals, files, mail or logs.

Nor after a copy from before is restored and the erasures are repeated. What proves something is kept, and named here.
"""

import datetime
import shutil
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction

from forms import drafts
from portal import clock, events, files
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.knowledge.course import services as course_services
from portal.models import OutboxMail
from portal.onboarding import queries as onboarding_queries
from portal.onboarding.review import services as review_services
from portal.operations.own_data.tables import tables
from portal.operations.retention import erasures
from tests import migrated
from tests.conftest import attend_course, fill_in, pass_test, person, raw_answers, send_in

CANARY = "Kanarifugl"


@pytest.fixture
def own_database(tmp_path, settings, django_db_blocker, monkeypatch):
    """A copy of the database on which what is done is committed, so that its bytes can be read; and folders of its
    own. Its path."""
    if connection.vendor != "sqlite":
        pytest.skip("reads the bytes of the database file")
    for name in ("PRIVATE_DIR", "MAIL_DIR", "MEDIA_ROOT"):
        setattr(settings, name, tmp_path / name)
        (tmp_path / name).mkdir()
    kept = connection.settings_dict["NAME"]
    # Tests that pytest-django knows nothing of come last, and a browser of the journeys may still be open beside them.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = str(tmp_path / "own.sqlite3")
        migrated.copy_with_content_to(tmp_path / "own.sqlite3")
        try:
            yield tmp_path / "own.sqlite3"
        finally:
            connection.close()
            connection.settings_dict["NAME"] = kept


def bytes_left():
    """Everything that the site has on disk, as one text of bytes: database, journals, private files, mail, cache."""
    database = connection.settings_dict["NAME"]
    found = [path for path in Path(database).parent.glob(f"{Path(database).name}*") if path.is_file()]
    for folder in (settings.PRIVATE_DIR, settings.MAIL_DIR, settings.MEDIA_ROOT, settings.DATA_DIR / "log"):
        found += [path for path in Path(folder).rglob("*") if path.is_file()]
    held = [str(session.get_decoded()).encode() for session in Session.objects.all()]  # they are packed
    return b"\n".join([*held, *(path.read_bytes() for path in found)])


def the_chapter():
    """``(Siri of the secretariat, Rolf who leads Bergen, Bergen)``"""
    siri, rolf = person("siri@example.org", "Siri", "Sekretær"), person("rolf@example.org", "Rolf", "Rygg")
    chapters.give_office(siri, "secretariat", by=siri, starts=datetime.date(2020, 1, 1))
    chapter = chapters.create_chapter("Bergen", "bergen", county="Vestland", municipality="Bergen", by=siri)
    chapters.give_office(rolf, "chapter_leader", chapter, by=siri, starts=datetime.date(2020, 1, 1))
    return siri, rolf, chapter


def lay_back(copy, database):
    """Restore the copy of the database from before."""
    connection.close()
    for path in database.parent.glob(f"{database.name}*"):
        path.unlink()
    shutil.copyfile(copy, database)


# As people live, by the services


def lived(number, rolf, siri):
    """Somebody whose every own word holds the mark."""
    mark = f"{CANARY}{number:03}"
    someone = person(f"{mark.lower()}@example.org", mark, f"{mark}sen")
    accounts.change_details(someone, by=someone, phone=f"+4722{number:06}", postcode="5003")
    attend_course(someone, siri)
    pass_test(someone)
    application = send_in(someone, raw_answers(someone, why=[f"Fordi {mark}."]))
    review_services.write_note(application, f"Ring {mark}.", by=rolf)
    review_services.assess(application, "decline", by=rolf, message=f"Ikke nå, {mark}.")
    someone.certificates.create(
        kind="attended", language="nb", holder_name=mark, title=mark, title_language="nb",
        day=clock.today(), minutes=120, sha256="0" * 64,
    )  # fmt: skip
    fill_in(someone, raw_answers(someone, why=[f"Igjen {mark}."]))
    keep_session(someone, mark)
    return someone


def keep_session(someone, word):
    session = SessionStore()
    session.update({"_auth_user_id": str(someone.pk), "word": word})
    session.save()


def traces():
    everything = bytes_left()
    return [mark for mark in (CANARY.encode(), CANARY.lower().encode(), b"+4722000") if mark in everything]


def traces_of(number, database):
    """What is left of so many who were erased, and then after a restore of a copy from before."""
    siri, rolf, _chapter = the_chapter()
    people = [lived(one, rolf, siri) for one in range(number)]
    assert CANARY.encode() in bytes_left()
    connection.close()
    shutil.copyfile(database, database.parent / "before")
    for someone in people:
        erasures.erase(someone, by=someone)
    at_once = traces()
    lay_back(database.parent / "before", database)
    assert traces() != []
    assert erasures.replay() == number
    return at_once, traces()


@pytest.mark.slow
def test_of_somebody_who_is_erased_no_byte_is_left(own_database):
    assert traces_of(1, own_database) == ([], [])


@pytest.mark.proof
def test_of_fifty_who_are_erased_no_byte_is_left(own_database):
    assert traces_of(50, own_database) == ([], [])
    print("\n50 people erased, and erased again after a restore: 0 canaries")


# Whatever column it is in

SHORTEST = 9  # letters of a mark: a column that holds fewer says nothing of somebody by itself
# What shows who was a supporter, who decided and what was reported: kept with a name for five years (decision 0052).
PROVES = {
    "chapters.Office", "supporters.Supporter", "supporters.Appointment", "supporters.ActivePeriod",
    "supporters.LeaderAssessment", "reports.GrantContact", "declarations.Signature", "declarations.RecordedSignature",
    "activities.Activity", "activities.Presence", "activities.Statement", "activities.Correction",
    "activities.DoubleEntry", "calls.Tally",
}  # fmt: skip
OF_SUPPORTERS = {"supporters.Listing", "supporters.Portrait"}
# The training of those who were appointed, which proves something too.
TRAINING = {"knowledge.Certificate", "knowledge.TestException"}
# A number of a helpline, and hours at which it was open, of which nothing says any more whose they were.
OF_NOBODY = {"calls.Call.line", "calls.Call.caller", "calls.Call.minutes", "calls.Shift.line"}


class Marks:
    """A text of its own for each place where it is put."""

    def __init__(self):
        self.places = {}

    def of(self, place):
        mark = f"Kanari{len(self.places):03}"
        self.places[mark] = place
        return mark

    def left(self):
        everything = bytes_left().lower()
        return {place for mark, place in self.places.items() if mark.lower().encode() in everything}


def simplest(field):
    """A value that such a column takes."""
    if field.choices:
        return field.choices[0][0]
    day = clock.today()
    return {
        models.UUIDField: uuid.uuid4(), models.DateField: day, models.DateTimeField: clock.now(),
        models.TimeField: datetime.time(10), models.BooleanField: False,
    }.get(type(field), 1)  # fmt: skip


def make(model, someone, marks, made, **values):
    """A row of this model with a mark in each column of text, that belongs to ``someone`` where ``marks`` are given."""
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name in values:
            continue
        is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField)) and not field.choices
        if field.is_relation:
            related = field.related_model
            if related is User:
                values[field.name] = None if field.null else someone
            elif not field.null or related in made:
                values[field.name] = (
                    made.get(related) or related._base_manager.first() or make(related, someone, None, {})
                )
        elif is_text and marks and not field.unique and (field.max_length or SHORTEST) >= SHORTEST:
            mark = marks.of(f"{model._meta.label}.{field.name}")
            is_list = isinstance(field, models.JSONField) and field.default is list
            values[field.name] = mark if not isinstance(field, models.JSONField) else [mark] if is_list else {"a": mark}
        elif not field.has_default() and not field.null:
            values[field.name] = uuid.uuid4().hex[: field.max_length] if is_text else simplest(field)
    return model._base_manager.create(**values)


def fill(someone, siri, bergen, marks, without=()):
    """A row of each table of which rows are somebody's own, and what is kept of people without a column for them."""
    made = {}
    given = {"chapters.Office": {"kind": "board_member", "chapter": bergen, "starts": datetime.date(2026, 1, 1)}}
    for table in tables():
        if table.only is None and table.model not in {*made, User} and table.label not in without:
            values = dict(given.get(table.label, {}))
            if "__" not in table.path:
                values[table.path] = someone
            if table.label == "activities.Activity":
                values["day"] = datetime.date(2026, 6, 1)
            made[table.model] = make(table.model, siri, marks, made, **values)
    key = onboarding_queries.draft_key(someone)
    drafts.begin(onboarding_queries.DRAFT, key, {"why": {"why": [marks.of("draft")]}}, now=clock.now())
    keep_session(someone, marks.of("session"))
    mail = {"person": someone.ref, "language": "nb", "message_id": uuid.uuid4().hex}
    names = ("to", "subject", "text", "last_fault")
    OutboxMail.objects.create(**mail, **{name: marks.of(f"mail.{name}") for name in names})
    events.record("person.change_details", subject=someone, by=someone, details={"word": marks.of("event")})
    User.objects.filter(pk=someone.pk).update(
        **{name: marks.of(f"accounts.User.{name}") for name in ("given_name", "family_name", "phone", "password")},
        email=f"{marks.of('accounts.User.email').lower()}@example.org",
    )
    someone.refresh_from_db()
    for certificate in someone.certificates.all():
        path = course_services.pdf_path(f"{certificate.ref}.pdf")
        files.write(path, marks.of("file of a certificate").encode(), replace=False)
    (settings.MAIL_DIR / f"20260101T000000-{someone.email}.eml").write_text(marks.of("file of a mail"))


def left_of_everything(database, without=()):
    """``(how many places, those where something is left, those where it is after a restore)``"""
    siri, _rolf, bergen = the_chapter()
    someone, marks = person("kari@example.org", "Kari", "Krogh"), Marks()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints=ON")  # not every text is a word of the table of moves
    with transaction.atomic():
        fill(someone, siri, bergen, marks, without)
    assert marks.left() == set(marks.places.values())
    connection.close()
    shutil.copyfile(database, database.parent / "before")
    erasures.erase(someone, by=someone, again=True)  # as if they had handed over what experts do
    at_once = marks.left()
    lay_back(database.parent / "before", database)
    erasures.replay()
    return len(marks.places), at_once, marks.left()


@pytest.mark.proof
def test_of_an_applicant_nothing_is_left_whatever_column_it_is_in(own_database):
    number, at_once, again = left_of_everything(own_database, PROVES | OF_SUPPORTERS)
    print(f"\nA canary in each of {number} places of an applicant, erased and erased again after a restore:", end=" ")
    print(f"{len((at_once | again) - OF_NOBODY)} are left")
    assert (at_once, again) == (OF_NOBODY, OF_NOBODY)


@pytest.mark.proof
def test_of_a_supporter_what_proves_something_is_left_and_nothing_else(own_database):
    number, at_once, again = left_of_everything(own_database)
    kept = {place for place in at_once if place.rpartition(".")[0] in PROVES | TRAINING}
    kept |= {"accounts.User.given_name", "accounts.User.family_name", "file of a certificate"}
    others = (at_once | again) - kept - OF_NOBODY
    print(
        f"\nA canary in each of {number} places of a supporter: {len(kept)} prove something, {len(others)} others left"
    )
    assert at_once == again == {*OF_NOBODY, *kept}
