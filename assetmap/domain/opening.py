"""Whether something is open, from opening hours in OpenStreetMap's syntax.

Hours are read on Dutch clocks, with Dutch public holidays; sunrise and sunset are those of the
middle of the country, some ten minutes off at its edges. What cannot be read, such as free words,
is unknown, and never open. See https://wiki.openstreetmap.org/wiki/Key:opening_hours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from opening_hours import OpeningHours, State

CLOCK = ZoneInfo("Europe/Amsterdam")
_MIDDLE = (52.1, 5.3)

# As long as an asset's opening hours may be; a longer text is no text of hours.
MAX_SIGNS = 500
# A change further away than this is none: nobody plans for it, and looking takes long.
_FAR_DAYS = 366
# Worth going for.
_LEAST = timedelta(minutes=30)
_EVENING = (time(18), time(22))
_DAYTIME = (time(8), time(22))
_SATURDAY = 5

OPEN, CLOSED, UNKNOWN = "open", "closed", "unknown"
_STATES = {State.OPEN: OPEN, State.CLOSED: CLOSED}

# By the specification, words alone ('by appointment') leave it unknown; the library says open.
_WORDS_ALONE = re.compile(r'(^|;|\|\|)\s*("[^"]*")\s*(?=$|;|\|\|)')


class Status(NamedTuple):
    """How it stands at a moment.

    Parameters
    ----------
    state
        `OPEN`, `CLOSED` or `UNKNOWN`.
    until
        When that changes, on the Dutch clock; None when it does not within a year, or nobody
        knows.
    """

    state: str
    until: datetime | None


def now_in_the_netherlands() -> datetime:
    """Return this moment on the Dutch clock."""
    return datetime.now(CLOCK)


def on_the_clock(moment: datetime) -> datetime:
    """Return a moment on the Dutch clock; one without a zone is on it already."""
    return moment.astimezone(CLOCK) if moment.tzinfo else moment.replace(tzinfo=CLOCK)


def status_at(text: str, moment: datetime) -> Status:
    """Return how it stands at a moment, and until when."""
    hours = _read(text)
    if hours is None:
        return Status(UNKNOWN, None)
    at = _plain(moment)
    state = _STATES.get(hours.state(at)[0], UNKNOWN)
    change = hours.next_change(at)
    return Status(state, None if change is None else on_the_clock(change))


def is_open_now(text: str, moment: datetime) -> bool:
    """Return whether it is open at a moment."""
    hours = _read(text)
    return hours is not None and hours.state(_plain(moment))[0] is State.OPEN


def open_this_evening(text: str, moment: datetime) -> bool:
    """Return whether it is open for half an hour between 18:00 and 22:00 on the moment's day."""
    return _is_open_in(text, on_the_clock(moment).date(), *_EVENING)


def open_in_weekend(text: str, moment: datetime) -> bool:
    """Return whether it is open for half an hour between 8:00 and 22:00 in the weekend.

    That is what is left of this weekend, today with it, or else the coming Saturday and Sunday.
    """
    today = on_the_clock(moment).date()
    saturday = today + timedelta(days=_SATURDAY - today.weekday())
    days = {max(today, saturday), saturday + timedelta(days=1)}
    return any(_is_open_in(text, day, *_DAYTIME) for day in days)


MOMENTS: dict[str, Callable[[str, datetime], bool]] = {
    "now": is_open_now,
    "evening": open_this_evening,
    "weekend": open_in_weekend,
}


def which_are_open(texts: Sequence[str], moment: datetime, when: str) -> NDArray[np.bool_]:
    """Return for each text whether it is open.

    Parameters
    ----------
    when
        A key of `MOMENTS`.
    """
    is_open, moment = MOMENTS[when], on_the_clock(moment)
    return np.fromiter((is_open(text, moment) for text in texts), dtype=bool, count=len(texts))


def _plain(moment: datetime) -> datetime:
    # The library takes a moment without a zone as one on its own clock, in half the time.
    return on_the_clock(moment).replace(tzinfo=None)


@lru_cache(maxsize=65_536)
def _is_open_in(text: str, day: date, start: time, end: time) -> bool:
    hours = _read(text)
    if hours is None:
        return False
    first, last = datetime.combine(day, start, CLOCK), datetime.combine(day, end, CLOCK)
    length = timedelta()
    until = first
    for since, to, state, _ in hours.intervals(_plain(first), _plain(last)):
        if state is State.OPEN:
            since, to = max(on_the_clock(since), first), min(on_the_clock(to), last)
            length = to - since + (length if since == until else timedelta())
            until = to
            if length >= _LEAST:
                return True
    return False


@lru_cache(maxsize=20_000)
def _read(text: str) -> OpeningHours | None:
    """Return the hours of a text, or None when it cannot be read."""
    if not text or len(text) > MAX_SIGNS:
        return None
    try:
        return OpeningHours(
            _WORDS_ALONE.sub(r"\1 unknown \2", text),
            country="NL",
            coords=_MIDDLE,
            timezone=CLOCK,
            max_interval_days=_FAR_DAYS,
        )
    except Exception:  # whatever the library says of it, hours that cannot be read are unknown
        return None
