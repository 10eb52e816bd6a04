"""Who may do what. Every door (page, API, command line) asks here, through `actions/`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assetmap.errors import N_, NotAllowed


class Role(StrEnum):
    """What a person is to this map."""

    VISITOR = "visitor"
    CONTRIBUTOR = "contributor"
    STEWARD = "steward"


@dataclass(frozen=True)
class Person:
    """Whoever acts.

    Parameters
    ----------
    id
        A name for the log that identifies nobody outside: `laptop`, `command-line`.
    role
        What the person may do.
    """

    id: str
    role: Role


VISITOR = Person("visitor", Role.VISITOR)


class Act(StrEnum):
    """What can be done."""

    SEE = "see"
    SEE_ALL = "see_all"  # also what waits for a consent, what was retired, and contact data
    EXPORT = "export"
    ADD = "add"
    EDIT = "edit"
    RETIRE = "retire"
    IMPORT = "import"
    BOUNDARIES = "boundaries"
    KEEP = "keep"  # backup, restore


_MAY: dict[Role, frozenset[Act]] = {
    Role.VISITOR: frozenset({Act.SEE, Act.EXPORT}),
    Role.CONTRIBUTOR: frozenset({Act.SEE, Act.EXPORT, Act.ADD}),
    Role.STEWARD: frozenset(Act),
}


def may(person: Person, act: Act) -> bool:
    """Return whether a person may do something."""
    return act in _MAY[person.role]


def demand(person: Person, act: Act) -> None:
    """Raise `NotAllowed` unless the person may do it."""
    if not may(person, act):
        raise NotAllowed(
            N_("This can only be done by a steward, at the computer where assetmap runs.")
        )
