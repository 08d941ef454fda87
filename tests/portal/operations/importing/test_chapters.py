"""Chapters from a spreadsheet: tried out first, taken in whole, and the same file twice is nothing."""

import datetime
import io

import pytest
from openpyxl import load_workbook

from forms.models import Draft
from portal import clock, spreadsheet
from portal.chapters.models import Chapter
from portal.knowledge.models import Course
from portal.models import Event
from portal.operations.importing import columns
from portal.operations.importing import services as importing_services
from portal.operations.retention import periods

pytestmark = pytest.mark.django_db
PAGE = "/sekretariat/register/import/"
HEADS = ["Navn", "Fylke", "Kommune", "Postnummer", "E-post"]
VOSS = ["Voss", "Vestland", "Voss", "57", "voss@example.org"]
LARVIK = ["Larvik og omegn", "Vestfold", "Larvik", "32, 3", ""]


def csv(*rows, heads=HEADS, separator=";", encoding="utf-8-sig"):
    return "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in (heads, *rows)).encode(encoding)


def try_out(kind, content, by):
    return importing_services.try_out(kind, importing_services.read(kind, content).lines, by=by)


def take_in(kind, content, by):
    return importing_services.take_in(kind, importing_services.read(kind, content).lines, by=by)


def standings(outcomes):
    return [one.standing for one in outcomes]


def upload(client, content, kind="chapters", name="lag.csv"):
    file = io.BytesIO(content)
    file.name = name
    return client.post(PAGE, {"kind": kind, "file": file})


def test_a_dry_run_changes_nothing_and_the_button_does_what_it_said(siri, client_of):
    client = client_of(siri)
    assert upload(client, csv(VOSS, LARVIK)).headers["Location"] == f"{PAGE}rapport/"
    page = client.get(f"{PAGE}rapport/")
    assert Chapter.objects.count() == Event.objects.filter(verb="chapter.found").count() == 0
    assert page.content.decode().count("Legges til i registeret.") == 2
    assert page.context["numbers"] == {"new": 2, "differs": 0, "same": 0, "cannot": 0}

    client.post(f"{PAGE}rapport/", {"action": "take_in", "shown": page.context["digest"]})

    assert {one.name: one.postcodes for one in Chapter.objects.all()} == {
        "Voss": ["57"],
        "Larvik og omegn": ["03", "32"],
    }
    assert {(one.starts, one.is_active) for one in Chapter.objects.all()} == {(None, True)}
    assert Event.objects.filter(verb="chapter.found").count() == 2
    assert Event.objects.filter(verb="register.import").count() == 1
    assert not Draft.objects.filter(kind="import").exists()


def test_the_same_file_twice_is_nothing(siri):
    take_in("chapters", csv(VOSS, LARVIK), siri)
    events = Event.objects.filter(verb__startswith="chapter.").count()

    assert standings(take_in("chapters", csv(VOSS, LARVIK), siri)) == ["same", "same"]
    assert Event.objects.filter(verb__startswith="chapter.").count() == events


def test_what_differs_is_said_and_an_empty_cell_changes_nothing(siri):
    take_in("chapters", csv(VOSS), siri)
    outcomes = take_in("chapters", csv(["Voss", "Vestland", "Vaksdal", "", ""]), siri)

    assert (standings(outcomes), outcomes[0].says) == (["differs"], ["Kommune: fra Voss til Vaksdal"])
    voss = Chapter.objects.get()
    assert (voss.municipality, voss.postcodes, voss.email) == ("Vaksdal", ["57"], "voss@example.org")


def test_pressed_twice_it_is_done_once_and_a_changed_register_is_shown_anew(siri, client_of):
    client = client_of(siri)
    upload(client, csv(VOSS, LARVIK))
    shown = client.get(f"{PAGE}rapport/").context["digest"]
    take_in("chapters", csv(LARVIK), siri)

    late = client.post(f"{PAGE}rapport/", {"action": "take_in", "shown": shown})
    assert (late.status_code, late.context["numbers"]["same"], Chapter.objects.count()) == (409, 1, 1)

    for _time in range(2):
        client.post(f"{PAGE}rapport/", {"action": "take_in", "shown": late.context["digest"]})
    assert Chapter.objects.count() == Event.objects.filter(verb="chapter.found").count() == 2


def test_what_cannot_be_comes_back_as_a_file_that_is_sent_again(siri, client_of):
    client = client_of(siri)
    upload(client, csv(VOSS, ["VOSS", "Vestland", "Voss", "57", "ikke en adresse"], ["Ås", "", "Ås", "14", ""]))
    page = client.get(f"{PAGE}rapport/")
    client.post(f"{PAGE}rapport/", {"action": "take_in", "shown": page.context["digest"]})
    assert [one.name for one in Chapter.objects.all()] == ["Voss"]

    book = load_workbook(io.BytesIO(b"".join(client.get(f"{PAGE}avvist/").streaming_content)))
    rows = list(book.active.values)
    assert [row[-1] for row in rows[1:]] == [
        "E-post: Skriv e-postadressen slik: navn@eksempel.no", "Fylke: Skriv fylket",
    ]  # fmt: skip
    place = rows[0].index("Fylke")
    book.active.cell(3, place + 1).value = "Akershus"
    file = io.BytesIO()
    book.save(file)

    assert standings(take_in("chapters", file.getvalue(), siri)) == ["cannot", "new"]


