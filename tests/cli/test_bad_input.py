"""Whatever comes in: a message that says what to do, exit 1 or 2, and nothing lost."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import assetmap
from assetmap.settings import ROOT
from tests.cli.conftest import PLACES, Run, run_command, write_list


def points(*coordinates: tuple[float, float]) -> str:
    return collection(*({"type": "Point", "coordinates": each} for each in coordinates))


def collection(*geometries: object) -> str:
    features = [
        {"type": "Feature", "properties": {"Naam": f"Plek {at}", "Soort": "Park"}, "geometry": each}
        for at, each in enumerate(geometries, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


GOOD = (6.105, 52.205)
AREA = {
    "type": "Polygon",
    "coordinates": [[[6.101, 52.201], [6.102, 52.201], [6.102, 52.202], [6.101, 52.201]]],
}


@dataclass(frozen=True)
class Bad:
    """A file that cannot be taken in (whole), and what is said about it."""

    name: str
    content: str
    message: str
    code: int = 1
    added: int = 0
    more: tuple[str, ...] = ()


FILES = {
    "an empty file": Bad("lijst.geojson", "", "'lijst.geojson' is empty"),
    "an empty table": Bad("lijst.csv", "", "'lijst.csv' is empty"),
    "a text named geojson": Bad(
        "lijst.geojson", "Dit is een brief aan de wethouder.\n" * 20, "'lijst.geojson'"
    ),
    "half a geojson": Bad("lijst.geojson", points(GOOD)[:-30], "'lijst.geojson'"),
    "a picture": Bad("foto.jpg", "\x89PNG\r\n", "'foto.jpg'"),
    "coordinates 0,0": Bad(
        "lijst.geojson", points((0, 0), GOOD), "The coordinates are 0,0", code=2, added=1
    ),
    "latitude out of range": Bad(
        "lijst.csv",
        "Naam;Soort;lon;lat\nBieb;Park;6.105;512.3\nHal;Park;6.1;52.2\nKerk;Park;6.1;52.2\n",
        "Latitude 512.30 is outside -90..90",
        code=2,
        added=2,
    ),
    "another municipality": Bad(
        "lijst.geojson", points((4.9, 52.37)), "km outside the boundaries. Look whether"
    ),
    "a column that is not there": Bad(
        "lijst.csv",
        "Titel;Soort;lon;lat\nBieb;Park;6.105;52.205\n",
        "There is no column 'Naam'. The file has: Titel, Soort",
    ),
    "an id column that is not there": Bad(
        "lijst.geojson",
        points(GOOD),
        "There is no column 'Nummer'. The file has: Naam, Soort",
        more=("--id", "Nummer"),
    ),
    "a map without a sign": Bad(
        "lijst.geojson",
        points(GOOD),
        "--map Adres: write it as FIELD=COLUMN, for example address=Adres.",
        more=("--map", "Adres"),
    ),
    "a map to an unknown field": Bad(
        "lijst.geojson",
        points(GOOD),
        "There is no field 'adres' to fill. Choose one of: name, category,",
        more=("--map", "adres=Soort"),
    ),
    "a reference system that is none": Bad(
        "lijst.geojson", points(GOOD), "Write it as EPSG:28992", more=("--crs", "Maanstelsel")
    ),
    "a layer that is not in the file": Bad(
        "lijst.csv", "Naam;Soort;lon;lat\nBieb;Park;6.105;52.205\n", "'tabel'",
        more=("--file-layer", "tabel"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("bad", FILES.values(), ids=FILES)
def test_bad_list_is_refused_in_words(run: Run, store_path: Path, tmp_path: Path, bad: Bad) -> None:
    file = tmp_path / bad.name
    file.write_text(bad.content, encoding="utf-8")

    answer = run("import", file, *PLACES, *bad.more, "--store", store_path)

    assert answer.code == bad.code, answer.said
    assert bad.message in answer.said
    assert "Traceback" not in answer.said
    assert count(store_path) == bad.added


def count(path: Path) -> int:
    store = assetmap.open_store(path)
    found = len(store.assets())
    assert store.verify().problems == ()
    store.close()
    return found


@pytest.fixture
def points_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of layers of our own, in which places are points."""
    folder = shutil.copytree(ROOT / "layers", tmp_path / "layers")
    file = folder / "places.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace('geometry = ["point", "line", "area"]', 'geometry = ["point"]'), "utf-8"
    )
    monkeypatch.setenv("ASSETMAP_LAYERS", str(folder))
    return folder


