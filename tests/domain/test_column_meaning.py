"""What columns mean: from their headings, from what stands in them, and from both together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assetmap.domain.column_meaning import Meaning, meaning_of
from assetmap.domain.import_plan import USES
from tests.factories import shipped_layers

NAMES = ["Buurthuis De Linde", "Bibliotheek Zuid", "Speeltuin Bij de Boom"]
CELLS: dict[str, Sequence[str]] = {
    "name": NAMES,
    "category": ["Buurthuis", "Bibliotheek", "Buurthuis"],
    "offers": ["Samen koken en eten, elke week."] * 3,
    "address": ["Dorpsstraat 12a", "Kerkplein 3", "Lindelaan 100"],
    "street": ["Dorpsstraat", "Kerkplein", "Lindelaan"],
    "number": ["12", "3", "100"],
    "addition": ["a", "", "bis"],
    "postcode": ["1234 AB", "1234AC", "1235 ZZ"],
    "town": ["Brugveen", "Brugveen", "Oosterheem"],
    "neighbourhood": ["Centrum", "De Linden", "Centrum"],
    "website": ["www.linde.nl", "https://bieb.nl/zuid", ""],
    "opening_hours": ["Mo-Fr 09:00-17:00", "ma t/m vr 9.00 - 17.00 uur", ""],
    "themes": ["social_life", "schooling", ""],
    "audience": ["iedereen", "kinderen", ""],
    "cost": ["gratis", "betaald", ""],
    "wheelchair": ["ja", "nee", ""],
    "languages": ["Nederlands", "Arabisch", ""],
    "existed_from": ["1998", "2-01-12", "20110725"],
    "existed_to": ["31-12-2015", "", ""],
    "id": ["A1", "A2", "A3"],
    "person": ["Fatma Yilmaz", "Jan de Vries", ""],
    "phone": ["06-12345678", "(0297) 38 75 75", "14 0592"],
    "email": ["info@linde.nl", "", "bieb@example.org"],
}
OTHERS = {"Naam": NAMES}


def uses(**columns: Sequence[str]) -> dict[str, str]:
    return meaning_of({key.replace("_", " "): cells for key, cells in columns.items()}).uses


def meaning(heading: str, cells: Sequence[str], others: bool = True) -> Meaning:
    return meaning_of({**(OTHERS if others else {}), heading: cells})


@pytest.mark.parametrize(
    ("heading", "use"),
    [
        ("titel", "name"), ("Title", "name"), ("INSTELLINGSNAAM", "name"), ("naam_locatie", "name"),
        ("Categorie", "category"), ("SOORT", "category"), ("type", "category"),
        ("Omschrijving", "offers"), ("beschrijving", "offers"), ("description", "offers"),
        ("Adres ", "address"), ("ADDRESS", "address"), ("Bezoekadres", "address"),
        ("straat", "street"), ("STRAATNAAM", "street"), ("huisnr", "number"),
        ("huisnummer", "number"), ("addr:housenumber", "number"), ("Postcode", "postcode"),
        ("ZIPCODE", "postcode"), ("woonplaats", "town"), ("plaatsnaam", "town"), ("City", "town"),
        ("gemeente", "town"), ("buurtnaam", "neighbourhood"), ("Internetadres", "website"),
        ("url", "website"), ("www", "website"), ("Openingstijden", "opening_hours"),
        ("thema's", "themes"), ("Doelgroep", "audience"), ("Kosten", "cost"),
        ("rolstoel", "wheelchair"), ("toegankelijk", "wheelchair"),
        ("Talen", "languages"), ("Bouwjaar", "existed_from"),
        ("opgericht", "existed_from"), ("startDatum", "existed_from"), ("Einddatum", "existed_to"),
        ("ID", "id"), ("code", "id"), ("BRIN NUMMER", "id"), ("gml_id", "id"),
        ("Contactpersoon", "person"), ("Tel.", "phone"), ("telefoonnummer", "phone"),
        ("Phone", "phone"), ("E-mail", "email"), ("mailadres", "email"), ("contact_email", "email"),
    ],
)  # fmt: skip
def test_heading_says_what_a_column_is_for(heading: str, use: str) -> None:
    columns = {heading: CELLS[use]} | ({} if use == "name" else OTHERS)

    assert meaning_of(columns).uses[heading] == use


@pytest.mark.parametrize(
    ("use", "cells"),
    [
        ("postcode", CELLS["postcode"]), ("email", CELLS["email"]), ("phone", CELLS["phone"]),
        ("website", CELLS["website"]), ("address", CELLS["address"]),
        ("opening_hours", ["06.30-21.00 uur", "7.30-21.00 uur", ""]),
        ("category", ["amenity=library", "leisure=park", "amenity=library"]),
        ("person", ["Mevrouw De Vries", "dhr. J. Jansen", "J.P. van den Berg"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_cells_say_it_where_the_heading_does_not(use: str, cells: Sequence[str]) -> None:
    assert meaning("kolom 7", cells).uses["kolom 7"] == use


@pytest.mark.parametrize("use", ["person", "phone", "email"])
def test_columns_about_persons_go_to_the_private_side(use: str) -> None:
    found = meaning("kolom 7", CELLS[use] if use != "person" else ["mw. Yilmaz", "dhr. De Vries"])

    assert found.uses["kolom 7"] == use
    assert found.personal == {"kolom 7"}


@pytest.mark.parametrize("heading", ["BSN", "Geboortedatum", "geslacht", "IBAN"])
def test_what_no_asset_needs_of_a_person_is_left_out(heading: str) -> None:
    found = meaning(heading, ["19800101", "x", "y"])

    assert found.uses[heading] == "skip"
    assert heading in found.personal


def test_place_with_streets_and_numbers_in_it_is_an_address() -> None:
    found = uses(
        Gemeente=["Aalburg", "Aalten", "Almelo"],
        Plaats=CELLS["address"],
        Postcode=CELLS["postcode"],
        **{"Plaats (2)": ["WIJK", "AALTEN", "ALMELO"], "Postadres": ["Postbus 1"] * 3},
    )

    assert found["Plaats"] == "address"
    assert found["Plaats (2)"] == "town"
    assert found["Gemeente"] == "name"
    assert found["Postadres"] == "keep"


def test_address_of_the_post_gives_way_to_where_it_is() -> None:
    found = uses(
        **{"POSTCODE_CORRESPONDENTIEADRES": CELLS["postcode"], "POSTCODE": CELLS["postcode"]}
    )

    assert found["POSTCODE CORRESPONDENTIEADRES"] == "keep"
    assert found["POSTCODE"] == "postcode"


def test_empty_name_gets_others_behind_it() -> None:
    found = uses(
        Adres=CELLS["address"],
        Aanduiding=["Winkel", "", "Woonhuis"],
        Naam=["", "", "Ventoseflat"],
        Complex=["", "Philipsdorp", ""],
        **{"Object_nummer": ["CP0257", "CP0187", "CP0187"]},
    )

    assert {heading for heading, use in found.items() if use == "name"} == {
        "Aanduiding", "Naam", "Complex",
    }  # fmt: skip
    assert found["Adres"] == "address"


def test_odd_column_is_the_name_when_nothing_else_is() -> None:
    found = meaning_of(
        {
            "activiteitOmschrijving": ["Brandweer", "Politie", "Brandweer"],
            "straatnaam": CELLS["street"],
            "plaats": CELLS["town"],
        }
    ).uses

    assert found == {"activiteitOmschrijving": "name", "straatnaam": "street", "plaats": "town"}


def test_title_wins_from_the_name_of_the_location() -> None:
    found = uses(Locatienaam=["Museum"] * 3, Title=NAMES)

    assert (found["Title"], found["Locatienaam"]) == ("name", "keep")


def test_letters_of_a_code_are_no_sort() -> None:
    assert meaning("categorie", ["A", "B", "A"]).uses["categorie"] == "keep"


def test_id_that_comes_back_is_no_id() -> None:
    assert meaning("lrknummer", ["1", "2", "1"]).uses["lrknummer"] == "keep"


def test_number_that_changes_each_time_gives_way_to_a_real_id() -> None:
    found = uses(OBJECTID=["1", "2", "3"], Code=CELLS["id"])

    assert (found["Code"], found["OBJECTID"]) == ("id", "keep")


@pytest.mark.parametrize(
    "heading",
    ["geo_shape", "SHAPE.AREA", "Thumbnail", "Fax"],
)
def test_what_a_program_or_nobody_needs_is_left_out(heading: str) -> None:
    assert meaning(heading, ["1", "2", "3"]).uses[heading] == "skip"


def test_empty_column_and_columns_of_the_place_are_left_out() -> None:
    found = meaning_of({"Naam": NAMES, "leeg": ["", "", ""], "km": ["1", "2", "3"]}, places=["km"])

    assert (found.uses["leeg"], found.uses["km"]) == ("skip", "skip")


def test_text_in_another_language_is_kept_beside() -> None:
    found = meaning_of({"Title": NAMES, "TitleEN": NAMES, "ShortdescriptionEN": ["A text"] * 3})

    assert found.uses["TitleEN"] == "keep"


def test_own_field_of_a_layer_is_named_by_its_title() -> None:
    layer = shipped_layers()["institutions"]
    title = layer.fields[0].title.nl

    found = meaning_of({"Naam": NAMES, title: ["de huismeester", "", ""]}, layer=layer)

    assert found.uses[title] == f"own:{layer.fields[0].key}"


@pytest.mark.parametrize(
    "cells",
    [[], [""], ["<script>alert(1)</script>"], ["${alert(1)}"], ['=HYPERLINK("x")'], ["\x00"],
     ["a" * 100_000]],
    ids=["none", "empty", "html", "template", "formula", "nul", "long"],
)  # fmt: skip
@pytest.mark.parametrize("heading", ["Naam", "", "postcode", "🙂", "${x}"])
def test_hostile_cells_get_some_use_that_there_is(heading: str, cells: list[str]) -> None:
    assert set(meaning_of({heading: cells}).uses.values()) <= set(USES)
