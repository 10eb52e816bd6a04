"""One line of an address out of the cells of a list."""

from __future__ import annotations

import pytest

from assetmap.domain.address_line import address_line, house_number, plain_town


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("", "Dorpsstraat", "12a", "1234ab", "PLAATS"), "Dorpsstraat 12a, 1234 AB Plaats"),
        (("Dorpsstraat 12a", "", "", "1234 AB", "Plaats"), "Dorpsstraat 12a, 1234 AB Plaats"),
        (("Spaarndammerdijk", "", "319", "1014AA", ""), "Spaarndammerdijk 319, 1014 AA"),
        (("Dam 20", "Dam", "20", "", ""), "Dam 20"),
        (("Dam 20, 1012 NP Amsterdam", "", "", "1012NP", "Amsterdam"), "Dam 20, 1012 NP Amsterdam"),
        (("Dam 20, Amsterdam", "", "", "", "AMSTERDAM"), "Dam 20, Amsterdam"),
        (("", "", "", "", "Plaats"), "Plaats"),
        (("", "", "12", "", ""), ""),
        (("", "", "", "", ""), ""),
    ],
)
def test_cells_become_one_line(parts: tuple[str, ...], line: str) -> None:
    names = ("address", "street", "number", "postcode", "town")

    assert address_line(**dict(zip(names, parts, strict=True))) == line


@pytest.mark.parametrize(
    ("number", "additions", "whole"),
    [
        ("12", ("a",), "12a"),
        ("12", ("2",), "12-2"),
        ("12", ("A", "bis"), "12A-bis"),
        ("5-A", ("",), "5-A"),
        ("", ("a",), ""),
    ],
)
def test_number_gets_its_addition(number: str, additions: tuple[str, ...], whole: str) -> None:
    assert house_number(number, additions) == whole


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("EMMEN", "Emmen"),
        ("WIJK EN AALBURG", "Wijk en Aalburg"),
        ("'S-GRAVENHAGE", "'s-Gravenhage"),
        ("IJMUIDEN", "IJmuiden"),
        ("DE RIJP", "De Rijp"),
        ("Den Haag", "Den Haag"),
        ("", ""),
    ],
)
def test_town_in_capitals_is_written_as_people_do(written: str, plain: str) -> None:
    assert plain_town(written) == plain
