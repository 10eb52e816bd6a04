"""Photos as phones make them, with all that they tell besides what one sees."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from typing import Any

from PIL import Image

RED, BLUE = (220, 40, 30), (30, 90, 200)
SECRET = b"TestPhone"

# Nothing installed here encodes HEVC. Made once with pillow-heif and x265: red on the left and
# blue on the right, 96 by 64, to be turned a quarter to the right; EXIF with SECRET and a place.
HEIC = base64.b64decode(
    """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA
AAAAAAAAAAAAADRpbG9jAAAAAERAAAIAAQAAAAABxQABAAAAAAAAAFMAAgAAAAACGAABAAAAAAAAAKwAAAA4aWlu
ZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA
4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA
AAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAi
QAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBwaXhpAAAAAAMICAgAAAAJaXJvdAMA
AAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAQdtZGF0AAAATygBrxOA
eSUTVEf//gL2v/dPyf/AMyWQqn/QJPvwlMv/QTWDwjxXfpl4mkSpxIbzZlBdxMhX/q4+q69d9ELAW9aguI6GCZwr
VpiIzeVIUAUAAAAGRXhpZgAATU0AKgAAAAgAAwEPAAIAAAAKAAAAMgESAAMAAAABAAYAAIglAAQAAAABAAAAPAAA
AABUZXN0UGhvbmUAAAQAAQACAAAAAk4AAAAAAgAFAAAAAwAAAHIAAwACAAAAAkUAAAAABAAFAAAAAwAAAIoAAAAA
AAAANAAAAAEAAAAMAAAAAQAAA2AAAAAZAAAABgAAAAEAAAAHAAAAAQAAAFkAAAAK
    """
)


def halves(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """Return a picture that is red on the left and blue on the right."""
    picture = Image.new("RGB", (width, height), BLUE)
    picture.paste(RED, (0, 0, width // 2, height))
    return picture.convert(mode)


def exif(orientation: int = 1) -> bytes:
    """Return what a phone writes: its name, which way is up, and where it was."""
    made = Image.Exif()
    made[0x010F] = SECRET.decode()
    made[0x0112] = orientation
    place = made.get_ifd(0x8825)
    place.update({1: "N", 2: (52.0, 12.0, 34.56), 3: "E", 4: (6.0, 7.0, 8.9)})
    return made.tobytes()


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def jpeg_of_a_phone(*, orientation: int = 1, width: int = 400, height: int = 300) -> bytes:
    """Return a JPEG with EXIF and a place in it."""
    return encoded(halves(width, height), exif=exif(orientation))


def png_of(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG that claims a size, with other chunks before its (missing) picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def opened(content: bytes) -> Image.Image:
    """Return a file as a picture in memory."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def is_near(found: tuple[int, ...], wanted: tuple[int, ...], most: int = 30) -> bool:
    """Return whether two colours look alike."""
    return all(abs(one - other) <= most for one, other in zip(found, wanted, strict=True))
