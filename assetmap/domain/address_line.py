"""One line of an address, made of the cells in which lists keep it."""

from __future__ import annotations

import re

_POSTCODE = re.compile(r"(?<!\d)([1-9]\d{3})\s?([a-z]{2})(?![a-z])", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
# Of a place name in capitals: what stays small, or begins with a sign.
_SMALL = {"aan", "aen", "bij", "de", "den", "der", "en", "het", "in", "van", "op", "over", "onder",
          "ter", "ten", "te", "tot", "'t", "'s"}  # fmt: skip


def plain_postcode(text: str) -> str:
    """Return a Dutch postcode as `1234 AB`; another text unchanged."""
    found = _POSTCODE.fullmatch(text.strip())
    return f"{found.group(1)} {found.group(2).upper()}" if found else text.strip()


def plain_town(text: str) -> str:
    """Return a place name that is all capitals as people write it: `Wijk en Aalburg`."""
    text = text.strip()
    if len(text) < 3 or text != text.upper() or text.startswith("("):
        return text
    words = [_plain_word(word, first=not at) for at, word in enumerate(text.casefold().split(" "))]
    return " ".join(words)


def _plain_word(word: str, *, first: bool) -> str:
    if word in _SMALL and (not first or word.startswith("'")):
        return word
    # 's-gravenhage, alphen-chaam, ijmuiden.
    parts = word.split("-")
    small = [part in _SMALL and (at > 0 or part.startswith("'")) for at, part in enumerate(parts)]
    return "-".join(
        part if stays else _capital(part) for part, stays in zip(parts, small, strict=True)
    )


def _capital(part: str) -> str:
    return f"IJ{part[2:]}" if part.startswith("ij") else part[:1].upper() + part[1:]


def house_number(number: str, additions: tuple[str, ...] = ()) -> str:
    """Return a house number with its letter and addition: `12a`, `12a-2`, `5-A`."""
    joined = number.strip()
    for addition in additions:
        addition = addition.strip().lstrip("-").strip()
        if not addition or not joined:
            continue
        # A single letter stands against the figures; anything longer wants a dash.
        close = len(addition) == 1 and addition.isalpha() and joined[-1].isdigit()
        joined = f"{joined}{addition}" if close else f"{joined}-{addition}"
    return joined


def address_line(*, address: str, street: str, number: str, postcode: str, town: str) -> str:
    """Return `Dorpsstraat 12a, 1234 AB Plaats` of what is known of it.

    Parameters
    ----------
    address
        What stands in one cell: a street with its number, or the whole; it wins from `street`.
    number
        As `house_number` gives it; added to an address without any figure.
    """
    first = address.strip() or street.strip()
    if first and number and (not address.strip() or not _FIGURE.search(first)):
        first = f"{first} {number}"
    if _POSTCODE.search(first):
        # It holds all of it already.
        return first
    town = plain_town(town)
    if town and first.casefold().endswith(f", {town.casefold()}"):
        town = ""
    second = " ".join(part for part in (plain_postcode(postcode), town) if part)
    return ", ".join(part for part in (first, second) if part)
