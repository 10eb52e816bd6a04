"""Journeys of people who change the same, go back, make one of two, and change many at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from assetmap.actions.assets import add_asset, edit_asset
from assetmap.actions.merging import merge_assets
from assetmap.actions.workspace import Store
from assetmap.domain.asset import Asset
from assetmap.locale import translator
from assetmap.wiring import open_store
from tests.browser.test_first_map import HEMMERPOLDER, STEWARD, free_spot

pytestmark = pytest.mark.browser

_ = translator("nl")

SIZES = pytest.mark.parametrize(
    ("width", "height"), [(1280, 800), (390, 844)], ids=["wide", "phone"]
)


@pytest.fixture
def spot(demo: Path) -> shapely.Point:
    return shapely.Point(*free_spot(demo, HEMMERPOLDER))


@pytest.fixture
def store(demo: Path, spot: shapely.Point) -> Iterator[Store]:
    # After the spot is found: a file that is opened twice in one process loses its locks when one
    # of the two is closed.
    opened = open_store(demo)
    yield opened
    opened.close()


def park(spot: shapely.Point, name: str, **said) -> Asset:
    return Asset(layer="places", category="park", name=name, geometry=spot, **said)


def save(store: Store, *versions: Asset) -> str:
    """Add an asset, change it for each further version, and return its id."""
    record_id = add_asset(store, versions[0], person=STEWARD).id
    for number, asset in enumerate(versions[1:], start=1):
        edit_asset(store, record_id, asset, based_on=number, person=STEWARD)
    return record_id


def press(visitor, words: str, *, at: int = 0) -> None:
    visitor.page.get_by_role("button", name=_(words), exact=True).nth(at).click()
    visitor.wait_until_still()


def begin_to_change(visitor, server, record_id: str) -> None:
    visitor.open(server, f"/kaartje?asset={record_id}")
    press(visitor, "Change")
    visitor.page.get_by_label(_("What is it called?"), exact=True).wait_for()


def write(visitor, label: str, text: str) -> None:
    field = visitor.page.get_by_label(_(label), exact=True)
    field.fill(text)
    field.press("Tab")
    visitor.wait_until_still()


OFFERS = "What can you do there, or who can help you?"


def test_two_people_change_different_things_and_both_stand(demo, spot, store, serve, visit) -> None:
    record_id = save(store, park(spot, "Veld", offers="Gras"))
    server = serve(demo)
    one, other = visit(), visit()
    begin_to_change(one, server, record_id)
    begin_to_change(other, server, record_id)

    write(one, "What is it called?", "Weide")
    write(other, OFFERS, "Gras en bomen")
    press(one, "Save")
    expect(one.page.get_by_text("Weide").first).to_be_visible()
    press(other, "Save")

    other.wait_for(lambda: len(store.history(record_id)) == 3, "both saves")
    now = store.asset(record_id).asset
    assert (now.name, now.offers) == ("Weide", "Gras en bomen")
    one.assert_calm()
    other.assert_calm()


@SIZES
def test_two_people_change_the_same_and_the_second_chooses(
    demo, spot, store, serve, visit, width, height
) -> None:
    record_id = save(store, park(spot, "Veld", offers="Gras"))
    server = serve(demo)
    one, other = visit(), visit(width=width, height=height)
    begin_to_change(one, server, record_id)
    begin_to_change(other, server, record_id)
    write(one, "What is it called?", "Weide")
    press(one, "Save")
    one.wait_for(lambda: len(store.history(record_id)) == 2, "the first save")

    write(other, "What is it called?", "Akker")
    write(other, OFFERS, "Gras en bomen")
    press(other, "Save")
    expect(other.page.get_by_text(_("Somebody else saved first"))).to_be_visible()
    expect(other.page.locator(".st-key-conflict").get_by_role("radio")).to_have_count(2)
    press(other, "Save")
    asked = other.page.get_by_text(_("Choose one first: {fields}.").split("{")[0].strip())
    expect(asked.first).to_be_visible()
    assert len(store.history(record_id)) == 2
    other.page.get_by_text("Akker", exact=True).first.click()
    other.wait_until_still()
    press(other, "Save")

    expect(other.page.locator(".asset-card h1")).to_have_text("Akker")
    past = [version.asset for version in store.history(record_id)]
    assert [each.name for each in past] == ["Veld", "Weide", "Akker"]
    assert past[-1].offers == "Gras en bomen"
    assert store.verify().problems == ()
    one.assert_calm()
    other.assert_calm()


@SIZES
def test_a_steward_sees_what_changed_and_goes_back(
    demo, spot, store, serve, visit, width, height
) -> None:
    first = park(spot, "Veld", offers="Gras")
    second = first.model_copy(update={"name": "Weide", "cost": "free"})
    record_id = save(store, first, second)
    visitor = visit(width=width, height=height)
    visitor.open(serve(demo), f"/kaartje?asset={record_id}")
    press(visitor, "History")

    expect(visitor.page.locator(".beside .is-different")).to_have_count(2)
    expect(visitor.page.locator(".version-changes del").first).to_have_text("Veld")
    press(visitor, "Go back to this one")
    expect(visitor.page.locator(".version-changes ins").last).to_have_text(_("nothing"))
    press(visitor, "Yes, go back")

    expect(visitor.page.locator(".version")).to_have_count(3)
    past = store.history(record_id)
    assert past[2].asset == past[0].asset
    wide = visitor.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert wide
    visitor.assert_calm()


def test_a_save_is_undone_right_away(demo, spot, store, serve, visit) -> None:
    record_id = save(store, park(spot, "Veld"))
    visitor = visit()
    begin_to_change(visitor, serve(demo), record_id)
    write(visitor, "What is it called?", "Weide")
    press(visitor, "Save")
    visitor.wait_for(lambda: store.asset(record_id).asset.name == "Weide", "the save")

    press(visitor, "Undo")

    visitor.wait_for(lambda: store.asset(record_id).asset.name == "Veld", "the undo")
    visitor.assert_calm()


@SIZES
def test_two_become_one_and_two_again(demo, spot, store, serve, visit, width, height) -> None:
    kept = save(store, park(spot, "Speelveld De Proef", offers="Gras"))
    other = save(store, park(spot, "De Proef", cost="free", existed_from=1987))
    visitor = visit(width=width, height=height)
    server = serve(demo)
    visitor.open(server, f"/kaartje?asset={kept}")
    press(visitor, "Same as another one")

    visitor.page.locator(f".st-key-likely_{other} button").click()
    visitor.wait_until_still()
    visitor.page.get_by_text("De Proef", exact=True).first.click()
    visitor.wait_until_still()
    press(visitor, "Make it one")

    expect(visitor.page.locator(".asset-card h1")).to_have_text("De Proef")
    now = store.asset(kept).asset
    assert (now.name, now.offers, now.cost, now.existed_from) == (
        "De Proef", "Gras", "free", 1987,
    )  # fmt: skip
    guest = visit(width=width, height=height)
    guest.open(server, f"/kaartje?asset={other}")
    expect(guest.page.locator(".asset-card")).to_have_attribute("data-asset", kept)
    press(visitor, "History")
    press(visitor, "Make them two again")
    visitor.wait_for(lambda: store.merged(kept) == [], "the two")
    assert store.asset(other).asset.name == "De Proef"
    assert store.verify().problems == ()
    visitor.assert_calm()
    guest.assert_calm()


def cell(visitor, column: int, row: int) -> None:
    """Click in a cell of the grid; column and row are counted from 0, the tick is column 0."""
    grid = visitor.page.locator('[data-testid="stDataFrame"] canvas').first
    x = {0: 25, 1: 150, 2: 350, 3: 650}[column]
    box = grid.bounding_box()
    visitor.page.mouse.click(box["x"] + x, box["y"] + 36 + 40 * row + 20)
    visitor.page.wait_for_timeout(200)


def type_in(visitor, column: int, row: int, text: str) -> None:
    cell(visitor, column, row)
    visitor.page.keyboard.press("Enter")
    field = visitor.page.locator("#portal textarea").first
    field.fill(text)
    field.press("Enter")
    expect(field).to_have_count(0)
    visitor.page.wait_for_timeout(500)  # the grid gathers what is typed before it tells
    visitor.wait_until_still()


def test_several_cells_of_a_table_are_saved_at_once_and_undone_at_once(
    demo, spot, store, serve, visit
) -> None:
    ids = [save(store, park(spot, name)) for name in ("AA eerste", "AB tweede")]
    visitor = visit(width=1280, height=1000)
    visitor.open(serve(demo), f"/buurt?buurt={HEMMERPOLDER}")
    press(visitor, "As a table")
    visitor.page.locator('[data-testid="stDataFrame"] canvas').first.wait_for()
    visitor.page.wait_for_timeout(500)

    type_in(visitor, 1, 0, "AA anders")
    type_in(visitor, 3, 1, "=1+1")
    expect(visitor.page.locator(".table-change")).to_have_count(2)
    expect(visitor.page.locator(".table-change ins").nth(1)).to_have_text("=1+1")
    assert [len(store.history(each)) for each in ids] == [1, 1]
    visitor.page.locator(".st-key-table_save button").click()

    visitor.wait_for(lambda: store.asset(ids[0]).asset.name == "AA anders", "the save")
    assert store.asset(ids[1]).asset.offers == "=1+1"
    visitor.page.locator(".st-key-table_undo_step button").click()
    visitor.wait_for(lambda: store.asset(ids[0]).asset.name == "AA eerste", "the undo")
    assert store.asset(ids[1]).asset.offers == ""
    assert store.verify().problems == ()
    visitor.assert_calm()


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_from_a_table(
    demo, spot, store, serve, visit
) -> None:
    first = park(spot, "AA eerste")
    record_id = save(store, first)
    visitor = visit(width=1280, height=1000)
    visitor.open(serve(demo), f"/tabel?buurt={HEMMERPOLDER}")
    visitor.page.locator('[data-testid="stDataFrame"] canvas').first.wait_for()
    visitor.page.wait_for_timeout(500)
    edit_asset(
        store, record_id, first.model_copy(update={"name": "AA van een ander"}), based_on=1,
        person=STEWARD,
    )  # fmt: skip

    type_in(visitor, 1, 0, "AA van mij")

    press(visitor, "Keep what is there now")
    assert store.asset(record_id).asset.name == "AA van een ander"
    visitor.page.locator(".st-key-table_drop button").click()
    visitor.wait_until_still()
    assert len(store.history(record_id)) == 2
    visitor.assert_calm()


def test_a_phone_that_may_only_add_gets_a_calm_sentence(demo, spot, store, serve, visit) -> None:
    record_id = save(store, park(spot, "Veld"))
    server = serve(demo, ASSETMAP_LOCAL_IS_STEWARD="false")
    visitor = visit(width=390, height=844)

    for path in ("/geschiedenis", "/samenvoegen", "/tabel"):
        visitor.open(server, f"{path}?asset={record_id}&buurt={HEMMERPOLDER}")
        expect(
            visitor.page.get_by_text(
                _("This can only be done by a steward, at the computer where assetmap runs.")
            )
        ).to_be_visible()
    visitor.assert_calm()


def test_the_address_of_one_that_was_merged_leads_to_the_other_on_the_phone_too(
    demo, spot, store, serve, visit
) -> None:
    kept, other = save(store, park(spot, "Veld")), save(store, park(spot, "Weide"))
    merge_assets(store, kept, other, store.asset(kept).asset, based_on=(1, 1), person=STEWARD)
    visitor = visit(width=390, height=844)

    visitor.open(serve(demo), f"/kaartje?asset={other}")

    expect(visitor.page.locator(".asset-card h1")).to_have_text("Veld")
    words = _("What you looked for is part of '{name}' now.").format(name="Veld")
    expect(visitor.page.get_by_text(words)).to_be_visible()
    visitor.assert_calm()
