"""The address book: lists on this computer first, then a server, and nobody waits for long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assetmap.actions.addresses import (
    AddressBook,
    Gazetteer,
    Locatieserver,
    add_list,
    look_at,
    remove_list,
)
from assetmap.actions.addresses import address_book as book_module
from assetmap.actions.addresses import locatieserver as server_module
from assetmap.actions.workspace import Workspace
from assetmap.domain.precision import ADDRESS, POSTCODE, STREET, TOWN
from assetmap.errors import NotAllowed, StoreUnavailable
from assetmap.store.gazetteer import PlaceRow
from tests.actions.address_server import (
    AddressServer,
    Answer,
    Behaviour,
    Question,
    address_server,
    answer_of,
    doc,
    knows,
)
from tests.actions.workspaces import CONTRIBUTOR, STEWARD, clock, new_workspace
from tests.factories import SOUTH, WEST

HOUSE = doc(
    "Kerkplein 3, 9401AB Assen", "adres", 52.99, 6.56,
    straatnaam="Kerkplein", huisnummer=3, postcode="9401AB", woonplaatsnaam="Assen",
)  # fmt: skip
STREET_DOC = doc(
    "Kerkplein, Assen", "weg", 52.991, 6.561, straatnaam="Kerkplein", woonplaatsnaam="Assen"
)
TOWN_DOC = doc("Assen, Assen, Drenthe", "woonplaats", 52.995, 6.55, woonplaatsnaam="Assen")
ALL = knows(HOUSE, STREET_DOC, TOWN_DOC)

HERE = (
    PlaceRow(52.5, 6.5, "Zonnewaard", "Dorpsstraat", 1, "", "8001AA"),
    PlaceRow(52.5, 6.5, "Zonnewaard", "Dorpsstraat", 2, "", "8001AA"),
)


class Now:
    """Seconds that only go up when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def gazetteer(tmp_path: Path) -> Gazetteer:
    return Gazetteer(tmp_path / "gazetteer.sqlite")


@pytest.fixture
def here(gazetteer: Gazetteer) -> Gazetteer:
    gazetteer.add(HERE, name="bag", kind="address", file_name="x", at=datetime.now(UTC))
    return gazetteer


Asking = Callable[..., tuple[AddressServer, Locatieserver]]


@pytest.fixture
def asking(now: Now) -> Iterator[Asking]:
    """Return a function that runs a server and gives what asks it."""
    with ExitStack() as running:

        def start(
            behaviour: Behaviour, *, limit_s: float = 10.0
        ) -> tuple[AddressServer, Locatieserver]:
            server = running.enter_context(address_server(behaviour))
            locatieserver = Locatieserver(server.url, limit_s=limit_s, clock=now)
            running.callback(locatieserver.close)
            return server, locatieserver

        yield start


def columns(*texts: str) -> dict[str, list[str]]:
    """Return the columns of rows that have a whole address in one cell."""
    empty = [""] * len(texts)
    return {
        "streets": empty, "numbers": empty, "postcodes": empty, "towns": empty,
        "texts": list(texts),
    }  # fmt: skip


# On this computer


def test_book_with_nothing_to_search_in_says_so(gazetteer: Gazetteer) -> None:
    book = AddressBook(gazetteer)

    assert not book.can_search()
    assert book.find("Dorpsstraat 1").places == ()
    assert np.isnan(book.place_many(**columns("Dorpsstraat 1, Zonnewaard")).lat).all()


def test_book_follows_a_list_that_is_loaded_later(gazetteer: Gazetteer) -> None:
    book = AddressBook(gazetteer)
    book.find("Dorpsstraat 1")

    gazetteer.add(HERE, name="bag", kind="address", file_name="x", at=datetime.now(UTC))

    assert book.can_search()
    place = book.find("Dorpsstraat 1").places[0]
    assert (place.label, place.precision) == ("Dorpsstraat 1, 8001 AA Zonnewaard", ADDRESS)
    assert (place.lat, place.lon, place.source) == (52.5, 6.5, "bag")


def test_address_that_is_known_here_is_asked_nowhere_else(here: Gazetteer, asking: Asking) -> None:
    server, locatieserver = asking(ALL)
    book = AddressBook(here, locatieserver)

    for text in ("Dorpsstraat 1, Zonnewaard", "8001 AA", "Dorpsstr", "Zonnewaard"):
        assert book.find(text).places
    book.place_many(**columns("Dorpsstraat 1, Zonnewaard", "8001AA 2"))

    assert server.asked == []


