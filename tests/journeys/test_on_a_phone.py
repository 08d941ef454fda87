"""Tables as rows of names and values at 320 px, and the page of one case on a phone and on a desk, without script."""

import re

import pytest

from tests.journeys.conftest import go
from tests.journeys.pages import SIZES, faults_of

SIRI, ROLF = "siri.sekretaer@example.org", "rolf.rygg@example.org"
TABLES = {
    None: ["/hjelpetelefoner/"],
    ROLF: ["/lokalforening/solheim/", "/lokalforening/solheim/rapport/2026/aktiviteter/"],
    SIRI: [
        "/sekretariat/", "/sekretariat/?visning=besvart", "/sekretariat/oversikt/", "/sekretariat/register/",
        "/sekretariat/kurs/", "/sekretariat/kunnskapstest/sporsmal/", "/sekretariat/henvendelser/",
        "/sekretariat/likepersoner/",
        "/sekretariat/rapporter/2026/", "/sekretariat/rapporter/2026/nordvik/",
    ],
}  # fmt: skip
# What is wrong with the tables of the page that is open, for the eye and for whoever hears it.
FAULTS = """() => {
  const found = [], seen = node => node.getClientRects().length > 0;
  if (document.documentElement.scrollWidth > innerWidth) found.push("the page scrolls to the side");
  for (const box of document.querySelectorAll(".table-scroll"))
    if (box.scrollWidth > box.clientWidth) found.push("a table scrolls to the side");
  for (const cell of document.querySelectorAll("main tbody td, main tfoot td")) {
    if (!seen(cell)) continue;
    const inLine = cell.closest(".hours"); // a day and its hours are one line: "Monday 11 to 15"
    if (!inLine && getComputedStyle(cell).display !== "block") found.push("a cell beside another: " + cell.innerText);
    const edge = cell.getBoundingClientRect();
    if (edge.right > innerWidth + 1 || cell.scrollWidth > cell.clientWidth + 1) found.push("cut: " + cell.innerText);
    if (cell.dataset.head === undefined) continue;
    const row = [...cell.closest("tr").children], heads = cell.closest("table").querySelectorAll("thead th");
    if (cell.dataset.head !== heads[row.indexOf(cell)].textContent.trim()) found.push("named " + cell.dataset.head);
    if (!inLine && getComputedStyle(cell, "::before").content.indexOf(cell.dataset.head) < 0)
      found.push("no name is shown");
  }
  return found;
}"""


@pytest.fixture
def signed_in(visitor, site):
    def opened(person, **options):
        if person and person not in site.sessions:
            first = visitor()
            first.sign_in(person)
            site.sessions[person] = first.context.storage_state()
        return visitor(**{"storage_state": site.sessions.get(person), "java_script_enabled": False, **options})

    return opened


@pytest.mark.parametrize("person", TABLES)
def test_every_table_is_rows_of_names_and_values(signed_in, person):
    one = signed_in(person, viewport=SIZES["320"])
    found = {}
    for path in TABLES[person]:
        one.page.goto(path)
        assert one.page.locator("main table").count() > 0, path
        found[path] = one.page.evaluate(FAULTS)

    assert {path: faults for path, faults in found.items() if faults} == {}


def open_case(one, name):
    one.page.goto("/lokalforening/solheim/")
    go(one.page.locator("main a[href*='/sekretariat/soknad/']", has_text=name).first)
    return one.page


def test_a_reason_is_shown_for_the_answer_that_is_chosen(signed_in):
    page = open_case(signed_in(ROLF, viewport=SIZES["320"]), "Kari Krogh")
    reasons = {name: page.locator(f"input[name={name}]").first for name in ("missing", "grounds")}

    def shown():
        return {name for name, found in reasons.items() if found.is_visible()}

    assert shown() == set()
    for verdict, names in [("ask_for_more", {"missing"}), ("decline", {"grounds"}), ("approve", set())]:
        page.locator(f"input[name=verdict][value={verdict}]").focus()
        page.keyboard.press("Space")
        assert shown() == names
    page.locator("input[name=verdict][value=decline]").check()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "grounds"


@pytest.mark.parametrize(("width", "is_beside"), [("320", False), ("1280", True)])
def test_the_answer_stands_beside_the_application_on_a_desk_and_after_it_on_a_phone(signed_in, width, is_beside):
    page = open_case(signed_in(ROLF, viewport=SIZES[width]), "Kari Krogh")
    application, answer = (page.locator(f".case > :nth-child({place})").bounding_box() for place in (1, 2))

    assert (answer["x"] >= application["x"] + application["width"]) is is_beside
    assert (answer["y"] >= application["y"] + application["height"]) is not is_beside
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert re.search("Les søknaden|Svaret skulle", page.locator("main").inner_text())


@pytest.mark.parametrize(("width", "mode"), [("320", "dark"), pytest.param("1280", "light", marks=pytest.mark.proof)])
def test_the_pages_of_one_case_are_accessible(signed_in, width, mode):
    options = {"viewport": SIZES[width], "color_scheme": mode, "reduced_motion": "reduce"}
    one = signed_in(ROLF, java_script_enabled=True, **options)
    page = open_case(one, "Kari Krogh")
    found = {"nothing chosen": faults_of(page)}
    page.locator("input[name=verdict][value=ask_for_more]").check()
    found["a reason"] = faults_of(page)
    page.locator("input[name=missing]").first.check()
    one.press("Se brevet")
    found["the letter"] = faults_of(page)
    page.goto("/lokalforening/solheim/")
    go(page.locator("main .task-name", has_text="Oda Opdal").first)
    found["on the way"] = faults_of(page)
    one.follow("Oppnevn som")
    found["the appointment"] = faults_of(page)

    assert {place: faults for place, faults in found.items() if faults} == {}
