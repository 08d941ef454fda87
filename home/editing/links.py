"""Does every address that stands on a page or in a snippet still lead somewhere?

Addresses of our own are looked up in the site itself. Others are asked once a second for each host, never from where
an editor waits, and never inside our own network: whoever writes a page must not be able to reach what only this
machine can.
"""

import html as entities
import http.client
import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.html import strip_tags
from django.utils.translation import get_language_from_path, override
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Page

from home.editing import texts, written
from home.models import LinkCheck
from portal import clock

Fault = LinkCheck.Fault

TIMEOUT = 10  # seconds
PATIENCE = 60  # seconds after which an answer that trickles in counts as none
MOST_REDIRECTS = 3
AT_ONCE = 4
BETWEEN = 1  # seconds between two questions to one host
# All other addresses of version 6 are inside some network, or stand for one of version 4 that we have not looked at.
SPOKEN_ON_THE_INTERNET = ipaddress.ip_network("2000::/3")
SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
AGENT = f"{settings.WAGTAIL_SITE_NAME}-link-check (+{settings.SITE_ADDRESS})"

ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
SAFE = "/?%:@!$&'()*+,;=~"  # what an address may hold as it is
ADDRESS = re.compile(r"(?:https?://|/)\S*")


@dataclass(frozen=True)
class Place:
    """Where a link stands: on what, in which field, and the words of the link."""

    title: str
    field: str
    words: str
    edit: str


@dataclass(frozen=True)
class Answer:
    status: int | None
    fault: str = ""


# WHERE THE LINKS ARE


def collect(rows=None):
    """Every address, with the places where it stands: ``{address: [Place]}``."""
    found = {}
    for row in written.pages() + written.snippets() if rows is None else rows:
        for piece in texts.pieces_of(row):
            for address, words in addresses_in(piece.text):
                place = Place(str(row), str(piece.field.verbose_name), words, written.edit_address(row))
                found.setdefault(address, []).append(place)
    return found


def addresses_in(text):
    """``(address, words of the link)``; a page or a document that was chosen is ``page:12`` or ``document:3``."""
    if ADDRESS.fullmatch(text.strip()):
        yield text.strip(), ""
    for attributes, inner in ANCHOR.findall(text):
        values = {name: entities.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        words = " ".join(entities.unescape(strip_tags(inner)).split())
        if values.get("linktype") in ("page", "document"):
            yield f"{values['linktype']}:{values.get('id', '')}", words
        elif ADDRESS.fullmatch(values.get("href", "")):
            yield values["href"], words


# WHAT THEY ANSWER


@transaction.atomic
def ask_all():
    """Mark every address as one to look at. Addresses that nobody uses any more are forgotten."""
    found = {address for address in collect() if len(address) <= LinkCheck._meta.get_field("url").max_length}
    LinkCheck.objects.exclude(url__in=found).delete()
    LinkCheck.objects.bulk_create([LinkCheck(url=address) for address in found], ignore_conflicts=True)
    LinkCheck.objects.update(due=True)


def is_ours(address):
    return not address.startswith(("http:", "https:", "//")) or f"{address}/".startswith(f"{settings.SITE_ADDRESS}/")


def record(address, answer):
    LinkCheck.objects.filter(url=address).update(
        due=False, status=answer.status, fault=answer.fault, checked_at=clock.now()
    )


def look_up(address):
    """An address of our own, found as the site itself would find it. Nothing is shown or run."""
    kind, _colon, number = address.partition(":")
    if kind in ("page", "document"):
        rows = Page.objects.live() if kind == "page" else get_document_model().objects
        return Answer(None) if number.isdecimal() and rows.filter(pk=number).exists() else Answer(None, Fault.GONE)
    path = unquote(urlsplit(address.removeprefix(settings.SITE_ADDRESS)).path) or "/"
    # No address has a NUL, and one database refuses to look for it.
    known = "\0" not in path and (leads_somewhere(path) or leads_somewhere(f"{path}/") or moved(path))
    return Answer(None) if known else Answer(404, Fault.GONE)


def leads_somewhere(path):
    with override(get_language_from_path(path) or settings.LANGUAGE_CODE):
        try:
            match = resolve(path)
        except Resolver404:
            return False
        return match.url_name != "wagtail_serve" or Page.route_for_request(_request(), match.args[0]) is not None


def moved(path):
    return Redirect.objects.filter(old_path=Redirect.normalise_path(path)).exists()


def _request():
    request = HttpRequest()
    at = urlsplit(settings.SITE_ADDRESS)
    request.META |= {"SERVER_NAME": at.hostname, "SERVER_PORT": str(at.port or 80)}
    return request


def fetch(address):
    """What another site answers. HEAD first; those who will not have it are asked with GET."""
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        status = _ask("HEAD", address)
        if status >= 400:
            status = _ask("GET", address)
    except NotPublic:
        return Answer(None, Fault.NOT_PUBLIC)
    except TooManyRedirects:
        return Answer(None, Fault.GOES_ROUND)
    except (OSError, http.client.HTTPException, ValueError):
        return Answer(None, Fault.NO_ANSWER)
    if status in (404, 410):
        return Answer(status, Fault.GONE)
    if status >= 500:
        return Answer(status, Fault.FAILS)
    return Answer(status, Fault.TURNED_AWAY if status >= 400 else "")


class NotPublic(Exception):
    pass


class TooManyRedirects(Exception):
    pass


def _ask(method, address):
    for _hop in range(MOST_REDIRECTS + 1):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotPublic
        secure = parts.scheme == "https"
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        port = parts.port or (443 if secure else 80)
        connection = (PublicHTTPS if secure else PublicHTTP)(host, port, timeout=TIMEOUT)
        target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=SAFE)
        try:
            connection.request(method, target, headers={"User-Agent": AGENT, "Accept": "*/*"})
            answer = connection.getresponse()
            status, onwards = answer.status, answer.headers.get("Location")
        finally:
            connection.close()
        if status not in (301, 302, 303, 307, 308) or not onwards:
            return status
        address = urljoin(address, onwards)
    raise TooManyRedirects


