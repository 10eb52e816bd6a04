"""Many assets changed at once, in a table."""

from __future__ import annotations

import pandas as pd
import pytest

from assetmap.actions.assets import add_asset, edit_asset, retire_asset, see_asset
from assetmap.actions.table_edit import (
    CELLS,
    Began,
    Plan,
    begin,
    begin_again,
    edits_between,
    plan,
    retire_rows,
    save_plan,
    sorted_as,
    tagged,
    undo_step,
    with_edits,
)
from assetmap.actions.versions import said_text
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset
from assetmap.domain.record import Action
from assetmap.errors import Conflict, InvalidAsset, NotAllowed
from assetmap.store import Change
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, clock
from tests.factories import MOMENT, code_of, make_asset, make_contact, make_talent, point_in


def add(store: Store, *assets: Asset) -> list[str]:
    return [add_asset(store, asset, person=STEWARD, clock=clock).id for asset in assets]


def table(store: Store, **more) -> Began:
    return begin(store, neighbourhood=code_of(0), **{"person": STEWARD, **more})


def made(store: Store, began: Began, edits, **more) -> Plan:
    return plan(store, began, edits, **{"person": STEWARD, "clock": clock, **more})


def edit(store: Store, record_id: str, asset: Asset, *, based_on: int = 1) -> None:
    edit_asset(store, record_id, asset, based_on=based_on, person=STEWARD, clock=clock)


def name_of(store: Store, record_id: str) -> str:
    return see_asset(store, record_id, person=STEWARD).asset.name


def test_a_table_shows_a_neighbourhood_in_order_of_name(store: Store) -> None:
    add(
        store,
        make_asset("wijkpark", category="park", cost="free", existed_from=1987),
        make_asset("Bibliotheek", website="https://bieb.example.org", themes=("schooling",)),
        make_asset("Elders", geometry=point_in(2)),
    )

    frame = table(store).frame

    assert frame["name"].tolist() == ["Bibliotheek", "wijkpark"]
    assert frame["sort"].tolist() == ["places/library", "places/park"]
    assert frame["cost"].tolist() == [None, "free"]
    assert frame["existed_from"].tolist()[1] == 1987
    assert pd.isna(frame["existed_from"].iloc[0])
    assert frame["themes"].tolist() == [("schooling",), ()]
    assert frame["version"].tolist() == [1, 1]


def test_a_table_keeps_to_the_layers_that_are_asked_for(store: Store) -> None:
    add(store, make_asset(), make_talent())

    assert table(store).total == 2
    assert table(store, layers=["skills"]).frame["name"].tolist() == ["Fietsen maken"]


def test_a_long_table_is_cut_and_says_how_many_there_are(store: Store) -> None:
    add(store, *(make_asset(f"Plek {number}") for number in range(4)))

    began = table(store, most=3)

    assert (len(began.frame), began.total) == (3, 4)


def test_an_empty_neighbourhood_is_an_empty_table(store: Store) -> None:
    began = table(store)

    assert (began.total, list(began.frame.columns)[: len(CELLS)]) == (0, list(CELLS))
    assert edits_between(began.frame, began.frame) == {}


def test_only_the_cells_that_differ_are_edits(store: Store) -> None:
    bieb, park = add(store, make_asset("A"), make_asset("B", existed_from=1900, cost="free"))
    began = table(store)
    after = began.frame.copy()
    after.loc[bieb, "name"] = "AA"
    after.loc[park, "existed_from"] = 1987
    after.loc[park, "cost"] = None
    after.loc[park, "address"] = None

    assert edits_between(began.frame, after) == {
        bieb: {"name": "AA"},
        park: {"existed_from": 1987, "cost": None},
    }


