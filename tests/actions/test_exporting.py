"""What goes out is what everybody may see, whoever asks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyogrio
import pytest

from assetmap.actions.assets import add_asset, retire_asset
from assetmap.actions.exporting import EXPORT_COLUMNS, export_file, frames_to_export
from assetmap.actions.importing import import_rows
from assetmap.actions.workspace import Store
from assetmap.domain.consent import Consent
from assetmap.errors import ExportFailed, MissingCRS, NotFound
from assetmap.exchange import FORMATS
from tests.actions.workspaces import STEWARD, clock
from tests.factories import code_of, make_asset, make_contact, make_rows, make_talent, point_in

MARKER = "Zwijgplicht"


@pytest.fixture
def store_with_secrets(store: Store) -> Store:
    """Return a store with one public place, and whatever is not public marked with a word."""

    def add(asset: object, **more: object) -> str:
        return add_asset(store, asset, person=STEWARD, clock=clock, **more).id  # type: ignore[arg-type]

    contact = make_contact(f"{MARKER} Jansen", phone=f"{MARKER}-06", email=f"{MARKER}@example.org")
    add(make_asset("Bieb"), contact=contact, reason=f"{MARKER} vertelde het")
    add(make_talent("Koken"), contact=contact)
    gone = add(make_asset(f"{MARKER} dicht", offers=MARKER))
    retire_asset(store, gone, person=STEWARD, reason=MARKER, clock=clock)
    lapsed = Consent(how="by_word", given_on=date(2025, 1, 1), until=date(2026, 4, 30))
    waiting = make_talent(f"{MARKER} verlopen", until=None)
    add(waiting.model_copy(update={"consent": lapsed}))
    import_rows(
        store,
        make_rows({"Naam": [f"{MARKER} zonder toestemming"], "Buurt": [code_of(0)]},
                  geometry=[None]),
        person=STEWARD,
        layer="skills",
        columns={"name": "Naam", "neighbourhood": "Buurt"},
        source="lijst",
        clock=clock,
    )  # fmt: skip
    return store


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_that_is_not_public_goes_out(
    store_with_secrets: Store, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"alles{ending}"

    written = export_file(
        store_with_secrets, out, person=STEWARD, layers=list(store_with_secrets.layers)
    )

    assert written.rows == 2
    content = out.read_bytes()
    assert b"Bieb" in content
    assert b"Koken" in content
    assert MARKER.encode() not in content
    assert b"laptop" not in content, "who wrote it stays here"


def test_frames_have_the_columns_that_a_reader_needs(store_with_secrets: Store) -> None:
    frames = frames_to_export(store_with_secrets, person=STEWARD, layers=["places", "skills"])

    assert list(frames) == ["places", "skills"]
    assert tuple(frames["places"].columns) == EXPORT_COLUMNS
    assert not {"status", "version", "number", "consent_until"} & set(frames["places"].columns)
    assert frames["skills"]["position"].tolist() == ["neighbourhood"]


def test_export_takes_the_neighbourhoods_that_were_asked_for(store: Store, tmp_path: Path) -> None:
    for column in range(3):
        asset = make_asset(f"Bieb {column}", geometry=point_in(column))
        add_asset(store, asset, person=STEWARD, clock=clock)

    frames = frames_to_export(
        store, person=STEWARD, layers=["places"], neighbourhoods=[code_of(0), code_of(2)]
    )

    assert frames["places"]["name"].tolist() == ["Bieb 0", "Bieb 2"]


def test_export_in_rd_is_in_rd(store_with_secrets: Store, tmp_path: Path) -> None:
    out = tmp_path / "plekken.gpkg"

    export_file(store_with_secrets, out, person=STEWARD, layers=["places"], crs="EPSG:28992")

    frame = pyogrio.read_dataframe(out)
    assert frame.crs.to_string() == "EPSG:28992"
    assert frame["name"].tolist() == ["Bieb"]


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        ({"layers": ["plekken"]}, NotFound, "no layer 'plekken'"),
        ({"neighbourhoods": ["BU99"]}, NotFound, "no neighbourhood with the code 'BU99'"),
        ({"crs": "RD"}, MissingCRS, "Write it as EPSG:28992"),
        ({"out": "plekken.xlsx"}, ExportFailed, "one of: .gpkg, .geojson, .csv"),
        ({"out": "nergens/plekken.csv"}, ExportFailed, "There is no folder"),
    ],
    ids=["layer", "neighbourhood", "crs", "ending", "folder"],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    store: Store, tmp_path: Path, ask: dict[str, object], error: type[Exception], message: str
) -> None:
    ask = {"layers": ["places"], **ask}
    out = tmp_path / str(ask.pop("out", "plekken.csv"))

    with pytest.raises(error, match=message):
        export_file(store, out, person=STEWARD, **ask)  # type: ignore[arg-type]

    assert not out.exists()
