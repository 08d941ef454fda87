"""Production refuses what belongs to the demo, and its settings are clean."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from portal import checks

PRODUCTION = {
    "SITE_MODE": "production", "SECRET_KEY": "k" * 25 + "3vS9-qPz" * 5, "SITE_ADDRESS": "https://likeperson.example",
    "ALLOWED_HOSTS": "likeperson.example", "EMAIL_HOST": "mail.example", "MAIL_FROM": "post@likeperson.example",
    "EMAIL_HOST_USER": "likeperson", "EMAIL_HOST_PASSWORD": "word", "EVENT_KEY": "e" * 25 + "7uR2-wTx" * 5,
    "TRUSTED_PROXIES": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}  # fmt: skip
IDENTITY = {
    "IDENTITY_ISSUER": "https://broker.example", "IDENTITY_CLIENT_ID": "us", "IDENTITY_CLIENT_SECRET": "s",
    "IDENTITY_NAME": "BankID", "IDENTITY_HIGH": "urn:bankid:bid;LOA=4",
}  # fmt: skip


def manage(*words, **changes):
    env = {**os.environ, **PRODUCTION, **changes}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("more", [{}, IDENTITY], ids=["the code alone", "an identity provider"])
def test_the_deployment_check_names_what_is_left_of_a_site_that_is_not_set_up(tmp_path, more):
    """Each of its sentences is tried in tests/portal/operations/health/test_deployment.py."""
    result = manage("check", "--deploy", DATA_DIR=str(tmp_path), **more)

    named = re.findall(r"\?: \((\S+)\)", result.stderr)
    assert (result.returncode, named) == (
        1,
        ["operations.E029", "operations.E037", "operations.W023", "operations.I035", "operations.I036"],
    )
    assert "The database is older than the code. Run manage.py migrate" in result.stderr


def test_settings_that_are_missing_are_told_at_once_and_without_a_traceback(tmp_path):
    result = manage("check", DATA_DIR=str(tmp_path), SECRET_KEY="", EMAIL_HOST="")

    assert (result.returncode, result.stderr) == (
        1,
        "Set SECRET_KEY, EMAIL_HOST in the environment. deploy/environment says of each setting what it is for.\n",
    )


@pytest.mark.slow
def test_a_database_that_is_away_or_empty_ends_a_command_with_a_sentence(tmp_path):
    away = manage("remind", DATA_DIR=str(tmp_path), DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    empty = manage("verify_events", DATA_DIR=str(tmp_path), DATABASE_URL="")

    said = [
        (result.returncode, result.stderr.splitlines()[-1], "Traceback" in result.stderr) for result in (away, empty)
    ]
    assert said == [
        (1, f"Nothing can be done now: {what}. Try again when it is mended.", False)
        for what in (
            "the database does not answer",
            "the database is older than the code (manage.py migrate)",
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "SITE_ADDRESS", "ALLOWED_HOSTS", "EMAIL_HOST", "MAIL_FROM", "TRUSTED_PROXIES"]
)
def test_a_missing_setting_is_named(tmp_path, name):
    env = {key: value for key, value in {**os.environ, **PRODUCTION, "DATA_DIR": str(tmp_path)}.items() if key != name}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check"]

    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert f"Set {name} in the environment" in result.stderr


@pytest.mark.slow
def test_a_clock_that_is_set_is_refused(tmp_path):
    result = manage("check", "--deploy", DATA_DIR=str(tmp_path), SITE_NOW="2027-05-31T23:59:30+02:00")

    assert (result.returncode, "portal.E001" in result.stderr) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"DATABASE_URL": "postgress://a:b@c/d"}, "DATABASE_URL is not understood: write postgres://user:password"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess. Make one with `openssl rand -base64 48`."),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is too easy to guess."),
        ({"TRUSTED_PROXIES": "one"}, "TRUSTED_PROXIES=one is not understood. Write a whole number"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES=-1 is not understood."),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT=smtp is not understood."),
        ({**IDENTITY, "IDENTITY_ISSUER": ""}, "Set IDENTITY_ISSUER in the environment, or no variable that begins so."),
        ({**IDENTITY, "IDENTITY_CLIENT_ID": " "}, "Set IDENTITY_CLIENT_ID in the environment"),
        ({"IDENTITY_ISSUER": "https://broker.example"}, "Set IDENTITY_CLIENT_ID in the environment"),
        ({**IDENTITY, "IDENTITY_CLIENT_SECRET": ""}, "Set IDENTITY_CLIENT_SECRET in the environment"),
        ({**IDENTITY, "IDENTITY_NAME": ""}, "Set IDENTITY_NAME in the environment"),
        ({**IDENTITY, "IDENTITY_HIGH": ""}, "Set IDENTITY_HIGH or IDENTITY_SUBSTANTIAL: what the provider calls"),
        (
            {**IDENTITY, "IDENTITY_ISSUER": "http://localhost:1"},
            "IDENTITY_ISSUER=http://localhost:1 is not understood.",
        ),
    ],
)
def test_what_is_dangerous_stops_the_start_and_not_the_check_alone(tmp_path, changes, sentence):
    env = {**os.environ, **PRODUCTION, "DATA_DIR": str(tmp_path), **changes}
    start = "import sys; sys.path.insert(0, 'site'); import config.settings"

    result = subprocess.run(
        [sys.executable, "-c", start], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert (result.returncode, sentence in result.stderr) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "folder"), [("production", 0o711), ("demo", 0o700)])
def test_other_accounts_of_the_machine_read_nothing_that_the_site_writes(tmp_path, mode, folder):
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    old = data / "db.sqlite3"
    old.touch(mode=0o644)

    assert manage("migrate", "-v0", "sessions", DATA_DIR=str(data), SITE_MODE=mode, EVENT_KEY="").returncode == 0

    modes = {path.relative_to(data).as_posix(): path.stat().st_mode & 0o777 for path in (data, *data.rglob("*"))}
    assert (modes["."], modes["db.sqlite3"], modes["private"], modes["private/event_key"]) == (
        folder,
        0o600,
        0o700,
        0o600,
    )
    pictures = {"media/images": 0o755, "media": 0o711} if mode == "production" else {}
    assert {name: found for name, found in modes.items() if found & 0o066} == {
        name: found for name, found in pictures.items() if found & 0o066
    }


def test_a_database_that_others_can_read_is_told(tmp_path, monkeypatch):
    found = tmp_path / "db.sqlite3"
    found.touch(mode=0o600)
    found.chmod(0o640)
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(found))

    (fault,) = checks.database_is_closed_to_others(None)

    assert fault.msg == f"Other accounts of this machine can read {found}."


@pytest.mark.slow
@pytest.mark.parametrize("command", ["demo", "demo_people"])
def test_demo_commands_refuse(tmp_path, command):
    result = manage(command, DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert "demo" in result.stderr
