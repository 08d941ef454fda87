"""The site's own settings, with a folder of its own for what the tests write."""

import os
import tempfile

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="likeperson-tests-")  # each process of a run has its own
os.environ["SITE_MODE"] = "demo"
os.environ.pop("SITE_NOW", None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATA_DIR, DATABASES, MIDDLEWARE  # noqa: E402

if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, as in real life: several connections to a database in memory would lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    # What the tests write need not survive a power cut.
    options = DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
# Tests change rows behind the site's back; those of the memory itself put it back (frame/test_reading_pages.py).
MIDDLEWARE = [name for name in MIDDLEWARE if name != "portal.reading_pages.ReadingPages"]
WHITENOISE_AUTOREFRESH = True  # each test client builds the middleware anew: do not list every static file each time
SECRET_KEY = "the same in every run, so that what is drawn with it is the same too"
EVENT_KEY = "the key of every run"  # what is sealed in the kept content is checked in later runs
DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
