"""What else an asset can say of itself: for whom, at what cost, with which wheels and words.

Keys as in the store and in addresses. Wheelchair as OpenStreetMap's `wheelchair=*`; languages as
ISO 639 codes (two letters where there are, else three).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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


def join_keys(keys: Iterable[str], known: Mapping[str, str]) -> str:
    """Return keys as one text with ';' between them, in the order of `known`."""
    given = set(keys)
    return ";".join(key for key in known if key in given)


def split_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a text that `join_keys` made."""
    return tuple(key for key in text.split(";") if key)
