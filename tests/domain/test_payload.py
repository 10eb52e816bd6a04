"""How an asset is written down in a version."""

from __future__ import annotations

from datetime import date

import orjson
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.asset import Asset
from assetmap.domain.consent import Consent
from assetmap.domain.payload import asset_to_content, content_to_asset, dump, load
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, COSTS, LANGUAGES, WHEELCHAIR
from tests.factories import make_asset, make_talent, point_in

WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
ASSETS = st.builds(
    Asset,
    layer=st.just("places"),
    category=st.sampled_from(["library", "park"]),
    name=WORDS.filter(str.strip),
    offers=WORDS,
    themes=st.lists(st.sampled_from(list(THEMES)), max_size=3, unique=True).map(tuple),
    address=WORDS,
    website=WORDS,
    opening_hours=WORDS,
    audience=st.lists(st.sampled_from(list(AUDIENCES)), max_size=3).map(tuple),
    cost=st.sampled_from(["", *COSTS]),
    wheelchair=st.sampled_from(["", *WHEELCHAIR]),
    languages=st.lists(st.sampled_from(list(LANGUAGES)), max_size=3).map(tuple),
    existed_from=st.none() | st.integers(1, 2100),
    existed_to=st.none() | st.integers(1, 2100),
    source=WORDS,
    source_id=st.none() | WORDS.filter(bool),
    fields=st.dictionaries(
        WORDS, st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | WORDS, max_size=2
    ),
    neighbourhood=st.none() | st.just("BU00"),
    neighbourhood_year=st.none() | st.integers(2000, 2030),
    consent=st.none()
    | st.builds(
        Consent,
        how=st.sampled_from(["on_screen", "on_paper"]),
        given_on=st.dates(),
        until=st.dates(),
    ),
    geometry=st.none() | st.just(point_in(0)),
)


@given(ASSETS)
def test_an_asset_comes_back_as_it_was_written_down(asset):
    written = dump(asset_to_content(asset))

    assert content_to_asset(load(written), asset.geometry) == asset


@given(ASSETS)
def test_the_same_content_gives_the_same_bytes_in_whatever_order(asset):
    content = asset_to_content(asset)

    assert dump(dict(reversed(content.items()))) == dump(content)


@given(ASSETS)
def test_what_is_empty_is_not_written_down(asset):
    content = asset_to_content(asset)

    assert not [key for key, value in content.items() if value in ("", None, [], {})]
    assert "geometry" not in content


def test_no_and_nought_are_answers_and_are_written_down():
    asset = make_asset(fields={"capacity": 0, "bookable": "no", "kitchen": False})

    assert asset_to_content(asset)["fields"] == {"capacity": 0, "bookable": "no", "kitchen": False}


def test_a_version_is_plain_json_that_another_program_reads():
    written = dump(asset_to_content(make_talent(until=date(2027, 5, 1))))

    assert orjson.loads(written) == {
        "category": "repairing",
        "consent": {"how": "on_paper", "given_on": "2026-04-01", "until": "2027-05-01"},
        "layer": "skills",
        "name": "Fietsen maken",
        "neighbourhood": "BU00",
        "neighbourhood_year": 2025,
    }
