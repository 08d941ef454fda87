"""Officers, supporters and members from a spreadsheet, with what follows from each, and no mail to anybody."""

import datetime
import io
import time
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from portal import clock
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Membership, Office
from portal.chapters.register import services as register_services
from portal.declarations.models import RecordedSignature
from portal.knowledge.course import services as course_services
from portal.knowledge.models import Attendance, Course
from portal.models import Event, OutboxMail
from portal.operations.importing import columns
from portal.operations.importing import services as importing_services
from portal.supporters.models import Appointment, Supporter
from tests.conftest import moment, person
from tests.portal.operations.importing.test_chapters import csv, standings, take_in, try_out

pytestmark = pytest.mark.django_db
OFFICER = ["Fornavn", "Etternavn", "E-post", "Telefon", "Verv", "Lag", "Fra", "Til"]
LENE = ["Lene", "Lie", "Lene@Example.org", "22 42 45 45", "leder", "Bergen", "3.6.2025", ""]
SUPPORTER = [
    "Fornavn", "Etternavn", "E-post", "Lag", "Rolle", "Oppnevnt", "Erklæring signert", "Vitne", "Erklæring ligger",
    "Kurs", "Status",
]  # fmt: skip
TOVE = [
    "Tove", "Tang", "tove@example.org", "Bergen", "Samtalelikeperson", "2022-03-15", "2022-03-20", "Ola Moe", "Perm 3",
    "7.5.2022", "aktiv",
]  # fmt: skip


def officers(*rows):
    return csv(*rows, heads=OFFICER)


def supporters(*rows):
    return csv(*rows, heads=SUPPORTER)


def changed(row, **places):
    found = list(row)
    for place, text in places.items():
        found[int(place[1:])] = text
    return found


@pytest.fixture
def course(siri):
    starts = moment("2022-05-07 10:00")
    return course_services.plan_course(
        {"nb": "Kurs"}, token=uuid.uuid4(), starts_at=starts, ends_at=starts + datetime.timedelta(hours=4), by=siri
    )


def test_an_officer_gets_an_account_an_office_and_what_comes_with_it(siri, bergen):
    outcomes = take_in("officers", officers(LENE), siri)

    lene = User.objects.get(email="lene@example.org")
    assert (standings(outcomes), lene.get_full_name(), lene.phone) == (["new"], "Lene Lie", "+4722424545")
    assert [(one.kind, one.chapter, str(one.starts)) for one in lene.offices.all()] == [
        ("chapter_leader", bergen, "2025-06-03")
    ]
    assert Appointment.objects.get(supporter__person=lene).method == "office"
    assert not OutboxMail.objects.exists()
    assert standings(take_in("officers", officers(LENE), siri)) == ["same"]
    assert Event.objects.filter(verb="office.give", subject=lene.offices.get().ref).count() == 1


def test_days_that_differ_are_corrected_and_one_person_may_have_two_rows(siri, bergen, oslo):
    take_in("officers", officers(LENE), siri)
    second = changed(LENE, c4="Styremedlem", c5="OSLO")

    outcomes = take_in("officers", officers(changed(LENE, c6="1.6.2025"), second, second), siri)

    assert standings(outcomes) == ["differs", "new", "same"]
    assert outcomes[0].says == ["Første dag: fra tirsdag 3. juni 2025 til søndag 1. juni 2025"]
    assert outcomes[2].says == ["Det samme står i rad 3."]
    assert Office.objects.filter(person__email="lene@example.org").count() == 2


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"c5": "Bergn"}, "chapter", "Mente du Bergen?"),
        ({"c5": "Xyz"}, "chapter", "Det er ingen med dette navnet."),
        ({"c6": "3/6/2025"}, "starts", "Datoen kan leses på to måter."),
        ({"c6": "i går"}, "starts", "Skriv datoen med årstall"),
        ({"c6": "31.2.2025"}, "starts", "Skriv datoen slik"),
        ({"c7": "1.1.2025"}, "ends", "iste dag"),
        ({"c4": "kasserar"}, "kind", "Skriv ett av disse: leder, styremedlem, koordinator, sekretariat"),
        ({"c2": "lene"}, "email", "Skriv e-postadressen slik"),
        ({"c3": "123"}, "phone", "Skriv telefonnummeret"),
        ({"c1": "=A1"}, "family_name", "Cellen har en formel."),
        ({"c1": ""}, "family_name", "Skriv etternavnet"),
    ],
)
def test_why_a_row_cannot_be_taken_in_is_said_at_its_cell(siri, bergen, changes, where, said):
    (outcome,) = try_out("officers", officers(changed(LENE, **changes)), siri)

    assert outcome.standing == "cannot"
    assert said in outcome.faults[where]


