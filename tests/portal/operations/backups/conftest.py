"""A hundred keys are made of the passphrase in these tests, each at a hundredth of what it costs on a real site."""

import pytest

from portal.operations.backups import archive


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch):
    monkeypatch.setattr(archive, "COST", archive.COST >> 8)