def test_area_where_a_point_is_asked_is_refused(
    run: Run, store_path: Path, tmp_path: Path, points_only: Path
) -> None:
    file = tmp_path / "lijst.geojson"
    file.write_text(collection(AREA, {"type": "Point", "coordinates": GOOD}), encoding="utf-8")

    answer = run("import", file, *PLACES, "--store", store_path)

    assert answer.code == 2
    assert (
        "Row 1: The layer 'places' takes a spot; this is an area. Draw it as a spot." in answer.out
    )
    assert "2 rows: 1 added, 0 changed, 0 unchanged, 1 refused." in answer.out


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text.replace('color = "#', 'color = "'), ("places.toml: color:", "pattern")),
        (lambda text: text.replace("order = ", "orde = "), ("places.toml: order:", "required")),
        (lambda text: text + "\n[[[", ("places.toml: TOML:", "Mend the file and start again")),
        (
            lambda text: text.replace('key = "places"', 'key = "plekken"', 1),
            ("places.toml: key: 'plekken' is not the file's name 'places'",),
        ),
    ],
    ids=["wrong value", "missing key", "no toml", "wrong key"],
)
def test_mistake_in_a_layer_file_names_file_key_and_reason(
    run: Run,
    store_path: Path,
    points_only: Path,
    damage: Callable[[str], str],
    said: tuple[str, ...],
) -> None:
    file = points_only / "places.toml"
    file.write_text(damage(file.read_text(encoding="utf-8")), encoding="utf-8")

    answer = run("stats", "--store", store_path)

    assert answer.code == 1
    for part in said:
        assert part in answer.err
    assert "Traceback" not in answer.said


def test_folder_without_layers_is_named(
    run: Run, store_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSETMAP_LAYERS", str(tmp_path / "nergens"))

    answer = run("stats", "--store", store_path)

    assert answer.code == 1
    assert f"There are no layer files in {tmp_path / 'nergens'}." in answer.err


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ASSETMAP_LANGUAGE", "fr", "'nl' or 'en'"),
        ("ASSETMAP_PHONES", "everything", "'look' or 'add'"),
        ("ASSETMAP_BASEMAP", "satelliet", "'aerial', 'osm', 'none', 'own' or 'file'"),
        ("ASSETMAP_LOG_LEVEL", "luid", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("ASSETMAP_LOCAL_IS_STEWARD", "misschien", "boolean"),
    ],
)
def test_setting_that_cannot_be_is_named(
    run: Run,
    store_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    expected: str,
) -> None:
    monkeypatch.setenv(name, value)

    answer = run("stats", "--store", store_path)

    assert answer.code == 1
    assert f"The setting {name} cannot be used: " in answer.err
    assert expected in answer.err
    assert "Traceback" not in answer.said


STORE_COMMANDS = {
    "import": ("import", "{list}", *PLACES),
    "export": ("export", "{folder}/out.csv"),
    "stats": ("stats",),
    "verify": ("verify",),
    "backup": ("backup", "{folder}/kopie.gpkg"),
    "boundaries list": ("boundaries", "list"),
}


@pytest.mark.parametrize("command", STORE_COMMANDS.values(), ids=STORE_COMMANDS)
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no store at {path}. Make one with: init --boundaries FILE, or: demo."),
        ("", "{path} is an empty file and no store. Remove it, then make a store with: init"),
        ("geen kaart", "{path} is no store of assetmap, or it is damaged"),
    ],
    ids=["missing", "empty", "text"],
)
def test_store_that_is_no_store_is_left_as_it_is(
    run: Run, tmp_path: Path, command: tuple[str, ...], content: str | None, message: str
) -> None:
    path = tmp_path / "store.gpkg"
    if content is not None:
        path.write_text(content * 500)
    file = write_list(tmp_path / "lijst.csv")
    arguments = [each.format(list=file, folder=tmp_path) for each in command]

    answer = run(*arguments, "--store", path)

    assert answer.code == 1
    assert message.format(path=path) in answer.err
    assert "Traceback" not in answer.said
    there = {file.name for file in tmp_path.iterdir()}
    assert there == {"lijst.csv"} | ({path.name} if content is not None else set())
    assert content is None or path.read_text() == content * 500


