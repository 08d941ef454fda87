"""The page of helplines hangs on a wall: one sheet, and nothing on it that is true only now."""

import io

import pytest
from pypdf import PdfReader

from tests.journeys.conftest import wait_until


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_the_lines_print_on_one_a4(visitor, prefix):
    page = visitor().page
    page.goto(f"{prefix}/hjelpetelefoner/")

    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    text = " ".join(sheets[0].extract_text().replace("\N{NO-BREAK SPACE}", " ").split())
    assert len(sheets) == 1
    assert [round(float(side)) for side in sheets[0].mediabox[2:]] == [595, 842]
    assert all(number in text for number in ("113", "116 117", "116 123", "22 40 00 40", "22 42 45 45", "23 90 51 55"))
    status = page.locator(".card .tag").all_inner_texts()
    assert len(status) == 2
    assert not any(words in text for words in status)


@pytest.mark.proof
def test_shifts_that_nobody_has_taken_leave_it_on_one_a4(visitor):
    office, reader = visitor(), visitor()
    office.sign_in("kare.koordinator@example.org", "/telefonvakt/")
    closed = 0
    for _shift in range(4):
        office.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")  # later weeks
        if office.page.get_by_role("link", name="Hold telefonen stengt").count():
            office.follow("Hold telefonen stengt")
            office.press("Hold telefonen stengt")
            closed += 1

    def shows_them():
        reader.page.goto("/hjelpetelefoner/")
        return reader.page.locator(".changes li").count() >= closed

    # The web process that answers may remember the lines as they were up to a minute ago.
    wait_until(shows_them, "the closed shifts on the public page")

    pages = PdfReader(io.BytesIO(reader.page.pdf(prefer_css_page_size=True))).pages

    for _shift in range(closed):
        office.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        office.press("Åpne telefonen igjen")  # the public page is as the other tests know it
    assert closed > 1
    assert len(pages) == 1
