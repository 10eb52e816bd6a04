"""A store of any earlier schema opens, and nothing in it is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from assetmap.domain.layer import Layers
from assetmap.domain.payload import dump
from assetmap.domain.permission import VISITOR
from assetmap.domain.record import chain_hash, stamp
from assetmap.domain.traits import TRAITS
from assetmap.errors import NotFound, StoreUnavailable
from assetmap.store import GeoPackageStore, migrations
from assetmap.store.changes import KIND
from assetmap.store.geopackage import restore
from assetmap.store.gpkg_binary import to_blobs
from assetmap.store.rtree import register_functions
from tests.factories import (
    MOMENT,
    STEWARD,
    TODAY,
    add,
    add_boundaries,
    change,
    code_of,
    make_asset,
    make_contact,
    make_talent,
    shipped_layers,
)
from tests.store.contract_of_lists import make_unplaced, take_in
from tests.store.contract_of_photos import add_photo, merge
from tests.store.dump_store import statements
from tests.store.test_layer_views import make_layer

FIRST_SCHEMA = Path(__file__).parent / "first_schema.sql"
SECOND_SCHEMA = Path(__file__).parent / "second_schema.sql"


def opened(path: Path) -> GeoPackageStore:
    return GeoPackageStore(path, shipped_layers(), today=lambda: TODAY)


def schema_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as raw:
        (number,) = raw.execute("SELECT value FROM assetmap_meta WHERE key = 'schema'").fetchone()
    return int(number)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store as the first release made it."""
    path = tmp_path / "wijk.gpkg"
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(FIRST_SCHEMA.read_text(encoding="utf-8"))
    assert schema_of(path) == 1
    return path


class TestTheFirstSchema:
    def test_it_opens_and_its_log_fits(self, first):
        store = opened(first)

        report = store.verify()

        assert report.problems == ()
        assert (report.versions, report.assets) == (11, 6)
        assert report.head == "f4abde3428b3ee66bdc95224b494dcdda911f5732e09f3b2ad76f6eeb90b8f20"
        assert schema_of(first) == migrations.NEWEST
        store.close()

    def test_everything_in_it_is_read(self, first):
        store = opened(first)

        shown = store.assets()
        assert list(shown["name"]) == [
            "Bibliotheek De Brug",
            "Ommetje",
            "Fietsen maken",
            "Speeltuin",
            "Buurthuis",
        ]
        library = store.asset(shown.index[0], viewer=STEWARD)
        assert library.asset == make_asset(
            "Bibliotheek De Brug",
            offers="Boeken en taalles",
            themes=("schooling",),
            existed_from=1987,
            fields={"capacity": 40},
        )
        assert library.contact == make_contact("Fatma Voorbeeld")
        assert library.neighbourhood_name == "Buurt 00"
        assert [each.reason for each in store.history(library.id)] == ["", "voluit"]
        assert [each.year for each in store.boundary_sets()] == [2026, 2025]
        assert list(store.context()["kind"]) == ["water", "street"]
        assert set(store.imported("places", "lijst")) == {"1", "2"}
        store.close()

    def test_nobody_told_yet_for_whom_it_is(self, first):
        store = opened(first)

        shown = store.assets()

        for column in TRAITS:
            assert set(shown[column]) == {""}
        store.close()

    def test_what_a_place_said_about_wheels_in_a_field_of_its_own_is_said_by_the_asset(self, first):
        said = {"yes": "yes", "partly": "limited", "no": "no", "perhaps": ""}
        with closing(sqlite3.connect(first)) as raw:
            register_functions(raw)
            _write_as_the_first_release(
                raw, [{"equipment": 'é "beamer"', "wheelchair": word} for word in said]
            )

        store = opened(first)

        shown = store.assets().iloc[-len(said) :]
        assert list(shown["wheelchair"]) == list(said.values())
        assert set(shown["fields"][:3]) == {'{"equipment":"é \\"beamer\\""}'}
        assert store.verify().problems == ()
        ramp = store.asset(shown.index[1]).asset
        assert (ramp.wheelchair, ramp.fields) == ("limited", {"equipment": 'é "beamer"'})
        change(store, shown.index[1], ramp.model_copy(update={"wheelchair": "yes"}))
        assert store.assets().iloc[-3]["wheelchair"] == "yes"
        assert store.verify().problems == ()
        store.close()

    def test_a_copy_of_it_is_kept(self, first):
        before = list(statements(first))

        opened(first).close()

        kept = first.with_name("wijk.before-schema-2.gpkg")
        assert list(statements(kept)) == before

    def test_its_views_show_what_is_new(self, first):
        opened(first).close()

        with closing(sqlite3.connect(first)) as raw:
            rows = raw.execute("SELECT name, audience, cost, wheelchair, languages FROM places")
            assert ("Buurthuis", "", "", "", "") in rows.fetchall()

    def test_people_go_on_working_in_it(self, first):
        store = opened(first)
        library = store.assets().index[0]

        (record_id,) = add(store, make_talent(neighbourhood=code_of(1)), contact=make_contact())
        change(store, library, make_asset("Leeszaal"), based_on=2)
        add_boundaries(store, year=2027)

        assert store.asset(record_id).neighbourhood == code_of(1)
        assert store.asset(library).asset.name == "Leeszaal"
        assert store.verify().problems == ()
        store.close()

    def test_what_was_out_of_sight_stays_out_of_sight(self, first):
        store = opened(first)
        everything = store.assets(viewer=STEWARD, retired=True)
        old = everything.index[everything["name"] == "Oude gymzaal"][0]

        with pytest.raises(NotFound):
            store.asset(old, viewer=VISITOR)
        store.close()

    def test_a_new_store_has_the_tables_of_a_migrated_one(self, first, tmp_path):
        opened(first).close()
        fresh = tmp_path / "nieuw.gpkg"
        GeoPackageStore.create(fresh, shipped_layers()).close()

        def tables(path: Path) -> set[str]:
            return {each for each in statements(path) if each.startswith("CREATE")}

        assert tables(fresh) == tables(first)


