"""Copies of the store's file: backup, the copy before a migration, and putting one back."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Engine

from assetmap.errors import N_, Conflict
from assetmap.store.connection import BUSY_TIMEOUT_S, spoken


def copy(engine: Engine, out: Path) -> None:
    """Write a consistent copy of a live store; it appears whole or not at all.

    Raises
    ------
    Conflict
        If `out` exists; it is left alone.
    """
    if out.exists():
        raise Conflict(
            N_("{path} exists already and was left alone. Choose another path."), path=out
        )
    half = out.with_name(f".{out.name}.half")
    with spoken(out):
        try:
            remove(half)
            with engine.connect() as connection:
                raw = cast(sqlite3.Connection, connection.connection.driver_connection)
                raw.execute("VACUUM INTO ?", (str(half),))
            _flush(half)
            half.replace(out)
        except BaseException:
            remove(half)
            raise


def copy_before_migration(engine: Engine, path: Path, number: int) -> Path:
    """Keep the store as it was before its schema changes, and return where."""
    out = _free_name(path, f"before-schema-{number + 1}")
    copy(engine, out)
    return out


@contextmanager
def copied_beside(backup: Path, path: Path) -> Iterator[Path]:
    """Give a copy of a backup, beside the store's path, for the time of looking at it."""
    half = path.with_name(f".{path.name}.restoring")
    try:
        with spoken(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            remove(half)
            half.touch()
        with spoken(backup):
            # Through SQLite, so that a backup with a WAL of its own is read whole.
            uri = f"{backup.resolve().as_uri()}?mode=ro"
            with (
                closing(sqlite3.connect(uri, uri=True)) as source,
                closing(sqlite3.connect(half)) as target,
            ):
                _copy_pages(source, target)
        yield half
    finally:
        remove(half)


def put_in_place(copy: Path, path: Path) -> Path | None:
    """Put a checked copy in the place of a store, under the feet of whoever has it open.

    The pages go in through SQLite's backup in one transaction: other processes see the old
    store or the new one, never half. The former store is kept beside it.

    Returns
    -------
    kept
        Where the former store is now; None when there was none.
    """
    with spoken(path):
        kept = _keep_former(path) if path.exists() and path.stat().st_size else None
        try:
            with (
                closing(sqlite3.connect(copy)) as source,
                closing(sqlite3.connect(path, timeout=0)) as target,
            ):
                _copy_pages(source, target)
        except BaseException:
            if kept is not None and not path.exists():
                kept.replace(path)
            raise
        fold_wal(path)
    return kept


def _keep_former(path: Path) -> Path:
    kept = _free_name(path, f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    try:
        with (
            closing(sqlite3.connect(path, timeout=30)) as source,
            closing(sqlite3.connect(kept)) as target,
        ):
            _copy_pages(source, target)
    except sqlite3.DatabaseError as error:
        remove(kept)
        # The last eight bits are the kind of an error, those above them its cause.
        kind = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if kind not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            raise
        # What stands there is no database, or a broken one: keep its bytes as they are.
        path.replace(kept)
        remove(path)
    return kept


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a database in one transaction; give up when somebody keeps it locked.

    Python's `backup` would try for ever.
    """
    start = time.monotonic()

    def give_up(status: int, _remaining: int, _total: int) -> None:
        locked = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if locked and time.monotonic() - start > BUSY_TIMEOUT_S:
            raise sqlite3.OperationalError("database is locked")

    source.backup(target, progress=give_up, sleep=0.05)


def _free_name(path: Path, why: str) -> Path:
    """Return a path beside a store that says why it is there, and that is still free."""
    names = (f"{path.stem}.{why}{again}{path.suffix}" for again in ("", *_counted()))
    return next(beside for name in names if not (beside := path.with_name(name)).exists())


def _counted() -> Iterator[str]:
    return (f"-{number}" for number in range(2, 1000))


def make_one_file(path: Path) -> None:
    """Let a copy need no files beside it: it must open from a stick that cannot be written."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def fold_wal(path: Path) -> None:
    """Bring the write-ahead log into the file itself, as far as nobody else reads it."""
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def remove(path: Path) -> None:
    """Remove a store's file with the files that SQLite keeps beside it, where there are any."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
