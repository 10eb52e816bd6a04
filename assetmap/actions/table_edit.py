"""Change many assets at once, in a table: cells in, changes out, all saved as one step."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from assetmap.actions.assets import save, version_in, was_retired_since
from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.merging import FieldConflict, conflict_of
from assetmap.actions.versions import Difference, differences, undoing
from assetmap.domain import schema
from assetmap.domain.asset import Asset, completed_website
from assetmap.domain.asset_rules import asset_problems
from assetmap.domain.layer import Layers
from assetmap.domain.merge import from_parts, merge, parts
from assetmap.domain.permission import Act, Person, demand
from assetmap.domain.record import Action
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import SEVERAL, split_keys
from assetmap.errors import N_, InvalidAsset, Problem
from assetmap.store import Change, PastVersion, Receipt, Store

logger = logging.getLogger(__name__)

# More rows than this at once are slow in a browser, and nobody reads them.
MOST_ROWS = 2_000
# From here on a person is asked whether so many were meant.
MANY = 20

SORT = "sort"  # layer and category in one cell
TEXTS = (
    schema.NAME,
    schema.OFFERS,
    schema.ADDRESS,
    schema.WEBSITE,
    schema.OPENING_HOURS,
)
ANSWERS = (schema.COST, schema.WHEELCHAIR)
YEARS = (schema.EXISTED_FROM, schema.EXISTED_TO)
# What can be changed in a cell, in the order of the columns.
CELLS = (schema.NAME, SORT, *TEXTS[1:], *ANSWERS, *YEARS)
# What can be given to many rows at once, with the keys of each.
TAGS: dict[str, Mapping[str, str]] = {schema.THEMES: THEMES, **SEVERAL}

Edits = Mapping[str, Mapping[str, Any]]
"""What is changed, by the asset's id and the column: the new cell, or a tuple of keys."""

Keep = Literal["theirs", "mine"]


@dataclass(frozen=True)
class Began:
    """What a table began from.

    Parameters
    ----------
    frame
        A row for each asset, index its id, columns `CELLS`, those of `TAGS` as tuples of keys,
        and `version`.
    total
        How many there are; more than the frame has when there are too many.
    """

    frame: pd.DataFrame
    total: int


@dataclass(frozen=True)
class RowChange:
    """One row that will be saved."""

    record_id: str
    name: str
    version: int
    asset: Asset
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class RowProblems:
    """One row that cannot be saved, and why."""

    record_id: str
    name: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class RowConflict:
    """One row that somebody else changed in the meantime, in the same cells.

    Parameters
    ----------
    version
        The newest one, that the choice is about.
    """

    record_id: str
    name: str
    version: int
    conflicts: tuple[FieldConflict, ...]


@dataclass(frozen=True)
class Plan:
    """What saving a table will do; each row is in one of these at most."""

    rows: tuple[RowChange, ...]
    problems: tuple[RowProblems, ...]
    conflicts: tuple[RowConflict, ...]


@dataclass(frozen=True)
class Step:
    """What was saved at once, and the names of what stayed as it was."""

    receipts: tuple[Receipt, ...]
    kept: tuple[str, ...] = ()


def begin(
    store: Store,
    *,
    neighbourhood: str,
    layers: Sequence[str] | None = None,
    most: int = MOST_ROWS,
    person: Person,
) -> Began:
    """Return the assets of a neighbourhood as a table, in order of their names.

    Parameters
    ----------
    layers
        Keys to keep; None keeps all.
    """
    demand(person, Act.EDIT)
    assets = store.assets(
        layers=list(layers or store.layers), neighbourhoods=[neighbourhood], viewer=person
    )
    by_name = assets[schema.NAME].astype(str).str.casefold().sort_values(kind="stable").index
    assets = assets.loc[by_name]
    shown = assets.head(most)
    columns: dict[str, Any] = {key: shown[key].fillna("").astype(object) for key in TEXTS}
    columns[SORT] = shown[schema.LAYER].astype(str) + "/" + shown[schema.CATEGORY].astype(str)
    columns |= {
        key: pd.Series([value or None for value in shown[key]], shown.index, dtype=object)
        for key in ANSWERS
    }
    columns |= {key: shown[key].astype("Int64") for key in YEARS}
    columns |= {key: shown[key].map(split_keys) for key in TAGS}
    columns[schema.VERSION] = shown[schema.VERSION].astype(int)
    frame = pd.DataFrame(columns, index=shown.index)
    return Began(frame[[*CELLS, *TAGS, schema.VERSION]], len(assets))


