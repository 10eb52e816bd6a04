"""Lists of addresses from the command line."""

from __future__ import annotations

import csv
import ctypes
import os
import sys
from pathlib import Path

import pytest

from assetmap.actions.addresses import AddressBook, Gazetteer
from assetmap.domain.precision import POSTCODE
from tests.cli.conftest import Run, run_command

HEADING = "straat;huisnummer;postcode;woonplaats;lat;lon\n"


def be_bound_by_permissions() -> None:
    """Give up, for a child and its children, what lets root write in any folder."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "wijk.gpkg"


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    path = tmp_path / "adressen.csv"
    path.write_text(HEADING + "Dorpsstraat;1;8001 AA;Zonnewaard;52,5;6,5\n", encoding="utf-8")
    return path


def test_list_is_taken_in_and_told(run: Run, store: Path, houses: Path) -> None:
    answer = run("gazetteer", "add", houses, "--store", store)

    assert answer.code == 0
    assert "adressen.csv is read as a table: addresses." in answer.out
    assert "1 rows taken in as 'adressen'" in answer.out
    assert "They hold 1 streets, 2 postcodes, 1 towns." in answer.out
    book = AddressBook(Gazetteer(store.with_name("gazetteer.sqlite")))
    assert book.find("Dorpsstraat 1").places[0].label == "Dorpsstraat 1, 8001 AA Zonnewaard"


def test_setting_says_where_the_lists_are(
    run: Run, store: Path, houses: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSETMAP_GAZETTEER", str(tmp_path / "elders" / "adressen.sqlite"))

    run("gazetteer", "add", houses, "--store", store)

    assert Gazetteer(tmp_path / "elders" / "adressen.sqlite").sources() != []
    assert not store.with_name("gazetteer.sqlite").exists()


def test_lists_are_told_and_removed(run: Run, store: Path, houses: Path) -> None:
    run("gazetteer", "add", houses, "--name", "bag", "--store", store)

    listed = run("gazetteer", "list", "--store", store)
    removed = run("gazetteer", "remove", "bag", "--store", store)
    empty = run("gazetteer", "list", "--store", store)

    assert "bag: 1 addresses from adressen.csv, " in listed.out
    assert (removed.code, removed.out.strip()) == (0, "'bag' is removed.")
    assert "There are no lists of addresses yet" in empty.out


def test_rows_that_cannot_be_used_are_told(run: Run, store: Path, houses: Path) -> None:
    with houses.open("a", encoding="utf-8") as file:
        file.write("Dorpsstraat;2;8001 AA;Zonnewaard;;\n")

    answer = run("gazetteer", "add", houses, "--store", store)

    assert answer.code == 2
    assert "1 rows left out: without usable coordinates." in answer.out
    assert "Row 2 is left out: without usable coordinates." in answer.out


def test_list_without_a_usable_row_replaces_nothing(run: Run, store: Path, houses: Path) -> None:
    run("gazetteer", "add", houses, "--name", "bag", "--store", store)
    houses.write_text(HEADING + "Dorpsstraat;2;8001 AA;Zonnewaard;;\n", encoding="utf-8")

    answer = run("gazetteer", "add", houses, "--name", "bag", "--store", store)

    assert answer.code == 1
    assert "has no row that can be used as a place" in answer.err
    assert "bag: 1 addresses" in run("gazetteer", "list", "--store", store).out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "weg.csv"), "There is no file weg.csv"),
        (("remove", "bag"), "There is no list of addresses 'bag'"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, store: Path, arguments: tuple[str, ...], words: str
) -> None:
    answer = run("gazetteer", *arguments, "--store", store)

    assert answer.code == 1
    assert words in answer.err


def test_kind_that_does_not_exist_is_told(run: Run, store: Path, houses: Path) -> None:
    answer = run("gazetteer", "add", houses, "--kind", "planet", "--store", store)

    assert answer.code == 1
    assert "Choose one of: address, street, postcode, postcode4, town" in answer.err


@pytest.mark.parametrize("url", ["pdok.nl", "ftp://pdok.nl", "https://"])
def test_address_of_a_server_that_cannot_be_one_is_told(
    run: Run, store: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("ASSETMAP_GEOCODER_URL", url)

    answer = run("gazetteer", "list", "--store", store)

    assert answer.code == 1
    assert "ASSETMAP_GEOCODER_URL cannot be used: give an https address" in answer.err


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other rights on other systems")
def test_lists_are_read_in_a_folder_where_nothing_may_be_written(
    run: Run, store: Path, houses: Path
) -> None:
    run("gazetteer", "add", houses, "--store", store)
    store.with_name("gazetteer.sqlite").chmod(0o444)
    store.parent.chmod(0o555)

    try:
        listed, added = (
            run_command("gazetteer", *arguments, "--store", store, preexec=be_bound_by_permissions)
            for arguments in (("list",), ("add", houses))
        )
    finally:
        store.parent.chmod(0o755)

    assert (listed.code, listed.err) == (0, "")
    assert "adressen: 1 addresses" in listed.out
    assert added.code == 1
    assert "cannot be read or written" in added.err


@pytest.mark.realdata
def test_postcodes_and_places_of_geonames_are_taken_in(
    run: Run, store: Path, real_data: Path
) -> None:
    postcodes = run(
        "gazetteer", "add", real_data / "geocode/geonames_NL_postcode4.txt", "--store", store
    )
    places = run("gazetteer", "add", real_data / "geocode/geonames_NL_places.txt", "--store", store)

    assert (postcodes.code, places.code) == (0, 0)
    assert "4334 rows taken in as 'geonames_NL_postcode4'" in postcodes.out
    assert "is read as GeoNames places: towns." in places.out
    book = AddressBook(Gazetteer(store.with_name("gazetteer.sqlite")))
    assert [place.label for place in book.find("den haag").places][:1] == [
        "Den Haag (Zuid-Holland)"
    ]
    assert len(book.find("Hengelo").places) >= 2


@pytest.mark.realdata
def test_nearly_every_school_gets_a_place_by_its_postcode(
    run: Run, store: Path, real_data: Path
) -> None:
    run("gazetteer", "add", real_data / "geocode/geonames_NL_postcode4.txt", "--store", store)
    text = (real_data / "assets/nl_duo_basisscholen.csv").read_text("mac_roman")
    schools = list(csv.DictReader(text.splitlines(), delimiter=";"))
    book = AddressBook(Gazetteer(store.with_name("gazetteer.sqlite")))

    placed = book.place_many(
        streets=[school["STRAATNAAM"] for school in schools],
        numbers=[school["HUISNUMMER-TOEVOEGING"] for school in schools],
        postcodes=[school["POSTCODE"] for school in schools],
        towns=[school["PLAATSNAAM"] for school in schools],
        texts=[""] * len(schools),
    )

    assert (placed.precision == POSTCODE).mean() > 0.99
