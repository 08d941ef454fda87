"""A database that goes away, a key that is missing, wording that is damaged: a sentence to whoever can act."""

import errno
import gettext
import logging
import os
import shutil

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import InterfaceError, OperationalError
from django.forms import ValidationError
from django.test import Client
from django.urls import reverse

from config import locales
from config import settings as site_settings
from config.logs import Formatter, OncePerOutage
from portal import checks, files, organisation
from portal.declarations import services as declarations
from portal.models import Event
from portal.operations.management.commands import worker
from tests.conftest import sign

pytestmark = pytest.mark.django_db
OUTAGES = [OperationalError("gone"), InterfaceError("gone"), files.Unreachable("the files do not answer")]


def broken_by(fault):
    def current():
        raise fault

    return current


@pytest.mark.parametrize("fault", OUTAGES, ids=repr)
def test_what_does_not_answer_is_a_page_that_asks_to_come_back(fault, monkeypatch):
    monkeypatch.setattr(organisation, "current", broken_by(fault))

    answer = Client(raise_request_exception=False).get("/.well-known/security.txt")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    text = answer.content.decode()
    assert "Vent noen minutter" in text
    assert "tel:113" in text


def test_a_fault_of_ours_is_still_one(monkeypatch):
    monkeypatch.setattr(organisation, "current", broken_by(ZeroDivisionError()))

    assert Client(raise_request_exception=False).get("/.well-known/security.txt").status_code == 500


def logged(faults):
    told = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(Formatter("{message}", style="{").format(record))
    handler.addFilter(OncePerOutage())
    log = logging.Logger("test")
    log.addHandler(handler)
    for fault in faults:
        try:
            raise fault
        except Exception:  # as Django's own handler
            log.exception("Internal Server Error: /%s", "min-side/")
    return told


@pytest.mark.slow
def test_an_outage_is_one_line_in_the_log_however_many_meet_it():
    assert logged([OperationalError("a")] * 49) == [
        "visitors are told to come back later: the database does not answer (OperationalError)"
    ]
    [one, other] = logged([OUTAGES[2], ZeroDivisionError(), OUTAGES[2]])
    assert one.startswith("visitors are told to come back later: the files do not answer")
    assert "Traceback" not in other
    assert "ZeroDivisionError" in other


def test_the_worker_waits_says_it_once_and_goes_on(monkeypatch, caplog):
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own is in a transaction
    monkeypatch.setattr(worker.Command, "outage_pause", 0)
    faults = [
        OperationalError("gone"),
        OSError(errno.ENOSPC, "No space left on device"),
        InterfaceError("x"),
        None,
        None,
    ]

    def chore():
        fault = faults.pop(0)
        if fault:
            raise fault

    def reads_alone():
        """Gets on while the disk is full."""

    monkeypatch.setattr(worker, "SHARED", {chore, reads_alone})
    command = worker.Command()
    for _round in range(5):
        command.do(chore)
        command.do(reads_alone)

    assert [record.getMessage() for record in caplog.records] == [
        "chore waits: the database does not answer (OperationalError)",
        "chore goes on: what it waited for answers again",
    ]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_the_machine_refuses_makes_no_file_missing_and_leaves_nothing(
    number, kari, client_of, monkeypatch, settings, tmp_path
):
    settings.PRIVATE_DIR = tmp_path
    signature = sign(kari)
    declarations.render_pending()
    signature.refresh_from_db()
    path = declarations.pdf_path(signature.pdf_name)
    refuse = OSError(number, os.strerror(number), str(path))
    client = client_of(kari)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "open", raises(refuse))
        answer = client.get(reverse("portal:declaration_pdf", args=[signature.ref]))
        with pytest.raises(
            files.Unreachable, match=f"cannot be read or written in {path.parent}: {os.strerror(number)}"
        ):
            files.write(path, b"other", replace=True)
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "fsync", raises(refuse))
        with pytest.raises(files.Unreachable):
            files.write(path, b"other", replace=True)

    signature.refresh_from_db()
    assert (answer.status_code, signature.pdf_name) == (503, path.name)
    assert (declarations.read_copy(signature) is not None, list(path.parent.iterdir())) == (True, [path])
    assert not Event.objects.filter(verb="declaration.refuse_copy").exists()


def raises(fault):
    def raise_it(*_args, **_values):
        raise fault

    return raise_it


def test_a_key_is_whole_or_not_there_and_an_empty_one_is_none(tmp_path, monkeypatch):
    monkeypatch.setattr(site_settings, "PRIVATE_DIR", tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(site_settings.os, "fsync", raises(OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            site_settings.kept_secret("event_key")
    assert list(tmp_path.iterdir()) == []

    key = site_settings.kept_secret("event_key")
    assert (len(key), site_settings.kept_secret("event_key"), len(list(tmp_path.iterdir()))) == (86, key, 1)
    (tmp_path / "event_key").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"event_key is empty\. Put it back from a backup"):
        site_settings.kept_secret("event_key")


def test_a_second_factor_of_another_key_is_told_and_can_be_set_up_anew(siri, client_of, monkeypatch, caplog):
    factor = TOTP.activate(siri, generate_totp_secret())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECRET_KEY", "another one, after a restore without the first")
        with pytest.raises(ValidationError, match="en nøkkel på nettstedet er byttet"):
            factor.validate_code("123456")
        assert "reset_second_factor" in caplog.text
        assert "Traceback" not in caplog.text

        call_command("reset_second_factor", siri.email)
        factor = TOTP.activate(siri, generate_totp_secret())
        assert factor.validate_code("abcdef") is False


@pytest.fixture
def damaged(tmp_path):
    """A folder of wording whose nynorsk is damaged."""
    folder = tmp_path / "locale"
    shutil.copytree(settings.BASE_DIR / "site" / "locale", folder)
    path = folder / "nn" / "LC_MESSAGES" / "django.mo"
    path.write_bytes(path.read_bytes()[:1000])
    return folder


@pytest.mark.parametrize("content", [b"", b"no wording", None])
def test_one_damaged_file_of_wording_leaves_its_language_out_alone(damaged, tmp_path, content):
    path = damaged / "nn" / "LC_MESSAGES" / "django.mo"
    if content is not None:
        path.write_bytes(content)

    [used], bad = locales.sound([damaged], tmp_path / "spare")

    assert bad == [str(path)]
    assert sorted(each.name for each in used.iterdir()) == ["en", "nb", "se"]
    gettext.translation("django", str(used), ["nb"])


def test_sound_wording_is_used_where_it_is(tmp_path):
    folder = settings.BASE_DIR / "site" / "locale"

    assert locales.sound([folder], tmp_path / "spare") == ([folder], [])


def test_damaged_wording_is_told_to_whoever_runs_the_site(monkeypatch, client):
    monkeypatch.setattr(settings, "DAMAGED_WORDING", ["/site/locale/nn/LC_MESSAGES/django.mo"])

    [warning] = checks.wording_can_be_read(None)

    assert "nn/LC_MESSAGES/django.mo is damaged" in warning.msg
    assert client.get("/readyz").json()["wording"] is False
