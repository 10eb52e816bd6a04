"""Remarks: who may not change an asset can still say what is not right."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assetmap.actions import assets
from assetmap.actions.remarks import MAX_REMARK, remark_on, remarks, settle_remark
from assetmap.actions.workspace import Store
from assetmap.errors import InvalidAsset, NotFound
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, clock, started_workspace
from tests.factories import make_asset


@pytest.fixture
def store(tmp_path: Path):
    workspace = started_workspace(tmp_path / "wijk.gpkg")
    yield workspace.store()
    workspace.close()


def add(store: Store, name: str = "Het Veldje") -> str:
    return assets.add_asset(store, make_asset(name), person=STEWARD, clock=clock).id


def test_remark_reaches_the_steward_with_the_name_of_the_asset(store: Store) -> None:
    asset_id = add(store)

    remark_on(store, asset_id, "  Het hek is weg.  ", person=CONTRIBUTOR, clock=clock)

    (found,) = remarks(store, most=5, person=STEWARD)
    assert (found.record_id, found.name, found.text) == (asset_id, "Het Veldje", "Het hek is weg.")
    assert found.at == clock()
    assert store.verify().problems == ()


def test_settled_remark_is_gone_from_the_file_and_the_log_stays_whole(
    store: Store, tmp_path: Path
) -> None:
    remark_on(store, add(store), "Vraag Ans van nummer 12", person=CONTRIBUTOR, clock=clock)
    (found,) = remarks(store, most=5, person=STEWARD)

    settle_remark(store, found.id, person=STEWARD, clock=clock)
    settle_remark(store, found.id, person=STEWARD, clock=clock)  # a second steward, at once

    assert remarks(store, most=5, person=STEWARD) == []
    assert store.verify().problems == ()
    with sqlite3.connect(tmp_path / "wijk.gpkg") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    assert b"Ans van nummer" not in (tmp_path / "wijk.gpkg").read_bytes()


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * (MAX_REMARK + 1)], ids=["empty", "blank", "long"]
)
def test_remark_without_words_or_with_too_many_is_refused(store: Store, text: str) -> None:
    asset_id = add(store)

    with pytest.raises(InvalidAsset):
        remark_on(store, asset_id, text, person=CONTRIBUTOR, clock=clock)

    assert remarks(store, most=5, person=STEWARD) == []


def test_nobody_remarks_on_what_they_may_not_see(store: Store) -> None:
    asset_id = add(store)
    assets.retire_asset(store, asset_id, person=STEWARD, reason="weg", clock=clock)

    with pytest.raises(NotFound):
        remark_on(store, asset_id, "Is het er nog?", person=CONTRIBUTOR, clock=clock)


def test_unknown_remark_cannot_be_settled(store: Store) -> None:
    with pytest.raises(NotFound, match="not in the store"):
        settle_remark(store, "nergens", person=STEWARD, clock=clock)
