"""Open one photo that is not trusted, in a process of its own, and encode what is to see anew.

Run by path and in isolated mode (`python -I decode.py`) in a private folder: there it finds
`request.json` and `photo`, and there it leaves `report.json`, `full.webp` and `preview.webp`. See
`read.py` for the other side.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Of what EXIF calls orientation, by `Image.Transpose`.
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_ORIENTATION = 0x0112
_QUALITY = 80


class TooManyPixels(Exception):
    """The picture is larger than we open."""


def main() -> None:
    """Do what the request asks and leave a report."""
    request = json.loads(Path("request.json").read_text("utf-8"))
    # Last in the row, so that no name in that folder stands in for a library.
    sys.path.append(str(Path(__file__).resolve().parents[1] / "readers"))
    limits = (request["memory_bytes"], request["seconds"], request["file_bytes"])
    importlib.import_module("child").limit_resources(*limits)
    report: dict[str, Any] = {}
    try:
        _write(_opened(request), request["sizes"])
    except TooManyPixels:
        report = {"error": "pixels"}
    except MemoryError:
        report = {"error": "memory"}
    # Whatever a decoder says of a broken file; its words are for the log alone.
    except Exception as error:
        report = {"error": "broken", "detail": f"{type(error).__name__}: {error}"[:500]}
    Path("report.json").write_text(json.dumps(report), encoding="utf-8")


def _opened(request: dict[str, Any]) -> Any:
    """Return the picture upright and in sRGB, no larger than asked."""
    from PIL import Image

    warnings.simplefilter("ignore")
    # Told by the size in the head, before anything is decoded; theirs is half of what we take.
    Image.MAX_IMAGE_PIXELS = None
    if request["kind"] == "HEIF":
        pi_heif = importlib.import_module("pi_heif")
        pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
        pi_heif.options.DECODE_THREADS = 1
    image = Image.open("photo", formats=[request["kind"]])
    if image.width * image.height > request["pixels"]:
        raise TooManyPixels
    box = (request["sizes"]["full"],) * 2
    # A JPEG comes smaller out of the decoder: 108 million pixels in 8 MB instead of 430.
    image.draft(None, box)
    image.load()
    profile = image.info.get("icc_profile")
    turn = _UPRIGHT.get(_orientation(image))
    image = _plain(image)
    image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3.0)
    image = _in_srgb(_on_white(image), profile)
    return image.transpose(Image.Transpose[turn]) if turn else image


def _orientation(image: Any) -> int:
    with contextlib.suppress(Exception):
        return int(image.getexif().get(_ORIENTATION, 1))
    return 1


def _plain(image: Any) -> Any:
    """Return a picture of eight bits a colour that can be made smaller without steps."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode.startswith("I"):
        return image.point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    return image


def _on_white(image: Any) -> Any:
    from PIL import Image

    if image.mode not in ("RGBA", "LA"):
        return image
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")


def _in_srgb(image: Any, profile: bytes | None) -> Any:
    """Return the picture in the colours that a browser takes for granted."""
    from PIL import ImageCms

    if profile:
        # A profile that cannot be read, or is for another sort of picture, tells nothing.
        with contextlib.suppress(Exception):
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(image, given, srgb, outputMode="RGB")
    return image.convert("RGB")


def _write(image: Any, sizes: dict[str, int]) -> None:
    from PIL import Image

    for name, longest in sizes.items():
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        # On a new sheet, so that nothing which came along with the picture is written with it.
        sheet = Image.new("RGB", image.size)
        sheet.paste(image)
        save: Callable[..., None] = sheet.save
        save(f"{name}.webp", "WEBP", quality=_QUALITY, method=4)


if __name__ == "__main__":
    main()
