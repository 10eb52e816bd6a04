"""Whatever somebody alters in the file, `verify` finds it."""

# ruff: noqa: S608 - names of tables and columns cannot be bound as parameters.

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import shapely

from assetmap.domain.asset import Contact
from assetmap.domain.record import Action
from assetmap.errors import NotFound, StoreDamaged
from assetmap.store import GeoPackageStore
from assetmap.store.rtree import register_functions
from tests.factories import (
    CELL,
    MOMENT,
    SOUTH,
    TODAY,
    WEST,
    add,
    add_boundaries,
    cell,
    change,
    make_asset,
    make_checked,
    make_contact,
    make_neighbourhoods,
    make_rows,
    make_talent,
    point_in,
    shipped_layers,
)
from tests.store.contract import make_context
from tests.store.contract_of_lists import make_unplaced, placed, take_in
from tests.store.contract_of_photos import add_photo, merge


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store in which all sorts of things happened."""
    path = tmp_path_factory.mktemp("whole") / "wijk.gpkg"
    store = GeoPackageStore.create(path, shipped_layers(), today=lambda: TODAY)
    add_boundaries(store)
    add_boundaries(store, make_neighbourhoods(2, 2, prefix="NB"), year=2026)
    store.set_context(make_context(), by="laptop", at=MOMENT)
    (place,) = add(store, make_asset(offers="Boeken"), contact=make_contact())
    change(store, place, make_asset(offers="Boeken en taalles", themes=("health",)))
    add(store, make_asset("Park", category="park", geometry=cell(1)))
    add(store, make_talent(), contact=make_contact("Joris"))
    (old,) = add(store, make_asset("Oud"))
    change(store, old, make_asset("Oud"), action=Action.RETIRE, reason="gesloopt")
    frame = make_checked(
        make_rows({"Naam": list("abc"), "nr": list("123"), "van": ["1987", None, "2001"]}),
        {"name": "Naam", "existed_from": "van"},
        source_id="nr",
    )
    store.add_frame(frame, by="laptop", at=MOMENT, action=Action.IMPORT, reason="import: lijst")
    _edit(store, place)
    assert store.verify().problems == ()
    store.close()
    return path


def _edit(store: GeoPackageStore, place: str) -> None:
    """Take a list in and undo it, keep photos and a profile, and merge."""
    take_in(store, "Blijft", unplaced=[make_unplaced(1), make_unplaced(2, "B")])
    store.place_row(store.unplaced(most=1)[0].id, placed(), by="laptop", at=MOMENT)
    store.undo_import(take_in(store, "Gaat", "Ook").id, by="laptop", at=MOMENT)
    store.save_profile("Sociale kaart", {"layer": "places"}, by="laptop", at=MOMENT)
    photo = add_photo(store, place, "De gevel")
    store.describe_photo(photo.id, "De voordeur", by="laptop", at=MOMENT)
    store.retire_photo(add_photo(store, place, "Onscherp").id, reason="", by="x", at=MOMENT)
    ids = add(store, make_asset("Een"), make_asset("Twee"), make_asset("Drie"))
    merge(store, ids[0], ids[1])
    merge(store, ids[0], ids[2])
    change(store, ids[2], make_asset("Drie"), action=Action.RESTORE, based_on=2)


class Altered:
    """A copy of the store in somebody's hands who knows SQL."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.raw = sqlite3.connect(path, isolation_level=None)
        register_functions(self.raw)
        for trigger in ("versions_stay_update", "versions_stay_delete"):
            self.raw.execute(f"DROP TRIGGER {trigger}")
        self.store = GeoPackageStore(path, shipped_layers(), today=lambda: TODAY)

    def problems(self) -> tuple[str, ...]:
        return self.store.verify().problems

    def close(self) -> None:
        self.store.close()
        self.raw.close()


@pytest.fixture
def altered(whole: Path, tmp_path: Path) -> Iterator[Altered]:
    altered = Altered(Path(shutil.copy(whole, tmp_path / "wijk.gpkg")))
    assert altered.problems() == ()
    yield altered
    altered.close()


