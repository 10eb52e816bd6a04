"""Write to a store under a limit or as another user, and tell in one JSON line what happened.

Run as a script: `python -m tests.store.faulty_disk FAULT STORE`, with one of `FAULTS`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

from assetmap.domain.record import Action
from assetmap.errors import StoreUnavailable
from assetmap.store import Change, GeoPackageStore
from assetmap.store.geopackage import restore
from tests.factories import MOMENT, make_asset, make_checked, make_rows, shipped_layers
from tests.store.contract_of_lists import take_in
from tests.store.contract_of_photos import make_photo


def limit_files_to(size: int) -> None:
    """Let no file of this process grow beyond a size, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def fill_up(path: Path, room: int) -> None:
    """Leave some bytes for the largest file of a store to grow."""
    limit_files_to(max(each.stat().st_size for each in path.parent.glob(f"{path.name}*")) + room)


def add_until_it_fails(store: GeoPackageStore, acknowledged: list[str]) -> None:
    """Add assets one by one and note each that was acknowledged."""
    for number in range(2000):
        asset = make_asset(f"Plek {number}", offers="Koffie. " * 200)
        receipt = store.save([Change(asset, Action.ADD)], by="writer", at=MOMENT)[0]
        acknowledged.append(receipt.id)


def save_on_a_full_disk(path: Path, acknowledged: list[str]) -> None:
    """Add assets until the disk is full."""
    store = GeoPackageStore(path, shipped_layers())
    fill_up(path, 100_000)
    add_until_it_fails(store, acknowledged)


def import_on_a_full_disk(path: Path, _: list[str]) -> None:
    """Add a frame that does not fit."""
    store = GeoPackageStore(path, shipped_layers())
    frame = make_checked(make_rows({"Naam": ["Een plek met een naam"] * 5000}), {"name": "Naam"})
    fill_up(path, 100_000)
    store.add_frame(frame, by="writer", at=MOMENT, action=Action.IMPORT, reason="lijst")


def undo_on_a_full_disk(path: Path, acknowledged: list[str]) -> None:
    """Take a list in, and undo it when there is no room any more."""
    store = GeoPackageStore(path, shipped_layers())
    run = take_in(store, *(str(number) for number in range(3000)))
    acknowledged.extend(store.assets().index)
    fill_up(path, 50_000)
    store.undo_import(run.id, by="writer", at=MOMENT)


def keep_a_photo_on_a_full_disk(path: Path, _: list[str]) -> None:
    """Add a photo that does not fit."""
    store = GeoPackageStore(path, shipped_layers())
    photo = make_photo(full=b"groot" * 100_000)
    fill_up(path, 100_000)
    store.add_photo(store.assets().index[0], photo, by="writer", at=MOMENT)


def back_up_on_a_full_disk(path: Path, _: list[str]) -> None:
    """Write a backup that does not fit."""
    store = GeoPackageStore(path, shipped_layers())
    limit_files_to(40_000)
    store.backup(path.with_name("kopie.gpkg"))


def restore_on_a_full_disk(path: Path, _: list[str]) -> None:
    """Put a backup back that does not fit."""
    backup = path.with_name("kopie.gpkg")
    store = GeoPackageStore(path, shipped_layers())
    store.backup(backup)
    store.close()
    limit_files_to(40_000)
    restore(backup, path, shipped_layers())


def create_on_a_full_disk(path: Path, _: list[str]) -> None:
    """Make a store that does not fit."""
    limit_files_to(40_000)
    GeoPackageStore.create(path.with_name("nieuw.gpkg"), shipped_layers())


def save_in_a_folder_of_another(path: Path, acknowledged: list[str]) -> None:
    """Add assets as somebody who may only read."""
    layers = shipped_layers()
    os.seteuid(65534)
    add_until_it_fails(GeoPackageStore(path, layers), acknowledged)


FAULTS: dict[str, Callable[[Path, list[str]], None]] = {
    "full": save_on_a_full_disk,
    "full-import": import_on_a_full_disk,
    "full-undo": undo_on_a_full_disk,
    "full-photo": keep_a_photo_on_a_full_disk,
    "full-backup": back_up_on_a_full_disk,
    "full-restore": restore_on_a_full_disk,
    "full-create": create_on_a_full_disk,
    "readonly": save_in_a_folder_of_another,
}


def main() -> None:
    """Do what the fault asks, and say what was acknowledged and with which message it ended."""
    acknowledged: list[str] = []
    message = ""
    try:
        FAULTS[sys.argv[1]](Path(sys.argv[2]), acknowledged)
    except StoreUnavailable as error:
        message = str(error)
    print(json.dumps({"acknowledged": acknowledged, "message": message}))


if __name__ == "__main__":
    main()
