"""Base maps: whom a page asks for tiles, and whom it names for them."""

from __future__ import annotations

import pytest

from assetmap.maps.basemaps import BASE_MAPS, DEFAULT, BaseMap, with_own_server


@pytest.mark.parametrize("base", BASE_MAPS.values(), ids=BASE_MAPS)
def test_base_map_names_its_source_and_asks_over_https(base: BaseMap) -> None:
    if base.key == "none":
        assert (base.url, base.attribution) == ("", "")
        return

    assert base.url.startswith("https://")
    assert all(part in base.url for part in ("{z}", "{x}", "{y}"))
    assert base.attribution


def test_default_is_one_of_them() -> None:
    assert DEFAULT in BASE_MAPS


def test_own_server_comes_first_and_the_others_stay() -> None:
    found = with_own_server("https://kaart.example.org/{z}/{x}/{y}.png", "Gemeente Brugveen")

    assert list(found) == ["own", *BASE_MAPS]
    assert found["own"].attribution == "Gemeente Brugveen"


def test_no_own_server_leaves_the_list_as_it_is() -> None:
    assert with_own_server("", "") == BASE_MAPS
