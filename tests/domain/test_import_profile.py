"""A plan as JSON text: there and back, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assetmap.domain.import_plan import Plan, Reading
from assetmap.domain.import_profile import (
    MAX_BYTES,
    Profile,
    fingerprint_of,
    profile_to_content,
    profile_to_text,
    text_to_profile,
)
from assetmap.errors import ImportFailed

PROFILE = Profile(
    "Scholen",
    fingerprint_of(["Naam", "Straat"]),
    Plan(
        layer="places",
        reading=Reading(encoding="cp1252", separator=";", heading_row=3, crs="EPSG:28992"),
        uses={"Naam": "name", "Straat": "street", "Rol": "own:contact_role"},
        categories={"PO": "school"},
        default_category="school",
        source="DUO",
        place_by_address=False,
    ),
)


def test_profile_comes_back_from_its_text() -> None:
    assert text_to_profile(profile_to_text(PROFILE)) == PROFILE


def test_same_headings_in_another_order_or_case_are_the_same() -> None:
    assert fingerprint_of(["Naam", "E-mail"]) == fingerprint_of(["e_mail", "NAAM "])
    assert fingerprint_of(["Naam"]) != fingerprint_of(["Naam", "Soort"])


@pytest.mark.parametrize(
    "change",
    [
        {"uses": {"Naam": "eval"}},
        {"uses": {"Naam": "own:../x"}},
        {"uses": ["Naam"]},
        {"layer": "../places"},
        {"reading": {"crs": "+proj=pipeline +step"}},
        {"reading": {"encoding": "utf-7"}},
        {"reading": {"heading_row": -1}},
        {"reading": {"path": "/etc/passwd"}},
        {"version": 2},
        {"more": 1},
        {"name": ""},
        {"name": "a\nb"},
        {"fingerprint": "x"},
        {"place_by_address": "yes"},
        {"source": "x" * 501},
    ],
    ids=str,
)
def test_profile_that_holds_anything_else_is_refused(change: dict[str, Any]) -> None:
    text = json.dumps({**profile_to_content(PROFILE), **change})

    with pytest.raises(ImportFailed, match="no import profile"):
        text_to_profile(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "[" * 100_000, '{"name": NaN}', "\x00"],
    ids=lambda text: text[:5],
)
def test_text_that_is_no_profile_is_refused(text: str) -> None:
    with pytest.raises(ImportFailed, match="no import profile"):
        text_to_profile(text)


def test_text_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(ImportFailed, match="larger than any"):
        text_to_profile(" " * (MAX_BYTES + 1))
