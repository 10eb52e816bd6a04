"""What can be done with many rows of the table at once: tags, another sort, out of sight."""

from __future__ import annotations

import streamlit as st

from assetmap.actions import table_edit
from assetmap.domain.asset import FIELD_WORDS
from assetmap.pages import state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.table_sheet import Sheet, read, sort_words
from assetmap.pages.words import _

_MAX_REASON = 500


def show(sheet: Sheet) -> None:
    """Draw the choice of rows, and what to do with them."""
    with st.container(horizontal=True):
        if pressed(_("Choose all rows"), key="choose_all", icon=":material/select_all:"):
            sheet.choose([str(each) for each in sheet.began.frame.index])
            st.rerun()
        if sheet.chosen and pressed(
            _("Choose none"), key="choose_none", icon=":material/deselect:"
        ):
            sheet.choose([])
            st.rerun()
    if not sheet.chosen:
        st.caption(_("Tick rows to give them a theme, a sort or a language together."))
        return
    count = len(sheet.chosen)
    words = _("With the chosen rows ({count})").format(count=count)
    with st.expander(words, icon=":material/checklist:"):
        _ask_tags(sheet)
        _ask_sort(sheet)
        _ask_retire(sheet)


def _ask_tags(sheet: Sheet) -> None:
    kinds = {key: _(FIELD_WORDS[key]).capitalize() for key in table_edit.TAGS}
    column = st.segmented_control(
        _("What do you give them?"),
        list(kinds),
        format_func=kinds.__getitem__,
        default="themes",
        required=True,
        key="table_tag",
        wrap=True,
    )
    words = {key: _(text) for key, text in table_edit.TAGS[column].items()}
    columns = st.columns(2)
    add = columns[0].multiselect(
        _("Add"),
        list(words),
        format_func=words.__getitem__,
        key=f"table_add_{column}",
        placeholder=_("Choose"),
    )
    take = columns[1].multiselect(
        _("Take away"),
        list(words),
        format_func=words.__getitem__,
        key=f"table_take_{column}",
        placeholder=_("Choose"),
    )
    if pressed(
        _("Put on the list of changes"), key="table_tag_rows", icon=":material/label:",
        disabled=not (add or take),
    ):  # fmt: skip
        sheet.take(
            table_edit.tagged(sheet.began, sheet.edits(), sheet.chosen, column, add=add, take=take)
        )
        st.rerun()


def _ask_sort(sheet: Sheet) -> None:
    sorts = sheet.edits()
    layers = {
        str(sorts.get(each, {}).get("sort", sheet.began.frame.at[each, "sort"])).split("/")[0]
        for each in sheet.chosen
    }
    if len(layers) != 1:
        st.caption(_("These are of several layers. Choose rows of one layer to change their sort."))
        return
    words = sort_words(state.store().layers, next(iter(layers)))
    chosen = st.selectbox(
        _("Make all of them this sort"),
        list(words),
        index=None,
        format_func=words.__getitem__,
        key=f"table_sort_{next(iter(layers))}",
        placeholder=_("Choose"),
    )
    if chosen and pressed(
        _("Put on the list of changes"), key="table_sort_rows", icon=":material/category:"
    ):
        sheet.take(table_edit.sorted_as(sheet.began, sheet.edits(), sheet.chosen, chosen))
        st.rerun()


def _ask_retire(sheet: Sheet) -> None:
    reason = st.text_input(
        _("Why do they go out of sight?"), key="table_retire_reason", max_chars=_MAX_REASON
    )
    sure = ask_whether_sure(len(sheet.chosen), "table_retire_sure")
    if not pressed(
        _("Take out of sight"), key="table_retire", icon=":material/visibility_off:",
        disabled=not sure,
    ):  # fmt: skip
        return
    with spoken():
        step = table_edit.retire_rows(
            state.store(), sheet.began, sheet.chosen, reason=reason, person=state.person()
        )
        gone = {receipt.id for receipt in step.receipts}
        waiting = {key: cells for key, cells in sheet.edits().items() if key not in gone}
        sheet.began = table_edit.begin_again(
            read(sheet.code, sheet.layer), sheet.began, list(waiting)
        )
        sheet.undo, sheet.chosen = step, []
        sheet.take(waiting)
        if step.kept:
            state.flash(
                _("Somebody just changed these, so they stay: {names}.").format(
                    names=", ".join(step.kept)
                ),
                ":material/info:",
            )
        st.rerun()


def ask_whether_sure(count: int, key: str) -> bool:
    """Ask whether so many were meant, when there are many; return whether to go on."""
    if count <= table_edit.MANY:
        return True
    return st.checkbox(_("Yes, all {count} of them").format(count=count), key=key)
