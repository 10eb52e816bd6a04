"""The gazetteer's file: its tables, and connections to it.

Each source has tables of its own, so that a new load is built beside the old one and a removed one
goes at once. The file can be made again from its lists; people's work is not in it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import N_, StoreDamaged, StoreUnavailable

FORMAT = 1
BUSY_TIMEOUT_S = 30.0

_READING_CACHE_KB, _LOADING_CACHE_KB = 16_000, 128_000
_LOG_BYTES = 32_000_000

_SOURCES = """
CREATE TABLE IF NOT EXISTS source (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    rows INTEGER NOT NULL, streets INTEGER NOT NULL, postcodes INTEGER NOT NULL,
    towns INTEGER NOT NULL, file TEXT NOT NULL, loaded_at TEXT NOT NULL
)
"""
# What one source has; {id} is its number.
_TABLES = """
CREATE TABLE town_{id} (
    key TEXT, name TEXT, province TEXT, weight INTEGER, lat REAL, lon REAL
);
CREATE TABLE postcode_{id} (
    postcode TEXT, town_key TEXT, town TEXT, province TEXT, weight INTEGER, lat REAL, lon REAL
);
CREATE TABLE street_{id} (
    id INTEGER PRIMARY KEY, key TEXT, name TEXT, town_key TEXT, town TEXT, province TEXT,
    postcode4 TEXT, weight INTEGER, lat REAL, lon REAL
);
CREATE TABLE address_{id} (
    postcode TEXT, number INTEGER, addition TEXT, street INTEGER, lat REAL, lon REAL
);
"""
_INDEXES = """
CREATE INDEX town_{id}_key ON town_{id} (key);
CREATE INDEX postcode_{id}_postcode ON postcode_{id} (postcode);
CREATE INDEX street_{id}_key ON street_{id} (key, town_key);
CREATE INDEX address_{id}_street ON address_{id} (street, number);
"""
_PREFIXES = ("town", "postcode", "street", "address")


@dataclass(frozen=True)
class SourceTables:
    """A source as queries need it."""

    id: int
    name: str
    kind: str


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection in a read transaction: one consistent moment."""
    with _connection(path, create=False) as connection:
        connection.execute(f"PRAGMA cache_size = -{_READING_CACHE_KB}")
        # Queries of many rows stand in a table of the connection's own, in memory.
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("BEGIN DEFERRED")
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection in a write transaction; all of it is kept, or nothing."""
    with _connection(path, create=True) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
        connection.execute(f"PRAGMA cache_size = -{_LOADING_CACHE_KB}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute(_SOURCES)
            connection.execute(f"PRAGMA user_version = {FORMAT}")
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def sources_of(connection: sqlite3.Connection) -> list[SourceTables]:
    """Return the sources that are there, the newest first."""
    rows = connection.execute("SELECT id, name, kind FROM source ORDER BY id DESC")
    return [SourceTables(*row) for row in rows]


def make_tables(connection: sqlite3.Connection, number: int) -> None:
    """Make the tables of a source, without indexes: filling goes faster without."""
    _each(connection, _TABLES.format(id=number))


def make_indexes(connection: sqlite3.Connection, number: int) -> None:
    """Make the indexes of a source that is filled."""
    _each(connection, _INDEXES.format(id=number))


def drop_tables(connection: sqlite3.Connection, number: int) -> None:
    """Remove the tables of a source, and the source itself."""
    for prefix in _PREFIXES:
        connection.execute(f"DROP TABLE IF EXISTS {prefix}_{int(number)}")
    connection.execute("DELETE FROM source WHERE id = ?", (number,))


def _each(connection: sqlite3.Connection, script: str) -> None:
    # `executescript` would commit what is under way.
    for statement in script.split(";"):
        if statement.strip():
            connection.execute(statement)


@contextmanager
def _connection(path: Path, *, create: bool) -> Iterator[sqlite3.Connection]:
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(path, "mode=rwc" if create else "mode=rw")
        try:
            try:
                found = connection.execute("PRAGMA user_version").fetchone()[0]
            except sqlite3.OperationalError as error:
                if create or not re.search("open|readonly", str(error)):
                    raise
                # In a folder where nothing may be written nobody else loads either.
                connection.close()
                connection = _open(path, "immutable=1")
                found = connection.execute("PRAGMA user_version").fetchone()[0]
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if found > FORMAT or (tables and not found):
                raise _strange(path)
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _spoken(error, path) from error
    except OSError as error:
        raise _no_room(path, error.strerror or "") from error


def _open(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.resolve().as_uri()}?{how}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        check_same_thread=False,
    )


def _spoken(error: sqlite3.Error, path: Path) -> StoreUnavailable:
    reason = str(error)
    if "not a database" in reason or "malformed" in reason or "no such" in reason:
        return _strange(path)
    if "locked" in reason or "busy" in reason:
        return StoreUnavailable(
            N_(
                "{path} is busy: somebody else is loading addresses into it. "
                "Nothing was changed; try again when that is ready."
            ),
            path=path,
        )
    return _no_room(path, reason)


def _strange(path: Path) -> StoreDamaged:
    return StoreDamaged(
        N_(
            "{path} is no file of addresses that we can read, or it is damaged. "
            "Remove it and load the lists again with: gazetteer add FILE."
        ),
        path=path,
    )


def _no_room(path: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        N_(
            "{path} cannot be read or written ({reason}). Nothing was changed. "
            "Look whether the disk has room, and whether you may write in that folder."
        ),
        path=path,
        reason=reason,
    )
