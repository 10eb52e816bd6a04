"""Layer files: what ships is whole, and a mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.domain.layer import OTHER, Layer, Layers, category_positions, fold, load_layers
from assetmap.errors import InvalidLayerFile
from tests.factories import shipped_layers

GOOD = """
key = "trees"
order = 7
color = "#336633"
shape = "circle"
icon = "maki/park"
geometry = ["point"]
title = { nl = "Bomen", en = "Trees" }
description = { nl = "Bijzondere bomen.", en = "Remarkable trees." }

[privacy]
person = false
position = "exact"

[[category]]
key = "oak"
icon = "maki/park"
osm = ["natural=tree"]
title = { nl = "Eik", en = "Oak" }
synonyms = { nl = ["eikenboom"], en = ["acorn tree"] }

[[category]]
key = "other"
icon = "maki/park"
title = { nl = "Iets anders", en = "Something else" }

[[field]]
key = "age"
type = "number"
title = { nl = "Leeftijd", en = "Age" }

[[field]]
key = "crown"
type = "choice"
title = { nl = "Kroon", en = "Crown" }

[[field.choices]]
key = "wide"
title = { nl = "Breed", en = "Wide" }
"""

MISTAKES = {
    "a colour by name": ('"#336633"', '"green"', "color", "match pattern"),
    "an unknown shape": ('shape = "circle"', 'shape = "star"', "shape", "'circle'"),
    "an unknown geometry kind": ('["point"]', '["polygon"]', "geometry.0", "'area'"),
    "a key with a capital": ('key = "oak"', 'key = "Oak"', "category.0.key", "match pattern"),
    "a title without English": (
        '{ nl = "Eik", en = "Oak" }',
        '{ nl = "Eik" }',
        "category.0.title.en",
        "Field required",
    ),
    "an empty title": ('nl = "Eik"', 'nl = " "', "category.0.title.nl", "at least 1"),
    "an OSM tag without value": (
        '"natural=tree"',
        '"natural"',
        "category.0.osm.0",
        "match pattern",
    ),
    "a key that is not known": ("order = 7", "order = 7\nordre = 8", "ordre", "not permitted"),
    "a key that is missing": ("order = 7", "", "order", "Field required"),
    "a number that is text": ("order = 7", 'order = "first"', "order", "valid integer"),
    "a category key twice": ('key = "oak"', 'key = "other"', "file", "category key used twice"),
    "a field key twice": ('key = "crown"', 'key = "age"', "file", "field key used twice: age"),
    "no category other": ('key = "other"', 'key = "beech"', "file", "'other' is missing"),
    "a field of no known type": ('type = "number"', 'type = "date"', "field.0.type", "'year'"),
    "choices where none belong": ('type = "choice"', 'type = "text"', "field.1", "has choices"),
    "a choice without choices": ('type = "number"', 'type = "choice"', "field.0", "has choices"),
    "privacy of no known kind": ('"exact"', '"roughly"', "privacy.position", "'neighbourhood'"),
    "a place for what has none": ('["point"]', "[]", "file", "without geometry kinds"),
    "a place for what is about persons": (
        "person = false",
        "person = true",
        "file",
        "a layer about persons",
    ),
    "a place for what is shown by neighbourhood": (
        '"exact"',
        '"neighbourhood"',
        "file",
        "has geometry = []",
    ),
    "a key that is not the file's name": ('"trees"', '"bomen"', "key", "'trees'"),
    "no TOML": ("order = 7", "order 7", "TOML", "line"),
}


def write_layer(folder: Path, text: str, name: str = "trees.toml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_layer_file_loads(tmp_path):
    write_layer(tmp_path, GOOD)

    layers = load_layers(tmp_path)

    assert list(layers) == ["trees"]
    assert layers["trees"].title.in_language("nl") == "Bomen"
    assert layers["trees"].title.in_language("en") == "Trees"
    assert list(layers["trees"].category_by_key) == ["oak", "other"]


@pytest.mark.parametrize(("good", "bad", "key", "reason"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_refused_with_file_key_and_reason(tmp_path, good, bad, key, reason):
    assert GOOD.count(good) == 1 or good in {'"exact"', '["point"]'}
    write_layer(tmp_path, GOOD.replace(good, bad, 1))

    with pytest.raises(InvalidLayerFile) as caught:
        load_layers(tmp_path)

    message = str(caught.value)
    assert message.startswith(f"trees.toml: {key}: ")
    assert reason in message


def test_a_file_that_is_not_utf8_is_refused_by_its_name(tmp_path):
    (tmp_path / "trees.toml").write_bytes(GOOD.replace("Eik", "Eïk").encode("latin-1"))

    with pytest.raises(InvalidLayerFile, match=r"trees\.toml: TOML: .*utf-8"):
        load_layers(tmp_path)


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path):
    write_layer(tmp_path, GOOD.replace("order = 7", "").replace('"#336633"', '"red"'))
    write_layer(tmp_path, GOOD.replace('"trees"', '"ponds"').replace("7", '"x"'), "ponds.toml")

    with pytest.raises(InvalidLayerFile) as caught:
        load_layers(tmp_path)

    assert [problem.values["file"] for problem in caught.value.problems] == [
        "ponds.toml",
        "trees.toml",
        "trees.toml",
    ]


def test_a_folder_without_layer_files_is_refused(tmp_path):
    with pytest.raises(InvalidLayerFile, match=r"There are no layer files in .*Put at least one"):
        load_layers(tmp_path)


def test_layers_come_in_their_order(tmp_path):
    write_layer(tmp_path, GOOD)
    write_layer(tmp_path, GOOD.replace('"trees"', '"ponds"').replace("= 7", "= 1"), "ponds.toml")

    assert list(load_layers(tmp_path)) == ["ponds", "trees"]


@pytest.mark.parametrize(
    "word", ["oak", "OAK", "Eik", " eik ", "eikenboom", "Acorn-tree", "natural=tree", "Éik"]
)
def test_a_category_is_found_by_key_title_synonym_and_tag(tmp_path, word):
    write_layer(tmp_path, GOOD)

    assert load_layers(tmp_path)["trees"].find_category(word) == "oak"


def test_a_word_of_no_category_finds_none(tmp_path):
    write_layer(tmp_path, GOOD)

    assert load_layers(tmp_path)["trees"].find_category("linde") is None


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café 't Hoekje", "cafe t hoekje"),
        ("  Buurt--huis ", "buurt huis"),
        ("amenity=library", "amenity=library"),
        ("STRASSE", "strasse"),
        ("…", ""),
    ],
)
def test_folding_leaves_out_case_accents_and_signs(text, folded):
    assert fold(text) == folded


SHIPPED = pytest.mark.parametrize("layer", shipped_layers().values(), ids=lambda layer: layer.key)


def test_the_six_layers_ship_in_their_order(layers: Layers):
    assert list(layers) == [
        "skills",
        "associations",
        "institutions",
        "places",
        "economy",
        "heritage",
    ]


def test_shipped_layers_are_told_apart_by_colour_and_by_shape(layers: Layers):
    assert len({layer.color.lower() for layer in layers.values()}) == len(layers)
    assert len({layer.shape for layer in layers.values()}) == len(layers)


@SHIPPED
def test_a_shipped_layer_has_eight_categories_or_more(layer: Layer):
    assert len([key for key in layer.category_by_key if key != OTHER]) >= 8


@SHIPPED
def test_a_shipped_layer_takes_every_title_for_its_own_category(layer: Layer):
    found = {
        title: layer.find_category(title)
        for category in layer.categories
        for title in (category.key, category.title.nl, category.title.en)
    }

    assert found == {
        title: category.key
        for category in layer.categories
        for title in (category.key, category.title.nl, category.title.en)
    }


@SHIPPED
def test_a_word_belongs_to_one_category_of_a_shipped_layer(layer: Layer):
    words: dict[str, set[str]] = {}
    for category in layer.categories:
        for word in (*category.synonyms.nl, *category.synonyms.en, *category.osm):
            words.setdefault(fold(word), set()).add(category.key)

    assert {word: keys for word, keys in words.items() if len(keys) > 1} == {}


@SHIPPED
def test_a_shipped_layer_has_osm_tags_where_openstreetmap_knows_its_things(layer: Layer):
    tagged = [category for category in layer.categories if category.osm]

    # What people can do is on no street map.
    assert bool(tagged) != (layer.key == "skills")


def test_skills_are_about_persons_and_have_no_place_of_their_own(layers: Layers):
    skills = layers["skills"]

    assert skills.privacy.person
    assert skills.privacy.position == "neighbourhood"
    assert skills.geometry == ()
    assert not any(layer.privacy.person for key, layer in layers.items() if key != "skills")


@pytest.mark.parametrize(
    ("layer", "categories"),
    [
        ("skills", {"young_talent", "cooking", "storytelling", "saving_energy"}),
        ("associations", {"residents_group", "sports_club", "youth_scouting", "cultures"}),
        ("institutions", {"municipality", "welfare", "housing_association", "police"}),
        ("places", {"community_centre", "youth_centre", "school", "health_centre", "park"}),
        ("economy", {"shop", "social_enterprise", "energy_cooperative", "repair_cafe"}),
        ("heritage", {"story", "building", "tradition", "memorial"}),
    ],
)
def test_the_shipped_layers_cover_what_a_neighbourhood_has(layers, layer, categories):
    assert categories <= set(layers[layer].category_by_key)


# Words that people use, and the category that they mean.
EVERYDAY = {
    "places": {
        "library": "bieb bibliotheek minibieb boekenkastje buurtbieb",
        "swimming": "zwembad strand",
        "vegetable_garden": "moestuin volkstuin",
        "youth_centre": "jeugdhonk hangplek",
        "worship": "kerk moskee synagoge",
        "health_centre": "huisarts apotheek tandarts fysio",
        "childrens_farm": "kinderboerderij geitenboerderij",
        "play_area": "speeltuin trapveldje",
        "culture": "bioscoop theater",
        "square_bench": "bankje plein",
        "school": "school basisschool",
        "childcare": "crèche kinderopvang",
        "sports_hall": "gymzaal sportschool",
    },
    "associations": {
        "seniors_club": "ouderensoos koffieochtend",
        "sports_club": "voetbal voetbalclub tennisclub zwemclub",
        "music_club": "koor zangkoor fanfare",
        "theatre_dance_club": "toneel",
        "games_hobby_club": "bingo bridge schaken leesclub breiclub",
        "residents_group": "bewonersgroep huurderscommissie",
        "volunteers": "vrijwilligerswerk",
    },
    "institutions": {
        "housing_association": "woningbouw",
        "care_organisation": "wijkverpleegkundige",
        "welfare": "jongerenwerker",
        "education_board": "taalles",
    },
    "economy": {
        "repair_cafe": "repaircafe repaircafé repair-café",
        "food_sharing": "voedselbank",
        "second_hand": "kringloop tweedehands weggeefkast",
        "shop": "supermarkt super buurtwinkel",
        "cafe_restaurant": "kroeg friettent",
        "tool_library": "gereedschap",
        "services": "kapper postkantoor fietsenmaker",
    },
    "skills": {"digital": "computerles", "schoolwork": "bijles huiswerkhulp"},
    "heritage": {"artwork": "kunst graffiti", "mill": "molen", "cemetery": "kerkhof"},
}


@pytest.mark.parametrize(
    ("layer", "category", "word"),
    [
        (layer, category, word)
        for layer, categories in EVERYDAY.items()
        for category, words in categories.items()
        for word in words.split()
    ],
)
def test_an_everyday_word_finds_its_category(layers, layer, category, word):
    assert layers[layer].find_category(word) == category


def test_categories_are_numbered_through_all_layers_in_their_order(layers):
    categories, position = category_positions(layers)

    pairs = [(layer.key, each.key) for layer in layers.values() for each in layer.categories]
    assert list(position) == pairs
    assert list(position.values()) == list(range(len(pairs))) == list(range(len(categories)))
    keys = list(layers)
    assert [(keys[each["layer"]], each["key"]) for each in categories] == pairs
