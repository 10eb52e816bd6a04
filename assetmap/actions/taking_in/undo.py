"""What was taken in, as steps that can be undone."""

from __future__ import annotations

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.permission import Act, Person, demand
from assetmap.store import Store
from assetmap.store.base import ImportRun, UndoReport


def runs(store: Store, *, person: Person, most: int = 20) -> list[ImportRun]:
    """Return what was taken in, newest first."""
    demand(person, Act.IMPORT)
    return store.imports(most=most)


def undo(store: Store, run_id: str, *, person: Person, clock: Clock = utc_now) -> UndoReport:
    """Undo an import as one step: what it added goes out of sight, what it changed goes back.

    Nothing is erased but the rows that still waited for a place. What somebody changed since
    stays as it is, and the report says which.

    Raises
    ------
    Conflict, NotAllowed, NotFound
    """
    demand(person, Act.IMPORT)
    return store.undo_import(run_id, by=person.id, at=clock())