def test_database_of_something_else_is_no_store(
    run: Run, store_path: Path, csv_list: Path, tmp_path: Path
) -> None:
    run("import", csv_list, *PLACES, "--store", store_path)
    export = tmp_path / "plekken.gpkg"
    run("export", export, "--layer", "places", "--store", store_path)

    answer = run("stats", "--store", export)

    assert answer.code == 1
    assert "is a database, but no store of assetmap" in answer.err


@pytest.mark.parametrize(
    ("name", "content", "told", "code"),
    [
        ("lijst.geojson", points((52.205, 6.105), (52.206, 6.106)), "and were swapped", 0),
        ("lijst.csv", "Naam;Soort;lon;lat\nBieb;Park;52.205;6.105\n", "and were swapped", 0),
        ("lijst.csv", "Naam;Soort;x;y\nBieb;Park;204031;469226\n", "look like EPSG:28992", 0),
        ("lijst.csv", "Naam;Soort\nBieb;Park\n", "1 rows have no place yet", 2),
    ],
    ids=["swapped", "columns swapped", "rd undeclared", "no coordinates"],
)
def test_list_that_can_be_understood_is_taken_in_and_the_guess_is_told(
    run: Run, store_path: Path, tmp_path: Path, name: str, content: str, told: str, code: int
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")

    answer = run("import", file, *PLACES, "--store", store_path)

    assert answer.code == code
    assert told in answer.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export", "{folder}/uit.csv", "--layer", "plekken"), "There is no layer 'plekken'."),
        (("export", "{folder}/uit.xlsx"), "Let it end in one of: .gpkg, .geojson, .csv."),
        (("export", "{folder}/nergens/uit.csv"), "There is no folder"),
        (("export", "{folder}/uit.csv", "--crs", "EPSG:99999"), "'EPSG:99999' is no coordinate"),
        (
            ("export", "{folder}/uit.csv", "--neighbourhood", "BU99"),
            "There is no neighbourhood with the code 'BU99'",
        ),
        (("import", "{folder}/nergens.csv", *PLACES), "nergens.csv"),
        (
            ("import", "{list}", "--layer", "plekken", "--name", "Naam"),
            "There is no layer 'plekken'. Choose one of: skills, associations",
        ),
        (("backup", "{folder}/nergens/kopie.gpkg"), "nergens"),
        (("restore", "{folder}/nergens.gpkg"), "nergens.gpkg"),
        (("context", "{list}", "--kind", "soort"), "There is no column 'soort'."),
        (("context", "{list}", "--kind", "Soort", "--class", "rang"), "no column 'rang'."),
    ],
    ids=lambda value: "-".join(value).replace("{folder}/", "") if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_said(
    run: Run, store_path: Path, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    file = write_list(tmp_path / "lijst.csv")
    filled = [each.format(list=file, folder=tmp_path) for each in arguments]

    answer = run(*filled, "--store", store_path)

    assert answer.code == 1
    assert message in answer.err
    assert "Traceback" not in answer.said
    assert {each.name for each in tmp_path.iterdir()} == {"store", "lijst.csv"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("importeer",), "No such command 'importeer'"),
        (("stats", "--jsn"), "No such option: --jsn"),
        (("import",), "Missing argument 'file'"),
        (("serve", "--port", "99999"), "'--port'"),
        (("serve", "--port", "acht"), "'--port'"),
        (("init", "--boundaries", "x", "--code", "c", "--name", "n", "--year", "nu"), "'--year'"),
    ],
)
def test_command_that_is_written_wrong_shows_how_it_goes(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    answer = run(*arguments)

    assert answer.code == 1
    assert message in answer.err
    assert "--help" in answer.err
    assert "Traceback" not in answer.said


def test_port_in_use_is_told_with_another(run: Run, store_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        answer = run("serve", "--host", "127.0.0.1", "--port", port, "--store", store_path)

    assert answer.code == 1
    assert f"Port {port} cannot be used (Address already in use)" in answer.err
    assert "Is assetmap running already?" in answer.err


def test_damaged_store_is_told_before_serving(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "store.gpkg"
    path.write_text("geen kaart" * 500)

    answer = run("serve", "--store", path)

    assert answer.code == 1
    assert "is no store of assetmap, or it is damaged" in answer.err


def test_as_a_person_runs_it_a_bad_file_gives_no_traceback(
    store_path: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lijst.geojson"
    file.write_text("Dit is een brief.", encoding="utf-8")

    answer = run_command("import", file, *PLACES, "--store", store_path)

    assert answer.code == 1
    assert answer.out == ""
    assert "'lijst.geojson'" in answer.err
    assert "Traceback" not in answer.err
