"""The demonstration shows what can be said of an asset."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from assetmap.domain.traits import AUDIENCES, TRAITS

ASSETS = Path(__file__).parents[2] / "data" / "demo" / "assets.geojson"


@pytest.fixture(scope="module")
def assets() -> list[dict[str, object]]:
    content = json.loads(ASSETS.read_text(encoding="utf-8"))
    return [feature["properties"] for feature in content["features"]]


def keys_of(asset: dict[str, object], field: str) -> list[str]:
    said = asset[field] or []
    return [said] if isinstance(said, str) else said


@pytest.mark.parametrize("field", TRAITS)
def test_every_key_is_known_and_many_are_said(assets, field):
    said = Counter(key for asset in assets for key in keys_of(asset, field))

    assert set(said) <= set(TRAITS[field])
    assert said.total() > 100
    if field != "languages":
        assert set(said) == set(TRAITS[field])


def test_there_is_something_for_everybody(assets):
    for key in AUDIENCES:
        assert any(key in keys_of(each, "audience") and each["cost"] == "free" for each in assets)


def test_what_is_gone_says_nothing_of_today(assets):
    gone = [asset for asset in assets if asset["existed_to"]]

    assert len(gone) > 10
    assert not [each["name"] for each in gone if each["opening_hours"] or each["cost"]]


def test_each_generation_saw_more_and_something_went(assets):
    there = [
        {
            each["name"]
            for each in assets
            if each["existed_from"] <= year <= (each["existed_to"] or year)
        }
        for year in (1925, 1950, 1975, 2000, 2025)
    ]

    assert all(len(before) < len(after) for before, after in pairwise(there))
    assert all(before - after for before, after in pairwise(there))
