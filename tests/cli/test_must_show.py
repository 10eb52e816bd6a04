"""With the real files of real municipalities, as a person runs it."""

from __future__ import annotations

import json
import os
import resource
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyogrio
import pytest

from tests.cli.conftest import Result, run_command

pytestmark = pytest.mark.realdata


@dataclass(frozen=True)
class Municipality:
    """A store that was made from real files, with what the commands said."""

    store: Path
    made: Result
    imported: Result
    report: dict[str, object]
    cpu_s: float


PLACES = (
    "--layer", "places", "--name", "Naam", "--category", "Categorie", "--id", "MVZN_ID",
)  # fmt: skip


@pytest.fixture(scope="session")
def facilities(real_data: Path) -> Path:
    return real_data / "assets" / "amsterdam_maatschappelijke_voorzieningen.geojson"


@pytest.fixture(scope="session")
def amsterdam(
    real_data: Path, facilities: Path, tmp_path_factory: pytest.TempPathFactory
) -> Municipality:
    folder = tmp_path_factory.mktemp("amsterdam")
    store, report = folder / "amsterdam.gpkg", folder / "report.json"
    boundaries = real_data / "boundaries" / "amsterdam_buurten_2026_gebieden.geojson"
    before = processor_time_s()

    made = run_command(
        "init", "--boundaries", boundaries, "--code", "cbsCode", "--name", "naam", "--store", store
    )
    imported = run_command("import", facilities, *PLACES, "--report", report, "--store", store)

    spent_s = processor_time_s() - before
    return Municipality(store, made, imported, json.loads(report.read_text()), spent_s)


def processor_time_s() -> float:
    """Return what children of ours cost so far, in seconds: the clock depends on who else runs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def stats(store: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads(run_command("stats", "--json", "--store", store).out)
    return told


def test_amsterdam_has_518_neighbourhoods(amsterdam: Municipality) -> None:
    assert amsterdam.made.code == 0, amsterdam.made.said
    assert "518 neighbourhoods of " in amsterdam.made.out
    assert amsterdam.made.err == ""


def test_each_of_1462_facilities_is_added_or_refused_with_a_reason(
    amsterdam: Municipality,
) -> None:
    report = amsterdam.report
    refused = report["refused"]

    assert isinstance(refused, list)
    assert amsterdam.imported.code == (2 if refused else 0), amsterdam.imported.said
    assert report["rows"] == 1462
    assert int(str(report["added"])) + len({row["row"] for row in refused}) == 1462
    assert all(row["reason"] for row in refused)
    assert int(str(report["added"])) > 1400


def test_words_of_the_municipality_find_their_category(amsterdam: Municipality) -> None:
    other = amsterdam.report["other_words"]

    assert isinstance(other, dict)
    assert sum(other.values()) < 0.1 * 1462, other


def test_init_and_import_together_stay_under_five_seconds(amsterdam: Municipality) -> None:
    assert amsterdam.cpu_s < 5


def test_every_facility_has_a_neighbourhood_or_is_counted_outside(amsterdam: Municipality) -> None:
    told = stats(amsterdam.store)

    by_code = told["by_neighbourhood"]
    assert isinstance(by_code, dict)
    inside = sum(sum(each["layers"].values()) for each in by_code.values())
    assert told["neighbourhoods"] == 518
    assert inside + int(str(told["outside"])) == told["assets"] == amsterdam.report["added"]


def test_export_in_rd_opens_with_the_same_count(amsterdam: Municipality, tmp_path: Path) -> None:
    out = tmp_path / "plekken.gpkg"

    answer = run_command(
        "export", out, "--layer", "places", "--crs", "EPSG:28992", "--store", amsterdam.store
    )

    info = pyogrio.read_info(out, layer="places")
    assert answer.code == 0
    assert info["crs"] == "EPSG:28992"
    assert info["features"] == amsterdam.report["added"]
    west, south, east, north = info["total_bounds"]
    assert 110_000 < west < east < 135_000
    assert 475_000 < south < north < 495_000


def test_amsterdam_verifies_clean(amsterdam: Municipality) -> None:
    answer = run_command("verify", "--store", amsterdam.store)

    assert answer.code == 0, answer.said
    # The boundaries and the import as a whole are a version each.
    assert f"{2 + int(str(amsterdam.report['added']))} versions" in answer.out


def test_second_import_of_the_facilities_doubles_nothing(
    amsterdam: Municipality, facilities: Path, tmp_path: Path
) -> None:
    store = shutil.copy(amsterdam.store, tmp_path / "amsterdam.gpkg")

    answer = run_command("import", facilities, *PLACES, "--store", store)

    added = amsterdam.report["added"]
    assert f"1462 rows: 0 added, 0 changed, {added} unchanged" in answer.out
    assert stats(store)["assets"] == added


def test_den_haag_in_rd_has_114_neighbourhoods(real_data: Path, tmp_path: Path) -> None:
    boundaries = real_data / "boundaries" / "denhaag_buurten_epsg28992.geojson"
    columns = ("--code", "WIJKBUURTCODE", "--name", "BUURTNAAM")
    store = tmp_path / "denhaag.gpkg"

    answer = run_command("init", "--boundaries", boundaries, *columns, "--store", store)

    assert answer.code == 0, answer.said
    assert "114 neighbourhoods of " in answer.out
    bounds = neighbourhood_bounds(store)
    assert 4.15 < bounds[0] < bounds[2] < 4.45
    assert 52.0 < bounds[1] < bounds[3] < 52.15


def neighbourhood_bounds(store: Path) -> Sequence[float]:
    bounds: Sequence[float] = pyogrio.read_info(
        store, layer="neighbourhoods", force_total_bounds=True
    )["total_bounds"]
    return bounds


def test_whole_country_has_13594_neighbourhoods_of_which_21_were_mended(
    real_data: Path, tmp_path: Path
) -> None:
    boundaries = real_data / "boundaries" / "nl_cbs_buurten_2019_gegeneraliseerd.topojson"
    columns = ("--code", "statcode", "--name", "statcode")
    store = tmp_path / "nederland.gpkg"

    answer = run_command("init", "--boundaries", boundaries, *columns, "--store", store)

    assert answer.code == 0, answer.said
    assert "13594 neighbourhoods of " in answer.out
    told = [line for line in answer.out.splitlines() if line.startswith("  ")]
    mended = [line for line in told if "was not valid" in line]
    (more,) = [int(line.split()[2]) for line in told if line.startswith("  ... and ")]
    assert len(mended) + more == 21
    assert stats(store)["neighbourhoods"] == 13594


def test_no_real_data_goes_into_the_repository(real_data: Path) -> None:
    assert not real_data.is_relative_to(Path(os.path.realpath(__file__)).parents[2])
