"""How it is fetched: refused when changed, the same each time."""

import base64
import hashlib
from pathlib import Path

import pytest

from assetmap.vendor.digests import differences
from assetmap.vendor.fetch import check, join_font_styles, strip_source_map, write_files
from assetmap.vendor.packages import Package, VendorError, check_integrity
from assetmap.vendor.sprite import (
    Icon,
    choose_icons,
    layer_icons,
    nearest_names,
    read_icon,
    write_sprite,
)

FILES = {"leaflet/leaflet.js": b"let L;\n", "fonts/fonts.css": b"@font-face {}\n"}


def make_package(*, tarball: bytes) -> Package:
    digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    return Package("leaflet", "1.9.4", f"sha512-{digest}", "BSD-2-Clause", "leaflet/LICENSE", {})


def make_svg(*shapes: str, view_box: str = "0 0 15 15") -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view_box}">{"".join(shapes)}</svg>'


def make_icons(*names: str) -> dict[str, Icon]:
    return {name: Icon(15, "M0 0h15v15z") for name in names}


def test_the_listed_package_is_accepted() -> None:
    package = make_package(tarball=b"as published")

    check_integrity(package, b"as published")


def test_a_changed_package_is_refused() -> None:
    package = make_package(tarball=b"as published")

    with pytest.raises(VendorError, match=r"leaflet@1\.9\.4 is not the package that was listed"):
        check_integrity(package, b"with something added")


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    write_files(FILES, tmp_path)

    changed = write_files(FILES, tmp_path)

    assert changed == []
    assert check(tmp_path) == 0


def test_a_file_no_longer_listed_is_removed(tmp_path: Path) -> None:
    write_files(FILES, tmp_path)

    write_files({"leaflet/leaflet.js": FILES["leaflet/leaflet.js"]}, tmp_path)

    assert not (tmp_path / "fonts/fonts.css").exists()
    assert check(tmp_path) == 0


def test_check_names_what_differs_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(FILES, tmp_path)
    (tmp_path / "leaflet/leaflet.js").write_bytes(b"let L = tracker;\n")
    (tmp_path / "fonts/fonts.css").unlink()
    (tmp_path / "leaflet/extra.js").write_bytes(b"")

    code = check(tmp_path)

    assert code == 1
    assert capsys.readouterr().out.splitlines()[1:] == [
        "missing: fonts/fonts.css",
        "not listed: leaflet/extra.js",
        "changed: leaflet/leaflet.js",
    ]


def test_a_folder_without_digests_differs(tmp_path: Path) -> None:
    found = differences(tmp_path)

    assert found == ["missing: SHA256SUMS"]


@pytest.mark.parametrize(
    "line",
    [b"//# sourceMappingURL=leaflet.js.map", b"/*# sourceMappingURL=leaflet.css.map */\r\n"],
    ids=["script", "stylesheet"],
)
def test_the_source_map_line_is_left_out(line: bytes) -> None:
    stripped = strip_source_map(b"first\n" + line)

    assert stripped == b"first\n"


def test_font_rules_name_only_the_woff2_beside_them() -> None:
    rule = "src: url(./files/a.woff2) format('woff2'), url(./files/a.woff) format('woff');"

    style = join_font_styles([rule])

    assert style == "src: url(./a.woff2) format('woff2');\n"


def test_paths_are_joined_as_if_drawn_one_by_one() -> None:
    svg = make_svg('<path d="M1 1h2v2z"/>', '<path id="roof" d="m5 5h2\n v2z"/>')

    icon = read_icon(svg)

    assert icon == Icon(15, "M1 1h2v2z M0 0m5 5h2 v2z")


@pytest.mark.parametrize(
    "svg",
    [
        make_svg('<path d="M1 1h2v2z" transform="scale(2)"/>'),
        make_svg('<path d="M1 1h2v2z" fill-opacity="0.3"/>'),
        make_svg('<circle cx="1" cy="1" r="1"/>'),
        make_svg('<path d="M1 1h2v2z"/>', view_box="0 0 20 48"),
    ],
    ids=["transform", "opacity", "circle", "not square"],
)
def test_an_icon_that_is_more_than_plain_paths_is_left_out(svg: str) -> None:
    icon = read_icon(svg)

    assert icon is None


def test_icons_are_found_at_any_depth_of_a_layer_file(tmp_path: Path) -> None:
    layer = 'icon = "maki/park"\n[[categories]]\nicon = "maki/garden"\n# icon = "maki/none"\n'
    (tmp_path / "places.toml").write_text(layer, encoding="utf-8")

    users = layer_icons(tmp_path)

    assert users == {"maki/park": ["places.toml"], "maki/garden": ["places.toml"]}


def test_a_broken_layer_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "places.toml").write_text('icon = "maki/park', encoding="utf-8")

    with pytest.raises(VendorError, match=r"places\.toml is not valid TOML"):
        layer_icons(tmp_path)


def test_all_unknown_icons_are_refused_at_once_with_the_nearest_names() -> None:
    icons = make_icons("maki/park", "temaki/tree_broadleaved")
    wanted = {"maki/park": ["a.toml"], "maki/prak": ["b.toml"], "maki/tree": ["c.toml"]}

    with pytest.raises(VendorError) as refused:
        choose_icons(icons, wanted)

    assert str(refused.value).splitlines() == [
        "b.toml: there is no icon 'maki/prak'. Nearest: maki/park.",
        "c.toml: there is no icon 'maki/tree'. Nearest: temaki/tree_broadleaved.",
    ]


def test_the_nearest_names_come_from_every_icon_set() -> None:
    icons = make_icons("maki/bicycle", "temaki/bicycle_repair", "temaki/bench")

    names = nearest_names("temaki/bicycle", icons)

    assert names == ["maki/bicycle", "temaki/bicycle_repair"]


def test_the_sprite_has_one_icon_a_line() -> None:
    sprite = write_sprite(make_icons("maki/home", "maki/park"))

    assert sprite == (
        "{\n"
        '"maki/home": {"size": 15, "d": "M0 0h15v15z"},\n'
        '"maki/park": {"size": 15, "d": "M0 0h15v15z"}\n'
        "}\n"
    )
