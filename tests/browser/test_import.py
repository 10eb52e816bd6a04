"""A messy spreadsheet goes from a file to the map, and back again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pyproj import Transformer

from assetmap.locale import translator
from assetmap.wiring import open_store

pytestmark = pytest.mark.browser

_ = translator("nl")


def messy_list(path: Path, store_path: Path) -> Path:
    """A list as an association sends it: Windows letters, RD with commas, a title above."""
    store = open_store(store_path)
    areas = store.neighbourhoods().geometry.representative_point()
    store.close()
    to_rd = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    places = [to_rd.transform(spot.x, spot.y) for spot in areas.iloc[:3]]
    cells = [f"{x:.2f};{y:.2f}".replace(".", ",") for x, y in places]
    lines = [
        "Lijst van plekken in de gemeente;;;;;",
        ";;;;;",
        "Naam ;Soort;Telefoon;Contactpersoon;X;Y",
        f"Café 't Hoekje <b>;Buurthuis;0570-123456;Jan Jansen;{cells[0]}",
        f"Speeltuin ${{alert(1)}};Speeltuin;;;{cells[1]}",
        f"De Brede Plek;Iets heel anders;;;{cells[2]}",
        "Zonder plek;Buurthuis;;;;",
        "Ver weg;Buurthuis;;;233000,5;582000,5",
    ]
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    return path


def press(visitor, text: str) -> None:
    button = visitor.page.get_by_role("button", name=text, exact=True)
    # The one of the step before goes a moment later.
    expect(button).to_have_count(1)
    button.click()


@pytest.mark.parametrize("width", [1280])
def test_a_messy_list_gets_on_the_map_is_placed_by_clicking_and_undone(
    demo, serve, visit, tmp_path, width
) -> None:
    file = messy_list(tmp_path / "plekken.csv", demo)
    visitor = visit(width=width)
    server = serve(demo)
    visitor.open(server, "/inlezen")
    page = visitor.page

    page.locator('input[type="file"]').set_input_files(str(file))
    expect(page.get_by_text(_("What do the columns mean?"))).to_be_visible()
    expect(page.get_by_text("Contactpersoon, ", exact=False).or_(page.get_by_text("Telefoon, "))
           .first).to_be_visible()  # fmt: skip
    press(visitor, _("Next"))
    expect(page.get_by_text(_("All other words are"))).to_be_visible()
    press(visitor, _("Next"))

    page.get_by_text(_("Rows that cannot be taken in ({count})").format(count=1)).click()
    with page.expect_download() as download:
        press(visitor, _("Download these rows, to mend them"))
    refused = Path(download.value.path()).read_bytes().decode("cp1252")
    assert refused.splitlines()[-1].startswith("Ver weg;Buurthuis;")
    save = page.get_by_role("button", name=re.compile(r"\b3\b"))
    expect(save).to_be_visible()
    save.click()
    saved = _("Saved: {added} added, {changed} changed. Everybody sees it on the map now.")
    expect(page.get_by_text(saved.format(added=3, changed=0))).to_be_visible()

    press(visitor, _("Place {count} rows").format(count=1))
    expect(page.get_by_role("heading", name="Zonder plek")).to_be_visible()
    visitor.wait_for_map()
    visitor.map.click()
    press(visitor, _("It is here"))
    expect(page.get_by_text(_("Every row of this list has its place."))).to_be_visible()

    names = in_sight(demo)
    assert {"Café 't Hoekje <b>", "Speeltuin ${alert(1)}", "De Brede Plek", "Zonder plek"} <= names
    assert "Jan Jansen" not in page.content()

    visitor.open(server, "/inlezen")
    press(visitor, _("Undo this list"))
    press(visitor, _("Yes, undo it"))
    expect(page.get_by_text(_("This was undone."))).to_be_visible()
    left = in_sight(demo)
    assert not {"Café 't Hoekje <b>", "Speeltuin ${alert(1)}", "De Brede Plek"} & left
    visitor.assert_calm()


def in_sight(path: Path) -> set[str]:
    store = open_store(path)
    found = set(store.assets()["name"])
    store.close()
    return found


def test_a_file_that_is_no_list_is_refused_with_a_sentence_and_nothing_is_lost(
    demo, serve, visit, tmp_path
) -> None:
    file = tmp_path / "foto.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\0")
    visitor = visit(width=390, height=844)
    visitor.open(serve(demo), "/inlezen")

    visitor.page.locator('input[type="file"]').set_input_files(str(file))

    expect(visitor.page.get_by_role("alert").first).to_contain_text("foto.csv")
    visitor.assert_calm()


def test_who_only_adds_is_told_that_a_steward_takes_lists_in(demo, serve, visit) -> None:
    server = serve(demo, ASSETMAP_LOCAL_IS_STEWARD="false")
    visitor = visit()
    visitor.open(server, "/inlezen")

    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    assert visitor.page.locator('input[type="file"]').count() == 0
    visitor.assert_calm()
