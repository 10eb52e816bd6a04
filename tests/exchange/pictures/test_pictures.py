"""Photos that come in: what they become, and what is refused with which words."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from assetmap.errors import InvalidAsset
from assetmap.exchange.pictures import Picture, PictureLimits, read_picture
from assetmap.exchange.pictures.kinds import kind_of, webp_size
from tests.exchange.pictures.made_photos import (
    BLUE,
    HEIC,
    RED,
    SECRET,
    encoded,
    exif,
    halves,
    is_near,
    jpeg_of_a_phone,
    opened,
    png_of,
)

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>TestPhone</a></x:xmpmeta>'


def refusal(content: bytes, **limits: float) -> str:
    with pytest.raises(InvalidAsset) as caught:
        read_picture(content, limits=PictureLimits(**limits))  # type: ignore[arg-type]
    (problem,) = caught.value.problems
    assert problem.field == "photo"
    return problem.text()


def left_and_right(picture: Picture) -> tuple[tuple[int, ...], tuple[int, ...]]:
    image = opened(picture.full)
    middle = image.height // 2
    return (
        image.getpixel((image.width // 8, middle)),
        image.getpixel((image.width * 7 // 8, middle)),
    )


def shows_halves(picture: Picture) -> bool:
    left, right = left_and_right(picture)
    return is_near(left, RED) and is_near(right, BLUE)


@pytest.mark.parametrize(
    "content",
    [
        jpeg_of_a_phone(),
        encoded(halves(), progressive=True),
        encoded(halves(), "PNG"),
        encoded(halves(mode="P"), "PNG"),
        encoded(halves(), "WEBP"),
        encoded(halves(), "WEBP", lossless=True),
        encoded(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300))]),
    ],
    ids=["jpeg", "progressive", "png", "png-palette", "webp", "webp-lossless", "jpeg-of-two"],
)
def test_each_kind_of_photo_becomes_webp_in_two_sizes(content: bytes) -> None:
    picture = read_picture(content)

    assert picture.media_type == "image/webp"
    assert (picture.width, picture.height) == (400, 300)
    assert opened(picture.full).format == "WEBP"
    assert opened(picture.full).size == opened(picture.preview).size == (400, 300)
    assert shows_halves(picture)


def test_heic_of_a_phone_is_shown_upright() -> None:
    picture = read_picture(HEIC)

    # Its left side is up once it is turned.
    image = opened(picture.full)
    assert (picture.width, picture.height) == image.size == (64, 96)
    assert is_near(image.getpixel((32, 12)), RED)
    assert is_near(image.getpixel((32, 84)), BLUE)


def test_large_photo_is_made_smaller_in_both_sizes() -> None:
    picture = read_picture(jpeg_of_a_phone(width=4000, height=3000))

    assert (picture.width, picture.height) == (2048, 1536)
    assert opened(picture.full).size == (2048, 1536)
    assert opened(picture.preview).size == (480, 360)


def test_small_photo_is_not_blown_up() -> None:
    picture = read_picture(encoded(halves(30, 20)))

    assert opened(picture.full).size == opened(picture.preview).size == (30, 20)


@pytest.mark.parametrize("size", [(5000, 1), (1, 5000)], ids=["wide", "high"])
def test_thread_of_pixels_keeps_a_side(size: tuple[int, int]) -> None:
    picture = read_picture(encoded(Image.new("RGB", size), "PNG"))

    assert min(opened(picture.preview).size) == 1


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("jpeg", encoded(halves(), exif=exif(), comment=SECRET, xmp=XMP)),
        ("png", encoded(halves(), "PNG", exif=exif())),
        ("webp", encoded(halves(), "WEBP", exif=exif(), xmp=XMP)),
        ("heic", HEIC),
        ("tail", jpeg_of_a_phone() + SECRET),
    ],
)
def test_nothing_of_what_the_camera_wrote_is_left(kind: str, content: bytes) -> None:
    assert SECRET in content

    picture = read_picture(content)

    for file in (picture.full, picture.preview):
        image = opened(file)
        assert SECRET not in file
        assert dict(image.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(image.info)
        # One chunk from begin to end: there is no room for anything else.
        assert webp_size(file) == image.size


@pytest.mark.parametrize(
    "orientation",
    [
        each if each in (6, 7) else pytest.param(each, marks=pytest.mark.slow)
        for each in range(1, 9)
    ],
)
def test_photo_is_turned_upright_as_its_camera_says(orientation: int) -> None:
    # What `exif_transpose` would undo, done first.
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    upright = halves()
    upright.paste((255, 255, 255), (0, 0, 400, 60))
    lying = upright.transpose(undo) if undo is not None else upright

    picture = read_picture(encoded(lying, exif=exif(orientation)))

    assert (picture.width, picture.height) == (400, 300)
    assert shows_halves(picture)
    assert is_near(opened(picture.full).getpixel((200, 20)), (255, 255, 255))


def test_unreadable_exif_does_not_hold_up_the_photo() -> None:
    picture = read_picture(encoded(halves(), exif=b"Exif\0\0II*\0\xff\xff\xff\x7f" + b"\xff" * 40))

    assert shows_halves(picture)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "PA"])
def test_what_one_sees_through_becomes_white(mode: str) -> None:
    picture = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 50, 100))
    if mode == "PA":
        content = encoded(picture.quantize(), "PNG")
    else:
        content = encoded(picture.convert(mode), "PNG")

    left, right = left_and_right(read_picture(content))

    assert is_near(left, (0, 0, 0))
    assert is_near(right, (255, 255, 255))


def test_colour_that_counts_as_glass_becomes_white() -> None:
    picture = read_picture(encoded(halves(), "PNG", transparency=BLUE))

    assert is_near(left_and_right(picture)[1], (255, 255, 255))


def test_sixteen_bits_of_grey_keep_their_light() -> None:
    grey = np.full((100, 100), 20_000, np.uint16)
    grey[:, 50:] = 50_000

    left, right = left_and_right(read_picture(encoded(Image.fromarray(grey), "PNG")))

    assert is_near(left, (78,) * 3, 6)
    assert is_near(right, (195,) * 3, 6)


@pytest.mark.parametrize(("mode", "kind"), [("1", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG")])
def test_other_colour_modes_are_understood(mode: str, kind: str) -> None:
    content = encoded(halves(mode=mode), kind)

    picture = read_picture(content)

    assert opened(picture.full).mode == "RGB"
    assert mode != "CMYK" or shows_halves(picture)


def test_colours_of_another_profile_become_srgb() -> None:
    swapped = _swapped_red_and_blue(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")))

    left, right = left_and_right(read_picture(encoded(halves(), "PNG", icc_profile=swapped)))

    assert is_near(left, (RED[2], RED[1], RED[0]), 60)
    assert is_near(right, (BLUE[2], BLUE[1], BLUE[0]), 60)


def _swapped_red_and_blue(profile: ImageCms.ImageCmsProfile) -> bytes:
    """Return a profile in which what is called red is blue."""
    table = bytearray(profile.tobytes())
    count = int.from_bytes(table[128:132], "big")
    places = {bytes(table[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = places[b"rXYZ"], places[b"bXYZ"]
    table[red : red + 4], table[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(table)


@pytest.mark.parametrize("profile", [b"no profile at all", b"\0" * 200], ids=["words", "nothing"])
def test_broken_profile_does_not_hold_up_the_photo(profile: bytes) -> None:
    assert shows_halves(read_picture(encoded(halves(), icc_profile=profile)))


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_first_picture_of_what_moves_is_taken(kind: str) -> None:
    film = encoded(halves(), kind, save_all=True, append_images=[Image.new("RGB", (400, 300))])

    assert shows_halves(read_picture(film))


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Dear reader,", "something else"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "a drawing (SVG)"),
        (b"%PDF-1.7 ...", "a PDF"),
        (encoded(halves(), "GIF"), "a GIF"),
        (encoded(halves(), "TIFF"), "a TIFF or a raw photo"),
        (encoded(halves(), "BMP"), "a bitmap (BMP)"),
        (encoded(halves(), "AVIF"), "an AVIF picture"),
        (b"\0\0\0\x14ftypisom\0\0\0\0mp42" + b"\0" * 40, "a film"),
        (zipped(), "a document or a zip"),
        (b"<script>alert(1)</script>" + jpeg_of_a_phone(), "something else"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "something else"),
    ],
    ids=["text", "svg", "pdf", "gif", "tiff", "bmp", "avif", "film", "zip", "html-jpeg", "sound"],
)
def test_what_is_no_photo_is_refused_by_name_with_a_way_out(content: bytes, words: str) -> None:
    found = refusal(content)

    assert f"This is {words}, not a photo." in found
    assert "JPEG, PNG, WebP or HEIC" in found


def test_photo_that_is_something_else_too_leaves_that_behind() -> None:
    both = jpeg_of_a_phone() + zipped() + b"<script>alert(1)</script>"

    picture = read_picture(both)

    assert b"PK\x03\x04" not in picture.full
    assert b"<script>" not in picture.full
    assert shows_halves(picture)


def test_empty_file_is_refused() -> None:
    assert "empty" in refusal(b"")


def test_file_of_too_many_bytes_is_refused_before_it_is_opened() -> None:
    assert "3 MB; 2 MB is the most" in refusal(
        jpeg_of_a_phone() + b"\0" * 3 * 1024**2, file_bytes=2 * 1024**2
    )


def test_twenty_megabytes_is_the_most() -> None:
    assert PictureLimits().file_bytes == 20 * 1024**2


def heic_of(width: int, height: int) -> bytes:
    """Return the HEIC with another size written in its head."""
    at = HEIC.index(b"ispe") + 8
    return HEIC[:at] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + HEIC[at + 8 :]


def webp_of(width: int, height: int) -> bytes:
    """Return a moving WebP with another size written in its head."""
    film = bytearray(encoded(halves(), "WEBP", save_all=True, append_images=[halves(mode="L")]))
    at = film.index(b"VP8X") + 12
    film[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(film)


@pytest.mark.parametrize(
    "content",
    [
        png_of(50_000, 50_000),
        png_of(2**31 - 1, 2**31 - 1),
        heic_of(50_000, 50_000),
    ],
    ids=["png", "png-of-the-largest-size", "heic"],
)
def test_picture_that_would_fill_the_memory_is_refused(content: bytes) -> None:
    found = refusal(content)

    assert "more than 120 million dots" in found
    assert "screenshot" in found


def test_moving_picture_of_a_false_size_is_refused() -> None:
    assert "not whole" in refusal(webp_of(16_000, 16_000))


def test_photo_within_the_pixels_but_not_the_memory_is_refused_calmly() -> None:
    wide = encoded(Image.new("RGB", (9_000, 9_000)), "PNG", compress_level=1)

    assert "too large to open" in refusal(wide, memory_bytes=220 * 1024**2)


@pytest.mark.parametrize(
    "chunk", [b"zTXt", *(pytest.param(each, marks=pytest.mark.slow) for each in (b"iTXt", b"iCCP"))]
)
def test_bomb_among_the_words_of_a_png_does_no_harm(chunk: bytes) -> None:
    much = zlib.compress(b"\0" * 80_000_000, 9)
    inside = b"note\0\1\0\0\0" + much if chunk == b"iTXt" else b"note\0\0" + much
    picture = png_of(10, 10, *[(chunk, inside)] * 3)

    assert "something is wrong in it" in refusal(picture)


@pytest.mark.parametrize(
    "whole",
    [
        jpeg_of_a_phone(),
        encoded(halves(), "PNG"),
        encoded(halves(), "WEBP"),
        HEIC,
    ],
    ids=["jpeg", "png", "webp", "heic"],
)
@pytest.mark.parametrize(
    "part",
    [pytest.param(0.02, marks=pytest.mark.slow), 0.5, pytest.param(0.9, marks=pytest.mark.slow)],
)
def test_photo_that_broke_off_is_refused(whole: bytes, part: float) -> None:
    found = refusal(whole[: max(16, int(len(whole) * part))])

    assert "not whole" in found or "not a photo" in found


def test_photo_that_takes_too_long_is_stopped() -> None:
    found = refusal(jpeg_of_a_phone(), seconds=0.001)

    assert "longer than 0.001 seconds" in found


@pytest.mark.slow
def test_jpeg_of_endless_scans_is_stopped() -> None:
    # Each scan of an empty progressive picture is some bytes, and work for all of its pixels.
    progressive = encoded(Image.new("L", (8_000, 8_000)), progressive=True, quality=1)
    at = progressive.rindex(b"\xff\xda")
    bomb = progressive[:at] + progressive[at:-2] * 3_000 + b"\xff\xd9"

    found = refusal(bomb, seconds=1.5)

    assert "longer than 1.5 seconds" in found or "not whole" in found


def test_decoder_writes_nowhere_but_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    read_picture(jpeg_of_a_phone())
    refusal(png_of(50_000, 50_000))

    assert list(tmp_path.iterdir()) == []


def test_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))

    assert "could not be looked at" in refusal(jpeg_of_a_phone())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (jpeg_of_a_phone(), "JPEG"),
        (encoded(halves(), "PNG"), "PNG"),
        (encoded(halves(), "WEBP"), "WEBP"),
        (HEIC, "HEIF"),
        (encoded(halves(), "AVIF"), None),
        (b"", None),
        (b"\0\0\0\x02ftyp", None),
    ],
)
def test_kind_is_told_by_the_first_bytes(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        jpeg_of_a_phone(),
        encoded(halves(), "WEBP", lossless=True),
        encoded(halves(), "WEBP", exif=exif()),
        encoded(halves(), "WEBP") + b"more",
    ],
    ids=["nothing", "jpeg", "lossless", "with-exif", "with-a-tail"],
)
def test_what_holds_more_than_a_picture_is_none_of_ours(content: bytes) -> None:
    assert webp_size(content) is None
