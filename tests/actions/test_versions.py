"""What changed between versions, going back to one, and taking back the last save."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import shapely

from assetmap.actions.assets import (
    add_asset,
    edit_asset,
    restore_asset,
    retire_asset,
    see_asset,
)
from assetmap.actions.versions import differences, go_back, said_text, undo_save
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset
from assetmap.domain.consent import Consent
from assetmap.domain.layer import Layers
from assetmap.domain.record import Action
from assetmap.errors import Conflict, NotAllowed, NotFound
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, clock
from tests.factories import MOMENT, code_of, make_asset, make_contact, make_talent, point_in


def said(before: Asset, after: Asset, layers: Layers, **more) -> dict[str, tuple[str, str]]:
    return {
        each.field: (
            said_text(each.before, str, "en"),
            said_text(each.after, str, "en"),
        )
        for each in differences(before, after, layers, **more)
    }


def save(store: Store, *versions: Asset) -> str:
    """Add an asset, change it once for each further version, and return its id."""
    receipt = add_asset(store, versions[0], person=STEWARD, clock=clock)
    for number, asset in enumerate(versions[1:], start=1):
        edit_asset(store, receipt.id, asset, based_on=number, person=STEWARD, clock=clock)
    return receipt.id


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"category": "park"}, {"category": ("Library, Places", "Park or green, Places")}),
        ({"themes": ("health",)}, {"themes": ()}, {"themes": ("Health", "")}),
        (
            {"audience": ("young",)},
            {"audience": ("children", "young")},
            {"audience": ("Young people", "Children, Young people")},
        ),
        ({}, {"cost": "free"}, {"cost": ("", "Free of charge")}),
        ({}, {"existed_from": 1987}, {"existed_from": ("", "1987")}),
        ({}, {"offers": "=1+1"}, {"offers": ("", "=1+1")}),
        ({}, {"fields": {"indoors": True}}, {"fields.indoors": ("", "Yes")}),
    ],
    ids=["sort", "themes", "audience", "cost", "year", "text", "own field"],
)
def test_differences_are_told_in_words(layers: Layers, before, after, words) -> None:
    assert said(make_asset(**before), make_asset(**after), layers) == words


def test_versions_that_say_the_same_have_no_difference(layers: Layers) -> None:
    assert differences(make_asset(), make_asset(), layers) == []


def test_differences_stand_in_the_order_of_the_fields(layers: Layers) -> None:
    found = said(make_asset(), make_asset("Bieb", offers="boeken", cost="free"), layers)

    assert list(found) == ["name", "offers", "cost"]


def test_a_spot_that_moved_says_how_far(layers: Layers) -> None:
    east = shapely.Point(point_in(0).x + 40 / 68_300, point_in(0).y)

    found = said(make_asset(), make_asset(geometry=east), layers)

    assert found == {"geometry": ("a spot", "a spot, moved 40 m")}


def test_an_area_that_was_drawn_again_is_another_shape(layers: Layers) -> None:
    one = point_in(0).buffer(0.001)
    other = shapely.union(one, point_in(0, dx=0.55).buffer(0.001))

    found = said(make_asset(geometry=one), make_asset(geometry=other), layers)

    assert found["geometry"][1].startswith("an area, drawn in another shape")


def test_a_neighbourhood_is_called_by_its_name(layers: Layers) -> None:
    found = said(
        make_talent(),
        make_talent(neighbourhood=code_of(1)),
        layers,
        neighbourhoods={code_of(0): "Buurt 00", code_of(1): "Buurt 01"},
    )

    assert found == {"geometry": ("Buurt 00", "Buurt 01")}


def test_what_no_layer_file_describes_any_more_is_still_told(layers: Layers) -> None:
    before = make_asset(layer="gone", category="old", fields={"size": 12})

    found = said(before, make_asset(layer="gone", category="older"), layers)

    assert found == {"category": ("old, gone", "older, gone"), "fields.size": ("12", "")}


def test_going_back_makes_a_new_version_that_says_the_old(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))

    receipt = go_back(
        store, record_id, 1, based_on=3, person=STEWARD, reason="was goed", clock=clock
    )

    past = store.history(record_id)
    assert receipt.version == len(past) == 4
    assert (past[-1].action, past[-1].reason) == (Action.UNDO, "was goed")
    assert past[-1].asset == past[0].asset
    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bibliotheek"
    assert store.verify().problems == ()


def test_going_back_to_what_stands_there_makes_no_version(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"), make_asset())

    assert go_back(store, record_id, 1, based_on=3, person=STEWARD, clock=clock).version == 3


def test_going_back_from_an_old_look_is_a_conflict(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))

    with pytest.raises(Conflict):
        go_back(store, record_id, 1, based_on=2, person=STEWARD, clock=clock)

    assert len(store.history(record_id)) == 3


def test_going_back_to_a_version_that_never_was_is_not_found(store: Store) -> None:
    record_id = save(store, make_asset())

    with pytest.raises(NotFound):
        go_back(store, record_id, 9, based_on=1, person=STEWARD, clock=clock)


def test_going_back_gives_no_consent_that_was_withdrawn(store: Store) -> None:
    record_id = save(store, make_talent(), make_talent("Naaien", until=None))

    go_back(store, record_id, 1, based_on=2, person=STEWARD, clock=clock)

    now = see_asset(store, record_id, person=STEWARD)
    assert (now.asset.name, now.asset.consent, now.status) == ("Fietsen maken", None, "waiting")


def test_going_back_keeps_a_consent_that_was_given_since(store: Store) -> None:
    longer = Consent(how="by_word", given_on=date(2026, 4, 20), until=date(2028, 1, 1))
    record_id = save(
        store, make_talent(), make_talent("Naaien").model_copy(update={"consent": longer})
    )

    go_back(store, record_id, 1, based_on=2, person=STEWARD, clock=clock)

    assert see_asset(store, record_id, person=VISITOR).asset.consent == longer


@pytest.mark.parametrize("person", [CONTRIBUTOR, VISITOR], ids=["contributor", "visitor"])
def test_only_a_steward_goes_back(store: Store, person) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))

    with pytest.raises(NotAllowed):
        go_back(store, record_id, 1, based_on=2, person=person, clock=clock)


def test_undoing_an_edit_brings_back_what_stood_before(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))

    undo_save(store, record_id, 3, person=STEWARD, clock=clock)

    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bieb"


def test_an_undo_can_be_undone(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))
    receipt = undo_save(store, record_id, 2, person=STEWARD, clock=clock)

    undo_save(store, record_id, receipt.version, person=STEWARD, clock=clock)

    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bieb"


def test_undoing_an_addition_takes_it_out_of_sight(store: Store) -> None:
    record_id = save(store, make_asset())

    undo_save(store, record_id, 1, person=STEWARD, clock=clock)

    assert see_asset(store, record_id, person=STEWARD).status == "retired"


def test_taking_out_of_sight_and_putting_back_undo_each_other(store: Store) -> None:
    record_id = save(store, make_asset())
    retire_asset(store, record_id, person=STEWARD, reason="gesloten", clock=clock)

    undo_save(store, record_id, 2, person=STEWARD, clock=clock)
    back = see_asset(store, record_id, person=VISITOR).status
    undo_save(store, record_id, 3, person=STEWARD, clock=clock)

    assert back == "published"
    assert see_asset(store, record_id, person=STEWARD).status == "retired"


def test_nothing_is_undone_when_somebody_saved_since(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))

    with pytest.raises(Conflict, match=r"changed 'Leeszaal' after you.*history"):
        undo_save(store, record_id, 2, person=STEWARD, clock=clock)

    assert len(store.history(record_id)) == 3


def test_undoing_does_not_give_a_withdrawn_consent_again(store: Store) -> None:
    record_id = save(store, make_talent(), make_talent("Naaien", until=None))

    undo_save(store, record_id, 2, person=STEWARD, clock=clock)

    now = see_asset(store, record_id, person=STEWARD)
    assert (now.asset.name, now.status) == ("Fietsen maken", "waiting")


def test_undoing_can_put_back_whom_to_ask(store: Store) -> None:
    receipt = add_asset(store, make_asset(), person=STEWARD, contact=make_contact(), clock=clock)
    edit_asset(
        store, receipt.id, make_asset(), based_on=1, person=STEWARD,
        contact=make_contact("Joke de Wit"), clock=clock,
    )  # fmt: skip

    undo_save(store, receipt.id, 2, person=STEWARD, contact=make_contact(), clock=clock)

    assert see_asset(store, receipt.id, person=STEWARD).contact == make_contact()


def test_a_contributor_takes_back_an_own_fresh_addition(store: Store) -> None:
    receipt = add_asset(store, make_asset(), person=CONTRIBUTOR, clock=clock)

    undo_save(
        store, receipt.id, 1, person=CONTRIBUTOR, clock=lambda: MOMENT + timedelta(minutes=14)
    )

    with pytest.raises(NotFound):
        see_asset(store, receipt.id, person=CONTRIBUTOR)


def test_after_a_quarter_of_an_hour_a_contributor_asks_a_steward(store: Store) -> None:
    receipt = add_asset(store, make_asset(), person=CONTRIBUTOR, clock=clock)

    with pytest.raises(NotAllowed, match="15 minutes"):
        undo_save(
            store, receipt.id, 1, person=CONTRIBUTOR, clock=lambda: MOMENT + timedelta(minutes=15)
        )

    assert see_asset(store, receipt.id, person=VISITOR).asset.name == "Bibliotheek"


def test_a_contributor_undoes_nothing_of_others(store: Store) -> None:
    record_id = save(store, make_asset(), make_asset("Bieb"))

    for version in (1, 2):
        with pytest.raises(NotAllowed):
            undo_save(store, record_id, version, person=CONTRIBUTOR, clock=clock)


def test_a_visitor_undoes_nothing(store: Store) -> None:
    record_id = save(store, make_asset())

    with pytest.raises(NotAllowed):
        undo_save(store, record_id, 1, person=VISITOR, clock=clock)


def test_undoing_keeps_an_asset_out_of_sight_that_was(store: Store) -> None:
    record_id = save(store, make_asset())
    retire_asset(store, record_id, person=STEWARD, reason="gesloten", clock=clock)
    edit_asset(store, record_id, make_asset("Bieb"), based_on=2, person=STEWARD, clock=clock)

    undo_save(store, record_id, 3, person=STEWARD, clock=clock)

    now = see_asset(store, record_id, person=STEWARD)
    assert (now.asset.name, now.status) == ("Bibliotheek", "retired")
    restore_asset(store, record_id, person=STEWARD, clock=clock)
    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bibliotheek"
