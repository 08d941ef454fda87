"""The script by which a first `make run` gets its tables makes what the migrations make."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests import migrated
from tests.migrated import ROOT
from tests.upgrades.tables import tables_of

MAKE = """
import django
django.setup()
from django.core.management import call_command
from portal.operations.setting_up import new_tables
new_tables.load()
call_command("migrate", verbosity=0)
"""
# Numbers and keys of rows are left out: they tell in which order the rows came, or were drawn by chance.
CONTENT = {
    "django_migrations": "SELECT app, name FROM django_migrations",
    "auth_permission": "SELECT app_label, model, codename FROM auth_permission"
    " JOIN django_content_type ON django_content_type.id = content_type_id",
    "wagtailcore_page": "SELECT path, title, url_path, live FROM wagtailcore_page",
    "onboarding_letter": "SELECT code, subject, text FROM onboarding_letter",
    "onboarding_reason": "SELECT code, name, text FROM onboarding_reason",
}


@pytest.mark.slow
def test_the_script_and_what_came_after_it_make_what_the_migrations_make(tmp_path):
    env = {
        **os.environ, "DATA_DIR": str(tmp_path), "SITE_MODE": "demo", "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", MAKE], env=env, cwd=ROOT, check=True)
    by_script, by_migrations = tmp_path / "db.sqlite3", migrated.make()

    assert tables_of(by_script) == tables_of(by_migrations)
    assert rows_of(by_script) == rows_of(by_migrations), "Run `make tables`: a migration writes other words now"


def rows_of(path):
    with closing(sqlite3.connect(path)) as database:
        tables = tables_of(path).keys() - {"sqlite_sequence"}  # in which tables a row was ever numbered
        counted = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables}
        content = {table: sorted(database.execute(query)) for table, query in CONTENT.items()}
        triggers = sorted(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return counted | content, triggers
