"""Take lists of addresses in, so that places are found without internet, and out again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assetmap.actions.addresses.gazetteer_file import GazetteerFile
from assetmap.actions.clock import Clock, utc_now
from assetmap.domain.permission import Act, Person, demand
from assetmap.errors import N_, ImportFailed, Problem
from assetmap.store.gazetteer import Gazetteer, PlaceRow, SourceInfo

_TELL_EVERY = 10_000


@dataclass(frozen=True)
class ListReport:
    """What was taken in, what was not, and why.

    Parameters
    ----------
    source
        The list as it is known from now on.
    skipped
        How many rows for each reason; they were no mistake or cannot be used.
    examples
        The first rows that cannot be used, with what is wrong.
    """

    source: SourceInfo
    skipped: dict[str, int]
    examples: tuple[Problem, ...]


def add_list(
    gazetteer: Gazetteer,
    file: GazetteerFile,
    *,
    name: str,
    person: Person,
    progress: Callable[[int], None] | None = None,
    clock: Clock = utc_now,
) -> ListReport:
    """Take in a list of addresses; an earlier list of this name is replaced.

    Parameters
    ----------
    progress
        Is told now and then how many rows were read.

    Raises
    ------
    ImportFailed
        If no row can be used; what was there stays.
    """
    demand(person, Act.IMPORT)

    def rows() -> Iterator[PlaceRow]:
        count = 0
        for count, row in enumerate(file.rows(), start=1):
            if progress is not None and not count % _TELL_EVERY:
                progress(count)
            yield row
        if not count:
            # Raised before the end of the load, so nothing is replaced.
            raise ImportFailed(
                N_(
                    "'{file}' has no row that can be used as a place: each needs coordinates, and "
                    "a postcode, a street or a town. {first}"
                ),
                file=file.path.name,
                first=file.examples[0].text() if file.examples else "",
            )

    info = gazetteer.add(rows(), name=name, kind=file.kind, file_name=file.path.name, at=clock())
    return ListReport(info, dict(file.skipped), tuple(file.examples))


def remove_list(gazetteer: Gazetteer, name: str, *, person: Person) -> None:
    """Remove a list of addresses.

    Raises
    ------
    NotFound
        If there is no list of this name.
    """
    demand(person, Act.IMPORT)
    gazetteer.remove(name)
