"""Take text tables apart: encoding, separator, line ends, records."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import N_, ImportFailed, Problem

SEPARATORS = (",", ";", "\t", "|")

_SAMPLE_RECORDS = 50

# A cell can hold the outline of an area as text.
_CELL_CHARACTERS = 16 * 1024**2

# Letters that Dutch, Frisian, French, German and Turkish names use. Reading Mac Roman as cp1252,
# or the other way round, turns these into symbols and capitals.
_LETTERS = frozenset("áàâäãåçéèêëíìîïñóòôöõøúùûüßœæÿ")


@dataclass(frozen=True)
class Records:
    """A text table taken apart.

    Parameters
    ----------
    heading
        Its column names, trimmed.
    rows
        Number of each row that holds something, from 1, with its cells, trimmed.
    notes
        What is worth telling.
    """

    heading: list[str]
    rows: list[tuple[int, list[str]]]
    notes: tuple[Problem, ...]


def read_records(path: Path) -> Records:
    """Return heading and rows of a text table.

    Raises
    ------
    ImportFailed
        If it cannot be opened or has no rows.
    """
    text, notes = _read_text(path)
    separator, text = _said_separator(text)
    csv.field_size_limit(_CELL_CHARACTERS)
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=separator or guess_separator(text)
        )
        heading: list[str] = []
        for record in reader:
            heading = [cell.strip() for cell in record]
            if any(heading):
                break
        rows = [
            (number, cells)
            for number, record in enumerate(reader, start=1)
            if any(cells := [cell.strip() for cell in record])
        ]
    except csv.Error as error:
        raise ImportFailed(
            N_(
                "'{file}' cannot be read as a table: {reason}. "
                "Open it in a spreadsheet and save it as CSV once more."
            ),
            file=path.name,
            reason=str(error),
        ) from error
    if not rows:
        raise ImportFailed(
            N_("'{file}' has no rows under its heading. Export or download it once more."),
            file=path.name,
        )
    return Records(heading, rows, notes)


def guess_separator(text: str) -> str:
    """Return the separator that cuts the first records into the most, equally many cells."""
    best, most = SEPARATORS[0], 1.0
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


def _widths(text: str, separator: str) -> list[int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    widths: list[int] = []
    try:
        for record in reader:
            if record:
                widths.append(len(record))
            if len(widths) == _SAMPLE_RECORDS:
                break
    except csv.Error:
        return []
    return widths


def _said_separator(text: str) -> tuple[str | None, str]:
    """Return the separator of Excel's own first line `sep=;`, and the text after it."""
    said = re.match(r"\"?sep=(.)\"?(\r\n|\r|\n)", text, re.IGNORECASE)
    return (said[1], text[said.end() :]) if said else (None, text)


def _read_text(path: Path) -> tuple[str, tuple[Problem, ...]]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ImportFailed(
            N_("'{file}' cannot be opened: {reason}. Close it in other programs, or copy it."),
            file=path.name,
            reason=error.strerror or str(error),
        ) from error
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace"), ()
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        text, encoding = _old_text(raw)
    note = Problem(
        N_("The text is not UTF-8; it was read as {encoding}. Check the letters with accents."),
        {"encoding": encoding},
    )
    return text, (note,)


def _old_text(raw: bytes) -> tuple[str, str]:
    """Return text of before Unicode, and its encoding: Windows' or the old Mac's."""
    mac = raw.decode("mac_roman")
    try:
        windows = raw.decode("cp1252")
    except UnicodeDecodeError:
        return mac, "mac_roman"
    if _letters(mac) > _letters(windows):
        return mac, "mac_roman"
    return windows, "cp1252"


def _letters(text: str) -> int:
    return sum(count for letter, count in Counter(text).items() if letter in _LETTERS)
