"""What the living map says by itself, in English; an order brings other words for the same keys."""

from __future__ import annotations

from typing import Any

WORDS: dict[str, Any] = {
    "map": "Map of the neighbourhood",
    "equivalent": "Everything on this map is in the list too.",
    "zoomIn": "Zoom in",
    "zoomOut": "Zoom out",
    "unreachable": "No connection. The map shows what it had.",
    "tiles": "The base map cannot be reached now. Neighbourhoods and assets are here.",
    "point": "Click or tap on the map where it is.",
    "here": "{count} in this spot",
    "more": "and {count} more",
    "close": "Close",
    "time": "Years",
    "year": "Year",
    "play": "Play the years",
    "pause": "Pause",
    "allYears": "all years",
    "inYear": "{year}: {count}",
    "draw": {
        "start": "Click where it begins.",
        "cont": "Click the next corner.",
        "end": "Click the last corner again to finish.",
    },
}
