"""Add assets from a process of its own: `python -m tests.store.adding_process STORE N`."""

from __future__ import annotations

import sys
from pathlib import Path

from assetmap.domain.record import Action
from assetmap.store import Change, GeoPackageStore
from tests.factories import MOMENT, make_asset, shipped_layers


def main() -> None:
    """Add assets one by one and print the id of each."""
    path, count = Path(sys.argv[1]), int(sys.argv[2])
    store = GeoPackageStore(path, shipped_layers())
    for number in range(count):
        change = Change(make_asset(f"Plek {number}"), Action.ADD)
        print(store.save([change], by="writer", at=MOMENT)[0].id)
    store.close()


if __name__ == "__main__":
    main()
