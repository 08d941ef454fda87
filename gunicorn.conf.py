"""The web server. `site/` is a source root, so its place is stated here."""

import gc
import os
import sys
from pathlib import Path

root = Path(__file__).parent
sys.path[:0] = [str(root / "site"), str(root)]
wsgi_app = "config.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = 4  # pages wait on the database
preload_app = True
timeout = 30
graceful_timeout = 30
# Longer than nginx keeps its connections to us (60 seconds): a request never comes to one that is just being closed.
keepalive = 75
control_socket_disable = True


def when_ready(_server):
    """Before the web processes begin: a machine with another key of the event log stops here, with a sentence.

    What the site consists of stays, so no process looks through it for garbage. A page that reads some thousand rows
    would else wait for that, up to a tenth of a second.
    """
    from django.db import connections  # noqa: PLC0415  after the site is loaded

    from portal.operations.audit import event_key  # noqa: PLC0415  the same

    try:
        event_key.check()
    except event_key.OtherKey as fault:
        raise RuntimeError(str(fault)) from None  # gunicorn ends with its text
    connections.close_all()  # a connection must not be shared with a child
    gc.freeze()
