"""The fourth step: what becomes of the rows, before anything is saved."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from assetmap.actions.taking_in import (
    NEW,
    SAME,
    SKIPPED,
    STAGES,
    Double,
    Prepared,
    prepare,
    refused_rows_file,
    take_in,
)
from assetmap.domain.precision import PRECISIONS
from assetmap.errors import AssetMapError
from assetmap.pages import state
from assetmap.pages.import_state import COLUMNS, DONE, WORDS, TakingIn, begin_anew
from assetmap.pages.job import Job, wait
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong

_MOST_TOLD = 20
_MOST_DOUBLES = 300


def ask(now: TakingIn) -> None:
    """Show what would happen, ask about doubles, and do it."""
    if now.look is None or now.plan is None:
        begin_anew()
        st.rerun()
    with spoken():
        if now.prepared is None:
            _prepare(now)
        if now.prepared is not None:
            _tell(now, now.prepared)
            decisions = _ask_doubles(now, now.prepared.doubles)
            _ask_to_save(now, now.prepared, decisions)
    if now.prepared is None:
        _go_back(now)


def _stage(key: str) -> str:
    return _(STAGES[key]) if key in STAGES else _("One moment ...")


def _prepare(now: TakingIn) -> None:
    look, plan = now.look, now.plan
    if look is None or plan is None:
        return
    if now.job is None:
        store, person = state.store(), state.person()
        addresses = state.workspace().address_book()
        now.job = Job(
            lambda progress: prepare(
                store, look, plan, person=person, addresses=addresses, progress=progress
            )
        )
    job = now.job
    try:
        now.prepared = wait(job, _stage)
    except AssetMapError:
        now.job = None
        raise
    now.job = None


def _tell(now: TakingIn, found: Prepared) -> None:
    """Say in sentences what becomes of the rows."""
    lines = [
        (found.new, _("{count} are new on the map.")),
        (found.changed, _("{count} are here already and change.")),
        (found.unchanged, _("{count} are here already, just like this.")),
        (len(found.doubles), _("{count} are perhaps here already. You decide below.")),
        (len(found.unplaced), _("{count} have no place yet. You can point it out afterwards.")),
        (len(found.refused), _("{count} cannot be taken in. You can download them.")),
        (found.private, _("{count} name a person, telephone or e-mail: only stewards see that.")),
    ]
    st.markdown(
        "\n".join(f"- {text.format(count=strong(str(count)))}" for count, text in lines if count)
        or _("There is nothing in this list to take in.")
    )
    for precision, count in found.placed.items():
        if count:
            st.caption(
                _("{count} rows were placed by what the list says: {precision}.").format(
                    count=count, precision=_(PRECISIONS.get(precision, precision))
                )
            )
    told = now.look.result.notes if now.look else ()
    for note in found.notes:
        if note not in told:
            st.caption(plain(note.text(_)))
    if found.other_words:
        words = ", ".join(list(found.other_words)[:8])
        st.caption(
            _(
                "These words have no sort of their own: {words}. They are kept with each asset."
            ).format(words=plain(words))
        )
    _tell_refused(now, found)
    if found.kept:
        with st.expander(
            _("Changed here as well as in the list ({count})").format(count=len(found.kept))
        ):
            for refusal in found.kept[:_MOST_TOLD]:
                st.markdown(plain(" ".join(each.text(_) for each in refusal.problems)))
    if found.vanished:
        with st.expander(
            _("No longer in the list ({count}); they stay on the map").format(
                count=len(found.vanished)
            )
        ):
            st.markdown("\n".join(f"- {plain(name)}" for _id, name in found.vanished[:200]))


def _tell_refused(now: TakingIn, found: Prepared) -> None:
    if not found.refused:
        return
    with st.expander(_("Rows that cannot be taken in ({count})").format(count=len(found.refused))):
        for refusal in found.refused[:_MOST_TOLD]:
            reasons = " ".join(problem.text(_) for problem in refusal.problems)
            st.markdown(_("Row {row}: {problem}").format(row=refusal.row, problem=plain(reasons)))
        if len(found.refused) > _MOST_TOLD:
            st.caption(_("and {count} more").format(count=len(found.refused) - _MOST_TOLD))
        look = now.look
        if look is not None:
            # Made before the press: a file that is made at the press is lost when the map has the
            # page drawn again just then. Made once: it reads the list again.
            if now.refused_file is None:
                now.refused_file = refused_rows_file(look, found, _)
            name, content = now.refused_file
            st.download_button(
                _("Download these rows, to mend them"),
                data=content,
                file_name=name,
                mime=mimetypes.guess_type(name)[0] or "application/octet-stream",
                icon=":material/download:",
                on_click="ignore",
                key=now.key("refused"),
            )


def _ask_doubles(now: TakingIn, doubles: Sequence[Double]) -> dict[int, str]:
    """Ask for each row that looks like what is here whether it is the same."""
    if not doubles:
        return {}
    words = {
        SAME: _("The same: leave what is here"),
        NEW: _("Another one: add it"),
        SKIPPED: _("Not now"),
    }
    keys = {word: key for key, word in words.items()}
    st.markdown(strong(_("Is this the same?")))
    everything = st.selectbox(
        _("For all of them"),
        list(words),
        index=0,
        format_func=words.__getitem__,
        key=now.key("doubles_all"),
        persist_state="session",
    )
    begun = now.key(f"doubles_begun_{everything}")
    shown = doubles[:_MOST_DOUBLES]
    if begun not in st.session_state:
        st.session_state[begun] = pd.DataFrame(
            {
                "row": [each.row for each in shown],
                "name": [each.name for each in shown],
                "here": [_with_distance(each) for each in shown],
                "choice": [words[everything or SAME]] * len(shown),
            }
        )
    edited = st.data_editor(
        st.session_state[begun],
        hide_index=True,
        key=now.key(f"doubles_{everything}"),
        disabled=["row", "name", "here"],
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), width="small"),
            "name": st.column_config.TextColumn(_("In the list"), width="medium"),
            "here": st.column_config.TextColumn(_("Here already"), width="medium"),
            "choice": st.column_config.SelectboxColumn(
                _("Your choice"), options=list(keys), required=True, width="medium"
            ),
        },
    )
    decided = {each.row: everything or SAME for each in doubles}
    decided |= {
        int(row): keys.get(choice, SKIPPED)
        for row, choice in zip(edited["row"], edited["choice"], strict=True)
    }
    return decided


def _with_distance(double: Double) -> str:
    if double.distance_m is None:
        return double.other_name
    return _("{name}, at {metres} metres").format(
        name=double.other_name, metres=round(double.distance_m)
    )


def _ask_to_save(now: TakingIn, found: Prepared, decisions: dict[int, str]) -> None:
    known = now.look.profile if now.look else None
    remember = st.checkbox(
        _("Remember these choices for the next list with the same columns"),
        value=True,
        key=now.key("remember"),
        persist_state="session",
    )
    added = found.new + sum(choice == NEW for choice in decisions.values())
    some = added or found.changed or found.unplaced
    label = _("Put {count} on the map").format(count=added) if added else _("Take in the changes")
    if not some:
        st.info(_("There is nothing new in this list to put on the map."), icon=":material/info:")
    saving = now.job is not None
    with st.container(horizontal=True):
        go = pressed(
            label, key=now.key("save"), type="primary", icon=":material/check:",
            disabled=not some or saving,
        )  # fmt: skip
        _go_back(now)
    if go and not saving:
        store, person = state.store(), state.person()
        name = (known or now.plan.source or now.file_name)[:80] if now.plan else now.file_name
        now.job = Job(
            lambda progress: take_in(
                store,
                found,
                person=person,
                decisions=decisions,
                remember_as=name if remember else None,
                progress=progress,
            )
        )
    if now.job is not None:
        job = now.job
        try:
            now.run = wait(job, _stage)
        finally:
            if not job.is_busy():
                now.job = None
        now.go_to(DONE)


def _go_back(now: TakingIn) -> None:
    if pressed(_("Back"), key=now.key("check_back"), icon=":material/arrow_back:"):
        sorts = now.plan.columns_for("category") if now.plan else ()
        now.go_to(WORDS if sorts else COLUMNS)
