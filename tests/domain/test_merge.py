"""Two edits of the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.merge import changed_fields, fitting, from_parts, merge, part_term, parts
from tests.factories import make_asset, make_talent, shipped_layers

CONTENTS = st.dictionaries(
    st.sampled_from(["name", "offers", "themes", "website", "geometry"]),
    st.one_of(st.integers(0, 2), st.sampled_from(["a", "b"])),
)
FIELDS = ("name", "offers", "themes", "website", "geometry")


@given(base=CONTENTS, ours=CONTENTS, theirs=CONTENTS)
def test_no_change_is_lost(base, ours, theirs):
    merged = merge(base, ours, theirs)

    for field in FIELDS:
        was, mine, other = base.get(field), ours.get(field), theirs.get(field)
        now = merged.content.get(field)
        if mine != was:
            assert now == mine
        if other != was:
            assert now == other or field in merged.conflicts
        if mine == was == other:
            assert now == was


@given(base=CONTENTS, ours=CONTENTS, theirs=CONTENTS)
def test_there_is_a_conflict_exactly_where_both_changed_in_another_way(base, ours, theirs):
    merged = merge(base, ours, theirs)

    assert set(merged.conflicts) == {
        field
        for field in FIELDS
        if ours.get(field) != base.get(field)
        and theirs.get(field) != base.get(field)
        and ours.get(field) != theirs.get(field)
    }


@given(base=CONTENTS, ours=CONTENTS)
def test_what_only_one_side_changed_comes_out_as_that_side_has_it(base, ours):
    for merged in (merge(base, ours, base), merge(base, base, ours)):
        assert merged.conflicts == ()
        assert {key: value for key, value in merged.content.items() if value is not None} == ours


@given(base=CONTENTS, ours=CONTENTS, theirs=CONTENTS)
def test_merging_leaves_its_arguments_alone(base, ours, theirs):
    before = (dict(base), dict(ours), dict(theirs))

    merge(base, ours, theirs)

    assert (base, ours, theirs) == before


def test_different_fields_of_one_asset_merge():
    base = {"name": "Bieb", "offers": "boeken"}

    merged = merge(
        base, {"name": "Bibliotheek", "offers": "boeken"}, {"name": "Bieb", "offers": "taalles"}
    )

    assert merged.content == {"name": "Bibliotheek", "offers": "taalles"}


def test_the_same_field_keeps_ours_and_tells():
    merged = merge({"name": "Bieb"}, {"name": "Bibliotheek"}, {"name": "Leeszaal"})

    assert merged.content == {"name": "Bibliotheek"}
    assert merged.conflicts == ("name",)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({}, {}, ()),
        ({"name": "Bieb"}, {"name": "Bieb"}, ()),
        ({"name": "Bieb"}, {"name": "Bibliotheek"}, ("name",)),
        ({"website": "x", "name": "a"}, {"offers": "b", "name": "a"}, ("offers", "website")),
    ],
)
def test_the_fields_that_differ_are_named_in_order(before, after, changed):
    assert changed_fields(before, after) == changed


PARTS = [
    make_asset(),
    make_asset(offers="boeken", themes=("health",), cost="free", existed_from=1987),
    make_asset(fields={"capacity": 12, "equipment": "beamer"}, source="lijst", source_id="1"),
    make_asset(geometry=None, neighbourhood="BU00", neighbourhood_year=2025),
    make_talent(),
    make_talent(until=None),
]


@pytest.mark.parametrize("asset", PARTS, ids=lambda asset: asset.name)
def test_parts_make_the_same_asset_again(asset):
    assert from_parts(parts(asset)) == asset


def test_layer_and_category_are_one_part_and_so_is_the_place():
    said = parts(make_asset(precision="street"))

    assert said["category"] == ("places", "library")
    assert said["geometry"] == (make_asset().geometry, None, None, "street")
    assert not said.keys() & {"layer", "neighbourhood", "precision", "fields"}


def test_own_fields_are_called_as_their_layer_calls_them():
    places = shipped_layers()["places"]

    assert part_term("fields.capacity", places) == places.fields[0].title
    assert part_term("fields.source_website", places) == "website"
    assert part_term("fields.capacity", None) == "capacity"
    assert part_term("geometry", places) == "place"


def test_an_asset_fits_its_layer_and_loses_nothing():
    skills, places = shipped_layers()["skills"], shipped_layers()["places"]
    asset = make_asset(fields={"capacity": 12, "source_capacity": "veel", "unknown": "x"})

    as_person, as_place = fitting(asset, skills), fitting(make_talent(), places)

    assert as_person.fields == {
        "source_capacity_": 12,
        "source_capacity": "veel",
        "source_unknown": "x",
    }
    assert (as_person.geometry, as_place.consent) == (None, None)
    assert fitting(make_asset(fields={"capacity": 12}), places).fields == {"capacity": 12}
