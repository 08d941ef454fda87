"""From «could this be me?» to active, in each of the four organisations, in the order that its preset says.

Nothing here knows an organisation: the order is read from the preset, as the site reads it.
"""

import pytest

from portal import organisation
from tests.journeys import walking
from tests.journeys.conftest import Site, Visitor

LEADER, SECRETARIAT = walking.LEADER, walking.SECRETARIAT
# What the answer to an application carries with it: the tick of the age, and that the membership was looked up.
WITH_THE_ANSWER = {"membership"}
ASSESSOR_APPOINTS = {("chapter", "board"), ("chapter", "county_board"), ("secretariat", "secretariat")}


def order_of(category):
    """A legal order of what the category requires, those that the person can do first."""
    left, order = dict(category["requires"]), []
    while left:
        kind = next(kind for kind, after in left.items() if set(after) <= set(order))
        order.append(kind)
        del left[kind]
    at_once = category["requires"]["appointment"] == ["approval"]
    skipped = set(WITH_THE_ANSWER)
    if at_once and (category["assessed_by"], category["method"]) in ASSESSOR_APPOINTS:
        skipped.add("appointment")
    return [kind for kind in order if kind not in skipped]


@pytest.fixture
def site_of(tmp_path):
    opened = []

    def new(preset):
        opened.append(Site(tmp_path / preset))
        (tmp_path / preset).mkdir()
        opened[-1].start(preset)
        return opened[-1]

    yield new
    for one in opened:
        one.stop()


@pytest.mark.proof  # four sites; make test walks from interest to the grant at one, and tries every preset's rules
@pytest.mark.parametrize("preset", organisation.PRESETS)
def test_from_the_self_check_to_active(preset, site_of, browser):
    category = organisation.preset(preset)["categories"][0]
    site = site_of(preset)
    applicant, leader, secretariat = (Visitor(browser, site) for _each in range(3))
    address, name = "mona.ny@example.org", "Mona"
    chapter = category["assessed_by"] == "chapter"
    staff, who = (leader, LEADER) if chapter else (secretariat, SECRETARIAT)
    assessed_at = "/lokalforening/solheim/" if chapter else "/sekretariat/"
    followed_at = "/lokalforening/solheim/" if chapter else "/sekretariat/pa-vei/"

    walking.checks_herself(applicant)
    walking.applies(applicant, address, name, category["code"])
    for kind in order_of(category):
        if kind == "approval":
            walking.approves(staff, who, name, assessed_at)
        elif kind == "role":
            walking.agrees_to_role(applicant, category["code"])
        elif kind == "material":
            walking.reads_the_course(applicant)
        elif kind == "course":
            walking.registers_attendance(secretariat, name)
        elif kind == "test":
            walking.passes_the_test(applicant)
        elif kind == "declaration":
            walking.signs(applicant)
        elif kind in ("talk", "appointment"):
            walking.notes(staff, who, name, kind, followed_at)
        else:
            walking.notes(secretariat, SECRETARIAT, name, kind, "/sekretariat/pa-vei/")

    applicant.page.goto("/min-side/")
    assert applicant.heading() == "Hei, Mona"
    said = applicant.page.locator("body").inner_text()
    foreign = {
        form
        for other in organisation.PRESETS
        for form in organisation.preset(other)["words"]["nb"]["chapter"][:4]
        if form not in str(organisation.preset(preset)["words"]["nb"])
    }
    assert {form for form in foreign if form in said} == set()
    assert site.has_mailed(address, "Velkommen blant likepersonene")
    for one in (applicant, leader, secretariat):
        one.close()
