"""Who may import whom (README, Map of the rooms)."""

import ast
import re
import site
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FRAME = {"portal"}  # portal.<module> that is no room


def imported(path):
    """The dotted names of our own code that a file imports: ``home.x``, ``portal.accounts``, ``portal.mail`` …"""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in ("home", "portal", "forms", "config", "tests")}


def imports_library(source, library):
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return any(name == library or name.startswith(f"{library}.") for name in names)


def room_of(name):
    """``portal.accounts`` for anything in a room, ``portal`` for the frame, else the first part."""
    parts = name.split(".")
    return f"portal.{parts[1]}" if parts[0] == "portal" and len(parts) > 1 and parts[1] in settings.ROOMS else parts[0]


def allowed_for(room):
    if room == "forms":
        return {"forms"}
    if room == "portal":
        return {"portal", "forms"}
    if room.startswith("portal."):
        index = settings.ROOMS.index(room.removeprefix("portal."))
        return {"portal", "forms", *(f"portal.{earlier}" for earlier in settings.ROOMS[: index + 1])}
    return None


ROOMS = ["forms", "portal", *(f"portal.{room}" for room in settings.ROOMS)]


def files_of(room):
    if room == "portal":
        return [path for path in (ROOT / "portal").glob("*.py") if path.name != "urls.py"]
    return [path for path in (ROOT / room.replace(".", "/")).rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_lies_before_it(room):
    allowed = allowed_for(room)

    wrong = {(path.name, name) for path in files_of(room) for name in imported(path) if room_of(name) not in allowed}

    assert wrong == set()


def test_home_reads_the_portal_through_its_queries_and_the_frame_alone():
    open_to_home = (
        "portal.calendar",
        "portal.pdf",
        "portal.pictures",
        "portal.mail",
        "portal.periodic_tasks",
        "portal.organisation",
        "portal.clock",
        "portal.context",
        "portal.fragments",
        "portal.votes",
        "portal.limits",
        "portal.permissions",
        "portal.reading_pages",
        "portal.unreadable",
        "portal.wording",
    )
    wrong = set()
    for path in (ROOT / "home").rglob("*.py"):
        for name in imported(path):
            queries = room_of(name).startswith("portal.") and re.search(r"[._]queries\b|\.pathway\b", name)
            if (
                name.startswith("portal")
                and not queries
                and not any(
                    name == one
                    or name.startswith(f"{one}.")
                    or (name.startswith("portal.") and one == f"portal.{name.split('.')[1]}")
                    for one in open_to_home
                )
            ):
                wrong.add((path.name, name))

    assert wrong == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("xhtml2pdf", "portal/pdf.py"),
        ("pyhanko", "portal/seal.py"),
        ("pypdf", "portal/uploads.py"),
        ("authlib", "portal/openid.py"),
        ("openpyxl", "portal/spreadsheet.py"),
        ("phonenumbers", "forms/phones.py"),
        ("icalendar", "portal/calendar.py"),
        ("dateutil", "home/helplines/hours.py"),
        ("django.core.mail", "portal/mail.py"),
        ("prometheus_client", "portal/operations/health/metrics.py"),
        ("sentry_sdk", "portal/error_reports.py"),
    ],
)
def test_a_library_is_named_in_one_module(library, home):
    naming = {
        str(path.relative_to(ROOT))
        for folder in ("home", "portal", "forms", "site")
        for path in (ROOT / folder).rglob("*.py")
        if library in (source := path.read_text()) and imports_library(source, library)
    }

    assert naming == {home}


def test_only_the_clock_reads_the_time():
    """Sessions, codes and files use real time, and may ask for it (contract: SITE_NOW)."""
    exempt = {
        *("portal/clock.py", "portal/middleware.py", "portal/fresh_code.py", "portal/code_limits.py"),
        *("portal/identity.py", "portal/openid.py", "portal/operations/retention/periods.py"),
        "portal/accounts/address_changes/changing.py",  # how old a code is
        "portal/operations/joining/proving.py",  # the same
        *("portal/uploads.py", "portal/reports/grants/frozen.py"),  # the age of a file
    }
    reading = set()
    asking = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|localdate\(|(?<!date)time\.time\(")
    for folder in ("home", "portal"):
        for path in (ROOT / folder).rglob("*.py"):
            if "migrations" not in path.parts and asking.search(path.read_text()):
                reading.add(str(path.relative_to(ROOT)))

    assert reading - exempt == set()


def test_site_is_still_the_standard_library():
    assert "site-packages" not in site.__file__
    assert not str(site.__file__).startswith(str(ROOT / "site"))
    assert not (ROOT / "site" / "__init__.py").exists()
