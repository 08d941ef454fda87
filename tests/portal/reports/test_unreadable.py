"""Values that no column of the models holds, and that SQLite keeps: every page about reports answers."""

import pytest
from django.db import connection
from django.urls import reverse

from forms import drafts
from forms.annual_report import CONFIRM, NUMBERS
from portal.reports import services as reports
from portal.reports.answering import services as answering_services
from portal.reports.models import (
    ChapterDecision,
    ChapterReport,
    EarlierSending,
    ReopeningRequest,
    ReportingYear,
    SectionConfirmation,
    WaitingSignature,
)
from portal.reports.reopening import services as reopening_services
from portal.reports.sections import queries as section_queries
from portal.reports.sections import services as section_services
from portal.reports.signing.attestation import Shown
from portal.reports.years import services as year_services
from tests.portal.frame.odd_rows import garbage, share_of, written
from tests.portal.reports.signing.conftest import FILLED_IN

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_may"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="other databases refuse such values"),
]
BEGUN = "the one that is begun"
LEFT_OUT = "1 oppføring er endret i databasen"
# The rows that are made odd, by their table; of reports two.
TABLES = [
    ReportingYear,
    ChapterDecision,
    ChapterReport,
    BEGUN,
    WaitingSignature,
    SectionConfirmation,
    ReopeningRequest,
    EarlierSending,
]


@pytest.fixture
def what_there_is(begun, bergen, oslo, rolf, turid, liv, nina, siri, answers, year, in_may, log):
    """Bergen has sent its report twice and asks to open it; that of Oslo is begun and signed by one of two."""
    log(bergen, rolf, led_by=liv)
    for base_year in (2025, 2026):
        year_services.open_year(base_year, by=siri)
    answering_services.correct(begun, "conversation_group", "count", 2, "En manglet", by=rolf)
    sent = reports.submit(begun, answers, by=rolf, received_at=in_may)
    returned = reports.return_(sent, "Se over", by=siri, places={NUMBERS: "Her"})
    sent = reports.submit(returned, answers, by=rolf, received_at=in_may)
    other = reports.prepare(oslo, year, by=siri)
    for step, values in FILLED_IN.items():
        drafts.save_step(drafts.find("report", other.draft_key), step, values, now=in_may)
    shown = Shown.of({"kinds": []}, {}).__dict__
    decision = year_services.decide(oslo, 2026, "not_required", reason="Nystartet", by=siri)
    return {
        ReportingYear: year,
        ChapterDecision: decision,
        ChapterReport: sent,
        BEGUN: other,
        WaitingSignature: WaitingSignature.objects.create(
            report=other, person=nina, role="deputy", signed_at=in_may, shown=shown
        ),
        SectionConfirmation: section_services.confirm(
            other, NUMBERS, answers[NUMBERS], by=siri, shown=section_queries.shown_digest(NUMBERS, other)
        ),
        ReopeningRequest: reopening_services.ask(sent, "Vi glemte en", by=rolf),
        EarlierSending: EarlierSending.objects.get(),
    }


