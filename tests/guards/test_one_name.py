"""One name for each thing, in each language, in the interface and in the first content (decision 0070).

A row says which words are never used, what is said instead, and an example that it catches.
"""

import re
import tomllib

import polib
import pytest
from django.conf import settings

ROOT = settings.BASE_DIR
LANGUAGES = [code for code, _name in settings.INTERFACE_LANGUAGES]

NEVER = {
    "nb": [
        (r"\blikeperson(tjenest|telefon)", "likepersonstjenesten, likepersonstelefonen", "Likepersontjenesten"),
        (r"\b(litt|nok) (på )?avstand\b", "bearbeidet", "Du har fått det litt på avstand"),
        (r"\bpå vei (til her|mot|inn i rollen|trenger)|fortsatt på vei\b", "opptak, kandidat", "En på vei trenger deg"),
        (r"\bveien (er slutt|du var|slik en)|\ber veien slutt", "opptaket", "Hører vi ingenting, er veien slutt"),
        (r"^Noen (har(?! bedt)|ber|kan|venter|på vei|trenger) [^.]*$", "kandidat, søker", "Noen venter på svar"),
        (r"\b(har|ikke) vært ennå|\bsom har vært\b(?= |\.|$)(?! \w)", "passert, fram i tid", "Den har ikke vært ennå"),
        (r"\b(lista|rekka|helsa|ruta)\b", "listen, rekken, helsen, ruten", "Du står på lista"),
        (r"\bsiden (din|hans|hennes)\b|\bhar en side hos\b", "Min side (stedet), konto", "På siden din står det hva"),
        (r"«Dette er lagret om meg»|det som er lagret om deg</a>", "Mine opplysninger", "«Dette er lagret om meg»"),
        (r"\b(åpne|offentlige) (listen|oversikten)\b", "vises på nettsiden", "Du tas av den åpne listen"),
        (r"\b(før|fører|ført|føres) (det (i så fall )?|den )?opp\b|\bloggfør", "logge", "Før det i så fall opp"),
        (r"\btaushetsløfte|\bløftet om taushet", "taushetserklæring, taushetsplikt", "Gå gjennom taushetsløftet"),
        (r"\b(Meld|Ta) meg av\b|\bGi fra deg plassen\b|Jeg kan ikke komme", "Meld deg av", "Ta meg av listen"),
        (r"\bTildel meg\b|\bTa over saken\b", "Ta saken", "Tildel meg de avkryssede"),
        (r"\bkan (vi|du|dere|det|\{organisation\}) måtte\b", "kan det hende at vi må", "Da kan vi måtte vente"),
        (r"\bbearbeidet og reflektert|\bmer bearbeidet\b", "tenkt gjennom, har bearbeidet", "mer bearbeidet erfaring"),
        (r"\bSlik går det fram\b", "Slik gjør du", "Slik går det fram"),
        (r"\bnavn(et)?, kontakt(en)?\b", "kontaktopplysningene", "Navnet, kontakten og meldingen"),
        (r"\bEn å ringe til\b", "fast kontaktperson", "Har en å ringe til: En å ringe til"),
        (r"\b(?-i:NAV)\b", "Nav", "Ring NAV"),
        (r"\bfunksjonshemming", "funksjonsnedsettelse", "en funksjonshemming"),
        (r"\balt (nå|spurt|sagt|sendt|signert|bedt|fått)\b", "allerede", "Du har alt spurt"),
        (r"\bsikkerhet må bli riktig", "må besvares riktig", "Spørsmål om noens sikkerhet må bli riktige"),
        (r"\btrenger (du |de |dere )?ikke (gjøre|vente|ta|si|melde|fylle)\b", "trenger ikke å", "trenger ikke gjøre"),
        (r"\bfra der du er\b", "fra nettverket du bruker", "Det er sendt mange meldinger fra der du er"),
        (r"\bvår tur til å\b", "det er vi som skal", "Noe av det er kanskje vår tur til å gjøre"),
        (r"\bsnakke inn teksten\b", "diktere", "Du kan snakke inn teksten"),
        (r"\b(filen?|signaturen|kursbeviset|kopi(en)?) (er|ble|blir) (laget og )?låst\b(?! med)|\bvi låste\b",
         "forsegle, forseglet, segl", "Filen er låst"),
        (r"\bfilen til søknaden til\b", "filen med søknaden", "Filen til søknaden til staten ble hentet"),
        (r"\bsamle (en|kontoen|konto)\b[^.]* med\b", "slå sammen", "samle kontoen med en annen"),
        (r"\bvises (bare )?til (den|dem|deg|alle|%)", "vises for", "Svarene vises bare til den som har behov"),
        (r"\b(ses|sees) på\b|\buten noe om hvorfor\b", "må sjekkes; vi skriver ikke hvorfor", "Må ses på"),
        (r"\bvi ikke vet, teller\b", "det som ikke er fylt ut", "Det vi ikke vet, teller ikke"),
        (r"\barbeideren\b", "bakgrunnsprosessen", "Loggen til arbeideren sier hvorfor"),
        (r"\bkapitlet\b", "kapittelet", "Les mer i kapitlet om rollene"),
        (r"\bsiste påmeldingsdag\b", "påmeldingsfrist", "Velg en siste påmeldingsdag"),
    ],
    "nn": [
        (r"\blikeperson(tenest|telefon)", "likepersonstenesta, likepersonstelefonen", "Likepersontenesta"),
        (r"\b(litt|nok) (på )?avstand\b", "bearbeidd", "Du har fått det litt på avstand"),
        (r"\bpå veg (til her|mot|inn i rolla|treng)|framleis på veg\b", "opptak, kandidat", "Nokon på veg treng deg"),
        (r"\b(har|ikkje) vore enno\b", "passert, fram i tid", "Denne dagen har ikkje vore enno"),
        (r"\bblei\b", "vart", "Søknaden blei godkjend"),
        (r"\bring(e|er)\b", "ringje, ringjer", "Vi ringer deg"),
        (r"\bbegyn(n|t)|\bbegynte\b", "byrje", "Du begynner når alt er på plass"),
        (r"\bòg\b", "også", "Det gjeld òg"),
        (r"\bkomm(e|er)\b", "kome, kjem", "Alle som kan komme"),
        (r"\bsvarer\b", "svarar", "Ingen svarer"),
        (r"\bnykeltal", "nøkkeltal", "Ingen nykeltal"),
        (r"\bfornamn", "førenamn", "Skriv fornamnet"),
        (r"\bnumra\b", "nummera", "Numra står nedanfor"),
        (r"\bdersom\b|\bviss\b", "om", "dersom du vil"),
        (r"\bbed (om|dei|deg|oss)\b", "ber", "Vi bed om ein kode"),
        (r"\butetter\b", "utad", "Det de fortel utetter"),
        (r"\b(rådg|grunng)jev", "rådgiving, grunngiving", "Rådgjeving"),
        (r"\bgjev(e|en|ne)\b", "gitt", "Svaret er gjeve"),
        (r"\blovnad", "løfte", "kvar lovnad over"),
        (r"\bleia\b", "leidde, leidd", "den som leia"),
        (r"\b(koma|gjera|seia|vera|finna|fortelja|telja)\b", "infinitiv på -e", "Vil du fortelja det"),
        (r"\b(bli|blir|er|ble|vart) skrive ut\b|^Skrive ut", "utferda", "Skrive ut av"),
        (r"\bvort(e|en)\b", "blitt", "Dei er vorte éin"),
        (r"\butan å stå\b", "utan å bestå", "forsøka utan å stå"),
        (r"\balt (no|spurt|sagt|sendt|signert|bede|fått)\b", "allereie", "Du har alt spurt"),
        (r"\bteieerklæring", "teieplikterklæring", "teieerklæringa"),
        (r"\bsida (di|hans)\b|\bhar ei side hos\b", "Mi side (staden), konto", "På sida di står det kva"),
        (r"«Dette er lagra om meg»|det som er lagra om deg</a>", "Mine opplysningar", "«Dette er lagra om meg»"),
        (r"\b(opne|offentlege) (lista|oversikta)\b", "blir vist på nettsida", "på den opne lista"),
        (r"\b(før|fører|ført) (det (i så fall )?|han )?opp\b|\bloggfør", "logge", "Før det i så fall opp"),
        (r"\b(Meld|Ta) meg av\b|\bGi frå deg plassen\b|Eg kan ikkje kome", "Meld deg av", "Ta meg av lista"),
        (r"\bTildel meg\b|\bTa over saka\b", "Ta saka", "Tildel meg"),
        (r"\bkan (vi|du|de|det|\{organisation\}) måtte\b", "kan det hende at vi må", "Då kan vi måtte vente"),
        (r"\bbearbeidd og reflektert|\bmeir bearbeidd\b", "tenkt gjennom, har bearbeidd", "meir bearbeidd erfaring"),
        (r"\bSlik går det fram\b", "Slik gjer du", "Slik går det fram"),
        (r"\Ballereie\b", "eit ord for seg sjølv", "har vallereie noko anna"),
        (r"\bnamn(et)?, kontakt(en)?\b", "kontaktopplysningane", "Namnet, kontakten og meldinga"),
        (r"\b(?-i:NAV)\b", "Nav", "Ring NAV"),
        (r"\b(fila?|signaturen|kursbeviset|kopi(en)?) (er|vart|blir) (laga og )?låst\b(?! med)|\bvi låste\b",
         "forsegle, forsegla, segl", "Fila er låst"),
        (r"\bfila til søknaden til\b", "fila med søknaden", "Fila til søknaden til staten vart henta"),
        (r"\bsamle (ein|kontoen)\b[^.]* med\b", "slå saman", "samle kontoen med ein annan"),
        (r"\bblir (berre )?viste? til\b", "vist for", "Svara blir berre viste til den som treng dei"),
        (r"\bsjåast på\b|\butan noko om kvifor\b", "må sjekkast; vi skriv ikkje kvifor", "Må sjåast på"),
        (r"\bvi ikkje veit, tel\b", "det som ikkje er fylt ut", "Det vi ikkje veit, tel ikkje"),
        (r"\barbeidaren\b", "bakgrunnsprosessen", "Loggen til arbeidaren seier kvifor"),
        (r"\btreng (du |de |dei )?ikkje (gjere|vente|ta|seie|melde|fylle)\b", "treng ikkje å", "Du treng ikkje gjere"),
        (r"\bsiste påmeldingsdag\b", "påmeldingsfrist", "Vel ein siste påmeldingsdag"),
        (r"\b(for|til|av|med|hos|frå|blant) de som\b", "dykk som, dei som", "For de som byggjer opp tilbodet"),
        (r"\bskader\b", "skadar", "Det skader ikkje tilliten"),
    ],
    "en": [
        (r"\b(hard|long) talks?\b|\b(early in|through|after|lead) (the|a) talk\b", "conversation", "after a hard talk"),
        (r"\bthe frame\b|\bnational body\b", "limits, national organisation", "within the frame"),
        (r"\bprivate person\b", "private individual", "Online you are a private person"),
        (r"\btell about\b|\bin the board\b", "tell us about, with the board", "what you want to tell about you"),
        (r"\bneed no account|\b(we|you) (give|show|fetch|send|hold|store) no\b", "do not", "You need no account"),
        (r"\bwrite (your|the|a) ((first|last) name|name|number|date|code|postcode)\b", "Enter", "Write your name"),
        (r"\b(hold|has|have|got|by|which|another|central) (an )?office\b|\boffices\b", "position", "I hold an office"),
        (r"\bcall(s|ed)? off\b", "cancelled", "The course is called off"),
        (r"\b(it|that|this|which|what) stands? (in|on|there|with|above)\b", "is, appears", "It stands in the letter"),
        (r"\bshall (be|have|get|stand|the)\b", "will, should", "Which number shall be opened?"),
        (r"\b(has|have) it now\b", "is with", "The board has it now"),
        (r"\bone (can|may|likes?|has to)\b|\b(must|can) one\b", "you can", "How old must one be?"),
        (r"\banew\b", "again", "sign anew"),
        (r"\bneed not\b", "do not need to", "You need not say why"),
        (r"\bdo (get in touch|call)\b", "please contact us", "Do get in touch with us"),
        (r"(?<!a )\btalk with\b", "talk to", "somebody to talk with"),
        (r"\bRing ((us|the|a|your)\b|\d)", "Call", "Ring 113"),
        (r"\bon the way (to|needs)\b|\bstill on the way\b|\bway ends\b", "candidate", "Are you still on the way?"),
        (r"\bday that has been\b|\bhas not (been|come) yet\b", "in the future, passed", "This day has not come yet"),
        (r"(?<!\()\bpeer supporter", "likeperson (explained in brackets)", "as a peer supporter"),
        (r"\bcontribute with\b", "contribute", "What would you like to contribute with?"),
        (r"\bsecond factor|\bapp for codes\b", "authenticator app, two-step sign-in", "Set up a second factor"),
        (r"\bsome distance from\b", "have worked through", "some distance from what I have been through"),
        (r"\bnine of ten\b", "nine out of ten", "nine of ten within a week"),
        (r"\bquestions? of the application\b", "in the application", "A question of the application"),
        (r"\btranslation to\b", "translation into", "The translation to English"),
        (r"\blog the talks?\b", "conversation", "Log the talk"),
        (r"\baccounts (have been |are )?joined\b", "merged", "The two accounts have been joined"),
        (r"\btaken out as a file\b", "downloaded as a file", "The register was taken out as a file"),
        (r"\bin braces\b", "in curly brackets", "These words in braces"),
        (r"\byour admission\b", "application process", "Your admission has ended"),
        (r"\b(?-i:the worker)\b", "the background process", "The log of the worker says why"),
        (r"\bwhat we do not know\b", "what has not been filled in", "What we do not know does not count"),
        (r"\bon more days\b", "more than one day", "Was it on more days?"),
        (r"[«»]", "“ ”", "The link «%(words)s» leads nowhere"),
        (r"\bappl(y|ies) without an end\b", "has no end date", "What you promise applies without an end date"),
        (r"\b(signature|certificate) is (being )?locked\b", "sealed", "The signature is being locked"),
        (r"\bwhat you get back\b", "get in return", "What you get back"),
    ],
}  # fmt: skip


