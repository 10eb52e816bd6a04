"""Two edits of the same thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.merge import changed_fields, merge

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
