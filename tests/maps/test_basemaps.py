"""Base maps: whom a page asks for tiles, and whom it names for them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from assetmap.maps import CLIENT_FOLDER
from assetmap.maps.basemaps import (
    BASE_MAPS,
    DEFAULT,
    BaseMap,
    base_maps,
    basemap_scripts,
    first_of,
    for_client,
    with_link,
    with_own_server,
)
from assetmap.maps.tile_source import TilesInfo
from assetmap.settings import BaseMapKey, Settings
from assetmap.vendor import VENDOR_FOLDER

OWN = "https://kaart.example.org/{z}/{x}/{y}.png"
FILE = TilesInfo(
    path=Path("dorp.pmtiles"),
    kind="xyz",
    min_zoom=12,
    max_zoom=17,
    bounds=(6.0, 52.0, 6.5, 52.5),
    attribution="Kaart: PDOK, Kadaster (CC BY 4.0)",
    release="0a1b2c",
)


@pytest.mark.parametrize("base", BASE_MAPS.values(), ids=BASE_MAPS)
def test_base_map_names_its_source_and_asks_over_https(base: BaseMap) -> None:
    if base.key == "none":
        assert (base.url, base.attribution, base.kind) == ("", "", "none")
        return

    assert base.url.startswith("https://")
    assert all(part in base.url for part in ("{z}", "{x}", "{y}"))
    assert base.attribution
    assert base.kind == "xyz"


def test_default_is_one_of_them() -> None:
    assert DEFAULT in BASE_MAPS


def test_every_base_map_can_be_set_and_every_key_is_one() -> None:
    assert sorted(get_args(BaseMapKey)) == sorted([*BASE_MAPS, "own", "file"])


@pytest.mark.parametrize("key", ["grey", "standard", "pastel", "water", "aerial"])
def test_maps_of_pdok_say_their_licence_and_may_be_taken_along(key: str) -> None:
    base = BASE_MAPS[key]

    assert base.url.startswith("https://service.pdok.nl/")
    assert "CC BY 4.0" in base.attribution
    assert ("Beeldmateriaal" if key == "aerial" else "Kadaster") in base.attribution
    assert base.may_pack


def test_maps_that_may_not_be_taken_along_are_known() -> None:
    assert [key for key, base in BASE_MAPS.items() if not base.may_pack] == ["osm", "none"]
    assert base_maps(server_url=OWN)["own"].may_pack
    assert not base_maps(file=FILE)["file"].may_pack


def test_aerial_photo_stays_as_it_is_on_a_dark_page() -> None:
    assert BASE_MAPS["aerial"].dark == "as is"
    assert BASE_MAPS["grey"].dark == "invert"


def test_own_server_comes_first_and_the_others_stay() -> None:
    found = with_own_server(OWN, "Gemeente Brugveen")

    assert list(found) == ["own", *BASE_MAPS]
    assert found["own"].attribution == "Gemeente Brugveen"


def test_no_own_server_leaves_the_list_as_it_is() -> None:
    assert with_own_server("", "") == BASE_MAPS


# What visitors may choose


def test_all_there_are_may_be_chosen_when_nothing_is_set() -> None:
    assert list(base_maps()) == list(BASE_MAPS)
    assert list(base_maps(server_url=OWN, file=FILE)) == ["file", "own", *BASE_MAPS]


def test_list_of_the_settings_is_kept_in_its_order() -> None:
    assert list(base_maps(shown=("none", "file", "aerial"), file=FILE)) == [
        "none",
        "file",
        "aerial",
    ]


@pytest.mark.parametrize("shown", [("file",), ("own", "file")])
def test_file_that_cannot_be_used_leaves_no_map_and_not_somebody_elses(
    shown: tuple[str, ...],
) -> None:
    assert list(base_maps(shown=shown)) == ["none"]


def test_first_one_is_the_wanted_or_else_the_first_of_the_list() -> None:
    there = base_maps(shown=("file", "none"), file=FILE)

    assert first_of(there, "none").key == "none"
    assert first_of(there, "grey").key == "file"


# A file of one's own


def test_file_is_asked_of_this_server_with_its_release() -> None:
    base = base_maps(file=FILE)["file"]

    assert base.url == "/tiles/{z}/{x}/{y}?v=0a1b2c"
    assert (base.kind, base.min_zoom, base.max_zoom, base.bounds) == (
        "xyz",
        12,
        17,
        (6.0, 52.0, 6.5, 52.5),
    )
    assert (base.dark, base.grey) == ("dim", False)


def test_vector_file_has_dark_colours_of_its_own() -> None:
    base = base_maps(file=replace(FILE, kind="vector"))["file"]

    assert (base.kind, base.dark) == ("vector", "as is")


def test_maker_of_a_file_comes_from_the_file_or_else_from_the_setting() -> None:
    nameless = replace(FILE, attribution="")

    assert "Kadaster" in base_maps(file=FILE, server_attribution="Ons")["file"].attribution
    assert base_maps(file=nameless, server_attribution="Ons")["file"].attribution == "Ons"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gemeente Brugveen", "Gemeente Brugveen"),
        (
            "© OpenStreetMap, OpenStreetMap",
            '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>, OpenStreetMap',
        ),
        ("PDOK & Kadaster", '<a href="https://www.pdok.nl">PDOK</a> &amp; Kadaster'),
        (
            "<script>alert(1)</script>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
        ),
        ('" onmouseover="x', "&quot; onmouseover=&quot;x"),
        (
            '<img src=x>PDOK"',
            '&lt;img src=x&gt;<a href="https://www.pdok.nl">PDOK</a>&quot;',
        ),
    ],
)
def test_words_of_a_file_are_text_with_at_most_one_link_of_ours(text: str, shown: str) -> None:
    assert with_link(text) == shown


# What goes to the browser


@pytest.mark.parametrize("base", base_maps(server_url=OWN, file=FILE).values(), ids=lambda b: b.key)
def test_browser_gets_what_its_script_reads(base: BaseMap) -> None:
    told = for_client(base)

    assert json.loads(json.dumps(told)) == told
    assert told.keys() >= {"key", "kind", "url", "attribution", "maxZoom", "grey", "dark"}
    script = (CLIENT_FOLDER / "basemap.js").read_text(encoding="utf-8")
    assert [name for name in told if f"base.{name}" not in script] == []


def test_large_script_is_loaded_for_a_vector_map_alone() -> None:
    names = {kind: [name for name, _ in basemap_scripts(kind)] for kind in ("xyz", "vector")}

    assert names == {
        "xyz": ["assetmap_base"],
        "vector": ["protomaps_leaflet", "assetmap_base"],
    }


def test_scripts_are_files_of_ours() -> None:
    for _, address in basemap_scripts("vector"):
        path, _, version = address.partition("?v=")
        folder, name = {"/vendor/": VENDOR_FOLDER, "/client/": CLIENT_FOLDER}, path
        (file,) = [
            root / name.removeprefix(prefix)
            for prefix, root in folder.items()
            if name.startswith(prefix)
        ]
        assert file.is_file()
        assert version or "/vendor/" in address


# Settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ASSETMAP_{name.upper()}", raising=False)


def settings(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(f"ASSETMAP_{name.upper()}", value)
    return Settings(_env_file=None)  # type: ignore[call-arg]


def test_list_of_base_maps_is_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, basemaps=" none, grey,, none ,aerial ")

    assert found.basemaps == ("none", "grey", "aerial")


def test_empty_settings_are_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(monkeypatch, basemaps="", basemap_file="", basemap_url="")

    assert (found.basemaps, found.basemap_file, found.basemap_url) == ((), None, "")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"basemaps": "grey,satelliet"}, "there is no base map 'satelliet'; choose from grey,"),
        ({"basemap": "own"}, "'own' needs ASSETMAP_BASEMAP_URL"),
        ({"basemap": "file"}, "'file' needs ASSETMAP_BASEMAP_FILE"),
        ({"basemaps": "file,none"}, "'file' needs ASSETMAP_BASEMAP_FILE"),
        ({"basemap_url": "https://kaart.example.org/{z}/{x}.png"}, "with {z}, {x} and {y} in it"),
        ({"basemap_url": "kaart.example.org/{z}/{x}/{y}.png"}, "give an https address"),
        ({"basemap_url": "javascript:alert(1)//{z}/{x}/{y}"}, "give an https address"),
        ({"basemap_url": "https://x.example/{z}/{x}/{y}/{sleutel}"}, "give an https address"),
    ],
)
def test_setting_that_cannot_be_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], message: str
) -> None:
    with pytest.raises(ValueError, match="1 validation error") as refused:
        settings(monkeypatch, **values)

    assert message in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080/{z}/{x}/{y}.png",
        "https://{s}.kaart.example.org/{z}/{x}/{-y}{r}.png?key=abc",
    ],
)
def test_address_as_leaflet_writes_it_is_taken(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    found = settings(monkeypatch, basemap="own", basemap_url=url, basemaps="own,none")

    assert found.basemap_url == url
