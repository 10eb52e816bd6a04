"""The page *Geschiedenis*: every version of an asset, two of them side by side, and going back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.actions.merging import joined_in
from assetmap.actions.versions import PastVersion, beside, go_back, preview_back, undo_save
from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import MAX_NAME
from assetmap.domain.permission import Act, demand
from assetmap.domain.record import Action
from assetmap.pages import history, state
from assetmap.pages.notices import spoken
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong

_PAGE = 20
_MAX_REASON = 500


def render() -> None:
    """Draw the history of the chosen asset."""
    with st.container(key="page_versions"):
        store, person = state.store(), state.person()
        demand(person, Act.SEE_ALL)
        chosen = st.session_state.get(state.SELECTED)
        if not chosen:
            st.title(_("History"))
            st.markdown(_("Choose something on the map or in the list first."))
            if pressed(_("To the list"), key="to_list", icon=":material/list:"):
                state.go_to("list")
            return
        found = asset_actions.see_asset(store, chosen, person=person)
        past = asset_actions.see_history(store, found.id, person=person)
        st.caption(_("History"))
        st.title(plain(found.asset.name))
        _ways_on(found)
        _show_list(found, past)
        others = {
            each: asset_actions.see_history(store, each, person=person)
            for each in joined_in(store, found.id, person=person)
        }
        for each, versions in others.items():
            _show_joined(each, versions)
        _compare([*past, *(version for versions in others.values() for version in versions)])
        _show_sight(found)


def _ways_on(found: AssetInStore) -> None:
    with st.container(horizontal=True):
        if pressed(_("To its card"), key="to_card", icon=":material/article:"):
            state.go_to("card")
        if pressed(_("Change"), key="change", icon=":material/edit:"):
            st.session_state[state.EDITING] = (found.id, None)
            state.go_to("add")
        if pressed(_("Same as another one"), key="same_as", icon=":material/merge:"):
            st.session_state[state.MERGING] = (found.id, None)
            state.go_to("merge")


def _show_list(found: AssetInStore, past: Sequence[PastVersion]) -> None:
    st.subheader(_("What happened to it"))
    names = history.neighbourhood_names()
    count = int(st.session_state.get(f"versions_shown_{found.id}", _PAGE))
    newest_first = list(reversed(range(len(past))))
    for at in newest_first[:count]:
        version, before = past[at], past[at - 1] if at else None
        with st.container(key=f"version_{version.number}", border=True):
            st.html(_version_html(version, before, names, is_newest=at == len(past) - 1))
            if at < len(past) - 1:
                _offer_back(found, version, names)
            elif version.action == Action.MERGE:
                _offer_two_again(found, version)
    if count < len(past) and pressed(_("Show more"), key="more_versions"):
        st.session_state[f"versions_shown_{found.id}"] = count + _PAGE
        st.rerun()


def _version_html(
    version: PastVersion, before: PastVersion | None, names: Mapping[str, str], *, is_newest: bool
) -> str:
    changed = history.changes(before.asset, version.asset, names) if before else []
    word = escape(_("now"))
    now = f' <span class="version-now">{word}</span>' if is_newest else ""
    title = _("Version {number}: {action}").format(
        number=version.number, action=history.action(version)
    )
    reason = f'<p class="version-reason">“{escape(version.reason)}”</p>' if version.reason else ""
    return (
        f'<div class="version"><h3>{escape(title)}{now}</h3>'
        f'<p class="version-who">{escape(history.when(version.recorded_at))} · '
        f"{escape(history.who(version.by))}</p>{reason}"
        f"{history.changes_html(changed) if changed else ''}</div>"
    )


# Going back ------------------------------------------------------------------------------


def _offer_back(found: AssetInStore, version: PastVersion, names: Mapping[str, str]) -> None:
    """Offer to go back to a version; the second press is after seeing what changes."""
    asked = st.session_state.get(state.COMPARED)
    if asked != (found.id, version.number):
        if pressed(_("Go back to this one"), key=f"back_{version.number}", icon=":material/undo:"):
            st.session_state[state.COMPARED] = (found.id, version.number)
            st.rerun()
        return
    wanted = preview_back(found.asset, version.asset, state.store().layers)
    changed = history.changes(found.asset, wanted, names)
    if not changed:
        st.info(_("It says the same now. There is nothing to go back to."))
    else:
        st.markdown(strong(_("This changes:")))
        st.html(history.changes_html(changed))
        reason = st.text_input(
            _("Why do you go back? (may stay empty)"),
            key=f"back_reason_{found.id}_{version.number}",
            max_chars=_MAX_REASON,
        )
    with st.container(horizontal=True):
        if changed and pressed(
            _("Yes, go back"), key="back_yes", type="primary", icon=":material/check:"
        ):
            with spoken():
                go_back(
                    state.store(),
                    found.id,
                    version.number,
                    based_on=found.version,
                    person=state.person(),
                    reason=reason.strip(),
                )
                st.session_state.pop(state.COMPARED, None)
                state.flash(_("It says again what it said. Nothing of the past is lost."))
                st.rerun()
        if pressed(_("Never mind"), key="back_no", icon=":material/close:"):
            st.session_state.pop(state.COMPARED, None)
            st.rerun()


def _offer_two_again(found: AssetInStore, version: PastVersion) -> None:
    if pressed(_("Make them two again"), key="two_again", icon=":material/call_split:"):
        with spoken():
            undo_save(state.store(), found.id, version.number, person=state.person())
            state.flash(_("They are two again."))
            st.rerun()


# What was another one before ---------------------------------------------------------------


def _show_joined(record_id: str, past: Sequence[PastVersion]) -> None:
    """Draw the history of an asset that was made one with this."""
    names = history.neighbourhood_names()
    words = _("From before it was one: {name}").format(name=plain(past[-1].asset.name))
    with st.expander(words, icon=":material/merge:"):
        for at in reversed(range(len(past))):
            before = past[at - 1] if at else None
            st.html(_version_html(past[at], before, names, is_newest=False))
        st.caption(_("It can stand on the map by itself again, as it was."))
        if pressed(
            _("Put it back by itself"), key=f"apart_{record_id}", icon=":material/call_split:"
        ):
            with spoken():
                asset_actions.restore_asset(state.store(), record_id, person=state.person())
                state.flash(_("They are two again."))
                st.rerun()


# Side by side ------------------------------------------------------------------------------


def _compare(versions: Sequence[PastVersion]) -> None:
    """Draw any two versions beside each other; at first the newest and the one before."""
    if len(versions) < 2:
        return
    st.subheader(_("Two versions side by side"))
    options = list(range(len(versions)))
    newest = max(
        (at for at in options if versions[at].record_id == versions[0].record_id),
        key=lambda at: versions[at].number,
    )
    several = len({version.record_id for version in versions}) > 1

    def words(at: int) -> str:
        version = versions[at]
        text = _("{number}: {action}, {when}").format(
            number=version.number,
            action=history.action(version),
            when=history.when(version.recorded_at),
        )
        return f"{text} · {version.asset.name[:40]}" if several else text

    labels = list(map(words, options))
    # A key of the newest version: after a save the default follows.
    key = f"{versions[0].record_id}_{versions[newest].number}"
    columns = st.columns(2)
    left = columns[0].selectbox(
        _("One"),
        options,
        index=max(newest - 1, 0),
        format_func=labels.__getitem__,
        key=f"left_{key}",
    )
    right = columns[1].selectbox(
        _("The other"), options, index=newest, format_func=labels.__getitem__, key=f"right_{key}"
    )
    st.html(_beside_html(versions[left], versions[right]))
    st.caption(_("Whom to ask is kept of now only, never of the past."))


def _beside_html(left: PastVersion, right: PastVersion) -> str:
    left_title, right_title = (
        _("Version {number}").format(number=each.number)
        if left.record_id == right.record_id
        else f"{_('Version {number}').format(number=each.number)} · {each.asset.name}"
        for each in (left, right)
    )
    rows = beside(
        left.asset,
        right.asset,
        state.store().layers,
        neighbourhoods=history.neighbourhood_names(),
    )
    body = "".join(
        side_row(history.said(row.term), history.said(row.before), history.said(row.after),
                 differs, left_title, right_title)
        for row, differs in rows
    )  # fmt: skip
    return (
        f'<table class="beside"><thead><tr><td></td><th scope="col">{escape(left_title)}</th>'
        f'<th scope="col">{escape(right_title)}</th></tr></thead><tbody>{body}</tbody></table>'
    )


def side_row(
    term: str, left: str, right: str, differs: bool, left_title: str, right_title: str
) -> str:
    """Return a row of a table of two; one that differs carries a sign and a word, not a colour."""
    word = escape(_("different"))
    mark = (
        f'<span class="differs" aria-hidden="true">≠</span><span class="unseen">{word}</span> '
        if differs
        else ""
    )
    cells = "".join(
        f'<td data-label="{escape(title[:MAX_NAME], quote=True)}">{escape(text) or "–"}</td>'
        for title, text in ((left_title, left), (right_title, right))
    )
    kind = ' class="is-different"' if differs else ""
    return f'<tr{kind}><th scope="row">{mark}{escape(term)}</th>{cells}</tr>'


# Out of sight and back ---------------------------------------------------------------------


def _show_sight(found: AssetInStore) -> None:
    """Draw the way out of sight, or back."""
    store, person = state.store(), state.person()
    retired = found.status == "retired"
    label = _("Put back in sight") if retired else _("Take out of sight")
    icon = ":material/visibility:" if retired else ":material/visibility_off:"
    with st.expander(label, icon=icon):
        if not retired:
            st.caption(_("It stays in the book and can be put back."))
        reason = st.text_input(
            _("Why?"), key=f"sight_reason_{found.id}_{found.version}", max_chars=_MAX_REASON
        ).strip()
        if not pressed(label, key="sight", icon=icon):
            return
        if not reason and not retired:
            st.warning(_("Write a few words on why; others can read it later."))
            return
        with spoken():
            act = asset_actions.restore_asset if retired else asset_actions.retire_asset
            act(store, found.id, based_on=found.version, person=person, reason=reason)
            state.flash(
                _("It is in sight again.")
                if retired
                else _("Taken out of sight (it can be put back).")
            )
            st.rerun()
