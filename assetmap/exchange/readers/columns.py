"""Names and values of columns, the same whatever file they come from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pandas as pd
from pandas import DataFrame

from assetmap.errors import N_, Problem

# The shapes stand under this name, so no column of the file can.
GEOMETRY = "geometry"


def unique_names(names: Iterable[str]) -> tuple[list[str], tuple[Problem, ...]]:
    """Return names that differ from each other and from `geometry`, and a note per change.

    The second column `Plaats` becomes `Plaats (2)`.
    """
    taken = {GEOMETRY}
    unique: list[str] = []
    notes: list[Problem] = []
    for place, name in enumerate(names, start=1):
        wanted = name or f"column {place}"
        chosen, count = wanted, 1
        while chosen in taken:
            count += 1
            chosen = f"{wanted} ({count})"
        if chosen != wanted:
            notes.append(
                Problem(
                    N_("The column name '{name}' was taken; that column is now '{chosen}'."),
                    {"name": wanted, "chosen": chosen},
                )
            )
        taken.add(chosen)
        unique.append(chosen)
    return unique, tuple(notes)


def as_text(value: Any) -> str:
    """Return a value as text; nothing as the empty text."""
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    if value is None or value is pd.NA or value != value:
        return ""
    return str(value)


def rows_as_text(rows: DataFrame) -> tuple[dict[str, str], ...]:
    """Return rows as dictionaries of text, by column."""
    names = [str(name) for name in rows.columns]
    values = zip(*(rows[name].tolist() for name in rows.columns), strict=True)
    if not names:
        return tuple({} for _ in range(len(rows)))
    return tuple(dict(zip(names, map(as_text, row), strict=True)) for row in values)
