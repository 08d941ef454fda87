"""The phone service and the digital exchange of a year: what is said of them, the evidence, and until when."""

import datetime
import json
import uuid

import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from forms.uploads import TOO_LARGE
from portal import clock, pictures, uploads
from portal.calls import services as calls
from portal.calls.models import Call
from portal.chapters import services as chapters
from portal.moves import Stale
from portal.reports.grants import services as grant_services
from portal.reports.measures import queries as measure_queries
from portal.reports.measures import services as measure_services
from portal.reports.measures import witness
from portal.reports.models import Measure, MeasurePicture
from tests.conftest import moment
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.frame.uploaded_files import picture, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may", "in_a_folder_of_its_own")]
PLACE = "/sekretariat/tiltak/2026/"
DIGITAL = f"{PLACE}digital_exchange/"
PICTURES = f"{DIGITAL}bilde/"
SAID = {"in_place": True, "how": "Nyhetsbrev", "announced_on": datetime.date(2026, 3, 12), "address": "ms.no/prat"}
POSTED = {"in_place": "yes", "how": "Nyhetsbrev", "announced_on": "12.3.2026", "address": "ms.no/prat"}
IN_YEAR = datetime.date(2026, 4, 1)


@pytest.fixture
def in_a_folder_of_its_own(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def digital(siri):
    return measure_services.describe(2026, "digital_exchange", version=0, by=siri, **SAID)


@pytest.fixture
def add(digital, siri):
    def one(content=None, name="Forum.png"):
        checked = pictures.check_picture(uploaded(content or picture(), name))
        return measure_services.add_picture(digital, checked, by=siri)

    return one


@pytest.fixture
def freeze(siri):
    return lambda: grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="Ingen rapport")


def points():
    return [line.points for line in measure_queries.lines(2026)]


def shown(response):
    return " ".join(response.content.decode().split())


@pytest.mark.slow
def test_a_year_from_nothing_said_to_700_points(client_of, siri, django_capture_on_commit_callbacks):
    client = client_of(siri)
    page = shown(client.get(PLACE))
    assert "Anslag: 0 av 700 poeng" in page
    assert page.count("Ingen har sagt fra ennå om tiltaket var på plass") == 2

    client.post(f"{PLACE}helpline/", {**POSTED, "version": 0})
    client.post(DIGITAL, {**POSTED, "version": 0})
    page = shown(client.get(PLACE))
    assert ("Anslag: 350 av 700 poeng" in page, "Et bilde av aktivitet det året mangler" in page) == (True, True)
    assert "12. mars 2026</time>, ms.no/prat" in page

    uploading = client.post(PICTURES, {"file": uploaded(picture(), "Forum.png")})
    row = MeasurePicture.objects.get()
    assert uploading.headers["Location"] == f"{PICTURES}{row.ref}/"
    assert ("Et bilde venter på å bli bekreftet" in shown(client.get(PLACE)), points()) == (True, [350, 0])

    client.post(f"{PICTURES}{row.ref}/", {"shown_on": "1.4.2026", "shows_nobody": "on"})
    page = shown(client.get(PLACE))
    assert "Anslag: 700 av 700 poeng" in page
    assert "Bildet er fra 1. april 2026. Siri Sekretær bekreftet 10. mai 2027 at det ikke viser noen." in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PICTURES}{row.ref}/fjern/")
    assert (points(), list(uploads.folder().glob("*")), witness.faults()) == ([350, 0], [], [])


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"shown_on": "1.4.2025", "shows_nobody": "on"}, "Bildet må være fra 2026"),
        ({"shown_on": "1.4.2026"}, "Kryss av her når du har sett etter"),
        ({"shows_nobody": "on"}, "Skriv dagen bildet viser"),
    ],
)
def test_a_picture_is_no_evidence_before_both_answers_are_right_and_is_not_lost(client_of, siri, add, posted, sentence):
    row = add()

    page = client_of(siri).post(f"{PICTURES}{row.ref}/", posted)

    assert sentence in page.content.decode()
    assert "Forum.png" in page.content.decode()
    row.refresh_from_db()
    assert (row.confirmed_at, points()) == (None, [0, 0])


