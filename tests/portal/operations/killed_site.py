"""The settings of the site that ``test_kills`` serves and kills, and what writes in it.

``python -m tests.portal.operations.killed_site install`` fills an empty database; ``write`` signs declarations until it
is told to stop, and prints the ``ref`` of each when it is saved.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path("site").resolve()))
os.environ["SITE_MODE"] = "demo"

from config.settings import *  # noqa: E402, F403

DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_USE_TLS = "127.0.0.1", int(os.environ.get("KILLED_SMTP", "25")), False
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # each voter of the test has an address of its own


def install():
    from django.core.management import call_command  # noqa: PLC0415  after Django is set up

    from tests import first_site  # noqa: PLC0415  the same

    call_command("migrate", verbosity=0)
    first_site.install()


def write():
    import select  # noqa: PLC0415  here alone
    import time  # noqa: PLC0415  the same

    from tests.conftest import person, sign  # noqa: PLC0415  after Django is set up

    number = 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        number += 1
        signed = sign(person(f"{number}@example.org", "Kari", f"Nr {number}"))
        print(signed.ref, flush=True)
        time.sleep(3)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.portal.operations.killed_site"
    import django

    django.setup()
    {"install": install, "write": write}[sys.argv[1]]()
