"""A selection in the address of a page."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.selection import (
    EVERYTHING,
    MAX_WORDS,
    OPEN_MOMENTS,
    PARAMETERS,
    Selection,
    from_parameters,
    to_parameters,
)
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, LANGUAGES
from tests.factories import shipped_layers

LAYERS = shipped_layers()
PAIRS = [(layer.key, category.key) for layer in LAYERS.values() for category in layer.categories]


def some_of(keys):
    """Return some keys, in the order in which they are listed."""
    keys = list(keys)
    return st.sets(st.sampled_from(keys)).map(
        lambda chosen: tuple(key for key in keys if key in chosen)
    )


selections = st.builds(
    Selection,
    words=st.text(max_size=MAX_WORDS + 9).map(lambda text: " ".join(text.split())[:MAX_WORDS]),
    layers=st.none() | some_of(LAYERS),
    categories=some_of(PAIRS),
    themes=some_of(THEMES),
    audiences=some_of(AUDIENCES),
    open=st.sampled_from(["", *OPEN_MOMENTS]),
    free=st.booleans(),
    wheelchair=st.booleans(),
    languages=some_of(LANGUAGES),
    neighbourhood=st.sampled_from(["", "BU03630000", "BU 1"]),
    near=st.none()
    | st.tuples(
        st.floats(-85, 85).map(lambda each: round(each, 5)),
        st.floats(-180, 180).map(lambda each: round(each, 5)),
    ),
    walk_minutes=st.integers(1, 60),
    since=st.none() | st.dates(),
    year=st.none() | st.integers(1, 9999),
).map(lambda each: each if each.near else Selection(**{**vars(each), "walk_minutes": 10}))


@given(selections)
def test_selection_comes_back_from_its_address(selection):
    selection = Selection(**{**vars(selection), "words": selection.words.strip()})

    assert from_parameters(to_parameters(selection), LAYERS) == selection


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=60)))
def test_any_address_is_a_selection_and_reading_it_again_changes_nothing(parameters):
    selection = from_parameters(parameters, LAYERS)

    assert from_parameters(to_parameters(selection), LAYERS) == selection


def test_everything_needs_no_parameters():
    assert to_parameters(EVERYTHING) == {}
    assert from_parameters({}, LAYERS) == EVERYTHING


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("laag", "onbekend"),
        ("soort", "places.onbekend"),
        ("soort", "library"),
        ("thema", "Health"),
        ("open", "altijd"),
        ("gratis", "ja"),
        ("vanaf", "nan,nan"),
        ("vanaf", "95,5"),
        ("vanaf", "52.1"),
        ("lopen", "0"),
        ("lopen", "1e3"),
        ("sinds", "gisteren"),
        ("sinds", "2026-02-30"),
        ("jaar", "-5"),
        ("jaar", "99999"),
    ],
)
def test_what_cannot_be_read_is_left_out(name, value):
    assert from_parameters({name: value}, LAYERS) == EVERYTHING


def test_no_layers_is_something_else_than_all_layers():
    none = Selection(layers=())

    assert to_parameters(none) == {"laag": "-"}
    assert from_parameters({"laag": "-"}, LAYERS) == none


def test_a_layer_that_is_no_more_is_left_out():
    assert from_parameters({"laag": "weg,places"}, LAYERS).layers == ("places",)


def test_order_of_asking_makes_no_other_selection():
    asked = from_parameters({"thema": "health,upbringing", "laag": "places,skills"}, LAYERS)

    assert asked == from_parameters({"thema": "upbringing,health", "laag": "skills,places"}, LAYERS)


def test_words_are_cut_and_tidied():
    words = from_parameters({"zoek": "  bieb \n " + "x" * 999}, LAYERS).words

    assert words.startswith("bieb xxx")
    assert len(words) == MAX_WORDS
    assert from_parameters({"zoek": "x" * (MAX_WORDS - 1) + " y"}, LAYERS).words == "x" * 199


def test_walking_reaches_less_far_than_the_road_is_long():
    assert Selection(walk_minutes=10).radius_m == pytest.approx(615, abs=1)


def test_all_years_is_the_same_without_its_year():
    selection = Selection(words="bieb", since=date(2026, 1, 1), year=1950)

    assert selection.in_all_years() == Selection(words="bieb", since=date(2026, 1, 1))
