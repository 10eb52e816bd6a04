"""What a page may know: the workspace, who looks, in which language; and all session keys."""

from __future__ import annotations

import time
from dataclasses import dataclass

import streamlit as st

from assetmap.actions.caller import person_at
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.permission import Person
from assetmap.errors import N_
from assetmap.settings import Settings

# Session keys, all of them.
LANGUAGE = "language"
LANGUAGE_BEFORE = "language_before"
SELECTION = "selection"  # what the visitor wants to see, a `Selection`
REVISION = "revision"  # how often the selection was changed by us, not by the panel
NEIGHBOURHOOD = "neighbourhood"  # of the form
NEIGHBOURHOOD_SEARCH = "neighbourhood_search"
BASE_MAP = "base_map"
SELECTED = "selected"  # id of the asset whose card is open
NEAR_CARD = "near_card"  # id of the asset whose page last brought its surroundings in view
NEAR_AREA = "near_area"  # code of the neighbourhood whose page last brought it in view
PICKED = "picked"  # id of the asset that was just chosen in the search box
POINTING = "pointing"  # whether the next click on the map says from where to walk
TIME = "time"  # whether the bar of years is there
BIG = "big"  # whether the page is for a projector
WISH = "wish"  # what the page of this run wants of the map
LIST_COUNT = "list_count"  # how many rows of the list are shown
LIST_SORT = "list_sort"
FIT_COUNT = "fit_count"  # how often the map was asked to bring something in view
FIT = "fit"
CLICKS = "clicks"  # the last click of each map that was heard
FLASH = "flash"  # a notice for the next run
EDITING = "editing"  # (id, version) of the asset in the form; no version: to be filled in yet
FILLED = "filled"  # neighbourhood and contact as they were put in the form
PERSON = "person"
PLACE = "place"  # GeoJSON of the place in the form
SAVES = "saves"  # how often the form was saved, so that it starts empty again
UNDO = "undo"  # id of the asset that was just taken out of sight
GOING = "going"  # the page that a person was sent to, and when
PAGES = "pages"  # the pages of this run by name, for links between them
STEP = "step"  # which question the form asks
DRAFT = "draft"  # what was kept of a form in this browser
PHOTOS = "photos"  # pictures that wait for their asset
SAVED = "saved"  # id and version of what was just saved, to be undone at once
CONFLICT = "conflict"  # what two people said of the same fields
COMPARED = "compared"  # the two versions that are shown side by side
MERGING = "merging"  # ids of two assets that may be the same
TABLE = "table"  # what the table of a neighbourhood began from
IMPORT = "import"  # the list that is being taken in: where it is, what is planned
PLACING = "placing"  # id of the row of a list that is being placed
UPLOAD = "upload"
EXPORT = "export"


UNKNOWN_NEIGHBOURHOOD = N_("The neighbourhood in this link is not on this map. Here is everything.")
UNKNOWN_ASSET = N_("What this link names is not on the map now. Here is everything.")


# How long a map that is being left can still be heard; less than a person needs to go elsewhere.
_OLD_MESSAGES_S = 0.6


def form_key(field: str) -> str:
    """Return the key of a field of the form; a saved form gives way to an empty one."""
    return f"form_{st.session_state.get(SAVES, 0)}_{field}"


@dataclass(frozen=True)
class Runtime:
    """What the entry hands to the pages."""

    workspace: Workspace
    settings: Settings


_runtime: list[Runtime] = []


def configure(workspace: Workspace, settings: Settings) -> None:
    """Hand workspace and settings to the pages; the entry calls this once."""
    _runtime[:] = [Runtime(workspace, settings)]


def workspace() -> Workspace:
    """Return the workspace."""
    return _runtime[0].workspace


def settings() -> Settings:
    """Return the settings."""
    return _runtime[0].settings


def store() -> Store:
    """Return the open store; raises `StoreMissing` before there is one."""
    return workspace().store()


def person() -> Person:
    """Return whoever looks at this page, by where they sat when the visit began.

    Asked once: later the connection may be gone, and no address would count as this computer.
    """
    if PERSON not in st.session_state:
        st.session_state[PERSON] = person_at(
            st.context.ip_address,
            local_is_steward=settings().local_is_steward,
            others_may_add=settings().phones == "add",
        )
    found: Person = st.session_state[PERSON]
    return found


def language() -> str:
    """Return the language of this visitor."""
    found = st.session_state.get(LANGUAGE) or st.query_params.get("lang")
    return found if found in ("nl", "en") else settings().language


def go_to(page: str) -> None:
    """Go to another page.

    Parameters
    ----------
    page
        `map`, `list`, `card`, `neighbourhood`, `add`, `export`, `versions`, `merge`, `table` or
        `import`.
    """
    st.session_state[GOING] = (page, time.monotonic())
    st.switch_page(st.session_state[PAGES][page])


def stay_on_course(page: str) -> None:
    """Go on to where a person was sent a moment ago, when an old message brings `page` back.

    A map that is just being left can still send a message; it names the page that it was on, and
    Streamlit would show that page again.
    """
    going = st.session_state.get(GOING)
    if going and going[0] != page and time.monotonic() - going[1] < _OLD_MESSAGES_S:
        st.switch_page(st.session_state[PAGES][going[0]])


def start_form_again() -> None:
    """Leave an empty form behind."""
    st.session_state[SAVES] = st.session_state.get(SAVES, 0) + 1
    for key in (EDITING, PLACE, FILLED):
        st.session_state.pop(key, None)


def keep_choices_over_languages() -> None:
    """Keep what was chosen when the words change.

    Streamlit knows a choice by its words and forgets it once they are others; writing the value
    again tells the browser which one it is now.
    """
    before = st.session_state.get(LANGUAGE_BEFORE)
    st.session_state[LANGUAGE_BEFORE] = language()
    if before in (None, language()):
        return
    for key in map(str, st.session_state):
        if key.startswith(("form_", "export_")) or key == NEIGHBOURHOOD:
            st.session_state[key] = st.session_state[key]


def flash(text: str, icon: str = ":material/check:") -> None:
    """Keep a notice for the next run."""
    st.session_state[FLASH] = (text, icon)


def bring_in_view(bounds: tuple[float, float, float, float]) -> None:
    """Ask the map to show west, south, east, north, once."""
    st.session_state[FIT] = tuple(float(each) for each in bounds)
    st.session_state[FIT_COUNT] = st.session_state.get(FIT_COUNT, 0) + 1