# Who looks at which page, and the rows that it tells of.
OF_SENT, OF_BEGUN, OF_YEAR = {ChapterReport, ReportingYear}, {BEGUN, ReportingYear}, {ReportingYear, ChapterDecision}
PAGES = [
    ("rolf", "report", ["bergen", 2026], {*OF_SENT, ReopeningRequest}),
    ("rolf", "report_receipt", ["bergen", 2026], {*OF_SENT, EarlierSending}),
    ("rolf", "earlier_receipt", ["bergen", 2026, 1], {EarlierSending}),
    ("rolf", "report_rows", ["bergen", 2026], {*OF_SENT}),
    ("rolf", "ask_reopening", ["bergen", 2026], {*OF_SENT, ReopeningRequest}),
    ("rolf", "chapter", ["bergen"], {ChapterReport, *OF_YEAR}),
    ("rolf", "my_page", [], {ChapterReport, *OF_YEAR}),
    ("turid", "report", ["oslo", 2026], {*OF_BEGUN, *OF_YEAR, WaitingSignature, SectionConfirmation}),
    ("turid", "report_step", ["oslo", 2026, NUMBERS], {*OF_BEGUN, WaitingSignature, SectionConfirmation}),
    ("turid", "report_step", ["oslo", 2026, CONFIRM], {*OF_BEGUN, WaitingSignature, SectionConfirmation}),
    ("turid", "correct_numbers", ["oslo", 2026], {*OF_BEGUN}),
    ("turid", "my_page", [], {*OF_BEGUN, *OF_YEAR, WaitingSignature}),
    ("siri", "my_page", [], {ChapterReport, ReopeningRequest}),
    ("siri", "reports", [2026], {*OF_SENT, *OF_BEGUN, *OF_YEAR}),
    ("siri", "remind_chapters", [2026], {*OF_SENT, *OF_BEGUN, *OF_YEAR}),
    ("siri", "report_dates", [2026], {*OF_YEAR}),
    ("siri", "decide_report", [2026, "oslo"], {*OF_YEAR}),
    ("siri", "handle_report", [2026, "bergen"], {*OF_SENT, ReopeningRequest}),
    ("siri", "answer_reopening", [2026, "bergen"], {ReopeningRequest}),
]


@pytest.fixture
def pages(what_there_is, siri, rolf, turid, client_of):
    """``{(who, page, arguments): (client, address)}`` of all of them."""
    clients = {"siri": client_of(siri), "rolf": client_of(rolf), "turid": client_of(turid)}
    for client in clients.values():
        client.raise_request_exception = False
    return {
        (who, name, *args): (clients[who], reverse(f"portal:{name}", args=args)) for who, name, args, _rows in PAGES
    }


def faults(row, pages, asked, which):
    """What fails while one of these values stands in a column: ``asked(column)`` are the pages that are looked at."""
    failed = []
    for field in row._meta.concrete_fields:
        for value in () if field.primary_key else garbage(field)[which]:
            with written(row, field.column, value):
                for page in asked(field.name):
                    client, address = pages[page]
                    if (status := client.get(address).status_code) not in (200, 302, 404):
                        failed.append((field.name, value, page, status))
    return failed


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_every_page_answers(what_there_is, pages, table):
    row = what_there_is[table]
    about_it = [(who, name, *args) for who, name, args, rows in PAGES if table in rows]
    assert faults(row, pages, lambda column: about_it[share_of(type(row), column)], slice(1)) == []


@pytest.mark.proof
@pytest.mark.parametrize("table", TABLES)
def test_every_page_answers_whatever_stands_there(what_there_is, pages, table):
    assert faults(what_there_is[table], pages, lambda _column: pages, slice(None)) == []


@pytest.mark.slow
def test_a_report_that_cannot_be_read_is_not_said_to_be_missing(what_there_is, pages):
    """The secretariat reads that it is left out; the pages about it say that nothing can be relied on."""
    secretariat, the_list = pages["siri", "reports", 2026]
    assert LEFT_OUT not in secretariat.get(the_list).content.decode()
    with written(what_there_is[ChapterReport], "received_at", "x"):
        listed = secretariat.get(the_list)
        assert LEFT_OUT in listed.content.decode()
        assert [line.chapter.name for line in listed.context["lines"]] == ["Oslo"]
        for page in (("rolf", "report", "bergen", 2026), ("siri", "handle_report", 2026, "bergen")):
            client, address = pages[page]
            assert "Dette kan ikke bekreftes" in client.get(address).content.decode()


@pytest.mark.slow
def test_a_chapter_whose_decision_cannot_be_read_is_left_out_of_the_list(what_there_is, pages):
    client, address = pages["siri", "reports", 2026]
    with written(what_there_is[ChapterDecision], "at", "x"):
        listed = client.get(address)
    assert LEFT_OUT in listed.content.decode()
    assert [line.chapter.name for line in listed.context["lines"]] == ["Bergen"]


@pytest.mark.slow
def test_each_of_these_pages_is_there_while_nothing_is_odd(pages):
    assert {page: client.get(address).status_code for page, (client, address) in pages.items()} == dict.fromkeys(
        pages, 200
    )
