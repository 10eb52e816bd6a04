"""The year that a text names, in the ways that Dutch lists write dates."""

from __future__ import annotations

import re

# Written where no date is known: by a registration that wants eight figures, or by a spreadsheet.
_NOTHING = re.compile(
    r"[-0\s./]*|(\d)\1{7}|9999\D.*|9999\d{4}|31\D12\D9999|onbekend|unknown|n\.?v\.?t\.?"
)
_YEAR = r"(1\d{3}|20\d{2}|21\d{2})"
_WHOLE = (
    re.compile(rf"(?:ca\.?|circa|omstreeks|rond|±|~)?\s*{_YEAR}(?:\.0)?\s*\??"),
    re.compile(rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{{4,6}})?"),
)
_SHORT = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.](\d{2})(?:\s+\d{1,2}:\d{2}.*)?")
# A year among other words: '13 oktober 2017', '2017-10-13T00:00', '31-12-2015'.
_AMONG = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_LONGEST = 80


def year_in(text: str, *, last: bool = False, this_year: int) -> int | None:
    """Return the year that a text names; None where it names none.

    Parameters
    ----------
    last
        Of a text with two years, such as `1998-2004`, take the second.
    this_year
        A year of two figures is of this century when it is not after it.
    """
    text = text.strip().casefold()
    if len(text) > _LONGEST or says_nothing(text):
        return None
    for whole in _WHOLE:
        if found := whole.fullmatch(text):
            return int(found.group(1))
    if found := _SHORT.fullmatch(text):
        year = int(found.group(1))
        return year + (2000 if year <= this_year % 100 else 1900)
    years = _AMONG.findall(text)
    return int(years[-1 if last else 0]) if years else None


def says_nothing(text: str) -> bool:
    """Return whether a text stands for no date at all: empty, 11111111, 00-00-0000."""
    return _NOTHING.fullmatch(text.strip().casefold()) is not None
