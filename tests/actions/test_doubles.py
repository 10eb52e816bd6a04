"""What is there already and may be the same comes up, and nothing that is not for all."""

from __future__ import annotations

import pytest

from assetmap.actions.assets import retire_asset
from assetmap.actions.doubles import Likely, likely_doubles, likeness_of
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.search_text import fold
from tests.actions.workspaces import CONTRIBUTOR, STEWARD
from tests.factories import CELL, WEST, add, code_of, make_asset, make_talent, point_in

# 40 metres east, at this latitude.
_40_M = 40 / 68_300


def names(found: list[Likely]) -> list[str]:
    return [each.name for each in found]


def beside(metres_40: float = 1.0) -> tuple[float, float]:
    """Return latitude and longitude some times 40 m east of the middle of the first cell."""
    place = point_in(0)
    return place.y, place.x + metres_40 * _40_M


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("Buurthuis De Brug", "Buurthuis De Brug"),
        ("buurthuis de brug", "Buurthuis De Brug"),
        ("De Brug", "Buurthuis De Brug"),
        ("Buurthuis de Burg", "Buurthuis De Brug"),
        ("Stichting Wijkcentrum De Brug", "Buurthuis De Brug"),
        ("Speeltuin 't Zonnetje", "speeltuin ‘t zonnetje"),
        ("Cafe Het Anker", "Café Het Anker"),
        ("Tuinvereniging Groenoord", "Volkstuinvereniging Groenoord"),
    ],
)
def test_the_same_name_in_other_words_is_told(
    workspace: Workspace, store: Store, typed: str, there: str
) -> None:
    [record_id] = add(store, make_asset(there))

    found = likely_doubles(workspace.finder(), typed, *beside(), person=CONTRIBUTOR)

    assert [each.record_id for each in found] == [record_id]
    assert found[0].distance_m == pytest.approx(40, abs=2)


@pytest.mark.parametrize(
    "typed",
    ["Buurthuis De Linden", "Speeltuin De Zwaan", "Buurthuis", "Brugwachtershuis", "", "De"],
)
def test_another_name_is_another_thing_though_the_sort_is_the_same(
    workspace: Workspace, store: Store, typed: str
) -> None:
    add(store, make_asset("Buurthuis De Brug"))

    assert likely_doubles(workspace.finder(), typed, *beside(5), person=CONTRIBUTOR) == []


def test_the_likeliest_comes_first_and_then_the_nearest(workspace: Workspace, store: Store) -> None:
    add(
        store,
        make_asset("Buurthuis De Brug", geometry=point_in(0, dx=0.6)),
        make_asset("Buurthuis De Brug"),
        make_asset("Buurthuis De Brugge"),
        make_asset("Buurthuis De Brug", geometry=point_in(0, dx=0.9)),
    )

    found = likely_doubles(
        workspace.finder(), "Buurthuis De Brug", *beside(0), most=2, person=CONTRIBUTOR
    )

    assert [round(each.distance_m or 0) for each in found] == [0, 68]


def test_what_lies_far_off_counts_in_the_same_neighbourhood_only(
    workspace: Workspace, store: Store
) -> None:
    add(store, make_asset("Vereniging De Zwaan", geometry=point_in(0, dx=0.02)))
    here = (point_in(0).y, WEST + 0.98 * CELL)

    without = likely_doubles(workspace.finder(), "De Zwaan", *here, person=CONTRIBUTOR)
    within = likely_doubles(
        workspace.finder(), "De Zwaan", *here, neighbourhood=code_of(0), person=CONTRIBUTOR
    )

    assert without == []
    assert names(within) == ["Vereniging De Zwaan"]


def test_a_talent_is_compared_within_its_neighbourhood_and_tells_no_distance(
    workspace: Workspace, store: Store
) -> None:
    add(store, make_talent("Fietsen repareren"), make_asset("Fietsen repareren"))
    finder = workspace.finder()

    found = likely_doubles(
        finder, "Fietsen repareren", None, None,
        neighbourhood=code_of(0), layer="skills", person=CONTRIBUTOR,
    )  # fmt: skip
    elsewhere = likely_doubles(
        finder, "Fietsen repareren", None, None,
        neighbourhood=code_of(1), layer="skills", person=CONTRIBUTOR,
    )  # fmt: skip

    assert [(each.name, each.distance_m) for each in found] == [("Fietsen repareren", None)]
    assert elsewhere == []


def test_without_a_place_and_a_neighbourhood_nothing_is_told(
    workspace: Workspace, store: Store
) -> None:
    add(store, make_asset("Buurthuis De Brug"))

    assert likely_doubles(workspace.finder(), "De Brug", None, None, person=CONTRIBUTOR) == []


def test_what_waits_or_is_out_of_sight_is_told_to_nobody(
    workspace: Workspace, store: Store
) -> None:
    waiting, retired = add(
        store, make_talent("Soep koken", until=None), make_asset("Buurthuis De Brug")
    )
    retire_asset(store, retired, person=STEWARD, reason="weg")

    for person in (CONTRIBUTOR, STEWARD):
        finder = workspace.finder()
        assert likely_doubles(finder, "De Brug", *beside(), person=person) == []
        assert (
            likely_doubles(
                finder, "Soep koken", None, None, neighbourhood=code_of(0), person=person
            )
            == []
        )
    assert waiting != retired


def test_what_was_added_a_moment_ago_is_told(workspace: Workspace, store: Store) -> None:
    finder = workspace.finder()
    assert likely_doubles(finder, "De Brug", *beside(), person=CONTRIBUTOR) == []

    add(store, make_asset("Buurthuis De Brug"))

    assert names(likely_doubles(finder, "De Brug", *beside(), person=CONTRIBUTOR))


def test_an_unknown_layer_or_neighbourhood_gives_nothing(
    workspace: Workspace, store: Store
) -> None:
    add(store, make_asset("Buurthuis De Brug"))

    for more in ({"layer": "nowhere"}, {"neighbourhood": "nowhere", "layer": "heritage"}):
        assert (
            likely_doubles(workspace.finder(), "De Brug", *beside(), person=CONTRIBUTOR, **more)
            == []
        )


def test_likeness_is_the_same_both_ways() -> None:
    one, other = fold("Stichting De Brug").split(), fold("Buurthuis de Burg").split()

    assert likeness_of(one, other) == pytest.approx(likeness_of(other, one))