@pytest.mark.parametrize("text", ["", "  ", "Ke", " Ke ", "Postbus 12, 9401 AB Assen"])
def test_short_text_and_postbox_are_asked_nowhere(
    gazetteer: Gazetteer, asking: Asking, text: str
) -> None:
    server, locatieserver = asking(ALL)

    assert AddressBook(gazetteer, locatieserver).find(text).places == ()
    assert server.asked == []


def test_broken_file_is_told_and_the_server_is_asked(here: Gazetteer, asking: Asking) -> None:
    here.path.write_bytes(b"no database" * 500)
    for beside in here.path.parent.glob("*.sqlite-*"):
        beside.unlink()
    _, locatieserver = asking(ALL)
    book = AddressBook(here, locatieserver)

    found = book.find("Kerkplein 3, Assen")
    many = book.place_many(**columns("Kerkplein 3, Assen"))

    assert found.places[0].label == "Kerkplein 3, 9401AB Assen"
    assert many.precision.tolist() == [ADDRESS]
    assert "no file of addresses that we can read" in str(found.note)
    assert "no file of addresses that we can read" in str(many.note)
    assert not AddressBook(here).can_search()


@pytest.mark.parametrize(
    ("parts", "precision"),
    [
        (("Dorpsstraat", "2", "8001 aa", "Zonnewaard", ""), ADDRESS),
        (("Dorpsstraat 2", "", "", "Zonnewaard", ""), ADDRESS),
        (("", "2", "8001AA", "", ""), ADDRESS),
        (("", "", "8001AA", "Zonnewaard", "Dorpsstraat 2"), ADDRESS),
        (("", "", "", "", "Dorpsstraat 2, 8001 AA Zonnewaard"), ADDRESS),
        (("Dorpsstraat", "", "", "Zonnewaard", ""), STREET),
        (("", "", "8001 AA", "", ""), POSTCODE),
        (("", "", "onbekend", "Zonnewaard", ""), TOWN),
        (("Postbus 2", "", "8001AA", "Zonnewaard", ""), ""),
        (("", "", "8001AA", "Zonnewaard", "Postbus 2"), ""),
        (("", "", "", "", ""), ""),
    ],
)
def test_address_is_put_together_from_its_columns(
    here: Gazetteer, parts: tuple[str, ...], precision: str
) -> None:
    names = ("streets", "numbers", "postcodes", "towns", "texts")

    placed = AddressBook(here).place_many(
        **dict(zip(names, ([part] for part in parts), strict=True))
    )

    assert placed.precision.tolist() == [precision]
    assert np.isnan(placed.lat).tolist() == [not precision]


def test_columns_of_unequal_length_are_refused(here: Gazetteer) -> None:
    with pytest.raises(ValueError, match="zip"):
        AddressBook(here).place_many(**{**columns("a", "b"), "towns": ["Zonnewaard"]})


def test_no_rows_give_no_places(here: Gazetteer) -> None:
    placed = AddressBook(here).place_many(**columns())

    assert (len(placed.lat), len(placed.lon), len(placed.precision)) == (0, 0, 0)


# At a server


def test_server_is_asked_for_what_is_not_known_here(here: Gazetteer, asking: Asking) -> None:
    server, locatieserver = asking(ALL)

    found = AddressBook(here, locatieserver).find("Kerkplein 3, Assen")

    assert [place.label for place in found.places] == [
        "Kerkplein 3, 9401AB Assen", "Kerkplein, Assen", "Assen, Assen, Drenthe",
    ]  # fmt: skip
    assert [place.precision for place in found.places] == [ADDRESS, STREET, TOWN]
    assert (found.places[0].lat, found.places[0].lon) == (52.99, 6.56)
    assert found.note is None
    assert server.asked[0].door == "suggest"


def test_only_the_text_is_sent(gazetteer: Gazetteer, asking: Asking) -> None:
    def with_cookie(question: Question) -> Answer:
        answer = answer_of([])
        return Answer(body=answer.body, headers={"set-cookie": "who=you; Path=/"})

    server, locatieserver = asking(with_cookie)
    book = AddressBook(gazetteer, locatieserver, near=lambda: (52.0, 6.0))

    book.find("Kerkplein 3")
    book.find("Kerkplein 4")

    assert server.asked != []
    for question in server.asked:
        assert set(question.said) == {"q", "fq", "fl", "rows"}
        assert set(question.headers) <= {
            "host", "accept", "accept-encoding", "connection", "user-agent",
        }  # fmt: skip
        assert question.headers["user-agent"] == "assetmap"


