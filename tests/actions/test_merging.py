"""What two people wrote of one asset, and two assets that are the same."""

from __future__ import annotations

from datetime import date

import pytest

from assetmap.actions.assets import (
    add_asset,
    edit_asset,
    restore_asset,
    retire_asset,
    see_asset,
    see_history,
)
from assetmap.actions.merging import (
    Comparison,
    compare,
    decided,
    joined,
    joined_in,
    merge_assets,
    suggested,
    suggested_choices,
    suggested_contact,
    where_now,
)
from assetmap.actions.versions import undo_save
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.layer import Layers
from assetmap.domain.record import Action
from assetmap.errors import Conflict, InvalidAsset, NotAllowed, NotFound
from assetmap.store import Receipt
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, clock
from tests.factories import code_of, make_asset, make_contact, make_talent, point_in


def add(store: Store, asset: Asset, contact: Contact | None = None) -> str:
    return add_asset(store, asset, person=STEWARD, contact=contact, clock=clock).id


def edit(store: Store, record_id: str, asset: Asset, *, based_on: int, **more) -> Receipt:
    return edit_asset(
        store, record_id, asset, based_on=based_on, person=STEWARD, clock=clock, **more
    )


def two_edits(store: Store, base: Asset, theirs: Asset, mine: Asset) -> Comparison:
    record_id = add(store, base)
    edit(store, record_id, theirs, based_on=1)
    return compare(store, record_id, mine, based_on=1, person=STEWARD)


def test_what_differs_in_other_fields_goes_together_without_a_question(store: Store) -> None:
    found = two_edits(
        store, make_asset(), make_asset("Bieb"), make_asset(geometry=point_in(1), cost="free")
    )

    assert found.conflicts == ()
    assert found.merged == make_asset("Bieb", geometry=point_in(1), cost="free")


def test_the_same_field_is_a_choice_between_what_was_theirs_and_mine(store: Store) -> None:
    found = two_edits(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))

    (choice,) = found.conflicts
    assert (choice.field, choice.term) == ("name", "name")
    assert (choice.was, choice.theirs, choice.mine) == ("Bibliotheek", "Bieb", "Leeszaal")
    assert (found.version, found.theirs_by, found.retired) == (2, "laptop", False)


@pytest.mark.parametrize(
    ("side", "name"), [("theirs", "Bieb"), ("mine", "Leeszaal")], ids=["theirs", "mine"]
)
def test_a_choice_is_what_is_saved(store: Store, side, name) -> None:
    found = two_edits(
        store,
        make_asset(),
        make_asset("Bieb", cost="free"),
        make_asset("Leeszaal", offers="koffie"),
    )

    asset, contact = decided(found, {"name": side}, store.layers)
    edit(store, found.record_id, asset, based_on=found.version)

    now = see_asset(store, found.record_id, person=VISITOR).asset
    assert (now.name, now.cost, now.offers, contact) == (name, "free", "koffie", None)


def test_without_a_choice_nothing_of_others_is_overwritten(store: Store) -> None:
    found = two_edits(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))

    assert decided(found, {}, store.layers)[0].name == "Bieb"


def test_long_texts_and_lists_can_both_stand(store: Store) -> None:
    found = two_edits(
        store,
        make_asset(offers="boeken", themes=("health",)),
        make_asset(offers="boeken en koffie", themes=("health", "schooling")),
        make_asset(offers="taalles", themes=("health", "housing")),
    )

    asset, _contact = decided(found, {"offers": "both", "themes": "both"}, store.layers)

    assert [each.both for each in found.conflicts] == [True, True]
    assert asset.offers == "boeken en koffie\n\ntaalles"
    assert asset.themes == ("schooling", "health", "housing")


def test_own_fields_are_compared_one_by_one(store: Store) -> None:
    found = two_edits(
        store,
        make_asset(fields={"capacity": 10, "equipment": "beamer"}),
        make_asset(fields={"capacity": 20, "equipment": "beamer"}),
        make_asset(fields={"capacity": 10, "equipment": "piano"}),
    )

    assert found.conflicts == ()
    assert found.merged.fields == {"capacity": 20, "equipment": "piano"}


