"""The steps of the form: which question is asked now, what is still wrong, and the way on and back.

Quick add asks where, what and the name, and says then that it is done. The whole form stands beside
these steps: for who wants to tell more, and for a change of what is there already.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import streamlit as st

from assetmap.errors import Problem
from assetmap.pages import photos, state
from assetmap.pages.client_parts import part
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _

WHERE, WHAT, NAME, DONE, FORM = "where", "what", "name", "done", "form"
QUESTIONS = (WHERE, WHAT, NAME)

# Where the answer to a field is asked; all else is asked with the name.
_ASKED = {"geometry": WHERE, "neighbourhood": WHERE, "layer": WHAT, "category": WHAT}


def current() -> str:
    """Return the step that the form is at; a form that was begun anew is at the first."""
    of_form, step = st.session_state.get(state.STEP) or (None, WHERE)
    return step if of_form == _form_number() else WHERE


def go_to(step: str) -> None:
    """Ask another question from the next run on."""
    st.session_state[state.STEP] = (_form_number(), step)


def begin_anew() -> None:
    """Leave an empty form behind, at its first question."""
    state.start_form_again()
    photos.forget(photos.FORM)
    for key in (state.STEP, state.SAVED, state.CONFLICT):
        st.session_state.pop(key, None)


def answer(field: str, default: Any = None) -> Any:
    """Return what stands in a field of the form."""
    found = st.session_state.get(state.form_key(field))
    return default if found is None else found


def put(field: str, value: Any) -> None:
    """Write an answer in the form; not for a field that this run has drawn already."""
    st.session_state[state.form_key(field)] = value


def _form_number() -> int:
    return int(st.session_state.get(state.SAVES, 0))


# What is wrong -------------------------------------------------------------------------------


def say_wrong(problems: Sequence[Problem]) -> None:
    """Keep what is wrong, to be shown beside the fields; nothing wrong with an empty list."""
    put("problems", tuple(problems))
    # Each try counts: what is still wrong is brought in sight again.
    put("tries", answer("tries", 0) + 1)


def wrong() -> tuple[Problem, ...]:
    """Return what was wrong at the last try."""
    found: tuple[Problem, ...] = answer("problems", ())
    return found


def is_wrong(fields: Iterable[str]) -> bool:
    """Return whether something is wrong with one of these fields."""
    names = set(fields)
    return any(problem.field in names for problem in wrong())


def show_wrong(*fields: str | None) -> None:
    """Say what is wrong with these fields; None stands for what is about no field."""
    lines = [problem.text(_) for problem in wrong() if problem.field in fields]
    if lines:
        words = "<br>".join(map(escape, lines))
        st.html(f'<p class="adding-wrong" role="alert">{words}</p>')


def step_of(problems: Sequence[Problem]) -> str:
    """Return the first question to which an answer is wrong; photos are asked in the whole form."""
    if all(problem.field == "photo" for problem in problems):
        return FORM
    steps = {_ASKED.get(problem.field or "", NAME) for problem in problems}
    return next(step for step in QUESTIONS if step in steps)


# Head and foot of a question -----------------------------------------------------------------


def head(title: str) -> None:
    """Draw how far one is, and the question."""
    step = current()
    if step in QUESTIONS:
        progress = _("{step} of {steps}").format(
            step=QUESTIONS.index(step) + 1, steps=len(QUESTIONS)
        )
        st.html(f'<p class="adding-progress">{escape(progress)}</p>')
    st.title(title, anchor=False)


def foot(label: str, *, key: str, icon: str) -> bool:
    """Draw the buttons that stay in sight: back, if there is a way back, and on.

    Returns
    -------
    on
        Whether the way on was taken, once for each press.
    """
    step = current()
    with st.container(key="adding_foot", horizontal=True):
        if step in QUESTIONS[1:] and pressed(
            _("Back"), key="adding_back", icon=":material/arrow_back:"
        ):
            say_wrong(())
            go_to(QUESTIONS[QUESTIONS.index(step) - 1])
            st.rerun()
        return pressed(label, key=key, type="primary", icon=icon)


def follow(title: str, *, enter: dict[str, str], seen: dict[str, str]) -> None:
    """Let the browser put the focus at a new question, and let Enter go on.

    Parameters
    ----------
    title
        The heading of the question.
    enter
        The key of the button that Enter in a field presses; `*` stands for all other fields.
    seen
        For fields whose button hangs on what is typed: what was typed when it was drawn.
    """
    data = {
        "enter": enter,
        "seen": seen,
        "wrong": f"{answer('tries', 0)} {len(wrong())}" if wrong() else "",
    }
    part("step")(key="adding_step", data={"title": title, "step": f"{_form_number()} {current()}"})
    part("adding")(key="adding_follow", data=data)
