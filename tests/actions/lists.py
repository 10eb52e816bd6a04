"""Lists as files, an address book with two postcodes, and the steps of taking a list in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from assetmap.actions.addresses import AddressBook, Gazetteer
from assetmap.actions.taking_in import ImportRun, Look, Prepared, look_at, prepare, take_in
from assetmap.actions.workspace import Store
from assetmap.store.gazetteer import POSTCODE_AREAS, PlaceRow
from tests.actions.workspaces import STEWARD, clock
from tests.factories import MOMENT, point_in

HEADING = ("Nr", "Naam", "Soort", "Adres", "Postcode", "Plaats", "lon", "lat")


def row(
    nr: str = "1",
    name: str = "Bieb",
    sort: str = "Bibliotheek",
    address: str = "Straat 1",
    postcode: str = "",
    town: str = "",
    at: tuple[int, float] | None = (0, 0.5),
) -> tuple[str, ...]:
    """Return a row of a list; `at` is a column of the grid and how far into it."""
    x, y = ("", "") if at is None else (str(part) for part in point_in(at[0], dx=at[1]).coords[0])
    return nr, name, sort, address, postcode, town, x, y


def write(
    path: Path, *rows: Sequence[str], heading: Sequence[str] = HEADING, separator: str = ";"
) -> Path:
    """Write a list as a municipality sends it."""
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in each] for each in rows]
    lines = [separator.join(heading), *(separator.join(each) for each in quoted)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def book_at(path: Path) -> AddressBook:
    """Return an address book that knows the postcodes 1000 and 2000, each in a cell of the grid."""
    gazetteer = Gazetteer(path)
    places = [
        PlaceRow(point_in(column).y, point_in(column).x, town="Brugveen", postcode=postcode)
        for column, postcode in ((0, "1000"), (1, "2000"))
    ]
    gazetteer.add(places, name="postcodes", kind=POSTCODE_AREAS, file_name="x.txt", at=MOMENT)
    return AddressBook(gazetteer)


def prepared(
    store: Store,
    path: Path,
    *,
    book: AddressBook | None = None,
    uses: Mapping[str, str] | None = None,
    layer: str | None = "places",
    **plan: Any,
) -> tuple[Look, Prepared]:
    """Look at a list, correct the plan, and work out what would become of it."""
    look = look_at(store, path, person=STEWARD, layer=layer)
    corrected = replace(look.plan, uses={**look.plan.uses, **(uses or {})}, **plan)
    found = prepare(store, look, corrected, person=STEWARD, addresses=book, clock=clock)
    return look, found


def taken(
    store: Store, path: Path, *, decisions: Mapping[int, str] | None = None, **more: Any
) -> tuple[Prepared, ImportRun]:
    """Take a list in."""
    _, found = prepared(store, path, **more)
    return found, take_in(store, found, person=STEWARD, decisions=decisions, clock=clock)


def counted(found: Prepared) -> tuple[int, int, int, int, int, int]:
    """Return new, changed, unchanged, refused, unplaced and doubles."""
    return (
        found.new,
        found.changed,
        found.unchanged,
        len(found.refused),
        len(found.unplaced),
        len(found.doubles),
    )
