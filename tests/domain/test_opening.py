"""Opening hours in OpenStreetMap's syntax, on Dutch clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.domain.opening import (
    CLOCK,
    CLOSED,
    MAX_SIGNS,
    MOMENTS,
    OPEN,
    UNKNOWN,
    is_open_now,
    now_in_the_netherlands,
    on_the_clock,
    open_in_weekend,
    open_this_evening,
    status_at,
    which_are_open,
)

FRIDAY = datetime(2026, 5, 1, 14, 30, tzinfo=CLOCK)


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    """Return a moment in 2026; 4 May is a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=CLOCK)


@pytest.mark.parametrize(
    ("text", "moment", "is_open"),
    [
        ("Mo-Fr 09:00-17:00", at(1, 14), True),
        ("Mo-Fr 09:00-17:00", at(1, 17), False),
        ("Mo-Fr 09:00-17:00", at(2, 14), False),
        ("24/7", at(3, 3), True),
        ("22:00-04:00", at(2, 3), True),
        ("Mo[1] 10:00-12:00", at(4, 11), True),
        ("Mo[1] 10:00-12:00", at(11, 11), False),
        ("Apr-Sep 10:00-20:00; Oct-Mar off", at(1, 11, month=1), False),
        ("Mo-Fr 09:00-17:00; PH off", at(14, 12), False),  # Ascension Day
        ("Mo-Fr 09:00-17:00; PH off", at(27, 12, month=4), False),  # King's Day
        ("Mo-Fr 09:00-17:00; PH off", at(28, 12, month=4), True),
        ("PH 10:00-12:00", at(25, 11, month=12), True),
        # Summer evenings are long, and winter ones are not.
        ("sunrise-sunset", at(21, 21, 30, month=6), True),
        ("sunrise-sunset", at(21, 17, 30, month=12), False),
        ('Mo-Fr 10:00-14:00 "achterom"', at(1, 11), True),
        ("off", at(1, 11), False),
    ],
)
def test_hours_tell_what_is_open(text, moment, is_open):
    assert is_open_now(text, moment) is is_open
    assert status_at(text, moment).state == (OPEN if is_open else CLOSED)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ma-vr 9-17",
        "dagelijks geopend",
        "Mo-Fr 9.00-17.00",
        "op afspraak",
        '"op afspraak"',
        'Sa 10:00-12:00; "bel even"',
        "unknown",
        "\0",
        "\ud800",
        "(" * 400,
        "Mo-Fr 09:00-17:00 " * 400,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_what_cannot_be_read_is_unknown_and_never_open(text):
    assert status_at(text, FRIDAY) == (UNKNOWN, None)
    assert not any(is_open(text, FRIDAY) for is_open in MOMENTS.values())


def test_words_for_the_rest_of_the_week_leave_it_unknown_then():
    text = 'Sa 10:00-12:00 || "bel even"'

    assert status_at(text, FRIDAY).state == UNKNOWN
    assert is_open_now(text, at(2, 11))
    assert open_in_weekend(text, FRIDAY)
    assert not open_this_evening(text, FRIDAY)


def test_text_of_hours_is_no_longer_than_an_asset_may_have_it():
    text = "Mo-Fr 09:00-17:00; Sa 10:00-12:00; "

    assert status_at(text.rstrip("; "), FRIDAY).state == OPEN
    assert status_at((text * 30)[:MAX_SIGNS], FRIDAY).state == UNKNOWN  # broken off
    assert status_at((text * 30).rstrip("; "), FRIDAY).state == UNKNOWN


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("Mo-Fr 09:00-17:00", at(1, 17)),
        ("Sa 10:00-12:00", at(2, 10)),
        ("24/7", None),
        ("off", None),
        ("2040 Mo-Fr 10:00-12:00", None),
    ],
)
def test_status_tells_until_when(text, until):
    found = status_at(text, FRIDAY)

    assert found.until == until
    assert until is None or found.until.utcoffset() == until.utcoffset()


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("Fr 17:00-18:30", True),
        ("Fr 17:00-18:29", False),
        ("Fr 21:30-23:00", True),
        ("Fr 21:31-23:00", False),
        ('Fr 19:00-19:20,19:20-19:40 "lezing"', True),
        ("Fr 19:00-19:20,19:30-19:50", False),
        ("Fr 09:00-18:00,22:00-24:00", False),
        ("Sa 18:00-22:00", False),
        ("24/7", True),
    ],
)
def test_evening_is_half_an_hour_between_six_and_ten_today(text, is_open):
    assert open_this_evening(text, FRIDAY) is is_open
    # It is about the day, not about what is left of it.
    assert open_this_evening(text, at(1, 23)) is is_open


