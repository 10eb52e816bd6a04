"""Read a photo that somebody sent, and give back two of our own making.

A picture file is a program for its decoder, and tells more than one sees: where and when it was
taken, with which phone, sometimes a thumbnail of what was cut away. So it is decoded in a process
of its own (`decode.py`), and only pixels come over, encoded anew as WebP: at the same quality 10
to 50 % smaller than JPEG, and every browser of the last years shows it.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import N_, InvalidAsset, Problem, Term
from assetmap.exchange.confined import TookTooLong, run_confined
from assetmap.exchange.pictures.kinds import kind_of, name_of, webp_size

logger = logging.getLogger(__name__)

MEDIA_TYPE = "image/webp"

_DECODER = Path(__file__).with_name("decode.py")

# A room full of phones sends at the same moment; a laptop has memory for some.
_at_once = threading.BoundedSemaphore(2)

_EMPTY = N_("The file is empty. Choose the photo once more.")
_NO_PHOTO = N_(
    "This is {kind}, not a photo. Choose a photo as a phone or camera makes it "
    "(JPEG, PNG, WebP or HEIC), or make a screenshot of what you want to show."
)
_TOO_BIG = N_(
    "The photo takes {size} MB; {limit} MB is the most. Make it smaller, "
    "or send a screenshot of it."
)
_TOO_WIDE = N_(
    "The photo is too large to open: more than {limit} million dots. "
    "Make it smaller, or send a screenshot of it."
)
_BROKEN = N_(
    "The photo is not whole, or something is wrong in it. Choose it once more; "
    "if that does not help, send a screenshot of it."
)
_SLOW = N_(
    "Opening the photo took longer than {seconds} seconds, so it was stopped. "
    "Send a screenshot of it."
)
_NO_ROOM = N_("The photo could not be looked at: {reason}. Is the disk full?")


@dataclass(frozen=True)
class PictureLimits:
    """How far reading one photo may go, and what it becomes.

    Parameters
    ----------
    seconds
        Time on the clock; the process is ended after it.
    memory_bytes
        Address space of the process; no limit where the system has none (Windows).
    file_bytes, pixels
        Of what is sent. The largest phones make 108 million pixels.
    full, preview
        The longest side of what is kept, in pixels.
    """

    seconds: float = 40.0
    memory_bytes: int = 1536 * 1024**2
    file_bytes: int = 20 * 1024**2
    pixels: int = 120_000_000
    full: int = 2048
    preview: int = 480


@dataclass(frozen=True)
class Picture:
    """A photo of our own making: sRGB, upright, without a word about who took it and where.

    Parameters
    ----------
    width, height
        Of `full`, in pixels.
    """

    media_type: str
    preview: bytes
    full: bytes
    width: int
    height: int


def read_picture(content: bytes, *, limits: PictureLimits | None = None) -> Picture:
    """Return a photo in two sizes, with nothing left of the file that it came in.

    Parameters
    ----------
    content
        A JPEG, PNG, WebP or HEIC file. Of one that moves, the first picture is taken.

    Raises
    ------
    InvalidAsset
        If it is something else, too large, damaged, or takes too long; the problem's field is
        `photo`.
    """
    limits = limits or PictureLimits()
    if not content:
        raise _refused(_EMPTY)
    if len(content) > limits.file_bytes:
        mega = 1024**2
        raise _refused(
            _TOO_BIG, size=f"{len(content) / mega:.0f}", limit=f"{limits.file_bytes / mega:.0f}"
        )
    kind = kind_of(content)
    if kind is None:
        raise _refused(_NO_PHOTO, kind=Term(name_of(content)))
    try:
        with (
            _at_once,
            tempfile.TemporaryDirectory(prefix="assetmap-", ignore_cleanup_errors=True) as folder,
        ):
            return _decode(content, kind, Path(folder), limits)
    except OSError as error:
        raise _refused(_NO_ROOM, reason=error.strerror or str(error)) from error


def _refused(template: str, **values: object) -> InvalidAsset:
    return InvalidAsset(Problem(template, values, "photo"))


def _decode(content: bytes, kind: str, folder: Path, limits: PictureLimits) -> Picture:
    (folder / "photo").write_bytes(content)
    request = {
        "kind": kind,
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
        "file_bytes": limits.file_bytes,
        "pixels": limits.pixels,
        "sizes": {"full": limits.full, "preview": limits.preview},
    }
    try:
        code, answer = run_confined(_DECODER, folder, request, seconds=limits.seconds)
    except TookTooLong as error:
        raise _refused(_SLOW, seconds=f"{limits.seconds:g}") from error
    if answer is None:
        logger.warning("the process that opens photos ended with code %s (%s)", code, kind)
        raise _refused(_BROKEN)
    if "error" in answer:
        logger.debug("a photo was refused (%s): %s", kind, answer)
        if answer["error"] in ("pixels", "memory"):
            raise _refused(_TOO_WIDE, limit=f"{limits.pixels / 1e6:.0f}")
        raise _refused(_BROKEN)
    full, preview = ((folder / f"{size}.webp").read_bytes() for size in ("full", "preview"))
    # What a decoder was led astray to write is no better than what it was given.
    size = webp_size(full)
    if size is None or webp_size(preview) is None:
        logger.warning("the process that opens photos left no picture (%s)", kind)
        raise _refused(_BROKEN)
    return Picture(MEDIA_TYPE, preview, full, *size)
