"""Our own scripts, styles, fonts and icons, and nothing else of this computer."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assetmap.api.own_files import own_files
from assetmap.maps import CLIENT_FOLDER
from assetmap.vendor import VENDOR_FOLDER

TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


def browser_files(folder: Path) -> list[str]:
    return [
        file.relative_to(folder).as_posix()
        for file in sorted(folder.rglob("*"))
        if file.suffix in TYPES
    ]


@pytest.mark.parametrize(
    ("prefix", "folder"), [("/vendor", VENDOR_FOLDER), ("/client", CLIENT_FOLDER)]
)
def test_every_file_for_the_browser_is_served_with_its_type(
    client: TestClient, prefix: str, folder: Path
) -> None:
    files = browser_files(folder)

    assert files
    for name in files:
        answer = client.get(f"{prefix}/{name}")
        assert answer.status_code == 200, name
        assert answer.content == (folder / name).read_bytes(), name
        assert answer.headers["content-type"].split(";")[0] == TYPES[Path(name).suffix]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_file_with_its_version_in_the_address_stays_and_another_stays_a_day(
    client: TestClient,
) -> None:
    versioned = client.get("/client/assetmap.js?v=abc")
    plain = client.get("/client/assetmap.js")

    assert versioned.headers["cache-control"] == "public, max-age=31536000"
    assert plain.headers["cache-control"] == "public, max-age=86400"


def test_head_says_what_there_is(client: TestClient) -> None:
    answer = client.head("/client/assetmap.js")

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000


@pytest.mark.parametrize(
    "path",
    ["/vendor/fetch.py", "/vendor/packages.toml", "/vendor/SHA256SUMS", "/vendor/__init__.py",
     "/vendor/__pycache__/digests.cpython-311.pyc", "/vendor/.gitattributes", "/vendor/",
     "/vendor/fonts", "/vendor/fonts/", "/client/../packing.py"],
)  # fmt: skip
def test_what_is_not_for_browsers_stays_inside(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def ask_raw(app: Starlette, path: str) -> int:
    """Return the status for a path as it comes off the wire, which no client tidied up."""
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("utf-8", "surrogateescape"),
        "root_path": "",
        "query_string": b"",
        "headers": [],
        "client": ("192.168.1.20", 50000),
        "server": ("testserver", 80),
    }
    asyncio.run(app(scope, receive, send))
    return statuses[0]


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    """Return an app that serves one folder, with things beside it that must stay inside."""
    served = tmp_path / "served"
    (served / "deeper").mkdir(parents=True)
    (served / "deeper" / "mine.js").write_text("1")
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "served-too").mkdir()
    (tmp_path / "served-too" / "secret.js").write_text("1")
    (served / "link.json").symlink_to(tmp_path / "secret.json")
    return Starlette(routes=[own_files("/own", served)])


def test_file_in_the_folder_is_served(app: Starlette) -> None:
    assert ask_raw(app, "/own/deeper/mine.js") == 200
    assert ask_raw(app, "/own/deeper/../deeper/mine.js") == 200


@pytest.mark.parametrize(
    "path",
    ["../secret.json", "deeper/../../secret.json", "../served-too/secret.js", "./../secret.json",
     "link.json", "/etc/hostname", "//etc/hostname", "/{folder}/secret.json", "..\\secret.json",
     "deeper", "", ".", "..", "mine.js\x00.json", "\x00", "a" * 5000 + ".js", "deeper/mine.js/x.js",
     "~/secret.json", "deeper/mine.JS", "caf\udce9.js"],
    ids=lambda path: ascii(path)[:24],
)  # fmt: skip
def test_nothing_outside_the_folder_is_served(app: Starlette, tmp_path: Path, path: str) -> None:
    asked = path.replace("{folder}", str(tmp_path).lstrip("/"))

    assert ask_raw(app, f"/own/{asked}") == 404


@pytest.mark.parametrize(
    "path",
    ["%2e%2e/secret.json", "..%2fsecret.json", "%2e%2e%2fserved-too%2fsecret.js",
     "%252e%252e/secret.json", "..%5csecret.json", "%2fetc%2fhostname", "deeper/mine.js%00"],
)  # fmt: skip
def test_encoded_ways_out_lead_nowhere(app: Starlette, path: str) -> None:
    with TestClient(app) as client:
        assert client.get(f"/own/{path}").status_code == 404
