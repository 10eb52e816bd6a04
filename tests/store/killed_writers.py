"""A warmed process that starts a writer again and again, and kills it at a random moment.

Run as a script: `python -m tests.store.killed_writers STORE ROUNDS SEED`. Importing takes a second,
so the writer is forked from here each round and opens the store itself. It writes the id of an
asset to a pipe only after `save` came back: that is what was acknowledged. Prints all of them.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from assetmap.domain.asset import Asset
from assetmap.domain.record import Action
from assetmap.store import Change, GeoPackageStore, Receipt
from tests.factories import MOMENT, make_asset, make_contact, point_in, shipped_layers
from tests.store.contract_of_lists import make_unplaced, take_in
from tests.store.contract_of_photos import make_photo


def write_until_killed(path: Path, pipe: int) -> None:
    """Add assets, one a transaction, and acknowledge each in the pipe."""
    store = GeoPackageStore(path, shipped_layers())
    number = 0
    while True:
        number += 1
        asset = make_asset(f"Plek {os.getpid()}-{number}", geometry=point_in(number % 3))
        contact = make_contact() if number % 4 == 0 else None
        if number % 5 == 0:
            receipt = through_a_list(store, asset)
        else:
            change = Change(asset, Action.ADD, contact=contact)
            receipt = store.save([change], by="writer", at=MOMENT)[0]
        os.write(pipe, f"{receipt.id}\n".encode())


def through_a_list(store: GeoPackageStore, asset: Asset) -> Receipt:
    """Add an asset in many steps: as a row of a list, placed by hand, with a photo."""
    row = make_unplaced(1, asset.name, contact=make_contact())
    run = take_in(store, unplaced=[row])
    (waiting,) = store.unplaced(most=1, run_id=run.id)
    receipt = store.place_row(waiting.id, asset, by="writer", at=MOMENT)
    store.undo_import(take_in(store).id, by="writer", at=MOMENT)
    store.add_photo(receipt.id, make_photo(full=b"groot" * 2000), by="writer", at=MOMENT)
    return receipt


def one_round(path: Path, wait_s: float, *, at_work: bool) -> bytes:
    """Return what a writer acknowledged before it was killed after some seconds.

    Parameters
    ----------
    at_work
        Count the seconds from its first asset, which can take long on a busy computer; or from
        its start, so that it is killed while it opens the store as well.
    """
    reading, writing = os.pipe()
    writer = os.fork()
    if writer == 0:
        os.close(reading)
        try:
            write_until_killed(path, writing)
        finally:
            os._exit(1)
    os.close(writing)
    acknowledged = os.read(reading, 1) if at_work else b""
    time.sleep(wait_s)
    os.kill(writer, signal.SIGKILL)
    os.waitpid(writer, 0)
    while part := os.read(reading, 65536):
        acknowledged += part
    os.close(reading)
    # A line that was cut off by the kill was never read whole by anybody.
    return acknowledged[: acknowledged.rfind(b"\n") + 1]


def main() -> None:
    """Kill writers on one store and print every acknowledged id."""
    path, rounds, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    moments = random.Random(seed)
    for round_ in range(rounds):
        wait_s = moments.uniform(0.0, 0.1)
        sys.stdout.write(one_round(path, wait_s, at_work=round_ % 4 > 0).decode())
    sys.stdout.flush()


if __name__ == "__main__":
    main()