def in_the_catalogue(language):
    """``{where: text}`` of the interface."""
    book = polib.pofile(str(ROOT / "site" / "locale" / language / "LC_MESSAGES" / "django.po"))
    found = {}
    for entry in book:
        forms = entry.msgstr_plural if entry.msgid_plural else {0: entry.msgstr}
        found |= {f"{entry.msgctxt}: {entry.msgid} {form}": text for form, text in forms.items()}
    return found


def in_the_content(language):
    """``{where: text}`` of what a new site is filled with: pages, presets, course, questions and declaration."""
    files = sorted((ROOT / "home" / "content" / language).rglob("*.toml"))
    shared = [*(ROOT / "portal" / "presets").glob("*.toml"), *(ROOT / "portal").glob("*/content/*.toml")]
    found = {}
    for path in files:
        found |= texts_of(tomllib.loads(path.read_text()), str(path.relative_to(ROOT)), language, language)
    for path in sorted(shared):
        found |= texts_of(tomllib.loads(path.read_text()), str(path.relative_to(ROOT)), language, None)
    return found


def texts_of(value, where, language, spoken):
    """The texts in this language: those below its own key, and all of a file that is in one language."""
    if isinstance(value, str):
        return {where: value} if spoken == language else {}
    rows = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = {}
    for key, part in rows:
        found |= texts_of(part, f"{where} {key}", language, key if key in LANGUAGES else spoken)
    return found


HELD = [in_the_catalogue, in_the_content]
# A text that may say it all the same, and what it may say, by the place where it stands: ``{where: {never}}``.
EXCEPTIONS: dict[str, set[str]] = {}


@pytest.mark.slow
@pytest.mark.parametrize("texts", HELD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_thing_has_one_name(texts, language):
    said = [
        (where, text, f"say: {instead}")
        for where, text in texts(language).items()
        for never, instead, _example in NEVER[language]
        if re.search(never, text, re.IGNORECASE) and never not in EXCEPTIONS.get(where, ())
    ]

    assert said == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_row_catches_its_example(language):
    assert [row for row in NEVER[language] if not re.search(row[0], row[2], re.IGNORECASE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_content_is_read_in_each_language(language):
    found = in_the_content(language)

    folders = {where.rsplit("/", 1)[0] for where in found}
    assert folders >= {f"home/content/{language}/guide", "portal/presets", "portal/knowledge/content"}
    assert not any(text in LANGUAGES for text in found.values())
