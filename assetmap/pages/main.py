"""The frame around every page: head, panel, the one living map, and the page itself.

Panel and map are drawn here and not by the pages, so that they live on from page to page: where
the map was, and what was typed, stays. `look.css` gives each page its own room for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from assetmap.pages import (
    add,
    asset_page,
    big_screen,
    choosing,
    draft,
    export,
    head,
    import_page,
    listing,
    living_map,
    look,
    map,
    merge_page,
    neighbourhood_page,
    notices,
    panel,
    start,
    state,
    table_page,
    versions_page,
)
from assetmap.pages.words import _


def render() -> None:
    """Draw the page that the address names."""
    st.set_page_config(page_title="assetmap", page_icon=look.ICON, layout="wide")
    state.keep_choices_over_languages()
    look.apply(state.workspace().layers)
    if not state.workspace().has_store():
        with st.container(key="head"):
            head.show_language()
        notices.guarded(start.render, "start")()
        return
    pages = {
        "map": _page("map", map.render, _("Map"), "map", "kaart", default=True),
        "list": _page("list", listing.render, _("List"), "format_list_bulleted", "lijst"),
        "neighbourhood": _page(
            "neighbourhood",
            neighbourhood_page.render,
            _("Neighbourhood"),
            "holiday_village",
            "buurt",
        ),
        "add": _page("add", add.render, _("Add"), "add_location_alt", "toevoegen"),
        "export": _page("export", export.render, _("Take along"), "download", "meenemen"),
        "versions": _page(
            "versions", versions_page.render, _("History"), "history", "geschiedenis"
        ),
        "merge": _page("merge", merge_page.render, _("Make one of two"), "merge", "samenvoegen"),
        "table": _page("table", table_page.render, _("Table"), "table", "tabel"),
        "import": _page("import", import_page.render, _("Take a list in"), "upload", "inlezen"),
        "card": _page("card", asset_page.render, _("Card"), "article", "kaartje"),
    }  # fmt: skip
    st.session_state[state.PAGES] = pages
    chosen = st.navigation(list(pages.values()), position="hidden")
    with notices.spoken():
        choosing.from_address()
        head.show(pages)
        panel.show()
        place = st.container(key="living_map")
        _follow_pick(chosen is pages["map"])
        chosen.run()
        # A map's first message has the page drawn again, and a download that was asked for just
        # then is lost. A page that shows no map keeps one that is there, and begins none.
        without = ("export", "versions", "merge", "table")
        if all(chosen is not pages[each] for each in without) or living_map.is_there():
            with place:
                living_map.show()
        if chosen is not pages["add"]:
            draft.clear_left()
        big_screen.show()
        choosing.to_address()
    notices.show_flash()


def _page(
    name: str, draw: Callable[[], None], title: str, icon: str, path: str, *, default: bool = False
) -> Any:
    return st.Page(
        notices.guarded(draw, name), title=title, icon=f":material/{icon}:", url_path=path,
        default=default,
    )  # fmt: skip


def _follow_pick(on_the_map: bool) -> None:
    """Show what was chosen in the search box: on the map, or else on a page of its own."""
    if st.session_state.pop(state.PICKED, None) and not on_the_map:
        state.go_to("card")
