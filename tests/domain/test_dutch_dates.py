"""Years out of the dates that Dutch lists hold."""

from __future__ import annotations

import pytest

from assetmap.domain.dutch_dates import says_nothing, year_in


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("1987", 1987), ("1987.0", 1987), ("ca. 1900", 1900), ("2-01-12", 2012), ("2-01-87", 1987),
        ("31-12-2015", 2015), ("01/01/2005", 2005), ("1.5.1998", 1998), ("2011-07-25", 2011),
        ("20110725", 2011), ("20110725165818", 2011), ("2017-02-13 11:24:15", 2017),
        ("vr 13 oktober 2017", 2017), ("13 okt. 2017", 2017), ("oktober 2017", 2017),
        ("1998-2004", 1998), ("Vr 13 oktober 2017 t/m zo 7 januari 2018", 2017),
        ("", None), ("onbekend", None), ("19e eeuw", None), ("19870", None), ("zomer", None),
    ],
)  # fmt: skip
def test_year_is_read_from_what_lists_hold(text: str, year: int | None) -> None:
    assert year_in(text, this_year=2026) == year


def test_last_year_of_a_period_ends_it() -> None:
    assert year_in("1998-2004", last=True, this_year=2026) == 2004


@pytest.mark.parametrize("text", ["11111111", "00000000", "0", "-", "00-00-0000", "9999-12-31", ""])
def test_date_that_stands_for_none_says_nothing(text: str) -> None:
    assert says_nothing(text)
    assert year_in(text, this_year=2026) is None
