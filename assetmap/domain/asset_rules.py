"""What an asset must be: all that is wrong with one, in words that say what to do."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from assetmap.domain.asset import (
    MAX_TEXT,
    TEXT_LIMITS,
    WEB_ADDRESS,
    Asset,
    FieldValue,
    field_term,
)
from assetmap.domain.consent import consent_problems
from assetmap.domain.geometry import MAX_VERTICES, kind_of
from assetmap.domain.layer import Layer, LayerField, Layers
from assetmap.domain.precision import PRECISIONS
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import ONE, SEVERAL, TRAITS
from assetmap.errors import N_, InvalidAsset, Problem, Term

KIND_WORDS = {
    "point": N_("a spot"),
    "line": N_("a line"),
    "area": N_("an area"),
    "mixed": N_("a mix of shapes"),
}
TYPE_WORDS = {
    "text": N_("text"),
    "long_text": N_("text"),
    "number": N_("a number"),
    "yes_no": N_("yes or no"),
    "choice": N_("one of the choices"),
    "year": N_("a year"),
}

# Ten figures as Dutch numbers have them, however they are parted; and an e-mail address.
_REACH = re.compile(
    r"(?:\+31|0031|\b0)[\s\-()]*(?:\d[\s\-()]*){8,9}\b|[\w.+\-]+@[\w\-]+\.[\w.\-]*\w"
)

FIRST_YEAR = 1


def check_asset(asset: Asset, layers: Layers, *, today: date) -> None:
    """Raise `InvalidAsset` with everything that is wrong with an asset, if anything is."""
    problems = asset_problems(asset, layers, today=today)
    if problems:
        raise InvalidAsset(problems)


def asset_problems(asset: Asset, layers: Layers, *, today: date) -> list[Problem]:
    """Return everything that is wrong with an asset; an empty list is good."""
    layer = layers.get(asset.layer)
    if layer is None:
        return [
            Problem(
                N_("There is no layer '{layer}'. Choose one of: {known}."),
                {"layer": asset.layer, "known": ", ".join(layers)},
                "layer",
            )
        ]
    return [
        *_text_problems(asset),
        *_word_problems(asset, layer),
        *_trait_problems(asset),
        *_year_problems(asset, today),
        *_field_problems(asset, layer),
        *_place_problems(asset, layer),
        *_contact_problems(asset, layer),
        *(consent_problems(asset.consent) if asset.consent else ()),
    ]


def _text_problems(asset: Asset) -> list[Problem]:
    problems = []
    if not asset.name:
        problems.append(Problem(N_("The name is missing. What do people call it?"), {}, "name"))
    for field, limit in TEXT_LIMITS.items():
        length = len(getattr(asset, field))
        if length > limit:
            problems.append(
                Problem(
                    N_("'{field}' has {length} characters; {limit} is the most. Shorten it."),
                    {"field": field_term(field), "length": length, "limit": limit},
                    field,
                )
            )
    if asset.website and not WEB_ADDRESS.match(asset.website):
        problems.append(
            Problem(
                N_("'{website}' is no web address. Write it as https://www.example.org."),
                {"website": asset.website},
                "website",
            )
        )
    return problems


def _word_problems(asset: Asset, layer: Layer) -> list[Problem]:
    problems = []
    if asset.category not in layer.category_by_key:
        problems.append(
            Problem(
                N_("The layer '{layer}' has no category '{category}'. Choose one of: {known}."),
                {
                    "layer": layer.key,
                    "category": asset.category,
                    "known": ", ".join(layer.category_by_key),
                },
                "category",
            )
        )
    unknown = [theme for theme in asset.themes if theme not in THEMES]
    if unknown:
        problems.append(
            Problem(
                N_("There is no theme '{theme}'. Choose from: {known}."),
                {"theme": ", ".join(unknown), "known": ", ".join(THEMES)},
                "themes",
            )
        )
    if asset.precision and asset.precision not in PRECISIONS:
        problems.append(
            Problem(
                N_("'{value}' is no answer for '{field}'. Choose from: {known}."),
                {
                    "value": asset.precision,
                    "field": field_term("precision"),
                    "known": ", ".join(PRECISIONS),
                },
                "precision",
            )
        )
    return problems


def _trait_problems(asset: Asset) -> list[Problem]:
    said: dict[str, tuple[str, ...]] = {field: getattr(asset, field) for field in SEVERAL}
    said |= {field: (value,) if (value := getattr(asset, field)) else () for field in ONE}
    return [
        trait_problem(field, unknown)
        for field, keys in said.items()
        if (unknown := [key for key in keys if key not in TRAITS[field]])
    ]


def trait_problem(field: str, unknown: Sequence[str]) -> Problem:
    """Return the problem that a trait, such as `audience`, has no such keys."""
    return Problem(
        N_("'{value}' is no answer for '{field}'. Choose from: {known}."),
        {
            "value": ", ".join(unknown),
            "field": field_term(field),
            "known": ", ".join(TRAITS[field]),
        },
        field,
    )


def _year_problems(asset: Asset, today: date) -> list[Problem]:
    problems = []
    for field in ("existed_from", "existed_to"):
        year = getattr(asset, field)
        if year is not None and not FIRST_YEAR <= year <= today.year + 50:
            problems.append(
                Problem(
                    N_("{year} is no year that we can use. Give one from {first} to {last}."),
                    {"year": year, "first": FIRST_YEAR, "last": today.year + 50},
                    field,
                )
            )
    start, end = asset.existed_from, asset.existed_to
    if start is not None and end is not None and end < start:
        problems.append(
            Problem(
                N_("It ends in {end}, before it begins in {start}. Are the years swapped?"),
                {"start": start, "end": end},
                "existed_to",
            )
        )
    return problems


def tells_how_to_reach(text: str) -> bool:
    """Return whether a text holds a telephone number or an e-mail address."""
    return bool(_REACH.search(text))


def _contact_problems(asset: Asset, layer: Layer) -> list[Problem]:
    if not layer.privacy.person:
        return []
    problems = [
        Problem(
            N_(
                "A telephone number or e-mail address of a person stands on no map. "
                "Take it out of '{field}'; stewards can keep it apart."
            ),
            {"field": field_term(field)},
            field,
        )
        for field in ("name", "offers")
        if tells_how_to_reach(getattr(asset, field))
    ]
    if not asset.public_contact:
        return problems
    return [
        *problems,
        Problem(
            N_(
                "'{layer}' are about persons, so no telephone or e-mail stands on the map. "
                "Leave it empty; stewards can keep it apart."
            ),
            {"layer": layer.key},
            "public_contact",
        ),
    ]


def _field_problems(asset: Asset, layer: Layer) -> list[Problem]:
    own = {field.key: field for field in layer.fields}
    problems = []
    for key, value in asset.fields.items():
        # A field that starts with 'source_' keeps what an import could not place elsewhere.
        if key in own and not fits(own[key], value):
            problems.append(
                Problem(
                    N_("'{value}' does not fit the field '{field}' ({type})."),
                    {"value": value, "field": key, "type": Term(TYPE_WORDS[own[key].type])},
                    key,
                )
            )
        elif key not in own and not key.startswith("source_"):
            problems.append(
                Problem(
                    N_("The layer '{layer}' has no field '{field}'. Leave it out."),
                    {"layer": layer.key, "field": key},
                    key,
                )
            )
    return problems


def fits(field: LayerField, value: FieldValue) -> bool:
    """Return whether a value is what a field of a layer takes."""
    if field.type == "yes_no":
        return isinstance(value, bool)
    if field.type in ("number", "year"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return math.isfinite(value)
    if field.type == "choice":
        return value in {choice.key for choice in field.choices}
    return isinstance(value, str) and len(value) <= MAX_TEXT


def _place_problems(asset: Asset, layer: Layer) -> list[Problem]:
    shape = asset.geometry
    if shape is None or shape.is_empty:
        if asset.neighbourhood:
            return []
        return [
            Problem(
                N_("The place is missing. Click on the map, or say in which neighbourhood it is."),
                {},
                "geometry",
            )
        ]
    return geometry_problems(shape, layer)


def geometry_problems(shape: BaseGeometry, layer: Layer) -> list[Problem]:
    """Return what is wrong with a shape (EPSG:4326) for a layer."""
    if not layer.geometry:
        return [
            Problem(
                N_(
                    "'{layer}' are about persons and have no place of their own. "
                    "Choose a neighbourhood instead."
                ),
                {"layer": layer.key},
                "geometry",
            )
        ]
    kind = kind_of(shape)
    if kind not in layer.geometry:
        return [
            Problem(
                N_("The layer '{layer}' takes {allowed}; this is {found}. Draw it as {allowed}."),
                {
                    "layer": layer.key,
                    "allowed": tuple(Term(KIND_WORDS[each]) for each in layer.geometry),
                    "found": Term(KIND_WORDS[kind]),
                },
                "geometry",
            )
        ]
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        return [
            Problem(
                N_(
                    "The place lies outside the world: {x}, {y}. "
                    "Are the coordinates in degrees, longitude first?"
                ),
                {"x": west, "y": south},
                "geometry",
            )
        ]
    if shapely.get_num_coordinates(shape) > MAX_VERTICES:
        return [
            Problem(
                N_("The shape has {found} corners; {limit} is the most. Draw it simpler."),
                {"found": int(shapely.get_num_coordinates(shape)), "limit": MAX_VERTICES},
                "geometry",
            )
        ]
    if not shape.is_valid:
        return [
            Problem(N_("The shape crosses itself. Draw it again, around once."), {}, "geometry")
        ]
    return []
