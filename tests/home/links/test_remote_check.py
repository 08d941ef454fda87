"""Another site is asked politely, and never one inside our own network."""

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

from home.links import remote_check
from home.links.result import CheckResult, Fault


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
    assert not remote_check.is_public(number)


@pytest.mark.parametrize("number", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_outside_is_public(number):
    assert remote_check.is_public(number)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/", "http://[::1]/", "http://169.254.169.254/latest/", "http://0x7f000001/", "ftp://ms.no/", "http:///x"],
)  # fmt: skip
def test_nothing_inside_is_asked(address, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", None)

    assert remote_check.check_remote(address) == CheckResult(None, Fault.NOT_PUBLIC)


def test_a_name_that_leads_both_outside_and_inside_is_not_asked(monkeypatch):
    answers = [(socket.AF_INET, 1, 6, "", (number, 80)) for number in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: answers)
    monkeypatch.setattr(socket, "create_connection", None)

    assert remote_check.check_remote("http://sneaky.example/") == CheckResult(None, Fault.NOT_PUBLIC)


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

    assert remote_check.check_remote(address).fault in (Fault.NO_ANSWER, Fault.NOT_PUBLIC)


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
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    OtherSite.asked.clear()
    OtherSite.server = server
    real = remote_check.public_socket

    def reach(host, port, timeout):
        if host == "other.example":
            return socket.create_connection(server.server_address, timeout)
        return real(host, port, timeout)

    monkeypatch.setattr(remote_check, "public_socket", reach)
    yield "http://other.example"
    server.shutdown()
    server.server_close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200/", CheckResult(200)),
        ("/404/", CheckResult(404, Fault.GONE)),
        ("/410/", CheckResult(410, Fault.GONE)),
        ("/403/", CheckResult(403, Fault.TURNED_AWAY)),
        ("/500/", CheckResult(500, Fault.FAILS)),
        ("/only-get/", CheckResult(200)),
        ("/hops-3/", CheckResult(200)),
        ("/hops-4/", CheckResult(None, Fault.GOES_ROUND)),
        ("/round/", CheckResult(None, Fault.GOES_ROUND)),
        ("/inside/", CheckResult(None, Fault.NOT_PUBLIC)),
    ],
)
def test_what_another_site_answers(path, answer, other_site):
    assert remote_check.check_remote(f"{other_site}{path}") == answer


def test_head_is_asked_first_and_get_only_where_it_fails(other_site):
    remote_check.check_remote(f"{other_site}/200/")
    remote_check.check_remote(f"{other_site}/only-get/")

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
    ("name", "answer"), [("other.example", CheckResult(200)), ("wrong.example", CheckResult(None, Fault.NO_ANSWER))]
)
def test_a_secure_address_is_asked_under_its_own_name(name, answer, other_site, tmp_path, monkeypatch):
    path = certificate(tmp_path, name)
    trusting = ssl.create_default_context(cafile=path)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(path)
    OtherSite.server.socket = secure.wrap_socket(OtherSite.server.socket, server_side=True)
    monkeypatch.setattr(remote_check.ssl, "create_default_context", lambda: trusting)

    assert remote_check.check_remote("https://other.example/200/") == answer
