"""Pass a view on: its link, the same as a QR code, and on paper."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from assetmap.pages.client_parts import part
from assetmap.pages.words import _


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
    here = urlsplit(st.context.url or "http://localhost")
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{here.scheme}://{here.netloc}{path}{query}"


def qr_code(link: str) -> str:
    """Return a link as a QR code, an SVG drawing of our own."""
    code = segno.make(link, error="m", micro=False)
    drawing: str = code.svg_inline(scale=8, border=3, dark="#20252B", light="#FFFFFF")
    return drawing
