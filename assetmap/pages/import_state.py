"""The list that a visit is taking in: its file, its plan, and which step it is at."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from assetmap.actions.taking_in import Look, Prepared
from assetmap.domain.import_plan import Plan, Reading
from assetmap.pages import state
from assetmap.pages.job import Job

FILE, COLUMNS, WORDS, CHECK, DONE, PLACES = "file", "columns", "words", "check", "done", "places"


@dataclass
class TakingIn:
    """What this visit knows of the list.

    Parameters
    ----------
    folder
        Private; it goes with this object.
    round
        Goes up when the questions begin anew, so that no old answer is taken for a new one.
    names
        What was uploaded, to tell one upload from the next.
    refused_file
        Name and content of the file with the rows that cannot be taken in, once it was made.
    run
        The import that was just saved, or whose rows are being placed.
    """

    step: str = FILE
    folder: tempfile.TemporaryDirectory[str] | None = None
    path: Path | None = None
    names: str = ""
    file_name: str = ""
    look: Look | None = None
    plan: Plan | None = None
    prepared: Prepared | None = None
    refused_file: tuple[str, bytes] | None = None
    job: Job | None = None
    round: int = 0
    run: Any = None

    def key(self, name: str) -> str:
        """Return the key of a question of this round."""
        return f"import_{self.round}_{name}"

    def go_to(self, step: str) -> None:
        """Go to a step; what was answered stays."""
        self.step = step
        st.rerun()

    def found(self, look: Look) -> None:
        """Take over a first look, and its plan."""
        self.look, self.plan = look, look.plan
        self.prepared = self.refused_file = None
        self.round += 1

    def planned(self, **changes: Any) -> None:
        """Change the plan; what was prepared with the old one is no longer right."""
        if self.plan is None:
            return
        plan = replace(self.plan, **changes)
        if plan != self.plan:
            self.plan, self.prepared, self.refused_file = plan, None, None

    def reading(self) -> Reading:
        """Return how the file is read now."""
        return self.plan.reading if self.plan else Reading()


def taking_in() -> TakingIn:
    """Return what this visit is taking in."""
    found: TakingIn = st.session_state.setdefault(state.IMPORT, TakingIn())
    return found


def begin_anew(step: str = FILE) -> TakingIn:
    """Forget the list, and its file with it."""
    before = taking_in()
    if before.folder is not None:
        before.folder.cleanup()
    st.session_state[state.IMPORT] = TakingIn(step=step, round=before.round + 1)
    return taking_in()
