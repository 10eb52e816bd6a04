"""Make the picture in the README: the demonstration, as a person sees it.

Run from the checkout: `python docs/images/make_picture.py`. It starts the real server on a store
of its own and needs the packages of requirements-dev.txt and a Chromium.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURE = Path(__file__).with_name("kaart.png")


def main() -> None:
    """Start the server, look, and stop it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "demo.gpkg"
        command = [sys.executable, "-m", "assetmap"]
        subprocess.run([*command, "demo", "--store", store], cwd=ROOT, check=True)
        server = subprocess.Popen(
            [*command, "serve", "--host", "127.0.0.1", "--port", str(port), "--store", store],
            cwd=ROOT,
            env={**os.environ, "ASSETMAP_BASEMAP": "none"},
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            _look(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start within 30 seconds")


def _look(address: str) -> None:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("ASSETMAP_CHROMIUM") or next(filter(None, map(shutil.which, names)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        # A card is open, as when somebody clicked.
        page.goto(f"{address}/?nummer=77")
        frame = page.frame_locator('iframe[title="streamlit_folium.st_folium"]')
        frame.locator('#map_div[data-painted]:not([data-painted="0"])').wait_for(timeout=30_000)
        page.wait_for_timeout(2500)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