@pytest.mark.parametrize("day", ["3.6.2025", "2025-06-03", "45811", "03.06.2025", "3. juni 2025"])
def test_a_date_is_read_as_people_and_spreadsheets_write_it(siri, bergen, day):
    take_in("officers", officers(changed(LENE, c6=day)), siri)

    assert Office.objects.get(kind="chapter_leader").starts == datetime.date(2025, 6, 3)


def test_two_people_with_one_address_are_told_of_and_nobodys_name_is_changed(siri, bergen, rolf):
    other = changed(LENE, c0="Lars", c4="styremedlem")
    taken = changed(LENE, c0="Roar", c2="rolf@example.org")

    first, second, third = take_in("officers", officers(LENE, other, taken), siri)

    assert (first.standing, second.standing, third.standing) == ("new", "cannot", "cannot")
    assert second.faults["email"].startswith("Rad 2 har samme adresse, for Lene Lie.")
    assert third.faults["email"].startswith("Her tilhører adressen Rolf")
    rolf.refresh_from_db()
    assert rolf.given_name == "Rolf"


def test_nobody_takes_in_an_office_of_their_own_or_of_somebody_close(siri, rolf, bergen):
    accounts.declare_tie(siri, rolf, by=siri)
    own = changed(LENE, c0="Siri", c1="Sekretær", c2="siri@example.org")
    close = changed(LENE, c0=rolf.given_name, c1=rolf.family_name, c2="rolf@example.org", c4="styremedlem")

    outcomes = try_out("officers", officers(own, close), User.objects.get(pk=siri.pk))

    assert [list(one.faults) for one in outcomes] == [[""], [""]]


def test_a_phone_number_fills_what_is_empty_and_replaces_nothing(siri, bergen):
    take_in("members", csv(["Lene", "Lie", "lene@example.org"], heads=OFFICER[:3]), siri)
    heads = OFFICER[:4]

    (first,) = take_in("members", csv(LENE[:4], heads=heads), siri)
    (second,) = take_in("members", csv(changed(LENE[:4], c3="41234567"), heads=heads), siri)

    assert (first.standing, first.says) == ("differs", ["Telefon: fra ingenting til 22\xa042\xa045\xa045"])
    assert (second.standing, User.objects.get(email="lene@example.org").phone) == ("same", "+4722424545")
    assert Membership.objects.count() == 1


