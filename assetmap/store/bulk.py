"""Many rows at once into a table.

A row a statement, SQLite and its Python module spend most of their time on beginning and ending
statements and on binding values that are the same in every row. So hundreds of rows go into one
statement, and a value that all rows share is bound once in it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from sqlalchemy import Connection

_ROWS_A_STATEMENT = 200


def insert(connection: Connection, table: str, columns: Mapping[str, Any], *, rows: int) -> None:
    """Insert rows that are given by column.

    Parameters
    ----------
    columns
        For each column a list with a value a row, or one value for all rows.
    rows
        How many rows.
    """
    shared: dict[str, Any] = {}
    varying: dict[str, Sequence[Any]] = {}
    for name, values in columns.items():
        if not isinstance(values, list):
            shared[name] = values
        elif values and values.count(values[0]) == len(values):
            shared[name] = values[0]
        else:
            varying[name] = values
    constants, width = tuple(shared.values()), len(varying)
    flat = list(chain.from_iterable(zip(*varying.values(), strict=True)))
    whole = rows - rows % _ROWS_A_STATEMENT
    for first, size, times in (
        (0, _ROWS_A_STATEMENT, whole // _ROWS_A_STATEMENT),
        (whole, rows - whole, int(whole < rows)),
    ):
        starts = [(first + size * time) * width for time in range(times)]
        if starts:
            connection.exec_driver_sql(
                _statement(table, shared, varying, size),
                [(*constants, *flat[at : at + size * width]) for at in starts],
            )


def _statement(table: str, shared: Mapping[str, Any], varying: Mapping[str, Any], rows: int) -> str:
    """Return the statement: the shared values are its first parameters, used by every row."""
    names = ", ".join(f'"{name}"' for name in (*shared, *varying))
    first = len(shared)
    marks = []
    for row in range(rows):
        start = first + row * len(varying)
        numbers = (*range(1, first + 1), *range(start + 1, start + len(varying) + 1))
        marks.append(f"({', '.join(f'?{number}' for number in numbers)})")
    return f"INSERT INTO {table} ({names}) VALUES {', '.join(marks)}"


@contextmanager
def without_collector() -> Iterator[None]:
    """Pause the garbage collector: it would look at millions of young values for nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
