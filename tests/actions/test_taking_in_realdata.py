"""Lists of municipalities as they were published, taken in by guesses alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from assetmap.actions.addresses import AddressBook, Gazetteer, add_list
from assetmap.actions.addresses import look_at as look_at_addresses
from assetmap.actions.boundaries import read_boundaries
from assetmap.actions.taking_in import Look, Prepared, look_at, prepare, take_in, undo
from assetmap.actions.workspace import Store
from assetmap.settings import ROOT
from tests.actions.workspaces import STEWARD, clock, new_workspace

DATA = Path(os.environ.get("ASSETMAP_REAL_DATA", ROOT.parent / "shared" / "data"))

pytestmark = [
    pytest.mark.realdata,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="no municipal files here: set ASSETMAP_REAL_DATA to their folder"
    ),
]


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Return a store with the neighbourhoods of the whole country."""
    workspace = new_workspace(tmp_path_factory.mktemp("nl") / "nl.gpkg")
    boundaries = read_boundaries(
        DATA / "boundaries" / "nl_cbs_buurten_2019_gegeneraliseerd.topojson",
        code="statcode", name="statcode", crs="EPSG:4326",
    )  # fmt: skip
    workspace.start(boundaries, person=STEWARD, year=2019, clock=clock)
    yield workspace.store()
    workspace.close()


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> AddressBook:
    gazetteer = Gazetteer(tmp_path_factory.mktemp("adressen") / "adressen.sqlite")
    table = look_at_addresses(DATA / "geocode" / "geonames_NL_postcode4.txt")
    add_list(gazetteer, table, name="postcodes", person=STEWARD, clock=clock)
    return AddressBook(gazetteer)


def guessed(store: Store, book: AddressBook | None, name: str) -> tuple[Look, Prepared]:
    """Return what becomes of a list without any correction."""
    look = look_at(store, DATA / name, person=STEWARD)
    return look, prepare(store, look, look.plan, person=STEWARD, addresses=book, clock=clock)


def used(look: Look) -> dict[str, str]:
    return {name: use for name, use in look.plan.uses.items() if use not in ("keep", "skip")}


def place_of(found: Prepared, row: int) -> tuple[float, float]:
    point = shapely.point_on_surface(found.frame.geometry.loc[row])
    return round(point.y, 2), round(point.x, 2)


def counts(found: Prepared) -> tuple[int, int, int, int]:
    return found.new, len(found.refused), len(found.unplaced), len(found.doubles)


def test_public_services_in_rd_with_noughts(country: Store, book: AddressBook) -> None:
    look, found = guessed(country, book, "assets/nl_overheidsdiensten_rd.csv")

    assert used(look) == {
        "gml_id": "id", "straatnaam": "street", "huisnummer": "number", "huisletter": "addition",
        "postcode": "postcode", "plaats": "town", "activiteitOmschrijving": "name",
    }  # fmt: skip
    assert (look.plan.layer, look.plan.reading.crs) == ("institutions", "EPSG:28992")
    assert look.plan.reading.encoding == "cp1252"
    assert counts(found) == (3_475, 0, 0, 0)
    assert found.placed == {"postcode": 94}
    assert place_of(found, 2) == (52.57, 5.0)
    assert place_of(found, 1) == (52.08, 4.32)
    assert found.frame["name"].loc[4] == "Brandweer"
    assert found.frame["category"].loc[4] == "fire_service"
    assert found.frame["address"].loc[1] == "Schedeldoekshaven 101, 2511 EM 's-Gravenhage"
    assert found.frame["existed_from"].isna().all()


def test_rows_at_nought_wait_where_there_is_no_table(country: Store) -> None:
    _, found = guessed(country, None, "assets/nl_overheidsdiensten_rd.csv")

    assert counts(found) == (3_475 - 94, 0, 94, 0)
    assert all("0,0" in str(row.reason) for row in found.unplaced)


def test_schools_of_an_old_mac_by_postcode(country: Store, book: AddressBook) -> None:
    look, found = guessed(country, book, "assets/nl_duo_basisscholen.csv")

    assert used(look) == {
        "BRIN NUMMER": "id", "INSTELLINGSNAAM": "name", "STRAATNAAM": "street",
        "HUISNUMMER-TOEVOEGING": "number", "POSTCODE": "postcode", "PLAATSNAAM": "town",
        "TELEFOONNUMMER": "phone", "INTERNETADRES": "website",
    }  # fmt: skip
    assert (look.plan.layer, look.plan.default_category) == ("places", "school")
    assert look.personal == {"TELEFOONNUMMER"}
    # The table has one postcode of Rotterdam in the sea, where nobody lives.
    assert counts(found) == (6_375, 0, 4, 0)
    assert found.placed == {"postcode": 6_375}
    assert "not in the tables: 3062EB" in str(found.unplaced[0].reason)
    assert found.private > 6_300
    assert place_of(found, 1) == (52.79, 6.9)
    assert found.frame["address"].loc[1] == "Oosterstraat 58, 7822 HG Emmen"
    assert set(found.frame["category"]) == {"school"}
    assert found.frame["name"].str.contains("Pompeblêd").any()
    assert not found.frame["fields"].astype(str).str.contains("0591659840").any()


