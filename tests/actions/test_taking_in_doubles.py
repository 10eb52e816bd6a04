"""Rows that are probably here already are found, told, and never added silently."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from assetmap.actions.assets import retire_asset
from assetmap.actions.taking_in.doubles import find_doubles
from assetmap.actions.workspace import Store
from assetmap.domain import schema
from tests.actions.lists import book_at, prepared, row, taken, write
from tests.actions.workspaces import STEWARD, clock
from tests.factories import add, make_asset, make_talent, point_in

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

# Some 680 m a degree of longitude hundredth: a tenth of a cell is 68 m.
HERE, NEAR, FAR = point_in(0, dx=0.5), point_in(0, dx=0.6), point_in(0, dx=0.95)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "lijst.csv", row(name="Buurthuis De Linde", at=(0, 0.5)))


def names(store: Store) -> list[str]:
    return sorted(store.assets(viewer=STEWARD)["name"])


@pytest.mark.parametrize(
    ("name", "place", "is_double"),
    [
        ("Buurthuis de Linde", HERE, True),
        ("buurthuis 'De Linde'", NEAR, True),
        ("Stichting Buurthuis Linde", NEAR, True),
        ("De Linde", HERE, True),
        ("De Linde", NEAR, False),
        ("Buurthuis De Linden", NEAR, True),
        ("Buurthuis De Linde", FAR, False),
        ("Buurthuis De Linde 2", HERE, False),
        ("Wijkpark", HERE, False),
    ],
)
def test_name_and_nearness_make_a_double(
    store: Store, file: Path, name: str, place: shapely.Point, is_double: bool
) -> None:
    add(store, make_asset(name, geometry=place))

    _, found = prepared(store, file)

    assert bool(found.doubles) == is_double
    assert found.new == (0 if is_double else 1)


def test_double_says_what_it_looks_like(store: Store, file: Path) -> None:
    (record_id,) = add(store, make_asset("Buurthuis De Linden", geometry=NEAR))

    _, found = prepared(store, file)

    (double,) = found.doubles
    assert (double.row, double.name, double.record_id) == (1, "Buurthuis De Linde", record_id)
    assert double.other_name == "Buurthuis De Linden"
    assert double.distance_m == pytest.approx(68, abs=3)
    assert 85 <= double.likeness < 100


@pytest.mark.parametrize(
    ("decisions", "added"), [({}, 0), ({1: "skip"}, 0), ({1: "same"}, 0), ({1: "new"}, 1)]
)
def test_double_is_added_only_when_somebody_says_so(
    store: Store, file: Path, decisions: dict[int, str], added: int
) -> None:
    add(store, make_asset("Buurthuis De Linde", geometry=NEAR))

    _, run = taken(store, file, decisions=decisions)

    assert run.added == added
    assert len(names(store)) == 1 + added


def test_likeliest_of_several_is_meant(store: Store, file: Path) -> None:
    add(store, make_asset("Buurthuis De Linden", geometry=HERE))
    (same,) = add(store, make_asset("Buurthuis De Linde", geometry=NEAR))

    _, found = prepared(store, file)

    assert [each.record_id for each in found.doubles] == [same]


def test_asset_of_another_layer_can_be_the_same(store: Store, file: Path) -> None:
    add(store, make_asset("Buurthuis De Linde", layer="institutions", category="welfare"))

    _, found = prepared(store, file)

    assert len(found.doubles) == 1


def test_what_is_out_of_sight_or_about_a_person_is_no_double(store: Store, file: Path) -> None:
    add(store, make_talent("Buurthuis De Linde"))
    (gone,) = add(store, make_asset("Buurthuis De Linde", geometry=NEAR))
    retire_asset(store, gone, person=STEWARD, reason="weg", clock=clock)

    _, found = prepared(store, file)

    assert found.doubles == ()


def test_rows_of_one_list_with_ids_are_no_doubles_of_each_other(
    store: Store, tmp_path: Path
) -> None:
    file = write(tmp_path / "lijst.csv", row("1", "Brandweer"), row("2", "Brandweer"))

    found, _ = taken(store, file)
    again, _ = taken(store, write(file, *(row(nr, "Brandweer") for nr in "123")))

    assert (found.new, again.new, again.unchanged) == (2, 1, 2)
    assert again.doubles == ()


def test_place_of_a_postcode_is_compared_by_the_same_name_only(
    store: Store, tmp_path: Path
) -> None:
    add(store, make_asset("Wijkgebouw Oost", geometry=FAR))
    add(store, make_asset("Hal Noord", geometry=FAR))
    file = write(
        tmp_path / "lijst.csv",
        row("1", "Wijkgebouw Oost", at=None, postcode="1000 AA"),
        row("2", "Hal Noort", at=None, postcode="1000 AA"),
    )

    _, found = prepared(store, file, book=book_at(tmp_path / "b.sqlite"))

    assert [each.row for each in found.doubles] == [1]


def made_up(count: int, seed: int) -> GeoDataFrame:
    """Return assets all over a town of some ten kilometres, of a few thousand names."""
    random = np.random.default_rng(seed)
    numbers = random.integers(0, 3_000, count)
    return GeoDataFrame(
        {
            schema.NAME: [f"Speeltuin {chr(97 + n % 26) * 3}{n // 26}veld" for n in numbers],
            schema.PRECISION: [""] * count,
            schema.POSITION: [schema.EXACT] * count,
        },
        geometry=shapely.points(6 + random.random(count) * 0.15, 52 + random.random(count) * 0.1),
        crs="EPSG:4326",
    )


def test_many_rows_are_compared_at_once_with_the_same_outcome_as_one_by_one() -> None:
    rows, standing = made_up(1_500, 1), made_up(1_500, 2)

    together = find_doubles(rows, standing)

    alone = [each for at in range(0, 1_500, 50) for each in find_doubles(rows.iloc[[at]], standing)]
    assert [each for each in together if each.row % 50 == 0] == alone
    assert together
