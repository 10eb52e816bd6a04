"""Keep the store safe: check it, copy it."""

from __future__ import annotations

from pathlib import Path

from assetmap.domain.permission import Act, Person, demand
from assetmap.store import Store, VerifyReport


def verify(store: Store) -> VerifyReport:
    """Check the whole log and everything that follows from it; anybody may ask."""
    return store.verify()


def backup(store: Store, out: Path, *, person: Person) -> VerifyReport:
    """Write a consistent, verified copy while others go on working.

    Raises
    ------
    Conflict
        If `out` exists; it is left alone.
    """
    demand(person, Act.KEEP)
    return store.backup(out)
