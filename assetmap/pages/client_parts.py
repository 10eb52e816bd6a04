"""Parts of a page that are ours and not Streamlit's: the panel, a list, the print button.

Each is a module of `client/`, served by us. Streamlit sends a component's script with every run,
so what it gets is a few lines that fetch the module once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st

PARTS_FOLDER = Path(__file__).with_name("client")
PARTS_ADDRESS = "/parts"

_LOADER = """
const part = import(new URL("{address}", window.location.origin));
const newest = new WeakMap();
export default function (given) {{
  newest.set(given.parentElement, given);
  part.then((module) => {{
    if (newest.get(given.parentElement) === given) module.default(given);
  }});
}}
"""


@cache
def part(name: str) -> Callable[..., Any]:
    """Return the mounting command of a part: `panel`, `list` or `print`."""
    script = PARTS_FOLDER / f"{name}.js"
    version = sha256(script.read_bytes()).hexdigest()[:10]
    address = f"{PARTS_ADDRESS}/{script.name}?v={version}"
    return st.components.v2.component(
        f"assetmap.{name}", js=_LOADER.format(address=address), isolate_styles=False
    )