def test_what_means_something_to_the_search_engine_is_left_out(
    gazetteer: Gazetteer, asking: Asking
) -> None:
    server, locatieserver = asking(ALL)
    book = AddressBook(gazetteer, locatieserver)

    book.find('Kerk* AND (plein:3) -x "Assen"~2 /a/ 12-a \x00\u202e')
    book.find("*:*")
    book.find("x" * 5_000)

    assert server.texts == ["Kerk and plein 3 x Assen 2 a 12-a", "x" * server_module.MOST_TEXT]


def test_same_question_is_asked_once_for_a_while(
    gazetteer: Gazetteer, asking: Asking, now: Now
) -> None:
    server, locatieserver = asking(ALL)
    book = AddressBook(gazetteer, locatieserver)

    for text in ("Kerkplein 3", "kerkplein  3", " Kerkplein 3 "):
        book.find(text)
    assert len(server.asked) == 1
    now.seconds += 3_600
    book.find("Kerkplein 3")

    assert len(server.asked) == 2


def test_free_search_is_tried_when_suggest_has_nothing(
    gazetteer: Gazetteer, asking: Asking
) -> None:
    server, locatieserver = asking(
        lambda question: answer_of([HOUSE] if question.door == "free" else [])
    )

    found = AddressBook(gazetteer, locatieserver).find("Kerkplein 3")

    assert [question.door for question in server.asked] == ["suggest", "free"]
    assert len(found.places) == 1


def test_document_without_coordinates_is_looked_up(gazetteer: Gazetteer, asking: Asking) -> None:
    short = {key: HOUSE[key] for key in ("id", "weergavenaam", "type", "score")}
    server, locatieserver = asking(
        lambda question: answer_of([HOUSE if question.door == "lookup" else short])
    )

    found = AddressBook(gazetteer, locatieserver).find("Kerkplein 3")

    assert [question.door for question in server.asked] == ["suggest", "lookup"]
    assert server.asked[1].said["id"] == HOUSE["id"]
    assert found.places[0].lat == 52.99


NO_CONNECTION = "There is no connection for searching addresses. Click on the map instead."
GARBAGE = "gives an answer that we cannot use"
BUSY = "too busy at the moment"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=500), NO_CONNECTION),
        (Answer(status=503), BUSY),
        (Answer(status=429), BUSY),
        (Answer(status=404), GARBAGE),
        (Answer(status=302, headers={"location": "http://127.0.0.1:1/login"}), GARBAGE),
        (Answer(body=b"<html>Log in on this wifi</html>"), GARBAGE),
        (Answer(body=b""), GARBAGE),
        (Answer(body=b"[]"), GARBAGE),
        (Answer(body=b'{"response": null}'), GARBAGE),
        (Answer(body=b'{"response": {"docs": 7}}'), GARBAGE),
        (Answer(body=b"[" * 200_000), GARBAGE),
        (Answer(body=b"\xff\xfe\x00"), GARBAGE),
        (Answer(body=b"x" * (server_module.MOST_BYTES + 1)), GARBAGE),
        (Answer(body=b"not gzip", headers={"content-encoding": "gzip"}), NO_CONNECTION),
        (Answer(body=b'{"response": ' + b" " * 500, sent=40), NO_CONNECTION),
        (Answer(body=b"x", wait_s=5), NO_CONNECTION),
        (Answer(body=b"x" * 100, drip_s=0.2), NO_CONNECTION),
    ],
    ids=[
        "fault", "unavailable", "too many", "not found", "login", "page", "empty", "list", "null",
        "no docs", "deep", "bytes", "endless", "packed wrong", "breaks off", "stalls", "drips",
    ],
)  # fmt: skip
def test_failure_is_told_and_what_is_known_here_stays(
    here: Gazetteer, asking: Asking, answer: Answer, words: str
) -> None:
    _, locatieserver = asking(lambda _: answer, limit_s=0.6)
    book = AddressBook(here, locatieserver)

    found = book.find("Dorpsstraat 99, Zonnewaard")

    assert words in str(found.note)
    assert found.places[0].label == "Dorpsstraat, Zonnewaard"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v3", "http://no.such.host.invalid/v3", "http://[broken/v3"]
)
def test_server_that_is_not_there_is_no_connection(gazetteer: Gazetteer, url: str) -> None:
    found = AddressBook(gazetteer, Locatieserver(url, limit_s=2)).find("Kerkplein 3")

    assert (found.places, str(found.note)) == ((), NO_CONNECTION)


