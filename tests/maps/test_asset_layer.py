"""The Folium map of a page: its script never changes, and orders stay data."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import folium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit_folium import _get_feature_group_string, _get_map_string, generate_js_hash

from assetmap.maps import CLIENT_FOLDER
from assetmap.maps.asset_layer import (
    BUNDLE,
    MOST_MARKS,
    SCRIPTS,
    WORDS,
    Order,
    client_bundle,
    client_release,
    order_group,
    paper_map,
)
from assetmap.maps.basemaps import BASE_MAPS, for_client
from assetmap.vendor import VENDOR_FOLDER

BOUNDS = (6.10, 52.20, 6.13, 52.22)
NASTY = (
    "</script><script>alert(1)</script>",
    "${alert(1)}",
    "`+alert(1)+`",
    "{{ 7 * 7 }}{% raw %}",
    '"});alert(1);({"',
    "\\",
    "\\u003c/script>",
    "<!--<script>",
    "\u2028\u2029\x00",
    "'; alert(1); //",
    "&lt;",
)


def map_script(view: folium.Map) -> str:
    """Return the script that streamlit-folium makes of a map and compares between reruns."""
    view.render()
    return _get_map_string(view)


def order_script(order: Order) -> str:
    """Return the script that streamlit-folium makes of an order."""
    return _get_feature_group_string(order_group(order), paper_map(BOUNDS, release="r1"))


def carried(script: str) -> Any:
    """Return what the one command in a script carries, read as JSON."""
    (found,) = re.findall(r"assetmap\.command\((.*)\);$", script, re.MULTILINE)
    return json.loads(found)


def test_script_of_a_map_is_the_same_in_every_rerun() -> None:
    first, second = (paper_map(BOUNDS, release="r1") for _ in range(2))

    scripts = [map_script(view) for view in (first, second)]

    assert scripts[0] == scripts[1]
    assert generate_js_hash(scripts[0], "map") == generate_js_hash(scripts[1], "map")
    assert "assetmap.layer(" in scripts[0]


def test_script_of_a_map_does_not_change_after_an_order() -> None:
    before = map_script(paper_map(BOUNDS, release="r1"))
    order_script(Order(version="2", filter="laag=places", year=1990, selected=7))

    assert map_script(paper_map(BOUNDS, release="r1")) == before


def test_map_shows_its_bounds_without_a_base_map_of_its_own() -> None:
    script = map_script(paper_map(BOUNDS, release="r1"))

    assert "[[52.2, 6.1], [52.22, 6.13]]" in script
    assert "tileLayer" not in script


def test_map_loads_nothing_from_a_third_party() -> None:
    page = paper_map(BOUNDS, release="r1").get_root().render()

    loaded = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert any("/client/bundle.js?v=r1" in address for address in loaded)
    assert all(address.startswith(("/vendor/", "/client/")) for address in loaded), loaded
    assert third_parties(page) == set()


def test_order_names_no_third_party_but_tiles_and_whom_to_thank() -> None:
    script = order_script(Order(base=BASE_MAPS["grey"]))

    assert third_parties(script) == {"service.pdok.nl", "www.pdok.nl"}


def third_parties(text: str) -> set[str]:
    """Return the hosts that a text names in addresses."""
    return set(re.findall(r"""(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})""", text))


@pytest.mark.parametrize("vector", [False, True], ids=["pictures", "vector"])
def test_every_file_that_a_map_loads_is_there(vector: bool) -> None:
    page = paper_map(BOUNDS, release="r1", vector=vector).get_root().render()
    assert ("protomaps" in page) == vector

    addresses = re.findall(r'(?:src|href)="/(vendor|client)/([^"?]+)', page)
    assert len(addresses) >= 6
    for folder, name in addresses:
        root = VENDOR_FOLDER if folder == "vendor" else CLIENT_FOLDER
        # The bundle is made from the scripts; a test of the routes asks for it.
        assert f"/{folder}/{name}" == BUNDLE or (root / name).is_file(), name


def test_release_is_in_the_address_of_our_scripts() -> None:
    page = paper_map(BOUNDS, release="abc123").get_root().render()

    assert "/client/bundle.js?v=abc123" in page
    assert "/client/assetmap.css?v=abc123" in page


def test_scripts_load_in_their_order_with_what_draws_base_maps_before_them() -> None:
    page = paper_map(BOUNDS, release="r1").get_root().render()

    loaded = re.findall(r'<script src="/(?:client|vendor)/([^"?]+)\.js', page)
    assert loaded[:2] == ["leaflet/leaflet", "leaflet-draw/leaflet.draw"]
    assert loaded[2:] == ["basemap", "bundle"]
    bundle = client_bundle().decode()
    starts = [bundle.index((CLIENT_FOLDER / f"{name}.js").read_text("utf-8")) for name in SCRIPTS]
    assert starts == sorted(starts)


def test_every_script_of_ours_is_loaded() -> None:
    there = {file.stem for file in CLIENT_FOLDER.glob("*.js")}

    assert there == {*SCRIPTS, "basemap"}


def test_release_is_that_of_all_scripts_and_styles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(CLIENT_FOLDER, tmp_path / "client"))
    monkeypatch.setattr("assetmap.maps.asset_layer.CLIENT_FOLDER", folder)
    monkeypatch.setattr("assetmap.maps.asset_layer.client_bundle", client_bundle.__wrapped__)
    seen = {client_release.__wrapped__()}
    names = [*(f"{name}.js" for name in SCRIPTS), "assetmap.css"]

    for name in names:
        with (folder / name).open("a") as file:
            file.write("/* changed */")
        seen.add(client_release.__wrapped__())

    assert len(seen) == len(names) + 1


def test_map_knows_its_words_in_english_before_an_order_comes() -> None:
    script = map_script(paper_map(BOUNDS, release="r1"))

    for words in (*WORDS["draw"].values(), WORDS["equivalent"], WORDS["here"]):
        assert words in script


def test_map_goes_no_deeper_and_no_further_out_than_its_base_maps() -> None:
    script = map_script(paper_map(BOUNDS, release="r1"))

    assert '"maxZoom": 20' in script
    assert '"minZoom": 6' in script


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "<img src=x>", "coordinates": []},
        {"type": "Polygon", "coordinates": [[["alert(1)", 2]]]},
    ],
    ids=["type", "coordinate"],
)
def test_the_shape_of_an_order_is_numbers_and_a_known_type(shape) -> None:
    with pytest.raises(ValueError, match=r"no line or area|could not convert"):
        order_script(Order(shape=shape))


def test_an_order_marks_no_more_than_can_be_told_apart() -> None:
    order = carried(order_script(Order(marks=[(52.0, 6.0)] * (MOST_MARKS + 1))))

    assert len(order["marks"]) == MOST_MARKS


def test_order_carries_what_it_says() -> None:
    order = Order(
        version="12-abc",
        filter="zoek=caf%C3%A9&laag=places%2Cskills",
        year=1990,
        time=True,
        area=4,
        selected=17,
        mode="point",
        pin=(52.2, 6.1),
        shape={"type": "LineString", "coordinates": [(6.1, 52.2), (6.2, 52)]},
        marks=[(52.2, 6.1)],
        locate=True,
        near=(52.21, 6.12, 615.4),
        fit=(6.1, 52.2, 6.2, 52.3),
        fit_count=2,
        base=BASE_MAPS["osm"],
        look="dark",
        big=True,
        language="en",
        words={"unreachable": "Geen verbinding"},
    )

    assert carried(order_script(order)) == {
        "version": "12-abc",
        "filter": "zoek=caf%C3%A9&laag=places%2Cskills",
        "year": 1990,
        "time": True,
        "area": 4,
        "selected": 17,
        "mode": "point",
        "pin": [52.2, 6.1],
        "shape": {"type": "LineString", "coordinates": [[6.1, 52.2], [6.2, 52.0]]},
        "marks": [[52.2, 6.1]],
        "locate": True,
        "near": [52.21, 6.12, 615.4],
        "fit": [6.1, 52.2, 6.2, 52.3],
        "fitCount": 2,
        "base": for_client(BASE_MAPS["osm"]),
        "look": "dark",
        "big": True,
        "language": "en",
        "words": {"unreachable": "Geen verbinding"},
    }


def test_empty_order_asks_for_nothing() -> None:
    found = carried(order_script(Order()))

    for key in ("pin", "fit", "base", "selected", "near", "year"):
        assert found[key] is None
    assert (found["area"], found["mode"], found["filter"]) == (-1, "look", "")
    assert (found["time"], found["big"], found["look"]) == (False, False, "")


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_word_breaks_out_of_its_order(text: str) -> None:
    script = order_script(Order(words={"tiles": text}))

    assert carried(script)["words"] == {"tiles": text}
    (line,) = [line for line in script.splitlines() if "assetmap.command(" in line]
    for sign in ("<", ">", "`", "$", "&", "\u2028", "\u2029"):
        assert sign not in line


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_filter_breaks_out_of_its_order(text: str) -> None:
    script = order_script(Order(filter=text, look=text, language=text))

    found = carried(script)
    assert (found["filter"], found["look"], found["language"]) == (text,) * 3
    (line,) = [line for line in script.splitlines() if "assetmap.command(" in line]
    assert not {"<", ">", "`", "$", "&", "\u2028", "\u2029"} & set(line)


@given(text=st.one_of(st.text(max_size=60), st.text(alphabet="{}%#`$\\<>/!-\"' ", max_size=12)))
def test_any_word_arrives_as_it_was_said(text: str) -> None:
    script = order_script(Order(words={"tiles": text, text: 1}))

    assert carried(script)["words"] == {"tiles": text, text: 1}
    assert "</script" not in script.lower()


def test_order_in_a_whole_page_closes_no_script() -> None:
    view = paper_map(BOUNDS, release="r1")
    before = view.get_root().render().lower().count("</script>")
    order_group(Order(words={"tiles": "</SCRIPT><img src=x onerror=alert(1)>"})).add_to(view)

    page = view.get_root().render()

    assert page.lower().count("</script>") == before
    assert "<img" not in page
