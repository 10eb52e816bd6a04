"""Tell whether a file is a store, without writing a single byte."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from assetmap.errors import N_, StoreDamaged, StoreMissing, StoreUnavailable
from assetmap.store.connection import spoken

_HEAD_OF_SQLITE = b"SQLite format 3\0"


def demand_store(path: Path) -> None:
    """Raise unless a file is a store of assetmap, whatever its schema.

    Raises
    ------
    StoreMissing
        If there is no file, or nothing is in it yet.
    StoreDamaged
        If it is something else.
    StoreUnavailable
        If it cannot be read.
    """
    tables = tables_in(path)
    if not tables:
        raise StoreMissing(
            N_("There is no store at {path}. Make one with: init --boundaries FILE, or: demo."),
            path=path,
        )
    if "assetmap_meta" not in tables:
        raise StoreDamaged(
            N_(
                "This file is a database, but no store of assetmap. Choose another file, "
                "or take its layers in with: import FILE."
            )
        )


def tables_in(path: Path) -> set[str]:
    """Return the names of a database's tables; none for no file and for an empty one.

    Raises
    ------
    StoreDamaged
        If the file is no database.
    StoreUnavailable
        If it cannot be read.
    """
    # Without a log beside it nobody has the file open, and SQLite need not lock anything. With one,
    # this process itself may have it open, and then the file may be opened by SQLite alone: closing
    # it in any other way lets go of all locks that this process holds on it.
    alone = not any(path.with_name(path.name + end).exists() for end in ("-wal", "-journal"))
    try:
        if not path.is_file():
            return set()
        head = _head(path) if alone else _HEAD_OF_SQLITE[: path.stat().st_size]
    except OSError as error:
        raise StoreUnavailable(
            N_("{path} cannot be read ({reason}). Look whether you may read it."),
            path=path,
            reason=error.strerror or "unknown reason",
        ) from error
    if not head:
        return set()
    if head != _HEAD_OF_SQLITE:
        raise StoreDamaged(
            N_(
                "{path} is no store of assetmap, or it is damaged ({reason}). "
                "Choose another file, or put a backup back with: restore FILE."
            ),
            path=path,
            reason="file is not a database",
        )
    uri = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    with spoken(path), closing(sqlite3.connect(uri, uri=True, timeout=30)) as connection:
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {row[0] for row in found}


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_HEAD_OF_SQLITE))
