"""One door: an e-mailed code, the same answer for known and unknown, a second factor for staff."""

import re
import time

import pytest
from allauth.mfa.totp.internal import auth as totp_auth
from django.contrib.auth.models import Group, Permission
from django.test import Client

from portal import code_limits, interrupted_forms
from portal.accounts import services as accounts
from portal.accounts.models import User
from portal.chapters import services as chapters
from portal.models import OutboxMail


def code_of(address):
    return re.search(r"\d{3} \d{3}", OutboxMail.objects.filter(to=address).order_by("-pk")[0].text).group()


def ask(client, address, **extra):
    return client.post("/logg-inn/", {"email": address, **extra})


@pytest.mark.django_db
def test_a_code_signs_in_and_goes_on_where_one_was_going(kari):
    client = Client()
    ask(client, "kari@example.org", next="/soknad/")

    response = client.post(
        "/logg-inn/kode/?next=/soknad/", {"code": f" {code_of('kari@example.org')} ", "next": "/soknad/"}
    )

    assert response.url == "/soknad/"
    assert client.get("/min-side/").status_code == 200


@pytest.mark.django_db
def test_the_page_and_the_mail_say_how_long_the_code_works(kari):
    minutes = f"virker i {code_limits.CODE_SECONDS // 60} minutter"

    page = Client().post("/logg-inn/", {"email": kari.email}, follow=True)

    assert minutes in page.content.decode()
    assert minutes in OutboxMail.objects.get(to=kari.email).text


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["kari@example.org", "kari@exmaple.org"])
def test_whoever_typed_an_address_sees_it_and_nobody_else_does(kari, typed):
    page = Client().post("/logg-inn/", {"email": typed}, follow=True)

    assert f"til {typed}." in page.content.decode()
    assert typed not in Client().get("/logg-inn/kode/", follow=True).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_it_never_leads_to_another_site(kari, target):
    client = Client()
    ask(client, "kari@example.org", next=target)

    response = client.post("/logg-inn/kode/", {"code": code_of("kari@example.org"), "next": target})

    assert response.url == "/min-side/"


@pytest.mark.django_db
def test_known_and_unknown_addresses_get_the_same_answer(kari):
    known, unknown = Client(), Client()

    answers = [ask(known, "kari@example.org"), ask(unknown, "ukjent@example.org")]
    pages = [client.get(answer.url).content for client, answer in zip((known, unknown), answers, strict=True)]
    shown = [page.replace(b"kari@", b"").replace(b"ukjent@", b"") for page in pages]  # each sees what they typed

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert without_guards(shown[0]) == without_guards(shown[1])
    assert OutboxMail.objects.count() == 2


@pytest.mark.django_db
def test_two_who_ask_for_the_same_new_address_at_once_get_one_account(monkeypatch):
    first = accounts.get_or_create_account("ny@example.org")

    def not_there_yet(**values):
        monkeypatch.undo()
        return User.objects.none()

    monkeypatch.setattr(User.objects, "filter", not_there_yet)

    assert accounts.get_or_create_account("ny@example.org") == first


def without_guards(page):
    return re.sub(rb'(csrfmiddlewaretoken" value=")[^"]+', rb"\1", page)


@pytest.mark.django_db
def test_an_account_is_nobodys_until_the_code_is_typed():
    client = Client()
    ask(client, "ny@example.org")

    assert User.objects.get(email="ny@example.org").last_login is None

    client.post("/logg-inn/kode/", {"code": code_of("ny@example.org")})

    assert User.objects.get(email="ny@example.org").last_login is not None


@pytest.mark.django_db
def test_a_wrong_code_says_what_to_do_and_five_end_it(kari):
    client = Client()
    ask(client, "kari@example.org")

    first = client.post("/logg-inn/kode/", {"code": "000000"})
    for _try in range(4):
        last = client.post("/logg-inn/kode/", {"code": "000000"})

    assert list(first.context["form"].errors) == ["code"]
    assert last.url == "/logg-inn/"
    assert client.post("/logg-inn/kode/", {"code": code_of("kari@example.org")}).url.startswith("/logg-inn/")
    assert client.get("/min-side/").status_code == 302


