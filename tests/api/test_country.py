"""The whole country as neighbourhoods: light on first load, in full detail when one is near."""

from __future__ import annotations

import gzip
import itertools
from pathlib import Path

import numpy as np
import pytest
from starlette.testclient import TestClient

from assetmap.actions.boundaries import read_boundaries
from assetmap.actions.importing import import_file
from assetmap.actions.workspace import Workspace
from assetmap.settings import ROOT
from tests.actions.workspaces import STEWARD, clock, new_workspace
from tests.api.conftest import client_of
from tests.maps.unpacking import unpack

DATA = ROOT.parent / "shared" / "data"
COUNTRY = DATA / "boundaries" / "nl_cbs_buurten_2019_gegeneraliseerd.topojson"
AMSTERDAM = DATA / "assets" / "amsterdam_maatschappelijke_voorzieningen.geojson"
FIRST_LOAD_BYTES = 1_500_000

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder with real data is not here"),
]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory):
    workspace: Workspace = new_workspace(tmp_path_factory.mktemp("nl") / "nl.gpkg")
    read = read_boundaries(COUNTRY, code="statcode", name="statcode", crs="EPSG:4326")
    workspace.start(read, person=STEWARD, year=2019, clock=clock)
    import_file(
        workspace.store(), Path(AMSTERDAM), person=STEWARD, layer="places",
        columns={"name": "Naam", "category": "Categorie"}, clock=clock,
    )  # fmt: skip
    with client_of(workspace) as client:
        yield client
    workspace.close()


def sent(client: TestClient, address: str) -> int:
    """Return how many bytes an answer is on its way."""
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        assert answer.status_code == 200
        return len(b"".join(answer.iter_raw()))


def test_first_load_of_the_country_is_light(country: TestClient) -> None:
    addresses = (
        "/", "/api/map/assets", "/api/map/boundaries", "/api/map/version", "/api/neighbourhoods",
        "/client/bundle.js", "/client/assetmap.css", "/vendor/icons/icons.json",
    )  # fmt: skip

    total = sum(sent(country, address) for address in addresses)

    header, _ = unpack(gzip.decompress(_raw(country, "/api/map/boundaries")))
    assert len(header["names"]) == 13_594
    assert total < FIRST_LOAD_BYTES


def test_what_is_near_comes_in_full_detail(country: TestClient) -> None:
    box = "4.88,52.36,4.90,52.38"
    _, first = unpack(country.get("/api/map/boundaries").content)
    starts = np.concatenate([[0], np.cumsum(first["area.lines"])])
    corners = [
        sum(first["area.sizes"][start:end]) for start, end in itertools.pairwise(starts.tolist())
    ]

    header, near = unpack(country.get(f"/api/map/boundaries?box={box}").content)

    assert not header["too_many"]
    assert 0 < len(near["area.position"]) < 200
    before = sum(corners[position] for position in near["area.position"])
    assert sum(near["area.sizes"]) >= before


def _raw(client: TestClient, address: str) -> bytes:
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
        return b"".join(answer.iter_raw())