def test_many_cells_are_saved_as_one_step(store: Store) -> None:
    bieb, park = add(store, make_asset("A"), make_asset("B", category="park", cost="free"))
    began = table(store)
    edits = {
        bieb: {"name": " AA\n ", "website": "www.example.org", "sort": "places/other"},
        park: {"cost": None, "existed_to": 2020.0, "wheelchair": "limited"},
    }

    todo = made(store, began, edits)
    step = save_plan(store, todo, reason="schoon", person=STEWARD, clock=clock)

    assert (todo.problems, todo.conflicts, len(step.receipts)) == ((), (), 2)
    first, second = (see_asset(store, each, person=VISITOR).asset for each in (bieb, park))
    assert (first.name, first.website) == ("AA", "https://www.example.org")
    assert (first.category, second.cost) == ("other", "")
    assert (second.existed_to, second.wheelchair) == (2020, "limited")
    assert {store.history(each)[-1].reason for each in (bieb, park)} == {"schoon"}
    assert store.verify().problems == ()


def test_a_plan_says_old_and_new_in_words(store: Store) -> None:
    (bieb,) = add(store, make_asset(cost="free"))

    (row,) = made(store, table(store), {bieb: {"cost": "paid"}}).rows

    (changed,) = row.differences
    assert (changed.term, said_text(changed.before, str, "en")) == ("cost", "Free of charge")
    assert said_text(changed.after, str, "en") == "Paid"


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+31 6", "-2", "@SUM(A1)"])
def test_text_that_looks_like_a_formula_stays_text(store: Store, text: str) -> None:
    (bieb,) = add(store, make_asset())

    save_plan(
        store, made(store, table(store), {bieb: {"offers": text}}), person=STEWARD, clock=clock
    )

    assert see_asset(store, bieb, person=VISITOR).asset.offers == text


@pytest.mark.parametrize(
    ("cell", "field"),
    [
        ({"name": None}, "name"),
        ({"website": "geen adres"}, "website"),
        ({"existed_from": 1987.5}, "existed_from"),
        ({"existed_from": "vroeger"}, "existed_from"),
        ({"existed_from": 2000, "existed_to": 1990}, "existed_to"),
        ({"sort": "heritage/story"}, "category"),
        ({"sort": "places/nonsense"}, "category"),
        ({"sort": None}, "category"),
        ({"cost": "peanuts"}, "cost"),
        ({"address": "x" * 201}, "address"),
    ],
    ids=str,
)
def test_an_invalid_cell_is_told_and_the_other_rows_go_through(store: Store, cell, field) -> None:
    bad, good = add(store, make_asset("A"), make_asset("B"))

    todo = made(store, table(store), {bad: cell, good: {"name": "BB"}})
    save_plan(store, todo, person=STEWARD, clock=clock)

    (problem,) = todo.problems
    assert (problem.record_id, problem.name) == (bad, "A")
    assert field in {each.field for each in problem.problems}
    assert len(store.history(bad)) == 1
    assert name_of(store, good) == "BB"


def test_what_others_changed_in_another_cell_is_merged(store: Store) -> None:
    (bieb,) = add(store, make_asset(offers="boeken"))
    began = table(store)
    edit(store, bieb, make_asset(offers="boeken en koffie"))

    todo = made(store, began, {bieb: {"name": "Bieb"}})
    save_plan(store, todo, person=STEWARD, clock=clock)

    now = see_asset(store, bieb, person=VISITOR)
    assert (now.asset.name, now.asset.offers, now.version) == ("Bieb", "boeken en koffie", 3)


@pytest.mark.parametrize(("keep", "name"), [("mine", "Bieb"), ("theirs", "Leeszaal")])
def test_what_others_changed_in_the_same_cell_is_a_choice(store: Store, keep, name) -> None:
    (bieb,) = add(store, make_asset())
    began = table(store)
    edit(store, bieb, make_asset("Leeszaal"))
    edits = {bieb: {"name": "Bieb", "cost": "free"}}

    asked = made(store, began, edits)
    save_plan(
        store, made(store, began, edits, choices={bieb: (2, keep)}), person=STEWARD, clock=clock
    )

    (conflict,) = asked.conflicts
    assert (conflict.conflicts[0].theirs, conflict.conflicts[0].mine) == ("Leeszaal", "Bieb")
    assert asked.rows == ()
    now = see_asset(store, bieb, person=VISITOR).asset
    assert (now.name, now.cost) == (name, "free")


