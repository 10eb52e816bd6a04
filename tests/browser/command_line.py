"""The command line, as a person runs it."""

from __future__ import annotations

import subprocess
import sys

from assetmap.settings import ROOT


def assetmap(*arguments: object) -> None:
    """Run a command that must succeed."""
    command = [sys.executable, "-m", "assetmap", *map(str, arguments)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
