"""Take a text table apart in records: which separator, and where each record ends."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from assetmap.domain.import_plan import Reading
from assetmap.errors import N_, ImportFailed, Problem
from assetmap.exchange.readers.text import TextFile, look_at_text

SEPARATORS = (",", ";", "\t", "|")

_SAMPLE_RECORDS = 50
_SAMPLE_CHARACTERS = 256 * 1024

# A cell can hold the outline of an area as text.
_CELL_CHARACTERS = 16 * 1024**2

# A cell with more lines than this has a quote that was never meant to open it.
_CELL_LINES = 500
# After so many of those, quotes mean nothing in the file.
_MOST_STRAYS = 50

_SAID = re.compile(r"\"?sep=(.)\"?[\r\n]*", re.IGNORECASE)
_STRAY = N_(
    "Line {line} has a double quote that opens a cell and never closes it; "
    "it was taken for a part of the text."
)


class _Endless(Exception):
    """A cell goes on for too many lines."""


@dataclass(frozen=True)
class Records:
    """A text table that is ready to be taken apart.

    Parameters
    ----------
    file
        The text.
    separator
        Between its cells.
    line_end
        Of its first line.
    skips
        Whether the first line is Excel's own `sep=;`.
    """

    file: TextFile
    separator: str
    line_end: str
    skips: bool

    def each(self, notes: list[Problem] | None = None) -> Iterator[list[str]]:
        """Give the cells of each record as they stand; what was mended is added to `notes`.

        Raises
        ------
        ImportFailed
            If a cell is too long for a table.
        """
        told: list[Problem] = [] if notes is None else notes
        with self.file.opened() as text:
            lines: Iterable[str] = islice(text, 1, None) if self.skips else text
            if self.file.has_nul:
                lines = (line.replace("\0", "") for line in lines)
            try:
                yield from split_records(lines, self.separator, told)
            except csv.Error as error:
                raise ImportFailed(
                    N_(
                        "'{file}' cannot be read as a table: {reason}. "
                        "Open it in a spreadsheet and save it as CSV once more."
                    ),
                    file=self.file.path.name,
                    reason=str(error),
                ) from error


def open_records(path: Path, reading: Reading) -> Records:
    """Return a text table, ready to be taken apart.

    Raises
    ------
    ImportFailed
        If it cannot be opened, or what was asked for cannot be.
    """
    if reading.separator is not None and (
        len(reading.separator) != 1 or reading.separator in '"\r\n'
    ):
        raise ImportFailed(
            N_("'{separator}' is no separator: give one sign, such as , or ; or a tab."),
            separator=reading.separator,
        )
    file = look_at_text(path, encoding=reading.encoding)
    with file.opened() as text:
        sample = text.read(_SAMPLE_CHARACTERS)
    said = _SAID.match(sample)
    if said is not None:
        sample = sample[said.end() :]
    separator = reading.separator or (said[1] if said else guess_separator(sample))
    end = re.search(r"\r\n|\r|\n", sample)
    return Records(file, separator, end[0] if end else "\r\n", said is not None)


def guess_separator(text: str) -> str:
    """Return the separator that cuts the first records into the most, equally many cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    # A list of one column has none; commas in it are prose.
    best = next(
        (each for each in SEPARATORS if each in first),
        next((each for each in SEPARATORS if each not in text), SEPARATORS[0]),
    )
    most = 1.0
    for separator in SEPARATORS:
        widths = _widths(text, separator)
        if not widths:
            continue
        width, often = Counter(widths).most_common(1)[0]
        # A comma in prose cuts at random; the real separator cuts each record alike.
        score = width * (often / len(widths)) ** 2
        if width > 1 and score > most:
            best, most = separator, score
    return best


def split_records(
    lines: Iterable[str], separator: str, notes: list[Problem]
) -> Iterator[list[str]]:
    """Give the cells of each record; a quote that never closes costs no more than its own line."""
    csv.field_size_limit(_CELL_CHARACTERS)
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=separator)
    strays = 0
    while True:
        feed.taken.clear()
        try:
            record = next(reader)
            stray = feed.at_end and bool(feed.taken)
        except StopIteration:
            return
        except _Endless:
            record, stray = [], True
        if not stray:
            yield record
            continue
        strays += 1
        notes.append(Problem(_STRAY, {"line": feed.number - len(feed.taken) + 1}))
        first = feed.take_back()
        yield next(csv.reader([first], delimiter=separator, quoting=csv.QUOTE_NONE))
        if strays > _MOST_STRAYS:
            feed.most = sys.maxsize
            yield from csv.reader(feed, delimiter=separator, quoting=csv.QUOTE_NONE)
            return
        reader = csv.reader(feed, delimiter=separator)


class _Feed:
    """Lines for a reader of records, which can be given back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.waiting: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0
        self.at_end = False
        self.most = _CELL_LINES

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) > self.most:
            raise _Endless
        line = self.waiting.popleft() if self.waiting else next(self.lines, None)
        if line is None:
            self.at_end = True
            raise StopIteration
        self.taken.append(line)
        self.number += 1
        return line

    def take_back(self) -> str:
        """Return the first line of the record in hand, and keep the others for the next ones."""
        first, *others = self.taken
        self.waiting.extendleft(reversed(others))
        self.number -= len(others)
        self.at_end = False
        return first


def _widths(text: str, separator: str) -> list[int]:
    records = split_records(io.StringIO(text, newline=""), separator, [])
    try:
        return [len(record) for record in islice(filter(any, records), _SAMPLE_RECORDS)]
    except csv.Error:
        return []
