"""The question what it is called, with what may be the same and, for persons, the consent."""

from __future__ import annotations

import streamlit as st

from assetmap.actions.doubles import Likely, likely_doubles
from assetmap.domain.asset import MAX_NAME, MAX_TEXT
from assetmap.domain.consent import HOW
from assetmap.domain.layer import Layer
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages import state
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain, strong, title


def ask(layer: Layer) -> None:
    """Draw the question, and a way to tell more before saving."""
    category = layer.category_by_key.get(steps.answer("category", ""))
    sort = title(category.title) if category else ""
    where = place.name_of(place.code())
    st.caption(" · ".join(filter(None, (title(layer.title), sort, plain(where)))))
    ask_name(layer)
    show_doubles(layer)
    if layer.privacy.person:
        ask_consent()
    ask_offers(height=75)


def ask_name(layer: Layer | None) -> None:
    """Ask for the name."""
    about_person = layer is not None and layer.privacy.person
    st.text_input(
        _("What is it called?"),
        key=state.form_key("name"),
        persist_state="session",
        max_chars=MAX_NAME,
        # So that what may be the same comes up while one types.
        live="350ms",
        placeholder=_("For example: Cooking for a large group")
        if about_person
        else _("For example: Community house De Brug"),
    )
    steps.show_wrong("name")


def ask_offers(*, height: int = 110) -> None:
    """Ask what it offers."""
    st.text_area(
        _("What can you do there, or who can help you?"),
        key=state.form_key("offers"),
        persist_state="session",
        max_chars=MAX_TEXT,
        height=height,
    )
    steps.show_wrong("offers")


def ask_consent() -> None:
    """Ask whether what is about a person may stand on the map."""
    st.markdown(strong(_("May this stand on the map?")))
    st.caption(
        _(
            "This is about a person. Ask first. It is shown by neighbourhood, for two years "
            "at most, and it can be taken off at any time. Use a first name at most, "
            "no surname, address or telephone number."
        )
    )
    st.checkbox(
        _("Yes, this person said so"), key=state.form_key("consent"), persist_state="session"
    )
    st.radio(
        _("How was it said?"),
        list(HOW),
        index=None,
        format_func=lambda key: _(HOW[key]),
        key=state.form_key("consent_how"),
        persist_state="session",
        horizontal=True,
    )
    steps.show_wrong("consent")


def show_doubles(layer: Layer | None, *, but: str = "") -> None:
    """Ask whether what is there already is the same.

    Parameters
    ----------
    but
        Id of the asset that is being changed.
    """
    name = (steps.answer("name") or "").strip()
    if steps.answer("no_double") == name or layer is None:
        return
    found = [each for each in _likely(layer, name) if each.record_id != but]
    if not found:
        return
    with st.container(key="adding_doubles"):
        for at, each in enumerate(found):
            st.markdown(question_about(each))
            if pressed(_("Yes, open that one"), key=f"double_{at}", icon=":material/article:"):
                st.session_state[state.SELECTED] = each.record_id
                state.go_to("card")
        if pressed(_("No, this is another one"), key="no_double", icon=":material/check:"):
            steps.put("no_double", name)
            st.rerun()


def _likely(layer: Layer, name: str) -> list[Likely]:
    found = place.shape() if layer.geometry else None
    spot = None if found is None else found.representative_point()
    return likely_doubles(
        state.workspace().finder(),
        name,
        None if spot is None else spot.y,
        None if spot is None else spot.x,
        neighbourhood=place.code(),
        # What somebody can do is compared with what others can do, and with nothing else.
        layer=layer.key if layer.privacy.person else None,
        most=2,
        person=state.person(),
    )


def question_about(likely: Likely) -> str:
    """Return the question whether it is the same, as Markdown."""
    name = plain(likely.name)
    if likely.distance_m is None:
        words = _("'{name}' is in this neighbourhood already. Is that the same?")
        return words.format(name=name)
    words = _("'{name}' is there already, {metres} metres away. Is that the same?")
    return words.format(name=name, metres=rounded(likely.distance_m))


def rounded(metres: float) -> int:
    """Return a distance as a person says it: 38 m is 40, 623 m is 600."""
    step = 5 if metres < 100 else 50
    return max(int(metres / step + 0.5) * step, 5)