def test_layer_and_sort_are_chosen_together(store: Store) -> None:
    found = two_edits(
        store,
        make_asset(fields={"capacity": 10}),
        make_asset(category="park", fields={"capacity": 10}),
        make_asset(layer="institutions", category="other"),
    )

    asset, _contact = decided(found, {"category": "mine"}, store.layers)

    assert [each.field for each in found.conflicts] == ["category"]
    assert (asset.layer, asset.category) == ("institutions", "other")


def test_what_a_new_layer_has_no_field_for_is_kept_aside(store: Store) -> None:
    record_id = add(store, make_asset())
    edit(store, record_id, make_asset(fields={"capacity": 10}), based_on=1)

    edit(store, record_id, make_asset(layer="institutions", category="other"), based_on=1)

    now = see_asset(store, record_id, person=VISITOR).asset
    assert (now.layer, now.fields) == ("institutions", {"source_capacity": 10})


def test_place_is_one_choice_with_all_that_belongs_to_it(store: Store) -> None:
    found = two_edits(
        store,
        make_asset(),
        make_asset(geometry=point_in(1), precision="address"),
        make_asset(geometry=None, neighbourhood=code_of(2), neighbourhood_year=2025),
    )

    asset, _contact = decided(found, {"geometry": "mine"}, store.layers)

    assert [each.field for each in found.conflicts] == ["geometry"]
    assert found.conflicts[0].mine == "Buurt 02"
    assert (asset.geometry, asset.neighbourhood, asset.precision) == (None, code_of(2), "")


def test_a_third_save_comes_back_to_the_choice(store: Store) -> None:
    found = two_edits(store, make_asset(), make_asset("Bieb"), make_asset("Leeszaal"))
    asset, _contact = decided(found, {"name": "mine"}, store.layers)
    edit(store, found.record_id, make_asset("Boekerij"), based_on=2)

    with pytest.raises(Conflict):
        edit(store, found.record_id, asset, based_on=found.version)

    again = compare(store, found.record_id, make_asset("Leeszaal"), based_on=1, person=STEWARD)
    assert (again.version, again.conflicts[0].theirs) == (3, "Boekerij")


def test_whom_to_ask_is_compared_part_by_part(store: Store) -> None:
    record_id = add(store, make_asset(), make_contact(email="a@example.org"))
    before = make_contact(email="a@example.org")
    edit(
        store, record_id, make_asset(), based_on=1,
        contact=make_contact("Joke de Wit", email="a@example.org"),
    )  # fmt: skip

    found = compare(
        store, record_id, make_asset(), based_on=1, person=STEWARD, contact_before=before,
        contact=make_contact("Ineke", email="b@example.org"),
    )  # fmt: skip

    assert [(each.field, each.theirs, each.mine) for each in found.conflicts] == [
        ("contact.person", "Joke de Wit", "Ineke")
    ]
    chosen = decided(found, {"contact.person": "mine"}, store.layers)[1]
    assert chosen == make_contact("Ineke", email="b@example.org")
    assert decided(found, {}, store.layers)[1] == make_contact("Joke de Wit", email="b@example.org")


def test_when_nobody_knows_who_changed_the_contact_every_difference_is_asked(store: Store) -> None:
    record_id = add(store, make_asset(), make_contact())
    edit(store, record_id, make_asset("Bieb"), based_on=1)

    found = compare(
        store, record_id, make_asset(), based_on=1, person=STEWARD,
        contact=Contact(person="Fatma Yilmaz"),
    )  # fmt: skip

    assert [each.field for each in found.conflicts] == ["contact.phone"]


def test_a_stale_contact_is_not_overwritten(store: Store) -> None:
    record_id = add(store, make_asset(), make_contact())
    edit(store, record_id, make_asset(), based_on=1, contact=make_contact("Joke de Wit"))

    with pytest.raises(Conflict, match="whom to ask"):
        edit(
            store, record_id, make_asset(), based_on=1,
            contact=make_contact("Ineke"), contact_before=make_contact(),
        )  # fmt: skip

    assert see_asset(store, record_id, person=STEWARD).contact == make_contact("Joke de Wit")


