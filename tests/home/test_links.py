"""The link checker: finds every address, looks at it politely, and never reaches into our own network."""

import datetime
import http.server
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect

from home import loading
from home.editing import front_page, links
from home.editing.links import Answer, Fault
from home.models import AdvisoryPage, ChapterPage, LinkCheck
from portal import chores, clock
from portal.desk import setting_up
from tests.conftest import moment

# WHERE THE LINKS ARE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            '<p>Se <a href="https://helsenorge.no/x?a=1&amp;b=2">Helse<b>norge</b></a>.</p>',
            [("https://helsenorge.no/x?a=1&b=2", "Helsenorge")],
        ),
        ('<a linktype="page" id="12">Veilederen</a>', [("page:12", "Veilederen")]),
        ('<a linktype="document" id="3">Skjema</a>', [("document:3", "Skjema")]),
        ('<a href="/veileder/roller/">Roller</a>', [("/veileder/roller/", "Roller")]),
        ("https://www.ms.no/hjelp", [("https://www.ms.no/hjelp", "")]),
        ("/hjelpetelefoner/", [("/hjelpetelefoner/", "")]),
        ('<a href="mailto:post@ms.no">Skriv</a> <a href="tel:113">113</a> <a href="#del">Del</a>', []),
        ("Ring 116 117 og/eller 113", []),
    ],
)  # fmt: skip
def test_addresses_are_found_in_what_editors_write(text, found):
    assert list(links.addresses_in(text)) == found


@pytest.mark.django_db
def test_every_place_of_an_address_is_told():
    ours = AdvisoryPage.objects.filter(locale__language_code="nb")
    places = links.collect(ours)["https://www.ms.no/hjelp-og-raad"]

    assert [(place.title, place.field) for place in places] == [("Rådgivning", "Tjenester etter spørsmål")]
    assert places[0].edit == f"/cms/pages/{ours[0].pk}/edit/"


# OUR OWN ADDRESSES


@pytest.mark.parametrize("address", ["//example.org/", "https://example.org/", f"{settings.SITE_ADDRESS}.example.org/"])
def test_an_address_of_others_is_not_ours(address):
    assert not links.is_ours(address)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/veileder/roller/",
        "/veileder/roller",
        "/nn/veileder/",
        "/en/",
        "/soknad/",
        "/nn/logg-inn/",
        "/veileder/skriv-ut/",
        "/sok/?q=kurs#treff",
        f"{settings.SITE_ADDRESS}/veileder/",
    ],
)
def test_an_address_of_ours_is_found_without_asking_the_network(address, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)

    assert links.is_ours(address)
    assert links.look_up(address) == Answer(None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/borte/", "/nn/veileder/borte/", "/xx/veileder/", "page:999999", "page:²", "document:1", "page:", "/%00/"],
)
def test_an_address_of_ours_that_leads_nowhere_is_gone(address):
    assert links.look_up(address).fault == Fault.GONE


@pytest.mark.django_db
def test_a_page_that_was_chosen_is_gone_when_it_is_unpublished():
    page = ChapterPage.objects.get(slug="roller", locale__language_code="nb")
    assert links.look_up(f"page:{page.pk}") == Answer(None)

    page.unpublish()
    assert links.look_up(f"page:{page.pk}") == Answer(None, Fault.GONE)
    assert links.look_up("/veileder/roller/") == Answer(404, Fault.GONE)


@pytest.mark.django_db
def test_an_address_that_is_sent_on_is_not_gone():
    Redirect.objects.create(old_path="/gammel", redirect_link="/veileder/")

    assert links.look_up("/gammel/") == Answer(None)


