"""What words find, in texts and in the names of sorts, themes and neighbourhoods."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.actions.finding import Finder
from assetmap.domain.layer import load_layers
from tests.actions.finding_scene import find, finder_of, look, names, scene_workspace
from tests.factories import LAYERS_FOLDER, add, make_asset

LIBRARY, PLAY, CAFE, POOL = (
    "Buurtbibliotheek Zuid",
    "Waterspeeltuin",
    "Café De Brug",
    "Zwembad De Golf",
)
CENTRE, BAND = "مركز الحي", "Harmonie De Eendracht"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    workspace = scene_workspace(tmp_path_factory.mktemp("scene") / "wijk.gpkg")
    yield finder_of(workspace)
    workspace.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bibliotheek buurt", [LIBRARY]),
        ("speeltuin", [PLAY]),
        ("kranten", [LIBRARY]),
        ("kerkstraat", [LIBRARY, CAFE]),
        ("Kerkstraat 12", [LIBRARY]),
        ("CAFE brug", [CAFE]),
        ("'s avonds", [CAFE]),
        ("lodz strasse", [CENTRE]),
        ("مَركز", [CENTRE]),
    ],
)
def test_words_are_found_together_inside_the_words_of_an_asset(scene, words, found):
    assert find(scene, words) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bieb", [LIBRARY]),
        ("library", [LIBRARY]),
        ("book exchange", [LIBRARY]),
        ("fanfare", [BAND]),
        ("verenigingen", [BAND]),
        ("associations", [BAND]),
        ("gezondheid", ["Wijkpark"]),
        ("schooling", [LIBRARY]),
        ("older people", [BAND]),
        ("polderwijk", [CAFE]),
        ("zonnedorp gymzaal", ["Gymzaal 10", "Gymzaal 2"]),
        ("linden noord", [CENTRE]),
    ],
)
def test_asset_is_found_by_its_sort_theme_audience_and_neighbourhood(scene, words, found):
    assert find(scene, words) == found


@pytest.mark.parametrize(
    "words",
    ["qqqq", "bibliotheek qqqq", "koffie kranten", "%", "*", '"', "🎵", "_", "\0", "xqzvkw"],
)
def test_what_is_nowhere_finds_nothing_rather_than_everything(scene, words):
    found = look(scene, words)

    assert (found.total, dict(found.read_as)) == (0, {})


def test_no_words_leave_everything(scene):
    assert look(scene, "  ").total == look(scene).total


@pytest.mark.parametrize(
    ("typed", "read", "found"),
    [
        ("biblioteek", "bibliotheek", [LIBRARY]),
        ("bibiotheek", "bibliotheek", [LIBRARY]),
        ("spelltuin", "speeltuin", [PLAY]),
        ("zwembat", "zwembad", [POOL]),
        ("kerstraat", "kerkstraat", [LIBRARY, CAFE]),
        ("poldrwijk", "polderwijk", [CAFE]),
        ("gezondheit", "gezondheid", ["Wijkpark"]),
        ("harmony", "harmonie", [BAND]),
    ],
)
def test_mistyped_word_is_read_as_a_likely_one_and_says_so(scene, typed, read, found):
    answer = look(scene, typed)

    assert names(answer) == found
    assert dict(answer.read_as) == {typed: read}


def test_only_the_mistyped_word_is_read_otherwise(scene):
    answer = look(scene, "Zuid biblioteek")

    assert names(answer) == [LIBRARY]
    assert dict(answer.read_as) == {"biblioteek": "bibliotheek"}


def test_two_mistyped_words_are_both_read_otherwise(scene):
    answer = look(scene, "biblioteek kerstraat")

    assert names(answer) == [LIBRARY]
    assert dict(answer.read_as) == {"biblioteek": "bibliotheek", "kerstraat": "kerkstraat"}


def test_word_that_is_somewhere_but_not_with_the_others_is_read_otherwise(tmp_path):
    workspace = scene_workspace(
        tmp_path / "wijk.gpkg", [make_asset("Bakkerij Molen"), make_asset("Molec"), make_asset("x")]
    )
    finder = finder_of(workspace)

    answer = look(finder, "bakkerij molec")

    assert names(answer) == ["Bakkerij Molen"]
    assert dict(answer.read_as) == {"molec": "molen"}
    assert find(finder, "molec") == ["Molec"]
    workspace.close()


def test_likely_word_that_leads_nowhere_is_not_taken(scene):
    # There are sorts of ice rinks and farms, but nothing of either here.
    answer = look(scene, "ijsbaam")

    assert (answer.total, dict(answer.read_as)) == (0, {})


def test_sentence_that_finds_nothing_is_not_guessed_at(scene):
    answer = look(scene, "waar vind jij hier eigenlijk toch biblioteek")

    assert (answer.total, dict(answer.read_as)) == (0, {})


def test_little_words_need_not_stand_there(scene):
    assert find(scene, "taalles voor zuid") == [LIBRARY]
    assert find(scene, "de golf") == [POOL]


def test_demonstration_children_s_farm_is_found_when_mistyped(tmp_path):
    farm = make_asset("Boerderij 't Geitje", category="childrens_farm")
    workspace = scene_workspace(tmp_path / "wijk.gpkg", [farm])

    answer = look(finder_of(workspace), "kinderboederij")

    assert names(answer) == ["Boerderij 't Geitje"]
    assert dict(answer.read_as) == {"kinderboederij": "kinderboerderij"}
    workspace.close()


@given(st.text(max_size=30))
def test_any_words_get_an_answer(scene, words):
    found = look(scene, words)

    assert len(found.mask) == len(found.catalogue)
    if not words.split():
        assert found.mask.all()


@given(
    st.sampled_from(["name", "offers"]),
    st.integers(0, 9),
    st.integers(0, 30),
    st.integers(1, 12),
)
def test_any_part_of_a_text_finds_the_asset(scene, column, row, start, length):
    text = getattr(look(scene).catalogue, column)[row]
    part = text[start : start + length]

    found = look(scene, part)

    assert found.mask[row]
    assert found.read_as == {}


def test_every_title_and_synonym_finds_its_sort(tmp_path):
    layers = load_layers(LAYERS_FOLDER)
    layer = layers["places"]
    assets = [make_asset(f"Plek {each.key}", category=each.key) for each in layer.categories]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)
    finder = finder_of(workspace)

    for category in layer.categories:
        words = (*vars(category.title).values(), *category.synonyms.nl, *category.synonyms.en)
        for word in words:
            assert f"Plek {category.key}" in find(finder, word), word
    workspace.close()


def test_name_of_a_neighbourhood_finds_what_came_there_since(tmp_path):
    workspace = scene_workspace(tmp_path / "wijk.gpkg")
    finder = workspace.finder()
    assert find(finder, "oosterheem") == [POOL]

    add(workspace.store(), make_asset("Nieuw", geometry=None, neighbourhood="BU10",
                                      neighbourhood_year=2025, layer="associations",
                                      category="other"))  # fmt: skip

    assert find(finder, "oosterheem") == [POOL, "Nieuw"]
    workspace.close()