def other(value: Any, chance: random.Random) -> Any:
    """Return a value that differs in one place."""
    if value is None:
        return chance.choice(["x", 1, b"", b"GP"])
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    if len(value) == 0:
        return "x" if isinstance(value, str) else b"x"
    at = chance.randrange(len(value))
    if chance.random() < 0.2:
        return value[:at] + value[at + 1 :]
    if isinstance(value, bytes):
        return value[:at] + bytes([value[at] ^ (1 << chance.randrange(8))]) + value[at + 1 :]
    return value[:at] + chance.choice("aZ0\"{}'\x00é").replace(value[at], "~") + value[at + 1 :]


COLUMNS = {
    "versions": (
        *("seq", "record_id", "kind", "number", "recorded_at", "by", "action", "reason"),
        *("payload", "geom", "personal_digest", "hash"),
    ),
    "personal": ("record_id", "number", "salt", "data"),
    "boundary_sets": ("id", "year", "title", "source", "count", "digest"),
    "boundary_areas": ("set_id", "year", "code", "name", "kind", "municipality", "geom"),
    "context": ("kind", "class", "geom"),
    "assets": (
        *("id", "version", "layer", "category", "name", "offers", "themes", "address"),
        *("website", "opening_hours", "existed_from", "existed_to", "source", "source_id"),
        *("fields", "position", "neighbourhood", "needs_consent", "consent_until", "retired"),
        *("recorded_at", "geom", "audience", "cost", "wheelchair", "languages"),
        *("public_contact", "precision"),
    ),
    "photos": (
        *("id", "asset_id", "version", "alt", "media_type", "width", "height", "recorded_at"),
        *("by", "retired", "preview", "full"),
    ),
    "merges": ("other", "kept", "record_id"),
}
CELLS = [(table, column) for table, columns in COLUMNS.items() for column in columns]


@pytest.mark.parametrize(("table", "column"), CELLS, ids=[".".join(each) for each in CELLS])
def test_another_value_in_any_column_is_found(altered: Altered, table: str, column: str) -> None:
    chance = random.Random(f"{table} {column}")
    name = f'"{column}"'
    read, write = f"SELECT rowid, {name} FROM {table}", f"UPDATE {table} SET {name} = ?"
    rows = altered.raw.execute(read).fetchall()
    missed = []
    for _ in range(6):
        rowid, was = chance.choice(rows)
        now = other(was, chance)
        try:
            altered.raw.execute(f"{write} WHERE rowid = ?", (now, rowid))
        except sqlite3.Error:
            continue  # the file itself refuses such a value, or a shape that is none
        key = now if column == "seq" else rowid

        if not altered.problems():
            missed.append((rowid, was, now))

        altered.raw.execute(f"{write} WHERE rowid = ?", (was, key))

    assert missed == []
    assert altered.problems() == ()


@pytest.mark.parametrize("column", COLUMNS["versions"])
def test_a_value_of_another_type_in_the_log_is_found(altered: Altered, column: str) -> None:
    now = "NULL" if column == "geom" else f'CAST("{column}" AS BLOB)'
    if column in ("seq", "number"):
        now = f"{column} + 0.5" if column == "number" else "seq + 100"
    altered.raw.execute(f'UPDATE versions SET "{column}" = {now} WHERE seq = 4')

    assert any("version 4" in problem for problem in altered.problems())


def test_an_empty_shape_where_there_was_none_is_found(altered: Altered) -> None:
    altered.raw.execute("UPDATE versions SET geom = x'' WHERE geom IS NULL AND kind = 'asset'")

    assert altered.problems()


@pytest.mark.parametrize("seq", [1, 3, 5, 9, 12])
def test_a_version_that_was_removed_is_found(altered: Altered, seq: int) -> None:
    altered.raw.execute("DELETE FROM versions WHERE seq = ?", (seq,))

    assert altered.problems()


def test_the_end_of_the_log_cannot_be_cut_off_unseen(altered: Altered) -> None:
    (last,) = altered.raw.execute("SELECT max(seq) FROM versions").fetchone()
    altered.raw.execute(
        "DELETE FROM assets WHERE id = (SELECT record_id FROM versions WHERE seq = ?)", (last,)
    )
    altered.raw.execute("DELETE FROM versions WHERE seq = ?", (last,))

    assert altered.problems() == (f"the log ends at version {last - 1}; {last} were written",)


