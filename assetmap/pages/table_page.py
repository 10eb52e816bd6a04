"""The page *Tabel*: the assets of a neighbourhood in a table, many changed and saved at once."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from assetmap.actions import table_edit
from assetmap.actions.table_edit import Plan, RowConflict
from assetmap.domain.permission import Act, demand
from assetmap.errors import Conflict
from assetmap.pages import choosing, history, neighbourhood_choice, state, table_chosen
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.table_sheet import Sheet, draw, open_sheet, read
from assetmap.pages.words import _, plain, strong, title

_MOST_TOLD = 50
_MAX_REASON = 500
_LAYER = "table_layer"


def render() -> None:
    """Draw the table of the chosen neighbourhood, or ask which one."""
    with st.container(key="page_table"):
        demand(state.person(), Act.EDIT)
        st.title(_("Table"))
        frame = state.store().neighbourhoods()
        held: Sheet | None = st.session_state.get(state.TABLE)
        code = choosing.selection().neighbourhood
        if held is not None and held.edits() and held.code in set(frame["code"]):
            code, layer = held.code, held.layer
            _show_which(held, str(frame.loc[frame["code"] == code, "name"].iloc[0]))
        else:
            layer = _ask_which(code)
        if code not in set(frame["code"]):
            st.markdown(_("Choose a neighbourhood. Its assets come in a table."))
            return
        sheet = open_sheet(code, layer)
        _say_undo(sheet)
        if sheet.began.frame.empty:
            st.markdown(_("Nothing here yet. What does your street know, or can it do?"))
            return
        if sheet.began.total > len(sheet.began.frame):
            st.info(
                _(
                    "These are the first {shown} of {total}. Choose a layer to see the others."
                ).format(shown=len(sheet.began.frame), total=sheet.began.total)
            )
        st.caption(
            _("Click in a cell and type. Nothing is saved until you press the button below.")
        )
        draw(sheet)
        table_chosen.show(sheet)
        _show_plan(sheet)


def _ask_which(code: str) -> str:
    """Ask for neighbourhood and layer; return the key of the layer, empty for all."""
    left, right = st.columns(2)
    with left:
        neighbourhood_choice.ask(
            state.store().neighbourhoods(),
            key="table_neighbourhood",
            chosen=code or None,
            on_choice=lambda chosen: choosing.choose(neighbourhood=chosen or ""),
            placeholder=_("Choose a neighbourhood"),
        )
    words = _layer_words()
    with right:
        return st.selectbox(
            _("Layer"), list(words), format_func=words.__getitem__, key=_LAYER,
            persist_state="session",
        )  # fmt: skip


def _show_which(sheet: Sheet, name: str) -> None:
    """Show which one it is: what was typed belongs to it, so first save that or let it go."""
    note = _("First save what changes, or let it go.")
    left, right = st.columns(2)
    left.selectbox(_("Neighbourhood"), [name], disabled=True, help=note, key="table_held")
    words = _layer_words()
    right.selectbox(
        _("Layer"), [words.get(sheet.layer, "")], disabled=True, help=note, key="table_held_layer"
    )


def _layer_words() -> dict[str, str]:
    layers = state.store().layers
    return {"": _("All layers"), **{key: title(each.title) for key, each in layers.items()}}


# What will change ----------------------------------------------------------------------------


def _show_plan(sheet: Sheet) -> None:
    """Tell all that will change, and save it on a press."""
    edits = sheet.edits()
    if not edits:
        return
    made = _plan(sheet)
    count = sum(len(row.differences) for row in made.rows)
    with st.container(key="table_changes"):
        st.subheader(_("What changes"))
        if made.rows:
            words = _("{count} changes in {rows} rows:").format(count=count, rows=len(made.rows))
            st.markdown(strong(words))
        elif not made.problems and not made.conflicts:
            st.markdown(_("Nothing changes: it says so already."))
        for row in made.rows[:_MOST_TOLD]:
            st.html(
                f'<div class="table-change"><h4>{escape(row.name)}</h4>'
                f"{history.changes_html(row.differences)}</div>"
            )
        if len(made.rows) > _MOST_TOLD:
            st.caption(_("and {count} more").format(count=len(made.rows) - _MOST_TOLD))
        _show_problems(made)
        for each in made.conflicts:
            _ask_conflict(sheet, each)
        _save_buttons(sheet, made)


def _plan(sheet: Sheet) -> Plan:
    """Return the plan, made again only when edits, choices or the store changed."""
    said = (state.store().state(), repr(sheet.edits()), repr(sheet.choices), state.language())
    if sheet.plan is None or sheet.plan[0] != said:
        made = table_edit.plan(
            state.store(),
            sheet.began,
            sheet.edits(),
            choices=sheet.choices,
            person=state.person(),
        )
        sheet.plan = (said, made)
    return sheet.plan[1]


def _show_problems(made: Plan) -> None:
    for each in made.problems:
        lines = " ".join(problem.text(_) for problem in each.problems)
        st.warning(f"{strong(plain(each.name))}: {plain(lines)}", icon=":material/info:")
    if made.problems and made.rows:
        st.caption(_("Those rows stay here until they are mended. The others can be saved."))


def _ask_conflict(sheet: Sheet, each: RowConflict) -> None:
    """Let a person choose for a row that somebody else changed in the same cells."""
    st.warning(
        _("Somebody else changed '{name}' in the same place. Choose what stands.").format(
            name=plain(each.name)
        ),
        icon=":material/info:",
    )
    for conflict in each.conflicts:
        words = {
            _("There now"): history.said(conflict.theirs),
            _("Yours"): history.said(conflict.mine),
        }
        lines = [f"{label}: {text or _('nothing')}" for label, text in words.items()]
        st.markdown(f"{plain(history.said(conflict.term))}. {plain(' · '.join(lines))}")
    with st.container(horizontal=True):
        if pressed(_("Keep what is there now"), key=f"theirs_{each.record_id}"):
            sheet.choices[each.record_id] = (each.version, "theirs")
            st.rerun()
        if pressed(_("Keep mine"), key=f"mine_{each.record_id}"):
            sheet.choices[each.record_id] = (each.version, "mine")
            st.rerun()


def _save_buttons(sheet: Sheet, made: Plan) -> None:
    reason = st.text_input(
        _("Why? (may stay empty)"), key="table_reason", max_chars=_MAX_REASON
    ).strip()
    sure = table_chosen.ask_whether_sure(len(made.rows), "table_save_sure")
    above = st.container()
    with st.container(horizontal=True):
        save = pressed(
            _("Save {count} rows").format(count=len(made.rows)),
            key="table_save",
            type="primary",
            icon=":material/check:",
            disabled=not (made.rows and sure),
        )
        if pressed(_("Let all of it go"), key="table_drop", icon=":material/close:"):
            _begin_anew(sheet, {})
            st.rerun()
    if not save:
        return
    with above, spoken():
        try:
            step = table_edit.save_plan(state.store(), made, reason=reason, person=state.person())
        except Conflict:
            # Somebody saved between the plan and the press: plan again, with what stands there.
            state.flash(_("Somebody saved just now. Look once more."), ":material/info:")
            st.rerun()
        saved = {receipt.id for receipt in step.receipts}
        waiting = {each.record_id for each in made.problems}
        waiting |= {each.record_id for each in made.conflicts}
        sheet.undo = step
        _begin_anew(
            sheet,
            {key: cells for key, cells in sheet.edits().items() if key in waiting - saved},
        )
        st.rerun()


def _begin_anew(sheet: Sheet, waiting: dict[str, dict[str, Any]]) -> None:
    """Read the rows anew; what still waits keeps what it began from."""
    sheet.began = table_edit.begin_again(read(sheet.code, sheet.layer), sheet.began, list(waiting))
    sheet.choices = {}
    sheet.take(waiting)


def _say_undo(sheet: Sheet) -> None:
    """Tell what was just saved, and take it back on one press."""
    if sheet.undo is None or not sheet.undo.receipts:
        return
    with st.container(key="table_undo", horizontal=True):
        st.markdown(
            _("Saved: {count} rows.").format(count=len({r.id for r in sheet.undo.receipts}))
        )
        if pressed(_("Undo"), key="table_undo_step", icon=":material/undo:"):
            with spoken():
                undone = table_edit.undo_step(state.store(), sheet.undo, person=state.person())
                sheet.undo = None
                _begin_anew(sheet, sheet.edits())
                words = _("Undone: {count} rows.").format(count=len(undone.receipts))
                if undone.kept:
                    words += " " + _("Somebody just changed these, so they stay: {names}.").format(
                        names=", ".join(undone.kept)
                    )
                state.flash(words, ":material/undo:")
                st.rerun()
        if pressed(_("Close"), key="table_undo_close", icon=":material/close:"):
            sheet.undo = None
            st.rerun()
