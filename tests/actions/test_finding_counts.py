"""How many there are: by each value of a filter, and by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.actions.finding import Facets, Finder, Years
from assetmap.domain.selection import EVERYTHING, Selection
from assetmap.domain.theme import THEMES
from assetmap.domain.traits import AUDIENCES, LANGUAGES
from tests.actions.finding_scene import MIDDLE, finder_of, look, scene_workspace
from tests.actions.workspaces import VISITOR
from tests.factories import make_asset, shipped_layers

PAIRS = [
    *(("places", key) for key in ("library", "park", "sports_hall", "swimming")),
    *(("associations", "music_club"), ("associations", "other"), ("skills", "repairing")),
]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    workspace = scene_workspace(tmp_path_factory.mktemp("scene") / "wijk.gpkg")
    yield finder_of(workspace)
    workspace.close()


def facets(finder: Finder, **filters: object) -> Facets:
    return finder.facets(Selection(**filters), person=VISITOR)


def years(finder: Finder, **filters: object) -> Years:
    return finder.years(Selection(**filters), person=VISITOR)


def some_of(keys: object) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(keys)), max_size=2, unique=True).map(tuple)


selections = st.builds(
    Selection,
    words=st.sampled_from(["", "", "gym", "de", "kerkstraat"]),
    layers=st.none() | some_of(["places", "associations", "skills"]),
    categories=some_of(PAIRS),
    themes=some_of(["social_life", "health"]),
    audiences=some_of(["older", "children"]),
    open=st.sampled_from(["", "", "now", "weekend"]),
    free=st.booleans(),
    wheelchair=st.just(False),
    languages=some_of(["nl", "ar"]),
    neighbourhood=st.sampled_from(["", "", "BU00", "BU99"]),
    near=st.none() | st.just(MIDDLE),
    year=st.none() | st.just(1990),
)


@given(selections)
def test_each_count_is_what_choosing_that_value_finds(scene, selection):
    def total(**other: object) -> int:
        return scene.matching(replace(selection, **other), person=VISITOR).total

    found = scene.facets(selection, person=VISITOR)

    assert found.total == total()
    assert dict(found.layers) == {key: total(layers=(key,)) for key in shipped_layers()}
    assert dict(found.themes) == {key: total(themes=(key,)) for key in THEMES}
    assert dict(found.audiences) == {key: total(audiences=(key,)) for key in AUDIENCES}
    assert dict(found.languages) == {key: total(languages=(key,)) for key in LANGUAGES}
    assert dict(found.open) == {key: total(open=key) for key in ("now", "evening", "weekend")}
    assert found.free == total(free=True)
    assert found.wheelchair == total(wheelchair=True)
    shown = selection.layers if selection.layers is not None else tuple(shipped_layers())
    for layer, category in PAIRS:
        alone = total(layers=(layer,) if layer in shown else (), categories=((layer, category),))
        assert found.categories[layer, category] == alone


def test_a_chosen_category_leaves_the_counts_of_its_neighbours(scene):
    found = facets(scene, categories=(("places", "library"),))

    assert found.total == 3
    assert found.layers["places"] == 1
    assert found.categories["places", "sports_hall"] == 2
    assert found.categories["associations", "music_club"] == 1


def test_layer_that_is_off_says_how_many_it_would_show_and_its_sorts_are_gone(scene):
    found = facets(scene, layers=("associations",))

    assert (found.total, found.layers["places"]) == (1, 8)
    assert found.categories["places", "library"] == 0


def test_facets_cannot_be_changed(scene):
    with pytest.raises(TypeError):
        facets(scene).layers["places"] = 0


def test_each_year_counts_what_was_there(scene):
    found = years(scene)

    assert (found.first, found.last) == (1887, 2026)
    assert found.counts.shape == (6, 140)
    for year in (1887, 1959, 1960, 1998, 2005, 2006, 2026):
        there = look(scene, year=year)
        by_layer = np.bincount(there.catalogue.layer[there.mask], minlength=6)
        assert found.counts[:, year - found.first].tolist() == by_layer.tolist(), year


@given(selections)
def test_years_count_what_the_selection_shows_in_each_year(scene, selection):
    found = scene.years(selection, person=VISITOR)

    assert found.first <= found.last == 2026
    for year in {found.first, (found.first + found.last) // 2, found.last}:
        there = scene.matching(replace(selection, year=year), person=VISITOR)
        assert found.counts[:, year - found.first].sum() == there.total


def test_years_of_what_has_none_are_this_year_alone(scene):
    found = years(scene, words="gymzaal")

    assert (found.first, found.last, found.counts.sum()) == (2026, 2026, 2)


@pytest.mark.parametrize(
    ("starts", "first"),
    [
        ([1950, 1990], 1950),
        ([1850, 1950], 1850),
        ([1012, 1650, 1950], 1650),
        ([12, 1850], 1850),
        ([12, 1950, 1960], 1900),
        ([1500], 1527),
        ([12], 1527),
        ([12] * 2 + [1650] * 3 + [1950] * 250, 1650),
        ([2030], 2026),
    ],
)
def test_very_old_years_do_not_make_a_chart_of_a_thousand_years(tmp_path, starts, first):
    assets = [make_asset(f"Plek {at}", existed_from=year) for at, year in enumerate(starts)]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)

    found = years(finder_of(workspace))

    assert found.first == first
    assert found.counts.shape[1] == found.last - first + 1
    # What is older is there from the first year on.
    there = sum(year <= first for year in starts)
    assert found.counts[:, 0].sum() == there
    assert found.counts[:, -1].sum() == sum(year <= 2026 for year in starts)
    workspace.close()


def test_what_ended_before_the_first_year_is_in_none(tmp_path):
    gone = make_asset("Klooster", existed_from=1200, existed_to=1580)
    workspace = scene_workspace(
        tmp_path / "wijk.gpkg",
        [gone, *(make_asset(f"Plek {n}", existed_from=1990) for n in (1, 2))],
    )

    found = years(finder_of(workspace))

    assert found.first == 1900
    assert found.counts.sum() == 2 * (2026 - 1990 + 1)
    workspace.close()


def test_since_is_a_day_on_dutch_clocks(scene):
    assert facets(scene, since=date(2026, 5, 1)).total == 10
    assert facets(scene, since=date(2026, 5, 2)).total == 0
    assert scene.facets(EVERYTHING, person=VISITOR).total == 10