def test_what_went_out_of_sight_meanwhile_is_told_and_comes_back_only_by_choice(
    store: Store,
) -> None:
    record_id = add(store, make_asset())
    retire_asset(store, record_id, person=STEWARD, reason="gesloten", clock=clock)

    with pytest.raises(Conflict, match="took 'Bibliotheek' out of sight"):
        edit(store, record_id, make_asset("Bieb"), based_on=1)
    found = compare(store, record_id, make_asset("Bieb"), based_on=1, person=STEWARD)
    edit(store, record_id, found.merged, based_on=found.version, restore=True)

    assert found.retired
    assert see_asset(store, record_id, person=VISITOR).asset.name == "Bieb"
    actions = [past.action for past in store.history(record_id)]
    assert actions == [Action.ADD, Action.RETIRE, Action.EDIT, Action.RESTORE]


def test_what_is_out_of_sight_for_long_is_changed_as_before(store: Store) -> None:
    record_id = add(store, make_asset())
    retire_asset(store, record_id, person=STEWARD, reason="gesloten", clock=clock)

    edit(store, record_id, make_asset("Bieb"), based_on=2)

    assert see_asset(store, record_id, person=STEWARD).status == "retired"


@pytest.mark.parametrize("person", [CONTRIBUTOR, VISITOR], ids=["contributor", "visitor"])
def test_only_a_steward_compares(store: Store, person) -> None:
    record_id = add(store, make_asset(), make_contact())

    with pytest.raises(NotAllowed):
        compare(store, record_id, make_asset("Bieb"), based_on=1, person=person)


# Two assets ------------------------------------------------------------------------------


def merge(store: Store, kept_id: str, other_id: str, asset: Asset | None = None, **more) -> Receipt:
    kept, other = (see_asset(store, each, person=STEWARD) for each in (kept_id, other_id))
    return merge_assets(
        store,
        kept_id,
        other_id,
        asset or suggested(kept.asset, other.asset, store.layers),
        based_on=(kept.version, other.version),
        **{"person": STEWARD, "clock": clock, **more},
    )


def test_a_suggestion_fills_joins_and_takes_the_longer(layers: Layers) -> None:
    kept = make_asset(
        offers="boeken", themes=("health",), geometry=point_in(0), precision="street",
        website="https://bieb.example.org", source="lijst", source_id="1",
    )  # fmt: skip
    other = make_asset(
        "Openbare bibliotheek", offers="boeken, taalles en koffie", themes=("schooling",),
        address="Dorpsstraat 1", geometry=point_in(1), website="https://andere.example.org",
        cost="free", existed_from=1987, fields={"capacity": 40}, source="osm", source_id="2",
    )  # fmt: skip

    made = suggested(kept, other, layers)

    assert made == make_asset(
        offers="boeken, taalles en koffie", themes=("schooling", "health"),
        address="Dorpsstraat 1", geometry=point_in(1), website="https://bieb.example.org",
        cost="free", existed_from=1987, fields={"capacity": 40}, source="lijst", source_id="1",
    )  # fmt: skip


def test_a_place_beats_none_and_a_kind_that_the_layer_lacks_is_not_taken(layers: Layers) -> None:
    nowhere = make_asset(geometry=None, neighbourhood=code_of(0), neighbourhood_year=2025)

    assert suggested(nowhere, make_asset(), layers).geometry == point_in(0)
    assert suggested(make_asset(), nowhere, layers).geometry == point_in(0)


def test_a_choice_for_each_part_makes_the_result(layers: Layers) -> None:
    kept, other = make_asset(offers="boeken"), make_asset("Bieb", offers="koffie", cost="free")

    made = joined(kept, other, {"name": "other", "offers": "both"}, layers)

    assert made == make_asset("Bieb", offers="boeken\n\nkoffie")
    assert suggested_choices(kept, other, layers)["cost"] == "other"


def test_the_consent_of_two_talents_is_the_one_that_ends_first(layers: Layers) -> None:
    one, other = make_talent(until=date(2027, 5, 1)), make_talent(until=date(2027, 1, 1))

    assert suggested(one, other, layers).consent == other.consent
    assert suggested(other, one, layers).consent == other.consent
    assert suggested(one, make_talent(until=None), layers).consent is None


@pytest.mark.parametrize(
    ("kept", "other", "made"),
    [
        (None, None, None),
        (make_contact(), None, None),
        (None, make_contact(), make_contact()),
        (Contact(person="Joke"), make_contact(), Contact(person="Joke", phone="06-12345678")),
    ],
    ids=["nobody", "kept only", "other only", "filled"],
)
def test_whom_to_ask_is_filled_from_the_other(kept, other, made) -> None:
    assert suggested_contact(kept, other) == made


