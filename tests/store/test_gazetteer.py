"""The gazetteer: lists go in whole, and places come out, rather none than a wrong one."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assetmap.domain.address import Address, read_address
from assetmap.domain.precision import ADDRESS, POSTCODE, STREET, TOWN
from assetmap.errors import NotFound, StoreDamaged, StoreUnavailable
from assetmap.settings import ROOT
from assetmap.store.gazetteer import Gazetteer, PlaceRow, SourceInfo
from assetmap.store.gazetteer import file as gazetteer_file

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)

# Made up: two towns called Brug, far apart, and one called Zonnewaard.
HOUSES = (
    PlaceRow(52.5000, 6.5000, "Zonnewaard", "Dorpsstraat", 1, "", "8001AA"),
    PlaceRow(52.5001, 6.5000, "Zonnewaard", "Dorpsstraat", 2, "", "8001AA"),
    PlaceRow(52.5002, 6.5000, "Zonnewaard", "Dorpsstraat", 2, "A", "8001AA"),
    PlaceRow(52.5003, 6.5000, "Zonnewaard", "Dorpsstraat", 12, "hs", "8001AB"),
    PlaceRow(52.5100, 6.5100, "Zonnewaard", "Burgemeester van der Meerlaan", 7, "", "8002AA"),
    PlaceRow(52.2000, 6.1000, "Brug", "Dorpsstraat", 1, "", "7301AA"),
    PlaceRow(51.4000, 5.4000, "Brug", "Dorpsstraat", 1, "", "5601AA"),
    PlaceRow(51.4010, 5.4000, "Brug", "Dorpsstraat", 1, "", "5601AB"),
)
AREAS = (
    PlaceRow(52.50, 6.50, "Zonnewaard", postcode="8001"),
    PlaceRow(52.51, 6.51, "Zonnewaard", postcode="8002"),
    PlaceRow(52.20, 6.10, "Brug", postcode="7301", province="Gelderland"),
    PlaceRow(51.40, 5.40, "Brug", postcode="5601", province="Noord-Brabant"),
)


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    return Gazetteer(tmp_path / "var" / "gazetteer.sqlite")


def load(gazetteer: Gazetteer, rows: Iterable[PlaceRow], kind: str, name: str = "") -> SourceInfo:
    return gazetteer.add(rows, name=name or kind, kind=kind, file_name="lijst.csv", at=AT)


@pytest.fixture
def houses(gazetteer: Gazetteer) -> Gazetteer:
    load(gazetteer, HOUSES, "address")
    return gazetteer


@pytest.fixture
def areas(gazetteer: Gazetteer) -> Gazetteer:
    load(gazetteer, AREAS, "postcode4")
    return gazetteer


def placed(gazetteer: Gazetteer, *addresses: Address, near: tuple[float, float] | None = None):
    found = gazetteer.place_many(addresses, near=near)
    return [
        (round(float(lat), 3), round(float(lon), 3), precision) if precision else None
        for lat, lon, precision in zip(found.lat, found.lon, found.precision, strict=True)
    ]


# Loading


def test_without_a_file_nothing_is_known(gazetteer: Gazetteer) -> None:
    assert not gazetteer.is_there()
    assert gazetteer.sources() == []
    assert gazetteer.find("Dorpsstraat") == []
    assert placed(gazetteer, Address("Dorpsstraat", 1)) == [None]
    assert not gazetteer.path.exists()


def test_list_is_told_with_what_follows_from_it(gazetteer: Gazetteer) -> None:
    info = load(gazetteer, HOUSES, "address", "bag")

    # Three postcode areas of six signs and four of four; the two towns called Brug stay two.
    assert info == SourceInfo("bag", "address", 8, 4, 10, 3, "lijst.csv", AT)
    assert gazetteer.sources() == [info]


def test_new_load_replaces_the_old_one_of_its_name(houses: Gazetteer) -> None:
    load(houses, [PlaceRow(52.9, 6.9, "Elders", "Markt", 1, "", "9401AA")], "address")

    assert [(each.name, each.rows) for each in houses.sources()] == [("address", 1)]
    assert houses.find("Zonnewaard") == []
    assert [hit.label for hit in houses.find("Markt")] == ["Markt, Elders"]


def test_load_that_fails_leaves_the_old_one(houses: Gazetteer) -> None:
    def broken() -> Iterator[PlaceRow]:
        yield from HOUSES[:2]
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it is raised just above
        load(houses, broken(), "address")

    assert [each.rows for each in houses.sources()] == [8]
    assert houses.find("Burgemeester van der Meerlaan 7")[0].precision == ADDRESS


def test_load_that_is_killed_leaves_the_old_one(houses: Gazetteer) -> None:
    program = f"""
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from assetmap.store.gazetteer import Gazetteer, PlaceRow

