"""What a person draws, bends and drags on the map, and what the page is told of it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

LISTEN = """() => {
  window.heard = { drawings: [], clicks: [] };
  window.map.on("draw:created", (e) => window.heard.drawings.push(e.layer.toGeoJSON().geometry));
  window.map.on("click", (e) => window.heard.clicks.push([e.latlng.lat, e.latlng.lng]));
}"""


@pytest.fixture
def visitor(demo, serve, visit):
    come = visit(width=390, height=844)
    come.open(serve(demo))
    come.wait_for_map()
    come.wait_until_still()
    middle = come.in_map("(c => [c.lng, c.lat])(window.map.getCenter())")
    come.come_near(*middle, zoom=16)
    come.in_map(f"({LISTEN})()")
    yield come
    come.assert_calm(hosts=frozenset())


def corners(visitor, *places: tuple[int, int]) -> list[list[float]]:
    """Return [longitude, latitude] of points in the frame."""
    at = "(p => [p.lng, p.lat])(window.map.containerPointToLatLng([{}, {}]))"
    return [visitor.in_map(at.format(*place)) for place in places]


def tap(visitor, *places: tuple[int, int]) -> None:
    for x, y in places:
        visitor.map.click(position={"x": x, "y": y})
        # No finger is faster; the pen rests a moment after each corner.
        visitor.page.wait_for_timeout(120)


def heard(visitor, what: str) -> list:
    return visitor.in_map(f"window.heard.{what}")


def test_an_area_is_drawn_by_tapping_and_finished_with_a_button(visitor) -> None:
    visitor.in_map("assetmap.command({mode: 'area', shape: null})")

    tap(visitor, (90, 150), (230, 160), (210, 300), (60, 90))
    visitor.frame.locator(".assetmap-pencil-back").click()
    visitor.frame.locator(".assetmap-pencil-done").click()

    visitor.wait_for(lambda: heard(visitor, "drawings"), "the area to be told")
    (area,) = heard(visitor, "drawings")
    expected = corners(visitor, (90, 150), (230, 160), (210, 300))
    assert area["type"] == "Polygon"
    found = [[round(x, 4), round(y, 4)] for x, y in area["coordinates"][0]]
    assert found[:3] == [[round(x, 4), round(y, 4)] for x, y in expected]
    assert found[0] == found[-1]


def test_the_corner_of_an_area_is_dragged_and_the_new_shape_told_once(visitor) -> None:
    ring = corners(visitor, (90, 150), (230, 160), (210, 300), (90, 150))
    shape = {"type": "Polygon", "coordinates": [ring]}
    visitor.in_map(f"assetmap.command({{mode: 'area', shape: {shape}}})")
    assert visitor.in_map("document.querySelectorAll('.assetmap-corner').length") >= 3

    frame = visitor.map.bounding_box()
    mouse = visitor.page.mouse
    mouse.move(frame["x"] + 90, frame["y"] + 150)
    mouse.down()
    mouse.move(frame["x"] + 60, frame["y"] + 110, steps=5)
    mouse.up()

    visitor.wait_for(lambda: heard(visitor, "drawings"), "the bent area to be told")
    visitor.page.wait_for_timeout(400)
    (area,) = heard(visitor, "drawings")
    (moved,) = corners(visitor, (60, 110))
    assert area["coordinates"][0][0] == pytest.approx(moved, abs=2e-4)
    # Bringing back what was told does not begin anew.
    visitor.in_map("window.before = window.assetmap.live._pencil._drawn")
    visitor.in_map("assetmap.command({mode: 'area', shape: window.heard.drawings[0]})")
    assert visitor.in_map("window.before === window.assetmap.live._pencil._drawn")


def test_drawing_again_replaces_what_was_there(visitor) -> None:
    ring = corners(visitor, (90, 150), (230, 160), (210, 300), (90, 150))
    shape = {"type": "Polygon", "coordinates": [ring]}
    visitor.in_map(f"assetmap.command({{mode: 'area', shape: {shape}}})")

    visitor.frame.locator(".assetmap-pencil-again").click()
    tap(visitor, (120, 120), (250, 130), (150, 250))
    visitor.frame.locator(".assetmap-pencil-done").click()

    visitor.wait_for(lambda: heard(visitor, "drawings"), "the new area to be told")
    assert visitor.in_map("document.querySelectorAll('.leaflet-overlay-pane path').length") == 1


def test_a_pin_is_dragged_and_set_with_the_keyboard(visitor) -> None:
    ((lon, lat),) = corners(visitor, (150, 200))
    visitor.in_map(f"assetmap.command({{mode: 'point', pin: [{lat}, {lon}]}})")

    frame = visitor.map.bounding_box()
    mouse = visitor.page.mouse
    mouse.move(frame["x"] + 150, frame["y"] + 185)
    mouse.down()
    mouse.move(frame["x"] + 200, frame["y"] + 245, steps=6)
    mouse.up()

    visitor.wait_for(lambda: heard(visitor, "clicks"), "the dragged pin to be told")
    ((moved_lon, moved_lat),) = corners(visitor, (200, 260))
    assert heard(visitor, "clicks")[-1] == pytest.approx([moved_lat, moved_lon], abs=2e-4)

    visitor.map.focus()
    visitor.page.keyboard.press("Enter")
    middle = visitor.in_map("(c => [c.lat, c.lng])(window.map.getCenter())")
    assert heard(visitor, "clicks")[-1] == pytest.approx(middle, abs=1e-6)


def test_the_device_puts_the_pin_where_it_is(visitor) -> None:
    ((lon, lat),) = corners(visitor, (150, 200))
    visitor.page.context.grant_permissions(["geolocation"])
    visitor.page.context.set_geolocation({"latitude": lat, "longitude": lon})
    visitor.in_map("assetmap.command({mode: 'point', pin: null, locate: true})")

    visitor.frame.locator(".assetmap-locate").click()

    visitor.wait_for(lambda: heard(visitor, "clicks"), "the place of the device")
    assert heard(visitor, "clicks")[-1] == pytest.approx([lat, lon], abs=1e-6)


def test_a_device_that_does_not_tell_where_it_is_says_so(visitor) -> None:
    visitor.in_map("assetmap.command({mode: 'point', pin: null, locate: true})")
    visitor.in_map("void (navigator.geolocation.getCurrentPosition = (yes, no) => no({code: 1}))")

    visitor.frame.locator(".assetmap-locate").click()

    note = visitor.frame.locator(".assetmap-note")
    visitor.wait_for(lambda: note.inner_text().strip(), "a line on the map")
    assert heard(visitor, "clicks") == []


def test_marks_of_a_list_are_drawn(visitor) -> None:
    before = visitor.map.screenshot()
    places = corners(visitor, (100, 120), (200, 220))
    marks = [[lat, lon] for lon, lat in places]

    visitor.in_map(f"assetmap.command({{marks: {marks}}})")

    visitor.page.wait_for_timeout(300)
    assert visitor.map.screenshot() != before