def test_strange_documents_are_left_out(gazetteer: Gazetteer, asking: Asking) -> None:
    good = doc("Goed\x07\u202e, Assen", "adres", 52.0, 6.0)
    docs = [
        7,
        {},
        doc("Punt", "adres", 52, 6, centroide_ll="POINT(x y)"),
        doc("Punt", "adres", 52, 6, centroide_ll=None),
        doc("Buiten", "adres", 95, 6),
        doc("Perceel", "perceel", 52, 6),
        doc("", "adres", 52, 6),
        doc("x", "adres", 52, 6, weergavenaam=["<b>"]),
        good,
        doc("L" * 5_000, "weg", 52, 6),
    ]
    _, locatieserver = asking(lambda _: answer_of(docs))  # type: ignore[arg-type]

    found = AddressBook(gazetteer, locatieserver).find("Kerkplein 3", most=20)

    assert [place.label for place in found.places] == ["Goed, Assen", "L" * 200]


def test_after_a_failure_nobody_waits_at_each_key(
    gazetteer: Gazetteer, asking: Asking, now: Now
) -> None:
    server, locatieserver = asking(lambda _: Answer(status=500))
    book = AddressBook(gazetteer, locatieserver)

    notes = [str(book.find("Kerkplein 3"[:length]).note) for length in range(3, 11)]
    assert (notes, len(server.asked)) == ([NO_CONNECTION] * 8, 1)
    now.seconds += 6
    book.find("Kerkplein")
    assert len(server.asked) == 2
    # The second pause is twice as long.
    now.seconds += 6
    book.find("Kerkplein")
    assert len(server.asked) == 2
    server.behaviour = ALL
    now.seconds += 10

    assert book.find("Kerkplein 3").places != ()
    assert book.find("Kerkplein").note is None


def test_server_that_asks_to_wait_is_left_alone_so_long(
    gazetteer: Gazetteer, asking: Asking, now: Now
) -> None:
    server, locatieserver = asking(lambda _: Answer(status=429, headers={"retry-after": "120"}))
    book = AddressBook(gazetteer, locatieserver)

    book.find("Kerkplein 3")
    now.seconds += 100
    note = book.find("Kerkplein 3").note

    assert len(server.asked) == 1
    assert BUSY in str(note)


def test_name_that_takes_for_ever_to_look_up_keeps_nobody(
    gazetteer: Gazetteer, monkeypatch: pytest.MonkeyPatch, now: Now
) -> None:
    release = threading.Event()

    def stuck(*_: object) -> bytes:
        # As looking up a name does in a network that swallows every question.
        release.wait(20)
        raise OSError

    monkeypatch.setattr(Locatieserver, "_get", stuck)
    book = AddressBook(gazetteer, Locatieserver("http://x/v3", limit_s=0.05, clock=now))

    for _ in range(20):
        now.seconds += 500
        assert str(book.find("Kerkplein 3").note) == NO_CONNECTION

    waiting = [each for each in threading.enumerate() if each.name == "address search"]
    # They hang still, and no more are begun than a few.
    assert 0 < len(waiting) <= 8
    release.set()
    for each in waiting:
        each.join()


def test_many_people_can_search_at_once(gazetteer: Gazetteer, asking: Asking) -> None:
    def slow(question: Question) -> Answer:
        return replace(ALL(question), wait_s=0.03)

    _, locatieserver = asking(slow)
    book = AddressBook(gazetteer, locatieserver)

    with ThreadPoolExecutor(30) as people:
        found = list(people.map(book.find, (f"Kerkplein {number}" for number in range(30))))

    assert [each.note for each in found] == [None] * 30
    assert all(each.places for each in found)


def test_small_list_is_placed_at_the_server_after_the_lists_here(
    here: Gazetteer, asking: Asking
) -> None:
    server, locatieserver = asking(ALL)
    told: list[tuple[int, int]] = []

    placed = AddressBook(here, locatieserver).place_many(
        **columns(
            "Dorpsstraat 1, Zonnewaard", "Kerkplein 3, Assen", "Kerkplein 3, Assen",
            "Kerkplein, Assen", "Assen", "Kerkplein 4, Assen", "Postbus 3, Assen", "",
        ),
        progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip

    assert placed.precision.tolist() == [ADDRESS, ADDRESS, ADDRESS, STREET, "", "", "", ""]
    assert placed.lat[[0, 1, 3]].tolist() == [52.5, 52.99, 52.991]
    assert placed.note is None
    assert {question.door for question in server.asked} == {"free"}
    # Twice the same is asked once.
    assert told[0] == (0, len(server.asked))
    assert told[-1] == (len(server.asked), len(server.asked))


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ({"huisnummer": 4}, "Kerkplein 3, 9401 AB Assen"),
        ({"postcode": "9402AB"}, "Kerkplein 3, 9401 AB Assen"),
        ({"woonplaatsnaam": "Beilen"}, "Kerkplein 3, Assen"),
        ({"straatnaam": "Kerkpad"}, "Kerkplein 3, Assen"),
    ],
    ids=["number", "postcode", "town", "street"],
)
def test_answer_that_is_merely_alike_is_not_believed(
    gazetteer: Gazetteer, asking: Asking, known: dict[str, object], asked: str
) -> None:
    _, locatieserver = asking(knows({**HOUSE, **known}))

    placed = AddressBook(gazetteer, locatieserver).place_many(**columns(asked))

    assert placed.precision.tolist() == [""]


