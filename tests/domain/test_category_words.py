"""Which category a word means, and which layer a list belongs to."""

from __future__ import annotations

import pytest

from assetmap.domain.category_words import CategoryWords, default_category, layer_for
from tests.factories import shipped_layers

LAYERS = shipped_layers()


@pytest.mark.parametrize(
    ("word", "layer", "category"),
    [
        ("Bibliotheek", "places", "library"),
        ("BIEB", "places", "library"),
        ("bibliotheken", "places", "library"),
        ("Biblotheek", "places", "library"),
        ("Basisschool Openbaar", "places", "school"),
        ("dorpsbibliotheek", "places", "library"),
        ("amenity=library", "places", "library"),
        ("amenity=library;operator=x", "places", "library"),
        ("gemeentehuizen", "institutions", "municipality"),
        ("Rijksmonument", "heritage", "building"),
        ("Ufozaak", "places", None),
        ("A + P", "places", None),
        ("amenity=spaceport", "places", None),
        ("", "places", None),
    ],
)
def test_word_means_a_category_where_that_is_sure(
    word: str, layer: str, category: str | None
) -> None:
    assert CategoryWords(LAYERS[layer]).category_of(word) == category


def test_name_says_the_sort_by_its_first_known_word() -> None:
    words = CategoryWords(LAYERS["places"])

    assert words.category_in("Buurthuis De Kerk") == "community_centre"
    assert words.category_in("De Hoek") is None


@pytest.mark.parametrize(
    ("words", "names", "headings", "layer"),
    [
        ({"Bibliotheek": 3}, [], [], "places"),
        ({"Brandweer": 9, "Politie": 3}, [], [], "institutions"),
        ({"Rijksmonument": 9, "Gemeentelijk monument": 3}, [], [], "heritage"),
        ({}, ["Voetbalclub Oost", "Zangkoor", "Scouting"], [], "associations"),
        ({}, ["Iets", "Nog iets"], ["gemeentehuizen 2020"], "institutions"),
        ({}, ["Fietsen maken"], ["Talent", "Buurt"], "skills"),
        ({"Ufo": 3}, ["X"], [], "places"),
        ({}, [], [], "places"),
    ],
)
def test_list_finds_its_layer(
    words: dict[str, int], names: list[str], headings: list[str], layer: str
) -> None:
    assert layer_for(LAYERS, words=words, names=names, headings=headings) == layer


def test_layer_takes_the_shapes_of_the_list() -> None:
    words = {"Brandweer": 9}

    assert layer_for(LAYERS, words=words, kinds=["line"]) != "institutions"


def test_whole_list_is_of_the_sort_that_its_file_is_named_after() -> None:
    assert default_category(LAYERS["places"], ["nl_duo_basisscholen"]) == "school"
    assert default_category(LAYERS["places"], ["lijst 3"]) == "other"
