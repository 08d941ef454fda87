"""What mypy checks: the whole frame, every service, and how forms ask (pyproject.toml)."""

import tomllib
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# Pages, tables, addresses and what Django starts with: they are not checked.
NOT_CHECKED = {"__init__", "apps", "models", "urls", "views"}


def checked_modules():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    return set(tools["mypy"]["overrides"][0]["module"])


def test_every_module_of_the_frame_is_checked():
    frame = {f"portal.{path.stem}" for path in (ROOT / "portal").glob("*.py") if path.stem not in NOT_CHECKED}

    assert frame - checked_modules() == set()


def test_no_module_that_is_checked_is_gone():
    gone = {
        name for name in checked_modules() if "*" not in name and not (ROOT / f"{name.replace('.', '/')}.py").exists()
    }

    assert gone == set()