def test_what_went_out_of_sight_meanwhile_is_told(store: Store) -> None:
    (bieb,) = add(store, make_asset())
    began = table(store)
    retire_asset(store, bieb, person=STEWARD, reason="weg", clock=clock)

    todo = made(store, began, {bieb: {"name": "Bieb"}})

    assert "out of sight in the meantime" in str(todo.problems[0].problems[0])


def test_a_save_between_plan_and_save_writes_nothing_at_all(store: Store) -> None:
    first, second = add(store, make_asset("A"), make_asset("B"))
    todo = made(store, table(store), {first: {"name": "AA"}, second: {"name": "BB"}})
    edit(store, second, make_asset("C"))

    with pytest.raises(Conflict):
        save_plan(store, todo, person=STEWARD, clock=clock)

    assert [name_of(store, each) for each in (first, second)] == ["A", "C"]


def test_a_cell_that_says_the_same_is_no_change(store: Store) -> None:
    (bieb,) = add(store, make_asset())

    todo = made(store, table(store), {bieb: {"name": "Bibliotheek  "}})

    assert todo.rows == ()
    assert save_plan(store, todo, person=STEWARD, clock=clock).receipts == ()


def test_many_rows_get_and_lose_tags(store: Store) -> None:
    one, two = add(store, make_asset("A", themes=("health",)), make_asset("B"))
    began = table(store)

    edits = tagged(began, {}, [one, two], "themes", add=["schooling"], take=["health"])
    edits = tagged(began, edits, [two], "audience", add=["young", "children"])
    save_plan(store, made(store, began, edits), person=STEWARD, clock=clock)

    first, second = (see_asset(store, each, person=VISITOR).asset for each in (one, two))
    assert (first.themes, second.themes) == (("schooling",), ("schooling",))
    assert second.audience == ("children", "young")


def test_tags_that_are_there_already_are_no_edit(store: Store) -> None:
    (one,) = add(store, make_asset(themes=("health",)))
    began = table(store)

    edits = tagged(began, {}, [one], "themes", add=["health"])
    back = tagged(began, tagged(began, {}, [one], "themes", add=["housing"]), [one], "themes",
                  take=["housing"])  # fmt: skip

    assert (edits, back) == ({}, {})


def test_many_rows_get_another_sort(store: Store) -> None:
    one, two = add(store, make_asset("A"), make_asset("B", category="park"))
    began = table(store)

    edits = sorted_as(began, {one: {"name": "AA"}}, [one, two], "places/park")

    assert edits == {one: {"name": "AA", "sort": "places/park"}}


def test_rows_go_out_of_sight_with_a_reason_and_come_back_at_once(store: Store) -> None:
    ids = add(store, make_asset("A"), make_asset("B"))
    step = retire_rows(
        store, table(store), ids, reason="gesloopt", person=STEWARD, clock=clock
    )  # fmt: skip
    gone = table(store).total

    undone = undo_step(store, step, person=STEWARD, clock=clock)

    assert (gone, table(store).total, len(undone.receipts)) == (0, 2, 2)
    assert store.history(ids[0])[1].reason == "gesloopt"


def test_without_a_reason_nothing_goes_out_of_sight(store: Store) -> None:
    ids = add(store, make_asset())

    with pytest.raises(InvalidAsset, match="Write a few words on why"):
        retire_rows(store, table(store), ids, reason="  ", person=STEWARD, clock=clock)

    assert table(store).total == 1


def test_what_somebody_just_changed_does_not_go_out_of_sight(store: Store) -> None:
    one, two = add(store, make_asset("A"), make_asset("B"))
    began = table(store)
    edit(store, one, make_asset("Toch open"))

    step = retire_rows(store, began, [one, two], reason="weg", person=STEWARD, clock=clock)

    assert (step.kept, [each.id for each in step.receipts]) == (("Toch open",), [two])


