"""What README names is there: the services of the journey, and the files."""

import importlib
import re

import pytest
from django.conf import settings

README = (settings.BASE_DIR / "README.md").read_text(encoding="utf-8")
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
    named = set(re.findall(r"`((?:portal|forms|home|site|tests|docs)/[\w/.-]+\.(?:py|toml|js|css|html|md))`", README))
    assert len(named) > 50
    assert sorted(path for path in named if not (settings.BASE_DIR / path).exists()) == []
