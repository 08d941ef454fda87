"""Keeps what somebody wrote in a form that could not be saved because they were signed out.

A POST from somebody who is not signed in (or has not given the fresh code that it needs) is saved in the visitor's
session for at most a day, and shown to them after they have signed in. Each form holds a digest of the person that it
was shown to, so that another person on the same machine never sees the text, and never sends it as their own.
"""

import datetime
import hmac
import re
from collections.abc import Iterable, Sequence
from typing import TypedDict
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.crypto import salted_hmac

from portal import clock
from portal.types import Person

SESSION_KEY = "stash"
FIELDS_NOT_SAVED = {"csrfmiddlewaretoken", "writer"}
MAX_AGE = datetime.timedelta(hours=24)
MAX_CHARACTERS = 100_000  # characters in all: far more than any form of ours asks for

# What a browser posts for a tick box or a choice: no text that a person has written.
TICK_OR_ID = re.compile(r"on|[0-9a-f]{16}|[0-9a-f-]{36}|[0-9a-f]{64}")
CHOICE_FIELDS = {"verdict", "chapter", "missing", "grounds", "handler", "letter_of", "seen"}
TECHNICAL_FIELDS = {
    "token", "action", "version", "shown", "next", "page", "go_to", "code", "opened", *CHOICE_FIELDS, *FIELDS_NOT_SAVED,
}  # fmt: skip


class SavedForm(TypedDict):
    path: str
    fields: list[list[str]]
    writer: str
    at: str


def writer_digest(user: Person | AnonymousUser) -> str:
    """A digest of the person that a form is shown to, for its hidden field ``writer``; empty for visitors."""
    return salted_hmac("portal.stash.writer", str(user.ref)).hexdigest() if user.is_authenticated else ""


def posted_fields(request: HttpRequest) -> list[list[str]]:
    """What was posted, ``[[name, value]]``, without ``FIELDS_NOT_SAVED``."""
    return [[name, value] for name, rows in request.POST.lists() if name not in FIELDS_NOT_SAVED for value in rows]


def is_written_by_another(request: HttpRequest) -> bool:
    """Whether what was posted comes from a page that another person opened: their tab was left in this browser."""
    writer = request.POST.get("writer", "")
    if not writer or not request.user.is_authenticated:
        return False
    return not hmac.compare_digest(writer.encode(), writer_digest(request.user).encode())


def written_texts(fields: Iterable[Sequence[str]]) -> list[str]:
    """The texts that a person wrote among ``[name, value]``: without buttons, ticks and the ids of choices."""
    return [
        value for name, value in fields if value and name not in TECHNICAL_FIELDS and not TICK_OR_ID.fullmatch(value)
    ]


def texts_to_give_back(request: HttpRequest) -> list[str]:
    """What was written in the posted form, for a page that says why nothing was saved.

    Empty where the form was shown to another person than the one who is signed in now.
    """
    if request.method != "POST":
        return []
    mine = writer_digest(request.user)
    writer = request.POST.get("writer") or mine
    return written_texts(posted_fields(request)) if hmac.compare_digest(writer.encode(), mine.encode()) else []


def texts_from_our_page(request: HttpRequest) -> list[str]:
    """The same for an answer that comes before the guard against foreign posts: empty for a post from another site.

    Showing that would put a stranger's words on our page. Empty too where the post cannot be read.
    """
    if not is_from_our_page(request) or not hasattr(request, "user"):
        return []
    try:
        return texts_to_give_back(request)
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []


def is_from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages was posted."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()


def save(request: HttpRequest) -> None:
    """Save the posted fields in the session. Nothing is saved above ``MAX_CHARACTERS``: no form of ours is so long."""
    fields = posted_fields(request)
    if sum(len(name) + len(value) for name, value in fields) > MAX_CHARACTERS:
        return
    if not request.user.is_authenticated:
        request.session.set_expiry(int(MAX_AGE.total_seconds()))
    request.session[SESSION_KEY] = {
        "path": request.path,
        "fields": fields,
        "writer": request.POST.get("writer", ""),
        "at": clock.now().isoformat(),
    }


def saved_form(request: HttpRequest) -> SavedForm | None:
    """The saved form of this person, ``{path, fields, writer, at}``, or None.

    A form that another person wrote, or that is too old, is deleted.
    """
    form: SavedForm | None = request.session.get(SESSION_KEY)
    if not form or not request.user.is_authenticated:
        return None
    is_recent = clock.now() - datetime.datetime.fromisoformat(form["at"]) < MAX_AGE
    mine = writer_digest(request.user)
    is_theirs = hmac.compare_digest((form["writer"] or mine).encode(), mine.encode())
    if is_recent and is_theirs:
        return form
    discard(request)
    return None


def discard(request: HttpRequest) -> None:
    """Delete the saved form from the session."""
    request.session.pop(SESSION_KEY, None)


def discard_if_submitted(request: HttpRequest) -> None:
    """Delete the saved form when it is posted again to its own page."""
    if request.session.get(SESSION_KEY, {}).get("path") == request.path:
        discard(request)
