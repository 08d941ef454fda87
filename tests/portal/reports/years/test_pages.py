"""The secretariat's list of all chapters' reports on a year, reminders in bulk, and the list as a spreadsheet."""

import datetime
import io
import time

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal import clock
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.chapters.models import Chapter, Office
from portal.models import Event, OutboxMail
from portal.reports import services as reports
from portal.reports.models import ReportReminder
from portal.reports.years import services as year_services
from tests.conftest import moment
from tests.portal.reports.conftest import ANSWERS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]
ALL = "/sekretariat/rapporter/2026/"
REMIND, FILE = f"{ALL}paminnelse/", f"{ALL}regneark/"
HEADS = [
    "Lokalforening", "Fylke", "Kommune", "Status", "Frist", "Grunn til egen frist", "Mottatt", "I tide",
    "Bekreftet av", "Leder", "Telefon", "Sist logget inn", "Siste påminnelse", "Aktiviteter",
    "Teller i tilskuddet", "Aktivitetsdager", "Deltakere",
]  # fmt: skip


@pytest.mark.slow
def test_the_list_by_status(client_of, siri, oslo, sent):
    client = client_of(siri)
    page = client.get(ALL)
    assert [line.chapter.name for line in page.context["lines"]] == ["Oslo", "Bergen"]  # gaps first
    assert {status["code"]: status["count"] for status in page.context["statuses"] if status["count"]} == {
        "inne": 1,
        "sent": 1,
        "not_begun": 1,
    }
    assert [line.chapter.name for line in client.get(f"{ALL}?status=sent").context["lines"]] == ["Bergen"]
    assert len(client.get(f"{ALL}?status=x").context["lines"]) == 2


@pytest.mark.slow
def test_the_list_takes_as_many_queries_for_one_chapter_as_for_three(client_of, siri, rolf, year, answers, in_may):
    client = client_of(siri)
    client.get(ALL)  # the first page of a session has queries of its own
    numbers = []
    for name in ("bergen", "hamar", "voss"):
        if name != "bergen":
            chapters.create_chapter(name.title(), name, county="Innlandet", municipality=name.title(), by=siri)
        report = reports.prepare(Chapter.objects.get(short_name=name), year, by=rolf)
        reports.submit(report, answers, by=rolf, received_at=in_may)
        with CaptureQueriesContext(connection) as found:
            page = client.get(ALL)
        numbers.append(len(found))
    assert len(page.context["lines"]) == 3
    assert len(set(numbers)) == 1


def shown(page):
    return [line.chapter.name for line in page.context["lines"]]


@pytest.fixture
def country(bergen, oslo, siri, turid, year, sent):
    """Bergen has sent, Hamar has more time, Oslo has not begun, Voss sends none."""
    for name in ("Hamar", "Voss"):
        chapters.create_chapter(name, name.lower(), county="Innlandet", municipality=name, by=siri)
    hamar, voss = Chapter.objects.get(name="Hamar"), Chapter.objects.get(name="Voss")
    day = datetime.date(2027, 6, 15)
    year_services.decide(hamar, 2026, "extension", last_day=day, reason="=1+1", by=siri)
    year_services.decide(voss, 2026, "not_required", reason="Ny forening", by=siri)


@pytest.mark.slow
def test_the_gaps_come_first_and_each_number_is_a_link(client_of, siri, country):
    client = client_of(siri)
    with clock.at(moment("2027-06-08 12:00")):
        page = client.get(ALL)
        counts = {one["code"]: one["count"] for one in page.context["statuses"]}
        assert {code: len(shown(client.get(f"{ALL}?status={code}"))) for code in counts} == counts
        assert shown(client.get(f"{ALL}?status=utsatt")) == ["Hamar"]
    assert shown(page) == ["Oslo", "Hamar", "Bergen", "Voss"]
    assert {code: count for code, count in counts.items() if count} == {
        "late": 1, "not_begun": 1, "sent": 1, "not_required": 1, "utsatt": 1, "inne": 1,
    }  # fmt: skip
    for code in counts:
        assert f'href="?status={code}"' in page.content.decode()


@pytest.mark.slow
def test_each_chapter_has_its_leader_with_phone_last_sign_in_and_last_reminder(client_of, siri, turid, country):
    User.objects.filter(pk=turid.pk).update(phone="+4722424545", last_login=moment("2027-05-03 08:00"))
    year_services.remind()
    page = client_of(siri).get(ALL).content.decode()
    row = page[page.index("Oslo") :]
    for said in ("Turid Tangen", 'href="tel:+4722424545"', "3. mai 2027", "10. mai 2027"):
        assert said in row


