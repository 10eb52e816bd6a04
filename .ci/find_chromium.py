"""Print the path of a Chromium for the browser tests; install one on Debian if there is none.

Only the path goes to standard output. A browser counts when it answers to `--version`: on Ubuntu
`chromium-browser` can be a stub that only says how to install a snap.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files\Chromium\Application\chrome.exe",
)
# Without any font Chromium draws empty boxes where the page's own fonts have no letter.
DEBIAN_PACKAGES = ("chromium", "fonts-liberation")
HOW_TO = """\
The browser tests need Chromium or Google Chrome, and none was found.
  Debian:   sudo apt-get install chromium
  Ubuntu:   sudo snap install chromium
  Fedora:   sudo dnf install chromium
  macOS:    brew install --cask chromium
  Windows:  winget install Google.Chrome
Is it somewhere else? Put its path in ASSETMAP_CHROMIUM.
`make check` runs the other tests without it."""


def runs(browser: str) -> bool:
    """Return whether this program starts and tells its version."""
    # Chrome on Windows opens a window instead of answering.
    if sys.platform == "win32":
        return True
    try:
        answer = subprocess.run(
            [browser, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def find() -> str | None:
    """Return the path of the first browser that runs, if there is one."""
    found = [shutil.which(name) for name in NAMES]
    found += [place for place in PLACES if Path(place).exists()]
    return next((browser for browser in found if browser and runs(browser)), None)


def apt_get() -> list[str] | None:
    """Return how to call apt-get as root without being asked anything, if that can be."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    if not shutil.which("sudo"):
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n", "apt-get"] if allowed.returncode == 0 else None


def install() -> None:
    """Install Chromium from Debian's packages where that can be done; say so on stderr."""
    command = apt_get()
    if command is None:
        return
    print("No Chromium found: installing it from Debian's packages ...", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES]):
        done = subprocess.run(
            [*command, "-q", *step],
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            env=quiet,
            check=False,
        )
        if done.returncode != 0:
            return


def main() -> int:
    """Print the path and return 0, or say what to install and return 1."""
    given = os.environ.get("ASSETMAP_CHROMIUM")
    if given:
        if runs(given):
            print(given)
            return 0
        print(f"ASSETMAP_CHROMIUM is {given!r}, which does not run.", file=sys.stderr)
        return 1
    browser = find()
    if browser is None:
        install()
        browser = find()
    if browser is None:
        print(HOW_TO, file=sys.stderr)
        return 1
    print(browser)
    return 0


if __name__ == "__main__":
    sys.exit(main())
