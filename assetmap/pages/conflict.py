"""Two people changed the same: what each wrote side by side, and a choice for each question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.merging import (
    Comparison,
    FieldConflict,
    Side,
    compare,
    decided,
    where_now,
)
from assetmap.domain.asset import Asset, Contact
from assetmap.errors import Conflict, NotFound
from assetmap.pages import adding_photos, adding_steps, draft, history, living_map, state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong


@dataclass(frozen=True)
class Written:
    """What somebody wrote and could not save yet; see `actions.assets.edit_asset`."""

    record_id: str
    asset: Asset
    based_on: int
    contact: Contact | None
    reason: str
    contact_before: Contact | None = None


def remember(
    record_id: str,
    asset: Asset,
    based_on: int,
    contact: Contact | None,
    reason: str,
    contact_before: Contact | None = None,
) -> None:
    """Keep what somebody wrote until they have chosen; nothing of it is lost."""
    st.session_state[state.CONFLICT] = Written(
        record_id, asset, based_on, contact, reason, contact_before
    )


def is_open() -> bool:
    """Return whether a choice waits about what is being changed; another asset can be meanwhile."""
    written: Written | None = st.session_state.get(state.CONFLICT)
    editing = st.session_state.get(state.EDITING)
    return written is not None and (editing is None or editing[0] == written.record_id)


def show() -> None:
    """Draw both, with a choice for each question that they answered differently."""
    written: Written = st.session_state[state.CONFLICT]
    store, person = state.store(), state.person()
    try:
        found = compare(
            store,
            written.record_id,
            written.asset,
            based_on=written.based_on,
            person=person,
            contact=written.contact,
            contact_before=written.contact_before,
        )
    except NotFound:
        _close()
        raise
    living_map.wish(mode="still", everything=True)
    with st.container(key="conflict"):
        st.title(_("Somebody else saved first"))
        st.markdown(
            _(
                "While you were writing, '{name}' was changed too: {when}, {who}. "
                "Nothing is lost. Choose what it says from now on."
            ).format(
                name=plain(found.theirs.name),
                when=plain(history.when(found.theirs_at)),
                who=plain(history.who(found.theirs_by)),
            )
        )
        if found.retired:
            _say_retired(found)
        choices = {each.field: _ask(each, found) for each in found.conflicts}
        _show_rest(found)
        _buttons(written, found, choices)


def _say_retired(found: Comparison) -> None:
    into = where_now(state.store(), found.record_id, person=state.person())
    if into == found.record_id:
        st.warning(_("It was taken out of sight in the meantime."), icon=":material/info:")
        return
    other = asset_actions.see_asset(state.store(), into, person=state.person())
    st.warning(
        _("It was made one with '{name}' in the meantime.").format(name=plain(other.asset.name)),
        icon=":material/info:",
    )
    if pressed(_("Look at that one"), key="conflict_other", icon=":material/article:"):
        st.session_state[state.SELECTED] = into
        _leave()


def _ask(each: FieldConflict, found: Comparison) -> Side | None:
    """Ask whose answer stands. A later version asks anew: nobody chose between those yet."""
    captions = [_("What stands there now"), _("What you wrote")]
    options: list[Side] = ["theirs", "mine"]
    if each.both and each.theirs and each.mine:
        options.append("both")
        captions.append(_("One after the other"))

    labels = {
        "theirs": plain(history.said(each.theirs)) or _("nothing"),
        "mine": plain(history.said(each.mine)) or _("nothing"),
        "both": _("Both"),
    }
    chosen: Side | None = st.radio(
        history.said(each.term).capitalize(),
        options,
        index=None,
        format_func=labels.__getitem__,
        captions=captions,
        width="stretch",
        key=f"conflict_{found.record_id}_{found.version}_{each.field}",
        help=_("It was: {text}").format(text=plain(history.said(each.was)) or _("nothing")),
    )
    return chosen


def _show_rest(found: Comparison) -> None:
    """Tell what goes together by itself."""
    names = history.neighbourhood_names()
    mine = [
        each
        for each in history.changes(found.theirs, found.merged, names)
        if each.field not in {conflict.field for conflict in found.conflicts}
    ]
    if mine:
        st.markdown(strong(_("This of yours goes in as well:")))
        st.html(history.changes_html(mine))


def _buttons(written: Written, found: Comparison, choices: dict[str, Side | None]) -> None:
    above = st.container()
    with st.container(horizontal=True):
        label = _("Save, and put it back in sight") if found.retired else _("Save")
        save = pressed(label, key="conflict_save", type="primary", icon=":material/check:")
        if pressed(_("Leave it as it is now"), key="conflict_leave", icon=":material/close:"):
            st.session_state[state.SELECTED] = found.record_id
            _leave()
    if not save:
        return
    with above, spoken():
        missing = [each for each in found.conflicts if choices[each.field] is None]
        if missing:
            terms = ", ".join(history.said(each.term) for each in missing)
            st.warning(_("Choose one first: {fields}.").format(fields=plain(terms)))
            return
        _save(written, found, {key: side for key, side in choices.items() if side})


def _save(written: Written, found: Comparison, choices: dict[str, Side]) -> None:
    store, person = state.store(), state.person()
    asset, contact = decided(found, choices, store.layers)
    more: dict[str, Any] = {"contact": contact, "contact_before": found.contact_now}
    try:
        receipt = asset_actions.edit_asset(
            store,
            found.record_id,
            asset,
            based_on=found.version,
            person=person,
            reason=written.reason,
            restore=found.retired,
            **more,
        )
    except Conflict:
        # A third one saved meanwhile: the next run asks about what stands there then.
        state.flash(_("Somebody saved again just now. Look once more."), ":material/info:")
        st.rerun()
    adding_photos.save(receipt.id)
    _close()
    st.session_state[state.SELECTED] = receipt.id
    state.flash(_("Saved. What both of you wrote is kept in its history."))
    state.go_to("card")


def _leave() -> None:
    _close()
    state.go_to("card")


def _close() -> None:
    st.session_state.pop(state.CONFLICT, None)
    adding_steps.begin_anew()
    draft.leave()
