"""Pass a view on: its link, the same as a QR code, and on paper."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from assetmap.pages import state
from assetmap.pages.client_parts import part
from assetmap.pages.words import _

_OWN_NAMES = ("localhost", "127.0.0.1", "::1", None)


def show(path: str, parameters: dict[str, str], *, key: str) -> None:
    """Draw the buttons to share and to print.

    Parameters
    ----------
    path
        Of the page, such as `/kaartje`.
    key
        Unique on the page.
    """
    link = address(path, parameters)
    with st.container(key=f"share_{key}", horizontal=True):
        with st.popover(_("Share"), icon=":material/share:"):
            st.caption(_("This link shows what you see now."))
            st.code(link, language=None, wrap_lines=True)
            st.image(qr_code(link), width=220)
        part("print")(key=f"print_{key}", data={"label": _("Print")})


def address(path: str, parameters: dict[str, str]) -> str:
    """Return the whole address of a page, as others can open it."""
    here = urlsplit(join_address() or st.context.url or "http://localhost")
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{here.scheme}://{here.netloc}{path}{query}"


def join_address() -> str | None:
    """Return the address of this map for other devices; None when nobody knows one."""
    here = st.context.url or ""
    if urlsplit(here).hostname in _OWN_NAMES:
        # 'localhost' is this computer for who sits here, and another one for everybody else.
        return state.settings().join_address or None
    return here


def qr_code(link: str) -> str:
    """Return a link as a QR code, an SVG drawing of our own."""
    code = segno.make(link, error="m", micro=False)
    drawing: str = code.svg_inline(scale=8, border=3, dark="#20252B", light="#FFFFFF")
    return drawing
