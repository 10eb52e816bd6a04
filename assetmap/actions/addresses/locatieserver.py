"""Ask the Locatieserver of PDOK, or one that answers alike, where an address is.

Only the text goes out: no cookie, no word of who asks. Nobody waits longer than the limit, whatever
the network does, and after a failure nobody waits at all for a while.

https://api.pdok.nl/bzk/locatieserver/search/v3_1/ui/
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2

from assetmap.actions.addresses.found import FoundPlace
from assetmap.domain.address import (
    Address,
    addition_key,
    street_key,
    town_key,
    written_postcode,
)
from assetmap.domain.precision import ADDRESS, POSTCODE, STREET, TOWN
from assetmap.errors import N_, Problem
from assetmap.store.gazetteer.nearness import LatLon, the_one

PDOK_URL = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"

# Names the program and nobody who uses it.
USER_AGENT = "assetmap"
SOURCE = "PDOK"

NO_CONNECTION = Problem(
    N_("There is no connection for searching addresses. Click on the map instead.")
)
TOO_BUSY = Problem(
    N_("The search for addresses is too busy at the moment. Click on the map instead.")
)
NO_SENSE = Problem(
    N_(
        "The search for addresses gives an answer that we cannot use. Click on the map instead. "
        "Does the wifi here ask for a login first?"
    )
)

LIMIT_S = 3.0
MOST_BYTES = 1024**2
MOST_TEXT, MOST_LABEL = 120, 200

_KEEP_S, _MOST_KEPT = 900.0, 500
_FIRST_PAUSE_S, _LONGEST_PAUSE_S, _MOST_ASKED_PAUSE_S = 5.0, 60.0, 300.0
# More than so many at once wait for each other, and when all of these hang the network is gone.
_AT_ONCE = 8

_PRECISIONS = {"adres": ADDRESS, "weg": STREET, "postcode": POSTCODE, "woonplaats": TOWN}
_TYPES = " OR ".join(_PRECISIONS)
_FIELDS = "id,weergavenaam,type,centroide_ll,score"
_PARTS = "straatnaam,huisnummer,huisletter,huisnummertoevoeging,postcode,woonplaatsnaam"
_POINT = re.compile(r"POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)")
# Signs that mean something to the search engine behind it, where they are no part of a word.
_SYNTAX = re.compile(r"[:+&|!(){}\[\]^\"~*?\\/<>=;#%]|(?<!\w)-|-(?!\w)")
_OPERATOR = re.compile(r"\b(AND|OR|NOT|TO)\b")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")

_ONE_TOWN_KM, _ONE_STREET_KM = 12.0, 6.0


class SearchFailed(Exception):
    """No answer came that can be used; `problem` says so in words for a person."""

    def __init__(self, problem: Problem, *, after_s: float = 0.0) -> None:
        super().__init__(problem)
        self.problem, self.after_s = problem, after_s


class Locatieserver:
    """A server of addresses; several threads may ask it.

    Parameters
    ----------
    url
        Its address, without what stands behind the version.
    limit_s
        The longest that anybody waits for an answer.
    clock
        Seconds that only go up.
    """

    def __init__(
        self,
        url: str = PDOK_URL,
        *,
        limit_s: float = LIMIT_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url.rstrip("/")
        self._limit_s, self._clock = limit_s, clock
        self._lock = threading.Lock()
        self._free_places = threading.Semaphore(_AT_ONCE)
        self._kept: OrderedDict[tuple[str, str], tuple[float, Any]] = OrderedDict()
        self._not_before, self._pause_s = 0.0, _FIRST_PAUSE_S
        self._why = NO_CONNECTION
        self._client: httpx2.Client | None = None

    def close(self) -> None:
        """Close the connections that are kept open; a next question opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def search(self, text: str, *, most: int = 6) -> list[FoundPlace]:
        """Return what a text may mean while it is being typed, the likeliest first.

        Raises
        ------
        SearchFailed
            If no answer came that can be used.
        """
        plain = _plain(text)
        if not plain:
            return []

        def ask(end: float) -> list[FoundPlace]:
            question = {"fq": f"type:({_TYPES})", "fl": _FIELDS, "rows": str(most)}
            docs = self._docs("suggest", {"q": plain, **question}, end)
            if not docs:
                # Suggest looks at the name as it is shown, free at all that is known.
                docs = self._docs("free", {"q": plain, **question}, end)
            return [place for doc in docs[:most] if (place := self._placed(doc, end)) is not None]

        places: list[FoundPlace] = self._remembered(("search", f"{most} {plain.casefold()}"), ask)
        return places

    def locate(self, address: Address, *, near: LatLon | None = None) -> FoundPlace | None:
        """Return where an address is; None when the server does not know exactly this one.

        Parameters
        ----------
        near
            Latitude and longitude; among far namesakes the one that is near this is meant.

        Raises
        ------
        SearchFailed
            If no answer came that can be used.
        """
        sort, text = _question(address)
        if not sort:
            return None

        def ask(end: float) -> list[dict[str, Any]]:
            question = {"q": text, "fq": f"type:{sort}", "fl": f"{_FIELDS},{_PARTS}", "rows": "20"}
            return self._docs("free", question, end)

        docs: list[dict[str, Any]] = self._remembered((sort, text.casefold()), ask)
        return _chosen(address, docs, near)

    def _remembered(self, key: tuple[str, str], ask: Callable[[float], Any]) -> Any:
        """Return an earlier answer, or ask; after a failure not at once again."""
        with self._lock:
            now = self._clock()
            expires, answer = self._kept.get(key, (0.0, None))
            if expires > now:
                self._kept.move_to_end(key)
                return answer
            if now < self._not_before:
                raise SearchFailed(self._why)
        try:
            answer = self._within_limit(ask)
        except SearchFailed as error:
            with self._lock:
                pause_s = max(self._pause_s, min(error.after_s, _MOST_ASKED_PAUSE_S))
                self._not_before = self._clock() + pause_s
                self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
                self._why = error.problem
            raise
        with self._lock:
            self._pause_s, self._not_before = _FIRST_PAUSE_S, 0.0
            self._kept[key] = (self._clock() + _KEEP_S, answer)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return answer

    def _within_limit(self, ask: Callable[[float], Any]) -> Any:
        """Ask in a thread of its own: looking up a name in a dead network knows no time limit."""
        end = time.monotonic() + self._limit_s
        if not self._free_places.acquire(timeout=self._limit_s):
            raise SearchFailed(NO_CONNECTION)
        outcome: list[Any] = []
        ready = threading.Event()

        def work() -> None:
            try:
                outcome.append(ask(end))
            except SearchFailed as error:
                outcome.append(error)
            except Exception as error:
                # Whatever a strange network makes of it must not be lost in this thread.
                outcome.append(error)
            finally:
                self._free_places.release()
                ready.set()

        threading.Thread(target=work, name="address search", daemon=True).start()
        if not ready.wait(max(end - time.monotonic(), 0.0)):
            raise SearchFailed(NO_CONNECTION)
        if isinstance(outcome[0], Exception):
            raise outcome[0]
        return outcome[0]

    def _placed(self, doc: dict[str, Any], end: float) -> FoundPlace | None:
        """Return a document as a place; one that has no coordinates is looked up by its id."""
        if "centroide_ll" not in doc and isinstance(doc.get("id"), str):
            more = self._docs("lookup", {"id": doc["id"], "fl": _FIELDS}, end)
            doc = {**doc, **(more[0] if more else {})}
        return _as_place(doc)

    def _docs(self, what: str, question: dict[str, str], end: float) -> list[dict[str, Any]]:
        body = self._get(f"{self._url}/{what}", question, end)
        try:
            docs = json.loads(body)["response"]["docs"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise SearchFailed(NO_SENSE) from error
        if not isinstance(docs, list):
            raise SearchFailed(NO_SENSE)
        return [doc for doc in docs if isinstance(doc, dict)]

    def _get(self, address: str, question: dict[str, str], end: float) -> bytes:
        left = max(end - time.monotonic(), 0.05)
        try:
            with self._one_client().stream("GET", address, params=question, timeout=left) as answer:
                if answer.status_code in (429, 503):
                    raise SearchFailed(
                        TOO_BUSY, after_s=_seconds(answer.headers.get("retry-after"))
                    )
                if answer.status_code != 200:
                    raise SearchFailed(NO_CONNECTION if answer.status_code >= 500 else NO_SENSE)
                return _read(answer, end)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise SearchFailed(NO_CONNECTION) from error

    def _one_client(self) -> httpx2.Client:
        with self._lock:
            if self._client is None:
                # A jar that takes nothing: who asks is not to be known again.
                nothing = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
                self._client = httpx2.Client(headers={"user-agent": USER_AGENT}, cookies=nothing)
            return self._client


def _read(answer: httpx2.Response, end: float) -> bytes:
    """Return the body; one that drips or has no end is given up."""
    body = bytearray()
    for part in answer.iter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise SearchFailed(NO_SENSE)
        if time.monotonic() > end:
            raise SearchFailed(NO_CONNECTION)
    return bytes(body)


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isdecimal() else 0.0


def _plain(text: str) -> str:
    """Return a text without what the search engine would take for its own language."""
    words = _OPERATOR.sub(lambda found: found[1].lower(), _SYNTAX.sub(" ", _CONTROL.sub(" ", text)))
    return " ".join(words.split())[:MOST_TEXT]


def _as_place(doc: dict[str, Any]) -> FoundPlace | None:
    label, point = doc.get("weergavenaam"), doc.get("centroide_ll")
    precision = _PRECISIONS.get(str(doc.get("type")))
    if not isinstance(label, str) or not isinstance(point, str) or precision is None:
        return None
    match, label = _POINT.fullmatch(point.strip()), _CONTROL.sub("", label).strip()
    if match is None or not label:
        return None
    lon, lat = float(match[1]), float(match[2])
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    return FoundPlace(label[:MOST_LABEL], lat, lon, precision, SOURCE)


def _question(address: Address) -> tuple[str, str]:
    """Return which sort of thing to ask for, and the text; both empty when there is nothing."""
    house = f"{address.number}{address.addition}" if address.number else ""
    area = written_postcode(address.postcode).replace(" ", "")
    if address.postbox:
        return "", ""
    if address.number and len(area) == 6:
        sort, parts = "adres", [address.street, house, area]
    elif address.number and address.street and (address.town or area):
        sort, parts = "adres", [address.street, house, area, address.town]
    elif len(area) == 6:
        sort, parts = "postcode", [area]
    elif address.street and (address.town or area):
        sort, parts = "weg", [address.street, address.town]
    elif address.town and not address.street:
        sort, parts = "woonplaats", [address.town]
    else:
        sort, parts = "adres" if address.number else "weg", [address.street, house]
    text = _plain(" ".join(part for part in parts if part))
    return (sort, text) if text else ("", "")


def _chosen(
    address: Address, docs: Iterable[dict[str, Any]], near: LatLon | None
) -> FoundPlace | None:
    """Return the place of the documents that say what was asked, if they agree on one."""
    fitting = [(doc, place) for doc in docs if _fits(address, doc) and (place := _as_place(doc))]
    if not fitting:
        return None
    asked = addition_key(address.addition)
    exact = [each for each in fitting if _addition(each[0]) == asked] or fitting[:1]
    spread_km = _ONE_TOWN_KM if exact[0][1].precision == TOWN else _ONE_STREET_KM
    one = the_one(
        ((place.lat, place.lon, 1.0) for _, place in exact), spread_km=spread_km, near=near
    )
    if one is None:
        return None
    return next(place for _, place in exact if (place.lat, place.lon) == one[:2])


def _fits(address: Address, doc: dict[str, Any]) -> bool:
    """Return whether a document is what was asked: the server answers what is merely alike too."""
    postcode = str(doc.get("postcode") or "").replace(" ", "").upper()
    if address.postcode and postcode and not postcode.startswith(address.postcode):
        return False
    if address.number and doc.get("type") == "adres" and _number(doc) != address.number:
        return False
    town, street = str(doc.get("woonplaatsnaam") or ""), str(doc.get("straatnaam") or "")
    whole = len(address.postcode) == 6 and bool(address.number)
    if address.town and town and not whole and town_key(town) != town_key(address.town):
        return False
    if address.street and street and not whole:
        return street_key(street) == street_key(address.street)
    return True


def _number(doc: dict[str, Any]) -> int:
    number = doc.get("huisnummer")
    return number if isinstance(number, int) else int(str(number)) if str(number).isdecimal() else 0


def _addition(doc: dict[str, Any]) -> str:
    parts = (doc.get("huisletter"), doc.get("huisnummertoevoeging"))
    return addition_key("".join(str(part) for part in parts if part))
