"""The sheet of the page *Tabel*: what it began from, what was typed, and the grid itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st

from assetmap.actions import table_edit
from assetmap.actions.table_edit import Began, Keep, Plan, Step
from assetmap.domain.asset import TEXT_LIMITS
from assetmap.domain.layer import Layers
from assetmap.domain.traits import TRAITS
from assetmap.errors import N_
from assetmap.pages import state
from assetmap.pages.words import _, title

_TICK = "chosen"
_ROW_PX, _MOST_HEIGHT_PX = 40, 640
_LABELS = {
    "name": N_("Name"),
    table_edit.SORT: N_("Sort"),
    "offers": N_("What it offers"),
    "address": N_("Address"),
    "website": N_("Website"),
    "opening_hours": N_("Opening hours"),
    "cost": N_("Cost"),
    "wheelchair": N_("Wheelchair"),
    "existed_from": N_("There since (year)"),
    "existed_to": N_("Until (year)"),
}


@dataclass
class Sheet:
    """A table that somebody works in; kept while they look at other pages.

    Parameters
    ----------
    code, layer
        Of which neighbourhood, and of one layer or, when empty, of all.
    cells, tags
        What was typed in the grid, and what was given to many rows at once.
    chosen
        Ids of the rows with a tick.
    choices
        By id, whose answer stands where somebody else changed the same, and in which version.
    generation
        Goes up when the grid begins from other rows, so that it forgets what was typed.
    """

    code: str
    layer: str
    began: Began
    shown: pd.DataFrame
    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    tags: dict[str, dict[str, Any]] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)
    choices: dict[str, tuple[int, Keep]] = field(default_factory=dict)
    generation: int = 0
    plan: tuple[Any, Plan] | None = None
    undo: Step | None = None

    def edits(self) -> dict[str, dict[str, Any]]:
        """Return all that will change, by id and column."""
        both = {record_id: dict(cells) for record_id, cells in self.tags.items()}
        for record_id, cells in self.cells.items():
            both.setdefault(record_id, {}).update(cells)
        return both

    def take(self, edits: Mapping[str, Mapping[str, Any]]) -> None:
        """Take over edits that were made beside the grid."""
        self.cells, self.tags = {}, {}
        for record_id, cells in edits.items():
            for column, value in cells.items():
                kind = self.cells if column in table_edit.CELLS else self.tags
                kind.setdefault(record_id, {})[column] = value
        self.draw_anew()

    def choose(self, ids: list[str]) -> None:
        """Tick these rows and no other."""
        self.chosen = ids
        self.draw_anew()

    def draw_anew(self) -> None:
        """Let the grid begin from what is typed and ticked now."""
        self.shown = table_edit.with_edits(self.began, self.cells)
        self.shown.insert(0, _TICK, self.shown.index.isin(self.chosen))
        self.generation += 1


def open_sheet(code: str, layer: str) -> Sheet:
    """Return the sheet of a neighbourhood: the one in hand, or a new one."""
    held: Sheet | None = st.session_state.get(state.TABLE)
    if held and (held.code, held.layer) == (code, layer):
        if _key(held) not in st.session_state:
            # Back from another page: the grid has forgotten what was typed, we have not.
            held.draw_anew()
        return held
    sheet = Sheet(code, layer, read(code, layer), pd.DataFrame())
    if held:
        sheet.generation = held.generation
        sheet.undo = held.undo
    sheet.draw_anew()
    st.session_state[state.TABLE] = sheet
    return sheet


def read(code: str, layer: str) -> Began:
    """Return the rows as they stand now."""
    return table_edit.begin(
        state.store(),
        neighbourhood=code,
        layers=[layer] if layer else None,
        person=state.person(),
    )


def _key(sheet: Sheet) -> str:
    return f"table_grid_{sheet.generation}"


def draw(sheet: Sheet) -> None:
    """Draw the grid and take over what was typed and ticked."""
    after = st.data_editor(
        sheet.shown,
        key=_key(sheet),
        hide_index=True,
        num_rows="fixed",
        height=min(_MOST_HEIGHT_PX, (len(sheet.shown) + 1) * _ROW_PX + 3),
        row_height=_ROW_PX,
        column_config=_columns(state.store().layers, sheet),
        alt=_("The assets of this neighbourhood; a row each."),
    )
    sheet.chosen = [str(each) for each in after.index[after[_TICK].fillna(False).astype(bool)]]
    sheet.cells = table_edit.edits_between(sheet.began.frame, after)


def _columns(layers: Layers, sheet: Sheet) -> dict[str, Any]:
    columns: dict[str, Any] = {
        _TICK: st.column_config.CheckboxColumn("✓", help=_("Choose this row"), pinned=True)
    }
    for key in ("name", "offers", "address", "website", "opening_hours"):
        columns[key] = st.column_config.TextColumn(
            _(_LABELS[key]),
            max_chars=TEXT_LIMITS[key],
            required=key == "name",
            width="large" if key == "offers" else "medium",
            pinned=key == "name",
        )
    sorts = sort_words(layers, sheet.layer)
    there = sheet.began.frame[table_edit.SORT]
    columns[table_edit.SORT] = st.column_config.SelectboxColumn(
        _(_LABELS[table_edit.SORT]),
        options=list(dict.fromkeys((*sorts, *there))),
        format_func=_said_by(sorts),
        required=True,
        width="medium",
        help=_("Choose a sort of its own layer."),
    )
    for key in table_edit.ANSWERS:
        words = {each: _(text) for each, text in TRAITS[key].items()}
        columns[key] = st.column_config.SelectboxColumn(
            _(_LABELS[key]),
            options=list(words),
            format_func=_said_by(words),
        )
    for key in table_edit.YEARS:
        columns[key] = st.column_config.NumberColumn(
            _(_LABELS[key]), min_value=1, max_value=2100, step=1, format="%d"
        )
    return columns


def _said_by(words: Mapping[str, str]) -> Callable[[Any], str]:
    return lambda key: words.get(key, str(key))


def sort_words(layers: Layers, only: str = "") -> dict[str, str]:
    """Return all sorts with their words, 'layer · category', or those of one layer."""
    return {
        f"{layer.key}/{each.key}": f"{title(layer.title)} · {title(each.title)}"
        for layer in layers.values()
        if not only or layer.key == only
        for each in layer.categories
    }