# NEVER INSIDE


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104
        "::1",
        "fd00::1",
        "fe80::1",
        "::ffff:127.0.0.1",
        "224.0.0.1",
        "100.64.0.1",
        "64:ff9b::7f00:1",
        "::7f00:1",
        "fec0::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_an_address_inside_is_not_public(number):
    assert not links.is_public(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_outside_is_public(number):
    assert links.is_public(number)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://[::1]/", "http://169.254.169.254/latest/", "http://0x7f000001/", "ftp://ms.no/", "http:///x"],
)  # fmt: skip
def test_nothing_inside_is_asked(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", None)

    assert links.fetch(address) == Answer(None, Fault.NOT_PUBLIC)


def test_a_name_that_leads_both_outside_and_inside_is_not_asked(monkeypatch):
    answers = [(socket.AF_INET, 1, 6, "", (number, 80)) for number in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: answers)
    monkeypatch.setattr(socket, "create_connection", None)

    assert links.fetch("http://sneaky.example/") == Answer(None, Fault.NOT_PUBLIC)


@pytest.mark.parametrize(
    "address",
    [
        "https://",
        "http://a:notaport/",
        "http://ex ample.no/",
        "http://[bad/",
        "http://a\x00b/",
        "http://" + "a" * 70 + ".no/",
    ],
)
def test_a_twisted_address_is_answered_in_the_ordinary_way(address, monkeypatch):
    def no_such_name(*_args, **_kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", no_such_name)

    assert links.fetch(address).fault in (Fault.NO_ANSWER, Fault.NOT_PUBLIC)


# WHAT ANOTHER SITE ANSWERS


class OtherSite(http.server.BaseHTTPRequestHandler):
    asked, server = [], None

    def do_HEAD(self):  # noqa: N802
        self.asked.append((self.command, self.path))
        path = self.path.strip("/")
        if path.startswith("round"):
            self.send_response(302)
            self.send_header("Location", f"/round{int(path[5:] or 0) + 1}/")
        elif path.startswith("hops-"):
            left = int(path[5:])
            self.send_response(301)
            self.send_header("Location", f"/hops-{left - 1}/" if left > 1 else "/200/")
        elif path == "inside":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/secret")
        elif path == "only-get":
            self.send_response(200 if self.command == "GET" else 405)
        else:
            self.send_response(int(path))
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815

    def log_message(self, *_args):
        pass


@pytest.fixture
def other_site(monkeypatch):
    """A site on this machine that counts as one on the open internet."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), OtherSite)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    OtherSite.asked.clear()
    OtherSite.server = server
    real = links.public_socket

    def reach(host, port, timeout):
        if host == "other.example":
            return socket.create_connection(server.server_address, timeout)
        return real(host, port, timeout)

    monkeypatch.setattr(links, "public_socket", reach)
    yield "http://other.example"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200/", Answer(200)),
        ("/404/", Answer(404, Fault.GONE)),
        ("/410/", Answer(410, Fault.GONE)),
        ("/403/", Answer(403, Fault.TURNED_AWAY)),
        ("/500/", Answer(500, Fault.FAILS)),
        ("/only-get/", Answer(200)),
        ("/hops-3/", Answer(200)),
        ("/hops-4/", Answer(None, Fault.GOES_ROUND)),
        ("/round/", Answer(None, Fault.GOES_ROUND)),
        ("/inside/", Answer(None, Fault.NOT_PUBLIC)),
    ],
)
def test_what_another_site_answers(path, answer, other_site):
    assert links.fetch(f"{other_site}{path}") == answer


def test_head_is_asked_first_and_get_only_where_it_fails(other_site):
    links.fetch(f"{other_site}/200/")
    links.fetch(f"{other_site}/only-get/")

    assert OtherSite.asked == [("HEAD", "/200/"), ("HEAD", "/only-get/"), ("GET", "/only-get/")]


def certificate(folder, name):
    """A certificate for ``name`` that signs for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / f"{name}.pem"
    path.write_bytes(key.private_bytes(*plain) + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize(
    ("name", "answer"), [("other.example", Answer(200)), ("wrong.example", Answer(None, Fault.NO_ANSWER))]
)
def test_a_secure_address_is_asked_under_its_own_name(name, answer, other_site, tmp_path, monkeypatch):
    path = certificate(tmp_path, name)
    trusting = ssl.create_default_context(cafile=path)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(path)
    OtherSite.server.socket = secure.wrap_socket(OtherSite.server.socket, server_side=True)
    monkeypatch.setattr(links.ssl, "create_default_context", lambda: trusting)

    assert links.fetch("https://other.example/200/") == answer


# THE WORKER


def write(slug, *addresses):
    page = ChapterPage.objects.get(slug=slug, locale__language_code="nb")
    html = "".join(f'<p><a href="{address}">Til {address}</a></p>' for address in addresses)
    page.body = body_stream([{"type": "text", "value": html}])
    page.save()
    return page


@pytest.mark.django_db
def test_every_address_is_looked_at_and_the_dead_are_told():
    page = write("roller", "https://borte.example/", "https://her.example/", "/borte/")
    links.ask_all()
    assert set(LinkCheck.objects.values_list("url", flat=True)) == set(links.collect())

    with clock.at(moment("2027-05-10 12:00")):
        links.look_at_all(lambda address: Answer(404, Fault.GONE) if "borte" in address else Answer(200))

    assert LinkCheck.objects.filter(due=True).count() == 0
    assert set(LinkCheck.objects.values_list("checked_at", flat=True)) == {moment("2027-05-10 12:00")}
    items = [item for concern in front_page.concerns() if concern.name == "links" for item in concern.items]
    assert [(item.title, item.sentence, item.url) for item in items] == [
        ("Roller", "/borte/: Siden finnes ikke lenger.", f"/cms/pages/{page.pk}/edit/"),
        ("Roller", "https://borte.example/: Siden finnes ikke lenger.", f"/cms/pages/{page.pk}/edit/"),
    ]


@pytest.mark.django_db
def test_an_address_that_nobody_uses_any_more_is_forgotten():
    write("roller", "https://gammel.example/")
    links.ask_all()
    write("roller", "https://ny.example/")
    links.ask_all()

    assert not LinkCheck.objects.filter(url="https://gammel.example/").exists()
    assert LinkCheck.objects.get(url="https://ny.example/").due


@pytest.mark.django_db
def test_one_host_is_asked_once_a_second_and_few_at_once(monkeypatch):
    LinkCheck.objects.bulk_create(
        LinkCheck(url=url)
        for url in [
            *(f"https://a.example/{number}" for number in range(3)),
            *(f"https://{c}.example/" for c in "bcdef"),
        ]
    )
    now, asked, go_on = [100.0], [], threading.Event()
    monkeypatch.setattr(links.time, "monotonic", lambda: now[0])

    def ask(address):
        asked.append(address)
        go_on.wait(5)
        return Answer(200)

    lookout = links.Lookout(ask)
    lookout.step()
    assert sorted(lookout.asked) == [
        "https://a.example/0", "https://b.example/", "https://c.example/", "https://d.example/",
    ]  # fmt: skip

    go_on.set()
    while lookout.answers.qsize() < 4:
        pass
    lookout.step()
    assert "https://a.example/1" not in lookout.asked
    now[0] += 1
    lookout.step()
    assert "https://a.example/1" in lookout.asked


@pytest.mark.django_db
def test_what_is_no_address_is_told_and_stops_nobody():
    bad = ["http://[", "//[x", "https://x]/", f"{settings.SITE_ADDRESS}//[x"]
    LinkCheck.objects.bulk_create(LinkCheck(url=url) for url in [*bad, "https://zz.example/"])

    links.look_at_all(lambda _address: Answer(200))

    faults = dict(LinkCheck.objects.values_list("url", "fault"))
    assert {url: faults[url] for url in bad[:3]} == dict.fromkeys(bad[:3], Fault.NOT_PUBLIC)
    assert faults[bad[3]] in (Fault.NOT_PUBLIC, Fault.GONE)
    assert faults["https://zz.example/"] == ""
    assert not LinkCheck.objects.filter(due=True).exists()


@pytest.mark.django_db
def test_an_answer_that_never_comes_counts_as_none(monkeypatch):
    LinkCheck.objects.create(url="https://treg.example/")
    now, never = [100.0], threading.Event()
    monkeypatch.setattr(links.time, "monotonic", lambda: now[0])
    lookout = links.Lookout(lambda _address: never.wait(5))
    lookout.step()
    now[0] += links.PATIENCE + 1
    lookout.step()
    never.set()

    assert LinkCheck.objects.get().fault == Fault.NO_ANSWER


def test_the_worker_knows_the_chore():
    assert [seconds for chore, seconds in chores.registered() if chore == links.look_at_some] == [1]


@pytest.mark.django_db
def test_the_worker_does_what_was_registered(monkeypatch):
    done = []
    monkeypatch.setattr(chores, "registered", lambda: [(lambda: done.append(1), 1)])

    call_command("worker", once=True)

    assert done == [1]


# THE REPORT


@pytest.fixture
def editor(kari, client_of):
    kari.groups.add(Group.objects.get(name=setting_up.EDITORS))
    return client_of(kari)


@pytest.mark.django_db
def test_the_button_marks_every_link_and_asks_nobody(editor, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", None)
    assert "Lenkene er ikke sett på ennå." in editor.get("/cms/lenker/").content.decode()

    answer = editor.post("/cms/lenker/", follow=True)

    count = len(links.collect())
    assert LinkCheck.objects.filter(due=True).count() == count
    assert f"{count} lenker venter på å bli sett på." in answer.content.decode()


@pytest.mark.django_db
def test_the_button_takes_no_post_from_elsewhere(kari, client_of):
    kari.groups.add(Group.objects.get(name=setting_up.EDITORS))
    outside = client_of(kari)
    outside.handler.enforce_csrf_checks = True

    assert outside.post("/cms/lenker/").status_code == 403
    assert LinkCheck.objects.count() == 0


@pytest.mark.django_db
def test_the_report_says_what_is_wrong_and_where(editor):
    page = write("roller", "https://borte.example/", "https://bank.example/")
    answers = {
        "https://borte.example/": Answer(404, Fault.GONE),
        "https://bank.example/": Answer(403, Fault.TURNED_AWAY),
    }
    links.ask_all()
    links.look_at_all(lambda address: answers.get(address, Answer(200)))

    text = " ".join(editor.get("/cms/lenker/").content.decode().split())

    dead, doubtful = text.index("Lenker som ikke fører fram (1)"), text.index("Lenker du må åpne selv (1)")
    assert dead < text.index("https://borte.example/") < doubtful < text.index("https://bank.example/")
    assert "Siden finnes ikke lenger. (404)" in text
    assert (
        f'<a class="cms-link" href="/cms/pages/{page.pk}/edit/">Roller</a> Tekst: «Til https://borte.example/»' in text
    )


@pytest.mark.django_db
def test_the_command_prints_what_is_dead(capsys, monkeypatch):
    write("roller", "https://borte.example/")
    monkeypatch.setattr(links.look_at_all, "__defaults__", (lambda _address: Answer(404, Fault.GONE), lambda _s: None))
    LinkCheck.objects.all().delete()

    call_command("check_links")

    assert "https://borte.example/: Siden finnes ikke lenger. (Roller, Tekst)" in capsys.readouterr().out
