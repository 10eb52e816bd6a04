"""The address of a photo: what it answers, to whom, and how long a browser may keep it."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from assetmap.actions import assets
from assetmap.actions.photos import Photo, Picture, add_photo, restore_photo, retire_photo
from assetmap.actions.workspace import Store
from tests.actions.workspaces import STEWARD, clock
from tests.exchange.pictures.made_photos import encoded, halves
from tests.factories import make_asset

MADE = Picture(
    "image/webp",
    preview=encoded(halves(40, 30), "WEBP"),
    full=encoded(halves(80, 60), "WEBP"),
    width=80,
    height=60,
)


@pytest.fixture
def photo(store: Store) -> Photo:
    asset_id = assets.add_asset(store, make_asset(), person=STEWARD, clock=clock).id
    return add_photo(store, asset_id, MADE, alt="Een bank", person=STEWARD, clock=clock)


@pytest.mark.parametrize("size", ["preview", "full"])
def test_photo_comes_as_a_picture_and_as_nothing_else(
    client: TestClient, photo: Photo, size: str
) -> None:
    answer = client.get(f"/api/photo/{photo.id}/{size}")

    assert answer.status_code == 200
    assert answer.content == getattr(MADE, size)
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == "inline"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "private, max-age=60, must-revalidate"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}'])
def test_who_has_the_photo_gets_it_no_second_time(
    client: TestClient, photo: Photo, form: str
) -> None:
    path = f"/api/photo/{photo.id}/preview"
    etag = client.get(path).headers["etag"]

    answer = client.get(path, headers={"if-none-match": form.format(etag)})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == etag


def test_preview_and_full_are_told_apart(client: TestClient, photo: Photo) -> None:
    preview = client.get(f"/api/photo/{photo.id}/preview").headers["etag"]

    answer = client.get(f"/api/photo/{photo.id}/full", headers={"if-none-match": preview})

    assert answer.status_code == 200
    assert answer.content == MADE.full


def test_photo_out_of_sight_is_gone_also_for_who_had_it(
    client: TestClient, store: Store, photo: Photo
) -> None:
    path = f"/api/photo/{photo.id}/full"
    etag = client.get(path).headers["etag"]

    retire_photo(store, photo.id, reason="herkenbaar", person=STEWARD, clock=clock)

    for headers in ({}, {"if-none-match": etag}):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"
    restore_photo(store, photo.id, person=STEWARD, clock=clock)
    assert client.get(path).status_code == 200


def test_photo_of_an_asset_out_of_sight_is_not_answered(
    client: TestClient, store: Store, photo: Photo
) -> None:
    assets.retire_asset(store, photo.record_id, person=STEWARD, reason="weg", clock=clock)

    assert client.get(f"/api/photo/{photo.id}/preview").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/photo/nergens/full",
        "/api/photo/%22%0d%0aset-cookie:x/full",
        "/api/photo/..%2f..%2fetc%2fpasswd/full",
        "/api/photo/' OR 1=1 --/full",
    ],
)
def test_unknown_photo_is_not_found(client: TestClient, photo: Photo, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("size", ["original", "FULL", "../full"])
def test_unknown_size_is_not_found(client: TestClient, photo: Photo, size: str) -> None:
    assert client.get(f"/api/photo/{photo.id}/{size}").status_code == 404


def test_nothing_can_be_sent_to_the_address(client: TestClient, photo: Photo) -> None:
    assert client.post(f"/api/photo/{photo.id}/full", content=b"x").status_code == 405


def test_without_a_store_it_is_told(client_without_store: TestClient) -> None:
    assert client_without_store.get("/api/photo/x/full").status_code == 503
