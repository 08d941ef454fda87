"""Where the site is set up with an OpenID Connect provider, nobody signs without having been asked there."""

import io
import json
import re
import time
from urllib.parse import urlsplit

import pypdf
import pytest
from django.urls import reverse
from django.utils.http import urlencode

from portal import identity
from portal.declarations import queries as declaration_queries
from portal.declarations import services as declarations
from portal.declarations.models import Signature
from portal.declarations.proof import witness
from portal.models import Event, OutboxMail
from portal.openid import Problem
from tests import openid_provider
from tests.conftest import read_declaration
from tests.openid_provider import HIGH, SUBSTANTIAL

pytestmark = pytest.mark.django_db
SIGN = "/taushetserklaering/signer/"
ASK, BEGIN = (f"/identitet/{part}?{urlencode({'next': SIGN})}" for part in ("", "begynn/"))
ANSWER = "/identitet/svar/"


@pytest.fixture(scope="module")
def server():
    with openid_provider.running() as server:
        yield server


@pytest.fixture
def provider(server, settings, tmp_path):
    server.begin()
    settings.PRIVATE_DIR = tmp_path
    for name, value in server.settings().items():
        setattr(settings, name, value)
    return server


def answer_of(provider, client, begin=BEGIN, **form):
    """Begin, and be the person on the provider's page. Returns the path and query that they are sent back to."""
    back = urlsplit(provider.give(client.get(begin).url, **form))
    return f"{back.path}?{back.query}"


def prove(provider, client, **form):
    return client.get(answer_of(provider, client, **form))


def posted():
    shown = declaration_queries.render_text(declaration_queries.text_in_force(), "nb")
    return {"version": shown.sha256, **{promise["code"]: "on" for promise in shown.promises}}


def page_after(client, response):
    """The page that a redirect leads to."""
    page = client.get(response.url)
    assert page.status_code == 200
    return page.content.decode()


def let_pass(client, seconds):
    """As if the question and the proof of this session were so much older."""
    session = client.session
    if question := session.get("identity_question"):
        session["identity_question"] = {**question, "at": question["at"] - seconds}
    if kept := session.get("identity_proof"):
        proof = {**kept["proof"], "at": kept["proof"]["at"] - seconds}
        session["identity_proof"] = {**kept, "proof": proof}
    session.save()


# Where no provider is set up


@pytest.mark.slow
def test_a_site_without_a_provider_has_no_such_pages(kari, client_of):
    client = client_of(kari)
    read_declaration(kari)

    assert [client.get(path).status_code for path in (ASK, BEGIN, ANSWER)] == [404, 404, 404]
    assert client.get(SIGN).status_code == 200
    assert client.post(SIGN, posted()).url == reverse("portal:signed")
    assert {record["method"] for record in Signature.objects.get().methods} == {"code", "mfa"}


# Signing


@pytest.mark.slow
def test_the_way_from_the_declaration_to_the_provider_and_back(provider, kari, client_of):
    client = client_of(kari)
    read_declaration(kari)

    assert client.get(SIGN).url == ASK
    page = client.get(ASK).content.decode()
    assert "Bekreft hvem du er med BankID" in page
    assert f'href="{BEGIN}"' in page
    assert prove(provider, client).url == SIGN
    assert client.get(SIGN).status_code == 200
    assert client.post(SIGN, posted()).url == reverse("portal:signed")

    assert not {"identity_proof", "identity_question"} & set(client.session.keys())
    assert client.get(SIGN).url == reverse("portal:signed")
    signature = Signature.objects.get()
    proof = signature.methods[-1]
    assert {**proof, "at": 0} == {
        "method": "openid", "name": "BankID", "issuer": provider.issuer, "subject": "a-pairwise-reference",
        "level": "high", "acr": HIGH, "at": 0,
    }  # fmt: skip
    assert abs(proof["at"] - time.time()) < 60
    assert [record["method"] for record in signature.methods[:-1]] == ["code", "mfa"]
    event = Event.objects.get(verb="declaration.sign")
    assert json.loads(event.details.text)["methods"] == signature.methods
    assert witness.examine_one(signature).differences == []
    assert OutboxMail.objects.filter(subject="Sjekk hvem som har signert").count() == 0


