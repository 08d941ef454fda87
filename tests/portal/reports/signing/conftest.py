"""Signing the report for 2026: its last page, as it is shown and posted."""

import pytest

from forms import drafts
from forms.annual_report import ABOUT_YEAR, BOARD, CONFIRM, NUMBERS
from portal import clock
from portal.reports.models import ChapterReport

PLACE = "/lokalforening/{}/rapport/2026/"
FILLED_IN = {
    NUMBERS: {"seen": ["on"]},
    BOARD: {
        "elected_on": ["12.3.2026"], "term": ["2"], "members": ["Rolf Rygg"], "countable_members": ["34"],
        "bylaws": ["central"], "own_finances": ["yes"], "member_activity": ["held"],
        "member_activity_what": ["Sommertur"], "as_known": ["on"],
    },
    ABOUT_YEAR: {"about": ["Et godt år"]},
}  # fmt: skip


@pytest.fixture
def filled_in(begun):
    """The report of Bergen with all sections filled in, and not signed."""
    for step, values in FILLED_IN.items():
        drafts.save_step(drafts.find("report", begun.draft_key), step, values, now=clock.now())
    return begun


@pytest.fixture
def last_page(client_of):
    """``last_page(person)``: opens the page on which the report is signed; ``sign(page)`` posts it."""

    def opened(person, chapter="bergen", **options):
        client, address = client_of(person, **options), f"{PLACE.format(chapter)}bekreft/"
        page = client.get(address)
        if page.status_code == 200:
            fields = {"shown": page.context["shown"], "version": page.context["draft"].version}
        else:  # the code is asked for first
            fields = {}
        return client, address, fields

    return opened


@pytest.fixture
def sign():
    def posted(page, **more):
        client, address, fields = page
        return client.post(address, {f"{CONFIRM}-role": "other", f"{CONFIRM}-attest": "on", **fields, **more})

    return posted


@pytest.fixture
def report_of():
    return lambda chapter: ChapterReport.objects.get(chapter__short_name=chapter)
