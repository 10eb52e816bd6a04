"""Dutch addresses are read from one text, and two writings of one meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.address import (
    MOST_SIGNS,
    Address,
    addition_key,
    is_postbox,
    read_address,
    read_number,
    read_postcode,
    split_province,
    street_beginning,
    street_key,
    town_key,
    written_postcode,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "Dorpsstraat 12-a, 1234 AB Plaats",
            Address("Dorpsstraat", 12, "a", "1234AB", "Plaats"),
        ),
        ("2511EM", Address(postcode="2511EM")),
        ("2511 em", Address(postcode="2511EM")),
        ("NL-9401 AB Assen", Address(postcode="9401AB", town="Assen")),
        ("9401 Assen", Address(postcode="9401", town="Assen")),
        ("9401 AB 12", Address(number=12, postcode="9401AB")),
        ("9401ab 12 a Assen", Address(number=12, addition="a", postcode="9401AB", town="Assen")),
        ("Kerkplein 3 Assen", Address("Kerkplein", 3, town="Assen")),
        ("Kerkplein 3, 9401 Assen", Address("Kerkplein", 3, "", "9401", "Assen")),
        ("kerkplein 3 9401 ab assen", Address("kerkplein", 3, "", "9401AB", "assen")),
        ("Kerkplein 3 a Assen", Address("Kerkplein", 3, "a", town="Assen")),
        ("Kerkplein 3A-2, 9401 AB", Address("Kerkplein", 3, "A-2", "9401AB")),
        ("Kerkplein, Assen", Address("Kerkplein", town="Assen")),
        ("Assen, Kerkplein 3", Address("Kerkplein", 3, town="Assen")),
        ("Dorpsstraat, 12, Plaats", Address("Dorpsstraat", 12, town="Plaats")),
        ("Kerkplein 3 's-Gravenhage", Address("Kerkplein", 3, town="'s-Gravenhage")),
        ("Lange Voorhout 34 Den Haag", Address("Lange Voorhout", 34, town="Den Haag")),
        ("Adm. de Ruijterweg 12 hs", Address("Adm. de Ruijterweg", 12, "hs")),
        ("Kerkstraat 12 1 hoog", Address("Kerkstraat", 12, "1 hoog")),
        ("Prinsenkade 33-2h Breda", Address("Prinsenkade", 33, "2h", town="Breda")),
        ("1e Jacob van Campenstraat 10", Address("1e Jacob van Campenstraat", 10)),
        ("Straat van 1813 5", Address("Straat van 1813", 5)),
        ("Plein 1944 12, Nijmegen", Address("Plein 1944", 12, town="Nijmegen")),
        ("Plein 1944", Address("Plein 1944")),
        ("Hoofdweg 1234", Address("Hoofdweg", 1234)),
        ("Rijksweg A2 12", Address("Rijksweg A2", 12)),
        ("Dorpsstraat 12 t/m 16, Plaats", Address("Dorpsstraat", 12, town="Plaats")),
        ("Dorpsstraat 12 en 14", Address("Dorpsstraat", 12)),
        ("Dorpsstraat 12/14 Assen", Address("Dorpsstraat", 12, "14", town="Assen")),
        ("Markt 12, Hengelo (Gld)", Address("Markt", 12, town="Hengelo (Gld)")),
        ("Markt 12\n1234 AB  Plaats\nNederland", Address("Markt", 12, "", "1234AB", "Plaats")),
        ("Buurthuis De Hoek, Kerkplein 3, Assen", Address("Kerkplein", 3, town="Assen")),
        ("Kerkplein Assen", Address("Kerkplein Assen")),
        ("Postbus 12, 1234 AB Plaats", Address(postbox=True)),
        ("12", Address(number=12)),
        ("", Address()),
        (" ,;- ", Address()),
    ],
)
def test_parts_of_an_address_are_read_from_one_text(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("1234AB", "1234AB"), ("1234 ab", "1234AB"), (" 1234  AB ", "1234AB"), ("1234", "1234"),
        ("NL-1234 AB", "1234AB"), ("0123 AB", ""), ("1234 SS", ""), ("1234 A", ""), ("12345", ""),
        ("", ""), ("Assen", ""), ("1234AB 5", ""),
    ],
)  # fmt: skip
def test_postcode_has_one_form_or_is_none(text: str, postcode: str) -> None:
    assert read_postcode(text) == postcode


def test_postcode_is_written_as_people_do() -> None:
    assert [written_postcode(each) for each in ("1234AB", "1234", "")] == ["1234 AB", "1234", ""]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Adm. de Ruijterweg", "Admiraal De Ruijterweg"),
        ("Burg. v.d. Meerstr.", "Burgemeester van der Meerstraat"),
        ("1e Jacob v. Campenstraat", "Eerste Jacob van Campenstraat"),
        ("Keizersgr.", "Keizersgracht"),
        ("St. Jansstraat", "Sint-Jansstraat"),
        ("Kerk straat", "KERKSTRAAT"),
        ("Parkln", "Parklaan"),
        ("Markt pl.", "Marktplein"),
        ("Dr. Schaepmanwg", "Doctor Schaepmanweg"),
        ("Prof. Cobbenhagenlaan", "Professor Cobbenhagenlaan"),
        ("Écluseweg", "Ecluseweg"),
        ("Van 't Hoffstraat", "van t Hoffstraat"),
    ],
)
def test_two_writings_of_a_street_meet(one: str, other: str) -> None:
    assert street_key(one) == street_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kerkstraat", "Kerklaan"), ("1e Kruisweg", "2e Kruisweg"), ("Plein", "Plein 1944")],
)
def test_two_streets_stay_two(one: str, other: str) -> None:
    assert street_key(one) != street_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'s-Gravenhage", "Den Haag"),
        ("s Gravenhage", "DEN HAAG"),
        ("'s-Hertogenbosch", "Den Bosch"),
        ("Capelle a/d IJssel", "Capelle aan den IJssel"),
        ("Alphen a.d. Rijn", "Alphen aan den Rijn"),
        ("St. Oedenrode", "Sint-Oedenrode"),
        ("Bergen (NH)", "BERGEN NH"),
        ("Hengelo O", "Hengelo"),
    ],
)
def test_two_writings_of_a_town_meet(one: str, other: str) -> None:
    assert town_key(one) == town_key(other) != ""


@pytest.mark.parametrize(
    ("town", "name", "province"),
    [
        ("Hengelo (Gld)", "Hengelo", "Gelderland"),
        ("HENGELO OV", "HENGELO", "Overijssel"),
        ("Bergen nh", "Bergen", "Noord-Holland"),
        ("Oosterhout (Noord-Brabant)", "Oosterhout", "Noord-Brabant"),
        ("Bergen op Zoom", "Bergen op Zoom", ""),
        ("Noord (x)", "Noord", ""),
        ("(x)", "(x)", ""),
        ("VOORST GEM VOORST", "VOORST", ""),
        ("Spijk (gem. Lingewaal)", "Spijk", ""),
        ("Gemonde", "Gemonde", ""),
    ],
)
def test_province_behind_a_town_is_told_apart(town: str, name: str, province: str) -> None:
    assert split_province(town) == (name, province)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", (12, "")), ("12-a", (12, "a")), ("12hs", (12, "hs")), ("12 bis", (12, "bis")),
        ("nr. 5", (5, "")), ("12-14", (12, "")), ("12 t/m 16", (12, "")), ("a", (0, "")),
        ("", (0, "")), ("123456", (0, "")),
    ],
)  # fmt: skip
def test_house_number_is_read_from_a_cell(cell: str, number: tuple[int, str]) -> None:
    assert read_number(cell) == number


@pytest.mark.parametrize(
    ("one", "other"), [("-a", "A"), ("hs", "H"), ("huis", "HS"), ("II", "2"), ("A-2", "a 2")]
)
def test_two_writings_of_an_addition_meet(one: str, other: str) -> None:
    assert addition_key(one) == addition_key(other)


@pytest.mark.parametrize("text", ["Postbus 1", "postbus 12", "P.O. Box 3", "Antwoordnummer 4"])
def test_box_at_the_post_is_no_place(text: str) -> None:
    assert is_postbox(text)


def test_street_can_be_typed_sign_by_sign() -> None:
    whole = "Burgemeester van der Meerplantsoen"

    typed = [street_beginning(whole[:length]) for length in range(1, len(whole) + 1)]

    assert all(street_key(whole).startswith(beginning) for beginning in typed)


def test_shortened_word_that_is_still_being_typed_is_not_written_out() -> None:
    assert street_key("Kerkplantsoen").startswith(street_beginning("Kerkpl"))


words = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)


@given(words)
def test_whatever_is_typed_can_be_read(text: str) -> None:
    address = read_address(text)

    assert 0 <= address.number <= 99_999
    assert address.postcode == read_postcode(address.postcode)
    assert len(address.street) <= MOST_SIGNS
    assert street_key(text) == street_key(text.upper().lower()) or not text.isascii()
    assert " " not in street_key(text) + town_key(text) + street_beginning(text)


streets = st.sampled_from(
    ["Dorpsstraat", "Kerkplein", "Laan van Meerdervoort", "1e Kruisweg", "Plein 1944", "'t Hof"]
)
towns = st.sampled_from(["Assen", "'s-Gravenhage", "Bergen op Zoom", "Hengelo (Gld)", "Ee"])
numbers = st.integers(1, 9_999)
additions = st.sampled_from(["", "a", "B", "-3", " hs", " bis", "-1h"])
postcodes = st.from_regex(r"[1-9][0-9]{3}[A-RT-Z][A-Z]", fullmatch=True)


@given(streets, numbers, additions, postcodes, towns)
def test_written_address_is_read_back(
    street: str, number: int, addition: str, postcode: str, town: str
) -> None:
    text = f"{street} {number}{addition}, {written_postcode(postcode)} {town}"

    read = read_address(text)

    assert (read.street, read.number, read.postcode, read.town) == (street, number, postcode, town)
    assert addition_key(read.addition) == addition_key(addition)


@given(postcodes)
def test_postcode_survives_being_written(postcode: str) -> None:
    assert read_postcode(written_postcode(postcode).lower()) == postcode