@pytest.mark.slow
def test_it_is_told_in_plain_words(provider, kari, siri, turid, client_of):
    client = client_of(kari)
    read_declaration(kari)
    prove(provider, client)
    client.post(SIGN, posted())
    signature = Signature.objects.get()
    declarations.render_pending()
    signature.refresh_from_db()
    copy = pypdf.PdfReader(io.BytesIO(declarations.read_copy(signature)))

    words = "Med BankID, sikkerhetsnivå høyt: "
    receipt = client.get(reverse("portal:signed")).content.decode()
    check = reverse("portal:verify_code", args=[signature.grouped_code])
    assert words in receipt
    assert "Du bekreftet identiteten din med elektronisk ID" in receipt
    assert words.strip() in " ".join("\n".join(page.extract_text() for page in copy.pages).split())
    assert words in client_of(siri).get(check).content.decode()
    assert words not in client_of(turid).get(check).content.decode()


@pytest.mark.slow
def test_a_changed_proof_is_found_and_breaks_no_page(provider, kari, siri, client_of):
    client = client_of(kari)
    read_declaration(kari)
    prove(provider, client)
    client.post(SIGN, posted())
    signature = Signature.objects.get()
    for change in ({"subject": "another"}, {"level": ["low"]}, {"more": 1}):
        methods = [*signature.methods[:-1], {**signature.methods[-1], **change}]
        Signature.objects.filter(pk=signature.pk).update(methods=methods)

        found = witness.examine_one(Signature.objects.select_related("person", "text").get()).differences
        assert [str(words) for words in found] == ["hvordan identiteten til den som signerte, ble bekreftet"]
        assert client.get(reverse("portal:signed")).status_code == 200


def test_without_a_proof_nothing_is_signed(provider, kari, client_of):
    client = client_of(kari)
    read_declaration(kari)

    assert client.post(SIGN, posted()).url == ASK
    assert not Signature.objects.exists()


@pytest.mark.slow
def test_a_proof_counts_for_ten_minutes(provider, kari, client_of):
    client = client_of(kari)
    read_declaration(kari)
    prove(provider, client)
    let_pass(client, 601)

    assert client.get(SIGN).url == ASK
    assert client.post(SIGN, posted()).url == ASK
    assert not Signature.objects.exists()


@pytest.mark.slow
def test_the_code_is_asked_for_besides(provider, kari, client_of):
    client = client_of(kari, code_age=601)
    read_declaration(kari)
    prove(provider, client)

    assert client.get(SIGN).url.startswith("/logg-inn/ny-kode/")
    assert client.post(SIGN, posted()).url.startswith("/logg-inn/ny-kode/")
    assert not Signature.objects.exists()


def test_whoever_has_not_read_is_not_asked_yet(provider, kari, client_of):
    assert client_of(kari).get(SIGN).url == reverse("portal:declaration_section", args=[1])


def test_other_actions_are_as_they_were(provider, siri, client_of):
    assert client_of(siri).get("/sekretariat/organisasjon/ord/chapter/").status_code == 200


@pytest.mark.slow
def test_the_page_stays_in_the_readers_language(provider, kari, client_of):
    client = client_of(kari)
    begin = f"/nn/identitet/begynn/?{urlencode({'next': f'/nn{SIGN}'})}"

    cancelled = client.get(answer_of(provider, client, begin=begin, action="deny"))
    assert "Du avbraut før BankID hadde svart" in page_after(client, cancelled)
    assert client.get(answer_of(provider, client, begin=begin)).url == f"/nn{SIGN}"
    assert [asked["ui_locales"] for asked in provider.asked] == ["nn", "nn"]


def test_forms_lead_nowhere_else(provider, kari, client_of):
    policy = client_of(kari).get(ASK).headers["Content-Security-Policy"]

    assert "form-action 'self'" in policy
    assert "localhost" not in policy


