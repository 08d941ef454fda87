"""What the regulation asks to be shown (FOR-2023-01-01-122), a row for each duty: where the frozen file says it.

Paragraph 19, the points, is a table of its own in ``tests/portal/reports/grant_rules/test_points.py``; what makes an
activity count, paragraphs 10 to 12, in ``tests/portal/activities/counting/test_law.py``.
"""

import datetime
import io

import pypdf
import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from portal import clock
from portal.operations.retention import periods
from portal.reports import services as reports
from portal.reports.grants import queries as grant_queries
from portal.reports.grants import services as grant_services
from portal.reports.grants.contents import contents_of
from portal.reports.models import ChapterReport, GrantContact, GrantFile

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_september")]
ADDRESS = {
    "street": "Storgata 1", "postcode": "0155", "place": "Oslo", "phone": "+4722424545", "email": "liv@example.org",
}  # fmt: skip


@pytest.fixture
def year(bergen, rolf, liv, log, send, answers, siri):
    """2026: one activity that counts, led by Liv, who has given her address; the report of Bergen; all of it frozen."""
    log(bergen, liv.person, led_by=liv)
    send(bergen, rolf, answers)
    reports.render_pending()
    grant_services.give_contact(liv, 2026, by=liv.person, **ADDRESS)
    row = grant_services.freeze(2026, after=0, by=siri, despite_gaps=True, reason="Oslo mangler")
    grant_services.render_pending()
    return GrantFile.objects.get(pk=row.pk)


def lines(sheet):
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def paper_of(path):
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


@pytest.mark.slow
def test_each_duty_of_documentation_is_met(year, siri, client_of, settings):
    book = load_workbook(io.BytesIO(client_of(siri).get("/sekretariat/tilskudd/2026/1/xlsx/").getvalue()))
    [activity], [supporter] = lines(book["Aktiviteter"]), lines(book["Likepersoner"])
    [chapter] = [line for line in lines(book["Lokalforeninger"]) if line["Navn"] == "Bergen"]
    report = ChapterReport.objects.get()
    summary = paper_of(settings.PRIVATE_DIR / "grants" / year.pdf_name)
    receipt = paper_of(settings.PRIVATE_DIR / "reports" / report.pdf_name)
    table = [
        # Paragraph 13: each activity
        ("13 type", activity["Type aktivitet"], "Samtalegruppe"),
        ("13 date", activity["Dag"].date(), datetime.date(2026, 3, 2)),
        ("13 duration", activity["Minutter"], 60),
        ("13 who led it", activity["Ledet av"], "Liv Likeperson"),
        ("13 their address", activity["Adresse"], "Storgata 1, 0155 Oslo"),
        ("13 their phone", activity["Telefon"], "22 42 45 45"),
        # Paragraph 13: the supporters on 31 December
        ("13 name", supporter["Navn"], "Liv Likeperson"),
        ("13 address", (supporter["Adresse"], supporter["Postnummer og sted"]), ("Storgata 1", "0155 Oslo")),
        ("13 phone", supporter["Telefon"], "22 42 45 45"),
        ("13 e-mail", supporter["E-post"], "liv@example.org"),
        ("13 each of them held one", supporter["Aktiviteter som teller"], 1),
        ("13 to be signed", "Signatur" in summary, True),
        ("13 to be dated", "dato" in summary.lower(), True),
        # Paragraph 9: the chapter's report
        ("9 chapter", chapter["Navn"], "Bergen"),
        ("9 municipality", chapter["Kommune"], "Bergen"),
        ("9 county", chapter["Fylke"], "Vestland"),
        ("9 election", chapter["Valgt"].date(), datetime.date(2026, 3, 12)),
        ("9 term", chapter["Valgperiode i år"], 2),
        ("9 the board on 31 December", chapter["Styret 31. desember"], "Rolf Rygg"),
        ("9 signed by the leader", chapter["Underskrevet av"], "Rolf Rygg"),
        ("9 dated", chapter["Rapport mottatt"].date(), datetime.date(2027, 5, 10)),
        ("9 the receipt names who signed", "Rolf Rygg" in receipt, True),
        # Paragraph 8: a chapter that counts
        ("8 five members", chapter["Minst fem medlemmer"], "ja"),
        ("8 election every second year", chapter["Valg de siste to årene"], "ja"),
        ("8 own finances", chapter["Egen økonomi"], "ja"),
        ("8 an activity for members", chapter["Medlemsaktivitet"], "ja"),
        ("8 counts", chapter["Teller"], "ja"),
        # Paragraph 19: points are given, as an estimate
        ("19 points", contents_of(2026).about["estimate"]["sum"], 50 + 60 + 16),
    ]
    assert {what: found for what, found, _expected in table} == {what: expected for what, _found, expected in table}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "is_kept"),
    [
        (datetime.date(2030, 12, 31), True),  # five years counted from and including 1 January 2026: paragraph 27
        (datetime.date(2031, 1, 1), False),
    ],
)
def test_documentation_is_kept_five_years_from_the_base_year(year, day, is_kept):
    with clock.at(datetime.datetime.combine(day, datetime.time(12), tzinfo=clock.OSLO)):
        call_command("forget", verbosity=0)
    tables = (ChapterReport, GrantContact, GrantFile)
    assert [model.objects.exists() for model in tables] == [is_kept] * 3


@pytest.mark.slow
def test_a_control_keeps_it_for_longer(year, siri):
    """Paragraph 37."""
    grant_services.hold(2026, "Kontroll", by=siri)
    with clock.at(datetime.datetime(2040, 1, 1, 12, tzinfo=clock.OSLO)):
        assert grant_queries.years_on_hold() == [2026]
        assert not [what for what, rows in periods.rows_to_delete() if rows.model is ChapterReport and rows.exists()]