def test_a_version_that_was_put_in_is_found(altered: Altered) -> None:
    altered.raw.execute(
        "INSERT INTO versions SELECT NULL, record_id, kind, number + 1, recorded_at, by, action, "
        "reason, payload, geom, personal_digest, hash FROM versions WHERE seq = 7"
    )

    assert any("does not fit the chain" in problem for problem in altered.problems())


def test_two_versions_that_changed_places_are_found(altered: Altered) -> None:
    for old, new in ((6, 1000), (7, 6), (1000, 7)):
        altered.raw.execute("UPDATE versions SET seq = ? WHERE seq = ?", (new, old))
    altered.raw.execute("UPDATE sqlite_sequence SET seq = 12 WHERE name = 'versions'")

    assert altered.problems()


REMOVED = {
    "an asset": ("assets", "is in the log, not in the current state"),
    "a boundary set": ("boundary_sets", "is in the log and not in the store"),
    "areas": ("boundary_areas", "were altered"),
    "the context": ("context", "context under the map was altered"),
    "a photo": ("photos", "differs from its newest version"),
    "a merge": ("merges", "is merged otherwise than the log says"),
}


@pytest.mark.parametrize(("table", "words"), REMOVED.values(), ids=REMOVED.keys())
def test_what_was_removed_from_a_table_is_found(altered: Altered, table: str, words: str) -> None:
    altered.raw.execute(f"DELETE FROM {table} WHERE rowid = (SELECT min(rowid) FROM {table})")

    assert any(words in problem for problem in altered.problems())


ADDED = {
    "an asset": (
        "INSERT INTO assets SELECT NULL, 'verzonnen', version, layer, category, name, offers, "
        "themes, address, website, opening_hours, existed_from, existed_to, source, source_id, "
        "fields, position, neighbourhood, needs_consent, consent_until, retired, recorded_at, "
        "geom, audience, cost, wheelchair, languages, public_contact, precision "
        "FROM assets LIMIT 1",
        "asset verzonnen has no version in the log",
    ),
    "an area": (
        "INSERT INTO boundary_areas SELECT NULL, set_id, year, 'verzonnen', name, kind, "
        "municipality, geom FROM boundary_areas LIMIT 1",
        "the boundaries of 2025 were altered",
    ),
    "an area of no set": (
        "INSERT INTO boundary_areas SELECT NULL, 'geen', year, code, name, kind, "
        "municipality, geom FROM boundary_areas LIMIT 1",
        "1 areas belong to no boundary set",
    ),
    "context": (
        "INSERT INTO context SELECT NULL, kind, class, geom FROM context LIMIT 1",
        "the context under the map was altered",
    ),
    "a contact": (
        "INSERT INTO personal SELECT record_id, 1, x'00', '{}' FROM versions WHERE seq = 6",
        "was altered",
    ),
    "a photo": (
        "INSERT INTO photos SELECT NULL, 'verzonnen', asset_id, version, alt, media_type, width, "
        "height, recorded_at, by, retired, preview, full FROM photos LIMIT 1",
        "photo verzonnen has no version in the log",
    ),
    "a merge": (
        "INSERT INTO merges SELECT id, 'verzonnen', 'verzonnen' FROM assets LIMIT 1",
        "is merged otherwise than the log says",
    ),
    "a merge that ended": (
        "INSERT INTO merges SELECT json_extract(payload, '$.other'), "
        "json_extract(payload, '$.kept'), record_id FROM versions "
        "WHERE kind = 'merge' AND json_extract(payload, '$.ended')",
        "is merged otherwise than the log says",
    ),
}


