"""The files of `deploy/` say what the site understands, and the programs that read them take them."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("likeperson*"))
# Set by the units, for tests and development alone, or made of others
NOT_IN_THE_SAMPLE = {"SITE_MODE", "DATA_DIR", "SITE_NOW", "DJANGO_SETTINGS_MODULE"}


def read_by_the_site():
    """The names of every variable that the site asks the environment for."""
    places = [settings.BASE_DIR / "site" / "config" / "settings.py", settings.BASE_DIR / "gunicorn.conf.py"]
    text = "\n".join(path.read_text() for path in places)
    names = set(re.findall(r"(?:\benv|env_choice|env_number|os\.environ\.get)\([\s\"']*([A-Z0-9_]+)[\"']", text))
    identity = {"ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "HIGH", "SUBSTANTIAL"}  # settings.py asks in a loop
    return names | {f"IDENTITY_{name}" for name in identity} | {"DATABASE_URL"}


def test_the_sample_of_the_environment_names_all_that_the_site_reads():
    named = set(re.findall(r"^#?([A-Z0-9_]+)=", (DEPLOY / "environment").read_text(), re.MULTILINE))
    assert named == read_by_the_site() - NOT_IN_THE_SAMPLE


def test_a_line_of_the_sample_is_a_value_once_its_mark_is_removed():
    """Whoever removes the mark of a line gets what stands there, and no remark after it."""
    lines = re.findall(r"^#?[A-Z0-9_]+=(.*)$", (DEPLOY / "environment").read_text(), re.MULTILINE)
    assert [value for value in lines if re.search(r"\s", value)] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze was not found")
def test_systemd_takes_the_units(tmp_path):
    """As they are installed, but with the programs of this folder, which are there."""
    for name in UNITS:
        text = (DEPLOY / name).read_text().replace("/opt/likeperson", str(settings.BASE_DIR))
        (tmp_path / name).write_text(text)
    command = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in UNITS)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in told.stderr.splitlines() if str(tmp_path) in line or "likeperson" in line] == []


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx was not found")
def test_nginx_takes_its_file(tmp_path):
    subject = [
        "-subj",
        "/CN=likeperson.example.no",
        "-keyout",
        tmp_path / "privkey.pem",
        "-out",
        tmp_path / "fullchain.pem",
    ]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject], check=True, capture_output=True
    )
    text = (DEPLOY / "nginx.conf").read_text()
    for folder in ("/etc/letsencrypt/live/likeperson.example.no", "/var/log/nginx", "/var/cache/nginx"):
        text = text.replace(folder, str(tmp_path))
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {text} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    command = ["nginx", "-t", "-e", "stderr", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, "test is successful" in told.stderr) == (0, True), told.stderr
