"""The words in which lists say for whom something is, what it costs, and in which languages.

Lists come from municipalities, from OpenStreetMap (`fee` is left out: its `no` means free) and
from people's own spreadsheets, in Dutch or in English.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from assetmap.domain.asset_rules import trait_problem
from assetmap.domain.cells import Note
from assetmap.domain.layer import fold
from assetmap.domain.traits import SEVERAL, TRAITS, join_keys

# Beside the keys themselves and their English names.
WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "audience": {
        "everyone": ("iedereen", "allen", "alle leeftijden", "all", "all ages", "everybody"),
        "children": ("kinderen", "kind", "kids", "child"),
        "young": ("jongeren", "jeugd", "tieners", "youth", "teenagers"),
        "parents": ("ouders", "opvoeders", "vaders en moeders"),
        "older": ("ouderen", "senioren", "55+", "65+", "55-plus", "65-plus", "seniors", "elderly"),
        "newcomers": ("nieuwkomers", "nieuwe Nederlanders", "statushouders", "vluchtelingen",
                      "refugees"),
    },
    "cost": {
        "free": ("gratis", "kosteloos", "vrij", "geen kosten", "no cost", "for free", "0"),
        "small": ("kleine bijdrage", "een kleine bijdrage", "vrijwillige bijdrage",
                  "small contribution"),
        "paid": ("betaald", "tegen betaling", "niet gratis"),
    },
    "wheelchair": {
        "yes": ("ja", "j", "y", "true", "waar", "1", "toegankelijk", "rolstoeltoegankelijk",
                "bereikbaar met een rolstoel", "designated"),
        "limited": ("deels", "een deel", "gedeeltelijk", "beperkt", "partly", "partial",
                    "deels bereikbaar met een rolstoel"),
        "no": ("nee", "n", "false", "onwaar", "0", "niet toegankelijk",
               "niet bereikbaar met een rolstoel"),
    },
    "languages": {
        "nl": ("Nederlands",),
        "fy": ("Fries", "Frysk"),
        "dse": ("Nederlandse Gebarentaal", "gebarentaal", "NGT", "sign language"),
        "en": ("Engels",),
        "ar": ("Arabisch",),
        "ber": ("Berbers", "Tamazight", "Amazigh", "Riffijns", "Tarifit"),
        "tr": ("Turks", "Türkçe"),
        "pl": ("Pools", "Polski"),
        "uk": ("Oekraïens",),
        "ti": ("Tigrinja",),
        "fa": ("Perzisch", "Farsi", "Dari"),
        "ku": ("Koerdisch", "Kurmanji", "Sorani"),
        "so": ("Somalisch", "Soomaali"),
        "pap": ("Papiaments", "Papiamentu"),
        "srn": ("Sranan", "Sranantongo", "Surinaams"),
        "zh": ("Chinees", "Mandarijn", "Kantonees", "Mandarin", "Cantonese"),
        "es": ("Spaans", "Español"),
        "pt": ("Portugees", "Português"),
        "fr": ("Frans", "Français"),
        "de": ("Duits", "Deutsch"),
        "bg": ("Bulgaars",),
        "ro": ("Roemeens", "Română"),
        "ru": ("Russisch",),
    },
}  # fmt: skip


@cache
def key_by_word(field: str) -> dict[str, str]:
    """Return the key that each folded word of a trait means, such as `audience`."""
    return {
        fold(word): key
        for key, name in TRAITS[field].items()
        for word in (key, name, *WORDS[field].get(key, ()))
    }


def keys_in_cells(cells: list[str], field: str, note: Note) -> list[str]:
    """Return the keys of each cell, joined by ';'; words that mean nothing are noted.

    Parameters
    ----------
    cells
        Keys or words; several with ';' or ',' between them where a trait takes several.
    field
        A name in `traits.TRAITS`.
    """
    found = {text: _keys(text, field) for text in set(cells)}
    for position, text in enumerate(cells):
        if unknown := found[text][1]:
            note(position, trait_problem(field, unknown))
    return [found[text][0] for text in cells]


def _keys(text: str, field: str) -> tuple[str, list[str]]:
    """Return the keys in a cell, joined, and the words that have none."""
    words = text.replace(",", ";").split(";") if field in SEVERAL else [text]
    by_word = key_by_word(field)
    said = [word.strip() for word in words if word.strip()]
    keys = [key for word in said if (key := by_word.get(fold(word)))]
    return join_keys(keys, TRAITS[field]), [word for word in said if fold(word) not in by_word]
