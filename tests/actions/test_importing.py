"""Take a list in: every row is added, changed, left as it was, or refused with a reason."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely
from geopandas import GeoDataFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.actions.assets import edit_asset, retire_asset
from assetmap.actions.boundaries import add_boundaries
from assetmap.actions.importing import ImportReport, import_file, import_rows
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.consent import Consent
from assetmap.domain.record import Action
from assetmap.errors import ImportFailed, NotFound, StoreUnavailable
from assetmap.store import Change
from tests.actions.workspaces import (
    STEWARD,
    VISITOR,
    boundary_file,
    clock,
    noon_of,
    started_workspace,
)
from tests.factories import TODAY, code_of, make_rows, point_in

COLUMNS = {"name": "Naam", "category": "Soort", "address": "Adres"}


def rows_of(*rows: tuple[str, str, str], geometry: Sequence[Any] | None = None) -> GeoDataFrame:
    """Return rows of (id, name, address); each stands on a spot of its own."""
    return make_rows(
        {
            "Nr": [row[0] for row in rows],
            "Naam": [row[1] for row in rows],
            "Soort": ["Bibliotheek"] * len(rows),
            "Adres": [row[2] for row in rows],
        },
        geometry=geometry or [point_in(0, dx=(at + 1) / 50) for at in range(len(rows))],
    )


def take_in(
    store: Store, rows: GeoDataFrame, *, source_id: str | None = "Nr", **more: Any
) -> ImportReport:
    given = {"layer": "places", "columns": COLUMNS, "source": "lijst", "clock": clock, **more}
    return import_rows(store, rows, person=STEWARD, source_id=source_id, **given)


def id_of(store: Store, name: str) -> str:
    frame = store.assets(viewer=STEWARD, retired=True)
    return str(frame.index[frame["name"] == name][0])


def edit(store: Store, called: str, /, **changes: Any) -> None:
    """Change an asset by hand, as a resident does on the page."""
    found = store.asset(id_of(store, called), viewer=STEWARD)
    edit_asset(
        store,
        found.id,
        found.asset.model_copy(update=changes),
        based_on=found.version,
        person=STEWARD,
        clock=clock,
    )


def counted(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, len(report.refused)


def test_every_row_is_added_or_refused_with_a_reason(store: Store) -> None:
    rows = rows_of(
        ("1", "Bieb", "Dorpsstraat 1"), ("2", "", ""), ("3", "Park", ""), ("3", "Park", "")
    )
    rows.loc[1, "geometry"] = None

    report = take_in(store, rows)

    assert report.rows == sum(counted(report)) == 4
    assert [(refusal.row, str(refusal.problems[0])) for refusal in report.refused] == [
        (1, "The place is missing. Click on the map, or say in which neighbourhood it is."),
        (2, "The name is missing. What do people call it?"),
        (4, "The id '3' stands on an earlier row too. Give each row its own."),
    ]
    assert store.assets()["name"].tolist() == ["Park"]


def test_import_is_written_in_the_log(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "")))

    (version,) = store.history(id_of(store, "Bieb"))
    assert (version.action, version.by, version.reason) == (
        Action.IMPORT,
        "laptop",
        "import: lijst",
    )


def test_second_import_with_ids_doubles_nothing(store: Store) -> None:
    rows = rows_of(("1", "Bieb", ""), ("2", "Park", ""))
    take_in(store, rows)
    before = store.state()

    report = take_in(store, rows)

    assert counted(report) == (0, 0, 2, 0)
    assert store.state() == before


def test_second_import_without_ids_adds_nothing(store: Store) -> None:
    rows = rows_of(("1", "Bieb", ""), ("2", "Park", ""))
    take_in(store, rows, source_id=None)
    before = store.state()

    report = take_in(store, rows, source_id=None)

    assert counted(report) == (0, 0, 2, 0)
    assert store.state() == before


def test_second_import_without_ids_and_without_places_adds_nothing(store: Store) -> None:
    rows = make_rows(
        {"Naam": ["Fietsen maken", "Koken"], "Buurt": [code_of(0), code_of(1)]},
        geometry=[None, None],
    )
    talents = {"layer": "skills", "columns": {"name": "Naam", "neighbourhood": "Buurt"}}
    take_in(store, rows, source_id=None, **talents)

    report = take_in(store, rows, source_id=None, **talents)

    assert counted(report) == (0, 0, 2, 0)
    assert len(store.assets(viewer=STEWARD)) == 2


def test_same_talent_in_another_neighbourhood_is_another_asset(store: Store) -> None:
    talents = {"layer": "skills", "columns": {"name": "Naam", "neighbourhood": "Buurt"}}
    here, there = (
        make_rows({"Naam": ["Koken"], "Buurt": [code_of(column)]}, geometry=[None])
        for column in (0, 1)
    )
    take_in(store, here, source_id=None, **talents)

    report = take_in(store, there, source_id=None, **talents)

    assert counted(report) == (1, 0, 0, 0)


def test_changed_row_gets_a_new_version(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1"), ("2", "Park", "")))

    report = take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 3"), ("2", "Park", "")))

    assert counted(report) == (0, 1, 1, 0)
    first, second = store.history(id_of(store, "Bieb"))
    assert (first.asset.address, second.asset.address) == ("Dorpsstraat 1", "Dorpsstraat 3")
    assert second.action is Action.IMPORT
    assert second.reason == "import: lijst"


def test_moved_row_moves_the_asset(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "")))

    take_in(store, rows_of(("1", "Bieb", ""), geometry=[point_in(2)]))

    assert store.asset(id_of(store, "Bieb")).neighbourhood == code_of(2)


def test_residents_edit_survives_an_import_of_the_same_list(store: Store) -> None:
    rows = rows_of(("1", "Bieb", "Dorpsstraat 1"))
    take_in(store, rows)
    edit(store, "Bieb", name="Leeszaal")

    report = take_in(store, rows)

    assert counted(report) == (0, 0, 1, 0)
    assert report.kept == ()
    assert store.asset(id_of(store, "Leeszaal")).version == 2


def test_residents_edit_and_a_changed_list_are_merged_field_by_field(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1")))
    edit(store, "Bieb", name="Leeszaal")

    report = take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 3")))

    now = store.asset(id_of(store, "Leeszaal")).asset
    assert counted(report) == (0, 1, 0, 0)
    assert report.kept == ()
    assert now.address == "Dorpsstraat 3"


@pytest.mark.parametrize(
    "changes",
    [{"layer": "associations", "category": "other"}, {"source": "wijkraad"}],
    ids=["layer", "source"],
)
def test_asset_that_residents_moved_to_another_layer_or_source_is_not_doubled(
    store: Store, changes: dict[str, str]
) -> None:
    rows = rows_of(("1", "Bieb", "Dorpsstraat 1"))
    take_in(store, rows)
    edit(store, "Bieb", **changes)

    report = take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 3")))

    now = store.asset(id_of(store, "Bieb")).asset
    assert (counted(report), len(store.assets())) == ((0, 1, 0, 0), 1)
    assert now.address == "Dorpsstraat 3"
    assert {key: getattr(now, key) for key in changes} == changes


def test_residents_edit_survives_every_later_import(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1")))
    edit(store, "Bieb", name="Leeszaal")
    changed = rows_of(("1", "Bieb", "Dorpsstraat 3"))
    take_in(store, changed)

    again = take_in(store, changed)
    changed_again = take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 5")))

    now = store.asset(id_of(store, "Leeszaal")).asset
    assert (counted(again), counted(changed_again)) == ((0, 0, 1, 0), (0, 1, 0, 0))
    assert now.address == "Dorpsstraat 5"
    assert store.verify().problems == ()


def test_for_whom_and_at_what_cost_is_taken_from_a_list_and_merged(store: Store) -> None:
    def take(audience: str, cost: str) -> ImportReport:
        rows = rows_of(("1", "Bieb", "Brink 1")).assign(Voor=audience, Prijs=cost)
        columns = {**COLUMNS, "audience": "Voor", "cost": "Prijs"}
        return take_in(store, rows, columns=columns)

    take("Ouderen, kinderen", "gratis")
    edit(store, "Bieb", languages=("nl", "ar"))
    assert counted(take("kinderen; OUDEREN", "Free of charge")) == (0, 0, 1, 0)

    report = take("jongeren", "gratis")

    asset = store.asset(id_of(store, "Bieb")).asset
    assert (report.changed, report.kept) == (1, ())
    assert (asset.audience, asset.cost, asset.languages) == (("young",), "free", ("nl", "ar"))


def test_wheelchair_of_an_earlier_list_is_the_same_as_in_a_field_of_the_layer(
    store: Store,
) -> None:
    rows = rows_of(("1", "Bieb", "Brink 1")).assign(Rolstoel="ja")
    take_in(store, rows)
    standing = store.asset(id_of(store, "Bieb"))
    # As an assetmap wrote it that had a field of the layer for this.
    old = standing.asset.model_copy(update={"fields": {"wheelchair": "yes"}})
    change = Change(old, Action.IMPORT, "", standing.id, standing.version)
    store.save([change], by="laptop", at=clock())

    report = take_in(store, rows, columns={**COLUMNS, "wheelchair": "Rolstoel"})

    assert counted(report) == (0, 0, 1, 0)
    assert store.assets()["wheelchair"].tolist() == ["yes"]
    assert store.verify().problems == ()


def test_same_field_changed_on_both_sides_keeps_ours_and_tells(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1")))
    edit(store, "Bieb", name="Leeszaal")
    both = rows_of(("1", "Openbare bibliotheek", "Dorpsstraat 3"))

    report = take_in(store, both)

    now = store.asset(id_of(store, "Leeszaal")).asset
    assert counted(report) == (0, 1, 0, 0)
    assert now.address == "Dorpsstraat 3"
    (kept,) = report.kept
    assert kept.row == 1
    assert "'Leeszaal' was changed here too: name. What stands here was kept" in str(
        kept.problems[0]
    )


def test_merge_that_would_break_a_rule_keeps_ours_and_tells(store: Store) -> None:
    columns = {**COLUMNS, "existed_from": "Vanaf"}
    rows = rows_of(("1", "Bieb", ""))
    rows["Vanaf"] = ["1950"]
    take_in(store, rows, columns=columns)
    edit(store, "Bieb", existed_to=1990)
    rows["Vanaf"] = ["2000"]

    report = take_in(store, rows, columns=columns)

    now = store.asset(id_of(store, "Bieb")).asset
    assert counted(report) == (0, 0, 1, 0)
    assert (now.existed_from, now.existed_to) == (1950, 1990)
    assert "'Bieb' was changed here too: year of ending" in str(report.kept[0].problems[0])


def test_consent_given_after_an_import_survives_the_next(store: Store) -> None:
    rows = make_rows({"Nr": ["1"], "Naam": ["Koken"], "Buurt": [code_of(0)]}, geometry=[None])
    talents = {"layer": "skills", "columns": {"name": "Naam", "neighbourhood": "Buurt"}}
    take_in(store, rows, **talents)
    assert store.layer("skills").empty, "without consent it waits"
    edit(store, "Koken", consent=Consent(how="by_word", given_on=TODAY, until=TODAY))

    take_in(store, rows, **talents)

    assert store.layer("skills")["name"].tolist() == ["Koken"]


def test_retired_asset_stays_out_of_sight(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1")))
    retire_asset(store, id_of(store, "Bieb"), person=STEWARD, reason="dicht", clock=clock)

    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 3")))

    assert store.assets(viewer=VISITOR).empty
    assert store.asset(id_of(store, "Bieb"), viewer=STEWARD).asset.address == "Dorpsstraat 3"


def test_vanished_rows_are_reported_and_left(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", ""), ("2", "Park", ""), ("3", "Kerk", "")))

    report = take_in(store, rows_of(("1", "Bieb", "")))

    assert report.vanished == 2
    assert set(store.assets()["name"]) == {"Bieb", "Park", "Kerk"}


def test_refused_row_has_not_vanished(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", ""), ("2", "Park", "")))

    report = take_in(store, rows_of(("1", "Bieb", ""), ("2", "", "")))

    assert (len(report.refused), report.vanished) == (1, 0)


def test_refused_row_of_a_numbered_list_has_not_vanished(store: Store) -> None:
    numbers = make_rows({"Nr": [1.0, 2.0], "Naam": ["Bieb", "Park"]})
    take_in(store, numbers, columns={"name": "Naam"})

    report = take_in(
        store, make_rows({"Nr": [1.0, 2.0], "Naam": ["Bieb", None]}), columns={"name": "Naam"}
    )

    assert (len(report.refused), report.vanished) == (1, 0)


def test_row_that_the_reader_refuses_has_not_vanished(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "lijst.csv"
    file.write_text("Nr,Naam,lon,lat\n1,Bieb,6.105,52.205\n2,Park,6.106,52.206\n", "utf-8")
    again = {"person": STEWARD, "layer": "places", "columns": {"name": "Naam"}, "clock": clock}
    import_file(store, file, source_id="Nr", **again)
    file.write_text("Nr,Naam,lon,lat\n1,Bieb,6.105,52.205\n2,Park,0,0\n", "utf-8")

    report = import_file(store, file, source_id="Nr", **again)

    assert counted(report) == (0, 0, 1, 1)
    assert report.vanished == 0


def test_lists_from_two_sources_do_not_mix(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "")))

    report = take_in(store, rows_of(("1", "Park", "")), source="andere lijst")

    assert counted(report) == (1, 0, 0, 0)
    assert report.vanished == 0


def test_dry_run_tells_the_same_and_writes_nothing(store: Store) -> None:
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1")))
    rows = rows_of(("1", "Bieb", "Dorpsstraat 3"), ("2", "Park", ""), ("3", "", ""))
    before = store.state()

    trial = take_in(store, rows, dry_run=True)

    assert store.state() == before
    real = take_in(store, rows)
    assert (trial.dry_run, real.dry_run) == (True, False)
    assert counted(trial) == counted(real) == (1, 1, 0, 1)


def test_import_that_stops_halfway_leaves_nothing(workspace: Workspace) -> None:
    store = workspace.store()
    take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 1")))
    before = store.state()
    with closing(sqlite3.connect(workspace.path)) as other:
        other.execute(
            "CREATE TRIGGER stop BEFORE INSERT ON assets WHEN NEW.name = 'Park' "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )

    with pytest.raises(StoreUnavailable, match="Nothing was changed"):
        take_in(store, rows_of(("1", "Bieb", "Dorpsstraat 3"), ("2", "Park", "")))

    assert store.state() == before
    assert store.asset(id_of(store, "Bieb")).asset.address == "Dorpsstraat 1"


def test_new_boundaries_change_no_imported_place(store: Store) -> None:
    rows = rows_of(("1", "Bieb", ""))
    take_in(store, rows)
    add_boundaries(store, boundary_file(), person=STEWARD, year=2026, clock=lambda: noon_of(2026))

    report = take_in(store, rows)

    assert counted(report) == (0, 0, 1, 0)


def test_unknown_words_go_to_other_and_are_kept(store: Store) -> None:
    rows = rows_of(("1", "Bieb", ""))
    rows["Soort"] = ["Ufolandingsplaats"]

    report = take_in(store, rows)

    asset = store.asset(id_of(store, "Bieb")).asset
    assert report.other_words == {"Ufolandingsplaats": 1}
    assert (asset.category, asset.fields) == ("other", {"source_category": "Ufolandingsplaats"})


def test_progress_is_told_in_stages(store: Store) -> None:
    stages: list[str] = []

    take_in(store, rows_of(("1", "Bieb", "")), progress=stages.append)

    assert stages == ["check", "save", "done"]


def test_source_is_the_files_name_unless_said(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "plekken.csv"
    file.write_text("Naam,lon,lat\nBieb,6.105,52.205\n", encoding="utf-8")

    import_file(store, file, person=STEWARD, layer="places", columns={"name": "Naam"}, clock=clock)

    assert store.assets()["source"].tolist() == ["plekken.csv"]


def test_unknown_layer_is_named_with_those_there_are(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no layer 'plekken'. Choose one of: skills, associations"):
        import_file(
            store, tmp_path / "x.csv", person=STEWARD, layer="plekken", columns={"name": "Naam"}
        )


def test_name_column_is_asked_for(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="--name Naam"):
        import_file(store, tmp_path / "x.csv", person=STEWARD, layer="places", columns={})


NAMES = st.sampled_from(["", "Bieb", "Park", "Café ’t Hoekje", "${1}", "x" * 201, "'; DROP--"])
PLACES = st.one_of(
    st.none(),
    st.builds(point_in, st.integers(0, 2), st.integers(0, 1)),
    st.just(shapely.Point(4.9, 52.4)),
    st.just(shapely.LineString([(6.101, 52.201), (6.102, 52.201)])),
    st.just(shapely.Point()),
)
IDS = st.one_of(st.none(), st.integers(1, 6).map(str))


@given(rows=st.lists(st.tuples(IDS, NAMES, PLACES), max_size=8))
@settings(max_examples=30)
def test_counts_add_up_and_a_second_run_adds_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | None, str, Any]]
) -> None:
    workspace = started_workspace(tmp_path_factory.mktemp("import") / "wijk.gpkg")
    store = workspace.store()
    frame = make_rows(
        {"Nr": [row[0] for row in rows], "Naam": [row[1] for row in rows]},
        geometry=[row[2] for row in rows],
    )

    for source_id, source in (("Nr", "met nummers"), (None, "zonder nummers")):
        said = {"columns": {"name": "Naam"}, "source_id": source_id, "source": source}
        first = take_in(store, frame, **said)
        second = take_in(store, frame, **said)

        assert first.rows == len(rows) == sum(counted(first)) == sum(counted(second))
        assert (second.added, second.changed) == (0, 0)
        assert all(refusal.problems for refusal in first.refused)
        assert second.refused == first.refused
    assert store.verify().problems == ()
    workspace.close()
