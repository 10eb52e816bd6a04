"""The contract of every store about photos and merges, as tests; see `contract`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assetmap.domain import schema
from assetmap.domain.permission import VISITOR
from assetmap.domain.record import Action
from assetmap.errors import Conflict, NotFound
from assetmap.store import Change, Receipt, Store
from assetmap.store.base import NewPhoto, Photo
from tests.factories import (
    CONTRIBUTOR,
    MOMENT,
    STEWARD,
    add,
    add_boundaries,
    change,
    make_asset,
    make_contact,
    make_talent,
    point_in,
)

LATER = datetime(2026, 6, 1, 9, tzinfo=UTC)
EVERYBODY = pytest.mark.parametrize(
    "viewer", [VISITOR, CONTRIBUTOR], ids=["visitor", "contributor"]
)


def make_photo(alt: str = "De gevel", **more: Any) -> NewPhoto:
    """Return a photo; its bytes say what it shows."""
    said = alt.encode()
    given = {"preview": b"klein " + said, "full": b"groot " + said, "width": 1600, "height": 1200}
    return NewPhoto(**{"alt": alt, "media_type": "image/webp", **given, **more})


def add_photo(store: Store, record_id: str, alt: str = "De gevel") -> Photo:
    return store.add_photo(record_id, make_photo(alt), by="phone", at=MOMENT)


def alts(store: Store, record_id: str, **more: Any) -> list[str]:
    return [each.alt for each in store.photos([record_id], **more).get(record_id, [])]


def retire(store: Store, record_id: str, *, based_on: int = 1) -> Receipt:
    asset = store.asset(record_id, viewer=STEWARD).asset
    return change(store, record_id, asset, action=Action.RETIRE, based_on=based_on)


def merge(store: Store, kept: str, other: str, name: str = "Samen", **more: Any) -> Receipt:
    """Merge two assets as they stand."""
    one, two = (store.asset(each, viewer=STEWARD) for each in (kept, other))
    said = one.asset.model_copy(update={"name": name})
    return store.merge(
        Change(said, Action.EDIT, "dubbel", kept, one.version, **more),
        Change(two.asset, Action.MERGE, "dubbel", other, two.version),
        by="laptop",
        at=LATER,
    )


def restore(store: Store, record_id: str) -> None:
    standing = store.asset(record_id, viewer=STEWARD)
    change(store, record_id, standing.asset, action=Action.RESTORE, based_on=standing.version)


def names(store: Store) -> list[str]:
    return list(store.assets()[schema.NAME])


class PhotoContract:
    class TestPhotos:
        def test_a_photo_is_there_for_whoever_opens_the_store(self, store, kind):
            (record_id,) = add(store, make_asset())

            photo = add_photo(store, record_id)

            other = kind.open_again()
            assert other.photos([record_id]) == {record_id: [photo]}
            assert photo == Photo(
                photo.id,
                record_id,
                "De gevel",
                "image/webp",
                1600,
                1200,
                MOMENT,
                "phone",
                retired=False,
            )
            assert other.photo_bytes(photo.id, "preview") == b"klein De gevel"
            assert other.photo_bytes(photo.id, "full") == b"groot De gevel"
            assert store.verify().problems == ()

        def test_photos_of_many_assets_come_at_once_oldest_first(self, store):
            ids = add(store, *(make_asset(each) for each in "abc"))
            for record_id, alt in zip([ids[1], ids[0], ids[1]], "xyz", strict=True):
                add_photo(store, record_id, alt)

            found = store.photos([*ids, ids[0], "nergens"])

            assert {key: [each.alt for each in photos] for key, photos in found.items()} == {
                ids[0]: ["y"],
                ids[1]: ["x", "z"],
            }
            assert store.photos([]) == {}

        def test_no_asset_has_no_photo(self, store):
            before = store.state()

            with pytest.raises(NotFound, match="not in the store: nergens"):
                add_photo(store, "nergens")

            assert store.state() == before

        def test_the_asset_of_a_new_photo_is_told_as_changed(self, store):
            ids = add(store, make_asset("a"), make_asset("b"))
            then = store.state()

            add_photo(store, ids[1])

            assert store.changed_since(then) == [2]

        def test_another_description_is_a_version(self, store):
            (record_id,) = add(store, make_asset())
            photo = add_photo(store, record_id)

            store.describe_photo(photo.id, "De voordeur", by="laptop", at=LATER)

            (found,) = store.photos([record_id])[record_id]
            assert (found.alt, found.at, found.by) == ("De voordeur", MOMENT, "phone")
            assert store.verify().problems == ()

        def test_a_retired_photo_is_for_who_sees_all_and_can_be_put_back(self, store):
            (record_id,) = add(store, make_asset())
            photo = add_photo(store, record_id)

            store.retire_photo(photo.id, reason="onscherp", by="laptop", at=LATER)

            assert alts(store, record_id, retired=True) == []
            assert alts(store, record_id, viewer=STEWARD) == []
            (found,) = store.photos([record_id], viewer=STEWARD, retired=True)[record_id]
            assert found.retired
            assert store.photo_bytes(photo.id, "full", viewer=STEWARD)
            with pytest.raises(NotFound):
                store.photo_bytes(photo.id, "full")
            assert store.verify().problems == ()

            store.restore_photo(photo.id, by="laptop", at=LATER)

            assert alts(store, record_id) == ["De gevel"]
            assert store.photo_bytes(photo.id, "full") == b"groot De gevel"
            assert store.verify().problems == ()

        def test_what_is_so_already_is_no_new_version(self, store):
            (record_id,) = add(store, make_asset())
            photo = add_photo(store, record_id)
            then = store.state()

            store.restore_photo(photo.id, by="x", at=LATER)
            store.describe_photo(photo.id, "De gevel", by="x", at=LATER)
            assert store.state() == then

            for _ in range(2):
                store.retire_photo(photo.id, reason="", by="x", at=LATER)
            assert store.state().split("-")[0] == str(int(then.split("-")[0]) + 1)

        def test_a_photo_that_is_not_there_is_told(self, store):
            (record_id,) = add(store, make_asset())
            photo = add_photo(store, record_id)

            for act in (
                lambda: store.photo_bytes("nergens", "full", viewer=STEWARD),
                lambda: store.photo_bytes(photo.id, "fid", viewer=STEWARD),
                lambda: store.photo_bytes(record_id, "full"),
                lambda: store.describe_photo(record_id, "x", by="x", at=MOMENT),
                lambda: store.retire_photo("nergens", reason="", by="x", at=MOMENT),
                lambda: store.restore_photo("", by="x", at=MOMENT),
            ):
                with pytest.raises(NotFound, match="photo is not in the store"):
                    act()

        @EVERYBODY
        @pytest.mark.parametrize("which", ["retired", "waiting", "lapsed"])
        def test_a_photo_of_what_is_out_of_sight_is_for_stewards_alone(self, kind, viewer, which):
            day = {"today": date(2027, 5, 1)}
            store = kind.create(today=lambda: day["today"])
            add_boundaries(store)
            talent = make_talent(until=None if which == "waiting" else date(2027, 5, 1))
            (record_id,) = add(store, make_asset() if which == "retired" else talent)
            photo = add_photo(store, record_id)
            if which == "retired":
                retire(store, record_id)
            day["today"] = date(2027, 5, 2)

            assert store.photos([record_id], viewer=viewer, retired=True) == {}
            for size in ("preview", "full"):
                with pytest.raises(NotFound):
                    store.photo_bytes(photo.id, size, viewer=viewer)
            assert alts(store, record_id, viewer=STEWARD) == ["De gevel"]
            assert store.photo_bytes(photo.id, "full", viewer=STEWARD)

    class TestMerging:
        @pytest.fixture
        def ids(self, store) -> list[str]:
            return add(store, *(make_asset(each, geometry=point_in(0)) for each in "abc"))

        def test_one_says_all_and_the_other_goes_out_of_sight(self, store, ids):
            then = store.state()

            receipt = merge(store, ids[0], ids[1], contact=make_contact())

            assert (receipt.id, receipt.version) == (ids[0], 2)
            assert names(store) == ["Samen", "c"]
            assert store.changed_since(then) == [1, 2]
            assert (store.merged(ids[0]), store.merged_into(ids[1])) == ([ids[1]], ids[0])
            assert (store.merged(ids[1]), store.merged_into(ids[0])) == ([], None)
            assert store.asset(ids[1], viewer=STEWARD).status == schema.RETIRED
            assert store.asset(ids[0], viewer=STEWARD).contact == make_contact()
            assert [each.action for each in store.history(ids[0])] == ["add", "edit"]
            last = store.history(ids[1])[-1]
            assert (last.action, last.reason, last.asset.name) == ("merge", "dubbel", "b")
            assert store.verify().problems == ()

        def test_the_kept_one_stays_in_sight_however_its_change_is_called(self, store, ids):
            one, two = (store.asset(each) for each in ids[:2])

            store.merge(
                Change(one.asset, Action.MERGE, "", ids[0], 1),
                Change(two.asset, Action.EDIT, "", ids[1], 1),
                by="laptop",
                at=LATER,
            )

            assert names(store) == ["a", "c"]
            assert [store.history(each)[-1].action for each in ids[:2]] == ["merge", "merge"]
            assert store.verify().problems == ()

        @pytest.mark.parametrize("stale", [0, 1], ids=["kept", "other"])
        def test_a_stale_merge_writes_nothing(self, store, ids, stale):
            asset = make_asset()
            versions = [1, 1]
            versions[stale] = 7
            before = store.state()

            with pytest.raises(Conflict, match="Somebody else changed"):
                store.merge(
                    Change(asset, Action.EDIT, "", ids[0], versions[0]),
                    Change(asset, Action.MERGE, "", ids[1], versions[1]),
                    by="laptop",
                    at=LATER,
                )

            assert store.state() == before
            assert store.merged_into(ids[1]) is None

        def test_what_is_not_there_is_not_merged(self, store, ids):
            before = store.state()

            for pair in ((ids[0], "nergens"), ("nergens", ids[0])):
                changes = [Change(make_asset(), Action.EDIT, "", each, 1) for each in pair]
                with pytest.raises(NotFound):
                    store.merge(*changes, by="laptop", at=LATER)

            assert store.state() == before

        def test_an_asset_is_not_merged_with_itself(self, store, ids):
            with pytest.raises(Conflict, match="cannot become one with itself"):
                merge(store, ids[0], ids[0])

        def test_merges_after_each_other_lead_to_the_last(self, store, ids):
            merge(store, ids[1], ids[0], "ab")
            merge(store, ids[2], ids[1], "abc")

            assert names(store) == ["abc"]
            assert [store.merged_into(each) for each in ids] == [ids[2], ids[2], None]
            assert [store.merged(each) for each in ids] == [[], [ids[0]], [ids[1]]]
            assert store.verify().problems == ()

        def test_what_was_merged_cannot_be_merged_again_so_there_is_no_circle(self, store, ids):
            merge(store, ids[1], ids[0])
            merge(store, ids[2], ids[1])
            before = store.state()

            for kept, other in ((0, 2), (1, 2), (0, 1), (2, 0), (2, 1)):
                with pytest.raises(Conflict, match="was made one with another already"):
                    merge(store, ids[kept], ids[other])

            assert store.state() == before

        def test_restoring_the_other_one_ends_the_merge(self, store, ids):
            merge(store, ids[0], ids[1])
            merge(store, ids[0], ids[2])

            restore(store, ids[1])

            assert names(store) == ["Samen", "b"]
            assert (store.merged(ids[0]), store.merged_into(ids[1])) == ([ids[2]], None)
            assert store.verify().problems == ()

            merge(store, ids[1], ids[0], "Andersom")

            assert names(store) == ["Andersom"]
            assert [store.merged_into(each) for each in ids] == [ids[1], None, ids[1]]
            assert store.verify().problems == ()

        def test_ending_the_last_of_two_merges_leaves_the_first(self, store, ids):
            merge(store, ids[1], ids[0])
            merge(store, ids[2], ids[1])

            restore(store, ids[1])

            assert [store.merged_into(each) for each in ids] == [ids[1], None, None]

        def test_both_changed_and_restored_in_one_save_is_two_again(self, store, ids):
            merge(store, ids[0], ids[1])
            changes = [
                Change(make_asset("a"), Action.UNDO, "", ids[0], 2),
                Change(make_asset("b"), Action.RESTORE, "", ids[1], 2),
            ]

            store.save(changes, by="laptop", at=LATER)

            assert names(store) == ["a", "b", "c"]
            assert store.merged(ids[0]) == []
            assert store.verify().problems == ()

        def test_an_edit_of_the_other_one_ends_nothing(self, store, ids):
            merge(store, ids[0], ids[1])

            change(store, ids[1], make_asset("b anders"), based_on=2)

            assert names(store) == ["Samen", "c"]
            assert store.merged_into(ids[1]) == ids[0]
            assert store.verify().problems == ()

        def test_photos_of_the_other_one_are_shown_with_the_kept_one(self, store, ids):
            photos = [add_photo(store, each, alt) for each, alt in zip(ids, "xyz", strict=True)]
            merge(store, ids[1], ids[0])
            merge(store, ids[2], ids[1])

            found = store.photos(ids)

            assert list(found) == [ids[2]]
            assert [each.alt for each in found[ids[2]]] == ["x", "y", "z"]
            assert {each.record_id for each in found[ids[2]]} == {ids[2]}
            assert store.photo_bytes(photos[0].id, "full") == b"groot x"
            assert store.photos([ids[0]], viewer=STEWARD, retired=True) == {}

        def test_photos_go_out_of_sight_with_the_kept_one(self, store, ids):
            photo = add_photo(store, ids[1])
            merge(store, ids[0], ids[1])

            retire(store, ids[0], based_on=2)

            assert store.photos(ids) == {}
            with pytest.raises(NotFound):
                store.photo_bytes(photo.id, "preview")

        def test_an_asset_that_is_one_of_its_own_again_has_its_photos(self, store, ids):
            add_photo(store, ids[1])
            merge(store, ids[0], ids[1])
            restore(store, ids[1])

            assert list(store.photos(ids)) == [ids[1]]

        def test_nothing_is_merged_into_what_is_not_there(self, store):
            assert (store.merged("nergens"), store.merged_into("nergens")) == ([], None)
