"""What README, CONTRIBUTING and SECURITY name is there: the services of the journey, and the files."""

import importlib
import re

import pytest
from django.conf import settings

README, *OTHERS = [
    (settings.BASE_DIR / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")
]
JOURNEY = README.split("## The journey")[1].split("\n## ")[0]
STAGES = [line.split("|")[1:4] for line in JOURNEY.splitlines() if line.startswith("|") and "`" in line]


@pytest.mark.parametrize(("stage", "_form", "services"), STAGES, ids=[stage.strip()[:40] for stage, *_rest in STAGES])
def test_each_service_of_the_journey_is_there(stage, _form, services):
    module = None
    for name in re.findall(r"`([\w.]+)`", services):
        where, _dot, function = name.rpartition(".")
        module = importlib.import_module(f"portal.{where}") if where else module
        assert hasattr(module, function), name


def test_each_file_that_is_named_is_there():
    path = re.compile(r"`((?:portal|forms|home|site|tests|docs|templates|deploy)/[\w/.-]*)`")
    named = {found for text in (README, *OTHERS) for found in path.findall(text)}
    assert len(named) > 50
    assert sorted(one for one in named if not (settings.BASE_DIR / one).exists()) == []
