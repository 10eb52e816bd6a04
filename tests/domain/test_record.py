"""Ids, and the chain that shows that no version was changed."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.record import FIRST_HASH, chain_hash, new_id, personal_digest, stamp

PARTS = {
    "previous": FIRST_HASH,
    "record_id": "0196a0a0-0000-7000-8000-000000000001",
    "kind": "asset",
    "number": 1,
    "recorded_at": "2026-05-01T12:30:00.000Z",
    "by": "laptop",
    "action": "add",
    "reason": "",
    "payload": b'{"name":"Bibliotheek"}',
    "shape": b"GP",
    "personal_digest": "",
}
MAKING = ("kind", "number", "recorded_at", "by", "action", "reason", "personal_digest")
CHANGED = {
    "previous": "1" + FIRST_HASH[1:],
    "number": 2,
    "payload": b'{"name":"Bibliotheel"}',
    "shape": b"",
}


def hash_of(parts: dict[str, Any]) -> str:
    making = stamp(**{name: parts[name] for name in MAKING})
    rest = {name: value for name, value in parts.items() if name not in MAKING}
    return chain_hash(**rest, stamp=making)


def test_the_hash_of_a_version_never_changes():
    # Written down: stores that are out there were chained like this.
    assert hash_of(PARTS) == ("695b56ebed6433e450bedc365ebfe1e9e70b6d2e3dc9ff2cf9bdedeb531416a8")


@pytest.mark.parametrize("part", PARTS)
def test_another_value_in_any_part_gives_another_hash(part):
    changed = CHANGED.get(part, f"{PARTS[part]}x")

    assert hash_of({**PARTS, part: changed}) != hash_of(PARTS)


TEXTS = st.text(max_size=4, alphabet="1:ab\x00é")


@given(data=st.data())
def test_two_different_versions_never_hash_alike(data):
    # Short texts of the signs that separate parts: what would be mixed up if anything could be.
    strategies = {
        name: st.integers(1, 30)
        if isinstance(value, int)
        else TEXTS.map(str.encode)
        if isinstance(value, bytes)
        else TEXTS
        for name, value in PARTS.items()
        if name != "previous"
    }
    one = data.draw(st.fixed_dictionaries(strategies))
    # The other differs in how the same signs are divided over two neighbours.
    left, right = data.draw(
        st.sampled_from(
            [
                ("record_id", "kind"),
                ("recorded_at", "by"),
                ("by", "action"),
                ("action", "reason"),
                ("reason", "personal_digest"),
                ("payload", "shape"),
            ]
        )
    )
    both = one[left] + one[right]
    cut = data.draw(st.integers(0, len(both)))
    other = {**one, left: both[:cut], right: both[cut:]}

    same = hash_of({**PARTS, **one}) == hash_of({**PARTS, **other})

    assert same == (one == other)


def test_ids_are_uuids_of_version_7_in_order_of_time():
    ids = [new_id() for _ in range(1000)]

    assert {uuid.UUID(each).version for each in ids} == {7}
    assert sorted(set(ids)) == ids


def test_a_digest_of_personal_data_depends_on_its_salt():
    data = b'{"phone":"06-12345678"}'

    assert personal_digest(b"salt", data) == personal_digest(b"salt", data)
    assert personal_digest(b"salt", data) != personal_digest(b"tlas", data)
