"""A new site as `manage.py start` leaves it, in an empty database: what most tests begin with.

`python -m tests.first_site` does so in the database that the environment names.
"""

import sys
from pathlib import Path

import django


def install():
    """The organisation, categories, texts, questions and pages; an editor has checked what is to be checked."""
    from django.core.management import call_command  # noqa: PLC0415  after Django is set up

    from portal.operations.setting_up import services as setting_up_services  # noqa: PLC0415  the same
    from tests import first_check  # noqa: PLC0415  the same
    from tests.conftest import person  # noqa: PLC0415  the same

    call_command("createcachetable", verbosity=0)
    setting_up_services.install("ms", by=person("oppsett@example.org", "Oda", "Oppsett"))
    first_check.set_checked(first_check.CHECKED)


if __name__ == "__main__":
    sys.path.insert(0, str(Path("site").resolve()))
    django.setup()
    install()
