"""Find a Chromium for the tests, or get one. Prints the path; says what to do where none can be had."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

# The first has no window, and takes a quarter less of the processor.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def found():
    """The path of a browser that is there, or None."""
    named = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else [shutil.which(name) for name in NAMES]
    installed = next((path for path in named if path and Path(path).exists()), None)
    return installed or own_download()


def own_download():
    """What the driver has downloaded for itself earlier, or None."""
    with sync_playwright() as driver:
        path = driver.chromium.executable_path
    return path if Path(path).exists() else None


def get():
    if found():
        return found()
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq"]
        for command in (["apt-get", "update", "-qq"], [*install, NAMES[0]], [*install, NAMES[1]]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603  fixed words
            if found():
                break
    if not found():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)  # noqa: S603
    return found()


if __name__ == "__main__":
    path = get()
    if not path:
        sys.exit("No Chromium was found and none could be fetched. Install one, or set CHROMIUM to its path.")
    print(f"Browser: {path}")
