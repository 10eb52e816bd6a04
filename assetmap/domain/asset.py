"""The asset: one thing that a neighbourhood has."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)
from shapely.geometry.base import BaseGeometry

from assetmap.domain.consent import Consent
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import SEVERAL, lifted
from assetmap.errors import N_, Term

Line = Annotated[str, StringConstraints(strip_whitespace=True)]
FieldValue = str | bool | int | float

WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s/]+")

# What a person calls each field.
FIELD_WORDS = {
    "name": N_("name"),
    "layer": N_("layer"),
    "category": N_("sort"),
    "offers": N_("what it offers"),
    "themes": N_("themes"),
    "address": N_("address"),
    "website": N_("website"),
    "public_contact": N_("contact for everybody"),
    "opening_hours": N_("opening hours"),
    "audience": N_("for whom"),
    "cost": N_("cost"),
    "wheelchair": N_("wheelchair"),
    "languages": N_("languages"),
    "existed_from": N_("year of beginning"),
    "existed_to": N_("year of ending"),
    "precision": N_("how precise the place is"),
    "source": N_("source"),
    "source_id": N_("id in the source"),
    "fields": N_("own fields"),
    "geometry": N_("place"),
    "neighbourhood": N_("neighbourhood"),
    "neighbourhood_year": N_("neighbourhood"),
    "consent": N_("consent"),
    "contact": N_("whom to ask"),
}
MAX_NAME = 200
MAX_TEXT = 10_000
TEXT_LIMITS = {
    "name": MAX_NAME,
    "address": MAX_NAME,
    "source": MAX_NAME,
    "website": 2_000,
    "public_contact": MAX_NAME,
    "opening_hours": 500,
    "offers": MAX_TEXT,
}


class Asset(BaseModel):
    """What a record of kind `asset` says; its id and version stand outside.

    Holds nothing about a person: see `Contact`.

    Parameters
    ----------
    geometry
        Point, line or area, EPSG:4326; None when it belongs to a neighbourhood directly.
    neighbourhood, neighbourhood_year
        For an asset without geometry: the code, and the year of the boundary set it is from.
    audience, cost, wheelchair, languages
        Keys of `traits`; empty when nobody told.
    existed_from, existed_to
        Years; None when nobody knows, or when it is still there.
    public_contact
        Telephone or e-mail of an association or a place that everybody may see; never of a person.
    precision
        How the place was found, a key of `precision.PRECISIONS`; empty when somebody pointed at it
        or a list gave its coordinates.
    source, source_id
        Where it came from, and its id there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    layer: str
    category: str
    name: Line
    offers: Line = ""
    themes: tuple[str, ...] = ()
    address: Line = ""
    website: Line = ""
    public_contact: Line = ""
    opening_hours: Line = ""
    audience: tuple[str, ...] = ()
    cost: str = ""
    wheelchair: str = ""
    languages: tuple[str, ...] = ()
    existed_from: int | None = None
    existed_to: int | None = None
    precision: str = ""
    source: Line = ""
    source_id: str | None = None
    fields: dict[str, FieldValue] = Field(default_factory=dict)
    neighbourhood: str | None = None
    neighbourhood_year: int | None = None
    consent: Consent | None = None
    geometry: BaseGeometry | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_said_once(cls, content: Any) -> Any:
        return lifted(content) if isinstance(content, dict) else content

    @field_validator("themes", "audience", "languages")
    @classmethod
    def _in_fixed_order(cls, keys: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        """Order keys as we list them, so that another order of clicking is no change."""
        known = SEVERAL.get(info.field_name or "", THEMES)
        unknown = (key for key in keys if key not in known)
        return (*(key for key in known if key in keys), *unknown)


class Contact(BaseModel):
    """Whom to ask. Personal: kept apart from the asset, never in its versions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Line = ""
    phone: Line = ""
    email: Line = ""

    def is_empty(self) -> bool:
        """Return whether nothing is filled in."""
        return not (self.person or self.phone or self.email)


def completed_website(text: str) -> str:
    """Return an address as people type it, `www.example.org`, with https:// before it."""
    completed = f"https://{text}"
    if text and not WEB_ADDRESS.match(text) and " " not in text and "@" not in text:
        return completed if WEB_ADDRESS.match(completed) else text
    return text


def field_term(field: str) -> Term:
    """Return what a person calls a field, to be translated."""
    return Term(FIELD_WORDS.get(field, field))
