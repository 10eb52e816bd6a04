"""What the cells of a column look like: postcodes, telephone numbers, dates, names of streets."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_CELLS = 1_000

_WEB = r"(?:https?://)?(?:www\.)?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:[/?#]\S*)?"
_PICTURE = r"\.(?:jpe?g|png|gif|webp|svg)(?:[?,].*)?"
_MONTH = r"(?:jan|feb|mrt|maart|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*\.?"
PATTERNS: dict[str, re.Pattern[str]] = {
    "postcode": re.compile(r"[1-9]\d{3}\s?[a-z]{2}", re.I),
    "postcode4": re.compile(r"[1-9]\d{3}"),
    "email": re.compile(r"(?:mailto:)?[^\s@;,]+@[^\s@;,]+\.[a-z]{2,}", re.I),
    # A national or international number, a mobile one, or a short one such as 14 0592.
    "phone": re.compile(
        r"(?:\(?(?:\+|00)31\)?|\(?0)[\s()-]*[1-9](?:[\s()./-]*\d){7,9}.{0,12}|14[\s-]?0\d{2,3}"
    ),
    "website": re.compile(_WEB, re.I),
    "picture": re.compile(rf"\S+{_PICTURE}", re.I),
    "date": re.compile(
        r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{2}|\d{4})"
        r"|(?:1[5-9]|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ].*)?"
        r"|(?:1[5-9]|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
        rf"|(?:[a-z]{{2,9}}\.?\s+)?\d{{1,2}}\s+{_MONTH}\s+\d{{4}}.*", re.I
    ),
    "year": re.compile(r"(?:ca\.?|circa)?\s*(?:1[0-9]\d{2}|20\d{2})(?:\.0)?", re.I),
    "number": re.compile(r"[-+]?\d+(?:[.,]\d+)*"),
    "house_number": re.compile(r"\d{1,5}(?:\s?[-/ ]?\s?[a-z0-9]{1,6})?", re.I),
    "address": re.compile(r"\D{3,}\s\d{1,5}(?:\s?[-/]?\s?[a-z0-9]{1,5})?(?:\s+[a-z]{1,3})?(?:,.*)?",
                          re.I),
    "shape": re.compile(
        r"\s*(?:\{\s*\"(?:type|coordinates)\"|(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*\().*",
        re.I | re.S,
    ),
    "pair": re.compile(r"-?\d{1,3}\.\d+\s*[,;]\s*-?\d{1,3}\.\d+"),
    "tag": re.compile(r"[a-z_:]+=[^=\s]+"),
    "worded": re.compile(r".*[a-z]{2}.*", re.I | re.S),
    "letters": re.compile(r"[^\d]*[a-z]{2,}[^\d]*", re.I),
    "hours": re.compile(
        r".{0,40}\d{1,2}[.:]\d{2}\s*(?:u|uur)?\s*(?:-|–|tot|t/m|until)\s*\d{1,2}[.:]\d{2}.*"
        r"|(?:mo|tu|we|th|fr|sa|su)(?:-(?:mo|tu|we|th|fr|sa|su))? \d.*|24/7", re.I | re.S
    ),
    # Mevrouw De Vries, dhr. Jansen, J.P. van den Berg.
    "person": re.compile(
        r"(?:dhr|mevr|mw|de heer|mevrouw|meneer)\b\.?\s.{2,60}"
        r"|(?:[A-Z][a-z]{0,2}\.\s?){1,4}(?:(?:van|de|der|den|ten|ter|el|'t)\s)*[A-Z][\w'-]+.{0,40}"
    ),
    "markup": re.compile(r".*</?[a-z][a-z0-9]*[^<>]*>.*", re.I | re.S),
}  # fmt: skip


@dataclass(frozen=True)
class Looks:
    """What is known of the cells of one column.

    Parameters
    ----------
    filled, distinct
        How many cells have something in them, and how many different texts there are.
    length
        Mean length of the filled cells.
    shares
        Which part of the filled cells (a sample) matches each of `PATTERNS`, from 0 to 1.
    words
        Mean number of words.
    """

    filled: int
    rows: int
    distinct: int
    length: float
    words: float
    shares: dict[str, float]

    def like(self, *patterns: str, least: float = 0.6) -> bool:
        """Return whether most cells match one of some patterns."""
        return any(self.shares[pattern] >= least for pattern in patterns)

    @property
    def is_empty(self) -> bool:
        """Whether no cell has anything in it."""
        return not self.filled

    @property
    def is_unique(self) -> bool:
        """Whether every cell is filled, each with a text of its own."""
        return self.rows > 0 and self.filled == self.rows == self.distinct

    @property
    def is_sort(self) -> bool:
        """Whether few different words come back: in a short list at least one of them."""
        few = self.distinct <= max(2, min(150, self.filled * 0.4))
        return 0 < self.distinct < self.filled and few and self.length < 60

    @property
    def is_prose(self) -> bool:
        """Whether the cells are sentences."""
        return self.length > 60 or self.words > 8


def looks_of(cells: Sequence[str]) -> Looks:
    """Return what the cells of a column look like; '' stands for an empty cell."""
    filled = [cell for cell in cells if cell]
    sample = _sample(filled)
    count = max(len(sample), 1)

    def share(matches: Callable[[str], object]) -> float:
        return sum(1 for cell in sample if matches(cell[:2_000])) / count

    return Looks(
        filled=len(filled),
        rows=len(cells),
        distinct=len(set(filled)),
        length=sum(map(len, sample)) / count,
        words=sum(len(cell.split()) for cell in sample) / count,
        shares={name: share(pattern.fullmatch) for name, pattern in PATTERNS.items()},
    )


def _sample(cells: Sequence[str]) -> Sequence[str]:
    """Return cells from all over a column: lists are often sorted."""
    step = max(1, -(-len(cells) // MOST_CELLS))
    return cells[::step]
