"""npm packages at fixed versions: read the list, fetch a package, refuse a changed one."""

import base64
import hashlib
import shutil
import subprocess
import tarfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class VendorError(Exception):
    """A package, an icon or a layer file is not as expected.

    Not an `AssetMapError`: fetching needs the standard library only, nothing of ours.
    """


@dataclass(frozen=True)
class Stylesheet:
    """One CSS file below the vendor folder, made of several files of a package."""

    path: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Package:
    """One npm package, as `packages.toml` describes it.

    `files` maps a path inside the package to a path below the vendor folder.
    """

    name: str
    version: str
    integrity: str
    license: str
    license_file: str
    files: Mapping[str, str]
    license_text: str | None = None
    stylesheet: Stylesheet | None = None
    icon_set: str | None = None


def read_packages(listing: Path) -> list[Package]:
    """Return the packages of a `packages.toml`."""
    entries = tomllib.loads(listing.read_text(encoding="utf-8"))["package"]
    return [_package(entry) for entry in entries]


def fetch_package(package: Package, folder: Path) -> Path:
    """Fetch a package with npm, check it and unpack it into an empty folder.

    Returns
    -------
    unpacked
        The folder that holds the package's own files.

    Raises
    ------
    VendorError
        If npm is absent or fails, or the package is not the one that was listed.
    """
    tarball = _pack(package, folder)
    check_integrity(package, tarball.read_bytes())

    with tarfile.open(tarball) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def check_integrity(package: Package, tarball: bytes) -> None:
    """Refuse a tarball whose digest is not the one of `packages.toml`."""
    algorithm, _, expected = package.integrity.partition("-")
    if algorithm != "sha512":
        raise VendorError(
            f"{package.name}: the integrity in packages.toml begins with '{algorithm}-', "
            "expected 'sha512-'."
        )
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode("ascii")
    if found != expected:
        raise VendorError(
            f"{package.name}@{package.version} is not the package that was listed: found "
            f"sha512-{found}, expected {package.integrity}. Nothing was written. Find out why it "
            "changed before you change packages.toml."
        )


def _package(entry: dict[str, Any]) -> Package:
    stylesheet = entry.get("stylesheet")
    if stylesheet is None:
        return Package(**entry)
    parts = tuple(stylesheet["parts"])
    return Package(**{**entry, "stylesheet": Stylesheet(stylesheet["path"], parts)})


def _pack(package: Package, folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise VendorError("npm was not found. Install Node.js, which brings it, and try again.")

    wanted = f"{package.name}@{package.version}"
    packed = subprocess.run(
        [npm, "pack", wanted, "--ignore-scripts", "--silent"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    tarballs = list(folder.glob("*.tgz"))
    if packed.returncode != 0 or len(tarballs) != 1:
        raise VendorError(f"npm could not fetch {wanted}: {packed.stderr or packed.stdout}")
    return tarballs[0]
