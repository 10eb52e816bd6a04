"""Arrow tables with the shapes as WKB in the last column: made, mended, and left behind."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

ROWS = "rows.arrow"


def write_rows(table: Any) -> None:
    """Leave the rows for the other side."""
    with pa.ipc.new_file(ROWS, table.schema) as writer:
        writer.write_table(table)


def plain(value: Any) -> Any:
    """Return a value that Arrow and JSON know: text, number, boolean or nothing."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def arrow_array(values: list[Any]) -> Any:
    """Return values as an Arrow array; as text when their types differ."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())


def table_of(columns: dict[str, list[Any]], shapes: list[bytes | None]) -> Any:
    """Return a table of columns and shapes."""
    arrays = [arrow_array(values) for values in columns.values()]
    return pa.table([*arrays, pa.array(shapes, pa.binary())], names=[*columns, "geometry"])


def with_shapes_last(table: Any, name: str | None) -> tuple[Any, list[str]]:
    """Return a table whose last column holds the shapes, and notes on what was left out.

    Parameters
    ----------
    name
        Of the column with the shapes now; None for none.
    """
    places = [place for place, each in enumerate(table.schema.names) if each == name]
    shapes = table.column(places[-1]) if places else None
    if shapes is not None:
        table = table.remove_column(places[-1])
    blobs = [i for i, each in enumerate(table.schema) if _is_binary(each.type)]
    for place in reversed(blobs):
        table = table.remove_column(place)
    if shapes is None:
        shapes = pa.nulls(table.num_rows, pa.binary())
    return table.append_column("geometry", shapes), ["binary"] if blobs else []


def _is_binary(kind: Any) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def with_text_repaired(table: Any) -> tuple[Any, bool]:
    """Return a table whose text is UTF-8: what is not is taken for Windows' cp1252."""
    repaired = False
    for place, field in enumerate(table.schema):
        if not (pa.types.is_string(field.type) or pa.types.is_large_string(field.type)):
            continue
        try:
            table.column(place).validate(full=True)
        except pa.ArrowInvalid:
            raw = table.column(place).cast(pa.binary()).to_pylist()
            text = pa.array([None if each is None else decoded(each) for each in raw], pa.string())
            table = table.set_column(place, pa.field(field.name, pa.string()), text)
            repaired = True
    return table, repaired


def decoded(raw: bytes) -> str:
    """Return bytes as text: UTF-8 if they are that, else cp1252."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def put_together(tables: list[Any]) -> Any:
    """Return the rows of several tables in one; a column whose type differs becomes text."""
    kinds: dict[str, set[Any]] = {}
    for table in tables:
        for field in table.schema:
            kinds.setdefault(field.name, set()).add(field.type)
    names = [name for name in kinds if name != "geometry"]
    return pa.concat_tables(
        [
            pa.table(
                [
                    *(_column(table, name, kinds[name]) for name in names),
                    table.column(table.num_columns - 1).cast(pa.binary()),
                ],
                names=[*names, "geometry"],
            )
            for table in tables
        ]
    )


def _column(table: Any, name: str, kinds: set[Any]) -> Any:
    kind = next(iter(kinds)) if len(kinds) == 1 else pa.string()
    if name not in table.schema.names:
        return pa.nulls(table.num_rows, kind)
    column = table.column(name)
    if column.type == kind:
        return column
    if pa.types.is_nested(column.type):
        return pa.array([plain(value) for value in column.to_pylist()], pa.string())
    return column.cast(kind)
