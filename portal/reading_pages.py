"""Whole pages, remembered until the minute turns, for readers who have no session.

A view says that its answer is the same for every such reader (``remember``). The middleware then keeps it in this
process, once as it is and once compressed, and gives it to the next reader with the same language and display choices.
What is shown changes at whole minutes at the soonest (a helpline opens at 17:00), so no answer outlives its minute: it
is never wrong about the hour, and what an editor changes is seen everywhere within 60 seconds. In the process that
took the change it is seen at once.

Never kept or given: an address with a query that the view does not name, an answer that sets a cookie, and anything for
somebody with a session.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.text import compress_string

from portal import clock, context, fragments

MOST_PAGES = 500
MOST_BYTES = 24_000_000  # in each process
VARIES_BY = {"cookie", "accept-encoding", "accept-language"}  # the language of ours stands in the address
ASKS_FOR_ANOTHER_ANSWER = ("HTTP_RANGE", "HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
READING = ("GET", "HEAD")

Key = tuple[str, str]
Stamp = Callable[[], object]


@dataclass(frozen=True)
class Kept:
    """An answer as it was made in its minute. ``stamp`` gives ``stamped`` for as long as the answer is right."""

    minute: int
    headers: dict[str, str]
    body: bytes
    compressed: bytes
    etag: str
    stamp: Stamp | None
    stamped: object
    made_anew: threading.Lock = field(default_factory=threading.Lock)

    @property
    def size(self) -> int:
        return len(self.body) + len(self.compressed)


class Memory:
    """A bounded number of answers; the one that was asked for longest ago goes first. For several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size, self._lock = 0, threading.Lock()
        self.changes = 0  # how often it was emptied

    def find(self, key: Key) -> Kept | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Key, answer: Kept, *, changes: int) -> None:
        """Unless the memory was emptied since ``changes`` was read: the answer may be from before that change."""
        with self._lock:
            if changes != self.changes or answer.size > MOST_BYTES:
                return
            self._drop(key)
            self._kept[key] = answer
            self._size += answer.size
            while len(self._kept) > MOST_PAGES or self._size > MOST_BYTES:
                self._drop(next(iter(self._kept)))

    def _drop(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        self._size -= found.size if found else 0

    def empty(self) -> None:
        with self._lock:
            self._kept.clear()
            self._size = 0
            self.changes += 1

    def __len__(self) -> int:
        return len(self._kept)


memory = Memory()


def remember(
    response: HttpResponseBase, *, stamp: Stamp | None = None, stamped: object = None, query: str = ""
) -> None:
    """Say that this answer is the same for every reader without a session, in this language and look.

    ``query`` is the whole query of the address, for a view that knows few of them: only with this one is it kept, so
    that invented ones fill nothing.

    ``stamp`` is asked before each use: where it no longer gives ``stamped``, which it gave before the page was made,
    the page is made anew. For what may not be seen a moment longer.
    """
    response.remembered = (stamp, stamped, query)  # type: ignore[attr-defined]  # a mark of ours


class ReadingPages:
    """Gives what is remembered before any session, language or database is asked for. See the module."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.host = urlsplit(settings.SITE_ADDRESS).netloc

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in READING:
            return self._change(request)
        if not self._may_be_remembered(request):
            return self.get_response(request)
        key = (f"{request.path}?{_query(request)}", repr(context.display_choices(request)))
        found = memory.find(key)
        if found is None:
            return self._make(request, key)
        if _is_right(found):
            return _answer(request, found)
        with found.made_anew:  # by one thread, while the others wait for it
            newer = memory.find(key)
            if newer and newer is not found and _is_right(newer):
                return _answer(request, newer)
            return self._make(request, key)

    def _change(self, request: HttpRequest) -> HttpResponseBase:
        """Whatever was changed here is seen at once in this process."""
        response = self.get_response(request)
        if response.status_code < 400:
            if request.path_info.startswith("/cms/"):
                fragments.forget_cached()
            memory.empty()
        return response

    def _may_be_remembered(self, request: HttpRequest) -> bool:
        """Only the site's own address counts, or invented host names and ports would fill the memory."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return False
        if any(name in request.META for name in ASKS_FOR_ANOTHER_ANSWER):
            return False
        try:
            return request.get_host() == self.host
        except DisallowedHost:
            return False

    def _make(self, request: HttpRequest, key: Key) -> HttpResponseBase:
        minute, changes = fragments.this_minute(), memory.changes
        response = self.get_response(request)
        if request.method != "GET" or not isinstance(response, HttpResponse):
            return response
        asked: tuple[Stamp | None, object, str] | None = getattr(response, "remembered", None)
        if asked is None or asked[2] != _query(request) or not _is_for_everybody(request, response):
            return response
        stamp, stamped, _named = asked
        body = response.content
        kept = Kept(
            minute=minute,
            headers={name: value for name, value in response.headers.items() if name != "Cache-Control"},
            body=body,
            compressed=compress_string(body),
            etag=f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"',
            stamp=stamp,
            stamped=stamped,
        )
        memory.keep(key, kept, changes=changes)
        return _answer(request, kept)


def _query(request: HttpRequest) -> str:
    return str(request.META.get("QUERY_STRING", ""))


def _is_right(kept: Kept) -> bool:
    return kept.minute == fragments.this_minute() and (kept.stamp is None or kept.stamp() == kept.stamped)


def _is_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the answer is a whole page with nothing of this reader's: the second look, whatever the view said."""
    varies = {name.strip().lower() for name in response.headers.get("Vary", "").split(",") if name.strip()}
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and not getattr(request, "_csp_nonce", None)
        and not getattr(request, "is_preview", False)
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not response.has_header("Content-Encoding")
        and response.headers.get("Cache-Control", "no-cache") == "no-cache"
        and varies <= VARIES_BY
    )


def _answer(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    """The kept answer for this request: compressed where that is understood, or status 304.

    Browsers ask again each time (they would show the old look after a change of the display choices); a cache before
    the site may keep the answer for what is left of the minute.
    """
    is_compressed = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = kept.compressed if is_compressed else kept.body
    response = HttpResponse(b"" if request.method == "HEAD" else body, headers=kept.headers)
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(body))
    left = 0 if kept.stamp else 60 - int(clock.now().timestamp()) % 60
    response.headers["Cache-Control"] = f"max-age=0, s-maxage={left}, must-revalidate" if left else "no-cache"
    response.headers["ETag"] = kept.etag
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    return get_conditional_response(request, etag=kept.etag, response=response) or response
