"""The files of `deploy/` say what the site understands, and the programs that read them take them."""

import re
import shutil
import subprocess

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
PROJECT = (settings.BASE_DIR / "pyproject.toml").read_text()
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


def command_of_the_readme(beginning, **values):
    """The first command in ``deploy/README.md`` that begins so, with these values of the variables that it reads."""
    lines = (DEPLOY / "README.md").read_text().split("```sh\n")
    found = [line for block in lines for line in block.replace("\\\n", "").splitlines() if line.startswith(beginning)]
    return "; ".join([f"{name}={value}" for name, value in values.items()] + [found[0]])


def test_the_settings_are_filled_in_by_the_commands_of_the_readme(tmp_path):
    sample = tmp_path / "pef.env"
    sample.write_text((DEPLOY / "environment").read_text())
    for beginning in ("sed -i", "for key in"):
        command = command_of_the_readme(beginning, ORG="pef", NAME="stotte.pef.no", PORT=8010)
        subprocess.run(["sh", "-c", command.replace("/etc/likeperson", str(tmp_path))], check=True)
    values = dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", sample.read_text(), re.MULTILINE))
    keys = {values.pop(name) for name in ("SECRET_KEY", "EVENT_KEY", "BACKUP_KEY")}

    assert [len(key) for key in keys] == [64, 64, 64]
    assert values == {
        "SITE_ADDRESS": "https://stotte.pef.no",
        "ALLOWED_HOSTS": "stotte.pef.no",
        "PORT": "8010",
        "TRUSTED_PROXIES": "1",
        "BACKUP_DIR": "/var/backups/likeperson/pef",
        "MAIL_FROM": "likeperson@example.no",
        "EMAIL_HOST": "smtp.example.no",
        "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "",
    }


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx was not found")
def test_nginx_takes_its_file_once_for_each_of_two_organisations(tmp_path):
    """As the README makes it of the sample, with a name, a short name and a port of their own."""
    key = ["-subj", "/CN=two.example.no", "-keyout", tmp_path / "privkey.pem", "-out", tmp_path / "fullchain.pem"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *key], check=True, capture_output=True)
    texts = []
    for org, port in {"ms": 8000, "pef": 8010}.items():
        command = command_of_the_readme('sed "s|', ORG=org, NAME=f"{org}.no", PORT=port).split(" > ")[0]
        command = command.replace("/opt/likeperson", str(settings.BASE_DIR))
        text = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
        assert (f"server 127.0.0.1:{port} " in text, f"alias /var/lib/likeperson/{org}/media/" in text) == (True, True)
        assert "example" not in text
        assert org == "ms" or not re.search(r"\bms\b", text)
        for folder in (f"/etc/letsencrypt/live/{org}.no", "/var/log/nginx", "/var/cache/nginx"):
            text = text.replace(folder, str(tmp_path))
        texts.append(text)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ {''.join(texts)} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    command = ["nginx", "-t", "-e", "stderr", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (told.returncode, "test is successful" in told.stderr) == (0, True), told.stderr


def test_the_container_file_copies_and_runs_what_is_there():
    """What can be known of it without building it: each path of its steps is in the repository, and in the context."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Containerfile").read_text())
    steps = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    copied = [part for name, rest in steps if name == "COPY" for part in rest.split()[:-1]]
    started = " ".join(rest for name, rest in steps if name in ("RUN", "CMD"))
    named = {*copied, *re.findall(r"[\w/-]+\.(?:py|txt)", started)} - {"."}
    left_out = (settings.BASE_DIR / ".dockerignore").read_text().splitlines()

    assert named == {"requirements.txt", "requirements-uv.txt", "site/wording.py", "manage.py"}
    assert [name for name in named if not (settings.BASE_DIR / name).is_file()] == []
    assert {".git", ".venv", "var", "deploy/*.env"} <= set(left_out)  # keys, and what people wrote
    assert not {"home", "portal", "forms", "site", "templates"} & set(left_out)
    compose = (DEPLOY / "compose.yaml").read_text()
    assert compose.count("build: {context: .., dockerfile: deploy/Containerfile}") == 2
    python = re.search(r"^FROM python:3\.(\d+)", text, re.MULTILINE)[1]
    assert int(python) >= int(re.search(r'requires-python = ">=3\.(\d+)', PROJECT)[1])