def rows():
    for number in range(1, 60_000):
        yield PlaceRow(52.5, 6.5, "Elders", "Markt", number, "", "9401AA")
    os.kill(os.getpid(), signal.SIGKILL)

Gazetteer(Path({str(houses.path)!r})).add(
    rows(), name="address", kind="address", file_name="x", at=datetime.now(UTC)
)
"""

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)

    assert done.returncode != 0
    assert [each.rows for each in houses.sources()] == [8]
    assert houses.find("Markt") == []
    assert load(houses, HOUSES, "address").rows == 8


def test_others_go_on_finding_while_a_list_is_loaded(houses: Gazetteer) -> None:
    halfway, go_on = threading.Event(), threading.Event()

    def slow() -> Iterator[PlaceRow]:
        yield PlaceRow(52.9, 6.9, "Elders", "Markt", 1, "", "9401AA")
        halfway.set()
        go_on.wait(10)

    loading = threading.Thread(target=load, args=(houses, slow(), "address"))
    loading.start()
    halfway.wait(10)
    found = houses.find("Dorpsstraat 1, Zonnewaard")
    go_on.set()
    loading.join()

    assert found[0].precision == ADDRESS
    assert houses.find("Dorpsstraat 1, Zonnewaard") == []


def test_second_load_at_once_is_told_to_wait(
    houses: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gazetteer_file, "BUSY_TIMEOUT_S", 0.05)

    def meanwhile() -> Iterator[PlaceRow]:
        with pytest.raises(StoreUnavailable, match="somebody else is loading addresses"):
            load(houses, AREAS, "postcode4")
        yield from HOUSES

    assert load(houses, meanwhile(), "address").rows == 8


def test_removed_list_is_gone_and_others_stay(houses: Gazetteer) -> None:
    load(houses, AREAS, "postcode4", "gebieden")

    houses.remove("address")

    assert [each.name for each in houses.sources()] == ["gebieden"]
    assert houses.find("Dorpsstraat 1") == []
    assert houses.find("8001")[0].precision == POSTCODE
    with sqlite3.connect(houses.path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert sorted(name for (name,) in tables if name[-2:] == "_1") == []
    connection.close()


@pytest.mark.parametrize("loaded", [False, True], ids=["no file", "another list"])
def test_list_that_is_not_there_cannot_be_removed(gazetteer: Gazetteer, loaded: bool) -> None:
    if loaded:
        load(gazetteer, AREAS, "postcode4")

    with pytest.raises(NotFound, match="There is no list of addresses 'bag'"):
        gazetteer.remove("bag")

    assert gazetteer.is_there() == loaded


@pytest.mark.parametrize("content", [b"no database at all" * 100, None], ids=["text", "store"])
def test_file_of_another_kind_is_refused_and_left_alone(
    gazetteer: Gazetteer, content: bytes | None
) -> None:
    gazetteer.path.parent.mkdir()
    if content is None:
        with sqlite3.connect(gazetteer.path) as connection:
            connection.execute("CREATE TABLE asset (id TEXT)")
        connection.close()
    else:
        gazetteer.path.write_bytes(content)
    before = gazetteer.path.read_bytes()

    for act in (
        gazetteer.sources,
        lambda: gazetteer.find("Dorpsstraat"),
        lambda: load(gazetteer, AREAS, "postcode4"),
    ):
        with pytest.raises(StoreDamaged, match="Remove it and load the lists again"):
            act()

    assert gazetteer.path.read_bytes() == before


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")

    with pytest.raises(StoreUnavailable, match="cannot be read or written"):
        load(Gazetteer(tmp_path / "var" / "gazetteer.sqlite"), AREAS, "postcode4")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a disk that is full at once")
def test_disk_that_is_full_leaves_what_was_there(houses: Gazetteer) -> None:
    program = f"""
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from assetmap.errors import StoreUnavailable
from assetmap.store.gazetteer import Gazetteer, PlaceRow

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
rows = (PlaceRow(52.5, 6.5, "Elders", f"Straat {{n}}", n, "", "9401AA") for n in range(9_000))
try:
    Gazetteer(Path({str(houses.path)!r})).add(
        rows, name="address", kind="address", file_name="x", at=datetime.now(UTC)
    )
