"""Work that takes longer than a person likes to wait, beside the page that shows how far it is.

A run of a page is broken off when the browser sends something else meanwhile. The work goes on in a
thread of its own, and whichever run of the page comes next shows the same bar.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import streamlit as st

from assetmap.errors import AssetMapError

logger = logging.getLogger(__name__)

_LOOK_EACH_S = 0.15


class Job:
    """A piece of work in a thread.

    Parameters
    ----------
    work
        Called with what takes the stage and its share (0 to 1); gives the result.
    """

    def __init__(self, work: Callable[[Callable[[str, float], None]], Any]) -> None:
        self.stage = ""
        self.share = 0.0
        self._result: Any = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Callable[[str, float], None]], Any]) -> None:
        try:
            self._result = work(self._progress)
        except AssetMapError as error:
            self._error = error
        except Exception as error:  # it is told by whoever asks for the result
            logger.exception("unexpected error in a job")
            self._error = error

    def _progress(self, stage: str, share: float) -> None:
        self.stage, self.share = stage, min(max(share, 0.0), 1.0)

    def is_busy(self) -> bool:
        """Return whether it is still at work."""
        return self._thread.is_alive()

    def result(self) -> Any:
        """Return what came of it, or raise what went wrong."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._result


def wait(job: Job, words: Callable[[str], str]) -> Any:
    """Show how far a job is until it is done, and return its result.

    Parameters
    ----------
    words
        What a person calls a stage.
    """
    bar = st.progress(0.0, text=words(job.stage))
    while job.is_busy():
        bar.progress(job.share, text=words(job.stage))
        time.sleep(_LOOK_EACH_S)
    bar.empty()
    return job.result()