class TestTheSecondSchema:
    @pytest.fixture
    def second(self, tmp_path: Path) -> Path:
        """A store as the release before photos and undone imports made it."""
        path = tmp_path / "wijk.gpkg"
        with closing(sqlite3.connect(path)) as raw:
            raw.executescript(SECOND_SCHEMA.read_text(encoding="utf-8"))
        assert schema_of(path) == 2
        return path

    def test_it_opens_and_everything_in_it_is_read(self, second):
        store = opened(second)

        report = store.verify()
        assert report.problems == ()
        assert (report.versions, report.assets) == (10, 5)
        assert report.head == "23b53e957e641cd81ca289f6602d3652378e8f023401431ff7733e15cc4b7610"
        shown = store.assets()
        assert list(shown["name"]) == ["Buurthuis", "Fietsen maken", "Speeltuin", "Bankje"]
        house = store.asset(shown.index[0], viewer=STEWARD)
        assert (house.asset.audience, house.asset.languages) == (("young",), ("nl", "ar"))
        assert house.contact == make_contact("Fatma Voorbeeld")
        assert [each.text for each in store.remarks(most=5)] == ["Het is nu ook op zondag open"]
        assert not any(each.undone for each in store.imported("places", "lijst").values())
        assert set(shown["precision"]) == set(shown["public_contact"]) == {""}
        assert second.with_name("wijk.before-schema-3.gpkg").is_file()
        store.close()

    def test_people_go_on_working_in_it_with_all_that_is_new(self, second):
        store = opened(second)
        house, _, slide, bench = store.assets().index

        photo = add_photo(store, house)
        merge(store, slide, bench)
        run = take_in(store, "Nieuw", unplaced=[make_unplaced()])
        store.undo_import(run.id, by="laptop", at=MOMENT)

        assert store.photo_bytes(photo.id, "full") == b"groot De gevel"
        assert list(store.assets()["name"]) == ["Buurthuis", "Fietsen maken", "Samen"]
        assert store.verify().problems == ()
        store.close()

    def test_a_layer_that_has_the_name_of_a_new_table_gets_another_view(self, second):
        photos = Layers([make_layer("photos", title="Foto's"), *shipped_layers().values()])
        with closing(sqlite3.connect(second)) as raw:
            register_functions(raw)
            # As an assetmap of then made the view of such a layer.
            (sql,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'places'").fetchone()
            raw.execute(sql.replace('"places"', '"photos"').replace("'places'", "'photos'"))
            raw.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) "
                "VALUES ('photos', 'features', 'Foto''s', 4326)"
            )
            raw.execute(
                "INSERT INTO gpkg_geometry_columns "
                "VALUES ('photos', 'geom', 'GEOMETRY', 4326, 0, 0)"
            )
            raw.commit()

        store = GeoPackageStore(second, photos, today=lambda: TODAY)

        (record_id,) = add(store, make_asset("Oude kaart", layer="photos"))
        add_photo(store, record_id)
        assert store.verify().problems == ()
        store.close()
        with closing(sqlite3.connect(second)) as raw:
            assert raw.execute("SELECT name FROM layer_photos").fetchall() == [("Oude kaart",)]
            assert raw.execute("SELECT alt FROM photos").fetchall() == [("De gevel",)]