def test_exhibitions_with_decimal_commas(country: Store, book: AddressBook) -> None:
    name = "assets/amsterdam_tentoonstellingen_2017_decimaalkomma.csv"
    look, found = guessed(country, book, name)

    assert used(look) == {
        "Trcid": "id", "Title": "name", "Shortdescription": "offers", "City": "town",
        "Adres": "address", "Zipcode": "postcode", "Urls": "website",
        "Datepattern_startdate": "existed_from", "Datepattern_enddate": "existed_to",
    }  # fmt: skip
    assert counts(found) == (82, 0, 0, 0)
    assert place_of(found, 1) == (52.36, 4.88)
    first = found.frame.loc[1]
    assert (first["name"], first["address"]) == (
        "Nederlanders in Parijs", "Museumplein 6, 1071 DJ Amsterdam",
    )  # fmt: skip
    assert (first["existed_from"], first["existed_to"]) == (2017, 2018)


def test_monuments_whose_name_is_often_empty(country: Store, book: AddressBook) -> None:
    look, found = guessed(country, book, "assets/eindhoven_monumenten.csv")

    assert look.plan.layer == "heritage"
    assert {name.strip() for name, use in used(look).items() if use == "name"} == {
        "Naam", "Aanduiding", "Complex",
    }  # fmt: skip
    assert counts(found) == (1_726, 0, 0, 0)
    assert found.frame["name"].loc[1] == "Don Boscostraat 2"
    assert (found.frame["name"] != "").all()
    assert place_of(found, 1) == (51.43, 5.48)
    assert (found.frame.geometry.geom_type == "Polygon").sum() > 1_700
    assert found.frame["category"].value_counts()["building"] == 1_391
    assert found.other_words == {"Cultuurhistorisch pand": 335}


def test_town_halls_with_the_street_under_plaats(country: Store, book: AddressBook) -> None:
    look, found = guessed(country, book, "assets/nl_gemeentehuizen_dubbele_kolomkoppen.csv")

    assert used(look) == {
        "Gemeente": "name", "Plaats": "address", "Postcode": "postcode", "Plaats (2)": "town",
        "Telefoon": "phone", "E-mail": "email", "website": "website",
    }  # fmt: skip
    assert (look.plan.layer, look.plan.default_category) == ("institutions", "municipality")
    assert counts(found) == (388, 0, 5, 0)
    assert found.placed == {"postcode": 388}
    first = found.frame.loc[2]
    assert (first["name"], first["address"]) == (
        "Aalburg", "Grote Kerkstraat 32, 4261 BE Wijk en Aalburg",
    )  # fmt: skip
    assert place_of(found, 2) == (51.76, 5.13)
    assert found.contacts[1].email == "gemeente@aaenhunze.nl"


def test_polling_stations_in_a_json_of_districts(country: Store, book: AddressBook) -> None:
    look, found = guessed(country, book, "assets/amsterdam_stembureaus.json")

    assert {use: name for name, use in used(look).items()} == {
        "name": "naam", "address": "adres", "postcode": "postcode", "opening_hours": "extra",
    }  # fmt: skip
    assert counts(found) == (310, 0, 0, 0)
    assert found.placed == {"postcode": 310}
    assert found.frame["name"].loc[1] == "Centraal Station"
    assert found.frame["category"].loc[3] == "library"


def test_parks_with_rings_that_are_not_closed(country: Store, book: AddressBook) -> None:
    name = "import-odd/amsterdam_parken_niet_gesloten_ringen.json"
    look, found = guessed(country, book, name)

    assert used(look) == {"Naam": "name"}
    assert (look.plan.layer, look.plan.default_category) == ("places", "park")
    assert found.rows == 125
    assert counts(found) == (123, 0, 2, 0)
    assert [row.row for row in found.unplaced] == [118, 119]
    assert all("not closed" in str(row.reason) for row in found.unplaced)


def test_facilities_of_amsterdam_are_taken_in_once_and_undone(
    country: Store, book: AddressBook
) -> None:
    name = "assets/amsterdam_maatschappelijke_voorzieningen.geojson"
    look, found = guessed(country, book, name)

    run = take_in(country, found, person=STEWARD, clock=clock)
    _, again = guessed(country, book, name)
    report = undo(country, run.id, person=STEWARD, clock=clock)

    assert (run.added, again.new, again.unchanged) == (1_462, 0, 1_462)
    assert look.plan.uses["Huisnummer"] == "number"
    assert found.frame["address"].loc[1] == "Spaarndammerdijk 319, 1014 AA"
    assert found.other_words == {}
    assert report.retired == 1_462
    assert len(country.assets()) == 0


def test_inspections_of_one_nursery_make_one_asset(country: Store, book: AddressBook) -> None:
    _, found = guessed(country, book, "assets/amsterdam_kinderopvang_2012_2015.csv")

    assert found.rows == 2_951
    assert counts(found)[1:] == (0, 0, 0)
    assert found.new == 1_052
