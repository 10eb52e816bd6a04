"""Counts of what is public, and what a living map fetches."""

from __future__ import annotations

import pytest

from assetmap.actions.assets import add_asset, retire_asset
from assetmap.actions.finding import Finder
from assetmap.actions.map_data import map_state, name_of, packed_assets
from assetmap.actions.overview import counts, overview
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset
from assetmap.errors import NotFound
from tests.actions.workspaces import STEWARD, VISITOR, clock
from tests.factories import code_of, make_asset, make_talent, point_in
from tests.maps.unpacking import unpack


def add(store: Store, asset: Asset) -> str:
    return add_asset(store, asset, person=STEWARD, clock=clock).id


@pytest.fixture
def filled(store: Store) -> Store:
    add(store, make_asset("Bieb"))
    add(store, make_asset("Park", category="other", geometry=point_in(1)))
    add(store, make_asset("Buiten", geometry=point_in(0, dx=-0.5)))
    add(store, make_talent())
    retire_asset(store, add(store, make_asset("Dicht")), person=STEWARD, reason="x", clock=clock)
    return store


@pytest.mark.parametrize("person", [VISITOR, STEWARD], ids=lambda person: person.role)
def test_overview_counts_what_is_public_whoever_asks(filled: Store, person: object) -> None:
    found = overview(filled, person=person)  # type: ignore[arg-type]

    assert (found.total, found.neighbourhoods, found.outside) == (4, 6, 1)
    assert list(found.by_layer) == list(filled.layers)
    assert {key: count for key, count in found.by_layer.items() if count} == {
        "skills": 1,
        "places": 3,
    }
    assert found.by_neighbourhood == {
        code_of(0): ("Buurt 00", {"skills": 1, "places": 1}),
        code_of(1): ("Buurt 01", {"places": 1}),
    }


def test_counts_can_be_of_another_year(store: Store) -> None:
    add(store, make_asset("Oud", existed_from=1950, existed_to=1990))
    add(store, make_asset("Nieuw", existed_from=2000))

    then, now = (sum(count.assets for count in counts(store, person=VISITOR, on=year))
                 for year in (1960, 2010))  # fmt: skip

    assert (then, now) == (1, 1)


def test_packed_assets_are_those_that_everybody_may_see(filled: Store) -> None:
    state = map_state(Finder(lambda: filled), person=STEWARD)

    header, columns = unpack(packed_assets(state, person=STEWARD))

    assert header["version"] == state.version
    assert len(columns["x"]) == state.assets == 4


def test_name_of_a_hidden_asset_is_not_found(store: Store) -> None:
    hidden = add(store, make_asset("Dicht"))
    number = store.asset(hidden, viewer=STEWARD).number
    retire_asset(store, hidden, person=STEWARD, reason="x", clock=clock)

    assert name_of(store, number, person=STEWARD) == "Dicht"
    with pytest.raises(NotFound):
        name_of(store, number, person=VISITOR)


@pytest.mark.parametrize("number", [0, 999, 2**63, 10**40])
def test_name_of_a_number_that_was_never_given_is_not_found(store: Store, number: int) -> None:
    with pytest.raises(NotFound):
        name_of(store, number, person=VISITOR)