def test_a_whole_step_is_undone_but_for_what_others_changed_since(store: Store) -> None:
    one, two = add(store, make_asset("A"), make_asset("B"))
    todo = made(store, table(store), {one: {"name": "AA"}, two: {"name": "BB"}})
    step = save_plan(store, todo, person=STEWARD, clock=clock)
    edit(store, two, make_asset("CC"), based_on=2)

    undone = undo_step(store, step, person=STEWARD, clock=clock)

    assert [name_of(store, each) for each in (one, two)] == ["A", "CC"]
    assert (undone.kept, len(undone.receipts)) == (("CC",), 1)
    assert store.history(one)[-1].action == Action.UNDO


def test_contact_and_consent_stay_as_they_are(store: Store) -> None:
    (talent,) = add(store, make_talent())
    bieb = add_asset(store, make_asset(), person=STEWARD, contact=make_contact(), clock=clock).id
    began = table(store)

    todo = made(store, began, {talent: {"offers": "banden"}, bieb: {"offers": "boeken"}})
    save_plan(store, todo, person=STEWARD, clock=clock)

    assert see_asset(store, bieb, person=STEWARD).contact == make_contact()
    assert see_asset(store, talent, person=VISITOR).asset.consent is not None


@pytest.mark.parametrize("person", [CONTRIBUTOR, VISITOR], ids=["contributor", "visitor"])
def test_a_table_is_for_stewards(store: Store, person) -> None:
    (bieb,) = add(store, make_asset())
    began = table(store)
    todo = made(store, began, {bieb: {"name": "Bieb"}})

    for act in (
        lambda: begin(store, neighbourhood=code_of(0), person=person),
        lambda: plan(store, began, {}, person=person, clock=clock),
        lambda: save_plan(store, todo, person=person, clock=clock),
        lambda: retire_rows(store, began, [bieb], reason="x", person=person, clock=clock),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_two_thousand_rows_are_one_step(store: Store) -> None:
    changes = [Change(make_asset(f"Plek {number}"), Action.ADD) for number in range(2_000)]
    ids = [each.id for each in store.save(changes, by="laptop", at=MOMENT)]
    began = table(store)

    todo = made(store, began, tagged(began, {}, ids, "themes", add=["health"]))

    assert (len(began.frame), len(todo.rows)) == (2_000, 2_000)


def test_a_choice_is_asked_anew_when_somebody_saves_again(store: Store) -> None:
    (bieb,) = add(store, make_asset())
    began = table(store)
    edit(store, bieb, make_asset("Leeszaal"))
    edit(store, bieb, make_asset("Boekerij"), based_on=2)

    todo = made(store, began, {bieb: {"name": "Bieb"}}, choices={bieb: (2, "mine")})

    assert todo.conflicts[0].conflicts[0].theirs == "Boekerij"


def test_what_still_waits_keeps_what_it_began_from(store: Store) -> None:
    one, two = add(store, make_asset("A"), make_asset("B"))
    old = table(store)
    edit(store, one, make_asset("AA"))
    edit(store, two, make_asset("BB"))

    began = begin_again(table(store), old, [one])

    assert began.frame.loc[one, ["name", "version"]].tolist() == ["A", 1]
    assert began.frame.loc[two, ["name", "version"]].tolist() == ["BB", 2]
    assert made(store, began, {one: {"name": "AAA"}}).conflicts[0].record_id == one


def test_edits_can_be_put_back_in_the_cells(store: Store) -> None:
    one, two = add(store, make_asset("A"), make_asset("B", existed_from=1900))
    began = table(store)
    edits = {one: {"name": "AA", "themes": ("health",)}, two: {"existed_from": None}}

    frame = with_edits(began, edits)

    assert edits_between(began.frame, frame) == {
        one: {"name": "AA"},
        two: {"existed_from": None},
    }
    assert began.frame.at[one, "name"] == "A"