def test_two_become_one_and_both_histories_stay(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb", cost="free"))

    receipt = merge(store, kept, other, reason="dezelfde")

    assert (receipt.id, receipt.version) == (kept, 2)
    assert see_asset(store, kept, person=VISITOR).asset.cost == "free"
    with pytest.raises(NotFound):
        see_asset(store, other, person=VISITOR)
    assert see_asset(store, other, person=STEWARD).status == "retired"
    for each in (kept, other):
        past = see_history(store, each, person=STEWARD)
        assert [version.action for version in past] == [Action.ADD, Action.MERGE]
        assert past[-1].reason == "dezelfde"
    assert where_now(store, other) == kept
    assert joined_in(store, kept, person=STEWARD) == [other]
    assert store.verify().problems == ()


def test_who_opens_one_that_was_merged_twice_comes_at_the_last(store: Store) -> None:
    first, second, third = (add(store, make_asset(name)) for name in ("A", "B", "C"))
    merge(store, second, first)
    merge(store, third, second)

    assert where_now(store, first) == third
    assert joined_in(store, third, person=STEWARD) == [second, first]
    assert where_now(store, third) == third


def test_undoing_a_merge_makes_them_two_again(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb", cost="free"))
    receipt = merge(store, kept, other)

    undo_save(store, kept, receipt.version, person=STEWARD, clock=clock)

    assert see_asset(store, kept, person=VISITOR).asset == make_asset()
    assert see_asset(store, other, person=VISITOR).asset.name == "Bieb"
    assert where_now(store, other) == other


def test_undoing_a_later_merge_leaves_the_earlier_one(store: Store) -> None:
    kept, first, second = (add(store, make_asset(name)) for name in ("A", "B", "C"))
    merge(store, kept, first)
    receipt = merge(store, kept, second, clock=lambda: clock().replace(minute=50))

    undo_save(store, kept, receipt.version, person=STEWARD, clock=clock)

    assert where_now(store, second) == second
    assert where_now(store, first) == kept


def test_putting_the_other_back_in_sight_ends_the_merge(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb"))
    merge(store, kept, other)

    restore_asset(store, other, person=STEWARD, clock=clock)

    assert where_now(store, other) == other
    assert joined_in(store, kept, person=STEWARD) == []


def test_a_merge_can_change_whom_to_ask(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb"), make_contact())

    merge(store, kept, other, contact=make_contact())

    assert see_asset(store, kept, person=STEWARD).contact == make_contact()
    assert see_asset(store, kept, person=VISITOR).contact is None


@pytest.mark.parametrize("stale", [0, 1], ids=["kept", "other"])
def test_a_merge_from_an_old_look_writes_nothing(store: Store, stale: int) -> None:
    ids = [add(store, make_asset()), add(store, make_asset("Bieb"))]
    edit(store, ids[stale], make_asset("Leeszaal"), based_on=1)
    before = store.state()

    with pytest.raises(Conflict):
        merge_assets(
            store, *ids, make_asset(), based_on=(1, 1), person=STEWARD, clock=clock
        )  # fmt: skip

    assert store.state() == before


def test_one_asset_is_not_merged_with_itself(store: Store) -> None:
    kept = add(store, make_asset())

    with pytest.raises(InvalidAsset, match="same one twice"):
        merge(store, kept, kept)


def test_what_is_out_of_sight_is_not_merged(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb"))
    retire_asset(store, other, person=STEWARD, reason="weg", clock=clock)

    with pytest.raises(Conflict, match="'Bieb' is out of sight"):
        merge(store, kept, other)


def test_a_person_and_a_thing_stay_two(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_talent())

    with pytest.raises(InvalidAsset, match="about a person"):
        merge(store, kept, other, make_asset())


def test_a_result_that_breaks_a_rule_is_refused_and_nothing_is_written(store: Store) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb"))
    before = store.state()

    with pytest.raises(InvalidAsset, match="name is missing"):
        merge(store, kept, other, make_asset(""))

    assert store.state() == before


@pytest.mark.parametrize("person", [CONTRIBUTOR, VISITOR], ids=["contributor", "visitor"])
def test_only_a_steward_makes_one_of_two(store: Store, person) -> None:
    kept, other = add(store, make_asset()), add(store, make_asset("Bieb"))

    with pytest.raises(NotAllowed):
        merge(store, kept, other, person=person)
