"""A plan that is remembered under a name, for the next file with the same headings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from assetmap.domain.column_words import plain_heading
from assetmap.domain.import_plan import USES, Plan, Reading
from assetmap.errors import N_, ImportFailed

MAX_BYTES = 1_000_000
_FORMAT = "assetmap import profile"

_Text = Annotated[str, StringConstraints(max_length=500)]
_Name = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=100, strip_whitespace=True, pattern=r"^[^\x00-\x1f]+$"
    ),
]
_Use = Annotated[
    str, StringConstraints(pattern=rf"^({'|'.join(USES)}|own:[a-z][a-z0-9_]{{0,39}})$")
]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Reading(_Strict):
    layer: _Text | None = None
    encoding: Literal["utf-8", "utf-16", "cp1252", "mac_roman"] | None = None
    separator: Annotated[str, StringConstraints(max_length=1)] | None = None
    heading_row: Annotated[int, Field(ge=0, le=10_000)] | None = None
    crs: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,8}:[0-9A-Z]{1,10}$")] | None = None
    x: _Text | None = None
    y: _Text | None = None
    place: _Text | None = None
    swapped: bool | None = None


class _Content(_Strict):
    format: Literal["assetmap import profile"]
    version: Literal[1]
    name: _Name
    fingerprint: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    layer: _Key
    reading: _Reading
    uses: Annotated[dict[_Text, _Use], Field(max_length=2_000)]
    categories: Annotated[dict[_Text, _Key], Field(max_length=20_000)] = {}
    default_category: _Key = "other"
    source: _Text = ""
    place_by_address: bool = True


@dataclass(frozen=True)
class Profile:
    """A remembered plan.

    Parameters
    ----------
    name
        What a person calls it.
    fingerprint
        Of the headings that it was made for; see `fingerprint_of`.
    """

    name: str
    fingerprint: str
    plan: Plan


def fingerprint_of(headings: Iterable[str]) -> str:
    """Return the same text for the same headings, in whatever order, case or spelling of spaces."""
    plain = sorted(plain_heading(heading) for heading in headings)
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()


def profile_to_content(profile: Profile) -> dict[str, Any]:
    """Return a profile as plain JSON values."""
    plan = profile.plan
    reading = {key: value for key, value in asdict(plan.reading).items() if value is not None}
    return {
        "format": _FORMAT,
        "version": 1,
        "name": profile.name,
        "fingerprint": profile.fingerprint,
        "layer": plan.layer,
        "reading": reading,
        "uses": dict(plan.uses),
        "categories": dict(plan.categories),
        "default_category": plan.default_category,
        "source": plan.source,
        "place_by_address": plan.place_by_address,
    }


def content_to_profile(content: Mapping[str, Any]) -> Profile:
    """Return the profile that `profile_to_content` wrote down.

    Raises
    ------
    ImportFailed
        If it is none.
    """
    return text_to_profile(orjson.dumps(content))


def profile_to_text(profile: Profile) -> str:
    """Return a profile as JSON for a file."""
    return orjson.dumps(
        profile_to_content(profile), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS
    ).decode()


def text_to_profile(text: str | bytes) -> Profile:
    """Read a profile that is not trusted.

    Raises
    ------
    ImportFailed
        If it is no profile, or holds what a profile cannot hold.
    """
    if len(text) > MAX_BYTES:
        raise ImportFailed(
            N_("This is larger than any import profile ({bytes} bytes). Choose another file."),
            bytes=len(text),
        )
    try:
        found = _Content.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        raise ImportFailed(
            N_("This is no import profile ({place}: {reason}). Export it again."),
            place=".".join(map(str, first["loc"]))[:80] or "JSON",
            reason=first["msg"][:200],
        ) from error
    plan = Plan(
        layer=found.layer,
        reading=Reading(**found.reading.model_dump()),
        uses=found.uses,
        categories=found.categories,
        default_category=found.default_category,
        source=found.source,
        place_by_address=found.place_by_address,
    )
    return Profile(found.name, found.fingerprint, plan)
