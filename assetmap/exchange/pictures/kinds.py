"""Know a picture by its first bytes, never by the name that somebody gave it."""

from __future__ import annotations

from assetmap.errors import N_

JPEG, PNG, WEBP, HEIF = "JPEG", "PNG", "WEBP", "HEIF"

# Of the box `ftyp`, ISO/IEC 23008-12: stills that are coded as HEVC.
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}

# What people choose by mistake, and what they would call it.
_OTHERS = (
    (b"GIF8", N_("a GIF")),
    (b"%PDF", N_("a PDF")),
    (b"II*\0", N_("a TIFF or a raw photo")),
    (b"MM\0*", N_("a TIFF or a raw photo")),
    (b"BM", N_("a bitmap (BMP)")),
    (b"PK\x03\x04", N_("a document or a zip")),
)
_DRAWING = N_("a drawing (SVG)")
_AVIF = N_("an AVIF picture")
_FILM = N_("a film")
_UNKNOWN = N_("something else")


def kind_of(content: bytes) -> str | None:
    """Return the format as Pillow names it; None for what is no photo that we take."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    brands = _brands(content)
    return HEIF if brands & _HEIF_BRANDS and not brands & _AVIF_BRANDS else None


def name_of(content: bytes) -> str:
    """Return what something that is no photo would be called, as a template to translate."""
    for beginning, name in _OTHERS:
        if content.startswith(beginning):
            return name
    brands = _brands(content)
    if brands:
        return _AVIF if brands & _AVIF_BRANDS else _FILM
    return _DRAWING if b"<svg" in content[:4096].lower() else _UNKNOWN


def _brands(content: bytes) -> set[bytes]:
    if content[4:8] != b"ftyp":
        return set()
    box = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    # The second word is a version, no brand; as one it would do no harm.
    return {box[at : at + 4] for at in range(0, len(box), 4)}


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a WebP that holds one lossy picture and nothing else at all.

    The shortest form of RFC 9649: one chunk `VP8 ` from the head to the end of the file.
    """
    size = int.from_bytes(content[4:8], "little")
    chunk = int.from_bytes(content[16:20], "little")
    bare = (
        len(content) > 30
        and content[:4] == b"RIFF"
        and content[8:16] == b"WEBPVP8 "
        and size + 8 == len(content)
        and 0 <= len(content) - 20 - chunk <= 1
        and content[23:26] == b"\x9d\x01\x2a"
    )
    if not bare:
        return None
    width, height = (int.from_bytes(content[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return width, height
