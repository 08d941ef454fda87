"""Makes the spreadsheet of a frozen version in a process of its own, without the database, and prints what it took.

``python -m tests.portal.reports.grants.exporting PRIVATE_DIR REF`` prints seconds, seconds of a processor, megabytes
and the size of the file.
"""

import os
import sys
import time
import uuid
from pathlib import Path


def main(folder, ref):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    sys.path.insert(0, str(Path("site").resolve()))
    import django  # noqa: PLC0415  after the settings are named
    from django.conf import settings  # noqa: PLC0415  the same

    django.setup()
    settings.PRIVATE_DIR = Path(folder)
    from portal import clock, organisation, spreadsheet  # noqa: PLC0415  after Django is set up
    from portal.models import Organisation  # noqa: PLC0415  the same
    from portal.reports.grants import frozen  # noqa: PLC0415  the same
    from portal.reports.grants.sheets import sheets_of  # noqa: PLC0415  the same
    from portal.reports.models import GrantFile  # noqa: PLC0415  the same

    ours = Organisation(**organisation.preset_values("ms"))
    organisation.current = organisation.current_cached = lambda: ours
    frozen.fault_of = lambda row: ""  # there is no log to ask
    row = GrantFile(ref=uuid.UUID(ref), number=1, frozen_at=clock.now(), sha256="0" * 64)
    began, used = time.perf_counter(), time.process_time()
    content = spreadsheet.workbook_of(sheets_of(row))
    print(time.perf_counter() - began, time.process_time() - used, _most_megabytes(), len(content))


def _most_megabytes():
    """The most memory that this program has had. ``getrusage`` would tell of the process that started it as well."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
