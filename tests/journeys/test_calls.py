"""Taking calls: logged in two taps, on a phone and without script; a shift changes hands, and one is nobody's."""

import pytest

from tests.journeys.conftest import go
from tests.journeys.pages import faults_of

PHONE = {"width": 320, "height": 568}
HASSAN, ANNA, KARE = "hassan.hussein@example.org", "anna.cahci@example.org", "kare.koordinator@example.org"


def log_in_two_taps(who):
    """From my page to a call that is saved, with nothing typed; how many taps it took.

    The first button is on the first screen, the second within a screen and a half.
    """
    who.page.goto("/min-side/")
    taps = 0
    for role, text, screens in (("link", "Logg en samtale", 1), ("button", "Lagre samtalen", 1.5)):
        found = who.page.locator("main").get_by_role(role, name=text).first
        box = found.bounding_box()
        assert box["y"] + box["height"] <= screens * PHONE["height"], (text, box)
        go(found)
        taps += 1
    assert who.heading() == "Samtalen er lagret"
    return taps


@pytest.mark.parametrize("has_script", [True, False])
def test_a_volunteer_logs_a_talk_in_two_taps(visitor, site, has_script):
    hassan = visitor(viewport=PHONE, java_script_enabled=has_script)
    hassan.sign_in(HASSAN, "/min-side/")

    assert log_in_two_taps(hassan) == 2

    assert "MS-telefonen" in hassan.page.locator("main .receipt").inner_text()
    hassan.press("Angre")
    assert hassan.heading() == "Logg en samtale"
    assert "Ingenting om samtalen er lagret" in hassan.page.locator("main, .messages").first.inner_text()


@pytest.mark.parametrize("has_script", [True, False])
def test_the_field_for_a_day_comes_with_another_day_and_the_call_is_corrected(visitor, site, has_script):
    hassan = visitor(viewport=PHONE, java_script_enabled=has_script)
    hassan.sign_in(HASSAN, "/telefonvakt/logg/")
    day = hassan.page.locator("input[name=day]")
    assert not day.is_visible()
    hassan.page.get_by_label("En annen dag").check()
    day.fill("3.5.2027")
    hassan.press("Lagre samtalen")
    assert "3. mai" in hassan.page.locator("main .receipt").inner_text()

    hassan.follow("Rett samtalen")
    assert hassan.page.get_by_label("Mandag 3. mai").is_checked()
    hassan.page.get_by_label("I dag").check()
    hassan.press("Lagre samtalen")
    assert hassan.heading() == "Samtalene mine"

    hassan.follow("Rett")
    hassan.press("Slett samtalen")
    assert "Ingenting om samtalen er lagret" in hassan.page.locator("main").inner_text()


@pytest.mark.proof
def test_a_shift_changes_hands_and_one_is_nobodys(visitor, site):
    """Hassan asks whether somebody can take his shift, and Áŋŋá does; the coordinator says that nobody answers.

    Each page is looked at.
    """
    hassan, anna, kare = visitor(viewport=PHONE), visitor(viewport=PHONE), visitor(viewport=PHONE)
    found = {}

    def look(who, name):
        found[name] = faults_of(who.page)

    hassan.sign_in(HASSAN, "/telefonvakt/logg/")
    look(hassan, "log a call")
    hassan.press("Lagre samtalen")
    look(hassan, "saved")
    hassan.page.goto("/telefonvakt/")
    look(hassan, "the rota of a volunteer")
    hassan.follow("Gi fra deg vakten")
    look(hassan, "give back a shift")
    hassan.follow("Behold vakten")
    hassan.press("Spør om en annen kan ta vakten")
    assert hassan.page.evaluate("document.activeElement.id").startswith("vakt-")  # at the shift, not at the top
    assert "Vi har spurt de andre" in hassan.page.locator("main").inner_text()
    site.has_mailed(ANNA, "Kan du ta en vakt?")

    anna.sign_in(ANNA, "/min-side/")
    assert "Kan du ta en vakt for en annen?" in anna.page.locator("main").inner_text()
    anna.follow("Se vakten")
    go(anna.page.locator("li:target").get_by_role("button", name="Ta vakten"))  # its week was folded
    site.has_mailed(HASSAN, "Vakten din er tatt av en annen")

    kare.sign_in(KARE, "/telefonvakt/")
    look(kare, "the rota of the coordinator")
    for link in ("Gi vakten til en annen", "Ta tilbake vakten"):
        kare.follow(link)
        look(kare, link)
        kare.page.goto("/telefonvakt/")
    kare.follow("Hold telefonen stengt")
    look(kare, "keep the phone closed")
    kare.press("Hold telefonen stengt")
    assert "Nettsiden sier innen et minutt at telefonen er stengt" in kare.page.locator("main").inner_text()
    kare.press("Åpne telefonen igjen")  # the public page is as the other tests know it
    hassan.page.goto("/telefonvakt/samtalene-mine/")
    look(hassan, "own calls")
    for path in ("/telefonvakt/tall/", "/telefonvakt/hvem-svarer/"):
        kare.page.goto(path)
        look(kare, path)
    assert "Hassan Hussein" in kare.page.locator("main").inner_text()
    assert {page: faults for page, faults in found.items() if faults} == {}
