"""The pages of the contract, and who looks at them: for the sample in `make test` and the matrix in `make proof`."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

PUBLIC = [
    "/", "/veileder/", "/veileder/den-gode-samtalen/", "/veileder/nar-noen-har-det-svaert-vanskelig/",
    "/veileder/skriv-ut/", "/hjelpetelefoner/", "/raadgivning/", "/finn-likeperson/", "/lokalforeninger/",
    "/lokalforeninger/storoya/",
    "/sok/?q=taushet", "/sok/?q=zzzz", "/bli-likeperson/",
    "/bli-likeperson/?postnummer=5003", "/bli-likeperson/?postnummer=x", "/bli-likeperson/passer-det/",
    "/logg-inn/", "/soknad/", "/verifiser/", "/verifiser/fil/", "/verifiser/ZZZZZ-ZZZZZ/", "/tilgjengelighet/",
    "/personvern/", "/informasjonskapsler/", "/visning/", "/visning/stil/", "/finnes-ikke/",
    "/finn-likeperson/bli-ringt-opp/", "/ny-med-ms/", "/kontakt/", "/for-helsepersonell/",
    "/finn-likeperson/?place=chapter.nordvik&topic=exercise&language=zz",
]  # fmt: skip
BY_PERSON = {
    "dina.dahl@example.org": ["/min-side/", "/soknad/", "/soknad/om-deg/", "/soknad/erfaring/", "/soknad/tilhorighet/",
                              "/soknad/lagret/", "/soknad/slett/", "/mine-opplysninger/", "/logg-ut/"],
    "kari.krogh@example.org": ["/min-side/", "/soknad/sendt/", "/soknad/trekk/"],
    "ingrid.iversen@example.org": ["/min-side/", "/kurs/"],
    "jon.jensen@example.org": ["/min-side/", "/kunnskapstest/", "/kunnskapstest/oving/", "/kurs/bevis/"],
    "maja.moen@example.org": ["/taushetserklaering/", "/taushetserklaering/del/1/", "/taushetserklaering/hele/",
                              "/taushetserklaering/forklar/", "/taushetserklaering/forsta/",
                              "/taushetserklaering/signer/"],
    "anne.aas@example.org": ["/min-side/", "/min-side/synlighet/", "/min-side/pause/",
                             "/min-side/avslutt/", "/aktivitet/", "/aktivitet/ny/", "/aktivitet/dobbelt/",
                             "/aktivitet/aar/2026/",
                             "/taushetserklaering/kvittering/", "/treff/"],
    "hassan.hussein@example.org": ["/telefonvakt/", "/telefonvakt/logg/", "/telefonvakt/samtalene-mine/"],
    "stein.strand@example.org": ["/min-side/", "/lokalforening/storoya/", "/lokalforening/storoya/rapport/2026/",
                                 "/lokalforening/storoya/om/", "/lokalforening/storoya/treff/",
                                 "/lokalforening/storoya/treff/nytt/",
                                 "/lokalforening/storoya/erklaeringer/"],
    "siri.sekretaer@example.org": ["/min-side/", "/sekretariat/", "/sekretariat/oversikt/", "/sekretariat/register/",
                                   "/sekretariat/rapporter/2026/", "/sekretariat/rapporter/2026/frister/",
                                   "/sekretariat/rapporter/2026/nordvik/frist/",
                                   "/sekretariat/rapporter/2026/paminnelse/",
                                   "/sekretariat/register/verv/", "/sekretariat/register/folk/",
                                   "/sekretariat/register/redaktor/", "/sekretariat/kurs/",
                                   "/sekretariat/register/lokalforeninger/",
                                   "/sekretariat/register/lokalforeninger/ny/",
                                   "/sekretariat/register/lokalforeninger/storoya/",
                                   "/sekretariat/register/lokalforeninger/storoya/sla-sammen/",
                                   "/sekretariat/kurs/nytt/", "/sekretariat/henvendelser/",
                                   "/sekretariat/pa-vei/", "/sekretariat/likepersoner/", "/sekretariat/innstillinger/",
                                   "/sekretariat/organisasjon/", "/sekretariat/dobbelt/",
                                   "/sekretariat/kategorier/", "/sekretariat/kategorier/conversation_supporter/",
                                   "/sekretariat/sporsmal/", "/sekretariat/sporsmal/nytt/", "/sekretariat/brev/",
                                   "/sekretariat/brev/approve/", "/soknad/paa-vegne-av/",
                                   "/sekretariat/erklaeringer/", "/sekretariat/erklaeringer/ny/",
                                   "/sekretariat/erklaeringer/register/",
                                   "/sekretariat/erklaeringer/register/paminnelse/",
                                   "/sekretariat/mottatt/", "/sekretariat/mottatt/bekreft/",
                                   "/sekretariat/erklaeringer/forklaring/",
                                   "/telefonvakt/", "/telefonvakt/tall/", "/telefonvakt/hvem-svarer/",
                                   "/sekretariat/regler/", "/sekretariat/regler/nye/", "/sekretariat/vurderinger/",
                                   "/sekretariat/kunnskapstest/",
                                   "/sekretariat/kunnskapstest/unntak/", "/sekretariat/kunnskapstest/sporsmal/",
                                   "/sekretariat/kunnskapstest/sporsmal/role-1/"],
}  # fmt: skip
PREFIXES = ["", "/nn", "/en"]
SIZES = {"320": {"width": 320, "height": 800}, "1280": {"width": 1280, "height": 900}}
MODES = ["light", "dark"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"color-contrast-enhanced": {"enabled": True}}}
axe = Axe()
# The words of the page's heading that do not stand whole on one line within it.
BROKEN = """() => [...document.querySelectorAll("h1")].flatMap(heading => {
  const edge = heading.getBoundingClientRect().right + 0.5;
  const texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT), found = [];
  while (texts.nextNode()) for (const word of texts.currentNode.data.matchAll(/[^\\s-]+/g)) {
    const range = document.createRange();
    range.setStart(texts.currentNode, word.index);
    range.setEnd(texts.currentNode, word.index + word[0].length);
    const parts = [...range.getClientRects()];
    const lines = new Set(parts.map(part => Math.round(part.top)));
    if (lines.size > 1 || parts.some(part => part.right > edge)) found.push(word[0]);
  }
  return found;
})"""


def faults_of(page):
    """What is wrong with the page that is open: axe's findings, a page too wide for the window, a broken heading."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in axe.run(page, options=RULES).response["violations"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"wider than the window: {page.evaluate('document.documentElement.scrollWidth')} px")
    return found + [f"broken in the heading: {word}" for word in page.evaluate(BROKEN)]


def take_picture(page, name):
    """Keep a picture of the whole page in ``var/screenshots/``; whether it is there."""
    folder = settings.BASE_DIR / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path.exists()


@pytest.fixture
def look_at(visitor, site):
    """``look_at(person, paths, width, mode)``: faults of each page, ``{path: [fault]}``."""

    def look(person, paths, width, mode, do=faults_of):
        if person and person not in site.sessions:
            first = visitor()
            first.sign_in(person)
            site.sessions[person] = first.context.storage_state()
        remembered = site.sessions.get(person)
        one = visitor(viewport=SIZES[width], color_scheme=mode, reduced_motion="reduce", storage_state=remembered)
        found = {}
        for path in paths:
            before = len(site.mails_to(person))
            one.page.goto(path)
            if "/logg-inn/ny-kode/" in one.page.url:  # the run has lasted longer than a code does
                one.give_fresh_code(person, before)
            found[path] = do(one.page)
        one.close()
        return found

    return look
