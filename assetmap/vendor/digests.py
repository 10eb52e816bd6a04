"""SHA256SUMS: the digest of every vendored file, in the format of `sha256sum`."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

SUMS_FILE = "SHA256SUMS"


def write_digests(files: Mapping[str, bytes]) -> str:
    """Return the text of SHA256SUMS for files by path."""
    lines = [f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    return "".join(lines)


def read_digests(folder: Path) -> dict[str, str]:
    """Return the digest of each path that SHA256SUMS lists; none if there is no such file."""
    sums = folder / SUMS_FILE
    if not sums.exists():
        return {}
    lines = sums.read_text(encoding="utf-8").splitlines()
    return {path: digest for digest, _, path in (line.partition("  ") for line in lines)}


def vendored_files(folder: Path) -> dict[str, bytes]:
    """Return what is in the subfolders, by path; files directly in the folder are our own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.glob("*/**/*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def differences(folder: Path) -> list[str]:
    """Return a line for each file that is changed, missing or not in SHA256SUMS."""
    listed = read_digests(folder)
    if not listed:
        return [f"missing: {SUMS_FILE}"]
    found = {
        path: hashlib.sha256(content).hexdigest()
        for path, content in vendored_files(folder).items()
    }
    return [
        f"{_state(listed.get(path), found.get(path))}: {path}"
        for path in sorted(listed.keys() | found.keys())
        if listed.get(path) != found.get(path)
    ]


def _state(listed: str | None, found: str | None) -> str:
    if listed is None:
        return "not listed"
    return "missing" if found is None else "changed"