def test_a_supporter_comes_with_paper_and_course_and_no_mail(siri, bergen, course):
    outcomes = take_in("supporters", supporters(TOVE), siri)

    tove = User.objects.get(email="tove@example.org")
    assert (standings(outcomes), outcomes[0].faults) == (["new"], {})
    appointment = Appointment.objects.get(supporter__person=tove)
    assert (str(appointment.decided_on), appointment.method) == ("2022-03-15", "transfer")
    paper = RecordedSignature.objects.get(person=tove)
    assert (paper.medium, str(paper.signed_on), paper.witness, paper.kept_at) == (
        "paper", "2022-03-20", "Ola Moe", "Perm 3",
    )  # fmt: skip
    assert Attendance.objects.get(person=tove).course == course
    assert not OutboxMail.objects.exists()
    again = take_in("supporters", supporters(TOVE), siri)
    assert standings(again) == ["same"]
    assert again[0].says == ["Ikke aktiv ennå. Dette gjenstår: Alder, Medlemskap, Rollen og oppgavene, Kunnskapstest."]
    assert Supporter.objects.get(person=tove).state == "becoming"


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"c4": "Samtalelikepersn"}, "category", "Skriv ett av disse: Samtalelikeperson"),
        ({"c5": "1.1.2040"}, "decided_on", ""),
        ({"c8": ""}, "kept_at", "Skriv hvor"),
        ({"c9": "8.5.2022"}, "attended_on", "Skriv når kurset begynte og sluttet, i kolonnen Kurs klokken"),
        ({"c10": "borte"}, "standing", "Skriv ett av disse: aktiv, pause, sluttet"),
        ({"c10": "sluttet"}, "ended_on", "Skriv dagen"),
    ],
)
def test_why_a_supporter_cannot_be_taken_in(siri, bergen, course, changes, where, said):
    (outcome,) = try_out("supporters", supporters(changed(TOVE, **changes)), siri)

    assert (outcome.standing, said in outcome.faults[where]) == ("cannot", True)
    assert not User.objects.filter(email="tove@example.org").exists()


def test_who_has_applied_gets_an_answer_and_no_role_from_a_file(siri, bergen, kari, submitted):
    own = changed(TOVE, c0=kari.given_name, c1=kari.family_name, c2=kari.email, c9="")
    other = changed(own, c4="Aktivitetslikeperson", c6="", c8="")

    outcomes = take_in("supporters", supporters(own, other), siri)

    submitted.refresh_from_db()
    assert (standings(outcomes), outcomes[0].faults, submitted.state) == (
        ["cannot", "new"],
        {"category": "Denne personen har søkt om dette. Svar på søknaden i stedet."},
        "submitted",
    )
    assert [one.category.code for one in Appointment.objects.filter(supporter__person=kari)] == ["activity_supporter"]


def test_a_course_comes_into_the_list_once_with_its_hours(siri, bergen, course):
    def rows(*hours):
        heads = [*SUPPORTER, "Kurs klokken"]
        names = ["Tove", "Tor", "Toril"]
        people = [changed(TOVE, c0=name, c2=f"{name.lower()}@example.org", c9="8.5.2022") for name in names]
        return csv(*([*row, text] for row, text in zip(people, hours, strict=False)), heads=heads)

    outcomes = take_in("supporters", rows("10-15", "kl. 10 til 15.00", "10-14"), siri)

    assert (standings(outcomes), outcomes[0].says[0], outcomes[2].faults) == (
        ["new", "new", "cannot"],
        "Kurset blir lagt inn i kurslisten.",
        {"course_hours": "I kurslisten står dette kurset søndag 8. mai 2022 klokka 10 til 15. "
         "Rett klokkeslettene, eller la cellen stå tom."},
    )  # fmt: skip
    held = Course.objects.exclude(pk=course.pk).get()
    assert (held.when, held.attendances.count()) == ("søndag 8. mai 2022 klokka 10 til 15", 2)
    bad = try_out("supporters", rows("15-10", "om kvelden", "2025-10-15"), siri)
    assert [one.faults["course_hours"] for one in bad] == [
        "Sluttiden må være etter starttiden, samme dag", *["Skriv tidene slik: 10.00–15.00"] * 2,
    ]  # fmt: skip


ENDED = [*TOVE[:5], "1.2.2015", "", "", "", "", "", "30.6.2019"]


def ended(*rows):
    return csv(*rows, heads=[*SUPPORTER, "Sluttet"])


