"""Find the words of a language."""

from __future__ import annotations

import gettext
from collections.abc import Callable
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
DOMAIN = "assetmap"

LANGUAGES = ("nl", "en")


@cache
def translator(language: str) -> Callable[[str], str]:
    """Return the function that translates a text of the code; unknown texts stay English."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True).gettext
