"""Read lists of postcodes, addresses and towns: GeoNames tables, BAG extracts, any map file.

Text tables are read in pieces, so that a list of ten million addresses needs little memory.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import IO

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries

from assetmap.actions.addresses.list_columns import ListColumns, columns_of
from assetmap.domain.address import read_postcode
from assetmap.domain.geometry import to_wgs84
from assetmap.errors import N_, ImportFailed, Problem, Term
from assetmap.exchange import read_file
from assetmap.store.gazetteer import (
    ADDRESSES,
    KINDS,
    POSTCODE_AREAS,
    POSTCODES,
    STREETS,
    TOWNS,
    PlaceRow,
)

# https://download.geonames.org/export/zip/ and https://download.geonames.org/export/dump/
_POSTAL_COLUMNS, _DUMP_COLUMNS = 12, 19

NOT_A_TOWN = N_("no town or village")
OTHER_COUNTRY = N_("in another country")
NO_PLACE = N_("without usable coordinates")
NO_NAME = N_("without what it should be found by")

_TEXT_ENDINGS = frozenset({".txt", ".csv", ".tsv", ".tab"})
_SEPARATORS = "\t;,|"
_SAMPLE = 256 * 1024
_CHUNK = 20_000
_MOST_EXAMPLES = 5
# What a zip may hold, and how many times smaller it may have made it.
_MOST_UNPACKED, _MOST_RATIO = 8 * 1024**3, 200

# Kinds of populated places that nobody means by a town: parts of one, what was left or moved.
_NO_TOWNS = frozenset({"PPLX", "PPLQ", "PPLH", "PPLW", "PPLCH"})
_DUTCH = {"The Hague": "Den Haag"}
# First-order divisions as GeoNames numbers them.
_PROVINCES = {
    "01": "Drenthe", "02": "Fryslân", "03": "Gelderland", "04": "Groningen", "05": "Limburg",
    "06": "Noord-Brabant", "07": "Noord-Holland", "09": "Utrecht", "10": "Zeeland",
    "11": "Zuid-Holland", "15": "Overijssel", "16": "Flevoland",
}  # fmt: skip


@dataclass
class GazetteerFile:
    """A list as it was recognised, ready to be read.

    Parameters
    ----------
    path
        The file.
    kind
        What one row is: a key of `KINDS`.
    form
        What it was recognised as, in words.
    crs
        Reference system of its coordinates; None for degrees, or as the values say.
    skipped, examples
        Filled while reading: rows left out for each reason, and the first that are wrong.
    """

    path: Path
    kind: str
    form: str
    crs: str | None = None
    skipped: Counter[str] = field(default_factory=Counter)
    examples: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[PlaceRow]:
        """Give the rows that can be used, one by one.

        Raises
        ------
        ImportFailed
            If the file cannot be read on.
        """
        self.skipped.clear()
        self.examples.clear()
        if self.form == GEONAMES_POSTAL:
            yield from _postal_rows(self)
        elif self.form == GEONAMES_PLACES:
            yield from _dump_rows(self)
        elif self.form == TABLE:
            yield from _table_rows(self)
        else:
            yield from _shape_rows(self)

    def skip(self, reason: str, row: int, *, wrong: bool = True) -> None:
        """Count a row that is left out."""
        self.skipped[reason] += 1
        if wrong and len(self.examples) < _MOST_EXAMPLES:
            self.examples.append(
                Problem(
                    N_("Row {row} is left out: {reason}."), {"row": row, "reason": Term(reason)}
                )
            )


GEONAMES_POSTAL = "GeoNames postcodes"
GEONAMES_PLACES = "GeoNames places"
TABLE = "a table"
SHAPES = "a map file"


def look_at(path: Path, *, kind: str | None = None, crs: str | None = None) -> GazetteerFile:
    """Return what a list is, guessed from its beginning.

    Parameters
    ----------
    kind
        What one row is, if it is known better.
    crs
        Reference system of its coordinates, if it is known.

    Raises
    ------
    ImportFailed
        If it cannot be opened, or nothing in it says what its rows are.
    """
    path = Path(path)
    if kind is not None and kind not in KINDS:
        raise ImportFailed(
            N_("'{kind}' is no kind of list. Choose one of: {kinds}."),
            kind=kind,
            kinds=", ".join(KINDS),
        )
    if not _is_text(path):
        return GazetteerFile(path, kind or _kind_of_shapes(path), SHAPES, crs)
    with _lines(path) as lines:
        sample = list(islice(lines, 50))
    if not sample:
        raise ImportFailed(N_("'{file}' is empty. Download it once more."), file=path.name)
    first = sample[0].rstrip("\r\n").split("\t")
    if len(first) == _POSTAL_COLUMNS and re.fullmatch(r"[A-Z]{2}", first[0]):
        fine = any(len(read_postcode(line.split("\t")[1])) == 6 for line in sample if "\t" in line)
        return GazetteerFile(path, kind or (POSTCODES if fine else POSTCODE_AREAS), GEONAMES_POSTAL)
    if len(first) == _DUMP_COLUMNS and first[0].isdecimal():
        return GazetteerFile(path, kind or TOWNS, GEONAMES_PLACES)
    try:
        reader = csv.DictReader(sample, delimiter=_separator(sample[0]))
        columns, rows = columns_of(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise _no_table(path, error) from error
    columns.demand_place(path.name)
    guessed = kind or _kind_of_table(columns, rows, path.name)
    return GazetteerFile(path, guessed, TABLE, crs)


def _kind_of_table(columns: ListColumns, rows: list[dict[str, str]], name: str) -> str:
    if columns.number:
        return ADDRESSES
    if columns.street:
        return STREETS
    if columns.postcode:
        postcodes = [read_postcode(row.get(columns.postcode) or "") for row in rows]
        return POSTCODES if any(len(each) == 6 for each in postcodes) else POSTCODE_AREAS
    if columns.town:
        return TOWNS
    raise columns.nothing_to_find_by(name)


def _kind_of_shapes(path: Path) -> str:
    frame = read_file(path).frame
    columns = columns_of(frame.columns.drop("geometry"))
    return _kind_of_table(columns, [row for _, row in _as_texts(frame.head(50))], path.name)


def _postal_rows(file: GazetteerFile) -> Iterator[PlaceRow]:
    with _lines(file.path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) < 11:
                file.skip(NO_NAME, number)
            elif cells[0] != "NL":
                file.skip(OTHER_COUNTRY, number, wrong=False)
            elif not (postcode := read_postcode(cells[1])):
                file.skip(NO_NAME, number)
            elif (place := _degrees(cells[9], cells[10])) is None:
                file.skip(NO_PLACE, number)
            else:
                town, province = _DUTCH.get(cells[2], cells[2]), _PROVINCES.get(cells[4], "")
                yield PlaceRow(*place, town=town, postcode=postcode, province=province)


def _dump_rows(file: GazetteerFile) -> Iterator[PlaceRow]:
    with _lines(file.path) as lines:
        for number, line in enumerate(lines, start=1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != _DUMP_COLUMNS or not cells[1]:
                file.skip(NO_NAME, number)
            elif cells[6] != "P" or cells[7] in _NO_TOWNS:
                file.skip(NOT_A_TOWN, number, wrong=False)
            elif cells[8] != "NL":
                file.skip(OTHER_COUNTRY, number, wrong=False)
            elif (place := _degrees(cells[4], cells[5])) is None:
                file.skip(NO_PLACE, number)
            else:
                weight = int(cells[14]) if cells[14].isdecimal() else 0
                town, province = _DUTCH.get(cells[1], cells[1]), _PROVINCES.get(cells[10], "")
                yield PlaceRow(*place, town=town, province=province, weight=max(weight, 1))


def _table_rows(file: GazetteerFile) -> Iterator[PlaceRow]:
    with _lines(file.path) as lines:
        heading = next(lines, "")
        separator = _separator(heading)
        reader = csv.reader(chain([heading], lines), delimiter=separator)
        try:
            names = next(reader)
            columns = columns_of(names)
            columns.demand_place(file.path.name)
            numbered = enumerate(reader, start=1)
            while chunk := list(islice(numbered, _CHUNK)):
                rows = [(number, dict(zip(names, cells, strict=False))) for number, cells in chunk]
                yield from _chunk_rows(file, columns, rows)
        except csv.Error as error:
            raise _no_table(file.path, error) from error


def _no_table(path: Path, error: csv.Error) -> ImportFailed:
    return ImportFailed(
        N_("'{file}' cannot be read as a table: {reason}. Save it as CSV once more."),
        file=path.name,
        reason=str(error),
    )


def _chunk_rows(
    file: GazetteerFile, columns: ListColumns, rows: list[tuple[int, dict[str, str]]]
) -> Iterator[PlaceRow]:
    across = np.array([_number(row.get(columns.x) or "") for _, row in rows], dtype=float)
    up = np.array([_number(row.get(columns.y) or "") for _, row in rows], dtype=float)
    lon, lat = _in_degrees(across, up, file.crs, columns)
    yield from _named_rows(file, columns, rows, lat, lon)


def _shape_rows(file: GazetteerFile) -> Iterator[PlaceRow]:
    read = read_file(file.path, crs=file.crs)
    for refused in read.refused:
        file.skip(NO_PLACE, refused.row)
    frame = read.frame
    columns = columns_of(frame.columns.drop("geometry"))
    points = shapely.centroid(frame.geometry.to_numpy())
    rows = _as_texts(frame)
    yield from _named_rows(file, columns, rows, shapely.get_y(points), shapely.get_x(points))


def _as_texts(frame: GeoDataFrame) -> list[tuple[int, dict[str, str]]]:
    """Return the number of each row, and its cells as text."""
    cells = frame.drop(columns="geometry").astype(object)
    records = cells.where(cells.notna(), "").to_dict("records")
    return [
        (int(row), {str(name): _as_text(value) for name, value in record.items()})
        for row, record in zip(frame.index, records, strict=True)
    ]


def _named_rows(
    file: GazetteerFile,
    columns: ListColumns,
    rows: list[tuple[int, dict[str, str]]],
    lats: Iterable[float],
    lons: Iterable[float],
) -> Iterator[PlaceRow]:
    for (number, row), lat, lon in zip(rows, lats, lons, strict=True):
        # Nought, nought is how many a program writes that it does not know.
        if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (abs(lat) < 0.01 and abs(lon) < 0.01):
            file.skip(NO_PLACE, number)
            continue
        place = columns.place(row, float(lat), float(lon))
        if not _can_be_found(place, file.kind):
            file.skip(NO_NAME, number)
            continue
        yield place


def _can_be_found(place: PlaceRow, kind: str) -> bool:
    if kind == ADDRESSES:
        return bool(place.number and (place.postcode or (place.street and place.town)))
    if kind == STREETS:
        return bool(place.street)
    if kind == TOWNS:
        return bool(place.town)
    return len(place.postcode) == (6 if kind == POSTCODES else 4)


def _in_degrees(
    across: np.ndarray, up: np.ndarray, crs: str | None, columns: ListColumns
) -> tuple[np.ndarray, np.ndarray]:
    """Return longitudes and latitudes; x and y of the Dutch grid are known by their size."""
    known = np.isfinite(across) & np.isfinite(up)
    if crs is None:
        in_metres = known & (np.abs(up) > 90) & (up > 280_000) & (across > -10_000)
        if columns.in_degrees or not in_metres.any():
            return across, up
        crs, known = "EPSG:28992", in_metres
    points = np.full(len(across), None, dtype=object)
    points[known] = shapely.points(across[known], up[known])
    placed = to_wgs84(GeoDataFrame(geometry=GeoSeries(points, crs=crs))).geometry.to_numpy()
    lon, lat = np.full(len(across), np.nan), np.full(len(across), np.nan)
    lon[known], lat[known] = shapely.get_x(placed[known]), shapely.get_y(placed[known])
    return lon, lat


def _degrees(lat: str, lon: str) -> tuple[float, float] | None:
    place = _number(lat), _number(lon)
    return place if -90 <= place[0] <= 90 and -180 <= place[1] <= 180 else None


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return float("nan")


def _as_text(value: object) -> str:
    # A house number in a column with gaps comes as 12.0.
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _separator(line: str) -> str:
    return max(_SEPARATORS, key=line.count)


def _is_text(path: Path) -> bool:
    return path.suffix.lower() in _TEXT_ENDINGS or _table_in_zip(path) is not None


def _table_in_zip(path: Path) -> zipfile.ZipInfo | None:
    """Return the one table in a zip, as GeoNames gives it beside a readme; None without one."""
    if path.suffix.lower() != ".zip" or not path.is_file() or not zipfile.is_zipfile(path):
        return None
    with zipfile.ZipFile(path) as archive:
        tables = [
            each
            for each in archive.infolist()
            if Path(each.filename).suffix.lower() in _TEXT_ENDINGS
            and not Path(each.filename).name.lower().startswith("readme")
        ]
    return tables[0] if len(tables) == 1 else None


@contextmanager
def _lines(path: Path) -> Iterator[Iterator[str]]:
    """Give the lines of a text table, from the file or from the zip that it is in."""
    try:
        packed = _table_in_zip(path)
        if packed is None:
            with path.open("rb") as raw:
                yield _decoded(raw)
            return
        if packed.file_size > _MOST_UNPACKED or (
            packed.file_size > _MOST_RATIO * max(packed.compress_size, 1)
        ):
            raise ImportFailed(
                N_("'{file}' holds more than we read from a zip. Unpack it first."), file=path.name
            )
        with zipfile.ZipFile(path) as archive, archive.open(packed) as raw:
            yield _decoded(raw)
    except (OSError, zipfile.BadZipFile) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed(
            N_("'{file}' cannot be opened: {reason}. Close it in other programs, or copy it."),
            file=path.name,
            reason=reason,
        ) from error


def _decoded(raw: IO[bytes]) -> Iterator[str]:
    sample = raw.read(_SAMPLE)
    raw.seek(0)
    try:
        # A letter may be cut in two at the end of the sample.
        sample[: -4 if len(sample) == _SAMPLE else None].decode("utf-8")
    except UnicodeDecodeError as error:
        encoding = "utf-8-sig" if error.start > len(sample) - 8 else "cp1252"
    else:
        encoding = "utf-8-sig"
    return iter(io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline=None))
