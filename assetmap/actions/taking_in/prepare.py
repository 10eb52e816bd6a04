"""Work out what would become of every row of a list, without saving anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from assetmap.actions.addresses import AddressBook
from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.taking_in.look import as_read, texts_of
from assetmap.actions.taking_in.matched import Matched, match
from assetmap.actions.taking_in.outcome import Look, Prepared, Progress
from assetmap.actions.taking_in.placing import locate
from assetmap.domain import cells, schema
from assetmap.domain.asset import Contact
from assetmap.domain.frame import Problems, Refusal, checked_table, row_to_asset
from assetmap.domain.geometry import NeighbourhoodIndex
from assetmap.domain.import_plan import ID, USES, Plan
from assetmap.domain.import_profile import fingerprint_of
from assetmap.domain.list_table import ListTable, list_table
from assetmap.domain.payload import asset_to_content
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed, NotFound, Problem
from assetmap.exchange import ReadResult
from assetmap.store import Store
from assetmap.store.base import UnplacedRow

# More rows than can wait.
_MOST_WAITING = 1_000_000

_EQUAL = N_("{rows} rows are equal to an earlier row, and count once.")
_SAME = N_("{rows} rows say the same name, sort and place as an earlier row, and count once.")
_WAITING = N_("{rows} rows wait for a place already, from an earlier time.")


def prepare(
    store: Store,
    look: Look,
    plan: Plan,
    *,
    person: Person,
    addresses: AddressBook | None,
    progress: Progress = lambda _stage, _share: None,
    clock: Clock = utc_now,
) -> Prepared:
    """Return what would become of the rows of a list.

    Parameters
    ----------
    plan
        The one of the look, corrected or not.
    addresses
        To place rows without coordinates; None when there is none.
    progress
        Called with stages of `outcome.STAGES`.

    Raises
    ------
    ImportFailed
        If the plan names a column or use that is not there, or no column gives a name.
    MissingCRS, NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.IMPORT)
    progress("check", 0.0)
    result = as_read(look, plan)
    _demand_plan(plan, result, store)
    rows, repeated = _without_repeats(result.frame)
    notes = [*result.notes, *_told(repeated, _EQUAL)]
    layer = store.layers[plan.layer]
    columns = {name: cells for name, cells in texts_of(rows).items() if name in plan.uses}
    listed = list_table(columns, plan, layer, rows=len(rows), today=clock().date())
    neighbourhoods = store.neighbourhoods()
    index = NeighbourhoodIndex(neighbourhoods["code"], neighbourhoods.geometry.array)
    progress("place", 0.0)
    located = locate(
        listed,
        np.asarray(rows.geometry.array, dtype=object),
        layer,
        neighbourhoods=neighbourhoods,
        index=index,
        addresses=addresses if plan.place_by_address else None,
        read_reasons=_by_position(rows, result.unplaced),
        progress=lambda share: progress("place", share),
    )
    notes.extend(located.notes)
    progress("check", 0.5)
    sets = store.boundary_sets()
    checked = checked_table(
        listed.table,
        GeoSeries(located.shapes, rows.index, rows.crs),
        layer=layer,
        layers=store.layers,
        index=index,
        boundary_year=sets[0].year if sets else None,
        today=clock().date(),
        problems=_problems_of_ids(listed),
        placeless=True,
    )
    progress("match", 0.0)
    matched = match(store, checked.frame, plan, person=person, clock=clock, progress=progress)
    notes.extend(_told(matched.repeated, _SAME))
    contacts = {int(rows.index[at]): contact for at, contact in listed.contacts.items()}
    reasons = {int(rows.index[at]): problem for at, problem in located.reasons.items()}
    before = store.unplaced(most=_MOST_WAITING)
    unplaced = _unplaced(matched.unplaced, reasons, contacts)
    unplaced, waiting = _not_waiting_yet(unplaced, before)
    notes.extend(_told(waiting, _WAITING))
    used = {*matched.new.index.tolist(), *(row.row for row in unplaced)}
    refused = [Refusal(row.row, (row.problem,)) for row in result.refused]
    progress("match", 1.0)
    return Prepared(
        plan=plan,
        file=look.file_name,
        rows=len(result.frame) + len(result.refused),
        new=len(matched.new) - len(matched.doubles),
        changed=matched.changed,
        unchanged=matched.unchanged + waiting,
        refused=tuple(sorted((*refused, *checked.refused), key=lambda each: each.row)),
        unplaced=tuple(unplaced),
        doubles=tuple(matched.doubles),
        kept=tuple(matched.kept),
        vanished=_vanished(matched, plan, result),
        placed=_placed(checked.frame),
        private=len(used & contacts.keys()),
        notes=tuple(notes),
        other_words=listed.other_words,
        frame=matched.new,
        changes=tuple(matched.changes),
        contacts=contacts,
        superseded=_superseded(before, matched.new),
        fingerprint=fingerprint_of(look.columns),
    )


def preview(
    _store: Store, look: Look, plan: Plan, *, person: Person, most: int = 200
) -> list[tuple[float, float]]:
    """Return latitude and longitude of the first rows that have coordinates, to look at."""
    demand(person, Act.IMPORT)
    shapes = np.asarray(as_read(look, plan).frame.geometry.array, dtype=object)
    there = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)][:most]
    points = shapely.point_on_surface(there)
    return list(zip(shapely.get_y(points).tolist(), shapely.get_x(points).tolist(), strict=True))


