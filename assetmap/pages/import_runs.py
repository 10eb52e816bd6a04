"""What was taken in before, each as one step that can be undone."""

from __future__ import annotations

import streamlit as st

from assetmap.actions.taking_in import ImportRun, runs, undo
from assetmap.pages import state
from assetmap.pages.import_state import PLACES, TakingIn, begin_anew
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong, title

_MOST = 10


def show(now: TakingIn) -> None:
    """List what was taken in before."""
    found = runs(state.store(), person=state.person(), most=_MOST)
    if not found:
        return
    st.subheader(_("Taken in before"))
    for run in found:
        with st.container(border=True):
            _show_run(now, run)


def _show_run(now: TakingIn, run: ImportRun) -> None:
    layer = state.store().layers.get(run.layer)
    st.markdown(strong(plain(run.source or run.file)))
    said = _("{date}: {added} added, {changed} changed, in '{layer}'.").format(
        date=f"{run.at.astimezone():%d-%m-%Y %H:%M}",
        added=run.added,
        changed=run.changed,
        layer=title(layer.title) if layer else run.layer,
    )
    st.caption(said)
    if run.undone:
        st.caption(_("This was undone."))
        return
    with st.container(horizontal=True):
        if run.unplaced and pressed(
            _("Place {count} rows").format(count=run.unplaced),
            key=f"place_{run.id}",
            icon=":material/pin_drop:",
        ):
            now.run = run
            now.go_to(PLACES)
        _ask_undo(run)


def _ask_undo(run: ImportRun) -> None:
    """Offer to undo; many at once are asked about first."""
    asked = f"undo_asked_{run.id}"
    if not st.session_state.get(asked):
        if pressed(_("Undo this list"), key=f"undo_{run.id}", icon=":material/undo:"):
            st.session_state[asked] = True
            st.rerun()
        return
    st.markdown(
        _(
            "All that came from this list goes out of sight again, and what it changed is as "
            "before. What somebody changed since stays."
        )
    )
    if pressed(_("Yes, undo it"), key=f"undo_yes_{run.id}", type="primary"):
        with spoken(), st.spinner(_("One moment ...")):
            report = undo(state.store(), run.id, person=state.person())
            st.session_state.pop(asked, None)
            state.flash(
                _(
                    "Undone: {count} out of sight, {back} as before, {kept} left as they are."
                ).format(count=report.retired, back=report.reverted, kept=len(report.kept))
            )
            begin_anew()
            st.rerun()
    if pressed(_("No, keep it"), key=f"undo_no_{run.id}"):
        st.session_state.pop(asked, None)
        st.rerun()


def show_done(now: TakingIn) -> None:
    """Say what was saved, and where one can go from here."""
    run: ImportRun | None = now.run
    if run is None:
        begin_anew()
        st.rerun()
    st.success(
        _("Saved: {added} added, {changed} changed. Everybody sees it on the map now.").format(
            added=run.added, changed=run.changed
        ),
        icon=":material/check:",
    )
    layer = state.store().layers.get(run.layer)
    if layer is not None and layer.privacy.person and run.added:
        st.info(_("These are about persons: nobody else sees one before it has a consent."))
    if run.unplaced:
        st.markdown(
            _("{count} rows have no place yet. Nothing of them is lost.").format(count=run.unplaced)
        )
    with st.container(horizontal=True):
        if run.unplaced and pressed(
            _("Place {count} rows").format(count=run.unplaced),
            key="done_places",
            icon=":material/pin_drop:",
            type="primary",
        ):
            now.go_to(PLACES)
        if pressed(
            _("To the map"),
            key="done_map",
            icon=":material/map:",
            type="secondary" if run.unplaced else "primary",
        ):
            begin_anew()
            state.go_to("map")
        if pressed(_("Another list"), key="done_another", icon=":material/upload_file:"):
            begin_anew()
            st.rerun()
    if run.id:
        _ask_undo(run)
