"""The contract of every store about lists that are taken in, as tests; see `contract`."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from geopandas import GeoDataFrame

from assetmap.domain import schema
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.payload import asset_to_content
from assetmap.domain.permission import VISITOR
from assetmap.domain.record import Action
from assetmap.errors import Conflict, NotFound, Problem, Term
from assetmap.store import Change, Store
from assetmap.store.base import ImportRun, NewRun, UndoReport, UnplacedRow
from tests.factories import (
    MOMENT,
    STEWARD,
    add,
    add_boundaries,
    change,
    code_of,
    make_asset,
    make_checked,
    make_contact,
    make_neighbourhoods,
    make_rows,
    make_talent,
    point_in,
)

RUN = NewRun("lijst.csv", "places", "lijst")
LATER = datetime(2026, 6, 1, 9, tzinfo=UTC)


def make_list(*names: str, **more: Any) -> GeoDataFrame:
    """Return assets of a list in which each has its name as its id."""
    rows = make_rows({"Naam": list(names), "nr": list(names)}, **more)
    return make_checked(rows, {"name": "Naam"}, source_id="nr")


def make_unplaced(row: int = 1, name: str = "Zonder plek", **more: Any) -> UnplacedRow:
    """Return a row that waits for a place."""
    asset = make_asset(name, geometry=None, source="lijst", source_id=name)
    reason = Problem("No address '{text}' in {where}.", {"text": "Brink", "where": Term("town")})
    given = {"contact": None, "reason": reason, **more}
    return UnplacedRow(row, asset_to_content(asset), **given)


def take_in(
    store: Store,
    *names: str,
    changes: Sequence[Change] = (),
    unplaced: Sequence[UnplacedRow] = (),
    contacts: Sequence[Contact | None] | None = None,
) -> ImportRun:
    """Take a list in."""
    return store.save_import(
        RUN,
        new=make_list(*names),
        changes=changes,
        contacts=contacts,
        unplaced=unplaced,
        by="laptop",
        at=MOMENT,
    )


def undo(store: Store, run: ImportRun) -> UndoReport:
    return store.undo_import(run.id, by="laptop", at=LATER)


def as_list(store: Store, record_id: str, **said: Any) -> Change:
    """Return what a list says of an asset that is there."""
    standing = store.asset(record_id, viewer=STEWARD)
    asset = standing.asset.model_copy(update=said)
    return Change(asset, Action.IMPORT, "import: lijst", record_id, standing.version)


def names(store: Store, *, retired: bool = False) -> list[str]:
    return list(store.assets(viewer=STEWARD, retired=retired)[schema.NAME])


def placed(name: str = "Zonder plek") -> Asset:
    return make_asset(name, geometry=point_in(1), source="lijst", source_id=name)


class ListContract:
    class TestTakingIn:
        def test_all_of_it_is_there_and_remembered_as_one_step(self, store):
            (old,) = add(store, make_asset("Oud", source="lijst", source_id="Oud"))

            run = take_in(
                store,
                "Bieb",
                "Park",
                changes=[as_list(store, old, name="Nieuw")],
                unplaced=[make_unplaced(3)],
            )

            assert names(store) == ["Nieuw", "Bieb", "Park"]
            assert (run.file, run.layer, run.source) == ("lijst.csv", "places", "lijst")
            assert (run.added, run.changed, run.unplaced, run.undone) == (2, 1, 1, False)
            assert (run.by, run.at) == ("laptop", MOMENT)
            assert store.imports(most=5) == [run]
            assert {version.reason for version in store.history(old)[1:]} == {"import: lijst"}
            assert store.verify().problems == ()

        def test_it_says_what_a_frame_says(self, store, kind):
            take_in(store, "Bieb", "Park", contacts=[make_contact(), None])
            alone = kind.create()
            add_boundaries(alone)
            frame = make_list("Bieb", "Park")
            alone.add_frame(
                frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="import: lijst"
            )

            one, other = (each.assets().reset_index(drop=True) for each in (store, alone))
            assert one.equals(other)

        def test_whom_to_ask_stands_beside_each_row_and_in_no_version(self, store):
            run = take_in(
                store, *"abc", contacts=[make_contact("Fatma"), Contact(), make_contact("Joris")]
            )

            found = [store.asset(each, viewer=STEWARD).contact for each in store.assets().index]
            assert found == [make_contact("Fatma"), None, make_contact("Joris")]
            assert store.asset(store.assets().index[0], viewer=VISITOR).contact is None
            assert "Fatma" not in str([store.history(each) for each in store.assets().index])
            assert "Fatma" not in str((run, store.imports(most=5)))
            assert store.verify().problems == ()

        def test_contacts_that_do_not_fit_the_rows_save_nothing(self, store):
            before = store.state()

            with pytest.raises(ValueError, match="as many contacts as rows"):
                take_in(store, "a", "b", contacts=[make_contact()])

            assert store.state() == before

        @pytest.mark.parametrize("wrong", ["stale", "gone"])
        def test_what_cannot_be_changed_leaves_nothing_of_the_list(self, store, wrong):
            (old,) = add(store, make_asset("Oud"))
            said = as_list(store, old, name="Nieuw")
            change(store, old, make_asset("Anders"))
            if wrong == "gone":
                said = Change(make_asset(), Action.IMPORT, "", "nergens", 1)
            before = store.state()

            with pytest.raises(Conflict if wrong == "stale" else NotFound):
                take_in(
                    store,
                    "Bieb",
                    changes=[said],
                    unplaced=[make_unplaced()],
                    contacts=[make_contact()],
                )

            assert store.state() == before
            assert names(store) == ["Anders"]
            assert (store.imports(most=5), store.unplaced(most=5)) == ([], [])
            assert store.verify().problems == ()

        def test_an_import_of_nothing_is_remembered_too(self, store):
            run = take_in(store)

            assert (run.added, run.changed, run.unplaced) == (0, 0, 0)
            assert undo(store, run) == UndoReport(0, 0, ())
            assert store.verify().problems == ()

        def test_imports_are_told_newest_first_and_no_more_than_asked(self, store):
            runs = [take_in(store, each) for each in "abc"]

            assert [each.id for each in store.imports(most=2)] == [runs[2].id, runs[1].id]

        def test_what_an_import_changed_can_be_asked_as_a_change(self, store):
            then = store.state()
            take_in(store, "a", "b", unplaced=[make_unplaced()])

            assert store.changed_since(then) == [1, 2]

    class TestUndoingAnImport:
        def test_what_it_added_goes_out_of_sight_and_nothing_is_lost(self, store):
            add(store, make_asset("Met de hand"))
            run = take_in(store, "Bieb", "Park", contacts=[make_contact(), None])
            bieb = store.assets().index[1]
            then = store.state()

            report = undo(store, run)

            assert report == UndoReport(2, 0, ())
            assert names(store) == ["Met de hand"]
            assert store.changed_since(then) == [2, 3]
            first, second = store.history(bieb)
            assert (second.action, second.reason) == ("undo", "undo import: lijst")
            assert (second.recorded_at, second.asset) == (LATER, first.asset)
            found = store.asset(bieb, viewer=STEWARD)
            assert (found.status, found.contact) == (schema.RETIRED, make_contact())
            with pytest.raises(NotFound):
                store.asset(bieb, viewer=VISITOR)
            assert [each.undone for each in store.imports(most=5)] == [True]
            assert store.verify().problems == ()

        def test_what_it_changed_is_put_back_as_it_was(self, store):
            old, talent = add(store, make_asset("Oud", offers="Boeken"), make_talent("Koken"))
            before = [store.asset(each, viewer=STEWARD) for each in (old, talent)]
            changes = [
                as_list(store, old, name="Nieuw", geometry=point_in(2)),
                as_list(store, talent, neighbourhood=code_of(1)),
            ]
            run = take_in(store, changes=changes)

            report = undo(store, run)

            assert report == UndoReport(0, 2, ())
            after = [store.asset(each, viewer=STEWARD) for each in (old, talent)]
            assert [each.asset for each in after] == [each.asset for each in before]
            assert [each.neighbourhood for each in after] == [code_of(0), code_of(0)]
            assert [each.version for each in after] == [3, 3]
            assert store.verify().problems == ()

        def test_several_versions_of_one_asset_are_undone_together(self, store):
            (old,) = add(store, make_asset("Oud"))
            said = as_list(store, old, name="Lijst")
            merged = Change(make_asset("Samen"), Action.EDIT, "import: lijst", old, 2)
            run = take_in(store, changes=[said, merged])
            assert run.changed == 1

            assert undo(store, run) == UndoReport(0, 1, ())

            assert store.asset(old).asset.name == "Oud"

        def test_what_somebody_changed_since_stays_and_is_told(self, store):
            (old,) = add(store, make_asset("Oud"))
            run = take_in(store, *"abc", changes=[as_list(store, old, name="Nieuw")])
            ids = dict(zip(store.assets()[schema.NAME], store.assets().index, strict=True))
            change(store, ids["b"], make_asset("B van ons"))
            change(store, old, make_asset("Ons", geometry=point_in(1)), based_on=2)

            report = undo(store, run)

            assert report == UndoReport(2, 0, (old, ids["b"]))
            assert names(store) == ["Ons", "B van ons"]
            assert store.verify().problems == ()

        def test_what_was_retired_since_stays_retired(self, store):
            run = take_in(store, "a")
            (a,) = store.assets().index
            change(store, a, store.asset(a).asset, action=Action.RETIRE)

            assert undo(store, run) == UndoReport(0, 0, (a,))
            assert store.imported("places", "lijst")["a"].undone is False

        def test_whom_to_ask_before_is_there_again(self, store):
            told, silent, same = add(store, *(make_asset(each) for each in "abc"))
            for each, person in ((told, "Fatma"), (same, "Aad")):
                change(store, each, make_asset(), contact=make_contact(person))
            changes = [
                Change(make_asset("x"), Action.IMPORT, "", told, 2, make_contact("Joris")),
                Change(make_asset("y"), Action.IMPORT, "", silent, 1, make_contact("Els")),
                Change(make_asset("z"), Action.IMPORT, "", same, 2),
            ]

            def people() -> list[str]:
                found = [store.asset(each, viewer=STEWARD) for each in (told, silent, same)]
                return [each.contact.person if each.contact else "" for each in found]

            run = take_in(store, changes=changes)
            assert people() == ["Joris", "Els", "Aad"]

            undo(store, run)

            assert people() == ["Fatma", "", "Aad"]
            assert store.verify().problems == ()

        def test_rows_that_wait_are_erased(self, store):
            other = take_in(store, unplaced=[make_unplaced(1, "Blijft")])
            run = take_in(store, unplaced=[make_unplaced(1, "Gaat")])

            undo(store, run)

            (row,) = store.unplaced(most=5)
            assert (row.content["name"], row.run_id) == ("Blijft", other.id)
            assert [each.unplaced for each in store.imports(most=5)] == [0, 1]

        def test_rows_that_were_placed_by_hand_go_with_it_unless_they_were_changed(self, store):
            run = take_in(store, unplaced=[make_unplaced(1, "A"), make_unplaced(2, "B")])
            ids = [
                store.place_row(row.id, placed(row.content["name"]), by="laptop", at=MOMENT).id
                for row in store.unplaced(most=5)
            ]
            change(store, ids[1], placed("B van ons"))

            assert undo(store, run) == UndoReport(1, 0, (ids[1],))
            assert names(store) == ["B van ons"]
            assert store.verify().problems == ()

        def test_it_is_undone_once(self, store):
            run = take_in(store, "a")
            undo(store, run)
            before = store.state()

            with pytest.raises(Conflict, match=r"import of lijst\.csv was undone already"):
                undo(store, run)
            with pytest.raises(NotFound, match="import is not in the store: nergens"):
                store.undo_import("nergens", by="laptop", at=LATER)

            assert store.state() == before

        def test_of_many_who_undo_it_at_once_one_does(self, store):
            run = take_in(store, *"abcdef")

            def attempt(_: int) -> bool:
                try:
                    undo(store, run)
                except Conflict:
                    return False
                return True

            with ThreadPoolExecutor(6) as pool:
                assert sum(pool.map(attempt, range(6))) == 1
            assert store.verify().problems == ()

        def test_imports_on_top_of_each_other_are_undone_one_after_another(self, store):
            first = take_in(store, "a", "b")
            a = store.assets().index[0]
            second = take_in(store, "c", changes=[as_list(store, a, offers="Boeken")])

            assert undo(store, second) == UndoReport(1, 1, ())
            assert names(store) == ["a", "b"]
            assert store.asset(a).asset.offers == ""
            assert undo(store, first) == UndoReport(2, 0, ())

            assert names(store) == []
            assert store.verify().problems == ()

        def test_an_older_import_leaves_what_a_newer_one_changed(self, store):
            first = take_in(store, "a", "b")
            a = store.assets().index[0]
            take_in(store, changes=[as_list(store, a, offers="Boeken")])

            assert undo(store, first) == UndoReport(1, 0, (a,))
            assert names(store) == ["a"]

        def test_new_boundaries_in_between_are_no_change_by_somebody(self, store):
            (old,) = add(store, make_talent("Koken", neighbourhood=code_of(1)))
            run = take_in(store, "a", changes=[as_list(store, old, offers="Soep")])
            add_boundaries(store, make_neighbourhoods(2, 2, prefix="NB"), year=2026)

            assert undo(store, run) == UndoReport(1, 1, ())

            assert store.asset(old).neighbourhood == "NB01"
            assert store.verify().problems == ()

        def test_many_are_undone_as_one(self, store):
            run = take_in(store, *(str(number) for number in range(450)))

            assert undo(store, run).retired == 450
            assert store.verify().problems == ()

        def test_a_steward_can_put_one_of_them_back(self, store):
            run = take_in(store, "a", "b")
            a = store.assets().index[0]
            undo(store, run)

            change(store, a, placed("a"), based_on=2, action=Action.RESTORE)

            assert names(store) == ["a"]
            assert [each.undone for each in store.imported("places", "lijst").values()] == [
                False,
                True,
            ]
            assert store.verify().problems == ()

        def test_undoing_one_save_by_hand_leaves_an_asset_in_sight(self, store):
            (record_id,) = add(store, make_asset("Bieb"))
            change(store, record_id, make_asset("Leeszaal"))

            change(store, record_id, make_asset("Bieb"), based_on=2, action=Action.UNDO)

            assert names(store) == ["Bieb"]
            assert store.verify().problems == ()

    class TestTheSameListAgain:
        def test_what_was_undone_is_told(self, store):
            run = take_in(store, "a", "b")
            b = store.assets().index[1]
            change(store, b, store.asset(b).asset.model_copy(update={"name": "b van ons"}))
            undo(store, run)

            found = store.imported("places", "lijst")

            assert (found["a"].undone, found["a"].status) == (True, schema.RETIRED)
            assert found["a"].base == found["a"].current
            assert (found["b"].undone, found["b"].status) == (False, schema.PUBLISHED)
            assert found["b"].base.name == "b"

        @pytest.mark.parametrize("action", [Action.IMPORT, Action.RESTORE])
        def test_importing_it_again_brings_it_back(self, store, action):
            first = take_in(store, "a")
            a = store.assets().index[0]
            undo(store, first)
            earlier = store.imported("places", "lijst")["a"]
            back = Change(earlier.current, action, "", a, earlier.version)

            second = take_in(store, changes=[back])
            assert names(store) == ["a"]
            assert store.imported("places", "lijst")["a"].undone is False

            assert undo(store, second) == UndoReport(1, 0, ())
            assert names(store) == []
            assert store.imported("places", "lijst")["a"].undone is True
            assert store.verify().problems == ()

        def test_what_a_steward_retired_is_not_brought_back_by_a_list(self, store):
            take_in(store, "a")
            (a,) = store.assets().index
            change(store, a, store.asset(a).asset, action=Action.RETIRE)

            take_in(store, changes=[as_list(store, a, offers="Boeken")])

            assert names(store) == []
            assert store.verify().problems == ()

        def test_what_undoing_took_back_was_never_written(self, store):
            take_in(store, "a")
            (a,) = store.assets().index
            change(store, a, store.asset(a).asset.model_copy(update={"address": "Brink 1"}))
            second = take_in(store, changes=[as_list(store, a, offers="Boeken")])
            undo(store, second)

            found = store.imported("places", "lijst")["a"]

            assert (found.base.offers, found.base.address) == ("", "")
            assert (found.current.offers, found.current.address) == ("", "Brink 1")

        def test_what_was_kept_was_written(self, store):
            take_in(store, "a")
            (a,) = store.assets().index
            second = take_in(store, changes=[as_list(store, a, offers="Boeken")])
            ours = store.asset(a).asset.model_copy(update={"address": "Brink 1"})
            change(store, a, ours, based_on=2)
            undo(store, second)

            assert store.imported("places", "lijst")["a"].base.offers == "Boeken"

    class TestRowsWithoutAPlace:
        def test_a_row_comes_back_as_it_was_given(self, store):
            reason = Problem(
                "{count} of {what} at {distance:.1f} km.",
                {"count": np.int64(3), "what": ("a", Term("b")), "distance": 2.5, "on": MOMENT},
                "address",
            )
            row = make_unplaced(7, contact=make_contact(), reason=reason)

            run = take_in(store, unplaced=[row])

            (found,) = store.unplaced(most=5)
            assert (found.row, found.run_id) == (7, run.id)
            assert (found.content, found.contact) == (row.content, make_contact())
            assert found.reason.field == "address"
            assert str(found.reason) == "3 of a, b at 2.5 km."
            assert isinstance(found.reason.values["what"][1], Term)

        def test_rows_come_in_order_of_the_file_and_of_the_imports(self, store):
            first = take_in(store, unplaced=[make_unplaced(n, str(n)) for n in (30, 4, 11)])
            second = take_in(store, unplaced=[make_unplaced(2, "2")])

            assert [each.row for each in store.unplaced(most=9)] == [4, 11, 30, 2]
            assert [each.row for each in store.unplaced(most=2)] == [4, 11]
            assert [each.row for each in store.unplaced(most=9, run_id=second.id)] == [2]
            assert [each.row for each in store.unplaced(most=2, run_id=first.id)] == [4, 11]
            assert store.unplaced(most=9, run_id="nergens") == []

        def test_placing_one_adds_it_with_its_contact_and_erases_the_row(self, store):
            run = take_in(
                store, unplaced=[make_unplaced(1, contact=make_contact()), make_unplaced(2, "B")]
            )
            row = store.unplaced(most=5)[0]

            receipt = store.place_row(row.id, placed(), by="phone", at=LATER)

            found = store.asset(receipt.id, viewer=STEWARD)
            assert (receipt.version, receipt.neighbourhood) == (1, code_of(1))
            assert (found.asset, found.contact) == (placed(), make_contact())
            (version,) = store.history(receipt.id)
            assert (version.action, version.by) == ("import", "phone")
            assert set(store.imported("places", "lijst")) == {"Zonder plek"}
            assert [each.row for each in store.unplaced(most=5)] == [2]
            assert [each.unplaced for each in store.imports(most=5)] == [1]
            assert run.unplaced == 2
            assert store.verify().problems == ()

        @pytest.mark.parametrize("before", ["placed", "dropped", "undone", "never there"])
        def test_a_row_that_does_not_wait_any_more_is_not_placed_or_dropped(self, store, before):
            run = take_in(store, unplaced=[make_unplaced()])
            row_id = store.unplaced(most=5)[0].id
            if before == "placed":
                store.place_row(row_id, placed(), by="laptop", at=MOMENT)
            elif before == "dropped":
                store.drop_row(row_id, by="laptop", at=MOMENT)
            elif before == "undone":
                undo(store, run)
            else:
                row_id = run.id
                store.drop_row(store.unplaced(most=5)[0].id, by="laptop", at=MOMENT)
            then = store.state()

            with pytest.raises(NotFound, match="does not wait for a place"):
                store.place_row(row_id, placed(), by="laptop", at=MOMENT)
            with pytest.raises(NotFound, match="does not wait for a place"):
                store.drop_row(row_id, by="laptop", at=MOMENT)

            assert store.state() == then
            assert store.unplaced(most=5) == []
            assert store.verify().problems == ()

        def test_of_many_who_place_it_at_once_one_does(self, store):
            take_in(store, unplaced=[make_unplaced()])
            row_id = store.unplaced(most=5)[0].id

            def attempt(_: int) -> bool:
                try:
                    store.place_row(row_id, placed(), by="laptop", at=MOMENT)
                except NotFound:
                    return False
                return True

            with ThreadPoolExecutor(6) as pool:
                assert sum(pool.map(attempt, range(6))) == 1
            assert names(store) == ["Zonder plek"]

        def test_they_are_nowhere_that_a_visitor_looks(self, store):
            take_in(store, unplaced=[make_unplaced(contact=make_contact("Geheim"))])

            shown = (
                store.assets(),
                store.catalogue(),
                store.counts(),
                store.imported("places", ""),
            )

            assert [len(each) for each in shown] == [0, 0, 0, 0]
            assert len(store.assets(viewer=STEWARD, retired=True)) == 0
            assert (store.unseen(most=5), store.remarks(most=5)) == ([], [])
            assert "Geheim" not in str((shown, store.imports(most=5)))

        def test_thousands_wait_at_once(self, store):
            take_in(store, unplaced=[make_unplaced(n, str(n)) for n in range(1200)])

            assert len(store.unplaced(most=5000)) == 1200
            assert store.verify().problems == ()

    class TestProfiles:
        def test_the_newest_of_each_name_is_kept(self, store, kind):
            store.save_profile("Sociale kaart", {"uses": {"Naam": "name"}}, by="x", at=MOMENT)
            store.save_profile("Bomen", {"layer": "places"}, by="x", at=MOMENT)
            store.save_profile("Sociale kaart", {"uses": {"Titel": "name"}}, by="x", at=LATER)

            assert kind.open_again().profiles() == {
                "Bomen": {"layer": "places"},
                "Sociale kaart": {"uses": {"Titel": "name"}},
            }
            assert list(store.profiles()) == ["Bomen", "Sociale kaart"]
            assert store.verify().problems == ()

        def test_the_same_again_is_no_new_version(self, store):
            store.save_profile("Bomen", {"b": 1, "a": [2]}, by="x", at=MOMENT)
            then = store.state()

            store.save_profile("Bomen", {"a": [2], "b": 1}, by="y", at=LATER)

            assert store.state() == then

        def test_a_name_is_a_name_whatever_it_holds(self, store):
            name = "x' OR 1=1; -- $.name"

            store.save_profile(name, {}, by="x", at=MOMENT)

            assert store.profiles() == {name: {}}
