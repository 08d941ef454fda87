"""Checks whether an address of another site leads somewhere.

It never asks inside our own network: an editor must not be able to reach what only this machine can reach.
"""

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from django.conf import settings

from home.links.result import CheckResult, Fault

TIMEOUT = 10  # seconds
MAX_REDIRECTS = 3
# All other addresses of version 6 are inside some network, or stand for one of version 4 that we have not looked at.
PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
SIX_TO_FOUR = ipaddress.ip_network("2002::/16")
USER_AGENT = f"{settings.WAGTAIL_SITE_NAME}-link-check (+{settings.SITE_ADDRESS})"
UNQUOTED = "/?%:@!$&'()*+,;=~"  # characters that an address may hold as they are


def check_remote(address):
    """What another site answers. HEAD first; those who will not have it are asked with GET."""
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        status = _request_status("HEAD", address)
        if status >= 400:
            status = _request_status("GET", address)
    except NotPublic:
        return CheckResult(None, Fault.NOT_PUBLIC)
    except TooManyRedirects:
        return CheckResult(None, Fault.GOES_ROUND)
    except (OSError, http.client.HTTPException, ValueError):
        return CheckResult(None, Fault.NO_ANSWER)
    if status in (404, 410):
        return CheckResult(status, Fault.GONE)
    if status >= 500:
        return CheckResult(status, Fault.FAILS)
    return CheckResult(status, Fault.TURNED_AWAY if status >= 400 else "")


class NotPublic(Exception):
    pass


class TooManyRedirects(Exception):
    pass


def _request_status(method, address):
    for _hop in range(MAX_REDIRECTS + 1):
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise NotPublic
        secure = parts.scheme == "https"
        host = parts.hostname if ":" in parts.hostname else parts.hostname.encode("idna").decode()
        port = parts.port or (443 if secure else 80)
        connection = (PublicHTTPS if secure else PublicHTTP)(host, port, timeout=TIMEOUT)
        target = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=UNQUOTED)
        try:
            connection.request(method, target, headers={"User-Agent": USER_AGENT, "Accept": "*/*"})
            response = connection.getresponse()
            status, location = response.status, response.headers.get("Location")
        finally:
            connection.close()
        if status not in (301, 302, 303, 307, 308) or not location:
            return status
        address = urljoin(address, location)
    raise TooManyRedirects


def public_socket(host, port, timeout):
    """A connection to the address that was checked here: a second look-up of the name could give another one.

    Raises NotPublic where any address of the host is inside a network.
    """
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
    """Whether an IP address is on the open internet."""
    number = ipaddress.ip_address(number)
    number = getattr(number, "ipv4_mapped", None) or number
    if number.version == 6 and (number not in PUBLIC_IPV6 or number in SIX_TO_FOUR):
        return False
    return number.is_global and not number.is_multicast


class PublicHTTP(http.client.HTTPConnection):
    def connect(self):
        self.sock = public_socket(self.host, self.port, self.timeout)


class PublicHTTPS(http.client.HTTPSConnection):
    def connect(self):
        plain = public_socket(self.host, self.port, self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
