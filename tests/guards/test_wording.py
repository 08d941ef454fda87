"""Every message has wording in bokmål, nynorsk and English, and none of the words that scold."""

import subprocess
import sys

from django.conf import settings


def test_every_message_has_wording():
    command = [sys.executable, str(settings.BASE_DIR / "site" / "wording.py"), "check"]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.stdout == "Every message has wording in nb, nn and en.\n"
