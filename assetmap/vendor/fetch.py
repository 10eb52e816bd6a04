"""Fetch the browser files again, or check that none has changed.

python -m assetmap.vendor.fetch            fetch with npm, check, write
python -m assetmap.vendor.fetch --check    compare with SHA256SUMS, without a network
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from assetmap.vendor import VENDOR_FOLDER
from assetmap.vendor.digests import SUMS_FILE, differences, read_digests, write_digests
from assetmap.vendor.packages import Package, VendorError, fetch_package, read_packages
from assetmap.vendor.palette import ALWAYS_SHIPPED
from assetmap.vendor.sprite import Icon, choose_icons, layer_icons, read_icon_set, write_sprite

LAYERS_FOLDER = VENDOR_FOLDER.parent.parent / "layers"
SPRITE_PATH = "icons/icons.json"
ICON_FOLDER = "icons"
TEXT_SUFFIXES = {".css", ".js"}
SOURCE_MAP_LINE = re.compile(rb"^(//|/\*)[#@] *sourceMappingURL=.*(\r?\n|\Z)", re.MULTILINE)
WOFF_ALTERNATIVE = re.compile(r",\s*url\([^)]*\.woff\)\s*format\('woff'\)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m assetmap.vendor.fetch", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with SHA256SUMS only")
    options = parser.parse_args(arguments)

    if options.check:
        return check(VENDOR_FOLDER)
    try:
        files = fetch_all(VENDOR_FOLDER / "packages.toml", layers_folder=LAYERS_FOLDER)
    except VendorError as error:
        print(error, file=sys.stderr)
        return 1
    changed = write_files(files, VENDOR_FOLDER)
    print(f"{len(files)} files, {len(changed)} changed.", *changed, sep="\n")
    return 0


def check(folder: Path) -> int:
    """Print what differs from SHA256SUMS; return 1 if anything does."""
    lines = differences(folder)
    if lines:
        print(f"The files in {folder.name}/ are not those of {SUMS_FILE}:", *lines, sep="\n")
    return 1 if lines else 0


def fetch_all(listing: Path, *, layers_folder: Path) -> dict[str, bytes]:
    """Fetch the listed packages and return the files they give, by path in the vendor folder."""
    # The layer files come first: a mistake in them needs no network to be found.
    wanted = {name: ["the palette"] for name in ALWAYS_SHIPPED} | layer_icons(layers_folder)
    files: dict[str, bytes] = {}
    icons: dict[str, Icon] = {}
    for package in read_packages(listing):
        with tempfile.TemporaryDirectory() as folder:
            unpacked = fetch_package(package, Path(folder))
            files |= package_files(package, unpacked)
            if package.icon_set is not None:
                icons |= _icons_of(package.icon_set, unpacked / ICON_FOLDER)
    files[SPRITE_PATH] = write_sprite(choose_icons(icons, wanted)).encode()
    return files


def package_files(package: Package, unpacked: Path) -> dict[str, bytes]:
    """Return the files of an unpacked package by their path in the vendor folder."""
    files = {target: _content(unpacked / source) for source, target in package.files.items()}
    if package.license_text is not None:
        files[package.license_file] = package.license_text.encode()
    if package.stylesheet is not None:
        parts = [(unpacked / part).read_text("utf-8") for part in package.stylesheet.parts]
        files[package.stylesheet.path] = join_font_styles(parts).encode()
    return files


def strip_source_map(content: bytes) -> bytes:
    """Return a script or stylesheet without the line that names its source map.

    The maps are not shipped, and a browser's developer tools would ask for them.
    """
    return SOURCE_MAP_LINE.sub(b"", content)


def join_font_styles(parts: Sequence[str]) -> str:
    """Return @font-face rules of Fontsource as one stylesheet beside its woff2 files."""
    rules = "\n\n".join(part.strip() for part in parts) + "\n"
    return WOFF_ALTERNATIVE.sub("", rules).replace("url(./files/", "url(./")


def write_files(files: Mapping[str, bytes], folder: Path) -> list[str]:
    """Write what changed, remove what is no longer listed, and return those paths."""
    old = read_digests(folder)
    gone = [path for path in sorted(old.keys() - files.keys()) if (folder / path).exists()]
    for path in gone:
        (folder / path).unlink()

    contents = {**files, SUMS_FILE: write_digests(files).encode()}
    changed = [path for path in sorted(contents) if _differs(folder / path, contents[path])]
    for path in changed:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(contents[path])
    return gone + changed


def _content(source: Path) -> bytes:
    content = source.read_bytes()
    return strip_source_map(content) if source.suffix in TEXT_SUFFIXES else content


def _icons_of(icon_set: str, folder: Path) -> dict[str, Icon]:
    icons, left_out = read_icon_set(icon_set, folder)
    print(f"{icon_set}: {len(icons)} icons; left out: {', '.join(left_out) or 'none'}.")
    return icons


def _differs(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() != content


if __name__ == "__main__":
    sys.exit(main())
