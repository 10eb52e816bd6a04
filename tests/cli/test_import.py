"""`import`: counts, a reason for each refused row, and a second run that doubles nothing."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import shapely

import assetmap
from assetmap.actions.assets import edit_asset
from assetmap.actions.workspace import Store
from tests.actions.workspaces import STEWARD
from tests.cli.conftest import PLACES, ROWS, Result, Row, Run, write_list


@pytest.fixture
def take_in(run: Run, store_path: Path) -> Run:
    """Return a function that imports a file into the places of the store."""

    def take_in(file: Path, *more: object) -> Result:
        return run("import", file, *PLACES, *more, "--store", store_path)

    return take_in


def opened(path: Path) -> Store:
    return assetmap.open_store(path)


def names_in(path: Path) -> list[str]:
    store = opened(path)
    names: list[str] = store.layer("places")["name"].tolist()
    store.close()
    return names


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def with_rows(*more: Row) -> tuple[Row, ...]:
    return (*ROWS, *more)


OUTSIDE = ("9", "Ver weg", "Park", 4.9, 52.37)


def test_good_list_is_taken_in_whole(take_in: Run, csv_list: Path, store_path: Path) -> None:
    answer = take_in(csv_list)

    assert answer.code == 0
    assert "3 rows: 3 added, 0 changed, 0 unchanged, 0 refused." in answer.out
    assert "In 'other'" not in answer.out
    assert names_in(store_path) == ["Bieb", "Het Park", "De Hoek"]


def test_list_with_bad_rows_is_taken_in_in_part(
    take_in: Run, tmp_path: Path, store_path: Path
) -> None:
    bad = (OUTSIDE, ("5", "", "Park", 6.105, 52.205), ("6", "Nergens", "Park", 0, 0))
    file = write_list(tmp_path / "lijst.csv", with_rows(*bad))

    answer = take_in(file)

    assert answer.code == 2
    assert "6 rows: 4 added, 0 changed, 0 unchanged, 1 refused." in answer.out
    assert "Row 4: The place 52.37000, 4.90000 lies 84 km outside the boundaries." in answer.out
    assert "1 rows have no place yet" in answer.out
    assert "Row 6: " in answer.out
    assert names_in(store_path) == ["Bieb", "Het Park", "De Hoek", "Straat 5"]


def test_nothing_needs_to_be_said(run: Run, csv_list: Path, store_path: Path) -> None:
    answer = run("import", csv_list, "--store", store_path)

    assert answer.code == 0, answer.said
    assert "lijst.csv: 3 rows into 'places'" in answer.out
    assert "Columns: Nr = id, Naam = name, Soort = category, Adres = address" in answer.out
    assert names_in(store_path) == ["Bieb", "Het Park", "De Hoek"]


def test_word_without_a_category_is_told(take_in: Run, tmp_path: Path) -> None:
    answer = take_in(
        write_list(tmp_path / "lijst.csv", with_rows(("4", "Ufo", "Ufozaak", 6.105, 52.215)))
    )

    assert "In 'other', since no category has the word: Ufozaak (1)" in answer.out


def test_guess_is_corrected(run: Run, csv_list: Path, store_path: Path) -> None:
    answer = run(
        "import", csv_list, "--use", "Adres=skip", "--use", "Soort=offers", "--store", store_path
    )

    assert answer.code == 0, answer.said
    store = opened(store_path)
    assert store.layer("places")["address"].tolist() == ["", "", ""]
    assert store.layer("places")["offers"].tolist() == ["Bibliotheek", "Park", "Ufohaven"]
    store.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--use", "Adres"), "write it as COLUMN=USE"),
        (("--use", "Adres=toverwoord"), "There is no field 'toverwoord' to fill"),
        (("--use", "Nergens=name"), "There is no column 'Nergens'"),
        (("--doubles", "wis"), "choose skip or new"),
        (("--profile", "Geen"), "There is no import profile 'Geen'"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_saved(
    run: Run, csv_list: Path, store_path: Path, options: tuple[str, ...], message: str
) -> None:
    answer = run("import", csv_list, *options, "--store", store_path)

    assert answer.code == 1
    assert message in answer.err
    assert names_in(store_path) == []


def test_list_is_undone_as_one_step(
    take_in: Run, run: Run, csv_list: Path, store_path: Path
) -> None:
    told = take_in(csv_list).out
    run_id = told.partition("imports undo ")[2].split()[0]

    listed = run("imports", "list", "--store", store_path)
    undone = run("imports", "undo", run_id, "--store", store_path)
    again = run("imports", "undo", run_id, "--store", store_path)

    assert f"{run_id}  " in listed.out
    assert "lijst.csv: 3 added, 0 changed, 0 without a place" in listed.out
    assert (undone.code, again.code) == (0, 1)
    assert "3 taken out of sight, 0 put back as they were." in undone.out
    assert names_in(store_path) == []
    assert "undone" in run("imports", "list", "--store", store_path).out


def test_profile_is_saved_handed_on_and_used(
    run: Run, csv_list: Path, store_path: Path, tmp_path: Path
) -> None:
    file, store = tmp_path / "profiel.json", ("--store", store_path)
    run("import", csv_list, "--use", "Adres=skip", "--save-profile", "Lijst", *store)

    assert run("import-profile", "export", "Lijst", file, *store).code == 0
    assert run("import-profile", "import", file, "--name", "Twee", *store).code == 0
    used = run("import", csv_list, "--profile", "Twee", "--dry-run", *store)

    assert run("import-profile", "list", *store).out.split() == ["Lijst", "Twee"]
    assert "(profile 'Twee')" in used.out
    assert "Adres = address" not in used.out


@pytest.mark.parametrize("content", ["", "{}", '{"format": 1}', "<x>", "\xff"])
def test_profile_that_is_none_is_refused(
    run: Run, store_path: Path, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "profiel.json"
    file.write_bytes(content.encode("latin-1"))

    answer = run("import-profile", "import", file, "--store", store_path)

    assert answer.code == 1
    assert "no import profile" in answer.err
    assert "Traceback" not in answer.said


def test_refused_rows_are_written_to_be_mended(
    take_in: Run, tmp_path: Path, store_path: Path
) -> None:
    file, out = write_list(tmp_path / "lijst.csv", with_rows(OUTSIDE)), tmp_path / "terug.csv"

    answer = take_in(file, "--refused", out)

    text = out.read_text(encoding="utf-8-sig")
    assert answer.code == 2
    assert "Ver weg" in text
    assert "outside the boundaries" in text
    assert "Bieb" not in text


def test_doubles_are_told_and_added_only_when_asked(
    take_in: Run, tmp_path: Path, store_path: Path
) -> None:
    take_in(write_list(tmp_path / "lijst.csv"))
    other = write_list(tmp_path / "ander.csv", [("9", "De Bieb", "Theater", *ROWS[0][3:])])

    skipped = take_in(other)
    added = take_in(other, "--doubles", "new")

    assert (skipped.code, added.code) == (2, 0)
    assert "'De Bieb' looks like 'Bieb'" in skipped.out
    assert "0 added" in skipped.out
    assert len(names_in(store_path)) == 4


def test_list_without_a_good_row_is_not_taken_in(take_in: Run, tmp_path: Path) -> None:
    answer = take_in(write_list(tmp_path / "lijst.csv", [OUTSIDE]))

    assert answer.code == 1
    assert "0 added" in answer.out


def test_report_tells_everything_as_json(take_in: Run, tmp_path: Path) -> None:
    file = write_list(tmp_path / "lijst.csv", with_rows(OUTSIDE, ("5", "", "Park", 6.105, 52.205)))
    report = tmp_path / "verslag.json"

    answer = take_in(file, "--id", "Nr", "--report", report)

    told = json.loads(report.read_text(encoding="utf-8"))
    assert answer.code == 2
    assert f"Report: {report}" in answer.out
    assert {key: told[key] for key in ("rows", "added", "changed", "unchanged", "vanished")} == {
        "rows": 5,
        "added": 4,
        "changed": 0,
        "unchanged": 0,
        "vanished": 0,
    }
    assert told["other_words"] == {}
    assert told["dry_run"] is False
    assert told["kept"] == []
    assert [(row["row"], row["field"]) for row in told["refused"]] == [(4, "geometry")]
    assert "or leave this row out" in told["refused"][0]["reason"]


def test_dry_run_tells_what_would_be_and_writes_nothing(
    take_in: Run, csv_list: Path, store_path: Path, tmp_path: Path
) -> None:
    before, files = digest(store_path), sorted(store_path.parent.iterdir())
    report = tmp_path / "verslag.json"

    answer = take_in(csv_list, "--dry-run", "--report", report)

    assert answer.code == 0
    assert "Would be: 3 rows: 3 added" in answer.out
    assert digest(store_path) == before
    assert sorted(store_path.parent.iterdir()) == files
    assert json.loads(report.read_text())["dry_run"] is True


def test_second_run_with_ids_doubles_nothing(
    take_in: Run, csv_list: Path, store_path: Path
) -> None:
    take_in(csv_list, "--id", "Nr")

    again = take_in(csv_list, "--id", "Nr")

    assert again.code == 0
    assert "3 rows: 0 added, 0 changed, 3 unchanged, 0 refused." in again.out
    assert len(names_in(store_path)) == 3


def test_second_run_without_ids_adds_nothing(
    take_in: Run, csv_list: Path, store_path: Path
) -> None:
    take_in(csv_list)

    again = take_in(csv_list)

    assert again.code == 0
    assert "3 rows: 0 added, 0 changed, 3 unchanged, 0 refused." in again.out
    assert len(names_in(store_path)) == 3


def test_changed_row_changes_the_asset_and_vanished_rows_are_told(
    take_in: Run, tmp_path: Path, store_path: Path
) -> None:
    take_in(write_list(tmp_path / "lijst.csv"), "--id", "Nr")
    changed = ("1", "Openbare bibliotheek", *ROWS[0][2:])

    again = take_in(write_list(tmp_path / "lijst.csv", [changed, ROWS[1]]), "--id", "Nr")

    assert again.code == 0
    assert "2 rows: 0 added, 1 changed, 1 unchanged, 0 refused." in again.out
    assert "1 assets are no longer in the list; they were left as they are." in again.out
    assert names_in(store_path) == ["Openbare bibliotheek", "Het Park", "De Hoek"]


def test_residents_edit_survives_and_a_clash_is_told(
    take_in: Run, tmp_path: Path, store_path: Path
) -> None:
    take_in(write_list(tmp_path / "lijst.csv"), "--id", "Nr")
    store = opened(store_path)
    found = store.asset(store.layer("places").index[0], viewer=STEWARD)
    edited = found.asset.model_copy(update={"name": "Leeszaal"})
    edit_asset(store, found.id, edited, based_on=1, person=STEWARD)
    store.close()
    changed = ("1", "Openbare bibliotheek", "Theater", *ROWS[0][3:])

    again = take_in(write_list(tmp_path / "lijst.csv", [changed, *ROWS[1:]]), "--id", "Nr")

    assert again.code == 0
    assert "3 rows: 0 added, 1 changed, 2 unchanged, 0 refused." in again.out
    assert "Row 1: 'Leeszaal' was changed here too: name. What stands here was kept" in again.out
    store = opened(store_path)
    now = store.asset(found.id).asset
    assert now.name == "Leeszaal"
    assert now.category != found.asset.category
    store.close()


def test_columns_fill_the_fields_that_they_are_mapped_to(
    take_in: Run, csv_list: Path, store_path: Path
) -> None:
    answer = take_in(csv_list, "--map", "address=Adres", "--map", "offers = Soort")

    assert answer.code == 0
    store = opened(store_path)
    places = store.layer("places")
    assert places["address"].tolist() == ["Straat 1", "Straat 2", "Straat 3"]
    assert places["offers"].tolist() == ["Bibliotheek", "Park", "Ufohaven"]
    store.close()


def test_coordinates_in_rd_are_put_in_their_place(
    take_in: Run, tmp_path: Path, store_path: Path
) -> None:
    file = tmp_path / "rd.csv"
    file.write_text("Naam;Soort;oost;noord\nBieb;Park;204031;469226\n", encoding="utf-8")

    answer = take_in(file, "--x", "oost", "--y", "noord", "--crs", "EPSG:28992")

    assert answer.code == 0, answer.said
    store = opened(store_path)
    (point,) = store.layer("places").geometry
    assert point.distance(shapely.Point(6.105, 52.209)) < 0.001
    store.close()


def test_list_about_persons_says_that_they_wait_for_a_consent(
    run: Run, store_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "talenten.csv"
    file.write_text("Naam;Buurt;lon;lat\nKoken;BU00;;\n", encoding="utf-8")
    talents = ("--layer", "skills", "--name", "Naam", "--map", "neighbourhood=Buurt")

    answer = run("import", file, *talents, "--store", store_path)

    assert answer.code == 0, answer.said
    assert "nobody else sees one before it has a consent" in answer.out
    assert json.loads(run("stats", "--json", "--store", store_path).out)["assets"] == 0


def test_source_is_written_down(take_in: Run, csv_list: Path, store_path: Path) -> None:
    take_in(csv_list, "--source", "Gemeente Brugveen 2026")

    store = opened(store_path)
    assert set(store.layer("places")["source"]) == {"Gemeente Brugveen 2026"}
    store.close()


@pytest.mark.parametrize("report", ["nergens/verslag.json", "store"], ids=["no folder", "folder"])
def test_report_that_cannot_be_written_stops_the_import_before_it_begins(
    take_in: Run, csv_list: Path, store_path: Path, tmp_path: Path, report: str
) -> None:
    answer = take_in(csv_list, "--report", tmp_path / report)

    assert answer.code == 1
    assert "give a file in a folder that is there" in answer.err
    assert names_in(store_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is full")
def test_report_that_finds_the_disk_full_says_that_the_list_was_taken_in(
    take_in: Run, csv_list: Path, store_path: Path
) -> None:
    answer = take_in(csv_list, "--report", "/dev/full")

    assert answer.code == 2
    assert "3 added" in answer.out
    assert "The list was taken in as told above, but the report /dev/full" in answer.err
    assert len(names_in(store_path)) == 3


@pytest.mark.parametrize("target", ["store", "list"])
def test_report_never_writes_over_the_store_or_the_list(
    take_in: Run, csv_list: Path, store_path: Path, target: str
) -> None:
    report = store_path if target == "store" else csv_list
    before = report.read_bytes()

    answer = take_in(csv_list, "--report", report)

    assert answer.code == 1
    assert report.read_bytes() == before
    assert names_in(store_path) == []
