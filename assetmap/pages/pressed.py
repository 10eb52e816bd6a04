"""A button whose press is never lost.

Streamlit starts a run anew when the browser sends something else meanwhile, such as the map's first
message. A press that came with the run that was cut off is gone then. Here it is written down
before the run begins, and stays until the page has seen it.
"""

from __future__ import annotations

from typing import Any

import streamlit as st


def pressed(label: str, *, key: str, **look: Any) -> bool:
    """Draw a button and return True once for each press.

    Parameters
    ----------
    key
        Unique on the page.
    **look
        As `st.button`: icon, type, help, disabled.
    """
    flag = f"pressed_{key}"
    st.button(label, key=key, on_click=_write_down, args=(flag,), **look)
    return bool(st.session_state.pop(flag, False))


def _write_down(flag: str) -> None:
    st.session_state[flag] = True