def _demand_plan(plan: Plan, result: ReadResult, store: Store) -> None:
    """Raise `ImportFailed` with all that is wrong with a plan, or `NotFound` for its layer."""
    if plan.layer not in store.layers:
        raise NotFound(
            N_("There is no layer '{layer}'. Choose one of: {known}."),
            layer=plan.layer,
            known=", ".join(store.layers),
        )
    layer = store.layers[plan.layer]
    there = [str(name) for name in result.frame.columns if name != result.frame.geometry.name]
    own = [f"own:{field.key}" for field in layer.fields]
    problems = [
        Problem(
            N_("There is no column '{column}'. The file has: {columns}."),
            {"column": column, "columns": ", ".join(there)},
        )
        for column in plan.uses
        if column not in there
    ]
    for use in dict.fromkeys(plan.uses.values()):
        if use.startswith("own:") and use not in own:
            fields = (*schema.IMPORTABLE, *(field.key for field in layer.fields))
            problems.append(
                Problem(
                    N_("There is no field '{field}' to fill. Choose one of: {known}."),
                    {"field": use.removeprefix("own:"), "known": ", ".join(fields)},
                )
            )
        elif use not in USES and use not in own:
            problems.append(
                Problem(
                    N_("There is no use '{use}' for a column. Choose one of: {known}."),
                    {"use": use, "known": ", ".join((*USES, *own))},
                )
            )
    if len(plan.columns_for(ID)) > 1:
        problems.append(
            Problem(
                N_("Only one column can hold the id: {columns}."),
                {"columns": ", ".join(plan.columns_for(ID))},
            )
        )
    if not problems and not any(map(plan.columns_for, (schema.NAME, "address", "street"))):
        problems.append(Problem(N_("Say which column holds the name of each asset.")))
    if problems:
        raise ImportFailed(problems)


def _without_repeats(frame: GeoDataFrame) -> tuple[GeoDataFrame, int]:
    """Return the rows without those that equal an earlier one in everything, and how many."""
    cells_only = frame.drop(columns=frame.geometry.name)
    if any(cells_only[name].is_unique for name in cells_only.columns):
        return frame, 0
    shapes = np.asarray(frame.geometry.array, dtype=object)
    again = cells_only.assign(**{"geometry": shapely.to_wkb(shapes)}).duplicated().to_numpy()
    return frame[~again], int(again.sum())


def _told(rows: int, template: str) -> list[Problem]:
    return [Problem(template, {"rows": rows})] if rows else []


def _by_position(rows: GeoDataFrame, by_row: Mapping[int, Problem]) -> dict[int, Problem]:
    if not by_row:
        return {}
    return {at: by_row[row] for at, row in enumerate(rows.index.tolist()) if row in by_row}


def _problems_of_ids(listed: ListTable) -> Problems:
    """Return what is wrong with ids: one that stands on an earlier row too. Empty is allowed."""
    seen: set[str] = set()
    problems: Problems = {}
    for position, value in enumerate(listed.table[schema.SOURCE_ID]):
        if value in seen:
            problem = Problem(
                N_("The id '{id}' stands on an earlier row too. Give each row its own."),
                {"id": value},
                schema.SOURCE_ID,
            )
            problems[position] = [problem]
        elif value:
            seen.add(value)
    return problems


def _placed(frame: GeoDataFrame) -> dict[str, int]:
    """Return how many rows that can be added were placed by their address, by precision."""
    counts = frame[schema.PRECISION].value_counts()
    return {str(key): int(count) for key, count in counts.items() if key}


def _unplaced(
    frame: GeoDataFrame, reasons: Mapping[int, Problem], contacts: Mapping[int, Contact]
) -> list[UnplacedRow]:
    missing = Problem(N_("The place is missing."))
    return [
        UnplacedRow(
            row=int(row.Index),
            content=asset_to_content(row_to_asset(row)),
            contact=contacts.get(int(row.Index)),
            reason=reasons.get(int(row.Index), missing),
        )
        for row in frame.itertuples()
    ]


def _not_waiting_yet(
    rows: Sequence[UnplacedRow], before: Sequence[UnplacedRow]
) -> tuple[list[UnplacedRow], int]:
    """Return the rows that do not wait in the store already, and how many do."""
    waiting = [row.content for row in before]
    there = {_waiting_key(content): content for content in waiting}
    fresh = [row for row in rows if there.get(_waiting_key(row.content)) != dict(row.content)]
    return fresh, len(rows) - len(fresh)


def _waiting_key(content: Mapping[str, object]) -> tuple[object, ...]:
    names = (schema.LAYER, schema.SOURCE, schema.SOURCE_ID, schema.NAME, schema.ADDRESS)
    return tuple(content.get(name) for name in names)


def _superseded(before: Sequence[UnplacedRow], new: GeoDataFrame) -> tuple[str, ...]:
    """Return the ids of rows that wait, and that this list gives a place."""
    ids = set(zip(new[schema.LAYER], new[schema.SOURCE], new[schema.SOURCE_ID], strict=True))
    return tuple(
        row.id
        for row in before
        if row.content.get(schema.SOURCE_ID)
        and tuple(map(row.content.get, (schema.LAYER, schema.SOURCE, schema.SOURCE_ID))) in ids
    )


def _vanished(matched: Matched, plan: Plan, result: ReadResult) -> tuple[tuple[str, str], ...]:
    """Return what an earlier import of the list brought, and this one does not name at all."""
    if not matched.earlier:
        return ()
    (column,) = plan.columns_for(ID)
    present = {*cells.texts(result.frame[column])}
    present |= {row.values.get(column, "").strip() for row in result.refused}
    return tuple(
        (each.id, each.current.name)
        for source_id, each in matched.earlier.items()
        if source_id not in present and each.status != schema.RETIRED
    )