def edits_between(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the cells that differ, by id and column.

    Parameters
    ----------
    before, after
        The same rows; columns of `CELLS`. An empty cell is empty, in whatever way it says so.
    """
    found: dict[str, dict[str, Any]] = {}
    for column in CELLS:
        was, now = (_plain(frame[column]) for frame in (before, after))
        for record_id, old, new in zip(before.index, was, now, strict=True):
            if old != new:
                found.setdefault(str(record_id), {})[column] = new
    return found


def _plain(cells: pd.Series) -> list[Any]:
    missing = cells.isna().tolist()
    return [None if none or cell == "" else cell for cell, none in zip(cells, missing, strict=True)]


def tagged(
    began: Began,
    edits: Edits,
    ids: Collection[str],
    column: str,
    *,
    add: Collection[str] = (),
    take: Collection[str] = (),
) -> dict[str, dict[str, Any]]:
    """Return edits with keys added to and taken from rows, on top of what was edited already.

    Parameters
    ----------
    column
        One of `TAGS`.
    """
    result = {record_id: dict(cells) for record_id, cells in edits.items()}
    for record_id in ids:
        before = began.frame.at[record_id, column]
        keys = set(result.get(record_id, {}).get(column, before)) - set(take) | set(add)
        _put(result, record_id, column, tuple(key for key in TAGS[column] if key in keys), before)
    return result


def sorted_as(began: Began, edits: Edits, ids: Collection[str], sort: str) -> dict[str, Any]:
    """Return edits with another sort for rows, on top of what was edited already."""
    result = {record_id: dict(cells) for record_id, cells in edits.items()}
    for record_id in ids:
        _put(result, record_id, SORT, sort, began.frame.at[record_id, SORT])
    return result


def _put(
    edits: dict[str, dict[str, Any]], record_id: str, column: str, value: Any, before: Any
) -> None:
    cells = edits.setdefault(record_id, {})
    cells[column] = value
    if value == before:
        del cells[column]
    if not cells:
        del edits[record_id]


def plan(
    store: Store,
    began: Began,
    edits: Edits,
    *,
    choices: Mapping[str, tuple[int, Keep]] | None = None,
    person: Person,
    clock: Clock = utc_now,
) -> Plan:
    """Return what saving will do: which rows go through, and which do not, and why.

    What others changed since the table began is merged field by field.

    Parameters
    ----------
    choices
        By id, the version that the choice is about, and whose answer stands where both changed
        the same cell. When somebody saved again it is asked anew.
    """
    demand(person, Act.EDIT)
    names = _names(store)
    rows, problems, conflicts = [], [], []
    for record_id, cells in edits.items():
        past = store.history(record_id)
        began_at = int(began.frame.at[record_id, schema.VERSION])
        base, now = version_in(past, began_at).asset, past[-1].asset
        mine, wrong = _edited(base, cells)
        about, keep = (choices or {}).get(record_id, (None, None))
        keep = keep if about == past[-1].number else None
        asset, both = _together(base, now, mine, store.layers, keep, names)
        if both and not wrong:
            conflicts.append(RowConflict(record_id, now.name, past[-1].number, both))
            continue
        wrong += _out_of_sight(past, began_at)
        wrong += asset_problems(asset, store.layers, today=clock().date())
        if wrong:
            problems.append(RowProblems(record_id, now.name, tuple(wrong)))
        elif asset != now:
            changed = differences(now, asset, store.layers, neighbourhoods=names)
            rows.append(RowChange(record_id, now.name, past[-1].number, asset, tuple(changed)))
    return Plan(tuple(rows), tuple(problems), tuple(conflicts))


def _names(store: Store) -> dict[str, str]:
    frame = store.neighbourhoods()
    return dict(zip(frame["code"], frame["name"], strict=True))


def _edited(base: Asset, cells: Mapping[str, Any]) -> tuple[Asset, list[Problem]]:
    changes: dict[str, Any] = {}
    problems: list[Problem] = []
    for column, cell in cells.items():
        if column == SORT:
            layer, _, category = str(cell or "").partition("/")
            if layer != base.layer:
                problems.append(
                    Problem(
                        N_(
                            "Choose a sort of its own layer here. "
                            "To move it to another layer, open it by itself."
                        ),
                        {},
                        schema.CATEGORY,
                    )
                )
                continue
            changes[schema.CATEGORY] = category
        elif column in YEARS:
            changes[column] = _year(cell, column, problems)
        elif column in TAGS:
            changes[column] = tuple(cell)
        elif column == schema.OFFERS:
            changes[column] = str(cell or "")
        else:
            # One line, also when a cell of another program had several.
            changes[column] = " ".join(str(cell or "").split())
    if changes.get(schema.WEBSITE):
        changes[schema.WEBSITE] = completed_website(changes[schema.WEBSITE])
    # Not a copy: an asset puts its texts and keys in order when it is made.
    content = {name: getattr(base, name) for name in Asset.model_fields}
    return Asset.model_validate(content | changes), problems


def _year(cell: Any, column: str, problems: list[Problem]) -> int | None:
    if cell is None:
        return None
    if isinstance(cell, (int, float)) and float(cell).is_integer():
        return int(cell)
    problems.append(
        Problem(
            N_("'{value}' is no year. Write it as 1987, or leave it empty."),
            {"value": cell},
            column,
        )
    )
    return None


def _together(
    base: Asset,
    now: Asset,
    mine: Asset,
    layers: Layers,
    keep: Keep | None,
    names: Mapping[str, str],
) -> tuple[Asset, tuple[FieldConflict, ...]]:
    if base == now:
        return mine, ()
    result = merge(parts(base), parts(now), parts(mine))
    said = dict(result.content)
    if keep == "mine":
        said |= {part: parts(mine).get(part) for part in result.conflicts}
    both = () if keep else result.conflicts
    return from_parts(said), tuple(
        conflict_of(part, base, now, mine, layers, names) for part in both
    )


def _out_of_sight(past: Sequence[PastVersion], since: int) -> list[Problem]:
    if past[-1].number > since and was_retired_since(past, since):
        return [
            Problem(
                N_("Somebody took '{name}' out of sight in the meantime. It stays as it is."),
                {"name": past[-1].asset.name},
            )
        ]
    return []


def save_plan(
    store: Store, made: Plan, *, reason: str = "", person: Person, clock: Clock = utc_now
) -> Step:
    """Save the rows of a plan that go through, in one transaction.

    Raises
    ------
    Conflict
        If somebody changed one of them since the plan was made; nothing is saved. Plan again.
    NotAllowed, StoreUnavailable
    """
    demand(person, Act.EDIT)
    changes = [
        Change(row.asset, Action.EDIT, reason, row.record_id, row.version) for row in made.rows
    ]
    return Step(tuple(save(store, changes, person, clock)) if changes else ())


def retire_rows(
    store: Store,
    began: Began,
    ids: Sequence[str],
    *,
    reason: str,
    person: Person,
    clock: Clock = utc_now,
) -> Step:
    """Take rows out of sight in one transaction; what others changed since stays.

    Raises
    ------
    InvalidAsset
        If there is no reason: others read later why it went.
    """
    demand(person, Act.RETIRE)
    if not reason.strip():
        raise InvalidAsset(
            Problem(N_("Write a few words on why; others can read it later."), {}, "reason")
        )
    changes, kept = [], []
    for record_id in ids:
        found = store.asset(record_id, viewer=person)
        if found.version != began.frame.at[record_id, schema.VERSION]:
            kept.append(found.asset.name)
            continue
        changes.append(Change(found.asset, Action.RETIRE, reason.strip(), record_id, found.version))
    receipts = save(store, changes, person, clock) if changes else ()
    return Step(tuple(receipts), tuple(kept))


def undo_step(store: Store, step: Step, *, person: Person, clock: Clock = utc_now) -> Step:
    """Take back all that was saved at once, in one transaction; what others changed since stays."""
    demand(person, Act.EDIT)
    demand(person, Act.RETIRE)
    changes: list[Change] = []
    kept = []
    for receipt in step.receipts:
        past = store.history(receipt.id)
        if past[-1].number != receipt.version:
            kept.append(past[-1].asset.name)
            continue
        changes += undoing(store, past)
    receipts = save(store, changes, person, clock) if changes else ()
    return Step(tuple(receipts), tuple(kept))


def begin_again(new: Began, old: Began, ids: Collection[str]) -> Began:
    """Return a table that begins anew, but for rows whose edits still wait as they were.

    Those keep what they began from, so that nothing that others changed since is overwritten.
    """
    waiting = [record_id for record_id in old.frame.index if record_id in set(ids)]
    fresh = new.frame.drop(index=waiting, errors="ignore")
    if not waiting:
        return new
    return Began(pd.concat([old.frame.loc[waiting], fresh]), new.total)


def with_edits(began: Began, edits: Edits) -> pd.DataFrame:
    """Return the cells of a table with edits in them, for who comes back to it."""
    frame = began.frame[list(CELLS)].copy()
    for record_id, cells in edits.items():
        for column, cell in cells.items():
            if column in YEARS:
                frame.at[record_id, column] = pd.NA if cell is None else int(cell)
            elif column in CELLS:
                frame.at[record_id, column] = cell
    return frame
