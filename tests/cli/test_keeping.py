"""`verify`, `backup` and `restore`: the store stays whole, and can be put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import assetmap
from tests.cli.conftest import PLACES, Run


@pytest.fixture
def filled(run: Run, store_path: Path, csv_list: Path) -> Path:
    assert run("import", csv_list, *PLACES, "--store", store_path).code == 0
    return store_path


def count(path: Path) -> int:
    store = assetmap.open_store(path)
    found = len(store.assets())
    store.close()
    return found


def test_whole_store_verifies(run: Run, filled: Path) -> None:
    answer = run("verify", "--store", filled)

    assert answer.code == 0
    assert answer.out.startswith("Good: 5 versions and 3 assets fit. Head: ")


def test_altered_store_is_found_out(run: Run, filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other, other:
        guards = other.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'versions'"
        ).fetchall()
        for (guard,) in guards:
            other.execute(f'DROP TRIGGER "{guard}"')
        other.execute("UPDATE versions SET payload = replace(payload, 'Bieb', 'Kroeg')")

    answer = run("verify", "--store", filled)

    assert answer.code == 1
    assert "things do not fit:" in answer.err
    assert "does not fit the chain" in answer.err


def test_backup_is_a_store_of_its_own(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "kopie.gpkg"

    answer = run("backup", out, "--store", filled)

    assert answer.code == 0
    assert f"{out}: 3 assets, 5 versions. Head: " in answer.out
    assert run("verify", "--store", out).code == 0
    assert list(tmp_path.glob("*kopie*")) == [out]


def test_backup_over_a_file_leaves_that_file_alone(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "kopie.gpkg"
    out.write_text("iets anders")

    answer = run("backup", out, "--store", filled)

    assert answer.code == 1
    assert "exists already and was left alone. Choose another path" in answer.err
    assert out.read_text() == "iets anders"


def test_restore_puts_a_backup_back_and_says_where_the_rest_is(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    out = tmp_path / "kopie.gpkg"
    run("backup", out, "--store", filled)
    extra = tmp_path / "meer.csv"
    extra.write_text("Naam;Soort;lon;lat\nErbij;Park;6.105;52.206\n", encoding="utf-8")
    run("import", extra, *PLACES, "--store", filled)

    answer = run("restore", out, "--store", filled)

    assert answer.code == 0
    assert "3 assets, 5 versions." in answer.out
    (kept,) = filled.parent.glob("*before-restore*")
    assert f"What stood there is kept as {kept}." in answer.out
    assert (count(filled), count(kept)) == (3, 4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no "),
        (b"", "is an empty file and no backup"),
        (b"geen kaart" * 500, "no store of assetmap"),
    ],
    ids=["missing", "empty", "text"],
)
def test_restore_of_what_is_no_backup_changes_nothing(
    run: Run, filled: Path, tmp_path: Path, content: bytes | None, message: str
) -> None:
    wrong = tmp_path / "kopie.gpkg"
    if content is not None:
        wrong.write_bytes(content)

    answer = run("restore", wrong, "--store", filled)

    assert answer.code == 1
    assert message in answer.err
    assert "Traceback" not in answer.said
    assert count(filled) == 3
    assert not list(filled.parent.glob("*before-restore*"))
