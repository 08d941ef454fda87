"""The whole journey, as four people, with and without JavaScript: from interest to the list of who has delivered."""

import pytest

from tests.journeys.conftest import assert_at, go
from tests.journeys.walking import (
    LEADER,
    agrees_to_role,
    applies,
    approves,
    checks_herself,
    choose,
    notes,
    passes_the_test,
    registers_attendance,
    signs,
    tick,
)


# With script `make test` walks to active in test_four_organisations.py, and sends in test_sending_the_report.py.
@pytest.mark.parametrize(
    "script",
    [pytest.param(True, marks=pytest.mark.proof, id="with script"), pytest.param(False, id="without script")],
)
def test_from_interest_to_the_list_of_who_has_delivered(visitor, site, script):
    name = "Mona" if script else "Marit"
    address = f"{name.lower()}.ny@example.org"
    public, applicant, leader, secretariat = (visitor(java_script_enabled=script) for _each in range(4))

    reads_the_guide(public)
    checks_herself(applicant)
    applies(applicant, address, name, "conversation_supporter")
    approves(leader, LEADER, name, "/lokalforening/solheim/")
    agrees_to_role(applicant, "conversation_supporter")
    registers_attendance(secretariat, name)
    passes_the_test(applicant)
    signs(applicant)
    notes(leader, LEADER, name, "appointment", "/lokalforening/solheim/")
    shows_herself(applicant, name)
    is_found(public, name)
    logs_activities(applicant)
    # Each run sends the report of another chapter.
    reporter, chapter = (leader, "solheim") if script else (visitor(java_script_enabled=False), "storoya")
    sends_the_report(reporter, chapter)
    sees_who_has_delivered(secretariat, chapter)

    subjects = [subject for subject, _text in site.mails_to(address)]
    assert [subject for subject in subjects if not subject.startswith("Koden din")] == [
        "Vi har fått søknaden din",
        "Gode nyheter om søknaden din",
        "Neste steg er klart",  # the course was registered, which opens the test
        "Du har bestått kunnskapstesten",
        "Du har signert erklæringen",
        "Velkommen blant likepersonene",
    ]


def reads_the_guide(public):
    page = public.page
    page.goto("/")
    page.locator("summary", has_text="Meny").click()
    go(page.get_by_role("navigation", name="Hovedmeny").get_by_role("link", name="Veilederen"))
    public.follow("Hva er likepersonsarbeid")
    assert public.heading().startswith("Hva er likepersonsarbeid")
    page.goto("/hjelpetelefoner/")
    assert page.locator("a[href='tel:113']").first.is_visible()
    assert public.context.cookies() == []


def shows_herself(applicant, name):
    page = applicant.page
    page.goto("/min-side/")
    go(page.locator("main a[href='/min-side/synlighet/']").first)
    page.locator("input[name=shown_name]").fill(name)
    tick(page, "input[name=consent]")
    go(page.locator("main form[method=post] button").last)
    assert page.locator(".error-summary").count() == 0


def is_found(public, name):
    public.page.goto("/finn-likeperson/")
    text = public.page.locator("main").inner_text()
    assert name in text
    assert "Ny" not in text.replace("Nynorsk", "")


def logs_activities(applicant):
    page = applicant.page
    page.goto("/min-side/")
    go(page.locator("main a[href='/aktivitet/ny/']").first)
    choose(page, "kind", "conversation_group")
    page.locator("input[name=participants]").fill("5")
    page.locator("input[name=minutes]").fill("90")
    choose(page, "leader", "me")
    choose(page, "statement", "yes")
    go(page.locator("main form[method=post] button").first)
    assert "/lagret/" in page.url
    assert "Teller i rapporten: ja" in page.locator("main").inner_text()
    page.goto("/aktivitet/ny/")
    choose(page, "kind", "digital")
    page.locator("input[name=participants]").fill("3")
    choose(page, "leader", "me")
    go(page.locator("main form[method=post] button").first)
    assert "Teller i rapporten: nei" in page.locator("main").inner_text()


LEADERS = {"solheim": LEADER, "storoya": "stein.strand@example.org"}


def sends_the_report(leader, chapter):
    page = leader.page
    leader.sign_in(LEADERS[chapter], start=f"/lokalforening/{chapter}/rapport/2026/")
    go(page.locator("main form[method=post] button, main a.button").first)
    leader.press("Bekreft og gå videre")
    tick(page, "input[name$=as_known]")
    page.locator("input[name$=elected_on]").fill("12.3.2026")
    page.locator("input[name$=term]").fill("2")
    page.locator("input[name$=countable_members]").fill("34")
    choose(page, "bylaws", "central")
    choose(page, "own_finances", "yes")
    if page.locator("input[name$=member_activity][value=held]").is_visible():  # none is known from the log
        choose(page, "member_activity", "held")
        page.locator("input[name$=member_activity_what]").fill("Sommertur, 12. juni 2026")
    leader.press("Bekreft og gå videre")
    choose(page, "role", "leader")
    tick(page, "input[name$=attest]")
    go(page.locator("main form[method=post] button").first)
    assert_at(page, f"/lokalforening/{chapter}/rapport/2026/kvittering/")


def sees_who_has_delivered(secretariat, chapter):
    page = secretariat.page
    page.goto("/sekretariat/rapporter/2026/")
    name = {"solheim": "Solheim", "storoya": "Storøya"}[chapter]
    row = page.locator("tr", has_text=name).inner_text()
    assert "20. mai 2027" in row
