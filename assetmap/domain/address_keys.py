"""Streets, towns, postcodes and additions in one form, so that two writings of one meet.

A key is for comparing and never shown. It has no spaces, so that 'Kerk straat' and 'Kerkstraat'
are one; what people shorten is written out or shortened alike on both sides.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assetmap.domain.search_text import fold

# Four figures, not beginning with 0, and two letters; SA, SD and SS are never given out.
# https://nl.wikipedia.org/wiki/Postcodes_in_Nederland
_POSTCODE = re.compile(r"(?:NL[\s-]*)?([1-9]\d{3})\s*-?\s*(?:(?!SA|SD|SS)([A-Z]{2}))?")

_BETWEEN_WORDS = re.compile(r"[-\u2010-\u2015/_.,()]+")

# What a street is called for or ends with, in the form that we compare. The short form where the
# register uses both ('Doctor', 'Dr.'), the long one where only people shorten.
_WORDS = {
    **dict.fromkeys(("doctor", "dokter"), "dr"),
    **dict.fromkeys(("professor",), "prof"),
    **dict.fromkeys(("meester",), "mr"),
    **dict.fromkeys(("ingenieur",), "ir"),
    **dict.fromkeys(("dominee",), "ds"),
    **dict.fromkeys(("monseigneur",), "mgr"),
    **dict.fromkeys(("jonkheer",), "jhr"),
    **dict.fromkeys(("sint", "sankt", "saint"), "st"),
    **dict.fromkeys(("eerste", "1ste"), "1e"),
    **dict.fromkeys(("tweede", "2de"), "2e"),
    **dict.fromkeys(("derde", "3de"), "3e"),
    **dict.fromkeys(("vierde", "4de"), "4e"),
    **dict.fromkeys(("vijfde", "5de"), "5e"),
    **dict.fromkeys(("adm",), "admiraal"),
    **dict.fromkeys(("burg", "burgem", "bgm"), "burgemeester"),
    **dict.fromkeys(("gen",), "generaal"),
    **dict.fromkeys(("gebr",), "gebroeders"),
    **dict.fromkeys(("kard",), "kardinaal"),
    **dict.fromkeys(("kon",), "koningin"),
    **dict.fromkeys(("past",), "pastoor"),
    **dict.fromkeys(("pres",), "president"),
    **dict.fromkeys(("weth",), "wethouder"),
    **dict.fromkeys(("str",), "straat"),
    **dict.fromkeys(("ln",), "laan"),
    **dict.fromkeys(("pl",), "plein"),
    **dict.fromkeys(("wg",), "weg"),
    **dict.fromkeys(("sgl", "sngl"), "singel"),
    **dict.fromkeys(("v",), "van"),
}
_ENDINGS = {
    "str": "straat", "ln": "laan", "pl": "plein", "wg": "weg", "sgl": "singel", "sngl": "singel",
}  # fmt: skip
_SHORT_ENDING = re.compile(r"(?<=[^\W\d_]{3})(str|ln|pl|wg|sngl|sgl)\b")
# With a point behind it only: many a word ends with these.
_ENDING_WITH_POINT = {"gr": "gracht", "kd": "kade", "dk": "dijk", "hf": "hof", "prk": "park"}
_POINTED_ENDING = re.compile(r"(?<=[^\W\d_]{3})(gr|kd|dk|hf|prk)\.", re.IGNORECASE)
# 'Van der', 'v.d.' and 'v/d' are written by taste.
_VAN = re.compile(r"\b(?:van de?[nr]?|van t|vd)\b")
_AAN = re.compile(r"\b(?:aan de[nr]?|aan t|a d|ad)\b")
_OP = re.compile(r"\b(?:op de[n]?|o d)\b")
# What of these may stand at the end while somebody types on.
_HALF_SAID = re.compile(r"(?:\s|^)(?:v|va|van|van d|van de|a|aa|aan|aan d|aan de|o|op|op d|op de)$")

_TOWNS = {
    "sgravenhage": "denhaag",
    "gravenhage": "denhaag",
    "thehague": "denhaag",
    "shertogenbosch": "denbosch",
    "hertogenbosch": "denbosch",
    "sgravenzande": "gravenzande",
    "dehaag": "denhaag",
}
# How a town's province stands behind its name: 'Hengelo (Gld)', 'Bergen NH'.
PROVINCES = {
    "Drenthe": ("dr", "dre", "drenthe"),
    "Flevoland": ("fl", "fle", "flevoland"),
    "Fryslân": ("fr", "frl", "fri", "friesland", "fryslan"),
    "Gelderland": ("gld", "gel", "gelderland"),
    "Groningen": ("gn", "gr", "gro", "groningen"),
    "Limburg": ("l", "lb", "li", "lim", "limburg"),
    "Noord-Brabant": ("nb", "nbr", "noordbrabant", "brabant"),
    "Noord-Holland": ("nh", "noordholland"),
    "Overijssel": ("o", "ov", "ovl", "overijssel"),
    "Utrecht": ("u", "ut", "utr", "utrecht"),
    "Zeeland": ("z", "ze", "zld", "zl", "zeeland"),
    "Zuid-Holland": ("zh", "zuidholland"),
}
_PROVINCE_OF = {word: province for province, words in PROVINCES.items() for word in words}
# 'Voorst gem Voorst' names the municipality behind the town.
_MUNICIPALITY = re.compile(r"\s+\(?gem(?:eente)?\.?\s.*$", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*\(([^()]*)\)\s*$")
# Without brackets only what is written as a short form: 'Hengelo O', never 'Noord Holland'.
_BEHIND = re.compile(r"\s+(?:([OLU]|DR|FR|UT|LB)|(?i:(gld|nh|zh|nb|frl|gn|ov|zld)))\.?$")

_ADDITIONS = {
    "hs": "H", "huis": "H", "ii": "2", "iii": "3", "iv": "4", "1hoog": "1", "2hoog": "2",
    "3hoog": "3", "4hoog": "4",
}  # fmt: skip


def read_postcode(text: str) -> str:
    """Return a Dutch postcode as '1234AB' or '1234'; empty when it is none."""
    match = _POSTCODE.fullmatch(text.strip().upper())
    return "" if match is None else match[1] + (match[2] or "")


def written_postcode(postcode: str) -> str:
    """Return a postcode as people write it: '1234 AB'."""
    return f"{postcode[:4]} {postcode[4:]}".strip()


@lru_cache(maxsize=300_000)
def street_key(street: str) -> str:
    """Return what two writings of one street have in common; empty when there is nothing."""
    return _joined(_spelled(street))


def street_beginning(typed: str) -> str:
    """Return the beginning of the keys of streets that somebody may be typing."""
    # The last word is not written out yet: 'Kerkpl' may become 'Kerkplantsoen'.
    words = _plain(typed).split()
    head = [_WORDS.get(word, _written_out(word)) for word in words[:-1]]
    return _joined(_HALF_SAID.sub("", " ".join([*head, *words[-1:]])))


@lru_cache(maxsize=100_000)
def town_key(town: str) -> str:
    """Return what two writings of one town have in common, without its province."""
    name, _ = split_province(town)
    key = _joined(" ".join("st" if word == "sint" else word for word in _plain(name).split()))
    return _TOWNS.get(key, key)


def split_province(town: str) -> tuple[str, str]:
    """Return a town's name, and the province that stands behind it, if any."""
    name = _MUNICIPALITY.sub("", town.strip())
    if match := _IN_BRACKETS.search(name):
        province = _PROVINCE_OF.get(_joined(_plain(match[1])), "")
        return (name[: match.start()], province) if match.start() else (name, "")
    if match := _BEHIND.search(name):
        return name[: match.start()], _PROVINCE_OF[(match[1] or match[2]).lower()]
    return name, ""


def addition_key(addition: str) -> str:
    """Return the addition to a house number without signs, in capitals: '-a' and 'A' are one."""
    plain = fold(addition).replace(" ", "")
    return _ADDITIONS.get(plain, plain.upper())


def _spelled(street: str) -> str:
    street = _POINTED_ENDING.sub(lambda found: _ENDING_WITH_POINT[found[1].lower()] + " ", street)
    return " ".join(_WORDS.get(word, _written_out(word)) for word in _plain(street).split())


def _written_out(word: str) -> str:
    return _SHORT_ENDING.sub(lambda found: _ENDINGS[found[1]], word)


def _plain(text: str) -> str:
    return fold(_BETWEEN_WORDS.sub(" ", text))


def _joined(words: str) -> str:
    words = _OP.sub("od", _AAN.sub("ad", _VAN.sub("vd", words)))
    return words.replace(" ", "")
