"""Backup, and putting a backup back."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from assetmap.domain.layer import Layers
from assetmap.errors import Conflict, StoreDamaged, StoreUnavailable
from assetmap.store import GeoPackageStore, snapshot
from assetmap.store.geopackage import restore
from assetmap.store.rtree import register_functions
from tests.factories import (
    MOMENT,
    STEWARD,
    TODAY,
    add,
    add_boundaries,
    make_asset,
    make_contact,
    make_neighbourhoods,
    make_talent,
    shipped_layers,
)
from tests.store.contract_of_lists import make_unplaced, take_in
from tests.store.contract_of_photos import add_photo, merge


def opened(path: Path) -> GeoPackageStore:
    return GeoPackageStore(path, shipped_layers(), today=lambda: TODAY)


@pytest.fixture
def store(kind) -> GeoPackageStore:
    store = kind.create()
    add_boundaries(store)
    add(store, make_asset("Bibliotheek"), make_talent("Koken"), contact=make_contact())
    return store


@pytest.fixture
def backup(store: GeoPackageStore, tmp_path: Path) -> Path:
    """A backup in a folder of its own."""
    out = tmp_path / "backup" / "kopie.gpkg"
    out.parent.mkdir()
    store.backup(out)
    return out


class TestBackup:
    def test_a_backup_holds_everything_and_was_checked(self, store, tmp_path):
        report = store.backup(tmp_path / "kopie.gpkg")

        assert report == store.verify()
        copy = opened(tmp_path / "kopie.gpkg")
        assert copy.assets(viewer=STEWARD).equals(store.assets(viewer=STEWARD))
        assert copy.state() == store.state()
        copy.close()

    def test_lists_photos_and_merges_go_with_it(self, store, tmp_path):
        ids = list(store.assets(viewer=STEWARD).index)
        photo = add_photo(store, ids[0])
        take_in(store, "a", unplaced=[make_unplaced(contact=make_contact())])
        store.undo_import(take_in(store, "b").id, by="laptop", at=MOMENT)
        store.save_profile("Bomen", {"layer": "places"}, by="laptop", at=MOMENT)
        merge(store, *store.assets(viewer=STEWARD).index[[0, 2]])

        assert store.backup(tmp_path / "kopie.gpkg").problems == ()

        copy = opened(tmp_path / "kopie.gpkg")
        assert copy.photos(ids) == store.photos(ids) != {}
        assert copy.photo_bytes(photo.id, "full") == store.photo_bytes(photo.id, "full")
        assert copy.unplaced(most=5) == store.unplaced(most=5) != []
        assert copy.imports(most=5) == store.imports(most=5) != []
        assert copy.profiles() == store.profiles() != {}
        assert copy.merged(ids[0]) == store.merged(ids[0]) != []
        copy.close()

    def test_a_backup_is_one_file_that_opens_where_nothing_can_be_written(self, backup):
        assert [each.name for each in backup.parent.iterdir()] == ["kopie.gpkg"]
        uri = f"{backup.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as raw:
            assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert raw.execute("SELECT count(*) FROM assets").fetchone() == (2,)

    def test_a_backup_is_never_written_over_a_file(self, store, tmp_path):
        out = tmp_path / "verslag.txt"
        out.write_text("belangrijk", encoding="utf-8")

        with pytest.raises(Conflict, match="exists already and was left alone"):
            store.backup(out)

        assert out.read_text(encoding="utf-8") == "belangrijk"

    def test_a_backup_into_a_folder_that_is_not_there_is_told(self, store, tmp_path):
        with pytest.raises(StoreUnavailable, match="cannot be written"):
            store.backup(tmp_path / "nergens" / "kopie.gpkg")

    def test_a_backup_while_others_write_is_one_moment(self, store, tmp_path):
        stop = threading.Event()
        written: list[str] = []

        def write() -> None:
            while not stop.is_set():
                # Two at once: a backup with one of them would be half a save.
                written.extend(add(store, make_asset("Een"), make_asset("Twee")))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            reports = [store.backup(tmp_path / f"kopie-{number}.gpkg") for number in range(5)]
        finally:
            stop.set()
            writer.join()

        assert [report.problems for report in reports] == [()] * 5
        for number, report in enumerate(reports):
            copy = opened(tmp_path / f"kopie-{number}.gpkg")
            names = list(copy.assets()["name"])
            assert names.count("Een") == names.count("Twee")
            assert copy.verify() == report
            copy.close()
        assert len(store.assets()) == 2 + len(written)


class TestRestore:
    def test_a_backup_is_put_back_and_the_former_store_is_kept(self, store, backup, layers):
        add(store, make_asset("Later"))
        former = store.state()
        store.close()

        report, kept = restore(backup, store.path, layers)

        assert report.problems == ()
        now, before = opened(store.path), opened(kept)
        assert list(now.assets()["name"]) == ["Bibliotheek", "Koken"]
        assert list(before.assets()["name"]) == ["Bibliotheek", "Koken", "Later"]
        assert before.state() == former
        assert kept.parent == store.path.parent
        for each in (now, before):
            assert each.verify().problems == ()
            each.close()

    def test_a_backup_is_put_back_where_there_is_no_store(self, backup, tmp_path, layers):
        path = tmp_path / "nieuw" / "wijk.gpkg"

        report, kept = restore(backup, path, layers)

        assert kept is None
        assert report.assets == 2
        store = opened(path)
        add(store, make_asset("Later"))
        assert store.verify().problems == ()
        store.close()

    def test_the_backup_itself_stays_as_it_is(self, store, backup, layers):
        before = backup.read_bytes()

        restore(backup, store.path, layers)

        assert backup.read_bytes() == before
        assert [each.name for each in backup.parent.iterdir()] == ["kopie.gpkg"]

    def test_whoever_has_the_store_open_goes_on_in_what_was_put_back(self, store, backup, layers):
        add(store, make_asset("Later"))
        add_boundaries(store, make_neighbourhoods(1, 1, prefix="NB"), year=2026)

        restore(backup, store.path, layers)

        assert list(store.assets()["name"]) == ["Bibliotheek", "Koken"]
        assert store.neighbourhoods()["code"].tolist()[0] == "BU00"
        add(store, make_asset("Nieuw"))
        assert list(store.assets()["neighbourhood"])[-1] == "BU00"
        assert store.verify().problems == ()

    def test_two_restores_in_a_row_keep_every_former_store(self, store, backup, layers):
        kept = []
        for number in range(3):
            add(store, make_asset(f"Na {number}"))
            kept.append(restore(backup, store.path, layers)[1])

        assert len(set(kept)) == 3
        for number, each in enumerate(kept):
            former = opened(each)
            assert list(former.assets()["name"])[-1] == f"Na {number}"
            former.close()

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE assets SET name = 'Verzonnen' WHERE fid = 1",
            "DELETE FROM boundary_areas WHERE fid = 1",
            "DELETE FROM rtree_assets_geom_rowid",
            "INSERT INTO merges VALUES ('een', 'twee', 'drie')",
        ],
    )
    def test_a_backup_that_was_altered_is_refused_and_changes_nothing(
        self, store, backup, layers, sql, tmp_path
    ):
        with closing(sqlite3.connect(backup)) as raw:
            register_functions(raw)
            raw.execute(sql)
            raw.commit()
        before = store.state()

        with pytest.raises(StoreDamaged, match=r"was not put back: .*Choose another backup"):
            restore(backup, store.path, layers)

        assert store.state() == before
        assert store.verify().problems == ()
        assert not [each for each in tmp_path.iterdir() if "restor" in each.name]

    @pytest.mark.parametrize("content", [b"", None], ids=["empty file", "database without tables"])
    def test_an_empty_backup_never_empties_a_store(self, store, tmp_path, layers, content):
        backup = tmp_path / "leeg.gpkg"
        if content is None:
            with closing(sqlite3.connect(backup)) as raw:
                raw.execute("PRAGMA user_version = 1")
        else:
            backup.write_bytes(content)

        with pytest.raises(StoreUnavailable):
            restore(backup, store.path, layers)

        assert len(store.assets()) == 2

    def test_a_backup_that_is_not_there_is_told(self, store, tmp_path, layers):
        with pytest.raises(StoreUnavailable, match=r"There is no file .*nergens\.gpkg"):
            restore(tmp_path / "nergens.gpkg", store.path, layers)

    def test_what_stood_in_the_place_of_the_store_is_kept_whatever_it_was(
        self, backup, tmp_path, layers: Layers
    ):
        path = tmp_path / "kapot.gpkg"
        path.write_bytes(b"geen database meer" * 100)

        _, kept = restore(backup, path, layers)

        assert kept.read_bytes() == b"geen database meer" * 100
        store = opened(path)
        assert len(store.assets()) == 2
        store.close()

    def test_a_store_that_somebody_is_writing_in_is_not_moved_aside(
        self, store, backup, layers, monkeypatch
    ):
        monkeypatch.setattr(snapshot, "BUSY_TIMEOUT_S", 0.2)
        with closing(sqlite3.connect(store.path, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreUnavailable, match="busy with another save"):
                restore(backup, store.path, layers)
            writer.execute("ROLLBACK")

        assert len(store.assets()) == 2
        assert store.verify().problems == ()
