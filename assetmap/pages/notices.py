"""Turn errors into words on the screen; the one place that does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from assetmap.domain.permission import Act, may
from assetmap.errors import AssetMapError, Conflict, InvalidAsset, NotAllowed, StoreUnavailable
from assetmap.pages import state
from assetmap.pages.words import _, plain

logger = logging.getLogger(__name__)


@contextmanager
def spoken() -> Iterator[None]:
    """Show what goes wrong inside as a calm sentence."""
    try:
        yield
    except AssetMapError as error:
        show(error)
    except Exception:
        show_unexpected()


def show(error: AssetMapError) -> None:
    """Show an error of ours in the visitor's language, a line for each problem."""
    lines = "\n\n".join(plain(problem.text(_)) for problem in error.problems)
    if isinstance(error, (InvalidAsset, Conflict, NotAllowed)):
        st.warning(lines, icon=":material/info:")
        return
    if isinstance(error, StoreUnavailable):
        logger.warning("%s", error)
        if not may(state.person(), Act.KEEP):
            # Where the store is on this computer is of no use to a visitor.
            lines = _("The map cannot be reached just now. Nothing is lost. Try it again later.")
    st.error(lines, icon=":material/error:")


def show_unexpected() -> None:
    """Log an unexpected error with its traceback and show one calm sentence."""
    logger.exception("unexpected error on a page")
    _say_sorry()


def _say_sorry() -> None:
    st.error(
        _("Something went wrong on our side. Nothing is lost. Try it again."),
        icon=":material/error:",
    )


def on_script_error(error: Exception) -> bool:
    """Handle what no page caught, for `st.App`: a calm sentence in place of a traceback."""
    logger.error("unexpected error in the script", exc_info=error)
    try:
        _say_sorry()
    except Exception:  # outside of a page there is nobody to show it to
        logger.debug("no page to show the error on")
    return True


def show_flash() -> None:
    """Show the notice that the run before left, once."""
    notice = st.session_state.pop(state.FLASH, None)
    if notice:
        st.toast(notice[0], icon=notice[1])


def guarded(render: Callable[[], None], name: str) -> Callable[[], None]:
    """Return a page that shows its errors as words.

    Parameters
    ----------
    name
        As `state.go_to` names the page.
    """

    def page() -> None:
        with spoken():
            state.stay_on_course(name)
            render()

    page.__name__ = name
    return page
