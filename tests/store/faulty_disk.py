"""Write to a store under a limit or as another user, and tell in one JSON line what happened.

Run as a script: `python -m tests.store.faulty_disk full|readonly STORE`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from assetmap.domain.record import Action
from assetmap.errors import StoreUnavailable
from assetmap.store import Change, GeoPackageStore
from tests.factories import MOMENT, make_asset, shipped_layers


def limit_files_to(size: int) -> None:
    """Let no file of this process grow beyond a size, as on a full disk."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def main() -> None:
    """Add assets until it goes wrong; say how many were acknowledged, and the message."""
    fault, path = sys.argv[1], Path(sys.argv[2])
    acknowledged: list[str] = []
    message = ""
    try:
        layers = shipped_layers()
        if fault == "readonly":
            os.seteuid(65534)
        store = GeoPackageStore(path, layers)
        if fault == "full":
            grown = max(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))
            limit_files_to(grown + 100_000)
        for number in range(2000):
            asset = make_asset(f"Plek {number}", offers="Koffie. " * 200)
            receipt = store.save([Change(asset, Action.ADD)], by="writer", at=MOMENT)[0]
            acknowledged.append(receipt.id)
    except StoreUnavailable as error:
        message = str(error)
    print(json.dumps({"acknowledged": acknowledged, "message": message}))


if __name__ == "__main__":
    main()