@pytest.mark.parametrize(("sql", "words"), ADDED.values(), ids=ADDED.keys())
def test_what_was_added_to_a_table_is_found(altered: Altered, sql: str, words: str) -> None:
    altered.raw.execute(sql)

    assert any(words in problem for problem in altered.problems())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assets SET geom = (SELECT geom FROM assets WHERE name = 'Park') "
        "WHERE name = 'Bibliotheek'",
        "UPDATE assets SET geom = NULL WHERE name = 'Bibliotheek'",
        "UPDATE assets SET neighbourhood = 'NB11' WHERE name = 'Bibliotheek'",
        "UPDATE assets SET neighbourhood = NULL WHERE name = 'Bibliotheek'",
        "UPDATE assets SET position = 'neighbourhood' WHERE name = 'Bibliotheek'",
        "UPDATE assets SET geom = (SELECT geom FROM assets WHERE name = 'Park') "
        "WHERE layer = 'skills'",
        "UPDATE assets SET retired = 1 WHERE name = 'Bibliotheek'",
        "UPDATE assets SET retired = 0 WHERE name = 'Oud'",
        "UPDATE assets SET needs_consent = 0 WHERE layer = 'skills'",
        "UPDATE assets SET consent_until = '2099-01-01' WHERE layer = 'skills'",
    ],
)
def test_an_asset_that_was_moved_or_shown_behind_the_log_is_found(
    altered: Altered, sql: str
) -> None:
    altered.raw.execute(sql)

    assert any(problem.startswith("asset ") for problem in altered.problems())


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM rtree_assets_geom_rowid WHERE rowid = 1",
        "DELETE FROM rtree_assets_geom WHERE id = 1",
        "UPDATE rtree_assets_geom_node SET data = zeroblob(length(data)) WHERE nodeno = 1",
    ],
)
def test_a_spatial_index_that_does_not_fit_is_found(altered: Altered, sql: str) -> None:
    altered.raw.execute(sql)

    assert any("spatial index" in problem for problem in altered.problems())


def test_personal_data_that_was_erased_leaves_the_chain_whole(altered: Altered) -> None:
    altered.raw.execute("DELETE FROM personal")

    assert altered.problems() == ()


def test_a_contact_that_was_altered_is_found(altered: Altered) -> None:
    altered.raw.execute("UPDATE personal SET data = replace(data, 'Joris', 'Doris')")

    (problem,) = altered.problems()
    assert "the personal data of record" in problem
    assert "was altered" in problem


@pytest.mark.parametrize("kind", ["import", "unplaced", "import_profile", "photo", "merge"])
def test_another_word_in_any_kind_of_record_is_found(altered: Altered, kind: str) -> None:
    rows = altered.raw.execute("SELECT seq, payload FROM versions WHERE kind = ?", (kind,))
    for seq, payload in rows.fetchall():
        for now in (payload.replace('"', " ", 1), payload + " ", "[]", "{}"):
            altered.raw.execute("UPDATE versions SET payload = ? WHERE seq = ?", (now, seq))

            assert any(f"version {seq} " in problem for problem in altered.problems())

        altered.raw.execute("UPDATE versions SET payload = ? WHERE seq = ?", (payload, seq))
    assert altered.problems() == ()


@pytest.mark.parametrize("column", ["preview", "full"])
def test_bytes_of_a_photo_that_were_erased_are_no_alteration(altered: Altered, column: str) -> None:
    altered.raw.execute(f"UPDATE photos SET {column} = NULL")

    assert altered.problems() == ()
    (photo_id,) = altered.raw.execute("SELECT id FROM photos WHERE retired = 0").fetchone()
    with pytest.raises(NotFound):
        altered.store.photo_bytes(photo_id, column)


@pytest.mark.parametrize("now", ["x'00'", "preview || x'00'", "'tekst'", "7"])
def test_a_picture_that_was_altered_is_found(altered: Altered, now: str) -> None:
    altered.raw.execute(f"UPDATE photos SET full = {now}")

    assert all("its picture (full) was altered" in each for each in altered.problems())
    assert len(altered.problems()) == 2


def test_a_row_that_was_placed_and_is_still_there_is_found(altered: Altered) -> None:
    (gone,) = altered.raw.execute(
        "SELECT record_id FROM versions WHERE kind = 'unplaced' AND number = 2"
    ).fetchone()
    altered.raw.execute("INSERT INTO personal VALUES (?, 1, x'00', '{}')", (gone,))

    assert any("still there, though it was dealt with" in each for each in altered.problems())


