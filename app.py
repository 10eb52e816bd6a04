"""The ASGI app: settings, log, store, routes and pages on one port.

`streamlit run app.py` serves it; so does `python -m assetmap serve`.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

from assetmap.api import own_files, routes
from assetmap.errors import AssetMapError, StoreUnavailable
from assetmap.maps.tiles import tiles_at
from assetmap.pages import notices, state
from assetmap.pages.client_parts import PARTS_ADDRESS, PARTS_FOLDER
from assetmap.settings import ROOT, Settings
from assetmap.wiring import workspace as build_workspace

try:
    settings = Settings()
    workspace = build_workspace(settings)
    if settings.basemap_file is not None:
        tiles_at(settings.basemap_file)
except (AssetMapError, ValidationError) as error:
    sys.exit(f"assetmap cannot start: {error}")
logging.basicConfig(
    level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
)
state.configure(workspace, settings)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the store before the first visitor comes, and close it at the end."""
    if workspace.has_store():
        try:
            workspace.store()
            workspace.finder().prepare()
        except StoreUnavailable as error:
            logging.getLogger("assetmap").error("%s", error)
    yield
    workspace.close()


app = st.App(
    ROOT / "assetmap" / "pages" / "script.py",
    routes=[
        *routes(
            workspace,
            index=(Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8"),
            language=settings.language,
            basemap_file=settings.basemap_file,
        ),
        own_files(PARTS_ADDRESS, PARTS_FOLDER),
    ],
    lifespan=lifespan,
    on_script_error=notices.on_script_error,
)