# What goes wrong


@pytest.mark.slow
@pytest.mark.parametrize(
    ("claims", "title"),
    [
        ({"acr": SUBSTANTIAL}, "Vi trenger et høyere sikkerhetsnivå"),
        ({"auth_time": 1}, "BankID ba deg ikke om å bekrefte på nytt hvem du er"),
        ({"sub": "12038510183"}, "Vi kan ikke bruke svaret fra BankID"),
        ({"nonce": "another"}, "Vi kan ikke stole på svaret fra BankID"),
    ],
)
def test_an_answer_that_is_not_good_enough(provider, kari, client_of, claims, title):
    client = client_of(kari)
    read_declaration(kari)
    provider.claims = claims

    refused = prove(provider, client)
    assert refused.url == ASK
    page = page_after(client, refused)
    assert title in page
    assert f'href="{BEGIN}"' in page
    assert title not in client.get(ASK).content.decode()
    assert client.get(SIGN).url == ASK
    assert "identity_proof" not in client.session
    assert not Event.objects.filter(verb="identity.prove").exists()
    provider.claims = {}
    assert prove(provider, client).url == SIGN
    assert client.post(SIGN, posted()).url == reverse("portal:signed")


def test_every_problem_has_words(provider, kari, client_of):
    client, titles = client_of(kari), set()
    for problem in Problem:
        session = client.session
        session["identity_problem"] = problem
        session.save()
        titles.add(re.search(r'class="alert-title">(.*?)</p>', client.get(ASK).content.decode(), re.DOTALL)[1])

    assert len(titles) == len(Problem)


def test_the_person_cancels(provider, kari, client_of):
    client = client_of(kari)

    cancelled = prove(provider, client, action="deny")
    assert (cancelled.url, "Du avbrøt før BankID hadde svart" in page_after(client, cancelled)) == (ASK, True)


def test_the_provider_is_down(provider, settings, kari, client_of):
    client = client_of(kari)
    back = answer_of(provider, client)
    settings.IDENTITY_ISSUER = "http://localhost:9"

    page = client.get(BEGIN)
    assert (page.status_code, "Vi får ikke kontakt med BankID akkurat nå" in page.content.decode()) == (503, True)
    assert "Vi får ikke kontakt med BankID akkurat nå" in page_after(client, client.get(back))


def test_an_answer_counts_once(provider, kari, client_of):
    client = client_of(kari)
    back = answer_of(provider, client)

    assert client.get(back).url == SIGN
    assert client.get(back).url == "/identitet/"
    assert Event.objects.filter(verb="identity.prove").count() == 1


@pytest.mark.slow
def test_an_answer_counts_for_the_session_that_began(provider, kari, turid, client_of):
    client, her_other, another = client_of(kari), client_of(kari), client_of(turid)
    back = answer_of(provider, client)

    for wrong in (her_other, another):
        refused = wrong.get(back)
        assert "Du må begynne på nytt" in page_after(wrong, refused)
        assert "identity_proof" not in wrong.session
    assert client.get(back).url == SIGN


@pytest.mark.slow
def test_an_answer_and_a_proof_count_for_the_person(provider, kari, turid, client_of):
    """Even where somebody else signs in in the same browser, without signing out first."""
    begun, proved = client_of(kari), client_of(kari)
    back = answer_of(provider, begun)
    prove(provider, proved)
    kept = [
        {name: client.session[name] for name in ("identity_question", "identity_proof") if name in client.session}
        for client in (begun, proved)
    ]
    read_declaration(turid)
    for values in kept:
        client = client_of(turid)
        session = client.session
        session.update(values)
        session.save()
        assert client.get(back).url == "/identitet/"
        assert client.get(SIGN).url == ASK


