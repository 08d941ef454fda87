#!/usr/bin/env python
"""The door to every command. `site/` is a source root (see docs/decisions/0001), so its place is stated here."""

import os
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        if os.environ.get("SITE_MODE") != "production":
            raise
        sys.exit(str(fault))  # whoever runs the site reads a sentence
    except Exception as fault:
        from portal.outages import in_words, is_outage

        if os.environ.get("SITE_MODE") != "production" or not is_outage(fault):
            raise
        sys.exit(f"Nothing can be done now: {in_words(fault)}. Try again when it is mended.")
