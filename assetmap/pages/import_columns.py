"""The second step: what the list is, how it is read, and what its columns mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from assetmap.actions.taking_in import preview, with_layer
from assetmap.domain.import_plan import CONTACT_USES, KEEP, USES, Reading
from assetmap.domain.layer import Layer
from assetmap.pages import import_file, living_map, state
from assetmap.pages.import_state import CHECK, WORDS, TakingIn, begin_anew
from assetmap.pages.job import wait
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong, title

_MOST_MARKS = 200
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows (cp1252)",
    "mac_roman": "Mac Roman",
}
_SEPARATORS = {",": ",", ";": ";", "\t": "tab", "|": "|"}
_CRS = {
    "EPSG:4326": "WGS84 (EPSG:4326)",
    "EPSG:28992": "RD (EPSG:28992)",
    "EPSG:4258": "ETRS89 (EPSG:4258)",
    "EPSG:3857": "Web Mercator (EPSG:3857)",
}


def ask(now: TakingIn) -> None:
    """Show what was found in the file, to be corrected."""
    look, plan = now.look, now.plan
    if look is None or plan is None:
        begin_anew()
        st.rerun()
    layers = state.store().layers
    st.markdown(
        _("**{file}**: {rows} rows, {columns} columns.").format(
            file=plain(now.file_name), rows=look.rows, columns=len(look.columns)
        )
    )
    if look.profile:
        st.success(
            _("You took in such a list before: '{name}'. What you chose then is filled in.").format(
                name=plain(look.profile)
            ),
            icon=":material/bookmark:",
        )
    for note in look.result.notes:
        st.caption(plain(note.text(_)))
    if len(look.layers) > 1:
        _ask_sheet(now, look.layers)
    layer = st.pills(
        _("What is on this list?"),
        list(layers),
        default=plan.layer,
        format_func=lambda key: title(layers[key].title),
        wrap=True,
        required=True,
        key=now.key("layer"),
        persist_state="session",
    )
    if layer and layer != plan.layer:
        _take_layer(now, layer)
        now.round += 1
        st.rerun()
    _ask_uses(now, layers[now.plan.layer])  # type: ignore[union-attr]
    source = st.text_input(
        _("Where does this list come from?"),
        value=plan.source,
        key=now.key("source"),
        max_chars=200,
        persist_state="session",
    )
    by_address = st.checkbox(
        _("Put rows without coordinates on the map by their address or postcode"),
        value=plan.place_by_address,
        help=_(
            "Looked up in the tables on this computer first. With the internet at hand, some "
            "hundred addresses are asked of PDOK; only the address is sent."
        ),
        key=now.key("by_address"),
        persist_state="session",
    )
    now.planned(source=source.strip(), place_by_address=by_address)
    _ask_reading(now)
    _show_places(now)
    with st.container(horizontal=True):
        if pressed(_("Next"), key=now.key("columns_next"), type="primary"):
            sorts = now.plan.columns_for("category")  # type: ignore[union-attr]
            now.go_to(WORDS if sorts else CHECK)
        import_file.ask_another(now)


def _take_layer(now: TakingIn, layer: str) -> None:
    """Guess again for another layer: the same list, other sorts."""
    if now.look is None or now.plan is None:
        return
    fresh = with_layer(now.look, state.store().layers, layer)
    now.planned(**{**vars(fresh), "source": now.plan.source})


def _ask_sheet(now: TakingIn, sheets: tuple[str, ...]) -> None:
    reading = now.reading()
    chosen = st.selectbox(
        _("Sheet or layer of the file"),
        sheets,
        index=sheets.index(reading.layer) if reading.layer in sheets else 0,
        key=now.key("sheet"),
        persist_state="session",
    )
    if chosen and chosen != (reading.layer or sheets[0]):
        _read_again(now, Reading(layer=chosen))


def _ask_uses(now: TakingIn, layer: Layer) -> None:
    """Ask what each column is for, in one table."""
    look, plan = now.look, now.plan
    if look is None or plan is None:
        return
    words = {key: _(text) for key, text in USES.items()}
    words |= {f"own:{field.key}": title(field.title) for field in layer.fields}
    used = {word: key for key, word in words.items()}
    st.markdown(strong(_("What do the columns mean?")))
    reading = look.result.reading
    of_place = [each for each in (reading.x, reading.y, reading.place) if each in look.columns]
    columns = [each for each in look.columns if each not in of_place]
    table = pd.DataFrame(
        {
            "column": columns,
            "samples": [" · ".join(look.samples.get(each, ())) for each in columns],
            "use": [words.get(plan.uses.get(each, "skip"), words["skip"]) for each in columns],
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        key=now.key(f"uses_{layer.key}"),
        disabled=["column", "samples"],
        column_config={
            "column": st.column_config.TextColumn(_("Column"), width="small"),
            "samples": st.column_config.TextColumn(_("For example"), width="medium"),
            "use": st.column_config.SelectboxColumn(
                _("Is used as"), options=list(used), required=True, width="medium"
            ),
        },
    )
    uses = {
        column: used.get(word, "skip")
        for column, word in zip(edited["column"], edited["use"], strict=True)
    }
    if of_place:
        st.caption(
            _("Where it is comes from: {columns}.").format(columns=plain(", ".join(of_place)))
        )
    _tell_private(uses, now)
    # The table keeps what it began with; only the plan follows.
    now.planned(uses={**plan.uses, **uses})
    if KEEP in uses.values():
        st.caption(
            _("What is kept as it is goes along in files, for everybody. Leave out what need not.")
        )
    if "name" not in uses.values():
        st.warning(_("Say which column holds the name of each asset."), icon=":material/info:")


def _tell_private(uses: dict[str, str], now: TakingIn) -> None:
    private = [column for column, use in uses.items() if use in CONTACT_USES]
    if private:
        st.info(
            _(
                "Only stewards see these columns, they never go on the map or in a file: {columns}."
            ).format(columns=plain(", ".join(private))),
            icon=":material/lock:",
        )
    left = [
        column
        for column in (now.look.personal if now.look else ())
        if uses.get(column) not in (*CONTACT_USES, "skip")
    ]
    if left:
        st.warning(
            _("This seems to be about a person, and would go on the map: {columns}.").format(
                columns=plain(", ".join(sorted(left)))
            ),
            icon=":material/privacy_tip:",
        )


def _ask_reading(now: TakingIn) -> None:
    """Let a person correct how the file is read."""
    look = now.look
    if look is None:
        return
    was = look.result.reading
    columns: list[str | None] = [None, *look.columns]

    def name(column: str | None) -> str:
        return _("None") if column is None else column

    with st.expander(_("Is something read wrong? Correct it here.")), st.form(now.key("reading")):
        said: dict[str, Any] = {}
        if was.separator is not None:
            with st.container(horizontal=True):
                said["separator"] = st.selectbox(
                    _("Between the cells stands"),
                    list(_SEPARATORS),
                    index=_index(list(_SEPARATORS), was.separator),
                    format_func=_SEPARATORS.__getitem__,
                )
                said["encoding"] = st.selectbox(
                    _("Letters"),
                    list(_ENCODINGS),
                    index=_index(list(_ENCODINGS), was.encoding),
                    format_func=_ENCODINGS.__getitem__,
                )
        if was.heading_row is not None:
            said["heading_row"] = int(
                st.number_input(
                    _("Row with the names of the columns (0: there is none)"),
                    min_value=0,
                    max_value=1000,
                    value=was.heading_row,
                    step=1,
                )
            )
            with st.container(horizontal=True):
                for field, label in (
                    ("x", _("Longitude or x")),
                    ("y", _("Latitude or y")),
                    ("place", _("Both in one column")),
                ):
                    said[field] = st.selectbox(
                        label, columns, index=_index(columns, getattr(was, field)), format_func=name
                    )
        with st.container(horizontal=True):
            kinds: list[str | None] = [None, *_CRS]
            if was.crs and was.crs not in _CRS:
                kinds.append(was.crs)
            said["crs"] = st.selectbox(
                _("Coordinates"),
                kinds,
                index=_index(kinds, was.crs),
                format_func=lambda each: (
                    _("As the file says") if each is None else _CRS.get(each, each)
                ),
            )
            said["swapped"] = st.checkbox(_("Swap the two coordinates"), value=bool(was.swapped))
        if st.form_submit_button(_("Read it again")):
            if not (said.get("x") and said.get("y")):
                said["x"] = said["y"] = None
            elif (said["x"], said["y"]) != (was.x, was.y):
                # Columns that a person chose go before one with the whole place.
                said["place"] = ""
            _read_again(now, replace(was, layer=now.reading().layer, **said))


def _index(known: list[Any], value: Any) -> int:
    return known.index(value) if value in known else 0


def _read_again(now: TakingIn, reading: Reading) -> None:
    with spoken():
        look = wait(
            import_file.start_looking(now, reading, layer=now.plan.layer if now.plan else None),
            lambda _stage: _("Reading the list"),
        )
        now.found(look)
        st.rerun()


def _show_places(now: TakingIn) -> None:
    """Mark the first rows on the map, before anything is saved."""
    if now.look is None or now.plan is None:
        return
    places = preview(state.store(), now.look, now.plan, person=state.person(), most=_MOST_MARKS)
    if not places:
        st.caption(
            _("This list has no coordinates. What has an address gets its place in the next step.")
        )
        return
    st.caption(
        _("The blue dots on the map are the first {count} rows of this list.").format(
            count=len(places)
        )
    )
    living_map.wish(mode="still", marks=places)
    if st.session_state.get(now.key("fitted")) != len(places):
        st.session_state[now.key("fitted")] = len(places)
        # One row far away must not push all others out of sight.
        west, south, east, north = state.store().neighbourhoods().total_bounds
        here = [(lat, lon) for lat, lon in places if south <= lat <= north and west <= lon <= east]
        lats, lons = zip(*(here or places), strict=True)
        state.bring_in_view(
            (min(lons) - 0.003, min(lats) - 0.002, max(lons) + 0.003, max(lats) + 0.002)
        )