@pytest.mark.slow
def test_who_has_ended_is_taken_in_from_one_day_to_another_once(siri, bergen, oslo):
    with clock.at(moment("2026-10-01 12:00")):
        register_services.merge(bergen, oslo, from_day=datetime.date(2026, 10, 1), by=siri)
    (first,) = take_in("supporters", ended(ENDED), siri)
    (again,) = take_in("supporters", ended(ENDED), siri)
    (other,) = take_in("supporters", ended(changed(ENDED, c11="1.7.2019")), siri)

    row = Appointment.objects.get(supporter__person__email="tove@example.org")
    assert (str(row.decided_on), str(row.ended_on), row.supporter.state) == ("2015-02-01", "2019-06-30", "ended")
    assert (row.supporter.chapter, first.standing, again.standing) == (bergen, "new", "same")
    assert (other.standing, list(other.faults)) == ("cannot", ["ended_on"])
    assert not OutboxMail.objects.exists()
    (here,) = take_in("supporters", supporters(changed(TOVE, c3="Oslo", c6="", c8="", c9="")), siri)
    assert (here.standing, Appointment.objects.filter(supporter=row.supporter).count()) == ("new", 2)


def test_who_is_a_supporter_ends_by_a_row_that_says_so(siri, bergen):
    today = [*TOVE[:6], "", "", "", "", "", ""]
    take_in("supporters", ended(today), siri)

    (outcome,) = take_in("supporters", ended(changed(today, c11="30.6.2026")), siri)

    assert (outcome.standing, outcome.says) == ("differs", ["Sluttet: fra ingenting til tirsdag 30. juni 2026"])
    assert Supporter.objects.get(person__email="tove@example.org").state == "ended"


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"c11": "1.1.2015"}, "ended_on"), ({"c11": "1.1.2040"}, "ended_on"), ({"c10": "aktiv"}, "standing")],
)
def test_days_of_an_ended_role_that_cannot_be(siri, bergen, changes, where):
    (outcome,) = try_out("supporters", ended(changed(ENDED, **changes)), siri)

    assert (outcome.standing, list(outcome.faults)) == ("cannot", [where])


def test_central_offices_come_in_and_the_others_of_the_secretariat_are_told(siri, rolf, bergen):
    other = person("sam@example.org", "Sam", "Sekretær")
    chapters.give_office(other, "secretariat", by=siri)
    kari = changed(LENE, c0="Kari", c1="Koordinator", c2="kari.k@example.org", c4="Koordinator", c5="")
    here = changed(LENE, c0="Per", c2="per@example.org", c4="sekretariat", c5="Bergen")

    before = list(OutboxMail.objects.values_list("pk", flat=True))
    try_out("officers", officers(kari), siri)
    first, second = take_in("officers", officers(kari, here), siri)

    assert (first.standing, second.faults) == (
        "new",
        {"chapter": "Dette vervet gjelder hele organisasjonen. La cellen stå tom."},
    )
    office = Office.objects.get(kind="coordinator")
    assert (office.person.get_full_name(), str(office.starts)) == ("Kari Koordinator", "2025-06-03")
    assert standings(take_in("officers", officers(kari), siri)) == ["same"]
    assert [mail.to for mail in OutboxMail.objects.exclude(pk__in=before)] == ["sam@example.org"]
    own = changed(LENE, c0="Siri", c1="Sekretær", c2="siri@example.org", c4="koordinator", c5="")
    assert list(try_out("officers", officers(own), siri)[0].faults) == [""]


@pytest.mark.slow
def test_what_is_taken_out_is_taken_in_again(siri, rolf, guro, bergen, course):
    take_in("supporters", supporters(TOVE), siri)
    take_in("supporters", ended(changed(ENDED, c0="Eva", c2="eva@example.org")), siri)
    chapters.give_office(guro, "coordinator", by=siri)
    take_in("members", csv(["Lene", "Lie", "lene@example.org"], heads=OFFICER[:3]), siri)
    for kind in columns.KINDS:
        outcomes = take_in(kind, importing_services.export(kind, by=siri), siri)
        assert (kind, [(one.number, one.faults) for one in outcomes if one.standing != "same"]) == (kind, [])
        assert outcomes