except StoreUnavailable as error:
    sys.exit(str(error))
"""

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert "Nothing was changed. Look whether the disk has room" in done.stderr
    assert [each.rows for each in houses.sources()] == [8]


# Finding


@pytest.mark.parametrize(
    ("text", "label", "precision"),
    [
        ("Dorpsstraat 2, Zonnewaard", "Dorpsstraat 2, 8001 AA Zonnewaard", ADDRESS),
        ("dorpsstr. 2a zonnewaard", "Dorpsstraat 2A, 8001 AA Zonnewaard", ADDRESS),
        ("Dorpsstraat 12 huis Zonn", "Dorpsstraat 12 hs, 8001 AB Zonnewaard", ADDRESS),
        ("8001AA 2", "Dorpsstraat 2, 8001 AA Zonnewaard", ADDRESS),
        ("8001 aa 2-a", "Dorpsstraat 2A, 8001 AA Zonnewaard", ADDRESS),
        ("8001AA", "8001 AA Zonnewaard", POSTCODE),
        ("8001", "8001 Zonnewaard", POSTCODE),
        ("Burg. v.d. M", "Burgemeester van der Meerlaan, Zonnewaard", STREET),
        ("burgemeester v", "Burgemeester van der Meerlaan, Zonnewaard", STREET),
        ("Dorpsstraat Zonn", "Dorpsstraat, Zonnewaard", STREET),
        ("zonnew", "Zonnewaard", TOWN),
    ],
)
def test_place_is_found_by_what_is_typed(
    houses: Gazetteer, text: str, label: str, precision: str
) -> None:
    hit = houses.find(text)[0]

    assert (hit.label, hit.precision, hit.source, hit.whole) == (label, precision, "address", True)


def test_number_that_is_not_known_gives_the_street_and_says_so(houses: Gazetteer) -> None:
    hit = houses.find("Dorpsstraat 99, Zonnewaard")[0]

    assert (hit.label, hit.precision, hit.whole) == ("Dorpsstraat, Zonnewaard", STREET, False)


def test_postcode_that_is_not_known_gives_its_area_and_says_so(areas: Gazetteer) -> None:
    hit = areas.find("Dorpsstraat 2, 8001 AA Zonnewaard")[0]

    assert (hit.label, hit.precision, hit.whole) == ("8001 Zonnewaard", POSTCODE, False)


def test_nearest_of_namesakes_comes_first(houses: Gazetteer) -> None:
    north = houses.find("Dorpsstraat, Brug", near=(52.3, 6.2))
    south = houses.find("Dorpsstraat, Brug", near=(51.5, 5.5))

    assert [round(hit.lat) for hit in north] == [52, 51]
    assert [round(hit.lat) for hit in south] == [51, 52]
    assert len({hit.label for hit in north}) == 2


def test_province_chooses_among_towns(areas: Gazetteer) -> None:
    assert [hit.label for hit in areas.find("Brug")] == [
        "Brug (Gelderland)",
        "Brug (Noord-Brabant)",
    ]
    assert [hit.label for hit in areas.find("Brug (Gld)")] == ["Brug (Gelderland)"]


def test_town_that_is_typed_whole_wins_from_a_longer_one(gazetteer: Gazetteer) -> None:
    houses = [PlaceRow(52.1, 6.1, "Brugge", "Markt", 1), PlaceRow(52.9, 6.9, "Brug", "Markt", 1)]
    load(gazetteer, houses, "address")

    found = gazetteer.find("Markt 1, Brug", near=(52.1, 6.1))

    assert [hit.label for hit in found] == ["Markt 1, Brug", "Markt 1, Brugge"]


def test_city_is_meant_from_further_away_than_a_hamlet(gazetteer: Gazetteer) -> None:
    city = PlaceRow(51.9, 4.5, "Brugdam", weight=600_000)
    towns = [PlaceRow(52.0, 6.2, "Brugveen"), PlaceRow(52.5, 6.5, "Brughuizen"), city]
    load(gazetteer, towns, "town")

    found = gazetteer.find("brug", near=(52.5, 6.5))

    assert [hit.label for hit in found] == ["Brughuizen", "Brugdam", "Brugveen"]


def test_no_more_are_given_than_were_asked(houses: Gazetteer) -> None:
    assert len(houses.find("dorps", most=2)) == 2


@pytest.mark.parametrize(
    "text",
    ["", " ", "%", "'", '"; DROP TABLE source; --', "\0", "Postbus 1, 8001 AA", "x" * 5_000, "🌍"],
)
def test_strange_text_finds_nothing_and_breaks_nothing(houses: Gazetteer, text: str) -> None:
    assert houses.find(text) == []
    assert len(houses.sources()) == 1


# Placing many


def test_each_row_is_placed_as_precisely_as_it_can(houses: Gazetteer) -> None:
    rows = {
        Address("Dorpsstraat", 2, "A", "8001AA", "Zonnewaard"): (52.5, 6.5, ADDRESS),
        Address("", 12, "", "8001AB"): (52.5, 6.5, ADDRESS),
        Address("dorpsstr.", 1, "", "", "ZONNEWAARD"): (52.5, 6.5, ADDRESS),
        Address("Dorpsstraat", 99, "", "8001AA", "Zonnewaard"): (52.5, 6.5, POSTCODE),
        Address("Dorpsstraat", 99, "", "", "Zonnewaard"): (52.5, 6.5, STREET),
        Address("Burg. v.d. Meerln", town="Zonnewaard"): (52.51, 6.51, STREET),
        Address(postcode="8002"): (52.51, 6.51, POSTCODE),
        Address("Onbekende weg", 1, "", "", "Zonnewaard"): (52.502, 6.502, TOWN),
        Address("Burgemeester van der Meerlaan Zonnewaard"): (52.51, 6.51, STREET),
        Address(): None,
        Address(postbox=True): None,
    }

    assert placed(houses, *rows) == list(rows.values())


def test_addition_that_is_not_known_gives_the_house(houses: Gazetteer) -> None:
    found = houses.place_many([Address("Dorpsstraat", 2, "C", "8001AA")])

    assert (found.lat[0], found.precision[0]) == (52.5001, ADDRESS)


def test_rows_come_back_in_their_order_and_repeated(houses: Gazetteer) -> None:
    here, nowhere = Address("", 7, "", "8002AA"), Address("Nergens", 1)

    found = houses.place_many([here, nowhere, here])

    assert found.precision.tolist() == [ADDRESS, "", ADDRESS]
    assert np.isnan(found.lat).tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("address", "near", "lat"),
    [
        (Address(town="Brug"), None, None),
        (Address(town="Brug"), (52.3, 6.2), 52.2),
        (Address(town="Brug"), (51.5, 5.5), 51.4),
        (Address(town="Brug"), (51.8, 5.75), None),
        (Address(town="Brug (Gld)"), None, 52.2),
        (Address(town="Brug", postcode="5601"), None, 51.4),
        (Address(town="Brug", postcode="5601"), (52.3, 6.2), 51.4),
        (Address("Dorpsstraat", town="Brug"), None, None),
        (Address("Dorpsstraat", town="Brug", postcode="7301ZZ"), None, 52.2),
        (Address("Dorpsstraat", 1, town="Brug"), (51.5, 5.5), 51.4),
        (Address("Burg. v.d. Meerlaan", 7), None, 52.51),
        (Address("Burg. v.d. Meerlaan", 7), (52.4, 6.4), 52.51),
        (Address("Burg. v.d. Meerlaan", 7), (51.4, 5.4), None),
        (Address("Burg. v.d. Meerlaan"), (51.4, 5.4), None),
    ],
    ids=str,
)
def test_namesake_is_chosen_by_postcode_then_nearness_else_not_at_all(
    gazetteer: Gazetteer,
    address: Address,
    near: tuple[float, float] | None,
    lat: float | None,
) -> None:
    load(gazetteer, AREAS, "postcode4")
    load(gazetteer, [row for row in HOUSES if row.postcode != "5601AB"], "address")

    found = placed(gazetteer, address, near=near)[0]

    assert (None if found is None else found[0]) == lat


@pytest.mark.parametrize(
    "address",
    [
        Address(postcode="8001", town="Brug"),
        Address("", 1, "", "8001AA", "Brug"),
        Address("Dorpsstraat", 1, "", "5601", "Zonnewaard"),
    ],
    ids=["area", "house", "street"],
)
def test_row_that_contradicts_itself_has_no_place(houses: Gazetteer, address: Address) -> None:
    assert placed(houses, address) == [None]


def test_other_street_at_the_postcode_is_not_the_house(houses: Gazetteer) -> None:
    # Somebody mistyped the postcode or the street: so the postcode itself is all that is sure.
    found = placed(houses, Address("Zeedijk", 2, "", "8001AA", "Zonnewaard"))[0]

    assert found is not None
    assert found[2] == POSTCODE


def test_finer_list_wins_from_a_coarser_one_loaded_later(houses: Gazetteer) -> None:
    load(houses, AREAS, "postcode4")

    assert placed(houses, read_address("Dorpsstraat 2, 8001 AA Zonnewaard"))[0][2] == ADDRESS


def test_far_corner_of_a_large_town_is_no_namesake(gazetteer: Gazetteer) -> None:
    city = [PlaceRow(51.9, 4.5, "Havenstad", postcode=f"30{number}") for number in range(10, 30)]
    load(gazetteer, [*city, PlaceRow(51.95, 4.0, "Havenstad", postcode="3199")], "postcode4")

    assert placed(gazetteer, Address(town="Havenstad")) == [(51.9, 4.5, TOWN)]
    assert len(gazetteer.find("Havenstad")) == 1


def test_streets_and_fine_postcodes_can_be_lists_of_their_own(gazetteer: Gazetteer) -> None:
    load(gazetteer, [PlaceRow(52.1, 6.1, "Zonnewaard", "Markt")], "street")
    load(gazetteer, [PlaceRow(52.2, 6.2, "Zonnewaard", postcode="8001AA")], "postcode")

    found = placed(
        gazetteer,
        Address("Markt", 3, "", "", "Zonnewaard"),
        Address("", 3, "", "8001AA"),
        Address("", 3, "", "8001BB"),
    )

    assert found == [(52.1, 6.1, STREET), (52.2, 6.2, POSTCODE), (52.2, 6.2, POSTCODE)]
