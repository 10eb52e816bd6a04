"""The answers of the form as an asset, and an asset as answers in the form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import shapely.geometry
import streamlit as st

from assetmap.actions.workspace import AssetInStore
from assetmap.domain.asset import Asset, Contact, completed_website
from assetmap.domain.consent import Consent, latest_end
from assetmap.domain.geometry import kind_of
from assetmap.domain.layer import Layer
from assetmap.domain.permission import Act, Person, may
from assetmap.domain.theme import THEMES
from assetmap.errors import N_, InvalidAsset, Problem
from assetmap.pages import adding_place as place
from assetmap.pages import adding_steps as steps
from assetmap.pages import state, trait_questions

PLAIN_TEXTS = (
    "name", "offers", "address", "website", "public_contact", "opening_hours", "source"
)  # fmt: skip


def fill(found: AssetInStore, layer: Layer | None) -> None:
    """Put the answers of an asset in an empty form, and what it began from aside."""
    asset = found.asset
    for field in (
        *PLAIN_TEXTS, "layer", "category", "existed_from", "existed_to", "precision",
    ):  # fmt: skip
        steps.put(field, getattr(asset, field))
    steps.put("themes", list(asset.themes))
    trait_questions.fill(asset)
    numbers = {field.key for field in layer.fields if field.type == "number"} if layer else set()
    for key, value in asset.fields.items():
        steps.put(f"own_{key}", float(value) if key in numbers else value)
    shape = asset.geometry
    steps.put("where", place.NEIGHBOURHOOD if shape is None else kind_of(shape))
    st.session_state[state.PLACE] = shapely.geometry.mapping(shape) if shape else None
    # Wherever it stands, it was right until now.
    place.mean_it()
    if shape is None:
        st.session_state[state.NEIGHBOURHOOD] = found.neighbourhood
    if asset.consent:
        steps.put("consent", True)
        steps.put("consent_how", asset.consent.how)
    begin_from(found)
    contact = found.contact or Contact()
    for field in Contact.model_fields:
        steps.put(f"contact_{field}", getattr(contact, field))


def begin_from(found: AssetInStore) -> None:
    """Remember from what a change begins."""
    st.session_state[state.EDITING] = (found.id, found.version)
    st.session_state[state.FILLED] = (found.neighbourhood, found.contact or Contact())


def asset_said(editing: AssetInStore | None) -> Asset:
    """Return the answers as an asset.

    Raises
    ------
    InvalidAsset
        With all that is missing before it can be an asset at all.
    """
    layer = place.chosen_layer()
    problems: list[Problem] = list(place.problems())
    problems.extend(missing_kind())
    category = steps.answer("category")
    if not (steps.answer("name") or "").strip():
        problems.append(Problem(N_("The name is missing. What do people call it?"), {}, "name"))
    before = editing.asset if editing else None
    consent = None
    if layer is not None:
        try:
            consent = _consent(layer, before)
        except InvalidAsset as error:
            problems.extend(error.problems)
    if problems or layer is None:
        raise InvalidAsset(problems)
    said = {field: (steps.answer(field) or "").strip() for field in PLAIN_TEXTS}
    said["website"] = completed_website(said["website"])
    if layer.privacy.person:
        # Where a person lives and can be called stands on no map, whatever was filled in before.
        said["address"] = said["public_contact"] = ""
    shape = place.shape() if layer.geometry else None
    return Asset(
        layer=layer.key,
        category=category,
        **said,
        **trait_questions.answers(),
        themes=tuple(key for key in THEMES if key in (steps.answer("themes") or ())),
        existed_from=steps.answer("existed_from"),
        existed_to=steps.answer("existed_to"),
        precision="" if shape is None else steps.answer("precision", ""),
        source_id=before.source_id if before else None,
        fields=_own_fields(layer, before),
        geometry=shape,
        **({} if shape is not None else _area(before, place.code())),
        consent=consent,
    )


def missing_kind() -> list[Problem]:
    """Return what is missing of what it is."""
    if place.chosen_layer() is None:
        return [Problem(N_("Choose what it is first: a place, a talent, ..."), {}, "layer")]
    if steps.answer("category") is None:
        return [Problem(N_("Choose which sort it is."), {}, "category")]
    return []


def _own_fields(layer: Layer, before: Asset | None) -> dict[str, Any]:
    own = {field.key: steps.answer(f"own_{field.key}") for field in layer.fields}
    fields = {key: _whole(value) for key, value in own.items() if value not in (None, "")}
    kept = before.fields if before else {}
    return {
        **{key: value for key, value in kept.items() if key.startswith("source_")},
        **fields,
    }


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
    if not layer.privacy.person:
        return None
    today = datetime.now(UTC).date()
    if not steps.answer("consent"):
        if before is None:
            raise InvalidAsset(
                Problem(
                    N_("This is about a person. Ask first whether it may stand on the map."),
                    {},
                    "consent",
                )
            )
        return None
    if before and before.consent and before.consent.until >= today:
        return before.consent
    how = steps.answer("consent_how")
    if how is None:
        raise InvalidAsset(
            Problem(
                N_("Choose how this person said so: on screen, on paper, in words."), {}, "consent"
            )
        )
    return Consent(how=how, given_on=today, until=latest_end(today))


def contact(person: Person) -> Contact | None:
    """Return whom to ask, or None when this person does not get the question."""
    if not may(person, Act.SEE_ALL):
        return None
    return Contact(
        **{field: steps.answer(f"contact_{field}") or "" for field in Contact.model_fields}
    )
