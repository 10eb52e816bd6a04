"""What number a cell of a table means, as people write coordinates."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas import Series

# 128495.062, 128495,062, 128.495,062, 128,495.062 and 52.370.216; also with a sign or an exponent.
_NUMBER = re.compile(
    r"[+-]?(?:\d+[.,]?\d*|[.,]\d+|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+"
    r"|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,})(?:[eE][+-]?\d+)?"
)

# 52°22'13.4"N, 52 22 13 N, 52° 22,5', N 52.37: degrees with minutes and seconds, or a letter.
# West and south are below nought; Dutch lists write O or OL for east, and Z for south.
_SIDE = r"NB|OL|WL|ZB|[NSEWOZ]"
_PART = r"\d{1,2}(?:[.,]\d+)?"
_DEGREES = re.compile(
    rf"(?P<before>{_SIDE})?\s*(?P<sign>[+-]?)(?P<degrees>\d{{1,3}}(?:[.,]\d+)?)(?:\s*[°d:]|\s+|$|(?=[a-z]))"
    rf"(?:\s*(?P<minutes>{_PART})(?:\s*[':m]|\s+|$|(?=[a-z]))"
    rf"(?:\s*(?P<seconds>{_PART})\s*[\"s]?)?)?"
    rf"\s*(?P<after>{_SIDE})?",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{PRIME}": "'",
    "\N{ACUTE ACCENT}": "'",
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{DOUBLE PRIME}": '"',
    "\N{MASCULINE ORDINAL INDICATOR}": "°",
})  # fmt: skip
# Without one of these, a row of numbers is no angle.
_ANGLE = re.compile(rf"[°'\":]|(?:{_SIDE})", re.IGNORECASE)
_SPACED_THOUSANDS = re.compile(r"[+-]?\s?\d{1,3}(?:\s\d{3})*(?:[.,]\d*)?")
_BELOW_NOUGHT = ("S", "W", "Z", "WL", "ZB")

# A cell that is longer is no number, whatever is in it.
_CHARACTERS = 60
_THOUSAND = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")


def read_numbers(cells: Series) -> tuple[NDArray[np.float64], list[int]]:
    """Return cells as numbers, NaN for empty, and the index of each cell that is no number.

    Decimal points and decimal commas both count as such, and either can part the thousands when
    the other one is there too. Degrees may come with minutes and seconds, or with a letter for
    the side of the world.
    """
    # Most columns hold plain numbers throughout: one pass in C.
    plain = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce")
    values = plain.to_numpy(dtype=float, na_value=np.nan).copy()
    odd = np.flatnonzero(~np.isfinite(values) & cells.notna().to_numpy())
    unreadable: list[int] = []
    for position, cell in zip(odd.tolist(), cells.iloc[odd].tolist(), strict=True):
        number = read_number(cell)
        if number is None:
            unreadable.append(int(cells.index[position]))
        else:
            values[position] = number
    return values, unreadable


def read_number(cell: str) -> float | None:
    """Return the number that one cell means, or None when it is no number."""
    if len(cell) > _CHARACTERS:
        return None
    text = cell.strip()
    close = "".join(text.split())
    if _NUMBER.fullmatch(close):
        return _one_number(close) if close == text or _SPACED_THOUSANDS.fullmatch(text) else None
    return _degrees(text)


def with_thousands(cells: Series, values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Return whole numbers whose thousands are parted by a single sign, or None for other cells.

    `121.687` can be that, or a number with three decimals: the caller knows from the other
    coordinate.
    """
    some = cells.dropna()
    if not len(some) or not some.str.fullmatch(_THOUSAND.pattern).all():
        return None
    whole: NDArray[np.float64] = np.round(values * 1000)
    return whole


def with_decimal_sign(values: NDArray[np.float64], whole_digits: int) -> NDArray[np.float64]:
    """Return numbers with so many digits before the decimal sign, whatever their size.

    A spreadsheet that takes the point in 52.370216 for the sign of thousands makes 52.370.216 of
    it, or 52370216.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = np.floor(np.log10(np.abs(values))) + 1
        scaled: NDArray[np.float64] = values / 10.0 ** (digits - whole_digits)
    return scaled


def _degrees(text: str) -> float | None:
    angle = text.translate(_QUOTES).replace("''", '"')
    found = _DEGREES.fullmatch(angle)
    if found is None or not _ANGLE.search(angle):
        return None
    parts = (found["degrees"], found["minutes"] or "0", found["seconds"] or "0")
    degrees, minutes, seconds = (float(part.replace(",", ".")) for part in parts)
    if minutes >= 60 or seconds >= 60:
        return None
    side = (found["before"] or found["after"] or "").upper()
    total = degrees + minutes / 60 + seconds / 3600
    return -total if found["sign"] == "-" or side in _BELOW_NOUGHT else total


def _one_number(cell: str) -> float:
    if (cell.count(".") > 1 and "," not in cell) or (cell.count(",") > 1 and "." not in cell):
        return float(cell.replace(".", "").replace(",", ""))
    thousands, decimal = (".", ",") if cell.rfind(",") > cell.rfind(".") else (",", ".")
    return float(cell.replace(thousands, "").replace(decimal, "."))