def test_the_list_shows_a_report_as_sent_with_first_and_last_arrival(client_of, siri, rolf, bergen, sent):
    reports.return_(sent, "Se på valget.", by=siri)
    sent.refresh_from_db()
    with clock.at(moment("2027-05-20 09:15")):
        reports.submit(sent, ANSWERS, by=rolf, received_at=clock.now())
    Chapter.objects.filter(pk=bergen.pk).update(name="Bergen og omegn")
    text = " ".join(client_of(siri).get(ALL).content.decode().split())
    row = text[text.index('<th scope="row"') :]
    for said in (">Bergen</a>", "nå Bergen og omegn", "10. mai 2027 klokka 12.00", "20. mai 2027 klokka 09.15"):
        assert said in row


def test_a_chapter_without_a_leader_says_so_and_whom_to_call_instead(client_of, siri, oslo, turid, year):
    chapters.give_office(turid, "board_member", oslo, by=siri, starts=datetime.date(2020, 1, 1))
    turid.offices.filter(kind="chapter_leader").delete()
    page = client_of(siri).get(f"{ALL}?status=not_begun").content.decode()
    assert "Ingen er leder." in page
    assert "Turid Tangen" in page


@pytest.mark.slow
def test_what_will_be_sent_is_shown_and_then_sent_once(client_of, siri, rolf, turid, bergen, oslo, year):
    client = client_of(siri)
    page = client.get(REMIND)
    assert [name for _code, name in page.context["form"].fields["chapters"].choices] == [
        "Bergen: Rolf Rygg. Ikke begynt",
        "Oslo: Turid Tangen. Ikke begynt",
    ]
    assert page.context["form"]["chapters"].value() == ["bergen", "oslo"]
    [(person, subject, text)] = page.context["mails"]
    assert (person, subject) == (rolf, "Fristen for årsrapporten er 31. mai")
    assert "/lokalforening/bergen/rapport/2026/" in text
    assert not ReportReminder.objects.exists()

    done = client.post(REMIND, {"chapters": ["oslo", "finnes-ikke"]}, follow=True)
    again = client.post(REMIND, {"chapters": ["oslo"]}, follow=True)

    assert done.redirect_chain == [(ALL, 302)]
    assert "1 påminnelse er sendt." in done.content.decode()
    assert "Ingen fikk påminnelse nå" in again.content.decode()
    mail = OutboxMail.objects.get(subject="Fristen for årsrapporten er 31. mai")
    assert (mail.to, mail.text.strip().startswith("Hei Turid.")) == (turid.email, True)
    assert Event.objects.get(verb="report.remind").actor == siri.ref
    assert "10. mai 2027" in client.get(f"{ALL}?status=not_begun").content.decode()
    assert "Oslo" in client.get(REMIND).content.decode()  # among those who were reminded lately
    assert [code for code, _name in client.get(REMIND).context["form"].fields["chapters"].choices] == ["bergen"]
    with clock.at(moment("2027-05-13 12:00")):
        assert year_services.send_reminders({"oslo"}, 2026, by=siri) == 1


def test_who_leads_two_chapters_gets_one_mail(rolf, turid, oslo, bergen, siri, year):
    turid.offices.all().delete()
    chapters.give_office(rolf, "chapter_leader", oslo, by=siri, starts=datetime.date(2020, 1, 1))
    before = OutboxMail.objects.count()
    assert year_services.send_reminders({"bergen", "oslo"}, 2026, by=siri) == 2
    assert OutboxMail.objects.count() == before + 1


@pytest.mark.usefixtures("country")
def test_only_gaps_can_be_reminded_of(siri):
    assert year_services.send_reminders({"bergen", "voss", "hamar"}, 2026, by=siri) == 0


@pytest.mark.slow
@pytest.mark.usefixtures("country")
def test_only_the_chosen_status_is_offered_and_none_ticked_is_a_sentence(client_of, siri):
    client = client_of(siri)
    with clock.at(moment("2027-06-08 12:00")):
        page = client.get(f"{REMIND}?status=late")
        assert [code for code, _name in page.context["form"].fields["chapters"].choices] == ["oslo"]
        empty = client.post(f"{REMIND}?status=late", {})
    assert "Velg minst én rapport å minne om" in empty.content.decode()
    assert "Hamar" in client.get(REMIND).content.decode()  # nobody there can get a mail


@pytest.mark.slow
def test_who_may_remind_and_take_the_list(client_of, siri, rolf, ola, year):
    for person in (rolf, ola):
        assert [client_of(person).get(place).status_code for place in (REMIND, FILE)] == [403, 403]
    chapters.give_office(ola, "coordinator", by=siri, starts=datetime.date(2020, 1, 1))
    client = client_of(ola)
    assert [client.get(place).status_code for place in (ALL, REMIND, FILE)] == [200, 403, 403]
    page = client.get(ALL).content.decode()
    assert REMIND not in page
    assert FILE not in page
    assert FILE in client_of(siri).get(ALL).content.decode()
    assert "/frist" not in page
    for place in (REMIND, FILE):
        answer = client_of(siri, code_age=11 * 60).get(place)
        assert answer.headers["Location"].startswith("/logg-inn/ny-kode/")


