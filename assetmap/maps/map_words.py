"""What the living map says by itself, in English; an order brings other words for the same keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assetmap.errors import N_

WORDS: dict[str, Any] = {
    "map": N_("Map of the neighbourhood"),
    "equivalent": N_("Everything on this map is in the list too."),
    "zoomIn": N_("Zoom in"),
    "zoomOut": N_("Zoom out"),
    "unreachable": N_("No connection. The map shows what it had."),
    "tiles": N_("The base map cannot be reached now. Neighbourhoods and assets are here."),
    "locate": N_("Where I am"),
    "noLocation": N_("This device does not tell where it is. Click or tap on the map."),
    "here": N_("{count} in this spot"),
    "more": N_("and {count} more"),
    "close": N_("Close"),
    "time": N_("Years"),
    "year": N_("Year"),
    "play": N_("Play the years"),
    "pause": N_("Pause"),
    "allYears": N_("all years"),
    "inYear": N_("{year}: {count}"),
    "draw": {
        "start": N_("Click where it begins."),
        "cont": N_("Click the next corner."),
        "end": N_("Click the last corner again to finish."),
        "done": N_("Done"),
        "back": N_("Take the last corner back"),
        "again": N_("Draw it again"),
        "pin": N_("The place; drag it to move it"),
    },
}


def in_language(translate: Callable[[str], str]) -> dict[str, Any]:
    """Return all words in another language, by the same keys."""
    return {
        key: {step: translate(text) for step, text in words.items()}
        if isinstance(words, dict)
        else translate(words)
        for key, words in WORDS.items()
    }