@pytest.mark.slow
@pytest.mark.django_db
def test_many_codes_to_one_address_are_refused_with_a_sentence(kari):
    answers = [ask(Client(), "kari@example.org") for _try in range(8)]

    assert answers[0].status_code == 302
    assert list(answers[-1].context["form"].errors) == ["email"]
    assert OutboxMail.objects.filter(to="kari@example.org").count() == 6


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["", "kari", "kari@", "a@b\r\nBcc: x@y.no", "x" * 300 + "@example.org", "ka\x00ri@example.org"]
)
def test_a_bad_address_gets_a_sentence(address):
    response = ask(Client(), address)

    assert list(response.context["form"].errors) == ["email"]
    assert User.objects.filter(email__contains="Bcc").count() == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_staff_get_nowhere_without_a_second_factor(siri):
    client = Client()
    ask(client, "siri@example.org")
    client.post("/logg-inn/kode/", {"code": code_of("siri@example.org")})

    assert client.get("/sekretariat/").url == "/sikkerhet/app/"
    assert client.get("/min-side/").url == "/sikkerhet/app/"
    assert client.get("/cms/").url == "/sikkerhet/app/"
    page = client.get("/sikkerhet/app/")
    assert page.status_code == 200
    # Whoever sets it up has given a code of it, and goes on.
    right = totp_auth.format_hotp_value(totp_auth.hotp_value(page.context["form"].secret, int(time.time()) // 30))
    (field,) = page.context["form"].fields
    assert client.post("/sikkerhet/app/", {field: right}, follow=True).redirect_chain == [("/min-side/", 302)]
    assert client.get("/sekretariat/").status_code == 200


@pytest.mark.django_db
def test_staff_mails_do_not_show_the_code_in_the_subject(siri, kari):
    for address in ("siri@example.org", "kari@example.org"):
        ask(Client(), address)

    subjects = dict(OutboxMail.objects.values_list("to", "subject"))
    assert [any(sign.isdigit() for sign in subjects[who]) for who in ("siri@example.org", "kari@example.org")] == [
        False,
        True,
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_an_office_that_ends_bites_at_the_next_page(rolf, bergen, siri, client_of):
    client = client_of(rolf)
    assert client.get("/lokalforening/bergen/").status_code == 200

    for office in rolf.offices.all():
        chapters.end_office(office, by=siri)

    assert client.get("/lokalforening/bergen/").status_code == 404


@pytest.mark.django_db
def test_signing_out_is_a_button_and_clears_the_cache(kari, client_of):
    client = client_of(kari)

    assert client.get("/logg-ut/").status_code == 200
    response = client.post("/logg-ut/")

    assert response.url == "/logget-ut/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/min-side/").status_code == 302


@pytest.mark.django_db
def test_a_form_posted_after_the_session_ended_gives_the_text_back(kari, client_of):
    client = Client(headers={"origin": "http://testserver"})
    typed = {"given_name": "Karoline", "family_name": "Krogh", "writer": interrupted_forms.writer_digest(kari)}

    response = client.post("/mine-opplysninger/", typed)
    assert response.url == "/logg-inn/?next=%2Ffortsett%2F"
    ask(client, "kari@example.org", next="/fortsett/")
    back = client.post("/logg-inn/kode/", {"code": code_of("kari@example.org"), "next": "/fortsett/"})

    assert back.url == "/fortsett/"
    assert "Karoline" in client.get("/fortsett/").content.decode()


@pytest.mark.django_db
def test_another_person_never_sees_the_text_that_waits(kari, ola):
    client = Client()
    client.post("/mine-opplysninger/", {"given_name": "Hemmelig", "writer": interrupted_forms.writer_digest(kari)})
    ask(client, "ola@example.org", next="/fortsett/")
    client.post("/logg-inn/kode/", {"code": code_of("ola@example.org"), "next": "/fortsett/"})

    assert client.get("/fortsett/").url == "/min-side/"


@pytest.mark.django_db
def test_a_form_whose_guard_has_expired_comes_back_from_our_own_pages_only(kari, client_of):
    client = client_of(kari)
    client.handler.enforce_csrf_checks = True

    ours = client.post("/mine-opplysninger/", {"given_name": "Karoline"}, headers={"origin": "http://testserver"})
    foreign = client.post("/mine-opplysninger/", {"given_name": "Karoline"}, headers={"origin": "http://evil.example"})

    assert (ours.status_code, foreign.status_code) == (403, 403)
    assert "Karoline" in ours.content.decode()
    assert "Karoline" not in foreign.content.decode()


@pytest.mark.django_db
def test_a_page_that_another_person_opened_is_refused_and_nothing_of_it_kept(kari, ola, client_of):
    client = client_of(ola)
    typed = {"given_name": "Hemmelig", "family_name": "Krogh", "writer": interrupted_forms.writer_digest(kari)}

    response = client.post("/mine-opplysninger/", typed)
    ola.refresh_from_db()

    assert (response.status_code, "Hemmelig" in response.content.decode()) == (409, False)
    assert ola.given_name == "Ola"
    assert interrupted_forms.SESSION_KEY not in client.session


@pytest.mark.django_db
def test_a_page_whose_guard_has_expired_keeps_the_mark_of_whoever_wrote_it(kari, ola, client_of):
    """Kari's tab is left open; her session ends, its guard with it; then Ola signs in on the same machine."""
    mark = interrupted_forms.writer_digest(kari)
    typed = {"given_name": "Hemmelig", "family_name": "Krogh", "writer": mark}
    origin = {"origin": "http://testserver"}
    visitor = Client(enforce_csrf_checks=True, headers=origin)
    other = client_of(ola)
    other.handler.enforce_csrf_checks = True

    expired = visitor.post("/mine-opplysninger/", typed).content.decode()
    refused = other.post("/mine-opplysninger/", typed, headers=origin)

    assert ("Hemmelig" in expired, re.findall('name="writer" value="([^"]+)"', expired)) == (True, [mark])
    assert (refused.status_code, "Hemmelig" in refused.content.decode()) == (403, False)


@pytest.mark.django_db
def test_what_was_opened_before_signing_in_can_be_sent_after_it(kari, client_of):
    response = client_of(kari).post("/mine-opplysninger/", {"given_name": "Karoline", "writer": ""})

    assert response.status_code != 409


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["//[", "http://[", "//a]b", "http://a]b/", "[", "/\\[", "///[", "//[::1", "//\u2100"]
)
def test_an_address_that_cannot_be_read_leads_to_ones_own_page(kari, client_of, target):
    client, person = Client(), client_of(kari, code_age=3600)
    person.get("/logg-inn/ny-kode/")
    code = code_of("kari@example.org")
    answers = [
        client.get("/logg-inn/", {"next": target}),
        ask(client, "kari@example.org", next=target),
        client.get("/logg-inn/kode/", {"next": target}),
        client.post("/logg-inn/kode/", {"action": "resend", "next": target}),
        client.post("/logg-inn/kode/", {"code": "0", "next": target}),
        client.post("/visning/", {"next": target}),
        client.get("/cms/login/", {"next": target}),
        person.get("/logg-inn/", {"next": target}),
        person.get("/logg-inn/ny-kode/", {"next": target}),
        person.post("/logg-inn/ny-kode/", {"code": code, "next": target}),
        client.post("/logg-inn/kode/", {"code": code_of("kari@example.org"), "next": target}),
    ]

    assert {answer.status_code for answer in answers} <= {200, 301, 302}
    assert answers[-1].status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["", "/nn", "/en", "/se"])
