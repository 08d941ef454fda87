"""The keys that the data of a site needs, which of them a backup holds, and what to do where one is another."""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Key:
    """``file`` is where the site keeps its own in the private folder; ``lost`` says what to do without the old one."""

    name: str
    file: str
    needed_for: str
    lost: str

    def __str__(self):
        return self.name


KEYS = [
    Key(
        "SECRET_KEY",
        "secret_key",
        "It opens the second factors.",
        "If it is lost, run `manage.py reset_second_factor E-MAIL` for each person who signs in with one: they set up "
        "a new one at the next sign-in.",
    ),
    Key(
        "EVENT_KEY",
        "event_key",
        "The event log is checked with it.",
        "If it is lost, nobody can check the log any more, and the site takes what happened before as changed.",
    ),
    Key(
        "The key of the seal",
        "seal_key",
        "New PDFs are sealed with it.",
        "If it is lost, nothing has to be done: the site seals with another one, and earlier seals stay valid.",
    ),
]
FILES = {key.file for key in KEYS}


def current():
    """``{file: key}`` of this site, those that it has."""
    seal = Path(settings.SEAL_KEY_FILE) if settings.SEAL_KEY_FILE else settings.PRIVATE_DIR / "seal_key"
    found = {"secret_key": settings.SECRET_KEY, "event_key": settings.EVENT_KEY}
    if settings.SEAL_KEY or seal.exists():
        found["seal_key"] = settings.SEAL_KEY or seal.read_text()
    return found


def fingerprints(keys):
    """``{file: what tells one key from another, and nothing else}``"""
    return {
        name: hmac.new(key.encode(), b"likeperson: which key is it?", hashlib.sha256).hexdigest()[:32]
        for name, key in keys.items()
    }


def differing(wanted, found):
    """The keys of which ``found`` has not the one that the data was written with; both are fingerprints."""
    return [key for key in KEYS if key.file in wanted and wanted[key.file] != found.get(key.file)]
