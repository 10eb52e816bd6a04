"""Say that something about an asset is not right, without the right to change it."""

from __future__ import annotations

from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, InvalidAsset, Problem
from assetmap.store import Remark, Store

MAX_REMARK = 2_000


def remark_on(
    store: Store, record_id: str, text: str, *, person: Person, clock: Clock = utc_now
) -> None:
    """Keep a remark on an asset for the stewards to read.

    Raises
    ------
    InvalidAsset
        If the remark is empty or too long.
    NotAllowed, NotFound, StoreUnavailable
    """
    demand(person, Act.ADD)
    text = text.strip()
    if not text:
        raise InvalidAsset(
            Problem(N_("Write what is not right, or what is missing."), {}, "remark")
        )
    if len(text) > MAX_REMARK:
        raise InvalidAsset(
            Problem(
                N_("Your words are {length} characters; {limit} is the most. Shorten them."),
                {"length": len(text), "limit": MAX_REMARK},
                "remark",
            )
        )
    # Whoever may not see the asset may not know that it is there either.
    store.asset(record_id, viewer=person)
    store.add_remark(record_id, text, by=person.id, at=clock())


def remarks(store: Store, *, most: int, person: Person) -> list[Remark]:
    """Return the remarks that no steward has dealt with yet, newest first."""
    demand(person, Act.SEE_ALL)
    return store.remarks(most=most)


def settle_remark(store: Store, remark_id: str, *, person: Person, clock: Clock = utc_now) -> None:
    """Put a remark away: it was read and dealt with; its words are erased."""
    demand(person, Act.EDIT)
    store.settle_remark(remark_id, by=person.id, at=clock())
