"""A year at the secretariat, from the dates of the reports to a frozen file that names what was corrected."""

import io
import zipfile

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.journeys.conftest import assert_at, go, wait_until
from tests.journeys.test_sending_the_report import BEGUN
from tests.journeys.walking import SECRETARIAT

REPORTS, GRANT = "/sekretariat/rapporter/2026/", "/sekretariat/tilskudd/2026/"
# Siv led a group, Sol has led nothing. The report waits for its last click; the chapter may have until 15 June.
PREPARED = """
from tests.conftest import make_supporter, moment
siri = accounts.get_or_create_account("siri.sekretaer@example.org")
for given in ("Siv", "Sol"):
    person = accounts.get_or_create_account(f"{{given.lower()}}@{name}.example.org")
    accounts.change_details(person, by=person, given_name=given, family_name=name.title())
    with clock.at(moment("2026-02-02 12:00")):
        supporter = make_supporter(person, chapter, by=siri, category="conversation_supporter")
    if given == "Siv":
        led = {{"led_by": supporter, "participants": 8, "minutes": 90, **dict.fromkeys(STATED, True)}}
        for month in (5, 6):
            day = datetime.date(2026, month, 12)
            activities.log(token=uuid.uuid4(), chapter=chapter, by=person, kind="conversation_group", day=day, **led)
report = reports.prepare(chapter, year_services.open_year(2026, by=None), by=None)
for step, values in FILLED_IN.items():
    drafts.save_step(drafts.find("report", report.draft_key), step, values, now=clock.now())
"""
LATE = """
from portal.chapters.models import Chapter
from portal.accounts.models import User
chapter, siv = Chapter.objects.get(short_name="{name}"), User.objects.get(email="siv@{name}.example.org")
led = {{"led_by": siv.supporter, "participants": 5, "minutes": 90, **dict.fromkeys(STATED, True)}}
activities.log(
    token=uuid.uuid4(), chapter=chapter, by=siv, kind="activity_group", day=datetime.date(2026, 9, 3), **led
)
"""


@pytest.mark.proof
@pytest.mark.parametrize(("name", "script"), [("fjell", True), ("myr", False)])
def test_a_year_at_the_secretariat(visitor, site, name, script):
    site.manage("shell", "-c", (BEGUN + PREPARED).format(name=name))
    siri, lena, siv = visitor(java_script_enabled=script), visitor(), visitor()
    lena.sign_in(f"lena@{name}.example.org", f"/lokalforening/{name}/rapport/2026/")

    opens_the_year(siri, name)
    reminds(siri, site, name)
    lena.page.goto(f"/lokalforening/{name}/rapport/2026/")
    assert "Lederen har vært syk" in lena.page.locator("main").inner_text()
    signs(lena, name)
    sends_it_back(siri, name)
    corrects_and_sends(lena, name)
    approves(siri, name)
    looks_at_the_totals(siri)
    writes_to_those_without_an_activity(siri, site, name)
    site.manage("remind")
    number = freezes(siri, "Flere rapporter er ikke kommet")
    opens_the_files(siri, site, name, number)
    gives_the_address(siv, site, name, number)
    site.manage("shell", "-c", (BEGUN.split("name =")[0] + LATE).format(name=name))
    sees_what_came_late(siri, name)
    assert freezes(siri, "En adresse og en aktivitet er kommet") == number + 1
    names_what_changed(siri, number)


def opens_the_year(siri, name):
    siri.sign_in(SECRETARIAT, REPORTS)
    siri.follow("Endre fristene")
    assert siri.page.locator("input[name=deadline]").input_value() == "31.5.2027"
    siri.press("Lagre datoene")
    assert_at(siri.page, REPORTS)
    go(siri.page.locator(f"main a[href='{REPORTS}{name}/frist/']"))
    siri.page.get_by_label("De får mer tid").check()
    siri.page.locator("input[name=last_day]").fill("15.6.2027")
    siri.page.locator("textarea[name=reason]").fill("Lederen har vært syk")
    siri.press("Lagre")
    assert "15. juni 2027" in row_of(siri, name)


def row_of(siri, name):
    siri.page.goto(REPORTS)
    return siri.page.locator("tr", has_text=name.title()).inner_text()


def reminds(siri, site, name):
    siri.follow("Send påminnelser")
    assert "Ingenting blir sendt før" in siri.page.locator("main").inner_text()
    siri.press("Send påminnelsene")
    assert_at(siri.page, REPORTS)
    site.has_mailed(f"lena@{name}.example.org", "Fristen for årsrapporten er 15. juni")


def signs(lena, name):
    lena.page.goto(f"/lokalforening/{name}/rapport/2026/bekreft/")
    lena.page.get_by_label("Jeg bekrefter på vegne av").check()
    lena.press("Send rapporten")
    assert_at(lena.page, "/kvittering/")


def reads_the_report(siri, name):
    siri.page.goto(REPORTS)
    go(siri.page.locator(f"main a[href='{REPORTS}{name}/']"))


