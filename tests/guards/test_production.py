"""Production refuses what belongs to the demo, and its settings are clean."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SITE_MODE": "production", "SECRET_KEY": "k" * 25 + "3vS9-qPz" * 5, "SITE_ADDRESS": "https://likeperson.example",
    "ALLOWED_HOSTS": "likeperson.example", "EMAIL_HOST": "mail.example", "MAIL_FROM": "post@likeperson.example",
    "TRUSTED_PROXIES": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
}  # fmt: skip


def manage(*words, **changes):
    env = {**os.environ, **PRODUCTION, **changes}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_deployment_check_finds_nothing(tmp_path):
    result = manage("check", "--deploy", DATA_DIR=str(tmp_path))

    assert (result.returncode, result.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize(
    "name", ["SECRET_KEY", "SITE_ADDRESS", "ALLOWED_HOSTS", "EMAIL_HOST", "MAIL_FROM", "TRUSTED_PROXIES"]
)
def test_a_missing_setting_is_named(tmp_path, name):
    env = {key: value for key, value in {**os.environ, **PRODUCTION, "DATA_DIR": str(tmp_path)}.items() if key != name}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "check"]

    result = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert f"Set {name} in the environment" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes", [{"SITE_NOW": "2027-05-31T23:59:30+02:00"}, {"SECRET_KEY": "short"}], ids=["clock", "key"]
)
def test_what_is_dangerous_is_refused(tmp_path, changes):
    result = manage("check", "--deploy", DATA_DIR=str(tmp_path), **changes)

    assert result.returncode == 1
    assert "portal.E00" in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", ["demo", "demo_people"])
def test_demo_commands_refuse(tmp_path, command):
    result = manage(command, DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert "demo" in result.stderr