def test_an_answer_that_comes_too_late(provider, kari, client_of):
    client = client_of(kari)
    back = answer_of(provider, client)
    let_pass(client, identity.ANSWER_SECONDS + 1)

    assert "Du må begynne på nytt" in page_after(client, client.get(back))
    assert "identity_proof" not in client.session


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=", "?state=å&code=x", "?state=x&code=x", "?error=access_denied"]
)
def test_an_answer_that_nobody_asked_for_takes_nothing_away(provider, kari, client_of, query):
    client = client_of(kari)
    back = answer_of(provider, client)

    assert "Du må begynne på nytt" in page_after(client, client.get(ANSWER + query))
    assert client.get(back).url == SIGN


def test_whoever_was_signed_out_meanwhile_signs_in_first(provider, kari, client, client_of):
    back = answer_of(provider, client_of(kari))

    asked = client.get(back)
    assert asked.url == f"/logg-inn/?{urlencode({'next': '/min-side/'})}"
    assert client.get(ASK).url.startswith("/logg-inn/")
    assert client.get(BEGIN).url.startswith("/logg-inn/")


@pytest.mark.slow
def test_it_leads_to_this_site_alone(provider, kari, client_of):
    client = client_of(kari)
    begin = f"/identitet/begynn/?{urlencode({'next': 'https://elsewhere.example/'})}"

    assert client.get(answer_of(provider, client, begin=begin)).url == reverse("portal:my_page")


@pytest.mark.slow
def test_it_is_begun_twenty_times_an_hour(provider, kari, client_of):
    client = client_of(kari)

    assert [client.get(BEGIN).status_code for _time in range(21)] == [302] * 20 + [429]
    assert "Du har prøvd mange ganger" in client.get(BEGIN).content.decode()


# Another person than before


def sign_as(provider, person, client_of, subject):
    client = client_of(person)
    read_declaration(person)
    prove(provider, client, sub=subject)
    assert client.post(SIGN, posted()).url == reverse("portal:signed")
    return Signature.objects.get(person=person, withdrawn_at=None, text=declaration_queries.text_in_force())


def told(siri):
    return OutboxMail.objects.filter(to=siri.email, subject="Sjekk hvem som har signert").count()


@pytest.mark.slow
def test_one_person_who_signs_for_two_accounts_is_named_to_the_secretariat(provider, kari, turid, siri, client_of):
    sign_as(provider, turid, client_of, "one")
    assert told(siri) == 0
    signature = sign_as(provider, kari, client_of, "one")

    assert told(siri) == 1
    mail = OutboxMail.objects.get(to=siri.email, subject="Sjekk hvem som har signert")
    assert signature.grouped_code in mail.text
    assert "Kari" not in mail.text
    check = reverse("portal:verify_code", args=[signature.grouped_code])
    earlier = Signature.objects.get(person=turid)
    assert f">{earlier.grouped_code}</a>: Turid" in client_of(siri).get(check).content.decode()
    assert earlier.grouped_code not in client_of(kari).get(check).content.decode()


@pytest.mark.slow
def test_an_account_that_signs_as_somebody_else_is_named_too(provider, kari, siri, client_of):
    for subject, number in (("one", 0), ("one", 0), ('an"other%_', 1), ("one", 2)):
        signature = sign_as(provider, kari, client_of, subject)
        assert told(siri) == number
        text = declaration_queries.text_in_force()
        number_of_version = f"{text.pk + 1}.0"
        declarations.publish({**text.content, "title": {"nb": number_of_version}}, number_of_version, by=siri)
    assert signature.methods[-1]["subject"] == "one"


@pytest.mark.slow
def test_what_was_withdrawn_and_what_another_provider_says_is_not_compared(provider, kari, siri, client_of):
    first = sign_as(provider, kari, client_of, "one")
    declarations.withdraw(first, by=siri)
    sign_as(provider, kari, client_of, "two")
    assert told(siri) == 0
    methods = [{**record, "issuer": "https://former.example"} for record in Signature.objects.last().methods]
    Signature.objects.update(methods=methods)
    text = declaration_queries.text_in_force()
    declarations.publish({**text.content, "title": {"nb": "x"}}, "2.0", by=siri)
    sign_as(provider, kari, client_of, "three")
    assert told(siri) == 0
