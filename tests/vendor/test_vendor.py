"""What is shipped: whole, licensed, and without a word to any other server."""

import json
import re
from pathlib import Path

import pytest

from assetmap.vendor import VENDOR_FOLDER
from assetmap.vendor.digests import differences
from assetmap.vendor.fetch import LAYERS_FOLDER
from assetmap.vendor.packages import Package, read_packages
from assetmap.vendor.palette import ALWAYS_SHIPPED
from assetmap.vendor.sprite import layer_icons

PACKAGES = read_packages(VENDOR_FOLDER / "packages.toml")
SPRITE = VENDOR_FOLDER / "icons" / "icons.json"
BROWSER_FILES = sorted(
    path for path in VENDOR_FOLDER.glob("*/**/*") if path.suffix in {".css", ".js", ".svg"}
)
LOADED_FROM_ELSEWHERE = re.compile(
    r"""url\(\s*['"]?(https?:)?//
    |@import
    |sourceMappingURL
    |\bsrc\s*=\s*\\?['"](https?:)?//
    |\bimportScripts\b
    |<(image|use)\b[^>]*href\s*=\s*['"](https?:)?//""",
    re.VERBOSE | re.IGNORECASE,
)
CSS_URL = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)""")

each_package = pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
each_browser_file = pytest.mark.parametrize("path", BROWSER_FILES, ids=lambda path: path.name)


def test_no_vendored_file_differs_from_its_digest() -> None:
    found = differences(VENDOR_FOLDER)

    assert found == []


def test_every_icon_of_a_layer_is_in_the_sprite() -> None:
    sprite = json.loads(SPRITE.read_text(encoding="utf-8"))

    missing = layer_icons(LAYERS_FOLDER).keys() - sprite.keys()

    assert not missing, "Run: python -m assetmap.vendor.fetch"


def test_every_icon_of_the_palette_is_in_the_sprite() -> None:
    sprite = json.loads(SPRITE.read_text(encoding="utf-8"))

    missing = set(ALWAYS_SHIPPED) - sprite.keys()

    assert not missing, "Run: python -m assetmap.vendor.fetch"


def test_every_icon_of_the_sprite_has_a_size_and_path_data() -> None:
    sprite = json.loads(SPRITE.read_text(encoding="utf-8"))

    broken = [
        name
        for name, icon in sprite.items()
        if icon["size"] <= 0
        or not re.fullmatch(r"[Mm][\dMmLlHhVvCcSsQqTtAaZzEe.,\s+-]+", icon["d"])
    ]

    assert broken == []


@each_browser_file
def test_a_browser_file_loads_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    found = LOADED_FROM_ELSEWHERE.search(text)

    assert found is None


@each_browser_file
def test_every_image_and_font_of_a_stylesheet_is_shipped(path: Path) -> None:
    addresses = CSS_URL.findall(path.read_text(encoding="utf-8")) if path.suffix == ".css" else []

    # leaflet.css holds 'url(#default#VML)', for a browser of before 2011: no address.
    files = [path.parent / address for address in addresses if not address.startswith("#")]

    assert [file.name for file in files if not file.is_file()] == []


@each_package
def test_a_package_has_its_licence_beside_it(package: Package) -> None:
    text = (VENDOR_FOLDER / package.license_file).read_text(encoding="utf-8")

    assert package.license
    assert len(text) > 500


@each_package
def test_a_package_has_one_exact_version_and_a_digest(package: Package) -> None:
    version, integrity = package.version, package.integrity

    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", integrity)
