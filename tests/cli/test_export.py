"""`export` and `stats`: layers as a file, and counts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyogrio
import pytest

from tests.cli.conftest import PLACES, Run
from tests.factories import code_of


@pytest.fixture
def filled(run: Run, store_path: Path, csv_list: Path) -> Path:
    assert run("import", csv_list, *PLACES, "--store", store_path).code == 0
    return store_path


def test_geopackage_in_rd_opens_in_rd(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "plekken.gpkg"

    answer = run("export", out, "--layer", "places", "--crs", "EPSG:28992", "--store", filled)

    assert (answer.code, answer.out) == (0, f"3 assets in {out}.\n")
    frame = pyogrio.read_dataframe(out)
    assert frame.crs.to_string() == "EPSG:28992"
    assert frame["name"].tolist() == ["Bieb", "Het Park", "De Hoek"]


def test_geojson_holds_the_neighbourhoods_that_were_asked_for(
    run: Run, filled: Path, tmp_path: Path
) -> None:
    out = tmp_path / "plekken.geojson"
    codes = ("--neighbourhood", code_of(0), "--neighbourhood", code_of(2, 1))

    answer = run("export", out, *codes, "--store", filled)

    features = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert answer.code == 0
    assert [each["properties"]["name"] for each in features] == ["Bieb", "De Hoek"]


def test_table_opens_in_a_spreadsheet(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "alles.csv"

    run("export", out, "--store", filled)

    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["name"] for row in rows] == ["Bieb", "Het Park", "De Hoek"]
    assert {row["layer"] for row in rows} == {"places"}


def test_export_replaces_the_former_export(run: Run, filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "plekken.geojson"
    out.write_text("oud")

    assert run("export", out, "--store", filled).code == 0

    assert len(json.loads(out.read_text())["features"]) == 3
    assert [file.name for file in tmp_path.glob("*plekken*")] == [out.name]


def test_counts_are_told_in_words(run: Run, filled: Path) -> None:
    answer = run("stats", "--store", filled)

    assert answer.code == 0
    assert answer.out.startswith("3 assets in 6 neighbourhoods\n")
    assert "  Places: 3\n" in answer.out
    assert "  BU00 Buurt 00: places 1\n" in answer.out


def test_counts_as_json_are_complete(run: Run, filled: Path) -> None:
    answer = run("stats", "--json", "--store", filled)

    told = json.loads(answer.out)
    assert (told["assets"], told["neighbourhoods"], told["outside"]) == (3, 6, 0)
    assert told["layers"]["places"] == 3
    assert set(told["layers"]) == {
        "skills", "associations", "institutions", "places", "economy", "heritage",
    }  # fmt: skip
    assert told["by_neighbourhood"]["BU00"] == {"name": "Buurt 00", "layers": {"places": 1}}


def test_store_can_be_named_in_the_environment(
    run: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSETMAP_STORE", str(filled))

    answer = run("stats", "--json")

    assert json.loads(answer.out)["assets"] == 3


@pytest.mark.parametrize("ending", ["", "-wal"], ids=["store", "log beside it"])
def test_export_never_writes_over_the_store(run: Run, filled: Path, ending: str) -> None:
    out = filled.with_name(filled.name + ending)
    before = filled.read_bytes()

    answer = run("export", out, "--store", filled)

    assert answer.code == 1
    assert "is the store itself" in answer.err
    assert filled.read_bytes() == before
    assert "Good" in run("verify", "--store", filled).out