def public_socket(host, port, timeout):
    """A connection to an address that was looked at first: a second look-up could give another one."""
    places = [place for *_kind, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(is_public(place[0]) for place in places):
        raise NotPublic
    for place in places[:-1]:
        try:
            return socket.create_connection(place[:2], timeout)
        except OSError:
            continue
    return socket.create_connection(places[-1][:2], timeout)


def is_public(number):
    number = ipaddress.ip_address(number)
    number = getattr(number, "ipv4_mapped", None) or number
    if number.version == 6 and (number not in SPOKEN_ON_THE_INTERNET or number in SIX_TO_FOUR):
        return False
    return number.is_global and not number.is_multicast


class PublicHTTP(http.client.HTTPConnection):
    def connect(self):
        self.sock = public_socket(self.host, self.port, self.timeout)


class PublicHTTPS(http.client.HTTPSConnection):
    def connect(self):
        plain = public_socket(self.host, self.port, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


# WHO LOOKS


class Lookout:
    """Asks a few addresses at a time in threads that touch no table, so that the worker's mail never waits."""

    def __init__(self, ask=fetch):
        self.ask = ask
        self.asked = {}  # address: when
        self.hosts = {}  # host: when it was last asked
        self.answers = queue.SimpleQueue()

    def step(self):
        """Write down the answers that have come, and ask the next few."""
        while not self.answers.empty():
            address, answer = self.answers.get()
            self.asked.pop(address, None)
            record(address, answer)
        now = time.monotonic()
        for address in [address for address, since in self.asked.items() if now - since > PATIENCE]:
            del self.asked[address]
            record(address, Answer(None, Fault.NO_ANSWER))
        due = LinkCheck.objects.filter(due=True).exclude(url__in=self.asked).order_by("url")
        for address in due.values_list("url", flat=True)[:100]:
            try:
                self._look_at(address, now)
            except ValueError:  # nothing that can be taken apart, such as «http://[»
                record(address, Answer(None, Fault.NOT_PUBLIC))

    def _look_at(self, address, now):
        if is_ours(address):
            record(address, look_up(address))
        elif len(self.asked) < AT_ONCE and self._may_ask(urlsplit(address).netloc, now):
            self.asked[address] = now
            threading.Thread(target=self._ask, args=[address], daemon=True).start()

    def _may_ask(self, host, now):
        """Whether this host was left in peace long enough; if so, it is asked now."""
        if now - self.hosts.get(host, -BETWEEN) < BETWEEN:
            return False
        self.hosts[host] = now
        return True

    def _ask(self, address):
        self.answers.put((address, self.ask(address)))


_lookout = Lookout()


def look_at_some():
    """The worker's chore."""
    _lookout.step()


def look_at_all(ask=fetch, wait=time.sleep):
    """Until every address has been looked at. For the command."""
    lookout = Lookout(ask)
    while LinkCheck.objects.filter(due=True).exists():
        lookout.step()
        wait(0.1)