def test_the_spreadsheet_has_norwegian_heads_and_no_formula(client_of, siri, turid, country):
    User.objects.filter(pk=turid.pk).update(phone="+4722424545")
    answer = client_of(siri).get(FILE)
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heads == HEADS
    by_name = {row[0]: row for row in rows}
    assert [row[0] for row in rows] == ["Hamar", "Oslo", "Bergen", "Voss"]
    assert (by_name["Hamar"][4].date(), by_name["Hamar"][5]) == (datetime.date(2027, 6, 15), "=1+1")
    assert by_name["Bergen"][1:4] == ["Vestland", "Bergen", "Sendt"]
    assert by_name["Bergen"][6].date() == datetime.date(2027, 5, 10)
    assert by_name["Bergen"][7:10] == ["i tide", "Rolf Rygg", "Rolf Rygg"]
    assert by_name["Bergen"][13:] == [0, 0, 0, 0]
    assert by_name["Oslo"][9:11] == ["Turid Tangen", "22\xa042\xa045\xa045"]
    assert by_name["Oslo"][13:] == [None] * 4
    assert by_name["Voss"][4] is None
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert Event.objects.filter(verb="reporting_year.export").count() == 1


@pytest.mark.slow
def test_the_spreadsheet_is_norwegian_and_its_numbers_are_read_together(client_of, siri, rolf, year, answers, in_may):
    client, numbers = client_of(siri), []
    client.get(FILE)
    for name in ("bergen", "hamar", "voss"):
        if name != "bergen":
            chapters.create_chapter(name.title(), name, county="Innlandet", municipality=name.title(), by=siri)
        report = reports.prepare(Chapter.objects.get(short_name=name), year, by=rolf)
        reports.submit(report, answers, by=rolf, received_at=in_may)
        with CaptureQueriesContext(connection) as found:
            answer = client.get(f"/en{FILE}")
        numbers.append(len(found))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (heads, len(rows)) == (HEADS, 3)
    assert len(set(numbers)) == 1


@pytest.mark.slow
def test_both_who_signed_are_named_in_the_list_and_the_spreadsheet(client_of, siri, bodil, sent):
    type(sent).objects.update(first_signed_by=bodil)
    client = client_of(siri)
    assert "Bekreftet av Bodil Berg, Rolf Rygg" in " ".join(client.get(ALL).content.decode().split())
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(FILE).streaming_content))).active
    assert [row[8].value for row in sheet.iter_rows() if row[0].value == "Bergen"] == ["Bodil Berg, Rolf Rygg"]


@pytest.mark.parametrize(("base_year", "is_there"), [(2024, False), (2026, True), (2027, True)])
def test_reports_are_offered_only_of_a_year_that_has_them(client_of, siri, base_year, is_there):
    client = client_of(siri)
    page = client.get(f"/sekretariat/tall/{base_year}/").content.decode()
    places = [ALL.replace("2026", str(base_year)), FILE.replace("2026", str(base_year))]
    assert [f'href="{place}"' in page for place in places] == [is_there] * 2
    assert [client.get(place).status_code for place in places] == [200 if is_there else 404] * 2


@pytest.mark.slow
def test_four_hundred_chapters_cost_no_more_queries_and_are_quick(client_of, siri, country, django_assert_num_queries):
    client = client_of(siri)
    client.get(ALL)
    with CaptureQueriesContext(connection) as few:
        client.get(ALL)
    names = [f"Lag {number}" for number in range(400)]
    Chapter.objects.bulk_create(Chapter(name=name, short_name=name.lower().replace(" ", "-")) for name in names)
    people = User.objects.bulk_create(
        User(email=f"leder{number}@example.org", given_name="Leder", family_name=f"Nr{number}") for number in range(400)
    )
    held = zip(people, Chapter.objects.filter(name__startswith="Lag "), strict=True)
    day = datetime.date(2020, 1, 1)
    Office.objects.bulk_create(Office(person=one, kind="chapter_leader", chapter=at, starts=day) for one, at in held)
    year_services.remind()
    for place in (ALL, f"{ALL}?page=8", f"{ALL}?status=not_begun"):
        begun = time.process_time()  # others may use the machine at the same time
        with django_assert_num_queries(len(few)):
            client.get(place)
        assert time.process_time() - begun < 0.5  # usually 0.1
