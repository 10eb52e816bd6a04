"""Open a text table: its encoding, and what no table has (endless lines, NUL bytes)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np
from numpy.typing import NDArray

from assetmap.errors import N_, ImportFailed, Problem

# What a person can choose from; `utf-16` goes by its byte order mark.
ENCODINGS = ("utf-8", "utf-16", "cp1252", "mac_roman")

# The outline of an area can stand in one cell, but no row is this long.
LINE_BYTES = 32 * 1024**2

_CHUNK_BYTES = 1024**2

# Letters that Dutch, Frisian, French, German and Turkish names use. Reading Mac Roman as cp1252,
# or the other way round, turns these into symbols and capitals.
_LETTERS = frozenset("áàâäãåçéèêëíìîïñóòôöõøúùûüßœæÿ")

# Bytes that mean nothing in cp1252.
_NOT_WINDOWS = [0x81, 0x8D, 0x8F, 0x90, 0x9D]

_OLD = N_("The text is not UTF-8; it was read as {encoding}. Check the letters with accents.")
_SOME_BROKEN = N_("Some letters with accents are damaged in the file itself; they show as \ufffd.")
_NUL = N_("The file holds NUL bytes, which no text has; they were left out.")


@dataclass(frozen=True)
class TextFile:
    """How a text file is to be opened, and what is worth telling about that."""

    path: Path
    encoding: str
    has_nul: bool
    notes: tuple[Problem, ...]

    @contextmanager
    def opened(self) -> Iterator[TextIO]:
        """Give the text, with its line ends as they are and without a byte order mark."""
        encoding = "utf-8-sig" if self.encoding == "utf-8" else self.encoding
        with self.path.open(encoding=encoding, errors="replace", newline="") as text:
            yield text


def look_at_text(path: Path, *, encoding: str | None) -> TextFile:
    """Return how a text file is to be opened.

    Parameters
    ----------
    encoding
        One of `ENCODINGS`; guessed when None.

    Raises
    ------
    ImportFailed
        If it cannot be opened, has a line without end, or the encoding is not one that we know.
    """
    if encoding is not None and encoding not in ENCODINGS:
        raise ImportFailed(
            N_("'{encoding}' is no encoding that we read. Choose one of: {known}."),
            encoding=encoding,
            known=", ".join(ENCODINGS),
        )
    try:
        counts, wide, whole = _survey(path)
        guessed, notes = _guess(path, counts, wide=wide, whole=whole)
    except OSError as error:
        raise ImportFailed(
            N_("'{file}' cannot be opened: {reason}. Close it in other programs, or copy it."),
            file=path.name,
            reason=error.strerror or str(error),
        ) from error
    chosen, notes = (guessed, notes) if encoding is None else (encoding, ())
    has_nul = bool(counts[0]) and chosen != "utf-16"
    if has_nul:
        notes = (*notes, Problem(_NUL))
    return TextFile(path, chosen, has_nul, notes)


def _survey(path: Path) -> tuple[NDArray[np.int64], bool, bool]:
    """Return how often each byte occurs, whether it has UTF-16's mark, and whether it is UTF-8."""
    counts = np.zeros(256, dtype=np.int64)
    decoder = codecs.getincrementaldecoder("utf-8")()
    wide, whole, line_bytes = False, True, 0
    with path.open("rb") as file:
        first = True
        while chunk := file.read(_CHUNK_BYTES):
            if first:
                wide = chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
                first = False
            counts += np.bincount(np.frombuffer(chunk, dtype=np.uint8), minlength=256)
            if whole and not wide:
                whole = _goes_on(decoder, chunk)
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            line_bytes = len(chunk) - last if last >= 0 else line_bytes + len(chunk)
            if line_bytes > LINE_BYTES:
                raise ImportFailed(
                    N_(
                        "'{file}' is no table: it has a line of more than {limit} MB. "
                        "Open it in a spreadsheet and save it as CSV once more."
                    ),
                    file=path.name,
                    limit=LINE_BYTES // 1024**2,
                )
    return counts, wide, whole and not wide and _goes_on(decoder, b"", final=True)


def _goes_on(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _guess(
    path: Path, counts: NDArray[np.int64], *, wide: bool, whole: bool
) -> tuple[str, tuple[Problem, ...]]:
    if wide:
        return "utf-16", ()
    if whole:
        return "utf-8", ()
    if _mostly_utf8(path, counts):
        return "utf-8", (Problem(_SOME_BROKEN),)
    old = "cp1252"
    if counts[_NOT_WINDOWS].any() or _letters(counts, "mac_roman") > _letters(counts, "cp1252"):
        old = "mac_roman"
    return old, (Problem(_OLD, {"encoding": old}),)


def _mostly_utf8(path: Path, counts: NDArray[np.int64]) -> bool:
    """Tell whether a file is UTF-8 in which some letters were cut by another program."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    letters, broken = 0, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            text = decoder.decode(chunk)
            letters += len(text)
            broken += text.count("\N{REPLACEMENT CHARACTER}")
    good = letters - int(counts[:128].sum()) - broken
    return good > 10 * broken


def _letters(counts: NDArray[np.int64], encoding: str) -> int:
    high = [
        byte for byte in range(128, 256) if bytes([byte]).decode(encoding, "replace") in _LETTERS
    ]
    return int(counts[high].sum())
