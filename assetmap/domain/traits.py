"""What else an asset can say of itself: for whom, at what cost, with which wheels and words.

Keys as in the store and in addresses. Wheelchair as OpenStreetMap's `wheelchair=*`; languages as
ISO 639 codes (two letters where there are, else three).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assetmap.errors import N_

# `everyone` is said on purpose; nothing said means that nobody told us.
AUDIENCES = {
    "everyone": N_("Everyone"),
    "children": N_("Children"),
    "young": N_("Young people"),
    "parents": N_("Parents"),
    "older": N_("Older people"),
    "newcomers": N_("Newcomers"),
}
COSTS = {
    "free": N_("Free of charge"),
    "small": N_("A small contribution"),
    "paid": N_("Paid"),
}
WHEELCHAIR = {
    "yes": N_("Reachable by wheelchair"),
    "limited": N_("Partly reachable by wheelchair"),
    "no": N_("Not reachable by wheelchair"),
}
LANGUAGES = {
    "nl": N_("Dutch"),
    "fy": N_("Frisian"),
    "dse": N_("Dutch Sign Language"),
    "en": N_("English"),
    "ar": N_("Arabic"),
    "ber": N_("Berber"),
    "tr": N_("Turkish"),
    "pl": N_("Polish"),
    "uk": N_("Ukrainian"),
    "ti": N_("Tigrinya"),
    "fa": N_("Persian"),
    "ku": N_("Kurdish"),
    "so": N_("Somali"),
    "pap": N_("Papiamento"),
    "srn": N_("Sranan Tongo"),
    "zh": N_("Chinese"),
    "es": N_("Spanish"),
    "pt": N_("Portuguese"),
    "fr": N_("French"),
    "de": N_("German"),
    "bg": N_("Bulgarian"),
    "ro": N_("Romanian"),
    "ru": N_("Russian"),
}

# The column of each, which its keys are from; the first two hold several keys.
SEVERAL: dict[str, Mapping[str, str]] = {"audience": AUDIENCES, "languages": LANGUAGES}
ONE: dict[str, Mapping[str, str]] = {"cost": COSTS, "wheelchair": WHEELCHAIR}
TRAITS = SEVERAL | ONE

# Layer files once had a field of their own for this, with these answers.
_WHEELCHAIR_FIELD = {"yes": "yes", "partly": "limited", "no": "no"}


def join_keys(keys: Iterable[str], known: Mapping[str, str]) -> str:
    """Return keys as one text with ';' between them, in the order of `known`."""
    given = set(keys)
    return ";".join(key for key in known if key in given)


def split_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a text that `join_keys` made."""
    return tuple(key for key in text.split(";") if key)


def lifted(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an asset says, with a wheelchair of its own fields as `wheelchair`.

    Versions are never altered, so what was written down as a field of the layer stays so in the
    log; whoever reads it finds it where every asset has it.
    """
    fields: Any = content.get("fields")
    own = fields.get("wheelchair") if isinstance(fields, Mapping) else None
    if not isinstance(own, str) or own not in _WHEELCHAIR_FIELD:
        return dict(content)
    others = {key: value for key, value in fields.items() if key != "wheelchair"}
    said = content.get("wheelchair") or _WHEELCHAIR_FIELD[own]
    return {**content, "fields": others, "wheelchair": said}
