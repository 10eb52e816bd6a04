"""A journey with a photo: from a phone's camera to the card, and nothing of the phone with it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from assetmap.locale import translator
from tests.exchange.pictures.made_photos import HEIC, SECRET, jpeg_of_a_phone, opened

pytestmark = pytest.mark.browser

_ = translator("nl")
PAGE = "/kaartje?nummer=40"


def choose(visitor, *files: tuple[str, str, bytes]) -> None:
    visitor.page.get_by_text(_("Add photos")).click()
    visitor.page.locator(".st-key-photos_kept input[type=file]").set_input_files(
        [{"name": name, "mimeType": kind, "buffer": content} for name, kind, content in files]
    )


def describe(visitor, index: int, words: str) -> None:
    field = visitor.page.locator('[class*="st-key-photo_alt_of_"] input').nth(index)
    field.fill(words)
    field.press("Tab")
    visitor.wait_until_still()


def test_a_worker_adds_a_photo_with_a_phone_and_where_it_was_taken_stays_out(
    demo, serve, visit
) -> None:
    server = serve(demo)
    visitor = visit(width=390, height=844)
    visitor.open(server, PAGE)
    visitor.page.locator(".asset-card h1").wait_for()
    visitor.wait_until_still()
    photo = jpeg_of_a_phone(width=1600, height=1200, orientation=6)
    assert SECRET in photo

    choose(visitor, ("bank.jpg", "image/jpeg", photo), ("hek.heic", "image/heic", HEIC))
    waiting = visitor.page.locator('[class*="st-key-photo_waiting_"] img')
    expect(waiting).to_have_count(2)
    visitor.wait_until_still()
    describe(visitor, 0, "De rode bank")
    describe(visitor, 1, "Het hek")
    visitor.page.get_by_role("button", name=_("Save photos")).click()

    shown = visitor.page.locator(".photo-strip img")
    expect(shown).to_have_count(2)
    expect(visitor.page.get_by_role("img", name="De rode bank").first).to_be_visible()
    visitor.wait_for(
        lambda: shown.evaluate_all("all => all.every(each => each.naturalWidth > 0)"), "photos"
    )
    served = []
    for link in visitor.page.locator(".photo-strip a").all():
        served.append(visitor.page.request.get(server.url + link.get_attribute("href")).body())
    for image in shown.all():
        served.append(visitor.page.request.get(server.url + image.get_attribute("src")).body())
    assert len(served) == 4
    for content in served:
        assert SECRET not in content
        assert dict(opened(content).getexif()) == {}
    # Upright, as the phone was held.
    assert opened(served[0]).size == (1200, 1600)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390

    stranger = visit()
    asset = visitor.page.locator(".asset-card").get_attribute("data-asset")
    stranger.open(server, f"/?asset={asset}")
    expect(stranger.page.locator(".st-key-card .photo-strip img")).to_have_count(2)
    name = stranger.page.locator(".asset-card h2").inner_text()
    stranger.open(server, f"/lijst?zoek={name}")
    expect(stranger.page.locator(".list-photo").first).to_have_attribute("alt", "De rode bank")
    with stranger.page.context.expect_page() as large:
        stranger.open(server, PAGE)
        stranger.page.locator(".photo-strip a").first.click()
    expect(large.value.locator("img")).to_have_js_property("naturalWidth", 1200)
    stranger.assert_calm()
    visitor.assert_calm()


def test_what_is_no_photo_is_told_in_words_and_harms_nothing(demo, serve, visit) -> None:
    server = serve(demo)
    visitor = visit()
    visitor.open(server, PAGE)
    visitor.page.locator(".asset-card h1").wait_for()
    visitor.wait_until_still()

    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    choose(visitor, ("tekening.svg", "image/svg+xml", svg))

    told = visitor.page.locator('[class*="st-key-photo_waiting_"]')
    expect(told).to_contain_text("tekening.svg")
    expect(told).to_contain_text("JPEG, PNG, WebP")
    expect(visitor.page.get_by_role("button", name=_("Save photos"))).to_have_count(0)
    visitor.assert_calm()