@pytest.mark.parametrize(
    ("text", "moment", "is_open"),
    [
        ("Sa 10:00-12:00", FRIDAY, True),
        ("Su 21:30-24:00", FRIDAY, True),
        ("Su 21:45-24:00", FRIDAY, False),
        ("Sa 00:00-08:20", FRIDAY, False),
        ("Mo-Fr 09:00-17:00", FRIDAY, False),
        ("Sa 10:00-12:00", at(2, 13), True),
        ("Su 10:00-12:00", at(2, 13), True),
        ("Sa 10:00-12:00", at(3, 13), False),
        ("Su 10:00-12:00", at(3, 13), True),
        ("2026 May 09 10:00-12:00", at(4, 9), True),
        ("2026 May 09 10:00-12:00", FRIDAY, False),
    ],
)
def test_weekend_is_what_is_left_of_it_or_else_the_coming_one(text, moment, is_open):
    assert open_in_weekend(text, moment) is is_open


def test_moment_of_elsewhere_is_read_on_dutch_clocks():
    late_in_utc = datetime(2026, 5, 1, 15, 30, tzinfo=UTC)  # 17:30 in the Netherlands

    assert not is_open_now("Mo-Fr 09:00-17:00", late_in_utc)
    assert is_open_now("Mo-Fr 09:00-17:00", datetime(2026, 5, 1, 15, 30))
    assert on_the_clock(late_in_utc).hour == 17
    assert now_in_the_netherlands().tzinfo is CLOCK
    # An hour after midnight here it is another day than in UTC.
    assert open_this_evening("Sa 18:00-20:00", datetime(2026, 5, 1, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)], ids=["to summer", "to winter"])
def test_night_in_which_the_clock_is_changed_can_be_asked_for(month, day):
    for minute in range(0, 240, 15):
        moment = at(day, minute // 60, minute % 60, month=month)

        assert is_open_now("24/7", moment)
        assert status_at("00:00-02:30", moment).state in (OPEN, CLOSED)
        assert open_in_weekend("Su 10:00-12:00", moment)


def test_many_texts_are_told_at_once():
    texts = ("", "Mo-Fr 09:00-17:00", "Sa 10:00-12:00", "onbekend")

    assert which_are_open(texts, FRIDAY, "now").tolist() == [False, True, False, False]
    assert which_are_open(texts, FRIDAY, "weekend").tolist() == [False, False, True, False]
    assert which_are_open((), FRIDAY, "evening").dtype == np.bool_


PIECES = (
    *("Mo-Fr", "Su", "PH", "SH", "Mo[1]", "Su[5] -40 days", "Feb 29", "easter -40 days"),
    *("week 1-53/7", "2000-9999/7", "1900-9999/13 Feb 29", "9999", "Jan 31-Feb 31", "24/7"),
    *("09:00-17:00", "00:00-48:00", "00:00-24:00/00:01", "(sunset-26:00)-(sunrise+23:00)"),
    *("sunset+", "02:30-02:31", "10:00+", "off", "unknown", '"bel"', ";", ",", "||", "99:99", "é"),
)


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=40),
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
)
def test_any_text_gets_an_answer(pieces, moment):
    text = " ".join(pieces)

    status = status_at(text, moment)

    assert status.state in (OPEN, CLOSED, UNKNOWN)
    assert status.until is None or status.until > on_the_clock(moment)
    assert is_open_now(text, moment) is (status.state == OPEN)
    for is_open in MOMENTS.values():
        assert is_open(text, moment) in (True, False)