def sends_it_back(siri, name):
    reads_the_report(siri, name)
    siri.page.get_by_label("Send rapporten tilbake").check()
    siri.page.locator("summary", has_text="Skriv ved et bestemt tall").click()
    siri.page.locator("textarea[name='place-kind-conversation_group']").fill("Var det ikke ni i juni?")
    siri.press("Send svaret")
    assert "sendt tilbake" in siri.page.locator("main").inner_text()


def corrects_and_sends(lena, name):
    lena.page.goto("/min-side/")
    lena.follow("Rett rapporten")
    assert "Var det ikke ni i juni?" in lena.page.locator("main").inner_text()
    lena.page.goto(f"/lokalforening/{name}/rapport/2026/rett-tall/")
    lena.page.locator("input[name=kind][value=conversation_group]").check()
    lena.page.locator("input[name=number][value=participants]").check()
    lena.page.locator("input[name=right]").fill("17")
    lena.page.locator("textarea[name=why]").fill("En kom sent i juni")
    lena.press("Lagre tallet")
    lena.page.goto(f"/lokalforening/{name}/rapport/2026/tallene/")
    lena.press("Bekreft og gå videre")
    signs(lena, name)
    assert "i tide" in lena.page.locator("main").inner_text()


def approves(siri, name):
    reads_the_report(siri, name)
    assert "En kom sent i juni" in siri.page.locator("main").inner_text()
    siri.page.get_by_label("Godkjenn rapporten").check()
    siri.press("Send svaret")
    assert "Godkjent" in row_of(siri, name)


def looks_at_the_totals(siri):
    siri.follow("Tallene for 2026")
    assert siri.page.locator("main table").count() >= 3
    siri.follow("Uten aktivitet")


def writes_to_those_without_an_activity(siri, site, name):
    assert f"Sol {name.title()}" in siri.page.locator("main").inner_text()
    assert f"Siv {name.title()}" not in siri.page.locator("main").inner_text()
    siri.follow("Skriv til alle")
    siri.follow("Kanskje er aktiviteten bare ikke logget")  # each text ticks those whom it fits
    assert siri.page.get_by_label(f"Sol {name.title()}").is_checked()
    siri.press("Se brevet først")
    siri.press("Send")
    site.has_mailed(f"sol@{name}.example.org", "En hilsen om 2026")


def freezes(siri, reason):
    """Freeze a version although reports are missing. Returns its number."""
    siri.page.goto(REPORTS)
    siri.follow("Søknaden til staten, 2026")
    siri.follow("Se hva som")
    siri.page.locator("input[name=despite_gaps]").check()
    siri.page.locator("textarea[name=reason]").fill(reason)
    siri.press("Frys")
    assert_at(siri.page, GRANT)
    assert "er fryst" in siri.page.locator("main").inner_text()
    return int(siri.page.locator("h2", has_text="den nyeste").inner_text().split()[1].strip(","))


def opens_the_files(siri, site, name, number):
    def content(kind):
        return siri.context.request.get(f"{GRANT}{number}/{kind}/").body()

    book = load_workbook(io.BytesIO(content("xlsx")))
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    supporters = {row[0]: row for row in book["Likepersoner"].iter_rows(values_only=True)}
    assert f"Siv {name.title()}" in supporters
    assert f"Sol {name.title()}" not in supporters
    days = [row[0] for row in book["Aktiviteter"].iter_rows(min_row=2, values_only=True)]
    assert {day.year for day in days} == {2026}
    assert "Aktiviteter.csv" in zipfile.ZipFile(io.BytesIO(content("csv"))).namelist()
    pdf = wait_until(lambda: (found := content("pdf")).startswith(b"%PDF") and found, "the summary")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert f"Siv {name.title()}" in text
    assert f"Versjon {number}," in text


def gives_the_address(siv, site, name, number):
    """Asked for by mail until the year is frozen; given afterwards, it is in the next version."""
    address = f"siv@{name}.example.org"
    is_asked = "Vi trenger adressen din for 2026" in [subject for subject, _text in site.mails_to(address)]
    assert is_asked == (number == 1)
    siv.sign_in(address, "/mine-opplysninger/adresse/2026/")
    for field, value in {"street": "Fjellveien 1", "postcode": "0155", "place": "Oslo", "phone": "22424545"}.items():
        siv.page.locator(f"input[name={field}]").fill(value)
    siv.press("Lagre")
    assert_at(siv.page, "/min-side/")


def sees_what_came_late(siri, name):
    reads_the_report(siri, name)
    assert "etter at rapporten ble sendt" in siri.page.locator("main").inner_text()


def names_what_changed(siri, number):
    text = siri.page.locator("main").inner_text()
    assert f"Versjon {number + 1}, den nyeste" in text
    assert "En adresse og en aktivitet er kommet" in text
    assert "Dette er endret siden forrige versjon" in text
