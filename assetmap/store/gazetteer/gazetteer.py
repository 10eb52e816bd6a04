"""The gazetteer: lists go in whole, places come out one by one or many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from assetmap.domain.address import Address
from assetmap.errors import N_, NotFound
from assetmap.store.gazetteer import file, finding, loading, placing
from assetmap.store.gazetteer.base import KINDS, Hit, PlacedMany, PlaceRow, SourceInfo
from assetmap.store.gazetteer.nearness import LatLon


class Gazetteer:
    """A file of places that are found by name, street, number or postcode.

    Several threads and processes may use it; one loads at a time, and others go on finding in
    what was there.

    Parameters
    ----------
    path
        The file; it need not be there yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def is_there(self) -> bool:
        """Return whether there is a file to look in."""
        return self.path.is_file() and self.path.stat().st_size > 0

    def add(
        self, rows: Iterable[PlaceRow], *, name: str, kind: str, file_name: str, at: datetime
    ) -> SourceInfo:
        """Take in a list; it replaces an earlier one of its name, all at once or not at all.

        Parameters
        ----------
        rows
            As they come; they are not held in memory together.
        name
            What the source is called.
        kind
            One of `KINDS`.

        Raises
        ------
        StoreUnavailable
            If the file is busy, or cannot be written.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        with file.writing(self.path) as connection:
            former = connection.execute("SELECT id FROM source WHERE name = ?", (name,)).fetchone()
            if former is not None:
                file.drop_tables(connection, former[0])
            number = connection.execute(
                "INSERT INTO source (name, kind, rows, streets, postcodes, towns, file, loaded_at) "
                "VALUES (?, ?, 0, 0, 0, 0, ?, ?)",
                (name, kind, file_name, at.astimezone(UTC).isoformat()),
            ).lastrowid
            assert number is not None  # noqa: S101 - for the type: an INSERT has one
            file.make_tables(connection, number)
            counts = loading.fill(connection, number, rows, kind)
            connection.execute(
                "UPDATE source SET rows = ?, streets = ?, postcodes = ?, towns = ? WHERE id = ?",
                (*counts, number),
            )
        rows_in, streets, postcodes, towns = counts
        return SourceInfo(name, kind, rows_in, streets, postcodes, towns, file_name, at)

    def remove(self, name: str) -> None:
        """Remove a source and all that it knew.

        Raises
        ------
        NotFound
            If there is no source of this name.
        """
        known = [source.name for source in self.sources()]
        if name not in known:
            raise NotFound(
                N_("There is no list of addresses '{name}'. There is: {known}."),
                name=name,
                known=", ".join(known) or "-",
            )
        with file.writing(self.path) as connection:
            for (number,) in connection.execute(
                "SELECT id FROM source WHERE name = ?", (name,)
            ).fetchall():
                file.drop_tables(connection, number)

    def sources(self) -> list[SourceInfo]:
        """Return the lists that were taken in, in that order; none when there is no file."""
        if not self.is_there():
            return []
        with file.reading(self.path) as connection:
            rows = connection.execute(
                "SELECT name, kind, rows, streets, postcodes, towns, file, loaded_at "
                "FROM source ORDER BY id"
            ).fetchall()
        return [
            SourceInfo(
                name, kind, count, streets, postcodes, towns, file_name,
                datetime.fromisoformat(loaded_at),
            )
            for name, kind, count, streets, postcodes, towns, file_name, loaded_at in rows
        ]  # fmt: skip

    def find(self, text: str, *, most: int = 6, near: LatLon | None = None) -> list[Hit]:
        """Return what a text may mean while it is being typed, the likeliest first.

        Parameters
        ----------
        text
            An address, street, postcode or town, whole or its beginning.
        near
            Latitude and longitude; of namesakes the nearest goes first.
        """
        if not self.is_there():
            return []
        with file.reading(self.path) as connection:
            return finding.find(connection, text, most=most, near=near)

    def place_many(self, addresses: Sequence[Address], *, near: LatLon | None = None) -> PlacedMany:
        """Return where addresses are, each as precisely as the lists know it.

        What may be in several towns, and what contradicts itself, has no place.

        Parameters
        ----------
        near
            Latitude and longitude; among far namesakes the one that is near this is meant.
        """
        if not self.is_there():
            return placing.nowhere(len(addresses))
        with file.reading(self.path) as connection:
            return placing.place_many(connection, addresses, near=near)
