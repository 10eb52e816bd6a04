"""Read a Dutch address from one text: 'Dorpsstraat 12-a, 1234 AB Plaats'."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assetmap.domain.address_keys import (
    addition_key,
    read_postcode,
    split_province,
    street_beginning,
    street_key,
    town_key,
    written_postcode,
)

__all__ = [
    "Address",
    "addition_key",
    "is_postbox",
    "read_address",
    "read_number",
    "read_postcode",
    "split_province",
    "street_beginning",
    "street_key",
    "town_key",
    "written_postcode",
]

# The longest text that can be an address; what is longer is a story.
MOST_SIGNS = 300

_POSTBOX = re.compile(r"\b(?:post ?bus|p\.? ?o\.? ?box|antwoord ?(?:nummer|nr))\b", re.IGNORECASE)

_POSTCODE = re.compile(
    r"(?<![\w-])(?:NL[\s-]*)?([1-9]\d{3})(?:\s?-?\s?(?!S[ADS]\b)([A-Z]{2})|([a-z]{2}))(?![\w'’])"
)
# Small letters behind a space may be a word: '12 de' is none, '9401 ab' is one.
_SMALL_POSTCODE = re.compile(r"(?<![\w-])([1-9]\d{3})\s([a-z]{2})(?![\w'’])")
_WORDS_OF_TWO = frozenset({"hs", "en", "de", "op", "in", "te", "bg", "of", "nr", "st", "tm", "om"})
# Four figures alone are a postcode only where a house number cannot stand.
_AREA = re.compile(r"(?:^|,)\s*(?:NL[\s-]*)?([1-9]\d{3})(?=\s*(?:$|,|\s[^\W\d_'’]))")

# A letter or figure that belongs to a house number: 12a, 12-3, 12 hs, 12 II, 12 bis.
_ADDITION = (
    r"(?:\s?[-/]\s?[A-Za-z0-9]{1,4}|\s?(?:huis|hs|bis|rood|rd|zw|bg|hoog|boven|ong|III?|IV)"
    r"|\s?[A-Za-z](?:\s?[-/]?\s?\d{1,3})?|\s[1-4]\s?hoog)(?![\w'’/-])"
)
_NUMBER = re.compile(
    rf"(?<![\w'’.-])(?:(?:nr|no|nummer)\.?\s*)?(\d{{1,5}})(?!\d)((?:{_ADDITION}){{0,2}})"
    r"(?![\w'’])",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"\s*(?:t/m|tot en met|tm|&|\+|en|-|/)\s*\d{1,5}\s?[A-Za-z]?(?!\w)", re.IGNORECASE
)
_NUMBER_ALONE = re.compile(r"\s*(?:(?:nr|no)\.?\s*)?(\d{1,5})(?!\d)\s*[-/]?\s*(.{0,12}?)\s*")
# A year can be the name of one of these: 'Plein 1944'.
_NAMED_BY_A_YEAR = frozenset({"plein", "laan", "straat", "weg", "park", "hof", "kade"})
_SIGNS_AROUND = " \t,;.-"


@dataclass(frozen=True)
class Address:
    """The parts of an address; what is not said is empty.

    Parameters
    ----------
    street
        As it was written. Without number, comma or postcode a town may stand behind it.
    number, addition
        The house number and what stands behind it; number 0 for none.
    postcode
        As '1234AB', or '1234' for an area.
    town
        As it was written.
    postbox
        Whether it is a box or number at the post, which is no place.
    """

    street: str = ""
    number: int = 0
    addition: str = ""
    postcode: str = ""
    town: str = ""
    postbox: bool = False


def is_postbox(text: str) -> bool:
    """Return whether a text names a box or an answering number at the post."""
    return _POSTBOX.search(text) is not None


def read_number(text: str) -> tuple[int, str]:
    """Return a house number and its addition, from a cell of its own; 0 when there is none."""
    match = _NUMBER_ALONE.match(text)
    if match is None:
        return 0, ""
    rest = text[match.end(1) :].strip(" \t-/,.")
    also = _ALSO.match(text, match.end(1))
    if also is not None and also.end() == len(text.rstrip()):
        return int(match[1]), ""
    return int(match[1]), rest if len(rest) <= 12 else ""


def read_address(text: str) -> Address:
    """Return the parts of an address that was written in one text.

    Nothing is looked up, so a street and a town with neither number, comma nor postcode between
    them come together in `street`.
    """
    text = re.sub(r"\s*[\r\n]+\s*", ", ", text[:MOST_SIGNS])
    text = re.sub(r"[\s\u00a0]+", " ", text).strip(_SIGNS_AROUND)
    if is_postbox(text):
        return Address(postbox=True)
    found = _find_postcode(text)
    if found is None:
        return _without_postcode(text)
    postcode, start, end = found
    before, behind = text[:start].strip(_SIGNS_AROUND), text[end:].strip(_SIGNS_AROUND)
    if not before:
        read = _without_postcode(behind)
        if number := re.match(rf"(\d{{1,5}})((?:{_ADDITION})?)(?:$|[,\s]+)(.*)$", behind):
            # '9401 AB 12, Assen' is how people shorten a whole address.
            inside = _without_postcode(number[3])
            read = replace(inside, number=int(number[1]), addition=number[2].strip(" -/"))
            if not inside.number and inside.street and not inside.town:
                read = replace(read, street="", town=inside.street)
        elif not read.number and read.street and not read.town:
            read = replace(read, street="", town=read.street)
        return replace(read, postcode=postcode)
    read = _without_postcode(before)
    if behind:
        # 'Nederland' and the like come behind the town.
        read = replace(read, town=behind.split(",")[0].strip(_SIGNS_AROUND))
    elif not read.number and read.street and not read.town and "," not in before:
        read = replace(read, street="", town=read.street)
    return replace(read, postcode=postcode)


def _find_postcode(text: str) -> tuple[str, int, int] | None:
    """Return the last postcode of a text, and where it stands; one with letters goes first."""
    matches = list(_POSTCODE.finditer(text))
    matches += [match for match in _SMALL_POSTCODE.finditer(text) if match[2] not in _WORDS_OF_TWO]
    for match in sorted(matches, key=lambda match: -match.start()):
        if postcode := read_postcode(match[0]):
            return postcode, match.start(), match.end()
    area = _AREA.search(text)
    return None if area is None else (area[1], area.start(), area.end())


def _without_postcode(text: str) -> Address:
    parts = [part for each in text.split(",") if (part := each.strip(_SIGNS_AROUND))]
    numbered = next((at for at, part in enumerate(parts) if _house(part) is not None), None)
    if numbered is None:
        if len(parts) > 1:
            return Address(street=parts[0], town=parts[1])
        return Address(street=parts[0] if parts else "")
    house = _house(parts[numbered])
    assert house is not None  # noqa: S101 - for the type: this part was chosen for it
    street, number, addition, behind = house
    if not street and numbered and behind == "":
        # 'Dorpsstraat, 12, Plaats'
        street, parts = parts[numbered - 1], parts[: numbered - 1] + parts[numbered:]
        numbered -= 1
    others = [part for at, part in enumerate(parts) if at != numbered]
    later = parts[numbered + 1 :]
    town = behind or (later[0] if later else others[-1] if others else "")
    return Address(street=street, number=number, addition=addition, town=town)


def _house(part: str) -> tuple[str, int, str, str] | None:
    """Return street, number, addition and what stands behind them; None without a number."""
    best = None
    for match in _NUMBER.finditer(part):
        before = part[: match.start()].strip(_SIGNS_AROUND)
        if not before and match.end() < len(part.rstrip()):
            # What begins with a number and goes on is a name: '2 Tower Street'.
            continue
        if before.casefold() in _NAMED_BY_A_YEAR and 1500 <= int(match[1]) <= 2100:
            continue
        best = match
        # The first one that has a street before it; what follows it closely is a range.
        if not re.search(r"\d", part[match.end() :]):
            break
        if _ALSO.match(part, match.end()):
            break
    if best is None:
        return None
    end = best.end()
    also = _ALSO.match(part, end)
    if also is not None:
        end = also.end()
    addition = best[2].strip(" -/")
    return (
        part[: best.start()].strip(_SIGNS_AROUND),
        int(best[1]),
        addition,
        part[end:].strip(_SIGNS_AROUND),
    )
