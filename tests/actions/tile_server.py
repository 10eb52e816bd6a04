"""A tile server of this computer that does what a test tells it to."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.actions import server_here
from tests.maps.tile_files import Number, png

# What a server does with a tile that is asked for the nth time, from 1.
Behaviour = Callable[[Number, int], "Answer"]


@dataclass(frozen=True)
class Answer(server_here.Answer):
    """An answer that is a tile, unless it says otherwise."""

    body: bytes = field(default_factory=lambda: png(side=8))


def good(_: Number, __: int) -> Answer:
    """Give every tile."""
    return Answer()


@dataclass
class TileServerHere:
    """The server, and what it noticed."""

    behaviour: Behaviour = good
    port: int = 0
    asked: Counter[Number] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/{{z}}/{{x}}/{{y}}.png?key=secret"

    def begin(self, number: Number, agent: str) -> int:
        with self._lock:
            self.asked[number] += 1
            self.agents.add(agent)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            return self.asked[number]

    def end(self) -> None:
        with self._lock:
            self._now -= 1


@contextmanager
def tile_server(behaviour: Behaviour = good) -> Iterator[TileServerHere]:
    """Run a tile server for the time of a test."""
    here = TileServerHere(behaviour)

    def asked(
        path: str, headers: Mapping[str, str], give: Callable[[server_here.Answer], None]
    ) -> None:
        z, x, y = (int(part) for part in path.split("?")[0].split(".")[0].split("/")[1:])
        nth = here.begin((z, x, y), headers["user-agent"])
        try:
            give(here.behaviour((z, x, y), nth))
        finally:
            here.end()

    with server_here.server_here(asked) as here.port:
        yield here