REFUSED = {
    "no picture": (b"%PDF", pictures.NO_PICTURE),
    "a PDF": (small_pdf(), pictures.NO_PICTURE),
    "a drawing": (b"<svg/>", pictures.NO_PICTURE),
    "nothing": (b"", "Filen er tom"),
    "a large file": (picture() + b"x" * 10_000_001, TOO_LARGE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_in_gets_a_sentence(client_of, siri, digital, what):
    content, sentence = REFUSED[what]

    page = client_of(siri).post(PICTURES, {"file": uploaded(content, "x.png")}, follow=True)

    assert str(sentence) in page.content.decode()
    assert MeasurePicture.objects.count() == 0


def test_there_is_room_for_five_and_the_same_twice_is_one(client_of, siri, add):
    assert add() == add()
    for width in range(50, 54):
        add(picture(size=(width, 30)))

    page = client_of(siri).post(PICTURES, {"file": uploaded(picture(size=(70, 30)), "x.png")})

    assert "Her er det 5 bilder allerede" in page.content.decode()
    assert MeasurePicture.objects.count() == 5


def test_no_picture_is_taken_of_what_was_not_in_place(client_of, siri):
    client = client_of(siri)
    for _said in range(2):
        assert client.post(PICTURES, {"file": uploaded(picture(), "x.png")}).headers["Location"] == DIGITAL
        assert client.get(PICTURES).headers["Location"] == DIGITAL
        client.post(DIGITAL, {"in_place": "no", "version": 0})
    assert MeasurePicture.objects.count() == 0


def test_who_changed_it_meanwhile_is_not_written_over(client_of, siri, digital):
    client = client_of(siri)
    page = client.post(DIGITAL, {**POSTED, "how": "Medlemsbladet side 4", "version": 0})

    assert page.status_code == 409
    assert "Medlemsbladet side 4" in page.content.decode()
    with pytest.raises(Stale):
        measure_services.describe(2026, "digital_exchange", version=0, by=siri, in_place=False)
    again = measure_services.describe(2026, "digital_exchange", version=0, by=siri, **SAID)  # a second click
    assert again.version == 1


@pytest.mark.parametrize(
    "path", ["", "helpline/", "digital_exchange/bilde/", f"digital_exchange/bilde/{uuid.UUID(int=1)}/fil/"]
)
def test_only_the_office_sees_it(client_of, rolf, kari, path):
    assert client_of(rolf).get(f"{PLACE}{path}").status_code == 403
    assert client_of(kari).get(f"{PLACE}{path}").status_code == 403


def test_a_coordinator_reads_and_changes_nothing(client_of, kari, siri, add):
    chapters.give_office(kari, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    row, client = add(), client_of(kari)

    page = client.get(PLACE)
    assert (page.status_code, "Last opp et bilde" in page.content.decode()) == (200, False)
    assert client.get(f"{PICTURES}{row.ref}/fil/").status_code == 403  # nobody has confirmed that it shows nobody
    assert f"{row.ref}/fil/" not in page.content.decode()
    measure_services.confirm_picture(row, shown_on=datetime.date(2026, 3, 2), by=siri)
    assert client.get(f"{PICTURES}{row.ref}/fil/").status_code == 200
    assert f"{row.ref}/fil/" in client.get(PLACE).content.decode()
    assert client.post(f"{PICTURES}{row.ref}/fjern/").status_code == 403
    assert client.post(DIGITAL, POSTED).status_code == 403


@pytest.mark.parametrize(
    "path", ["2021/", "2028/", "2026/chat/", "2026/chat/bilde/", f"2026/helpline/bilde/{uuid.UUID(int=1)}/"]
)
def test_other_years_measures_and_pictures_are_not_found(client_of, siri, path):
    assert client_of(siri).get(f"/sekretariat/tiltak/{path}").status_code == 404


def test_the_picture_is_a_download_under_its_own_name(client_of, siri, add):
    row = add(name="../../<b>chat</b>.png")

    got = client_of(siri).get(f"{PICTURES}{row.ref}/fil/")

    assert (got.headers["Content-Type"], got.headers["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert got.headers["Content-Disposition"] == 'attachment; filename="b-.png"'


def test_a_picture_that_is_not_as_it_was_is_not_given_out_and_is_told(client_of, siri, add):
    row = add()
    (uploads.folder() / row.stored_as).write_bytes(picture(size=(1, 1)))

    page = client_of(siri).get(f"{PICTURES}{row.ref}/fil/", follow=True)

    assert "den er ikke slik den ble lastet opp" in page.content.decode()
    assert witness.faults() == [f"the picture in row {row.pk}: the file itself"]


def test_what_is_changed_after_freezing_is_named_by_the_next_version(client_of, siri, digital, freeze):
    freeze()
    client = client_of(siri)
    page = client.get(PLACE).content.decode()
    assert "ble fryst som versjon 1" in page
    assert "Last opp et bilde" in page

    client.post(DIGITAL, {**POSTED, "how": "Noe annet", "version": 1})

    assert Measure.objects.get().how == "Noe annet"
    second = grant_services.freeze(2026, after=1, by=siri, despite_gaps=True, reason="Feil sted")
    assert [line["section"] for line in second.changes] == ["measures"]
    first = second.year.files.get(number=1)
    assert "Nyhetsbrev" in first.about["measures"][0]["evidence"]


def test_a_wrong_picture_can_be_removed_after_freezing(client_of, siri, add, freeze):
    row, client = add(), client_of(siri)
    freeze()

    client.post(f"{PICTURES}{row.ref}/fjern/")

    assert not MeasurePicture.objects.exists()


def test_a_day_of_another_year_is_refused_by_the_service_too(siri, add):
    with pytest.raises(measure_services.OtherYear):
        measure_services.confirm_picture(add(), shown_on=datetime.date(2025, 4, 1), by=siri)


def test_the_calls_of_the_year_stand_beside_the_phone_service(client_of, siri):
    with clock.at(moment("2026-06-10 12:00")):
        for _call in range(2):
            calls.log_call(token=uuid.uuid4(), line="ms-telefonen", day=datetime.date(2026, 6, 10), by=siri)
    assert Call.objects.count() == 2

    assert "2 samtaler er logget på hjelpetelefonene i 2026." in shown(client_of(siri).get(PLACE))


def test_what_is_frozen_of_a_year_are_plain_values(siri, add):
    row = add()
    add(picture(size=(60, 30)), "Ikke bekreftet.png")
    measure_services.confirm_picture(row, shown_on=IN_YEAR, by=siri)

    helpline, digital = measure_queries.measures_of(2026)

    assert (helpline["code"], helpline["in_place"], helpline["points"]) == ("helpline", False, 0)
    assert (digital["code"], digital["points"], digital["announced_on"]) == (
        "digital_exchange",
        350,
        SAID["announced_on"],
    )
    (evidence,) = digital["pictures"]
    assert (evidence["name"], evidence["sha256"], evidence["shown_on"]) == ("Forum.png", row.sha256, IN_YEAR)
    assert (evidence["confirmed_by"], evidence["confirmed_at"]) == ("Siri Sekretær", clock.now())
    assert json.dumps([helpline, digital], cls=DjangoJSONEncoder)


def test_each_column_is_witnessed():
    def columns(model):
        return {column.name for column in model._meta.concrete_fields} - {"id", "ref"}

    assert set(measure_services.MEASURE) == columns(Measure)
    assert set(measure_services.PICTURE) | set(measure_services.CONFIRMATION) == columns(MeasurePicture)


OTHER_DAY, OTHER_TIME = datetime.date(2026, 5, 1), moment("2026-05-01 12:00")
CHANGED = {
    "base_year": 2025, "code": "helpline", "in_place": False, "how": "Annet", "announced_on": OTHER_DAY, "address": "x",
    "version": 7, "changed_at": OTHER_TIME,
}  # fmt: skip
CHANGED_PICTURE = {
    "name": "x.png", "file_type": "jpg", "size": 1, "uploaded_at": OTHER_TIME, "shown_on": OTHER_DAY,
    "confirmed_at": OTHER_TIME,
}  # fmt: skip


@pytest.mark.parametrize("column", CHANGED)
def test_each_column_of_a_measure_that_is_changed_is_told(digital, column):
    assert witness.faults() == []
    Measure.objects.filter(pk=digital.pk).update(**{column: CHANGED[column]})

    assert witness.faults() == [f"the measure in row {digital.pk}: {measure_services.MEASURE[column]}"]


@pytest.mark.parametrize("column", CHANGED_PICTURE)
def test_each_column_of_a_picture_that_is_changed_is_told(siri, add, column):
    row = measure_services.confirm_picture(add(), shown_on=IN_YEAR, by=siri)
    assert witness.faults() == []
    MeasurePicture.objects.filter(pk=row.pk).update(**{column: CHANGED_PICTURE[column]})

    told = {**measure_services.PICTURE, **measure_services.CONFIRMATION}[column]
    assert witness.faults() == [f"the picture in row {row.pk}: {told}"]


def test_a_confirmation_that_nobody_gave_and_a_row_that_is_gone_are_told(siri, add, digital):
    row = add()
    MeasurePicture.objects.filter(pk=row.pk).update(shown_on=IN_YEAR, confirmed_at=OTHER_TIME, confirmed_by=siri)
    assert witness.faults() == [f"the picture in row {row.pk}: there is no record of it in the event log"]

    MeasurePicture.objects.all().delete()
    Measure.objects.all().delete()
    assert [fault.split(": ")[1] for fault in witness.faults()] == ["the row that it is about is gone"] * 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "left"),
    [
        ("2027-05-20 12:00", (1, 2)),
        ("2027-05-25 12:01", (1, 1)),
        ("2030-12-31 23:59", (1, 1)),
        ("2031-01-01 00:01", (0, 0)),
    ],
)
def test_how_long_they_are_kept(siri, add, day, left, django_capture_on_commit_callbacks):
    measure_services.confirm_picture(add(), shown_on=IN_YEAR, by=siri)
    add(picture(size=(60, 30)))

    with clock.at(moment(day)), django_capture_on_commit_callbacks(execute=True):
        call_command("forget", verbosity=0)

    assert (Measure.objects.count(), MeasurePicture.objects.count()) == left
    assert len(list(uploads.folder().glob("*"))) == left[1]
    assert witness.faults() == []


def test_the_page_that_confirms_a_picture_shows_it(client_of, siri, add):
    row, client = add(name="Forum i april.png"), client_of(siri)
    address = f"{PICTURES}{row.ref}/fil/"
    page = client.get(f"{PICTURES}{row.ref}/")

    assert f'src="{address}"' in shown(page)
    assert 'alt="Bildet du ser på før du bekrefter det: Forum i april.png"' in shown(page)
    assert f'<a href="{address}">' in shown(page)
    answer = client.get(address)
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", uploads.read(row))


def test_the_exact_sum_of_calls_is_not_told_to_a_coordinator(client_of, kari, siri):
    chapters.give_office(kari, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    with clock.at(moment("2026-06-10 12:00")):
        for _time in range(4):
            calls.log_call(token=uuid.uuid4(), line="ms-telefonen", day=datetime.date(2026, 6, 10), by=siri)

    told = {who: client_of(who).get(PLACE).context["calls"] for who in (siri, kari)}
    assert told == {siri: 4, kari: 0}


def test_no_calls_are_not_told_as_evidence(client_of, siri):
    measure_services.describe(2026, "helpline", version=0, by=siri, **SAID)

    assert "0 samtaler" not in shown(client_of(siri).get(PLACE))


@pytest.mark.slow
@pytest.mark.parametrize("stored_as", ["x", "../../x", b"x"])
def test_a_picture_with_a_bad_name_of_its_file_is_left_and_the_others_go(
    siri, add, stored_as, caplog, django_capture_on_commit_callbacks
):
    bad, _good = add(), add(picture(size=(60, 30)))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_measurepicture SET stored_as = %s WHERE id = %s", [stored_as, bad.pk])

    with clock.at(moment("2031-01-01 00:01")), django_capture_on_commit_callbacks(execute=True):
        call_command("forget", verbosity=0)

    assert list(MeasurePicture.objects.values_list("pk", flat=True)) == [bad.pk]
    assert f"MeasurePicture {bad.pk} cannot be deleted: ValueError" in caplog.text


def test_it_costs_the_same_with_many_pictures(client_of, siri, add, django_assert_max_num_queries):
    client = client_of(siri)
    add()
    client.get(PLACE)
    with django_assert_max_num_queries(60) as one:
        client.get(PLACE)
    for width in range(50, 54):
        add(picture(size=(width, 30)))
    with django_assert_max_num_queries(len(one)):
        client.get(PLACE)
