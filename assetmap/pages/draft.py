"""What is in the form, kept in the visitor's own browser, so that nothing typed is ever lost.

A connection that falls away, a server that starts again and a page that is loaded anew all leave
Python with an empty form. The browser then gives back what it kept, and the visitor chooses to go
on with it or to throw it away. Whom to ask, what a person agreed to and all words about a talent
are kept for this one tab only, and go when it closes. What comes back is checked as any text from
outside.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

import shapely.geometry
import streamlit as st

from assetmap.actions import assets as asset_actions
from assetmap.domain.asset import MAX_TEXT, Contact
from assetmap.domain.consent import HOW
from assetmap.domain.geometry import MAX_VERTICES, kind_of
from assetmap.domain.layer import Layer, LayerField
from assetmap.domain.permission import Act, may
from assetmap.domain.precision import PRECISIONS
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR
from assetmap.errors import NotFound
from assetmap.pages import adding_answers as answers
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages import state
from assetmap.pages.client_parts import part
from assetmap.pages.pressed import pressed
from assetmap.pages.words import _, plain

KEY = "kept_form"

_TEXTS = (*answers.PLAIN_TEXTS, "reason")
_CONTACT = tuple(f"contact_{field}" for field in Contact.model_fields)
_YEARS = (1, 2100)
# Answers, without which there is nothing to keep.
_TELLING = (*_TEXTS, *_CONTACT, "category")


def keep() -> None:
    """Hand the form to the browser, and hear what it kept of another visit."""
    visit = _visit()
    visit["left"] = False
    fields = {name: value for name, value in _fields().items() if value not in (None, "", [])}
    busy = steps.current() != steps.DONE and (
        any(name in fields for name in _TELLING) or bool(st.session_state.get(state.PLACE))
    )
    layer = place.chosen_layer()
    # What somebody can do is about a person, whatever the field.
    about_person = layer is not None and layer.privacy.person
    private = {
        name: value
        for name, value in fields.items()
        if is_private(name) or (about_person and name in _TEXTS)
    }
    public = {name: value for name, value in fields.items() if name not in private}
    part("draft")(
        key=KEY,
        data={
            "visit": visit["id"],
            "form": int(st.session_state.get(state.SAVES, 0)),
            "step": steps.current(),
            "draft": {**_frame(), "fields": public} if busy else None,
            "private": private if busy else {},
            "texts": [*_TEXTS, *(f"own_{key}" for key in _own_texts())],
            "privateTexts": [*_CONTACT, *(_TEXTS if about_person else ())],
            "settled": visit["settled"],
        },
        on_found_change=lambda: take(_given("found")),
        on_arrived_change=_take_arrival,
    )


def leave() -> None:
    """Say that the form was left for good; the page that is gone to lets the browser know."""
    _visit()["left"] = True


def clear_left() -> None:
    """Let the browser forget a form that was left for good, on whatever page comes next."""
    visit = _visit()
    if not visit.get("left"):
        return
    part("draft")(
        key=KEY,
        data={
            "visit": visit["id"],
            "form": int(st.session_state.get(state.SAVES, 0)),
            "step": steps.WHERE,
            "draft": None,
            "private": {},
            "texts": [],
            "privateTexts": [],
            "settled": visit["settled"],
        },
    )


def is_offered() -> bool:
    """Return whether the visitor has to choose what becomes of an earlier draft."""
    return bool(_visit()["found"])


def offer() -> None:
    """Ask whether to go on with what the browser kept."""
    found = _visit()["found"]
    name = str(found["content"]["fields"].get("name") or "").strip()[:100]
    words = _("You were busy with '{name}'.") if name else _("You were busy with something.")
    st.title(_("Go on where you were?"), anchor=False)
    st.markdown(words.format(name=plain(name)))
    if found["content"].get("editing"):
        st.caption(_("It is a change of what stands on the map already; it was not saved."))
    with st.container(horizontal=True):
        if pressed(_("Go on with it"), key="draft_on", type="primary", icon=":material/edit:"):
            _restore(found["content"])
            _settle()
            st.rerun()
        if pressed(_("Throw it away"), key="draft_away", icon=":material/delete:"):
            _settle()
            st.rerun()


def _visit() -> dict[str, Any]:
    """Return what is known of drafts in this visit; each visit has a name of its own."""
    visit: dict[str, Any] = st.session_state.setdefault(
        state.DRAFT, {"id": secrets.token_hex(8), "found": None, "settled": []}
    )
    return visit


def _settle() -> None:
    visit = _visit()
    visit["settled"] = [*visit["settled"], visit["found"]["id"]][-20:]
    visit["found"] = None


def _given(name: str) -> Any:
    return st.session_state.get(KEY, {}).get(name)


def take(given: Any) -> None:
    """Take what the browser kept of another visit, if it looks like a draft, to be offered."""
    visit = _visit()
    if not isinstance(given, dict) or given.get("id") in visit["settled"]:
        return
    content = given.get("content")
    if not isinstance(given.get("id"), str) or not isinstance(content, dict):
        return
    if not isinstance(content.get("fields"), dict):
        return
    visit["found"] = {"id": given["id"], "content": content}


def _take_arrival() -> None:
    """Begin anew for who comes back after saving."""
    if steps.current() == steps.DONE:
        steps.begin_anew()


def is_private(name: str) -> bool:
    """Return whether an answer says something about a person, and stays with this tab."""
    return name.startswith(("contact_", "consent"))


def _own_texts() -> list[str]:
    layer = place.chosen_layer()
    fields = layer.fields if layer else ()
    return [field.key for field in fields if field.type in ("text", "long_text")]


def _frame() -> dict[str, Any]:
    """Return what is kept besides the fields."""
    editing = st.session_state.get(state.EDITING)
    shape = place.stored()
    return {
        "step": steps.current(),
        "place": shapely.geometry.mapping(shape) if shape is not None else None,
        "neighbourhood": st.session_state.get(state.NEIGHBOURHOOD),
        "editing": list(editing) if editing else None,
    }


def _fields() -> dict[str, Any]:
    """Return all answers of the form that a draft can hold."""
    return {name: steps.answer(name) for name in _checks(place.chosen_layer())}


# What comes back ------------------------------------------------------------------------------

_Check = Callable[[Any], bool]


def _restore(content: Mapping[str, Any]) -> None:
    """Put a draft in an empty form; what does not fit any more is left out."""
    steps.begin_anew()
    fields = content["fields"]
    editing = _restored_change(content.get("editing"))
    layers = state.store().layers
    layer = layers.get(str(fields.get("layer", "")))
    for name, fits in _checks(layer).items():
        value = fields.get(name)
        if value is not None and fits(value):
            steps.put(name, value)
    if editing is not None and editing != content.get("editing"):
        # Whom to ask may have been changed meanwhile, and is not merged: what stands there holds.
        for name in _CONTACT:
            field = name.removeprefix("contact_")
            steps.put(name, getattr(st.session_state[state.FILLED][1], field))
    code = content.get("neighbourhood")
    known = set(state.store().neighbourhoods()["code"])
    st.session_state[state.NEIGHBOURHOOD] = (
        code if isinstance(code, str) and code in known else None
    )
    st.session_state[state.PLACE] = _sound_place(content.get("place"))
    place.bring_in_view()
    step = content.get("step")
    if editing is not None:
        steps.go_to(steps.FORM)
    elif step in (*steps.QUESTIONS, steps.FORM) and not (step == steps.NAME and layer is None):
        steps.go_to(step)


def _restored_change(editing: Any) -> list[Any] | None:
    """Begin the change of an asset again, if it is there and this person may change it."""
    person = state.person()
    if not isinstance(editing, list) or len(editing) != 2 or not may(person, Act.EDIT):
        return None
    record_id, version = editing
    if not isinstance(record_id, str) or not isinstance(version, int):
        return None
    try:
        found = asset_actions.see_asset(state.store(), record_id, person=person)
    except NotFound:
        return None
    answers.fill(found, state.store().layers.get(found.asset.layer))
    if not 1 <= version <= found.version:
        return [record_id, found.version]
    # What others changed since is merged, or told, when it is saved.
    st.session_state[state.EDITING] = (record_id, version)
    return editing if version == found.version else [record_id, version, found.version]


def _sound_place(value: Any) -> dict[str, Any] | None:
    """Return a GeoJSON geometry if it is a valid one within the world, else None."""
    if not isinstance(value, dict):
        return None
    try:
        shape = shapely.geometry.shape(value)
        sound = (
            kind_of(shape) in place.KINDS
            and not shape.is_empty
            and shape.is_valid
            and shapely.get_num_coordinates(shape) <= MAX_VERTICES
        )
        west, south, east, north = shape.bounds
    except Exception:  # whatever the library says of it, it is no shape
        return None
    inside = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    return shapely.geometry.mapping(shape) if sound and inside else None


def _checks(layer: Layer | None) -> dict[str, _Check]:
    """Return for each field of the form what is an answer to it."""
    layers = state.store().layers
    years = _number_between(*_YEARS)
    return {
        **dict.fromkeys((*_TEXTS, *_CONTACT), _is_text),
        "layer": _one_of(layers),
        "category": _one_of(layer.category_by_key if layer else ()),
        "where": _one_of((*place.KINDS, place.NEIGHBOURHOOD)),
        "precision": _one_of(PRECISIONS),
        "themes": _some_of(THEMES),
        "audience": _some_of(AUDIENCES),
        "languages": _some_of(LANGUAGES),
        "cost": _one_of(COSTS),
        "wheelchair": _one_of(WHEELCHAIR),
        "existed_from": years,
        "existed_to": years,
        "consent": lambda value: isinstance(value, bool),
        "consent_how": _one_of(HOW),
        **{f"own_{field.key}": _own_check(field) for field in (layer.fields if layer else ())},
    }


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT


def _one_of(known: Any) -> _Check:
    return lambda value: isinstance(value, str) and value in known


def _some_of(known: Any) -> _Check:
    fits = _one_of(known)
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _number_between(least: int, most: int) -> _Check:
    return lambda value: type(value) is int and least <= value <= most


def _own_check(field: LayerField) -> _Check:
    if field.type == "yes_no":
        return lambda value: isinstance(value, bool)
    if field.type == "year":
        return _number_between(-9999, 9999)
    if field.type == "number":
        return lambda value: type(value) is float and abs(value) < 1e15
    if field.type == "choice":
        return _one_of([choice.key for choice in field.choices])
    return _is_text
