"""A site in processes of its own, as it is served, and visitors who vote there."""

import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing

import psycopg
import requests

from tests.migrated import ROOT


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Site:
    """The site in processes of its own, with a folder and a database of its own."""

    def __init__(self, folder, database, smtp_port, **more):
        self.port = free_port()
        self.folder, self.database = folder, database
        self.env = {
            **os.environ, "DATA_DIR": str(folder), "DATABASE_URL": database, "PORT": str(self.port),
            "KILLED_SMTP": str(smtp_port), "DJANGO_SETTINGS_MODULE": "tests.portal.operations.killed_site",
            **more,
        }  # fmt: skip
        self.log = open(folder / "site.log", "w")  # noqa: SIM115  for as long as the site runs

    def run(self, *words):
        subprocess.run([sys.executable, *words], env=self.env, cwd=ROOT, check=True, stdout=self.log, stderr=self.log)

    def start(self, *words):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE if "write" in words else self.log}
        return subprocess.Popen([sys.executable, *words], env=self.env, cwd=ROOT, stderr=self.log, text=True, **pipes)

    def rows(self, query):
        if self.database.startswith("sqlite"):
            with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as database:
                return database.execute(query).fetchall()
        with psycopg.connect(self.database) as database:
            return database.execute(query).fetchall()


class Voter(threading.Thread):
    """Votes until it is stopped; ``said`` has one entry for each vote that the site has thanked for."""

    def __init__(self, site):
        super().__init__(daemon=True)
        self.address = self.origin = f"http://127.0.0.1:{site.port}"
        self.said, self.is_over = [], False

    def run(self):
        while not self.is_over:
            try:
                self.vote()
            except (requests.RequestException, TypeError):  # it was killed meanwhile, and promised nothing
                time.sleep(0.2)

    def visitor(self):
        """A session of somebody whom nobody has seen before."""
        visitor = requests.Session()
        visitor.headers["X-Forwarded-For"] = ".".join(str(random.randrange(1, 255)) for _part in range(4))
        return visitor

    def vote(self):
        visitor = self.visitor()
        guide = visitor.get(f"{self.address}/veileder/", timeout=10).text
        page = f"{self.address}{re.search(r'href=.(/veileder/[a-z-]+/)', guide)[1]}til-hjelp/"
        form, own = {"useful": "yes"}, {"Origin": self.origin}
        answer = visitor.post(page, form, headers=own, timeout=10, allow_redirects=False)
        if answer.status_code == 302 and answer.headers["Location"].endswith("#takk"):
            self.said.append(page)


def wait_for(is_so, seconds):
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True