def test_the_command_does_the_same_and_says_so(siri, bergen, tmp_path):
    file, out = tmp_path / "tillitsvalgte.csv", io.StringIO()
    file.write_bytes(officers(LENE, changed(LENE, c2="x")))
    how = {"by": "siri@example.org", "stdout": out}

    call_command("import_register", "officers", str(file), dry_run=True, **how)
    assert (User.objects.filter(email="lene@example.org").exists(), "1 new" in out.getvalue()) == (False, True)

    call_command("import_register", "officers", str(file), rejects=tmp_path / "avvist.xlsx", **how)
    assert User.objects.filter(email="lene@example.org").exists()
    assert len(importing_services.read("officers", (tmp_path / "avvist.xlsx").read_bytes()).lines) == 1
    with pytest.raises(CommandError, match="has that address"):
        call_command("import_register", "officers", str(file), by="nobody@example.org")


def test_rows_that_cannot_be_written_down_are_told_of_and_what_is_taken_in_stays(siri, bergen, tmp_path):
    file = tmp_path / "tillitsvalgte.csv"
    file.write_bytes(officers(LENE, changed(LENE, c2="x")))

    with pytest.raises(CommandError, match="Run the same once more with another --rejects"):
        call_command("import_register", "officers", str(file), by="siri@example.org", rejects=tmp_path)

    assert User.objects.filter(email="lene@example.org").exists()


def organisation_of(chapters, boards, people):
    """``{kind: file}`` of an organisation with so many chapters, officers and supporters."""
    names = [f"Lag {number:03}" for number in range(chapters)]
    heads = ["Navn", "Fylke", "Kommune", "Postnummer"]
    return {
        "chapters": csv(*([name, "Vestland", "Voss", "57"] for name in names), heads=heads),
        "officers": officers(
            *(
                changed(
                    LENE, c0=f"Lene{n}", c2=f"o{n}@example.org", c4="styremedlem" if n >= chapters else "leder",
                    c5=names[n % chapters],
                )
                for n in range(boards)
            )
        ),
        "supporters": supporters(
            *(changed(TOVE, c0=f"Tove{n}", c2=f"s{n}@example.org", c3=names[n % chapters]) for n in range(people))
        ),
    }  # fmt: skip


def take_in_all(files, by):
    """``{kind: (how many rows, queries, seconds)}``"""
    taken = {}
    for kind, content in files.items():
        began, asked = time.monotonic(), []
        with connection.execute_wrapper(lambda execute, *how, asked=asked: asked.append(1) or execute(*how)):
            outcomes = take_in(kind, content, by)
        assert {one.standing for one in outcomes} == {"new"}, [one for one in outcomes if one.faults][:1]
        taken[kind] = (len(outcomes), len(asked), time.monotonic() - began)
    return taken


MOST_QUERIES = {"chapters": 25, "officers": 55, "supporters": 105}  # for a row


@pytest.mark.slow
def test_a_small_organisation_is_taken_in_with_few_queries_a_row(siri, course):
    taken = take_in_all(organisation_of(3, 5, 3), siri)

    assert [kind for kind, (rows, asked, _s) in taken.items() if asked > rows * MOST_QUERIES[kind]] == [], taken


@pytest.mark.proof
def test_a_whole_organisation_is_taken_in_within_a_minute(siri, course):
    files = organisation_of(47, 415, 130)
    taken = take_in_all(files, siri)

    print({kind: (rows, asked // rows, round(seconds, 1)) for kind, (rows, asked, seconds) in taken.items()})
    assert [rows for rows, _asked, _seconds in taken.values()] == [47, 415, 130]
    assert sum(seconds for _rows, _asked, seconds in taken.values()) < 60
    assert [kind for kind, (rows, asked, _s) in taken.items() if asked > rows * MOST_QUERIES[kind]] == []
    assert {kind: standings(take_in(kind, content, siri)).count("same") for kind, content in files.items()} == {
        "chapters": 47, "officers": 415, "supporters": 130,
    }  # fmt: skip
    assert (Chapter.objects.count(), OutboxMail.objects.count()) == (47, 0)
