"""A tile server of this computer that does what a test tells it to."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.maps.tile_files import Number, png

# What a server does with a tile that is asked for the nth time, from 1.
Behaviour = Callable[[Number, int], "Answer"]


@dataclass(frozen=True)
class Answer:
    """One answer; `sent` is how much of the body really goes out before the line drops."""

    status: int = 200
    body: bytes = field(default_factory=lambda: png(side=8))
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    wait_s: float = 0.0
    drip_s: float = 0.0


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

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Else each answer waits for the one who asks to confirm the head of it.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            z, x, y = (int(part) for part in self.path.split("?")[0].split(".")[0].split("/")[1:])
            nth = here.begin((z, x, y), self.headers["user-agent"])
            try:
                self.give(here.behaviour((z, x, y), nth))
            except OSError:
                self.close_connection = True
            finally:
                here.end()

        def give(self, answer: Answer) -> None:
            time.sleep(answer.wait_s)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            body = answer.body if answer.sent is None else answer.body[: answer.sent]
            for at in range(0, len(body), 1 if answer.drip_s else max(len(body), 1)):
                self.wfile.write(body[at : at + 1] if answer.drip_s else body)
                time.sleep(answer.drip_s)
            self.close_connection = answer.sent is not None

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