@pytest.mark.parametrize(
    ("name", "retired"), [("Gaat", 0), ("Blijft", 1), ("Twee", 0), ("Drie", 1)]
)
def test_what_an_undone_import_or_a_merge_left_in_sight_or_out_of_it_is_checked(
    altered: Altered, name: str, retired: int
) -> None:
    changed = altered.raw.execute(
        "UPDATE assets SET retired = ? WHERE name = ? AND retired != ?", (retired, name, retired)
    )
    assert changed.rowcount == 1

    (problem,) = altered.problems()
    assert "differs from its newest version" in problem


def test_a_change_through_the_store_after_an_alteration_does_not_hide_it(altered: Altered) -> None:
    altered.raw.execute("UPDATE versions SET by = 'iemand anders' WHERE seq = 5")

    add(altered.store, make_asset("Later"))

    assert any(problem.startswith("version 5 ") for problem in altered.problems())


def test_versions_can_be_neither_altered_nor_removed_by_a_mistake(whole: Path) -> None:
    with closing(sqlite3.connect(whole)) as raw:
        for sql in ("UPDATE versions SET by = 'x'", "DELETE FROM versions"):
            with pytest.raises(sqlite3.IntegrityError, match="versions are never"):
                raw.execute(sql)


def test_another_choice_by_the_geometry_library_is_no_alteration(altered: Altered) -> None:
    # A park in two neighbourhoods: a point on its surface may lie in either.
    park = shapely.box(WEST + CELL / 2, SOUTH, WEST + 1.5 * CELL, SOUTH + CELL)
    add(altered.store, make_asset("Grenspark", category="park", geometry=park))
    codes = ("NB00", "NB01", "NB10", "NB11")

    clean = []
    for code in codes:
        altered.raw.execute("UPDATE assets SET neighbourhood = ? WHERE name = 'Grenspark'", (code,))
        if not altered.problems():
            clean.append(code)

    # NB10 lies along its upper edge, NB11 too: they touch it.
    assert {"NB00", "NB01"} <= set(clean)


@pytest.mark.parametrize("seed", range(10))
def test_a_byte_that_changed_anywhere_in_the_file_never_passes_for_another_content(
    whole: Path, tmp_path: Path, seed: int
) -> None:
    path = Path(shutil.copy(whole, tmp_path / "wijk.gpkg"))
    before = _everything(path)
    content = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(20):
        content[chance.randrange(4096, len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)

    try:
        store = GeoPackageStore(path, shipped_layers(), today=lambda: TODAY)
    except StoreDamaged:
        return
    try:
        problems = store.verify().problems
    except StoreDamaged:
        problems = ("damaged",)
    finally:
        store.close()

    # What changed in room that nobody uses is no harm.
    assert problems or _everything(path) == before


def _everything(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as raw:
        return [raw.execute(f"SELECT * FROM {table}").fetchall() for table in sorted(COLUMNS)]


def test_erasing_through_the_store_leaves_nothing_of_a_person_in_the_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, shipped_layers(), today=lambda: TODAY)
    add_boundaries(store)
    (record_id,) = add(store, make_asset(geometry=point_in(0)), contact=make_contact("Zeldzame"))
    change(store, record_id, make_asset(geometry=point_in(0)), contact=Contact())
    store.close()

    assert b"Zeldzame" not in path.read_bytes()


@pytest.mark.parametrize("done", ["placed", "dropped", "undone"])
def test_a_row_that_was_dealt_with_leaves_nothing_of_a_person_in_the_file(
    tmp_path: Path, done: str
) -> None:
    path = tmp_path / "wijk.gpkg"
    store = GeoPackageStore.create(path, shipped_layers(), today=lambda: TODAY)
    row = make_unplaced(1, "Bij de familie Zeldzame", contact=make_contact("Bijzondere"))
    run = take_in(store, unplaced=[row])
    row_id = store.unplaced(most=1)[0].id
    if done == "placed":
        asset = store.place_row(row_id, placed("Buurthuis"), by="laptop", at=MOMENT).id
        change(store, asset, placed("Buurthuis"), contact=Contact())
    elif done == "dropped":
        store.drop_row(row_id, by="laptop", at=MOMENT)
    else:
        store.undo_import(run.id, by="laptop", at=MOMENT)
    store.close()

    content = path.read_bytes()
    assert b"Zeldzame" not in content
    assert b"Bijzondere" not in content