def test_towns_of_one_name_are_chosen_by_nearness_or_not_at_all(
    gazetteer: Gazetteer, asking: Asking
) -> None:
    towns = [
        doc("Brug, Gelderland", "woonplaats", 52.2, 6.1, woonplaatsnaam="Brug"),
        doc("Brug, Noord-Brabant", "woonplaats", 51.4, 5.4, woonplaatsnaam="Brug"),
    ]
    _, locatieserver = asking(knows(*towns))
    rows = {**columns(""), "towns": ["Brug"]}

    anywhere = AddressBook(gazetteer, locatieserver).place_many(**rows)
    near = AddressBook(gazetteer, locatieserver, near=lambda: (51.5, 5.5)).place_many(**rows)

    assert anywhere.precision.tolist() == [""]
    assert near.lat.tolist() == [51.4]


def test_no_more_rows_are_asked_than_a_server_bears(
    gazetteer: Gazetteer, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_module, "MOST_ONLINE", 5)
    server, locatieserver = asking(ALL)

    AddressBook(gazetteer, locatieserver).place_many(
        **columns(*(f"Kerkplein {number}, Assen" for number in range(1, 30)))
    )

    assert len(server.asked) == 5


def test_list_is_given_up_at_the_first_failure_and_keeps_what_it_has(
    here: Gazetteer, asking: Asking
) -> None:
    server, locatieserver = asking(lambda _: Answer(status=500))

    placed = AddressBook(here, locatieserver).place_many(
        **columns("Dorpsstraat 1, Zonnewaard", "Kerkplein 3, Assen", "Kerkplein 4, Assen")
    )

    assert placed.precision.tolist() == [ADDRESS, "", ""]
    assert str(placed.note) == NO_CONNECTION
    assert len(server.asked) == 1


# Of a workspace


def test_address_book_of_a_workspace_is_one_and_asks_nobody_unless_said(
    workspace: Workspace,
) -> None:
    book = workspace.address_book()

    assert workspace.address_book() is book
    assert book.server is None
    assert book.gazetteer.path == workspace.path.with_name("gazetteer.sqlite")


def test_namesakes_near_this_map_come_first(workspace: Workspace) -> None:
    book = workspace.address_book()
    towns = [
        PlaceRow(51.4, 5.4, "Brug", weight=90_000),
        PlaceRow(SOUTH, WEST, "Brug"),
    ]
    book.gazetteer.add(towns, name="towns", kind="town", file_name="x", at=datetime.now(UTC))

    assert [place.lat for place in book.find("Brug").places] == [SOUTH, 51.4]
    assert book.place_many(**columns("Brug")).lat.tolist() == [SOUTH]


def test_addresses_are_found_before_there_is_a_store(tmp_path: Path) -> None:
    book = new_workspace(tmp_path / "wijk.gpkg").address_book()
    book.gazetteer.add(HERE, name="bag", kind="address", file_name="x", at=datetime.now(UTC))

    assert book.find("Dorpsstraat 1").places[0].precision == ADDRESS


def test_only_a_steward_takes_lists_in_or_out(here: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_text("plaats,lat,lon\nZonnewaard,52.5,6.5\n")

    with pytest.raises(NotAllowed):
        add_list(here, look_at(path), name="x", person=CONTRIBUTOR)
    with pytest.raises(NotAllowed):
        remove_list(here, "bag", person=CONTRIBUTOR)
    add_list(here, look_at(path), name="x", person=STEWARD, clock=clock)

    assert [each.name for each in here.sources()] == ["bag", "x"]


def test_file_that_is_busy_lets_the_map_go_on(
    here: Gazetteer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise StoreUnavailable("It is busy.")

    monkeypatch.setattr(Gazetteer, "find", busy)

    found = AddressBook(here).find("Dorpsstraat 1")

    assert (found.places, str(found.note)) == ((), "It is busy.")
