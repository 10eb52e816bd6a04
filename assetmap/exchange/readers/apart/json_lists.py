"""Read JSON that is no map: lists of objects, wherever in the file they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from .stop import Stop

ROWS = "rows.arrow"

# What the key is called under which a list stands beside others of its kind.
GROUP = "groep"

_DEEPEST = 12

# Wrappers around the columns proper, in what web services give.
_WRAPPERS = ("fields", "properties", "attributes", "tags")


@dataclass(frozen=True)
class _Found:
    """A list of objects in the file: the keys on the way to it, and its objects."""

    path: tuple[str, ...]
    rows: list[dict[str, Any]]

    def keys(self) -> set[str]:
        """Return the names that its first objects use."""
        return set(chain.from_iterable(self.rows[:20]))


def read(request: dict[str, Any]) -> dict[str, Any]:
    """Leave the objects of one list as rows of text, and report which lists there are.

    Lists under keys that stand side by side and hold the same kind of objects are one table, in
    which the column `groep` says under which key each object stood.
    """
    import pyarrow as pa

    tables = _tables(load(Path(request["file"])))
    if not tables:
        raise Stop("lists")
    names = sorted(tables, key=lambda name: -len(tables[name]))
    # The list that is the file itself goes by the name of the file, which we do not know here.
    wanted = request["layer"] if request["layer"] is not None else names[0]
    if wanted not in tables:
        raise Stop("layer", wanted, names)
    rows = tables[wanted]
    columns = list(dict.fromkeys(chain.from_iterable(rows)))
    if len(columns) > request["most_columns"] or len(columns) * len(rows) > request["most_cells"]:
        raise Stop("cells")
    arrays = [pa.array([row.get(key) for row in rows], pa.string()) for key in columns]
    names_of_columns = [str(place) for place in range(len(columns))]
    table = pa.table(arrays, names=names_of_columns)
    with pa.ipc.new_file(ROWS, table.schema) as writer:
        writer.write_table(table)
    return {"layer": wanted, "layers": names, "columns": columns, "rows": len(rows)}


def load(file: Path) -> Any:
    """Return what is in a JSON file, whatever its encoding; also one object a line."""
    raw = file.read_bytes()
    try:
        # UTF-16 and UTF-32 are known by their first bytes.
        text = raw.decode(json.detect_encoding(raw))
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    del raw
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except ValueError as error:
        lines = _load_lines(text)
        if lines is None:
            raise Stop("damaged", str(error)) from error
        return lines


def _load_lines(text: str) -> list[Any] | None:
    """Return the objects of a file that has one on each line, or None."""
    try:
        rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return None
    return rows if len(rows) > 1 else None


def _tables(content: Any) -> dict[str, list[dict[str, str | None]]]:
    """Return the tables in a file by name: lists of the same kind in one place are one."""
    found = list(_lists(content, ()))
    if not found and isinstance(content, dict):
        found = list(_objects_by_key(content, ()))
    tables: dict[str, list[dict[str, str | None]]] = {}
    by_parent: dict[tuple[str, ...], list[_Found]] = {}
    for each in found:
        by_parent.setdefault(each.path[:-1], []).append(each)
    for parent, lists in by_parent.items():
        for family in _families(lists):
            together = len(family) > 1
            path = parent if together else family[0].path
            name = ".".join(path)
            while name in tables:
                name += " (2)"
            tables[name] = [
                {**({GROUP: each.path[-1]} if together else {}), **_flat(row)}
                for each in family
                for row in each.rows
            ]
    return tables


def _lists(content: Any, path: tuple[str, ...]) -> Iterator[_Found]:
    """Give the lists that hold mostly objects; not those within an object of such a list."""
    if isinstance(content, list):
        rows = [each for each in content if isinstance(each, dict)]
        if rows and len(rows) >= 0.5 * len(content):
            yield _Found(path, rows)
    elif isinstance(content, dict) and len(path) < _DEEPEST:
        for key, value in content.items():
            yield from _lists(value, (*path, str(key)))


def _objects_by_key(content: dict[str, Any], path: tuple[str, ...]) -> Iterator[_Found]:
    """Give each object of a collection by key as a list of one."""
    objects = [value for value in content.values() if isinstance(value, dict)]
    if len(objects) > 1 and len(objects) == len(content) and _alike(objects):
        for key, value in content.items():
            yield _Found((*path, str(key)), [value])
    elif len(path) < _DEEPEST:
        for key, value in content.items():
            if isinstance(value, dict):
                yield from _objects_by_key(value, (*path, str(key)))


def _alike(objects: list[dict[str, Any]]) -> bool:
    first = set(objects[0])
    return all(2 * len(first & set(each)) >= len(first | set(each)) for each in objects[:20])


def _families(lists: list[_Found]) -> list[list[_Found]]:
    """Return lists in groups that hold the same kind of objects, as their names say."""
    families: list[tuple[set[str], list[_Found]]] = []
    for each in lists:
        keys = each.keys()
        for known, members in families:
            if 2 * len(known & keys) >= min(len(known), len(keys)) > 0:
                known |= keys
                members.append(each)
                break
        else:
            families.append((set(keys), [each]))
    return [members for _, members in families]


def _flat(row: dict[str, Any]) -> dict[str, str | None]:
    """Return an object with nested ones opened one level, and everything as text."""
    flat: dict[str, str | None] = {}
    for key, value in row.items():
        if isinstance(value, dict) and not _is_shape(value):
            for inner, each in value.items():
                plain = str(inner) if key in _WRAPPERS and inner not in row else f"{key}.{inner}"
                flat[plain] = _text(each)
        else:
            flat[str(key)] = _text(value)
    return flat


def _is_shape(value: dict[str, Any]) -> bool:
    return "type" in value and ("coordinates" in value or "geometries" in value)


def _text(value: Any) -> str | None:
    """Return a value as text, None for nothing; lists and objects as JSON."""
    if value is None or value == "" or value == [] or value == {}:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    # Half of a pair of surrogates is no character, whatever JSON says.
    return str(value).strip().encode("utf-8", "replace").decode("utf-8") or None
