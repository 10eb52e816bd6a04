"""What is found in a list, and what would become of it: what the steps of taking in hand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from geopandas import GeoDataFrame

from assetmap.domain.asset import Contact
from assetmap.domain.frame import Refusal
from assetmap.domain.import_plan import Plan
from assetmap.errors import N_, Problem
from assetmap.exchange import ReadResult
from assetmap.store import Change
from assetmap.store.base import UnplacedRow

Progress = Callable[[str, float], None]
"""Takes the key of a stage (`STAGES`) and how much of it is done, from 0 to 1."""

STAGES = {
    "read": N_("Reading the list"),
    "place": N_("Looking up addresses"),
    "check": N_("Checking each row"),
    "match": N_("Comparing with what is there"),
    "save": N_("Saving"),
    "done": N_("Done"),
}

# What can be decided about a row that is probably here already.
NEW, SAME, SKIPPED = "new", "same", "skip"


@dataclass(frozen=True)
class Look:
    """A first look at a list, with a plan that can be carried out as it is.

    Parameters
    ----------
    path, file_name
        Where the file is, and what a person calls it (an upload has a name of its own).
    result
        Its rows, as they were read.
    plan
        Guessed, or that of a profile.
    profile
        Name of the profile that the plan comes from; None for a guess.
    layers
        Layers of the file, or its sheets; empty when it has but one.
    columns
        Its columns, in the order of the file.
    samples
        The first three different values of each column, as text; empty for an empty column.
    personal
        Columns that seem to be about a person.
    rows
        How many rows the file has, those that cannot be read as well.
    """

    path: Path
    file_name: str
    result: ReadResult
    plan: Plan
    profile: str | None
    layers: tuple[str, ...]
    columns: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    personal: frozenset[str]
    rows: int


@dataclass(frozen=True)
class CategoryWord:
    """A word that the list has for a sort, in how many rows, and the category that it means.

    `category` is None where that is not sure: a person says which, or the rows get the plan's
    `default_category` and keep the word in the field `source_category`.
    """

    word: str
    rows: int
    category: str | None


@dataclass(frozen=True)
class Double:
    """A row that is probably in the store already.

    Parameters
    ----------
    row, name
        Of the list.
    record_id, other_name
        Of the asset that it looks like.
    distance_m
        How far they lie apart; None when one of them has no place of its own.
    likeness
        Of the names, from 0 to 100.
    """

    row: int
    name: str
    record_id: str
    other_name: str
    distance_m: float | None
    likeness: int


@dataclass(frozen=True)
class Prepared:
    """What would become of the rows of a list; `take_in` does it.

    Parameters
    ----------
    plan, file, rows
        As looked at; every row is in one of the counts or tuples that follow, or equals an earlier
        row, which the notes tell.
    new, changed, unchanged
        Row counts; the doubles are not among them.
    refused
        Rows that cannot be an asset, each with its reason.
    unplaced
        Rows that wait for somebody to point out where they are.
    doubles
        Rows to be decided about.
    kept
        Rows that changed in the list as well as here: what stands here was kept, field by field.
    vanished
        Id and name of assets of an earlier import that the list no longer has; they stay.
    placed
        How many rows were placed by their address, by precision.
    private
        How many rows name a person, telephone or e-mail; those go to the private side.
    notes
        What is worth telling about the list as a whole.
    other_words
        Words that no category has, with their number of rows, most first.
    frame, changes, contacts
        For `take_in`: assets to add (the doubles with them), changes to what is there, and whom to
        ask by row.
    superseded
        Ids of rows that waited for a place, and that this list gives one.
    fingerprint
        Of the headings, for a profile.
    """

    plan: Plan
    file: str
    rows: int
    new: int
    changed: int
    unchanged: int
    refused: tuple[Refusal, ...]
    unplaced: tuple[UnplacedRow, ...]
    doubles: tuple[Double, ...]
    kept: tuple[Refusal, ...]
    vanished: tuple[tuple[str, str], ...]
    placed: Mapping[str, int]
    private: int
    notes: tuple[Problem, ...]
    other_words: Mapping[str, int]
    frame: GeoDataFrame = field(repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)
    contacts: Mapping[int, Contact] = field(default_factory=dict, repr=False)
    superseded: tuple[str, ...] = field(default=(), repr=False)
    fingerprint: str = field(default="", repr=False)
