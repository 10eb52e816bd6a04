"""Photos of assets: who may add, describe and take away, and who sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.actions import assets
from assetmap.actions.photos import (
    MAX_ALT,
    MAX_PHOTOS,
    Picture,
    add_photo,
    describe_photo,
    first_photos,
    media_type_of,
    open_photo,
    photo_bytes,
    photos_of,
    restore_photo,
    retire_photo,
)
from assetmap.actions.workspace import Store
from assetmap.errors import InvalidAsset, NotAllowed, NotFound
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, VISITOR, clock
from tests.exchange.pictures.made_photos import SECRET, encoded, halves, jpeg_of_a_phone, opened
from tests.factories import make_asset, make_talent

ALT = "De rode bank onder de linde"
# Made as `open_photo` makes it; most tests are not about opening.
MADE = Picture(
    "image/webp",
    preview=encoded(halves(40, 30), "WEBP"),
    full=encoded(halves(80, 60), "WEBP"),
    width=80,
    height=60,
)


@pytest.fixture
def asset_id(store: Store) -> str:
    return assets.add_asset(store, make_asset("Het Veldje"), person=STEWARD, clock=clock).id


def add(store: Store, asset_id: str, alt: str = ALT, person=CONTRIBUTOR):
    return add_photo(store, asset_id, MADE, alt=alt, person=person, clock=clock)


def test_photo_of_a_phone_is_kept_with_its_words_and_without_its_place(
    store: Store, asset_id: str, tmp_path: Path
) -> None:
    photo = add_photo(
        store, asset_id, jpeg_of_a_phone(), alt=f"  {ALT} \n", person=CONTRIBUTOR, clock=clock
    )

    found = photos_of(store, [asset_id], person=VISITOR)
    assert found == {asset_id: [photo]}
    assert (photo.alt, photo.by, photo.at) == (ALT, CONTRIBUTOR.id, clock())
    assert (photo.width, photo.height) == (400, 300)
    for size in ("preview", "full"):
        content = photo_bytes(store, photo.id, size, person=VISITOR)
        assert opened(content).format == "WEBP"
        assert media_type_of(content) == photo.media_type
    assert store.verify().problems == ()
    assert all(SECRET not in each.read_bytes() for each in tmp_path.iterdir() if each.is_file())


def test_photo_can_be_opened_before_its_asset_is_there(store: Store) -> None:
    picture = open_photo(jpeg_of_a_phone(), person=CONTRIBUTOR)

    asset_id = assets.add_asset(store, make_asset(), person=CONTRIBUTOR, clock=clock).id
    add_photo(store, asset_id, picture, alt=ALT, person=CONTRIBUTOR, clock=clock)

    (photo,) = photos_of(store, [asset_id], person=VISITOR)[asset_id]
    assert photo_bytes(store, photo.id, "full", person=VISITOR) == picture.full


@pytest.mark.parametrize(
    ("alt", "words"),
    [
        ("", "what there is to see"),
        (" \n ", "what there is to see"),
        ("x" * 301, "300 is the most"),
    ],
    ids=["empty", "blank", "long"],
)
def test_photo_without_words_or_with_too_many_is_refused_kindly(
    store: Store, asset_id: str, alt: str, words: str
) -> None:
    with pytest.raises(InvalidAsset, match=words) as caught:
        add(store, asset_id, alt)

    assert [each.field for each in caught.value.problems] == ["photo"]
    assert photos_of(store, [asset_id], person=STEWARD) == {}


def test_words_of_just_the_most_are_kept(store: Store, asset_id: str) -> None:
    assert add(store, asset_id, "x" * MAX_ALT).alt == "x" * MAX_ALT


def test_what_is_no_photo_is_not_kept(store: Store, asset_id: str) -> None:
    with pytest.raises(InvalidAsset, match="a PDF"):
        add_photo(store, asset_id, b"%PDF-1.4", alt=ALT, person=CONTRIBUTOR, clock=clock)

    assert photos_of(store, [asset_id], person=STEWARD) == {}


def test_visitor_adds_nothing(store: Store, asset_id: str) -> None:
    with pytest.raises(NotAllowed):
        add(store, asset_id, person=VISITOR)
    with pytest.raises(NotAllowed):
        open_photo(jpeg_of_a_phone(), person=VISITOR)


def test_nobody_adds_to_what_they_may_not_see(store: Store, asset_id: str) -> None:
    assets.retire_asset(store, asset_id, person=STEWARD, reason="weg", clock=clock)

    with pytest.raises(NotFound):
        add(store, asset_id)
    with pytest.raises(NotFound):
        add(store, "nergens", person=STEWARD)


def test_an_asset_has_no_more_photos_than_the_most(store: Store, asset_id: str) -> None:
    kept = [add(store, asset_id) for _ in range(MAX_PHOTOS)]

    with pytest.raises(InvalidAsset, match="First take one out of sight"):
        add(store, asset_id)
    retire_photo(store, kept[0].id, reason="onscherp", person=STEWARD, clock=clock)
    add(store, asset_id)

    assert len(photos_of(store, [asset_id], person=VISITOR)[asset_id]) == MAX_PHOTOS


def test_photo_out_of_sight_is_gone_for_all_but_the_steward_and_can_be_put_back(
    store: Store, asset_id: str
) -> None:
    photo = add(store, asset_id)

    retire_photo(store, photo.id, reason="Iemand is herkenbaar", person=STEWARD, clock=clock)

    for person in (VISITOR, CONTRIBUTOR):
        assert photos_of(store, [asset_id], person=person, retired=True) == {}
        with pytest.raises(NotFound, match="out of sight"):
            photo_bytes(store, photo.id, "full", person=person)
    (seen,) = photos_of(store, [asset_id], person=STEWARD, retired=True)[asset_id]
    assert seen.retired
    assert photo_bytes(store, photo.id, "full", person=STEWARD) == MADE.full

    restore_photo(store, photo.id, person=STEWARD, clock=clock)

    assert photos_of(store, [asset_id], person=VISITOR) == {asset_id: [photo]}
    assert store.verify().problems == ()


@pytest.mark.parametrize("reason", ["", "  "])
def test_photo_goes_out_of_sight_with_a_reason_only(
    store: Store, asset_id: str, reason: str
) -> None:
    photo = add(store, asset_id)

    with pytest.raises(InvalidAsset, match="why"):
        retire_photo(store, photo.id, reason=reason, person=STEWARD, clock=clock)

    assert photos_of(store, [asset_id], person=VISITOR) == {asset_id: [photo]}


def test_photo_can_be_described_anew(store: Store, asset_id: str) -> None:
    photo = add(store, asset_id)

    describe_photo(store, photo.id, " De groene bank ", person=STEWARD, clock=clock)
    with pytest.raises(InvalidAsset):
        describe_photo(store, photo.id, " ", person=STEWARD, clock=clock)

    (found,) = photos_of(store, [asset_id], person=VISITOR)[asset_id]
    assert found.alt == "De groene bank"


def test_only_a_steward_changes_photos(store: Store, asset_id: str) -> None:
    photo = add(store, asset_id)

    for person in (VISITOR, CONTRIBUTOR):
        with pytest.raises(NotAllowed):
            describe_photo(store, photo.id, "anders", person=person, clock=clock)
        with pytest.raises(NotAllowed):
            retire_photo(store, photo.id, reason="weg", person=person, clock=clock)
        with pytest.raises(NotAllowed):
            restore_photo(store, photo.id, person=person, clock=clock)

    assert photos_of(store, [asset_id], person=VISITOR) == {asset_id: [photo]}


def test_photos_of_an_asset_that_is_not_for_a_viewer_are_not_either(store: Store) -> None:
    talent = make_talent()
    asset_id = assets.add_asset(store, talent, person=STEWARD, clock=clock).id
    photo = add(store, asset_id, person=STEWARD)
    assert photos_of(store, [asset_id], person=VISITOR) == {asset_id: [photo]}

    assets.retire_asset(store, asset_id, person=STEWARD, reason="weg", clock=clock)

    assert photos_of(store, [asset_id], person=VISITOR) == {}
    with pytest.raises(NotFound):
        photo_bytes(store, photo.id, "preview", person=VISITOR)
    assert photo_bytes(store, photo.id, "preview", person=STEWARD) == MADE.preview


def test_unknown_photo_is_told(store: Store) -> None:
    with pytest.raises(NotFound):
        photo_bytes(store, "nergens", "full", person=STEWARD)
    with pytest.raises(NotFound):
        describe_photo(store, "nergens", ALT, person=STEWARD, clock=clock)


def test_list_gets_the_first_photo_of_each_asset_by_its_number(store: Store, asset_id: str) -> None:
    first = add(store, asset_id)
    add(store, asset_id, "Een andere")
    bare = assets.add_asset(store, make_asset("Zonder"), person=STEWARD, clock=clock).id
    numbers = [store.asset(each).number for each in (asset_id, bare)]

    found = first_photos(store, [*numbers, 9_999], person=VISITOR)

    assert found == {numbers[0]: first}