def test_new_staff_come_to_the_second_factor_in_every_language(siri, language):
    client = Client()
    ask(client, "siri@example.org")
    client.post("/logg-inn/kode/", {"code": code_of("siri@example.org")})

    response = client.get(f"{language}/min-side/", follow=True)

    assert (response.status_code, response.redirect_chain[-1][0]) == (200, f"{language}/sikkerhet/app/")


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["group", "permission", "superuser"])
def test_whoever_may_open_the_cms_needs_a_second_factor(kari, by):
    """Also without a role of ours: as a superuser, or in a group such as those that Wagtail comes with."""
    access = Permission.objects.get(codename="access_admin")
    if by == "group":
        group = Group.objects.create(name="Editors")
        group.permissions.add(access)
        kari.groups.add(group)
    elif by == "permission":
        kari.user_permissions.add(access)
    else:
        User.objects.filter(pk=kari.pk).update(is_superuser=True)
    client = Client()
    ask(client, "kari@example.org")
    client.post("/logg-inn/kode/", {"code": code_of("kari@example.org")})

    assert client.get("/cms/").url == "/sikkerhet/app/"
    assert client.get("/cms/pages/").url == "/sikkerhet/app/"
    assert not any(sign.isdigit() for sign in OutboxMail.objects.get(to="kari@example.org").subject)
