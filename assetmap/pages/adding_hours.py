"""The question when it is open: OpenStreetMap's syntax, made from days and times, or own words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

import streamlit as st

from assetmap.domain.asset import TEXT_LIMITS
from assetmap.pages import adding_steps as steps
from assetmap.pages import card, state
from assetmap.pages.words import _, plain


def ask() -> None:
    """Draw the question, what was understood, and the helper that makes the text."""
    text = st.text_input(
        _("When is it open?"),
        max_chars=TEXT_LIMITS["opening_hours"],
        key=state.form_key("opening_hours"),
        persist_state="session",
        placeholder=_("For example: Mo-Fr 09:00-17:00, or in your own words"),
    )
    steps.show_wrong("opening_hours")
    if text and text.strip():
        st.caption(understood(text.strip()))
    st.pills(
        _("Or make it here: days"),
        list(card.DAYS),
        format_func=lambda day: _(card.DAYS[day]),
        selection_mode="multi",
        wrap=True,
        key=state.form_key("hours_days"),
        persist_state="session",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for field, label, first in (
            ("hours_from", _("From"), time(9)),
            ("hours_to", _("To"), time(17)),
        ):
            key = state.form_key(field)
            if key not in st.session_state:
                st.session_state[key] = first
            st.time_input(label, key=key, step=900, persist_state="session", width=120)
        st.button(_("Add these hours"), key="add_hours", icon=":material/add:", on_click=_add_hours)
    if steps.answer("hours_days_missing"):
        st.caption(_("Choose the days first."))


def _add_hours() -> None:
    days = steps.answer("hours_days", [])
    steps.put("hours_days_missing", not days)
    if not days:
        return
    made = osm_hours(days, steps.answer("hours_from"), steps.answer("hours_to"))
    there = (steps.answer("opening_hours") or "").strip().rstrip(";")
    if len(there) + len(made) + 2 <= TEXT_LIMITS["opening_hours"]:
        steps.put("opening_hours", f"{there}; {made}" if there else made)
        steps.put("hours_days", [])


def osm_hours(days: Iterable[str], start: time, end: time) -> str:
    """Return hours in OpenStreetMap's syntax; days in a row become one: `Mo-We,Fr 09:00-17:00`.

    An end at or before the start is the next day. See
    https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification.
    """
    order = list(card.DAYS)
    chosen = sorted({order.index(day) for day in days})
    rows: list[list[int]] = []
    for day in chosen:
        if rows and day == rows[-1][-1] + 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    parts = []
    for row in rows:
        first, last = order[row[0]], order[row[-1]]
        parts.append({1: first, 2: f"{first},{last}"}.get(len(row), f"{first}-{last}"))
    until = "24:00" if end == time(0) else f"{end:%H:%M}"
    return f"{','.join(parts)} {start:%H:%M}-{until}"


def understood(text: str) -> str:
    """Return in words, as Markdown, what will be shown of opening hours."""
    now = card.open_words(text)
    if not now:
        return _("Shown as it stands. Whether it is open now cannot be told from these words.")
    return f"{plain(card.opening_words(text))} · {plain(now)}"