def test_the_sample_is_read_and_its_example_is_left_out(siri):
    for kind in columns.KINDS:
        table = importing_services.read(kind, importing_services.sample(kind))
        assert (table.lines, table.notes) == (
            [], ["Eksempelraden er ikke med.", "Det står ingen rader under overskriftene."],
        )  # fmt: skip
    other = importing_services.read("chapters", csv([*VOSS[:4], "eksempel@voss.no"])).lines
    assert [line.cells["email"] for line in other] == ["eksempel@voss.no"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "preset", ["ms", "nff", *(pytest.param(name, marks=pytest.mark.proof) for name in ("pef", "uf"))]
)
def test_a_new_site_takes_in_the_samples_as_they_stand(preset, siri, organise):
    if preset != "ms":  # which the tests have from the beginning
        organise(preset)
    for kind in columns.KINDS:
        book = load_workbook(io.BytesIO(importing_services.sample(kind)))
        book.active["A2"] = book.active["A2"].value.removeprefix("EKSEMPEL ")
        filled = io.BytesIO()
        book.save(filled)

        (outcome,) = take_in(kind, filled.getvalue(), siri)

        assert (kind, outcome.standing, outcome.faults) == (kind, "new", {})
    [course] = Course.objects.all()
    assert (course.title["nb"], course.when) == ("Introduksjonskurs", "lørdag 7. mai 2022 klokka 10 til 15")


def test_the_export_is_taken_in_again(siri, bergen, oslo):
    take_in("chapters", csv(LARVIK), siri)

    outcomes = take_in("chapters", importing_services.export("chapters", by=siri), siri)

    assert [(one.standing, one.says) for one in outcomes] == [("same", [])] * 3
    assert Event.objects.filter(verb="register.export").count() == 1


@pytest.mark.parametrize("path", ["", "rapport/", "avvist/", "mal/chapters/", "../uttrekk/chapters/"])
def test_only_the_secretariat_comes_in_with_a_fresh_code(path, siri, rolf, client_of):
    address = f"{PAGE}{path}".replace("import/../", "")
    assert client_of(rolf).get(address).status_code == 403
    if not path.startswith("mal"):
        assert "kode" in client_of(siri, code_age=3600).get(address).headers["Location"]


@pytest.mark.slow
def test_what_waits_is_deleted_when_asked_or_after_a_day(siri, client_of):
    client = client_of(siri)
    upload(client, csv(VOSS))
    client.post(f"{PAGE}rapport/", {"action": "discard"})
    assert not Draft.objects.filter(kind="import").exists()

    upload(client, csv(VOSS))
    for hours, left in ((23, 1), (25, 0)):
        with clock.at(clock.now() + datetime.timedelta(hours=hours)):
            dict(periods.rows_to_delete())["files of the register that wait"].delete()
        assert Draft.objects.filter(kind="import").count() == left


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_csv_files_of_all_kinds_are_read(separator, encoding):
    table = importing_services.read(
        "chapters", csv(["Bærum", "Akershus", "Bærum", "13", ""], separator=separator, encoding=encoding)
    )

    assert table.lines[0].cells["name"] == "Bærum"


def test_headings_in_another_order_empty_rows_and_a_title_above():
    rows = [["Våre lag"], [], ["Kommune", "NAVN", "Merknad", "fylke"], [], ["Voss", "Voss", "x", "Vestland"], []]
    table = importing_services.read("chapters", "\n".join(";".join(row) for row in rows).encode())

    assert (table.lines[0].number, table.lines[0].cells) == (
        5,
        {"name": "Voss", "county": "Vestland", "municipality": "Voss"},
    )
    assert table.notes[0] == "Disse kolonnene leses ikke: Merknad."


def test_several_lines_are_one_text_and_a_sign_that_does_not_show_is_told_of(siri):
    two_lines = importing_services.read("chapters", csv(["Voss\nog\u00a0omegn ", *VOSS[1:]]))
    hidden = try_out("chapters", csv(["Vo\u202ess", *VOSS[1:]]), siri)

    assert two_lines.lines[0].cells["name"] == "Voss og omegn"
    assert hidden[0].faults == {"name": "Cellen har tegn som ikke vises. Skriv innholdet på nytt."}


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        (["Navn", "Kommune", "Fylket"], "Kolonnen Fylke mangler. Er det den som heter Fylket?"),
        (["Navn", "Navn", "Kommune", "Fylke"], "To kolonner heter Navn."),
        (["A", "B"], "Første rad skal ha disse overskriftene: Navn, Kortnavn"),
    ],
)
def test_what_is_wrong_with_the_headings_is_said(heads, said):
    with pytest.raises(spreadsheet.Unreadable, match=said.replace("?", r"\?")):
        importing_services.read("chapters", csv(heads=heads))
