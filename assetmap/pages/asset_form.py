"""The questions about an asset, and the answers as an asset."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import streamlit as st
from shapely.geometry.base import BaseGeometry

from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import TEXT_LIMITS, Asset, Contact, completed_website, field_term
from assetmap.domain.consent import HOW, Consent, latest_end
from assetmap.domain.geometry import kind_of
from assetmap.domain.layer import Layer, LayerField, Layers
from assetmap.domain.permission import Act, Person, may
from assetmap.domain.theme import THEMES
from assetmap.errors import N_, Conflict, InvalidAsset, Problem
from assetmap.pages import state, trait_questions
from assetmap.pages.words import _, strong, title

_PLAIN_TEXTS = ("name", "offers", "address", "website", "opening_hours", "source")


def ask_what(layers: Layers) -> tuple[Layer | None, str | None]:
    """Ask for layer and category; either is None as long as nothing is chosen."""
    key = st.pills(
        _("What is it?"),
        list(layers),
        format_func=lambda each: title(layers[each].title),
        wrap=True,
        key=state.form_key("layer"),
        persist_state="session",
    )
    if key is None:
        return None, None
    layer = layers[key]
    st.caption(title(layer.description))
    words = {each.key: title(each.title) for each in layer.categories}
    category_key = state.form_key("category")
    if st.session_state.get(category_key) not in (None, *words):
        st.session_state[category_key] = None
    category = st.selectbox(
        _("Which sort?"),
        list(words),
        index=None,
        format_func=words.__getitem__,
        key=category_key,
        persist_state="session",
        placeholder=_("Choose"),
    )
    return layer, category


def ask_name_and_more(layer: Layer | None, person: Person) -> None:
    """Ask for the name, and for more if one likes."""
    about_person = layer is not None and layer.privacy.person
    st.text_input(
        _("What is it called?"),
        key=state.form_key("name"),
        persist_state="session",
        placeholder=_("For example: Cooking for a large group")
        if about_person
        else _("For example: Community house De Brug"),
    )
    if about_person:
        _ask_consent()
    st.text_area(
        _("What can you do there, or who can help you?"),
        key=state.form_key("offers"),
        persist_state="session",
        height=100,
    )
    with st.expander(_("Tell more, if you like")):
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
        st.text_input(
            _("Address"), key=state.form_key("address"), persist_state="session", max_chars=200
        )
        st.text_input(
            _("Website"),
            max_chars=TEXT_LIMITS["website"],
            key=state.form_key("website"),
            persist_state="session",
            placeholder="https://www.example.org",
        )
        st.text_input(
            _("When is it open?"),
            max_chars=TEXT_LIMITS["opening_hours"],
            key=state.form_key("opening_hours"),
            persist_state="session",
            placeholder=_("For example: Mo-Fr 09:00-17:00, or in your own words"),
        )
        with st.container(horizontal=True):
            for field, label in (
                ("existed_from", _("There since (year)")),
                ("existed_to", _("Until (year)")),
            ):
                st.number_input(
                    label, min_value=1, max_value=2100, value=None, step=1, format="%d",
                    key=state.form_key(field), persist_state="session",
                )  # fmt: skip
        for own in layer.fields if layer else ():
            _ask_own_field(own)
        st.text_input(
            _("How do you know this? (source)"),
            max_chars=TEXT_LIMITS["source"],
            key=state.form_key("source"),
            persist_state="session",
        )
        if may(person, Act.SEE_ALL):
            st.markdown(strong(_("Contact person (not on the map)")))
            st.caption(_("Only stewards see this. It never goes on the map or in a file."))
            st.text_input(
                _("Name of the contact"),
                key=state.form_key("contact_person"),
                persist_state="session",
            )
            st.text_input(
                _("Telephone"), key=state.form_key("contact_phone"), persist_state="session"
            )
            st.text_input(_("E-mail"), key=state.form_key("contact_email"), persist_state="session")


def ask_reason() -> None:
    """Ask why it is changed; whoever reads the history later is glad of it."""
    st.text_input(
        _("Why do you change it? (may stay empty)"),
        key=state.form_key("reason"),
        max_chars=500,
        persist_state="session",
    )


def _ask_consent() -> None:
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


def fill(found: AssetInStore, layer: Layer | None) -> None:
    """Put the answers of an asset in the form."""
    asset = found.asset
    put = st.session_state

    def set_answer(field: str, value: Any) -> None:
        put[state.form_key(field)] = value

    for field in (*_PLAIN_TEXTS, "layer", "category", "existed_from", "existed_to"):
        set_answer(field, getattr(asset, field))
    set_answer("themes", list(asset.themes))
    trait_questions.fill(asset)
    numbers = {field.key for field in layer.fields if field.type == "number"} if layer else set()
    for key, value in asset.fields.items():
        set_answer(f"own_{key}", float(value) if key in numbers else value)
    if asset.geometry is None:
        set_answer("where", "neighbourhood")
    else:
        set_answer("where", kind_of(asset.geometry))
    if asset.consent:
        set_answer("consent", True)
        set_answer("consent_how", asset.consent.how)
    contact = found.contact or Contact()
    for field in Contact.model_fields:
        set_answer(f"contact_{field}", getattr(contact, field))
    put[state.FILLED] = (found.neighbourhood, contact)


def answers(
    editing: AssetInStore | None,
    layer: Layer | None,
    category: str | None,
    shape: BaseGeometry | None,
    neighbourhood: str | None,
) -> Asset:
    """Return the answers as an asset.

    Raises
    ------
    InvalidAsset
        If layer or category is not chosen yet.
    """
    if layer is None:
        raise InvalidAsset(
            Problem(N_("Choose what it is first: a place, a talent, ..."), {}, "layer")
        )
    if category is None:
        raise InvalidAsset(Problem(N_("Choose which sort it is."), {}, "category"))
    get = st.session_state.get
    said = {field: (get(state.form_key(field)) or "").strip() for field in _PLAIN_TEXTS}
    own = {field.key: get(state.form_key(f"own_{field.key}")) for field in layer.fields}
    fields = {key: _whole(value) for key, value in own.items() if value not in (None, "")}
    before = editing.asset if editing else None
    if before:
        kept = {key: value for key, value in before.fields.items() if key.startswith("source_")}
        fields = {**kept, **fields}
    said["website"] = completed_website(said["website"])
    return Asset(
        layer=layer.key,
        category=category,
        **said,
        **trait_questions.answers(),
        themes=tuple(key for key in THEMES if key in (get(state.form_key("themes")) or ())),
        existed_from=get(state.form_key("existed_from")),
        existed_to=get(state.form_key("existed_to")),
        source_id=before.source_id if before else None,
        fields=fields,
        geometry=shape,
        **_area(before, neighbourhood),
        consent=_consent(layer, before),
    )


def _area(before: Asset | None, code: str | None) -> dict[str, Any]:
    """Return code and boundary year; an unchanged choice stays what was said at the time."""
    filled = st.session_state.get(state.FILLED)
    if before and before.geometry is None and filled and code == filled[0]:
        return {
            "neighbourhood": before.neighbourhood,
            "neighbourhood_year": before.neighbourhood_year,
        }
    return {"neighbourhood": code}


def _whole(value: Any) -> Any:
    """Return 12 for 12.0: a whole number was written down without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _consent(layer: Layer, before: Asset | None) -> Consent | None:
    if not layer.privacy.person or not st.session_state.get(state.form_key("consent")):
        return None
    today = datetime.now(UTC).date()
    if before and before.consent and before.consent.until >= today:
        return before.consent
    how = st.session_state.get(state.form_key("consent_how"))
    if how is None:
        raise InvalidAsset(
            Problem(N_("Choose how this person said so: on screen, on paper, in words."))
        )
    return Consent(how=how, given_on=today, until=latest_end(today))


def changed_contact(standing: AssetInStore, person: Person) -> Contact | None:
    """Return whom to ask from now on, or None when this form did not change it.

    Raises
    ------
    Conflict
        If somebody else changed it since the form was filled.
    """
    said = contact(person)
    filled = st.session_state[state.FILLED][1]
    if said is None or said == filled:
        return None
    if (standing.contact or Contact()) not in (filled, said):
        st.session_state[state.FILLED] = (st.session_state[state.FILLED][0], standing.contact)
        raise Conflict(
            N_(
                "Somebody else changed '{name}' in the meantime, in the same place: {fields}. "
                "Look at what stands there now, and save again."
            ),
            name=standing.asset.name,
            fields=(field_term("contact"),),
        )
    return said


def contact(person: Person) -> Contact | None:
    """Return whom to ask, or None when this person does not get the question."""
    if not may(person, Act.SEE_ALL):
        return None
    get = st.session_state.get
    return Contact(
        person=get(state.form_key("contact_person")) or "",
        phone=get(state.form_key("contact_phone")) or "",
        email=get(state.form_key("contact_email")) or "",
    )
