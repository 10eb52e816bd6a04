"""Write a store as SQL that SQLite's shell can read: `python -m tests.store.dump_store STORE`.

When a schema is released, the dump of a small store of it is frozen beside this file, and
`test_migrations.py` opens it for ever after. `sqlite3`'s own dump does not know R-trees.
"""

# ruff: noqa: S608 - names of tables cannot be bound as parameters.

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from assetmap.store.rtree import register_functions


def statements(path: Path) -> Iterator[str]:
    """Yield the statements that make a store anew, in order."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as raw:
        register_functions(raw)
        for pragma in ("application_id", "user_version"):
            (number,) = raw.execute(f"PRAGMA {pragma}").fetchone()
            yield f"PRAGMA {pragma} = {number};"
        yield "BEGIN;"
        schema = raw.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql NOTNULL ORDER BY rowid"
        ).fetchall()
        trees = {name for _, name, sql in schema if sql.startswith("CREATE VIRTUAL")}
        shadows = {f"{tree}_{part}" for tree in trees for part in ("node", "rowid", "parent")}
        tables = [
            (name, sql)
            for kind, name, sql in schema
            if kind == "table" and name not in shadows and not name.startswith("sqlite_")
        ]
        for _, sql in tables:
            yield f"{sql};"
        for name, _ in tables:
            yield from _rows(raw, name)
        yield "DELETE FROM sqlite_sequence;"
        yield from _rows(raw, "sqlite_sequence")
        # Triggers come last: they would see every row pass.
        yield from (f"{sql};" for kind, _, sql in schema if kind in ("index", "view", "trigger"))
        yield "COMMIT;"


def _rows(raw: sqlite3.Connection, table: str) -> Iterator[str]:
    names = [row[1] for row in raw.execute(f'PRAGMA table_info("{table}")')]
    quoted = ", ".join(f'quote("{name}")' for name in names)
    for row in raw.execute(f'SELECT {quoted} FROM "{table}" ORDER BY rowid'):
        yield f'INSERT INTO "{table}" VALUES ({", ".join(row)});'


if __name__ == "__main__":
    for statement in statements(Path(sys.argv[1])):
        print(statement)
