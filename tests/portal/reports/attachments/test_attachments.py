"""The attachments of a chapter's report: uploaded and removed until it is sent, and then as they were."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client

from forms import annual_report
from forms.uploads import ONE_AT_A_TIME, TOO_LARGE
from portal import clock, fragments, organisation, uploads
from portal.chapters import services as chapters
from portal.demo import papers
from portal.models import Event, Organisation
from portal.reports import services as reports
from portal.reports.attachments import parts, witness
from portal.reports.attachments import queries as attachment_queries
from portal.reports.attachments import services as attachment_services
from portal.reports.models import Attachment
from tests.conftest import moment
from tests.portal.frame.small_pdf import small_pdf
from tests.portal.frame.uploaded_files import ACTIVE, picture, uploaded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may", "in_a_folder_of_its_own")]
PLACE = "/lokalforening/bergen/rapport/2026/"
FILES = f"{PLACE}vedlegg/"


@pytest.fixture
def in_a_folder_of_its_own(settings, tmp_path):
    settings.PRIVATE_DIR = tmp_path


@pytest.fixture
def use_preset(bergen):
    def use(name):
        Organisation.objects.update(preset=name)
        fragments.forget_cached()

    return use


@pytest.fixture
def asks(begun, use_preset):
    """The organisation asks for accounts and minutes, and takes the text of the annual report."""
    use_preset("uf")


@pytest.fixture
def add(begun, rolf):
    def to(box="accounts", content=None, name="Regnskap.pdf", by=rolf):
        return attachment_services.add(begun, box, uploads.check_pdf(uploaded(content or small_pdf(), name)), by=by)

    return to


def post(client, content, name="Regnskap.pdf", box="accounts", **more):
    return client.post(FILES, {"box": box, f"{box}-file": uploaded(content, name), **more}, follow=True)


def stored():
    return sorted(path.name for path in uploads.folder().glob("*"))


def without_space(response):
    return " ".join(response.content.decode().split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("preset", "asked"),
    [
        ("ms", [("annual_report", False)]),
        ("uf", [("accounts", True), ("minutes", True), ("annual_report", False)]),
        ("nff", []),
        ("pef", []),
    ],
)
def test_the_preset_says_which_are_asked_for(use_preset, client_of, rolf, begun, preset, asked):
    use_preset(preset)

    assert [(box.code, box.required) for box in attachment_queries.boxes()] == asked
    assert client_of(rolf).get(FILES).status_code == (200 if asked else 404)
    assert ("Vedlegg" in client_of(rolf).get(PLACE).content.decode()) is bool(asked)


@pytest.mark.parametrize("name", organisation.PRESETS)
def test_each_attachment_is_named_in_three_languages_and_has_a_code_for_addresses(name):
    for row in organisation.preset(name)["attachments"]:
        assert set(row["name"]) == {"nb", "nn", "en"}
        assert row["code"].isidentifier()


@pytest.mark.slow
def test_a_file_is_uploaded_listed_downloaded_and_removed(client_of, rolf, bodil, asks):
    page = post(client_of(bodil), small_pdf(), "<script>.pdf")

    row = Attachment.objects.get()
    assert (row.box, row.name, row.uploaded_by) == ("accounts", "<script>.pdf", bodil)
    assert page.redirect_chain == [(f"{FILES}#accounts", 302)]
    assert "Filen er lastet opp: &lt;script&gt;.pdf" in without_space(page)
    got = client_of(rolf).get(f"{FILES}{row.ref}/")
    assert (got.content, got.headers["Content-Type"]) == (small_pdf(), "application/pdf")
    assert got.headers["Content-Disposition"] == 'attachment; filename="-script-.pdf"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in got.headers["Cache-Control"]
    removed = client_of(rolf).post(f"{FILES}{row.ref}/fjern/", follow=True)
    assert "Filen er fjernet" in removed.content.decode()
    assert Attachment.objects.count() == 0


def test_a_removed_file_is_deleted_when_the_row_is(add, asks, rolf, django_capture_on_commit_callbacks):
    row = add()
    assert stored() == [row.stored_as]
    with django_capture_on_commit_callbacks(execute=True):
        attachment_services.remove(row, by=rolf)
    attachment_services.remove(row, by=rolf)  # once more: nothing happens

    assert (stored(), witness.faults()) == ([], [])


REFUSED = {
    "no PDF": (b"Kjaere alle", uploads.NO_PDF),
    "a picture with the name of a PDF": (picture(), uploads.NO_PDF),
    "a script": (ACTIVE["a script when it is opened"], uploads.ACTIVE_PDF),
    "an empty file": (b"", "Filen er tom"),
    "a large file": (small_pdf() + b"%" * 10_000_001, TOO_LARGE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_taken_in_gets_a_sentence_and_loses_nothing(client_of, rolf, asks, add, what):
    add(name="Fra i går.pdf")
    content, sentence = REFUSED[what]

    page = post(client_of(rolf), content)

    assert str(sentence) in page.content.decode()
    assert page.content.decode().count("Fra i går.pdf") >= 1
    assert Attachment.objects.count() == 1


@pytest.mark.slow
def test_a_request_of_50_mb_is_refused_before_it_is_read_and_the_page_says_so(client_of, rolf, asks):
    page = post(client_of(rolf), b"%PDF-" + b"x" * 50_000_000)

    assert (page.status_code, page.redirect_chain) == (200, [(FILES, 302)])
    assert str(TOO_LARGE) in page.content.decode()
    assert Attachment.objects.count() == 0


@pytest.mark.slow
def test_thirty_files_at_once_are_refused_and_there_is_room_for_five(client_of, rolf, asks, add):
    client, box = client_of(rolf), "accounts"
    page = client.post(FILES, {"box": box, f"{box}-file": [uploaded(small_pdf(), f"{n}.pdf") for n in range(30)]})
    assert str(ONE_AT_A_TIME) in page.content.decode()

    for number in range(5):
        add(content=small_pdf() + b"%" * number)
    page = post(client, small_pdf() + b"% another")

    assert "Her er det 5 filer allerede" in page.content.decode()
    assert len(stored()) == Attachment.objects.count() == 5


def test_the_same_file_twice_is_one(add, asks):
    assert add() == add()
    assert add() != add(box="minutes")


@pytest.mark.parametrize("box", ["", "passwords", "../accounts"])
def test_a_box_that_is_not_asked_for_is_not_found(client_of, rolf, asks, box):
    assert post(client_of(rolf), small_pdf(), box=box).status_code == 404


def test_a_post_without_the_guard_is_refused(rolf, asks, client_of):
    client = client_of(rolf)
    strict = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    strict.cookies = client.cookies

    assert post(strict, small_pdf()).status_code == 403


@pytest.mark.slow
def test_only_the_board_uploads_and_only_the_chapter_and_the_office_read(client_of, rolf, turid, kari, siri, asks, add):
    row = add()
    paths = [f"{FILES}{row.ref}/", f"{PLACE.replace('bergen', 'oslo')}vedlegg/{row.ref}/"]

    assert post(client_of(turid), small_pdf()).status_code == 404
    assert client_of(turid).post(f"{FILES}{row.ref}/fjern/").status_code == 404
    assert [client_of(turid).get(path).status_code for path in paths] == [404, 404]
    assert client_of(kari).get(paths[0]).status_code == 404
    chapters.give_office(turid, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    assert client_of(turid).get(paths[0]).status_code == 404
    assert client_of(siri).get(paths[0]).status_code == 200
    assert post(client_of(siri), small_pdf()).status_code == 404
    assert Client().get(paths[0]).status_code == 302


def last_page(client, **posted):
    fields = {f"{annual_report.CONFIRM}-{name}": value for name, value in posted.items()}
    address = f"{PLACE}{annual_report.CONFIRM}/"
    return client.post(address, {**fields, "version": 1}) if posted else client.get(address)


def test_the_report_is_not_sent_without_what_is_required(begun, asks, add, answers, rolf, in_may):
    add("minutes")

    with pytest.raises(parts.Incomplete) as incomplete:
        reports.submit(begun, answers, by=rolf, received_at=in_may)
    assert [(gap.text, gap.address) for gap in incomplete.value.gaps] == [
        ("Et vedlegg mangler: Regnskap", f"{FILES}#accounts")
    ]
    begun.refresh_from_db()
    assert begun.state == "preparing"

    add("accounts")
    assert reports.submit(begun, answers, by=rolf, received_at=in_may).state == "sent"


@pytest.mark.slow
def test_the_task_list_tells_how_far_it_has_come(client_of, rolf, asks, add):
    def told():
        return [
            (task["status"], task["href"])
            for task in client_of(rolf).get(PLACE).context["tasks"]
            if task["title"] == "Vedlegg"
        ]

    assert told() == [("Ikke fylt ut ennå", FILES)]
    add("accounts")
    add("minutes")
    assert told() == [("2 filer", FILES)]


@pytest.mark.parametrize(("preset", "said"), [("ms", "Kan utelates"), ("uf", "Ikke fylt ut ennå")])
def test_what_can_be_left_out_is_told_before_the_report_is_begun_too(use_preset, client_of, rolf, preset, said):
    use_preset(preset)
    tasks = client_of(rolf).get(PLACE).context["tasks"]
    assert [task["status"] for task in tasks if task["title"] == "Vedlegg"] == [said]


@pytest.fixture
def sent_with(asks, add, begun, answers, rolf, in_may):
    """The report, sent with accounts and minutes."""
    files = [add("accounts", name="Regnskap.pdf"), add("minutes", name="Referat.pdf")]
    return reports.submit(begun, answers, by=rolf, received_at=in_may), files


@pytest.mark.slow
def test_a_report_that_was_sent_keeps_what_its_files_were(sent_with, client_of, rolf, siri):
    report, (accounts, _minutes) = sent_with

    kept = report.numbers["attachments"][0]
    assert kept == {
        "ref": str(accounts.ref), "name": "Regnskap.pdf", "size": len(small_pdf()), "sha256": accounts.sha256,
        "box": "accounts", "what": {"nb": "Regnskap", "nn": "Rekneskap", "en": "Accounts"},
    }  # fmt: skip
    assert reports.is_as_sent(report)
    for client, page in (
        (client_of(rolf), f"{PLACE}kvittering/"),
        (client_of(siri), "/sekretariat/rapporter/2026/bergen/"),
    ):
        shown = without_space(client.get(page))
        assert f'Regnskap: <a href="{FILES}{accounts.ref}/">Regnskap.pdf</a>' in shown


@pytest.mark.slow
def test_nothing_is_changed_after_sending(sent_with, client_of, rolf, add):
    report, (accounts, _minutes) = sent_with
    with pytest.raises(attachment_services.NotOpen):
        add("accounts", small_pdf() + b"%")

    for page in (
        post(client_of(rolf), small_pdf() + b"%"),
        client_of(rolf).post(f"{FILES}{accounts.ref}/fjern/", follow=True),
    ):
        assert "Rapporten er sendt, så vedleggene kan ikke endres" in page.content.decode()
    assert Attachment.objects.count() == 2
    assert client_of(rolf).get(FILES).headers["Location"] == PLACE


@pytest.mark.slow
def test_a_report_that_came_back_gets_new_files_and_the_old_ones_are_kept(sent_with, add, siri, rolf, answers, in_may):
    report, (accounts, minutes) = sent_with
    reports.return_(report, "Regnskapet mangler en side", by=siri)
    attachment_services.remove(accounts, by=rolf)
    assert [box.code for box in attachment_queries.missing(report)] == ["accounts"]
    newer = add("accounts", small_pdf() + b"% all pages")
    again = reports.submit(report, answers, by=rolf, received_at=in_may + datetime.timedelta(hours=1))

    assert [entry["ref"] for entry in again.numbers["attachments"]] == [str(minutes.ref), str(newer.ref)]
    assert uploads.read(Attachment.objects.get(pk=accounts.pk)) == small_pdf()
    assert witness.faults() == []


@pytest.mark.slow
def test_an_earlier_receipt_still_leads_to_a_file_that_was_removed_since(
    sent_with, add, siri, rolf, answers, in_may, client_of
):
    report, (accounts, _minutes) = sent_with
    reports.return_(report, "Regnskapet mangler en side", by=siri)
    attachment_services.remove(accounts, by=rolf)
    unsent = add("accounts", small_pdf() + b"% wrong file")
    attachment_services.remove(unsent, by=rolf)
    add("accounts", small_pdf() + b"% all pages")
    reports.submit(report, answers, by=rolf, received_at=in_may + datetime.timedelta(hours=1))
    client = client_of(rolf)

    assert f"{FILES}{accounts.ref}/" in client.get(f"{PLACE}kvittering/1/").content.decode()
    assert client.get(f"{FILES}{accounts.ref}/").content == small_pdf()
    assert client.get(f"{FILES}{unsent.ref}/").status_code == 404


@pytest.mark.slow
def test_a_file_that_is_not_as_it_was_is_not_given_out(sent_with, client_of, siri):
    _report, (accounts, minutes) = sent_with
    (uploads.folder() / accounts.stored_as).write_bytes(small_pdf() + b"% altered")
    (uploads.folder() / minutes.stored_as).unlink()

    for row in (accounts, minutes):
        page = client_of(siri).get(f"{FILES}{row.ref}/", follow=True)
        assert "den er ikke slik den ble lastet opp" in page.content.decode()
    assert witness.faults() == [f"the attachment in row {row.pk}: the file itself" for row in (accounts, minutes)]


@pytest.mark.slow
def test_a_row_and_a_file_that_are_changed_together_do_not_pass_for_what_was_sent(sent_with, client_of, siri):
    _report, (accounts, _minutes) = sent_with
    other = uploads.check_pdf(uploaded(small_pdf() + b"% altered"))
    (uploads.folder() / accounts.stored_as).write_bytes(other.content)
    Attachment.objects.filter(pk=accounts.pk).update(sha256=other.sha256)

    page = client_of(siri).get(f"{FILES}{accounts.ref}/", follow=True)

    assert "den er ikke slik den ble lastet opp" in page.content.decode()


def test_a_path_that_somebody_wrote_into_the_row_is_not_followed(add, asks):
    row = add()
    for name in ("../seal_key", "/etc/passwd", ""):
        row.stored_as = name
        assert uploads.read(row) is None


def test_a_type_that_somebody_wrote_into_the_row_is_not_given_out(add, asks):
    row = add()
    row.file_type = "html"
    assert uploads.download(row) is None


OTHER = {
    "box": "minutes", "name": "x.pdf", "file_type": "png", "size": 1, "uploaded_at": moment("2026-01-01 12:00"),
}  # fmt: skip


def test_each_column_is_witnessed():
    columns = {column.name for column in Attachment._meta.concrete_fields}

    assert set(attachment_services.ATTACHMENT) == columns - {"id", "ref", "removed_at", "removed_by"}


@pytest.mark.parametrize("column", OTHER)
def test_each_column_that_is_changed_is_told(add, asks, column):
    row = add()
    assert witness.faults() == []
    Attachment.objects.filter(pk=row.pk).update(**{column: OTHER[column]})

    assert witness.faults() == [f"the attachment in row {row.pk}: {attachment_services.ATTACHMENT[column]}"]


def test_a_removal_that_no_event_tells_of_and_a_row_that_is_gone_are_told(add, asks, rolf):
    row, gone = add(), add("minutes")
    Attachment.objects.filter(pk=row.pk).update(removed_at=clock.now(), removed_by=rolf)
    Attachment.objects.filter(pk=gone.pk).delete()

    removed, lost = witness.faults()
    assert removed == f"the attachment in row {row.pk}: whether it is removed"
    assert "(attachment.add): the row that it is about is gone" in lost


@pytest.mark.slow
@pytest.mark.parametrize(("day", "is_there"), [("2030-12-31 23:59", True), ("2031-01-01 00:01", False)])
def test_files_are_kept_for_five_years_from_the_first_day_of_the_base_year(
    sent_with, day, is_there, django_capture_on_commit_callbacks
):
    with clock.at(moment(day)), django_capture_on_commit_callbacks(execute=True):
        call_command("forget", verbosity=0)

    assert (Attachment.objects.count(), len(stored())) == ((2, 2) if is_there else (0, 0))
    assert Event.objects.filter(verb="attachment.forget").count() == (0 if is_there else 2)
    assert witness.faults() == []


@pytest.mark.slow
def test_it_costs_the_same_with_many_files(client_of, rolf, asks, add, django_assert_max_num_queries):
    client = client_of(rolf)
    add("accounts")
    client.get(FILES)
    with django_assert_max_num_queries(60) as one:
        client.get(FILES)
    for number in range(1, 4):
        add("minutes", small_pdf() + b"%" * number)
    with django_assert_max_num_queries(len(one)):
        client.get(FILES)


@pytest.mark.slow
def test_the_demo_attaches_what_each_organisation_requires(asks, begun, rolf):
    assert [gap.text for gap in parts.gaps(begun)] == [
        "Et vedlegg mangler: Regnskap", "Et vedlegg mangler: Referat fra årsmøtet",
    ]  # fmt: skip

    papers.attach_required(begun, by=rolf)

    assert parts.gaps(begun) == []
    assert [row.box for row in attachment_queries.of_report(begun)] == ["accounts", "minutes"]
