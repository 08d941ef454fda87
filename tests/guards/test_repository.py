"""The repository itself: migrations, lists of packages, templates."""

import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = settings.BASE_DIR


@pytest.mark.slow
@pytest.mark.django_db
def test_no_migration_is_missing():
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    except SystemExit:
        pytest.fail("Models changed without a migration: run manage.py makemigrations")


def test_the_source_root_is_not_ignored():
    result = subprocess.run(
        ["git", "check-ignore", "site/config/settings.py"], cwd=ROOT, capture_output=True, check=False
    )

    assert result.stdout == b""


def test_whatever_is_exempt_from_a_check_has_its_reason_behind_it():
    """Imports inside functions, naive dates and private names are rare: whoever reads one shall see why."""
    without_reason = re.compile(
        r"# noqa: (?:PLC0415|SLF001|DTZ\d+)(?!  \w\S* \S)|# type[:] ignore(?!\[[\w-]+\]  # \S+ \S)"
    )
    found = [
        f"{path.name}: {line.strip()}"
        for folder in ("home", "portal", "forms", "site", "tests")
        for path in (ROOT / folder).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if without_reason.search(line)
    ]

    assert found == []


def test_the_lists_of_packages_name_no_address_and_have_digests():
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt"):
        text = (ROOT / name).read_text()
        pins = re.findall(r"^([a-z0-9_.\-\[\]]+)==[^\s]+", text, re.MULTILINE)
        assert "://" not in text
        assert len(pins) > 0
        assert text.count("--hash=sha256:") >= len(pins)


@pytest.mark.slow
def test_every_package_that_is_installed_is_used():
    """By its module's name, in an import or in the settings; the zone files alone are found by Python itself."""
    asked_for = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[\w.-]+", one)[0].lower() for one in asked_for} - {"tzdata"}
    files = [path for folder in ("home", "portal", "forms", "site") for path in (ROOT / folder).rglob("*.py")]
    words = set(re.findall(r"\w+", "\n".join(path.read_text() for path in [*files, ROOT / "gunicorn.conf.py"])))
    used = {
        distribution.lower().replace("_", "-")
        for module, distributions in packages_distributions().items()
        for distribution in distributions
        if module in words
    }

    assert names - used == set()


PAGES = sorted(path for path in (ROOT / "templates").rglob("*.html") if not {"pdf", "mails"} & set(path.parts))


def test_no_page_has_inline_style_or_script():
    wrong = [path.name for path in PAGES if re.search(r'\sstyle="|\son[a-z]+="|<script>|<style', path.read_text())]

    assert wrong == []


# It stands on a page that is the same for everybody and sets no cookie; what is posted is known by its origin.
WITHOUT_GUARD = "was_it_useful.html"


def test_every_form_that_posts_carries_the_guard():
    wrong = []
    for path in (path for path in PAGES if path.name != WITHOUT_GUARD):
        for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text(), re.DOTALL):
            guard = "components/form_guard.html" in form or ("{% csrf_token %}" in form and 'name="writer"' in form)
            if not guard:
                wrong.append(path.name)

    assert wrong == []


def test_no_page_marks_text_as_safe_without_a_reason():
    marked = [path.name for path in PAGES if "|safe" in path.read_text()]

    assert marked == []
