"""What is found in an order, and what the search box offers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.actions.finding import Finder, Row, Suggestion
from assetmap.actions.finding.names import NameOrder
from assetmap.domain.record import Action
from assetmap.domain.search_text import name_key
from assetmap.domain.selection import EVERYTHING, Selection
from assetmap.store import Change
from tests.actions.finding_scene import MIDDLE, finder_of, look, scene_assets, scene_workspace
from tests.actions.workspaces import VISITOR, noon_of
from tests.factories import MOMENT, add, change, make_asset, make_talent, point_in
from tests.store.test_search_index import catalogue_of

ALL = 99


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finder]:
    workspace = scene_workspace(tmp_path_factory.mktemp("scene") / "wijk.gpkg")
    yield finder_of(workspace)
    workspace.close()


def ranked(finder: Finder, sort: str = "name", words: str = "", **more: object) -> list[Row]:
    given_ = {"start": 0, "count": ALL, **more}
    return finder.ranked(Selection(words=words), sort, person=VISITOR, **given_)  # type: ignore[arg-type]


def named(rows: list[Row]) -> list[str]:
    return [row.name for row in rows]


def suggest(finder: Finder, words: str, language: str = "nl", most: int = 8) -> list[Suggestion]:
    return finder.suggest(words, language, most=most, person=VISITOR)


def test_names_are_in_order_as_people_expect(scene):
    assert named(ranked(scene)) == [
        "Buurtbibliotheek Zuid",
        "Café De Brug",
        "Fietsen maken",
        "Gymzaal 2",
        "Gymzaal 10",
        "Harmonie De Eendracht",
        "Waterspeeltuin",
        "Wijkpark",
        "Zwembad De Golf",
        "مركز الحي",
    ]


def test_row_tells_what_a_list_shows(scene):
    row = ranked(scene, words="bieb")[0]

    assert row == Row(
        number=1,
        name="Buurtbibliotheek Zuid",
        layer="places",
        category="library",
        neighbourhood="BU00",
        neighbourhood_name="Centrum",
        address="Kerkstraat 12",
        hours="Mo-Fr 09:00-17:00",
        changed=MOMENT,
        x=pytest.approx(MIDDLE[1]),
        y=pytest.approx(MIDDLE[0]),
        distance_m=None,
    )


@pytest.mark.parametrize("sort", ["name", "newest", "distance", "best", "described"])
def test_parts_of_a_list_are_the_list(scene, sort):
    whole = ranked(scene, sort, "g", place=MIDDLE)

    parts = [ranked(scene, sort, "g", place=MIDDLE, start=at, count=3) for at in range(0, 12, 3)]

    assert [row for part in parts for row in part] == whole
    assert ranked(scene, sort, "g", start=500) == []
    assert ranked(scene, sort, "g", start=-5, count=2) == ranked(scene, sort, "g", count=2)
    assert ranked(scene, sort, "g", count=-1) == []


def test_newest_is_what_was_changed_last(tmp_path):
    workspace = scene_workspace(tmp_path / "wijk.gpkg", [make_asset("A"), make_asset("B")])
    store = workspace.store()
    edit = Change(make_asset("A2"), Action.EDIT, "", store.record_id(1), 1)
    store.save([edit], by="laptop", at=noon_of(2027))

    rows = ranked(workspace.finder(), "newest")

    assert named(rows) == ["A2", "B"]
    assert rows[0].changed == noon_of(2027)
    workspace.close()


def test_nearest_comes_first_and_a_park_is_as_near_as_its_edge(scene):
    rows = ranked(scene, "distance", place=MIDDLE)
    metres = {row.name: row.distance_m for row in rows}

    assert [row.name for row in rows if row.layer != "skills"][:3] == [
        "Buurtbibliotheek Zuid",
        "Harmonie De Eendracht",
        "Wijkpark",
    ]
    assert metres["Buurtbibliotheek Zuid"] == pytest.approx(0, abs=0.01)
    assert metres["Wijkpark"] == pytest.approx(111.3, abs=0.5)
    assert metres["Waterspeeltuin"] == pytest.approx(683, abs=2)


def test_what_is_shown_by_neighbourhood_is_at_no_distance(scene):
    talent = next(row for row in ranked(scene, place=MIDDLE) if row.layer == "skills")

    assert talent.distance_m is None


@pytest.mark.parametrize("sort", ["distance", "best"])
def test_order_that_cannot_be_is_by_name(scene, sort):
    assert ranked(scene, sort) == ranked(scene, "name")


def test_best_is_a_name_then_a_sort_then_what_is_told(tmp_path):
    assets = [
        make_asset("Vertelcafé", offers="Over de molen en het dorp.", category="other"),
        make_asset("Tochtgenoten Molenzicht", category="other"),
        make_asset("De Molen", category="other"),
        make_asset("Molen", category="other"),
        make_asset("Rooseboom", layer="heritage", category="mill"),
        make_asset("Bakker", category="other", address="Molenpad 3"),
        make_asset("Molenaars", category="other"),
        make_asset("Watermolens", category="other"),
    ]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)

    assert named(ranked(finder_of(workspace), "best", "molen")) == [
        "Molen",
        "Molenaars",
        "De Molen",
        "Tochtgenoten Molenzicht",
        "Rooseboom",
        "Watermolens",
        "Bakker",
        "Vertelcafé",
    ]
    workspace.close()


def test_best_described_tells_most(tmp_path):
    assets = [
        make_asset("Kaal"),
        make_asset("Lang", offers="Een heel verhaal. " * 9, address="Brink 1"),
        make_asset("Uren", opening_hours="Mo-Fr 09:00-17:00"),
    ]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)

    assert named(ranked(finder_of(workspace), "described")) == ["Lang", "Uren", "Kaal"]
    workspace.close()


def test_names_that_come_and_change_find_their_place(tmp_path):
    workspace = scene_workspace(tmp_path / "wijk.gpkg")
    finder, store = workspace.finder(), workspace.store()
    ranked(finder)

    add(store, make_asset("Gymzaal 3"), make_asset("Aula"))
    change(store, store.record_id(5), make_asset("Zzz"))
    after = named(ranked(finder))

    assert after == sorted(look(finder).catalogue.name.tolist(), key=name_key)
    assert after[0] == "Aula"
    assert after.index("Gymzaal 3") == after.index("Gymzaal 2") + 1
    workspace.close()


texts = st.text("ab 19é", max_size=4)


@given(
    before=st.dictionaries(st.integers(1, 12), texts),
    after=st.dictionaries(st.integers(1, 12), texts),
    start=texts,
)
def test_order_made_from_an_earlier_one_is_the_order_made_anew(before, after, start):
    earlier = NameOrder(catalogue_of(before))
    catalogue = catalogue_of(after)

    found, anew = NameOrder(catalogue, earlier), NameOrder(catalogue)

    assert found.rows.tolist() == anew.rows.tolist()
    keys = [(name_key(after[number]), number) for number in catalogue.number[found.rows].tolist()]
    assert keys == sorted(keys)
    beginning = {row for row, key in enumerate(map(name_key, catalogue.name))
                 if key.startswith(name_key(start))}  # fmt: skip
    assert set(found.beginning_with(start).tolist()) == beginning
    assert set(found.named(start).tolist()) == {
        row for row in beginning if name_key(catalogue.name[row]) == name_key(start)
    }


def test_search_box_offers_sorts_neighbourhoods_assets_and_addresses(scene):
    assert suggest(scene, "lind") == [
        Suggestion("neighbourhood", "De Linden", key="BU01", count=1),
        Suggestion("neighbourhood", "De Linden-Noord", key="BU12", count=1),
        Suggestion("asset", "Waterspeeltuin", "Speelplek · De Linden", number=2, layer="places"),
        Suggestion("asset", "مركز الحي", "Buurthuis · De Linden-Noord", number=8, layer="places"),
        Suggestion(
            "address",
            "Lindelaan 3",
            lat=pytest.approx(MIDDLE[0]),
            lon=pytest.approx(MIDDLE[1] + 0.01),
        ),
    ]


@pytest.mark.parametrize(
    ("language", "title", "more"),
    [("nl", "Bibliotheek", "Plekken"), ("en", "Library", "Places")],
)
def test_sort_is_offered_in_the_language_of_who_looks(scene, language, title, more):
    found = suggest(scene, "bieb", language)

    assert found[0] == Suggestion("category", title, more, layer="places", key="library", count=1)
    assert found[1].more == f"{title} · Centrum"


def test_mistyped_word_offers_what_was_meant(scene):
    assert [each.title for each in suggest(scene, "zwembat")] == ["Zwemplek", "Zwembad De Golf"]


def test_asset_with_just_this_name_comes_first(scene):
    assert suggest(scene, "gymzaal 10")[0].title == "Gymzaal 10"
    assert suggest(scene, "waterspeeltuin")[0].number == 2
    assert suggest(scene, "waterspeelt")[0].kind == "asset"


def test_name_with_a_hyphen_comes_first_as_it_is_typed(tmp_path):
    assets = [
        make_asset("Oost en Zuid samen"),
        make_asset("Aan de Zuid-Oost"),
        make_asset("Zuid-Oost"),
    ]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)
    finder = finder_of(workspace)

    assert named(ranked(finder, "best", "zuid-oost"))[0] == "Zuid-Oost"
    assert suggest(finder, "zuid-oost")[0].title == "Zuid-Oost"
    workspace.close()


def test_sort_of_which_there_is_none_is_not_offered(scene):
    assert suggest(scene, "ijsbaan") == []


def test_address_is_offered_once_and_in_order_of_house_number(tmp_path):
    addresses = ("Molenpad 10", "Molenpad 2", "molenpad 2", "Oude Molenpad 1")
    assets = [make_asset(f"x{n}", address=each) for n, each in enumerate(addresses)]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)

    found = [each for each in suggest(finder_of(workspace), "molenpad") if each.kind == "address"]

    assert [each.title for each in found] == ["Molenpad 2", "Molenpad 10"]
    workspace.close()


def test_address_of_what_is_shown_by_neighbourhood_is_not_offered(tmp_path):
    talent = make_talent("Naaien", address="Kerkstraat 99")
    workspace = scene_workspace(tmp_path / "wijk.gpkg", [*scene_assets(), talent])

    found = suggest(finder_of(workspace), "kerkstraat 99")

    assert [each.kind for each in found if each.kind == "address"] == []
    workspace.close()


def test_no_more_is_offered_than_asked_for(tmp_path):
    assets = [make_asset(f"Molen {n}", geometry=point_in(0, dx=n / 50)) for n in range(40)]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", assets)
    finder = finder_of(workspace)

    assert [each.title for each in suggest(finder, "molen")] == [f"Molen {n}" for n in range(8)]
    assert len(suggest(finder, "molen", most=3)) == 3
    assert suggest(finder, "molen", most=1)[0].kind == "asset"
    workspace.close()


def test_best_of_thousands_of_assets_are_offered(tmp_path):
    assets = [make_asset(f"Plek {n} bij de molen") for n in range(1500)]
    workspace = scene_workspace(tmp_path / "wijk.gpkg", [*assets, make_asset("De Molen")])

    found = suggest(finder_of(workspace), "de molen")

    assert found[0].title == "De Molen"
    assert [each.title for each in found[1:3]] == ["Plek 0 bij de molen", "Plek 1 bij de molen"]
    workspace.close()


@pytest.mark.parametrize("words", ["", "   ", "\t"])
def test_nothing_typed_offers_nothing(scene, words):
    assert suggest(scene, words) == []


@given(st.text(max_size=20), st.integers(1, 9))
def test_anything_typed_gets_an_answer(scene, words, most):
    found = suggest(scene, words, most=most)

    assert len(found) <= most
    shown = set(look(scene).numbers.tolist())
    assert all(each.number in shown for each in found if each.kind == "asset")


def test_whole_list_has_everything(scene):
    rows = scene.ranked(EVERYTHING, start=0, count=ALL, person=VISITOR)

    assert sorted(row.number for row in rows) == look(scene).numbers.tolist()
    assert np.isfinite([row.x for row in rows]).all()
