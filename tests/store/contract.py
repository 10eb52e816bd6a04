"""The contract of every store, as tests.

A test file of a store subclasses `StoreContract` and gives the fixture `kind`, which makes stores
of that kind. The numbers are those of `assetmap/store/base.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Protocol

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

from assetmap.domain import schema
from assetmap.domain.asset import Contact
from assetmap.domain.payload import asset_to_content
from assetmap.domain.permission import VISITOR
from assetmap.domain.record import Action
from assetmap.errors import Conflict, NotFound
from assetmap.store import Change, Count, Store
from assetmap.store.base import MOST_CHANGES
from tests.catalogues import catalogue_of, demand_sound, told
from tests.factories import (
    CELL,
    CONTRIBUTOR,
    MOMENT,
    SOUTH,
    STEWARD,
    TODAY,
    WEST,
    add,
    add_boundaries,
    cell,
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

Clock = Callable[[], date]
EDIT, RETIRE, RESTORE = Action.EDIT, Action.RETIRE, Action.RESTORE


class StoreKind(Protocol):
    """Makes stores of one kind, and closes them when the test is over."""

    def create(self, *, today: Clock = lambda: TODAY) -> Store:
        """Return a new store without boundaries."""

    def open_again(self, *, today: Clock = lambda: TODAY) -> Store:
        """Return another handle on the store that was made last, as another process has."""


def names(frame: GeoDataFrame) -> list[str]:
    return list(frame[schema.NAME])


def codes(frame: GeoDataFrame) -> list[str | None]:
    return [None if pd.isna(code) else code for code in frame[schema.NEIGHBOURHOOD]]


class StoreContract:
    @pytest.fixture
    def store(self, kind: StoreKind) -> Store:
        store = kind.create()
        add_boundaries(store)
        return store

    class Test1WhatWasAcknowledgedIsThere:
        def test_what_was_saved_is_there_for_whoever_opens_the_store(self, store, kind):
            (record_id,) = add(store, make_asset("Bibliotheek", offers="Boeken"))

            found = kind.open_again().asset(record_id)

            assert found.asset == make_asset("Bibliotheek", offers="Boeken")
            assert (found.version, found.status) == (1, schema.PUBLISHED)
            assert found.recorded_at == MOMENT

        def test_what_was_raised_for_is_not_there_at_all(self, store):
            (record_id,) = add(store, make_asset("Wijkpark"))
            before = store.state()
            changes = [
                Change(make_asset("Nieuw"), Action.ADD, contact=make_contact()),
                Change(make_asset("Wijkpark"), EDIT, record_id=record_id, based_on=7),
            ]

            with pytest.raises(Conflict):
                store.save(changes, by="laptop", at=MOMENT)

            assert names(store.assets(viewer=STEWARD)) == ["Wijkpark"]
            assert store.state() == before

        def test_nothing_to_save_is_no_version(self, store):
            before = store.state()

            receipts = store.save([], by="laptop", at=MOMENT)

            assert receipts == []
            assert store.state() == before

        def test_a_whole_frame_is_saved_or_nothing_of_it(self, store):
            frame = make_checked(make_rows(), {"name": "Naam"})
            broken = frame.assign(name=["Bibliotheek", None])

            with pytest.raises(Exception):  # noqa: B017, PT011 - each store has its own
                store.add_frame(broken, by="laptop", at=MOMENT, action=Action.IMPORT, reason="")

            assert len(store.assets(viewer=STEWARD)) == 0
            assert store.verify().problems == ()

    class Test2EveryChangeIsAVersion:
        def test_versions_are_numbered_from_one_and_tell_who_when_what_and_why(self, store):
            later = datetime(2026, 6, 1, 9, tzinfo=UTC)
            (record_id,) = add(store, make_asset("Bieb"))
            edit = Change(make_asset("Bibliotheek"), EDIT, "voluit", record_id, 1)
            store.save([edit], by="Fatma", at=later)

            first, second = store.history(record_id)

            assert (first.number, first.action, first.by, first.reason) == (1, "add", "laptop", "")
            assert (second.number, second.action) == (2, "edit")
            assert (second.by, second.reason, second.recorded_at) == ("Fatma", "voluit", later)
            assert (first.asset.name, second.asset.name) == ("Bieb", "Bibliotheek")
            assert second.content == asset_to_content(make_asset("Bibliotheek"))

        def test_the_newest_version_is_the_current_state(self, store):
            (record_id,) = add(store, make_asset("Bieb"))

            receipt = change(store, record_id, make_asset("Bibliotheek", geometry=point_in(2, 1)))

            found = store.asset(record_id)
            assert (receipt.version, receipt.neighbourhood) == (2, code_of(2, 1))
            assert (found.version, found.asset.name) == (2, "Bibliotheek")
            assert names(store.assets()) == ["Bibliotheek"]
            assert list(store.assets()[schema.VERSION]) == [2]

        def test_what_was_retired_is_kept_and_can_be_put_back(self, store):
            (record_id,) = add(store, make_asset())
            change(store, record_id, make_asset(), action=RETIRE, reason="gesloopt")
            assert names(store.assets()) == []

            change(store, record_id, make_asset(), action=RESTORE, based_on=2)

            assert names(store.assets()) == ["Bibliotheek"]
            assert [version.action for version in store.history(record_id)] == [
                "add",
                "retire",
                "restore",
            ]

        def test_an_edit_of_what_was_retired_leaves_it_out_of_sight(self, store):
            (record_id,) = add(store, make_asset())
            change(store, record_id, make_asset(), action=RETIRE)

            change(store, record_id, make_asset("Leeszaal"), based_on=2)

            assert store.asset(record_id, viewer=STEWARD).status == schema.RETIRED
            assert names(store.assets()) == []

        def test_a_frame_of_assets_says_what_each_would_say_saved_alone(self, store, kind):
            rows = make_rows(
                {
                    "Naam": ["Bieb", "Park", "Bankje"],
                    "soort": ["library", "Kasteel", "park"],
                    "tekst": ["Boeken", "", ""],
                    "thema": ["health;schooling", "", "housing"],
                    "van": [1987, None, 2001],
                    "plekken": ["40", None, None],
                    "www": ["example.org", "geen", None],
                    "buurt": [None, None, code_of(1)],
                    "nr": ["a", "b", "c"],
                },
                geometry=[point_in(0), cell(1, 1), None],
            )
            columns = {
                "name": "Naam",
                "category": "soort",
                "offers": "tekst",
                "themes": "thema",
                "existed_from": "van",
                "capacity": "plekken",
                "website": "www",
                "neighbourhood": "buurt",
            }
            frame = make_checked(rows, columns, source_id="nr")

            ids = store.add_frame(
                frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="lijst"
            )

            alone = kind.create()
            add_boundaries(alone)
            past = [store.history(record_id)[0] for record_id in ids]
            changes = [Change(each.asset, Action.IMPORT, "lijst") for each in past]
            alone.save(changes, by="laptop", at=MOMENT)
            columns_apart = [schema.GEOMETRY, schema.POSITION]
            one, other = store.assets(), alone.assets()
            assert one.drop(columns=columns_apart).to_dict("list") == other.drop(
                columns=columns_apart
            ).to_dict("list")
            assert list(one.geometry[:2]) == list(other.geometry[:2])
            assert [each.content for each in past] == [
                alone.history(record_id)[0].content for record_id in other.index
            ]
            assert list(one.index) == ids
            assert store.verify().problems == ()

        def test_an_empty_frame_adds_nothing(self, store):
            frame = make_checked(make_rows({"Naam": []}, geometry=[]), {"name": "Naam"})

            ids = store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="")

            assert ids == []

    class Test3AStaleChangeIsAConflict:
        def test_a_change_that_began_from_an_older_version_writes_nothing(self, store):
            (record_id,) = add(store, make_asset("Bieb"))
            change(store, record_id, make_asset("Bibliotheek"))
            before = store.state()

            with pytest.raises(Conflict, match="Somebody else changed 'Leeszaal'"):
                change(store, record_id, make_asset("Leeszaal"), based_on=1)

            assert store.asset(record_id).asset.name == "Bibliotheek"
            assert len(store.history(record_id)) == 2
            assert store.state() == before

        @pytest.mark.parametrize("based_on", [None, 0, 2, 99])
        def test_a_change_that_began_from_no_version_that_is_there_is_refused(
            self, store, based_on
        ):
            (record_id,) = add(store, make_asset())

            with pytest.raises(Conflict):
                change(store, record_id, make_asset("Leeszaal"), based_on=based_on)

        def test_two_changes_at_once_follow_each_other(self, store):
            (record_id,) = add(store, make_asset("Bieb"))
            changes = [
                Change(make_asset("Leeszaal"), EDIT, record_id=record_id, based_on=1),
                Change(make_asset("Bibliotheek"), EDIT, record_id=record_id, based_on=2),
            ]

            receipts = store.save(changes, by="laptop", at=MOMENT)

            assert [receipt.version for receipt in receipts] == [2, 3]
            assert store.asset(record_id).asset.name == "Bibliotheek"
            assert store.verify().problems == ()

        def test_two_changes_at_once_of_the_same_version_are_a_conflict(self, store):
            (record_id,) = add(store, make_asset("Bieb"))
            edit = Change(make_asset("Leeszaal"), EDIT, record_id=record_id, based_on=1)

            with pytest.raises(Conflict):
                store.save([edit, edit], by="laptop", at=MOMENT)

            assert len(store.history(record_id)) == 1

        def test_an_asset_that_is_not_there_cannot_be_changed(self, store):
            with pytest.raises(NotFound, match="not in the store: nergens"):
                change(store, "nergens", make_asset())

    class Test4SeveralWritersWaitForEachOther:
        def test_threads_lose_nothing_and_double_nothing(self, store):
            def write(writer: int) -> list[str]:
                return [
                    record_id
                    for round_ in range(10)
                    for record_id in add(store, make_asset(f"{writer} {round_}"))
                ]

            with ThreadPoolExecutor(8) as pool:
                acknowledged = [each for ids in pool.map(write, range(8)) for each in ids]

            there = store.assets()
            assert sorted(there.index) == sorted(acknowledged)
            assert len(set(names(there))) == 80
            assert store.verify().problems == ()

        def test_two_handles_on_one_store_see_each_others_work(self, store, kind):
            other = kind.open_again()

            add(store, make_asset("Een"))
            add(other, make_asset("Twee"))

            assert names(store.assets()) == names(other.assets()) == ["Een", "Twee"]
            assert store.state() == other.state()
            assert store.verify().problems == ()

        def test_of_many_who_change_the_same_version_one_wins(self, store):
            (record_id,) = add(store, make_asset("Bieb"))

            def write(writer: int) -> bool:
                try:
                    change(store, record_id, make_asset(f"Bieb {writer}"))
                except Conflict:
                    return False
                return True

            with ThreadPoolExecutor(8) as pool:
                won = list(pool.map(write, range(8)))

            assert sum(won) == 1
            assert store.asset(record_id).asset.name == f"Bieb {won.index(True)}"

    class Test5WhatIsNotForAViewerIsLeftOut:
        @pytest.fixture
        def ids(self, store) -> dict[str, str]:
            (place,) = add(store, make_asset("Bibliotheek"), contact=make_contact("Geheim Een"))
            (waiting,) = add(store, make_talent("Wacht", until=None), contact=make_contact())
            (talent,) = add(store, make_talent("Koken"), contact=make_contact("Geheim Twee"))
            (retired,) = add(store, make_asset("Oud"))
            change(store, retired, make_asset("Oud"), action=RETIRE)
            return {"place": place, "waiting": waiting, "talent": talent, "retired": retired}

        @pytest.mark.parametrize("viewer", [VISITOR, CONTRIBUTOR], ids=["visitor", "contributor"])
        def test_who_may_not_see_all_sees_what_is_published(self, store, ids, viewer):
            shown = store.assets(viewer=viewer, retired=True)

            assert names(shown) == ["Bibliotheek", "Koken"]
            assert set(shown[schema.STATUS]) == {schema.PUBLISHED}

        def test_a_steward_sees_what_waits_and_when_asked_what_was_retired(self, store, ids):
            assert names(store.assets(viewer=STEWARD)) == ["Bibliotheek", "Wacht", "Koken"]
            everything = store.assets(viewer=STEWARD, retired=True)
            assert dict(zip(everything[schema.NAME], everything[schema.STATUS], strict=True)) == {
                "Bibliotheek": schema.PUBLISHED,
                "Wacht": schema.WAITING,
                "Koken": schema.PUBLISHED,
                "Oud": schema.RETIRED,
            }

        @pytest.mark.parametrize("which", ["waiting", "retired"])
        def test_what_is_out_of_sight_is_not_found_by_its_id(self, store, ids, which):
            with pytest.raises(NotFound):
                store.asset(ids[which], viewer=VISITOR)

            assert store.asset(ids[which], viewer=STEWARD).status == which

        def test_what_is_out_of_sight_is_not_counted(self, store, ids):
            assert sorted(store.counts(), key=str) == [
                Count("places", "library", code_of(0), 1),
                Count("skills", "repairing", code_of(0), 1),
            ]

        @pytest.mark.parametrize("viewer", [VISITOR, CONTRIBUTOR], ids=["visitor", "contributor"])
        def test_whom_to_ask_is_for_stewards_alone(self, store, ids, viewer):
            assert store.asset(ids["talent"], viewer=viewer).contact is None
            assert store.asset(ids["talent"], viewer=STEWARD).contact.person == "Geheim Twee"

        def test_whom_to_ask_is_in_no_frame_and_no_version(self, store, ids):
            everything = store.assets(viewer=STEWARD, retired=True).to_csv()
            versions = [str(each) for every in ids.values() for each in store.history(every)]

            for words in (everything, *versions, str(store.imported("places", ""))):
                assert "Geheim" not in words
                assert "06-12345678" not in words

        def test_a_consent_lapses_by_itself(self, kind):
            day = {"today": date(2027, 5, 1)}
            store = kind.create(today=lambda: day["today"])
            add_boundaries(store)
            (record_id,) = add(store, make_talent("Koken", until=date(2027, 5, 1)))
            assert names(store.assets()) == ["Koken"]
            last_day = store.state()

            day["today"] = date(2027, 5, 2)

            assert names(store.assets()) == []
            assert names(store.layer("skills")) == []
            assert store.counts() == []
            assert names(store.assets(viewer=STEWARD)) == ["Koken"]
            assert store.asset(record_id, viewer=STEWARD).status == schema.WAITING
            with pytest.raises(NotFound):
                store.asset(record_id)
            assert store.state() != last_day

    class Test6TheNeighbourhoodIsDerived:
        def test_each_asset_is_in_the_neighbourhood_that_holds_it(self, store):
            add(store, make_asset("A", geometry=point_in(0)), make_asset("B", geometry=cell(2, 1)))
            add(store, make_asset("C", geometry=shapely.Point(WEST - 1, SOUTH)))
            add(store, make_talent("D", neighbourhood=code_of(1)))

            shown = store.assets()

            assert codes(shown) == [
                code_of(0),
                code_of(2, 1),
                None,
                code_of(1),
            ]
            assert list(shown[schema.NEIGHBOURHOOD_NAME].dropna()) == [
                "Buurt 00",
                "Buurt 12",
                "Buurt 01",
            ]

        def test_a_place_on_a_shared_border_is_in_the_lowest_code(self, store):
            border = shapely.Point(WEST + CELL, SOUTH + CELL / 2)

            (record_id,) = add(store, make_asset(geometry=border))

            assert store.asset(record_id).neighbourhood == code_of(0)

        def test_a_talent_is_shown_in_its_neighbourhood_and_never_at_an_address(self, store):
            (record_id,) = add(store, make_talent(neighbourhood=code_of(1, 1)))

            shown = store.layer("skills")

            assert list(shown[schema.POSITION]) == [schema.BY_NEIGHBOURHOOD]
            assert cell(1, 1).contains(shown.geometry.iloc[0])
            assert store.asset(record_id).asset.geometry is None

        def test_new_boundaries_derive_every_asset_again_and_lose_none(self, store):
            add(store, *(make_asset(f"{x}", geometry=point_in(x)) for x in range(3)))
            add(store, make_asset("buiten", geometry=point_in(5)))
            merged = make_neighbourhoods(1, 1, prefix="NB")
            merged.geometry = [shapely.MultiPolygon([shapely.union_all([cell(0), cell(1)])])]

            add_boundaries(store, merged, year=2026)

            shown = store.assets()
            assert names(shown) == ["0", "1", "2", "buiten"]
            assert codes(shown) == ["NB00", "NB00", None, None]
            assert list(shown[schema.VERSION]) == [1, 1, 1, 1]
            assert store.verify().problems == ()

        def test_an_asset_of_an_old_neighbourhood_goes_where_most_of_its_ground_is(self, store):
            add(store, make_talent(neighbourhood=code_of(1), neighbourhood_year=2025))
            grid = make_neighbourhoods(2, 1, prefix="NB")
            # The old one in the middle: a third of it to the left, the rest to the right.
            edge = WEST + 1.33 * CELL
            grid.geometry = [
                shapely.MultiPolygon([shapely.box(WEST, SOUTH, edge, SOUTH + CELL)]),
                shapely.MultiPolygon([shapely.box(edge, SOUTH, WEST + 3 * CELL, SOUTH + CELL)]),
            ]

            add_boundaries(store, grid, year=2026)

            shown = store.assets()
            assert codes(shown) == ["NB01"]
            assert grid.geometry.iloc[1].contains(shown.geometry.iloc[0])
            assert store.verify().problems == ()

        def test_an_asset_of_a_neighbourhood_that_is_gone_is_kept(self, store):
            add(store, make_talent("Koken", neighbourhood=code_of(2, 1)))

            add_boundaries(store, make_neighbourhoods(1, 1, prefix="NB"), year=2026)

            assert names(store.assets()) == ["Koken"]
            assert codes(store.assets()) == [None]
            assert store.verify().problems == ()

        def test_boundaries_that_come_after_the_assets_place_them(self, kind):
            store = kind.create()
            add(store, make_asset("Bieb"), make_talent("Koken", neighbourhood=code_of(1)))
            assert codes(store.assets()) == [None, None]
            assert store.verify().problems == ()

            add_boundaries(store)

            shown = store.assets()
            assert codes(shown) == [code_of(0), code_of(1)]
            assert list(shown[schema.POSITION]) == [schema.EXACT, schema.BY_NEIGHBOURHOOD]
            assert store.verify().problems == ()

        def test_older_boundaries_change_no_neighbourhood(self, store):
            add(store, make_asset())

            add_boundaries(store, make_neighbourhoods(1, 1, prefix="OUD"), year=2020)

            assert codes(store.assets()) == [code_of(0)]
            assert [each.year for each in store.boundary_sets()] == [2025, 2020]
            assert store.verify().problems == ()

        def test_older_boundaries_help_an_asset_that_names_their_year(self, store):
            add(store, make_talent(neighbourhood="OUD00", neighbourhood_year=2020))
            assert codes(store.assets()) == [None]

            add_boundaries(store, make_neighbourhoods(1, 1, prefix="OUD"), year=2020)

            assert codes(store.assets()) == [code_of(0)]
            assert store.verify().problems == ()

        def test_a_second_set_of_one_year_is_refused(self, store):
            before = store.boundaries_state()

            with pytest.raises(Conflict, match="There are boundaries of 2025 already"):
                add_boundaries(store, make_neighbourhoods(1, 1, prefix="NB"))

            assert len(store.neighbourhoods()) == 6
            assert store.boundaries_state() == before

        def test_another_handle_sees_new_boundaries_at_once(self, store, kind):
            other = kind.open_again()
            add(other, make_asset("Een"))

            add_boundaries(store, make_neighbourhoods(3, 1, prefix="NB"), year=2026)
            add(other, make_asset("Twee"))

            assert codes(other.assets()) == ["NB00", "NB00"]
            assert list(other.neighbourhoods()["code"]) == ["NB00", "NB01", "NB02"]

    class Test7PersonalDataIsKeptApart:
        def test_whom_to_ask_stays_when_an_edit_does_not_speak_of_it(self, store):
            (record_id,) = add(store, make_asset(), contact=make_contact("Fatma"))

            change(store, record_id, make_asset("Leeszaal"))
            change(store, record_id, make_asset("Leeszaal"), action=RETIRE, based_on=2)

            assert store.asset(record_id, viewer=STEWARD).contact.person == "Fatma"
            assert store.verify().problems == ()

        def test_whom_to_ask_is_replaced(self, store):
            (record_id,) = add(store, make_asset(), contact=make_contact("Fatma"))

            change(store, record_id, make_asset(), contact=make_contact("Joris"))

            assert store.asset(record_id, viewer=STEWARD).contact == make_contact("Joris")

        def test_an_empty_contact_removes_it_and_leaves_the_chain_whole(self, store):
            (record_id,) = add(store, make_asset(), contact=make_contact())

            change(store, record_id, make_asset(), contact=Contact())

            assert store.asset(record_id, viewer=STEWARD).contact is None
            assert store.verify().problems == ()

        def test_an_asset_without_a_contact_has_none(self, store):
            (record_id,) = add(store, make_asset(), contact=Contact())

            assert store.asset(record_id, viewer=STEWARD).contact is None

    class Test8VerifyIsCleanWhenNothingWasAltered:
        def test_an_empty_store_is_clean(self, kind):
            report = kind.create().verify()

            assert report.problems == ()
            assert (report.versions, report.assets) == (0, 0)

        def test_a_store_in_which_everything_happened_is_clean(self, store):
            (first, second) = add(store, make_asset("Een"), make_talent("Twee"))
            change(store, first, make_asset("Een", geometry=cell(1)), contact=make_contact())
            change(store, first, make_asset("Een", layer="heritage", category="mill"), based_on=2)
            change(store, second, make_talent("Twee"), action=RETIRE)
            frame = make_checked(make_rows(), {"name": "Naam"})
            store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="lijst")
            add_boundaries(store, make_neighbourhoods(2, 2, prefix="NB"), year=2026)
            store.set_context(make_context(), by="laptop", at=MOMENT)

            report = store.verify()

            assert report.problems == ()
            assert report.assets == 4
            assert report.versions == 10
            assert len(report.head) == 64

        def test_the_head_changes_with_every_version(self, store):
            before = store.verify().head

            add(store, make_asset())

            assert store.verify().head != before

    class Test9FramesAreAsTheSchemaSays:
        @pytest.mark.parametrize("empty", [True, False], ids=["empty", "filled"])
        def test_a_layer_in_hand_has_its_columns_crs_and_index(self, store, empty):
            ids = [] if empty else add(store, make_asset(existed_from=1987), make_asset("Tweede"))

            frame = store.layer("places")

            assert tuple(frame.columns) == schema.ASSET_COLUMNS
            assert frame.crs == "EPSG:4326"
            assert frame.index.name == schema.INDEX
            assert list(frame.index) == ids
            assert str(frame[schema.EXISTED_FROM].dtype) == "Int64"
            assert str(frame[schema.NUMBER].dtype) == "int64"

        def test_an_asset_fills_its_row(self, store):
            asset = make_asset(
                offers="Boeken",
                themes=("health", "schooling"),
                address="Brink 1",
                website="https://example.org",
                opening_hours="Mo 10:00-12:00",
                audience=("older", "children"),
                cost="free",
                wheelchair="limited",
                languages=("ar", "nl"),
                existed_from=1987,
                fields={"capacity": 40, "equipment": "beamer"},
                source="lijst",
                source_id="12",
            )
            (record_id,) = add(store, asset)

            row = store.layer("places").loc[record_id]

            said = {
                key: getattr(asset, key)
                for key in ("layer", "category", "name", "offers", "address", "website")
            }
            assert {key: row[key] for key in said} == said
            assert row[schema.THEMES] == "schooling;health"
            assert row[schema.AUDIENCE] == "children;older"
            assert (row[schema.COST], row[schema.WHEELCHAIR]) == ("free", "limited")
            assert row[schema.LANGUAGES] == "nl;ar"
            assert row[schema.FIELDS] == '{"capacity":40,"equipment":"beamer"}'
            assert (row[schema.SOURCE], row[schema.SOURCE_ID]) == ("lijst", "12")
            assert (row[schema.POSITION], row[schema.STATUS]) == ("exact", "published")
            assert row[schema.RECORDED_AT] == "2026-05-01T12:30:00.000Z"
            assert row[schema.GEOMETRY] == asset.geometry

        def test_neighbourhoods_come_by_code(self, store):
            frame = store.neighbourhoods()

            assert tuple(frame.columns) == schema.NEIGHBOURHOOD_COLUMNS
            assert frame.crs == "EPSG:4326"
            assert list(frame["code"]) == sorted(make_neighbourhoods()["code"])
            assert all(
                one.equals(other)
                for one, other in zip(
                    frame.geometry,
                    make_neighbourhoods().sort_values("code").geometry,
                    strict=True,
                )
            )

        def test_a_store_without_boundaries_gives_an_empty_frame(self, kind):
            store = kind.create()

            assert len(store.neighbourhoods()) == 0
            assert tuple(store.neighbourhoods().columns) == schema.NEIGHBOURHOOD_COLUMNS
            assert store.boundary_sets() == []

        def test_a_frame_in_hand_is_ones_own(self, store):
            mine = store.neighbourhoods()

            mine["name"] = "veranderd"
            assert "veranderd" not in set(store.neighbourhoods()["name"])

        def test_neighbourhoods_of_an_older_set_can_be_asked_for(self, store):
            old = store.boundary_sets()[0]
            add_boundaries(store, make_neighbourhoods(1, 1, prefix="NB"), year=2026)

            assert len(store.neighbourhoods(boundary_set=old.id)) == 6
            assert list(store.neighbourhoods()["code"]) == ["NB00"]

    class TestACatalogueInHand:
        @pytest.fixture
        def everything(self, store) -> Store:
            """A store with something of every kind."""
            store.save(
                [
                    Change(asset, Action.ADD)
                    for asset in (
                        make_asset("Bieb", offers="Boeken", address="Brink 1"),
                        make_asset(
                            "Soos",
                            category="youth_centre",
                            geometry=point_in(1),
                            themes=("safety", "health"),
                            audience=("young", "parents"),
                            languages=("ru", "nl"),
                            cost="paid",
                            wheelchair="no",
                            opening_hours="Fr 20:00-24:00",
                            existed_from=1,
                            existed_to=TODAY.year + 50,
                        ),
                        make_asset("Park", category="park", geometry=cell(1)),
                        make_asset(
                            "Ommetje",
                            category="walk_route",
                            geometry=shapely.LineString([point_in(0), point_in(1)]),
                            opening_hours="Fr 20:00-24:00",
                        ),
                        make_asset(
                            "Bankjes", geometry=shapely.MultiPoint([point_in(0), point_in(2, 1)])
                        ),
                        make_asset("Tweeling", geometry=shapely.MultiPolygon([cell(0), cell(2)])),
                        make_asset("Ver weg", geometry=shapely.Point(WEST - 1, SOUTH)),
                        make_asset("Molen", layer="heritage", category="mill", existed_from=1652),
                        make_asset("Nergens", geometry=None, neighbourhood="BU99"),
                        make_asset("Ergens", geometry=None, neighbourhood=code_of(2)),
                        make_asset("Van toen", category="left_its_layer_file"),
                        make_talent("Koken"),
                    )
                ],
                by="laptop",
                at=datetime(2026, 4, 1, 23, 59, 59, 999_000, tzinfo=UTC),
            )
            return store

        def test_it_says_what_the_frame_says(self, everything, layers):
            catalogue = everything.catalogue()

            demand_sound(catalogue)
            codes = everything.neighbourhoods()["code"]
            assert told(catalogue) == told(catalogue_of(everything.assets(), layers, codes))
            assert len(catalogue) == 12
            assert set(catalogue.shapes) == {3, 4, 6}

        def test_a_list_gives_what_single_assets_give(self, store, layers):
            words = ["kinderen", "", "Ouderen; kinderen"]
            rows = make_rows({"Naam": list("abc"), "voor": words, "taal": ["nl", "Arabisch", ""]})
            columns = {"name": "Naam", "audience": "voor", "languages": "taal"}
            frame = make_checked(rows, columns)

            store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="")

            catalogue = store.catalogue()
            codes = store.neighbourhoods()["code"]
            assert told(catalogue) == told(catalogue_of(store.assets(), layers, codes))
            assert catalogue.audience.tolist() == [2, 0, 18]

        def test_what_is_not_for_everybody_is_not_in_it(self, everything):
            ids = everything.assets().index
            retire = Change(make_asset("Bieb"), RETIRE, "", ids[0], 1)
            everything.save([retire], by="laptop", at=MOMENT)
            add(everything, make_talent("Wacht", until=None), contact=make_contact("Geheim"))
            add(everything, make_talent("Verlopen", until=date(2026, 4, 30)))

            catalogue = everything.catalogue()

            shown = everything.assets()
            assert catalogue.number.tolist() == shown[schema.NUMBER].tolist()
            assert not {"Bieb", "Wacht", "Verlopen"} & set(catalogue.name)
            assert "Geheim" not in str(told(catalogue))

        def test_a_consent_that_lapsed_takes_it_out(self, kind):
            day = {"today": date(2027, 5, 1)}
            store = kind.create(today=lambda: day["today"])
            add_boundaries(store)
            add(store, make_talent("Koken", until=date(2027, 5, 1)))
            assert list(store.catalogue().name) == ["Koken"]

            day["today"] = date(2027, 5, 2)

            assert len(store.catalogue()) == 0

        def test_some_numbers_give_those_that_are_public(self, everything):
            hidden = add(everything, make_talent("Wacht", until=None))
            number = everything.asset(hidden[0], viewer=STEWARD).number

            some = everything.catalogue(numbers=np.array([12, 3, 3, number, 10_000, -1]))

            demand_sound(some)
            whole = {row["number"]: row for row in told(everything.catalogue())}
            assert told(some) == [whole[3], whole[12]]
            assert len(everything.catalogue(numbers=[])) == 0

        def test_an_empty_store_gives_an_empty_catalogue(self, kind):
            catalogue = kind.create().catalogue()

            demand_sound(catalogue)
            assert (len(catalogue), catalogue.hours_texts) == (0, ("",))

        def test_other_boundaries_give_other_areas(self, everything, layers):
            add_boundaries(everything, make_neighbourhoods(1, 1, prefix="NB"), year=2026)

            catalogue = everything.catalogue()

            codes = everything.neighbourhoods()["code"]
            assert told(catalogue) == told(catalogue_of(everything.assets(), layers, codes))
            assert set(catalogue.area.tolist()) == {0, -1}

    class TestWhatChangedSince:
        def test_nothing_changed_since_now(self, store):
            add(store, make_asset())

            assert store.changed_since(store.state()) == []

        def test_it_names_what_was_added_changed_and_taken_away(self, store):
            ids = add(store, *(make_asset(name) for name in "ABCD"))
            then = store.state()
            change(store, ids[3], make_asset("Anders"))
            change(store, ids[3], make_asset("Weer anders"), based_on=2)
            change(store, ids[1], make_asset("B"), action=RETIRE)
            add(store, make_asset("Nieuw"))

            numbers = store.changed_since(then)

            assert numbers == [2, 4, 5]
            assert list(store.catalogue(numbers=numbers).name) == ["Weer anders", "Nieuw"]

        def test_a_catalogue_is_brought_up_to_date_by_it(self, store):
            ids = add(store, *(make_asset(name) for name in "ABCD"), make_talent("Koken"))
            old, then = store.catalogue(), store.state()
            change(store, ids[2], make_asset("Park", geometry=cell(1), opening_hours="24/7"))
            change(store, ids[0], make_asset("A"), action=RETIRE)
            change(store, ids[4], make_talent("Koken", until=None))
            add(store, make_asset("Nieuw", opening_hours="Mo 10:00-12:00"))

            numbers = store.changed_since(then)

            fresh = old.updated(np.array(numbers), store.catalogue(numbers=numbers))
            assert told(fresh) == told(store.catalogue())

        def test_what_was_added_to_an_empty_store_is_told(self, kind):
            store = kind.create()
            then = store.state()
            add(store, make_asset())

            assert store.changed_since(then) == [1]

        def test_another_handle_understands_the_token(self, store, kind):
            then = store.state()
            add(store, make_asset())

            assert kind.open_again().changed_since(then) == [1]

        def test_context_moves_no_asset(self, store):
            add(store, make_asset())
            then = store.state()
            store.set_context(make_context(), by="laptop", at=MOMENT)

            assert store.changed_since(then) == []

        @pytest.mark.parametrize("year", [2024, 2026], ids=["older", "newer"])
        def test_other_boundaries_move_everything(self, store, year):
            add(store, make_asset())
            then = store.state()
            add_boundaries(store, year=year)

            assert store.changed_since(then) is None
            assert store.changed_since(store.state()) == []

        def test_on_another_day_nobody_knows(self, kind):
            day = {"today": TODAY}
            store = kind.create(today=lambda: day["today"])
            then = store.state()

            day["today"] = date(2026, 5, 2)

            assert store.changed_since(then) is None
            assert store.changed_since(store.state()) == []

        def test_a_token_of_another_store_is_not_taken(self, store, kind):
            add(store, make_asset("Hier"))
            other = kind.create()
            add_boundaries(other)
            add(other, make_asset("Daar"))
            foreign = other.state()
            add(store, make_asset("Nog een"))

            assert store.changed_since(foreign) is None

        def test_a_token_of_a_store_that_went_on_further_is_not_taken(self, store, kind):
            other = kind.create()
            add_boundaries(other)
            add(other, *(make_asset(name) for name in "ABC"))

            assert store.changed_since(other.state()) is None

        @pytest.mark.parametrize(
            "token",
            [
                *("", "-", "1", "nonsense", "0--", "1-{digest}", "-{token}", "{token}-1"),
                *("{token}\n", " {token}", "9" * 30 + "-{rest}", "\u0661-{rest}", "-1-{rest}"),
                *("2-{rest}", "0-{rest}", "01-{digest}-{rest}"),
            ],
        )
        def test_a_token_that_was_not_given_is_not_taken(self, store, token):
            state = store.state()
            rest = state.partition("-")[2]
            digest = rest.partition("-")[0]

            assert state == f"1-{rest}"
            assert store.changed_since(token.format(token=state, rest=rest, digest=digest)) is None

        def test_after_very_many_changes_everything_is_read_again(self, store):
            rows = make_rows({"Naam": [str(number) for number in range(MOST_CHANGES)]})
            frame = make_checked(rows, {"name": "Naam"})
            then = store.state()
            store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="")
            assert len(store.changed_since(then)) == MOST_CHANGES

            add(store, make_asset())

            assert store.changed_since(then) is None

    class TestAsking:
        def test_assets_are_chosen_by_layer_and_neighbourhood(self, store):
            add(
                store,
                make_asset("A", geometry=point_in(0)),
                make_asset("B", geometry=point_in(1)),
                make_asset("C", layer="heritage", category="mill", geometry=point_in(1)),
            )

            assert names(store.assets(layers=["places"])) == ["A", "B"]
            assert names(store.assets(neighbourhoods=[code_of(1)])) == ["B", "C"]
            assert names(store.assets(layers=["heritage"], neighbourhoods=[code_of(0)])) == []
            assert names(store.assets(layers=[])) == []
            assert names(store.layer("places", neighbourhood=code_of(1))) == ["B"]

        def test_assets_are_chosen_by_the_year_in_which_they_existed(self, store):
            add(
                store,
                make_asset("altijd"),
                make_asset("sinds 1990", existed_from=1990),
                make_asset("tot 1995", existed_to=1995),
                make_asset("in 2000", existed_from=2000, existed_to=2000),
            )

            assert names(store.assets(on=1989)) == ["altijd", "tot 1995"]
            assert names(store.assets(on=1995)) == ["altijd", "sinds 1990", "tot 1995"]
            assert names(store.layer("places", on=2000)) == ["altijd", "sinds 1990", "in 2000"]
            assert sum(count.assets for count in store.counts(on=2000)) == 3

        def test_a_layer_that_is_none_is_told_with_those_that_are(self, store):
            with pytest.raises(NotFound, match=r"no layer 'problems'\. Choose one of: skills,"):
                store.layer("problems")

        def test_what_waits_or_was_retired_is_listed_for_stewards(self, store):
            waiting, shown = add(store, make_talent("Wacht", until=None), make_asset("Open"))
            (old,) = add(store, make_asset("Oud"))
            change(store, old, make_asset("Oud"), action=RETIRE)

            assert set(store.unseen(most=10)) == {
                (waiting, "Wacht", schema.WAITING),
                (old, "Oud", schema.RETIRED),
            }
            assert len(store.unseen(most=1)) == 1
            assert shown not in {each[0] for each in store.unseen(most=10)}

        def test_a_map_number_leads_to_the_asset_and_never_changes(self, store):
            ids = add(store, make_asset("Een"), make_asset("Twee"))
            numbers = dict(zip(ids, store.assets()[schema.NUMBER], strict=True))
            change(store, ids[0], make_asset("Een", geometry=point_in(1)))

            assert [store.record_id(int(numbers[each])) for each in ids] == ids
            assert store.asset(ids[0]).number == numbers[ids[0]]
            with pytest.raises(NotFound):
                store.record_id(10_000)

        def test_an_asset_that_is_not_there_is_not_found(self, store):
            with pytest.raises(NotFound, match="not in the store: nergens"):
                store.asset("nergens")
            assert store.history("nergens") == []

        def test_an_earlier_import_is_known_by_its_ids(self, store):
            rows = make_rows({"Naam": ["Bieb", "Park"], "nr": ["1", "2"]})
            frame = make_checked(rows, {"name": "Naam"}, source_id="nr")
            ids = store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="")
            touched = store.asset(ids[1]).asset.model_copy(update={"name": "Wijkpark"})
            change(store, ids[1], touched)
            add(store, make_asset("Met de hand"))

            earlier = store.imported("places", "lijst")

            assert set(earlier) == {"1", "2"}
            assert [earlier[each].id for each in ("1", "2")] == ids
            assert earlier["1"].base == earlier["1"].current
            assert (earlier["2"].base.name, earlier["2"].current.name) == ("Park", "Wijkpark")
            assert [earlier[each].version for each in ("1", "2")] == [1, 2]
            assert store.imported("heritage", "lijst") == {}
            assert store.imported("places", "andere lijst") == {}

        def test_the_state_changes_with_every_write_and_not_with_reading(self, store):
            states = [store.state()]
            (record_id,) = add(store, make_asset())
            states.append(store.state())
            change(store, record_id, make_asset("Leeszaal"))
            states.append(store.state())
            store.assets()
            store.verify()

            assert store.state() == states[-1]
            assert len(set(states)) == 3

        def test_the_state_of_the_boundaries_changes_with_boundaries_and_context(self, store):
            first = store.boundaries_state()
            add(store, make_asset())
            assert store.boundaries_state() == first
            later = datetime(2026, 5, 2, tzinfo=UTC)

            store.set_context(make_context(), by="laptop", at=later)

            assert store.boundaries_state() != first

        def test_the_context_is_replaced_as_a_whole(self, store):
            store.set_context(make_context(), by="laptop", at=MOMENT)

            count = store.set_context(make_context().iloc[:1], by="laptop", at=MOMENT)

            assert count == 1
            assert list(store.context()["kind"]) == ["water"]
            assert store.context().crs == "EPSG:4326"
            assert store.verify().problems == ()

        def test_a_store_without_context_gives_an_empty_frame(self, store):
            assert list(store.context().columns) == ["kind", "class", "geometry"]
            assert len(store.context()) == 0

        def test_lines_areas_and_parts_keep_their_shape(self, store):
            shapes = [
                shapely.LineString([point_in(0), point_in(1)]),
                cell(1),
                shapely.MultiPolygon([cell(0), cell(2)]),
                shapely.MultiPoint([point_in(0), point_in(1)]),
            ]

            add(store, *(make_asset(geometry=shape) for shape in shapes))

            found = np.asarray(store.assets().geometry.array)
            assert all(one == other for one, other in zip(found, shapes, strict=True))


def make_context() -> GeoDataFrame:
    return GeoDataFrame(
        {"kind": ["water", "street"], "class": ["canal", ""]},
        geometry=[cell(0), shapely.LineString([point_in(0), point_in(1)])],
        crs="EPSG:4326",
    )
