"""The whole form: all that can be told of an asset, in parts that fold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import TEXT_LIMITS, Contact, field_term
from assetmap.domain.layer import Layer, LayerField
from assetmap.domain.permission import Act, Person, may
from assetmap.domain.theme import THEMES
from assetmap.pages import (
    adding_hours,
    adding_name,
    adding_photos,
    adding_where,
    state,
    trait_questions,
)
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages.words import _, title

_MOST_REASON = 500
_FIRST_YEAR, _LAST_YEAR = 1, 2100


def ask(editing: AssetInStore | None, person: Person) -> None:
    """Draw all questions."""
    layer = place.chosen_layer()
    _show_summary(layer)
    adding_name.ask_name(layer)
    adding_name.show_doubles(layer, but=editing.id if editing else "")
    adding_name.ask_offers()
    if layer is not None and layer.privacy.person:
        adding_name.ask_consent()
    with _part(_("Where it is"), "location_on", "geometry", "neighbourhood", "address"):
        adding_where.ask()
        if layer is None or not layer.privacy.person:
            _text("address", _("Address"))
    with _part(_("What it is"), "category", "layer", "category"):
        _ask_what()
    with _part(_("When it is open"), "schedule", "opening_hours"):
        adding_hours.ask()
    with _part(
        _("For whom, and what it costs"), "group", "themes", "audience", "cost", "wheelchair",
        "languages",
    ):  # fmt: skip
        st.pills(
            _("Themes"),
            list(THEMES),
            format_func=lambda key: _(THEMES[key]),
            selection_mode="multi",
            wrap=True,
            key=state.form_key("themes"),
            persist_state="session",
        )
        trait_questions.ask()
    if layer is not None and layer.fields:
        with _part(title(layer.title), "list_alt", *(each.key for each in layer.fields)):
            for own in layer.fields:
                _ask_own_field(own)
    with _part(
        _("Website, contact, years and source"), "link", "website", "public_contact", "source",
        "existed_from", "existed_to",
    ):  # fmt: skip
        _text("website", _("Website"), placeholder="https://www.example.org")
        if layer is not None and not layer.privacy.person:
            _text("public_contact", _("Telephone or e-mail that everybody may see"))
            st.caption(_("Of the association or the place, not of a person."))
        _ask_years()
        _text("source", _("How do you know this? (source)"))
    with _part(_("Photos"), "photo_camera", adding_photos.FIELD):
        adding_photos.ask(editing)
    if may(person, Act.SEE_ALL):
        with _part(_("Contact person (not on the map)"), "call", "contact", *Contact.model_fields):
            st.caption(_("Only stewards see this. It never goes on the map or in a file."))
            _text("contact_person", _("Name of the contact"))
            _text("contact_phone", _("Telephone"))
            _text("contact_email", _("E-mail"))
    if editing:
        st.text_input(
            _("Why do you change it? (may stay empty)"),
            key=state.form_key("reason"),
            max_chars=_MOST_REASON,
            persist_state="session",
        )


@contextmanager
def _part(label: str, icon: str, *fields: str) -> Iterator[None]:
    """Fold questions together; what is wrong among them opens them."""
    with st.expander(label, icon=f":material/{icon}:", expanded=steps.is_wrong(fields)):
        yield


def _show_summary(layer: Layer | None) -> None:
    """Say at the top what is wrong further down."""
    problems = steps.wrong()
    if not problems:
        return
    own = {each.key: title(each.title) for each in layer.fields} if layer else {}
    own[adding_photos.FIELD] = _("Photos")
    fields = dict.fromkeys(
        own.get(each.field) or _(field_term(each.field)) for each in problems if each.field
    )
    words = _("Not saved yet. Nothing is lost.")
    if fields:
        where = _("Look at: {fields}.").format(fields=", ".join(fields))
        words = f"{words} {where}"
    st.warning(words, icon=":material/info:")
    steps.show_wrong(None)


def _text(field: str, label: str, *, placeholder: str | None = None) -> None:
    st.text_input(
        label,
        key=state.form_key(field),
        max_chars=TEXT_LIMITS.get(field, TEXT_LIMITS["address"]),
        persist_state="session",
        placeholder=placeholder,
    )
    steps.show_wrong(field)


def _ask_what() -> None:
    layers = state.store().layers
    key = st.pills(
        _("What is it?"),
        list(layers),
        format_func=lambda each: title(layers[each].title),
        wrap=True,
        key=state.form_key("layer"),
        persist_state="session",
    )
    steps.show_wrong("layer")
    if key is None:
        return
    layer = layers[key]
    words = {each.key: title(each.title) for each in layer.categories}
    category_key = state.form_key("category")
    if st.session_state.get(category_key) not in (None, *words):
        st.session_state[category_key] = None
    st.selectbox(
        _("Which sort?"),
        list(words),
        index=None,
        format_func=words.__getitem__,
        key=category_key,
        persist_state="session",
        placeholder=_("Choose"),
    )
    steps.show_wrong("category")


def _ask_years() -> None:
    with st.container(horizontal=True):
        for field, label in (
            ("existed_from", _("There since (year)")),
            ("existed_to", _("Until (year)")),
        ):
            st.number_input(
                label, min_value=_FIRST_YEAR, max_value=_LAST_YEAR, value=None, step=1,
                format="%d", key=state.form_key(field), persist_state="session",
            )  # fmt: skip
    steps.show_wrong("existed_from", "existed_to")


def _ask_own_field(field: LayerField) -> None:
    key = state.form_key(f"own_{field.key}")
    label = title(field.title)
    note = title(field.help) if field.help else None
    if field.type == "yes_no":
        words = {True: _("Yes"), False: _("No")}
        st.segmented_control(
            label,
            [True, False],
            format_func=words.__getitem__,
            key=key,
            help=note,
            persist_state="session",
        )
    elif field.type == "year":
        st.number_input(
            label, value=None, step=1, format="%d", key=key, help=note, persist_state="session"
        )
    elif field.type == "number":
        st.number_input(
            label, value=None, step=1.0, format="%g", key=key, help=note, persist_state="session"
        )
    elif field.type == "choice":
        choices = {each.key: title(each.title) for each in field.choices}
        st.selectbox(
            label,
            list(choices),
            index=None,
            format_func=choices.__getitem__,
            key=key,
            help=note,
            persist_state="session",
            placeholder=_("Choose"),
        )
    elif field.type == "long_text":
        st.text_area(label, key=key, help=note, height=100, persist_state="session")
    else:
        st.text_input(label, key=key, help=note, persist_state="session")
    steps.show_wrong(field.key)
