"""Whether an extract of OpenStreetMap (PBF) is complete: GDAL reads half a file without a word.

The file is a row of blocks, each with its length before it
(https://wiki.openstreetmap.org/wiki/PBF_Format).
"""

from __future__ import annotations

from pathlib import Path

from .stop import Stop

# More than this the format does not allow.
_MAX_HEADER_BYTES = 64 * 1024
_MAX_BLOCK_BYTES = 32 * 1024**2

_DATA_SIZE = 3


def check_complete(file: str) -> None:
    """Stop when the blocks do not fill the file exactly."""
    size = Path(file).stat().st_size
    with Path(file).open("rb") as source:
        at = 0
        while at < size:
            length = int.from_bytes(source.read(4), "big")
            header = source.read(length) if length <= _MAX_HEADER_BYTES else b""
            data = data_size(header)
            at += 4 + length + data
            if len(header) < length or not 0 < data <= _MAX_BLOCK_BYTES or at > size:
                raise Stop("damaged", f"block before byte {at} of {size}")
            source.seek(at)


def data_size(header: bytes) -> int:
    """Return how many bytes follow the header of a block; 0 when it does not say so."""
    at = 0
    while at < len(header):
        key, at = _number(header, at)
        value, at = _number(header, at)
        if key >> 3 == _DATA_SIZE and key & 7 == 0:
            return value
        # Text and bytes: the number was their length. Other kinds do not occur here.
        if key & 7 == 2:
            at += value
        elif key & 7 != 0:
            return 0
    return 0


def _number(header: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and where the next begins."""
    number = shift = 0
    while at < len(header):
        number |= (header[at] & 0x7F) << shift
        shift += 7
        at += 1
        if not header[at - 1] & 0x80:
            break
    return number, at
