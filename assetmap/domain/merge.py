"""Merge two edits of the same thing, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Merged:
    """The outcome of a merge.

    Parameters
    ----------
    content
        All fields; a field that both sides changed differently keeps `ours`.
    conflicts
        Names of the fields that both sides changed, each in another way.
    """

    content: dict[str, Any]
    conflicts: tuple[str, ...]


def merge(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merged:
    """Merge what two sides made of `base`.

    A field that one side changed takes that side's value; a field that neither changed, or both
    in the same way, stays. Values compare with `==`.

    Parameters
    ----------
    base
        What both started from.
    ours
        What stands now.
    theirs
        What comes in.
    """
    content: dict[str, Any] = {}
    conflicts = []
    for field in sorted({*base, *ours, *theirs}):
        was, mine, other = base.get(field), ours.get(field), theirs.get(field)
        if mine == was and other != was:
            content[field] = other
            continue
        content[field] = mine
        if other != was and mine != other:
            conflicts.append(field)
    return Merged(content, tuple(conflicts))


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields that differ, in order of the alphabet."""
    return tuple(
        field for field in sorted({*before, *after}) if before.get(field) != after.get(field)
    )