def _write_as_the_first_release(raw: sqlite3.Connection, fields: list[dict[str, str]]) -> None:
    """Add places with fields of their own, as an assetmap of the first schema did."""
    seq, digest = raw.execute("SELECT seq, hash FROM versions ORDER BY seq DESC").fetchone()
    at = "2026-05-01T12:30:00.000Z"
    (blob,) = to_blobs([make_asset().geometry])
    for number, own in enumerate(fields):
        content = {"category": "library", "fields": own, "layer": "places", "name": f"P{number}"}
        payload, record_id = dump(content), f"id-{number}"
        digest = chain_hash(
            digest, record_id, stamp(KIND, 1, at, "x", "add", "", ""), payload, blob
        )
        raw.execute(
            "INSERT INTO versions VALUES (?, ?, ?, 1, ?, 'x', 'add', '', ?, ?, '', ?)",
            (seq + number + 1, record_id, KIND, at, payload.decode(), blob, digest),
        )
        raw.execute(
            "INSERT INTO assets VALUES (NULL, ?, 1, 'places', 'library', ?, '', '', '', '', '', "
            "NULL, NULL, '', NULL, ?, 'exact', (SELECT neighbourhood FROM assets), 0, NULL, 0, "
            "?, ?)",
            (record_id, f"P{number}", dump(own).decode(), at, blob),
        )
    raw.commit()


def _add_a_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE context ADD COLUMN title TEXT")


def _fail_halfway(connection: Connection) -> None:
    connection.exec_driver_sql("DROP VIEW places")
    connection.exec_driver_sql("DELETE FROM assets")
    raise RuntimeError("the step has a mistake")


def take_also(monkeypatch: pytest.MonkeyPatch, *steps) -> None:
    """Let this assetmap be a newer one, with more steps."""
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, *steps))
    monkeypatch.setattr(migrations, "NEWEST", len(migrations.STEPS))


