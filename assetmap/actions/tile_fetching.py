"""Ask a server for map tiles politely: few at a time, with a pause, and later when it is busy."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

import httpx2

from assetmap.errors import N_, Term
from assetmap.maps.tile_source import MOST_TILE, is_whole_picture, picture_type

# Says who asks, as providers want it: https://operations.osmfoundation.org/policies/tiles/
USER_AGENT = "assetmap (map of a neighbourhood; takes tiles along for a meeting without internet)"

NO_CONNECTION = Term(N_("there is no connection; is there internet here?"))
TOO_SLOW = Term(N_("it does not answer in time"))
BREAKS_OFF = Term(N_("the connection breaks off"))
TOO_BUSY = Term(N_("it says that it is too busy"))
FAULT = Term(N_("it has a fault of its own"))
NOT_ALLOWED = Term(N_("it says that we may not have them"))
NO_PICTURE = Term(
    N_("it sends something that is no picture; does the wifi here ask for a login first?")
)

# With these a server says that it has nothing at this place.
_NOTHING_THERE = {204, 400, 404, 410}
_LATER = {429, 503}


@dataclass(frozen=True)
class Pace:
    """How gently a server is asked.

    Parameters
    ----------
    at_once
        How many tiles at the same time.
    pause_s
        What each of those waits after an answer.
    tries, wait_s, most_wait_s
        How often a tile is asked for, what to wait after the first time (twice as long after
        each next), and the longest wait that a server may ask of us.
    answer_s
        The longest that one answer may take.
    run_s
        The longest that all may take; what is left can be fetched another time.
    """

    at_once: int = 4
    pause_s: float = 0.1
    tries: int = 5
    wait_s: float = 1.0
    most_wait_s: float = 120.0
    answer_s: float = 20.0
    run_s: float = 3 * 3600.0


class TileFailed(Exception):
    """A tile did not come; `reason` says why, in words for a person."""

    def __init__(self, reason: Term) -> None:
        super().__init__(reason)
        self.reason = reason


class Stopped(Exception):
    """Somebody stopped it."""


class _Again(Exception):
    def __init__(self, reason: Term, after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.reason, self.after_s = reason, after_s


class TileServer:
    """One server of tiles; several threads may ask it.

    Parameters
    ----------
    url
        XYZ address, as Leaflet writes it.
    stop
        When it is set, whoever waits gives up.
    """

    def __init__(self, url: str, *, pace: Pace, stop: threading.Event) -> None:
        self._url, self._pace, self._stop = url, pace, stop
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._client = httpx2.Client(
            headers={"user-agent": USER_AGENT},
            timeout=pace.answer_s,
            follow_redirects=True,
            limits=httpx2.Limits(max_connections=pace.at_once),
        )

    def __enter__(self) -> TileServer:
        return self

    def __exit__(self, *error: Any) -> None:
        self._client.close()

    def fetch(self, z: int, x: int, y: int) -> bytes | None:
        """Return the picture of a tile; None when the server has nothing there.

        Raises
        ------
        TileFailed, Stopped
        """
        address, wait_s = address_of(self._url, z, x, y), self._pace.wait_s
        reason = NO_CONNECTION
        for turn in range(self._pace.tries):
            if turn:
                self._wait(wait_s * 2 ** (turn - 1))
            self._wait_for_all()
            try:
                return self._ask(address)
            except _Again as again:
                reason = again.reason
                if again.after_s:
                    self._hold_off(again.after_s)
            finally:
                self._stop.wait(self._pace.pause_s)
        raise TileFailed(reason)

    def _ask(self, address: str) -> bytes | None:
        try:
            with self._client.stream("GET", address) as answer:
                status = answer.status_code
                if status in _NOTHING_THERE:
                    return None
                if status in _LATER:
                    raise _Again(TOO_BUSY, self._asked_wait(answer.headers.get("retry-after")))
                if status == 408 or status >= 500:
                    raise _Again(FAULT)
                if status != 200:
                    raise TileFailed(NOT_ALLOWED)
                body = self._read(answer)
        except httpx2.InvalidURL as error:
            raise TileFailed(NO_CONNECTION) from error
        except httpx2.ConnectError as error:
            raise _Again(NO_CONNECTION) from error
        except httpx2.TimeoutException as error:
            raise _Again(TOO_SLOW) from error
        except httpx2.RequestError as error:
            raise _Again(BREAKS_OFF) from error
        if not body:
            return None
        if picture_type(body) is None:
            raise TileFailed(NO_PICTURE)
        if not is_whole_picture(body):
            raise _Again(BREAKS_OFF)
        return body

    def _read(self, answer: httpx2.Response) -> bytes:
        """Return the body; a server that sends a little at a time cannot keep us for ever."""
        end = time.monotonic() + self._pace.answer_s
        body = bytearray()
        for part in answer.iter_bytes():
            body += part
            if len(body) > MOST_TILE:
                raise TileFailed(NO_PICTURE)
            if time.monotonic() > end:
                raise _Again(TOO_SLOW)
            if self._stop.is_set():
                raise Stopped
        return bytes(body)

    def _asked_wait(self, seconds: str | None) -> float:
        """Return what `Retry-After` asks for, or one wait of ours; it may also be a date."""
        asked = float(seconds) if seconds and seconds.isdecimal() else self._pace.wait_s
        return min(asked, self._pace.most_wait_s)

    def _hold_off(self, seconds: float) -> None:
        # Busy is busy for all of us.
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    def _wait_for_all(self) -> None:
        while (left := self._not_before - time.monotonic()) > 0:
            self._wait(left)
        self._wait(0)

    def _wait(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise Stopped


def address_of(url: str, z: int, x: int, y: int) -> str:
    """Return the address of one tile, as Leaflet would fill it in."""
    parts = {"z": z, "x": x, "y": y, "-y": (1 << z) - 1 - y, "s": "a", "r": ""}
    for name, value in parts.items():
        url = url.replace(f"{{{name}}}", str(value))
    return url
