"""Connections to the store's file through Python's sqlite3.

WAL, `synchronous=FULL`, a busy timeout of 30 s; a write begins with BEGIN IMMEDIATE, so that
writers wait at the start and never find each other halfway. GDAL never opens the live file.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import QueuePool

from assetmap.errors import N_, StoreDamaged, StoreUnavailable
from assetmap.store import rtree

BUSY_TIMEOUT_S = 30.0

_CACHE_KB = 16_000
_LARGE_CACHE_KB = 128_000
_LOG_BYTES = 32_000_000

# Errors of the file system, in SQLite's words.
_REASONS = {
    errno.ENOSPC: "disk is full",
    errno.EDQUOT: "disk is full",
    errno.EFBIG: "disk is full",
    errno.EACCES: "readonly",
    errno.EPERM: "readonly",
    errno.EROFS: "readonly",
    errno.ENOENT: "unable to open",
    errno.ENOTDIR: "unable to open",
    errno.EEXIST: "unable to open",  # a file where a folder is asked
}


def open_engine(path: Path) -> Engine:
    """Return an engine for a store's file; the file exists."""

    def connect() -> sqlite3.Connection:
        # isolation_level None: we say BEGIN ourselves. mode=rw: a typing error in a path must
        # not leave an empty file behind.
        connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        # After a large import the log beside the file gives its room back.
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        rtree.register_functions(connection)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, max_overflow=40)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = "IMMEDIATE" if connection.get_execution_options().get("write") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


@contextmanager
def reading(engine: Engine, path: Path) -> Iterator[Connection]:
    """Give a connection in a read transaction: one consistent moment."""
    with spoken(path), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine, path: Path, *, large: bool = False) -> Iterator[Connection]:
    """Give a connection in a write transaction; all of it is kept, or nothing.

    Parameters
    ----------
    large
        Give it so much memory that an import is not written out page by page halfway.
    """
    with spoken(path), engine.connect().execution_options(write=True) as connection:
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        if large:
            raw.execute(f"PRAGMA cache_size = -{_LARGE_CACHE_KB}")
        try:
            with connection.begin():
                yield connection
        finally:
            if large:
                raw.execute(f"PRAGMA cache_size = -{_CACHE_KB}")


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turn errors of SQLite and of the file system into ours, which say what to do."""
    try:
        yield
    except DBAPIError as error:
        raise _translated(str(error.orig), path, busy=_is_busy(error)) from error
    except sqlite3.Error as error:
        raise _translated(str(error), path, busy="locked" in str(error)) from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or "unknown reason")
        raise _translated(reason, path, busy=False) from error


def _is_busy(error: DBAPIError) -> bool:
    return isinstance(error, OperationalError) and "locked" in str(error.orig)


def _translated(reason: str, path: Path, *, busy: bool) -> StoreUnavailable:
    if busy:
        return StoreUnavailable(
            N_("The store is busy with another save. Nothing was changed; try again in a minute.")
        )
    if "full" in reason or "disk I/O" in reason:
        return StoreUnavailable(
            N_(
                "There is no room to write on the disk of {path}. Nothing was changed and nothing "
                "is lost. Make room, then save again."
            ),
            path=path,
        )
    if "readonly" in reason or "unable to open" in reason:
        return StoreUnavailable(
            N_(
                "{path} cannot be written. Nothing was changed. "
                "Look whether the file and its folder allow writing, and whether they are there."
            ),
            path=path,
        )
    if any(words in reason for words in ("not a database", "malformed", "decode to UTF-8")):
        return StoreDamaged(
            N_(
                "{path} is no store of assetmap, or it is damaged ({reason}). "
                "Choose another file, or put a backup back with: restore FILE."
            ),
            path=path,
            reason=reason,
        )
    return StoreUnavailable(N_("The store answered: {reason}. Nothing was changed."), reason=reason)
