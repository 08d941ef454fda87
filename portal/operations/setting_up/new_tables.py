"""The tables of a new SQLite site as one script, for the first minute of a demo: see docs/decisions/0072.

The migrations say what the tables are. The script is written from what they make (`make tables`), and names those that
it stands for: `migrate` runs the others after it.
"""

from pathlib import Path

from django.db import connection

SCRIPT = Path(__file__).with_name("new_tables.sql")


def load():
    """Make the tables in a SQLite database that has none yet."""
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.executescript(SCRIPT.read_text(encoding="utf-8"))