class TestALaterStep:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "wijk.gpkg"
        store = GeoPackageStore.create(path, shipped_layers(), today=lambda: TODAY)
        add_boundaries(store)
        add(store, make_asset("Bibliotheek"), contact=make_contact())
        store.close()
        return path

    def test_it_is_taken_when_the_store_is_opened(self, path, monkeypatch):
        take_also(monkeypatch, _add_a_column)

        store = opened(path)

        assert schema_of(path) == migrations.NEWEST
        assert list(store.assets()["name"]) == ["Bibliotheek"]
        assert store.verify().problems == ()
        store.close()
        with closing(sqlite3.connect(path)) as raw:
            columns = {row[1] for row in raw.execute("PRAGMA table_info(context)")}
        assert "title" in columns

    def test_the_store_as_it_was_is_kept_beside_it(self, path, monkeypatch):
        before = migrations.NEWEST
        take_also(monkeypatch, _add_a_column)

        opened(path).close()

        kept = path.with_name(f"wijk.before-schema-{before + 1}.gpkg")
        assert schema_of(kept) == before
        monkeypatch.undo()
        store = opened(kept)
        assert list(store.assets()["name"]) == ["Bibliotheek"]
        assert store.verify().problems == ()
        store.close()

    def test_several_steps_are_taken_in_order_with_one_copy(self, path, monkeypatch, tmp_path):
        order = []
        take_also(monkeypatch, lambda _: order.append("one"), lambda _: order.append("two"))

        opened(path).close()
        opened(path).close()

        assert order == ["one", "two"]
        assert len(list(tmp_path.glob("*before-schema*"))) == 1

    @pytest.mark.parametrize("good_first", [False, True], ids=["alone", "after a good one"])
    def test_a_step_that_fails_leaves_the_old_store_as_it_was(
        self, path, monkeypatch, tmp_path, good_first
    ):
        before = list(statements(path))
        take_also(monkeypatch, *([_add_a_column] if good_first else []), _fail_halfway)

        for _ in range(2):
            with pytest.raises(RuntimeError, match="the step has a mistake"):
                opened(path)

        assert list(statements(path)) == before
        assert [each.name for each in tmp_path.glob("*.gpkg")] == ["wijk.gpkg"]
        monkeypatch.undo()
        store = opened(path)
        assert list(store.assets()["name"]) == ["Bibliotheek"]
        store.close()

    def test_a_copy_of_an_earlier_try_is_not_written_over(self, path, monkeypatch, tmp_path):
        kept = path.with_name(f"wijk.before-schema-{migrations.NEWEST + 1}.gpkg")
        kept.write_bytes(b"van eerder")
        take_also(monkeypatch, _add_a_column)

        opened(path).close()

        assert kept.read_bytes() == b"van eerder"
        assert len(list(tmp_path.glob("*before-schema*"))) == 2

    def test_a_new_store_is_made_by_all_steps_and_keeps_no_copy(self, monkeypatch, tmp_path):
        take_also(monkeypatch, _add_a_column)

        store = GeoPackageStore.create(tmp_path / "nieuw.gpkg", shipped_layers())

        assert schema_of(store.path) == migrations.NEWEST
        store.close()
        assert [each.name for each in tmp_path.iterdir()] == ["nieuw.gpkg"]

    def test_an_older_backup_is_put_back_in_the_newer_schema(self, path, monkeypatch, tmp_path):
        backup = tmp_path / "backup" / "kopie.gpkg"
        backup.parent.mkdir()
        store = opened(path)
        store.backup(backup)
        store.close()
        content = backup.read_bytes()
        take_also(monkeypatch, _add_a_column)

        report, _ = restore(backup, path, shipped_layers())

        assert report.problems == ()
        assert schema_of(path) == migrations.NEWEST
        assert backup.read_bytes() == content
        assert not [each for each in tmp_path.iterdir() if each.name.startswith(".")]

    def test_a_store_of_a_newer_assetmap_is_refused_and_left_alone(self, path, monkeypatch):
        with monkeypatch.context() as newer:
            take_also(newer, _add_a_column)
            opened(path).close()
        before = list(statements(path))

        with pytest.raises(StoreUnavailable, match=r"made by a newer assetmap \(schema \d+;"):
            opened(path)

        assert list(statements(path)) == before
