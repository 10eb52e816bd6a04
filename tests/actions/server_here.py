"""A server on this computer that answers, stalls and breaks off as a test says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer; `sent` is how much of the body really goes out before the line drops."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    wait_s: float = 0.0
    drip_s: float = 0.0


@contextmanager
def server_here(
    asked: Callable[[str, Mapping[str, str], Callable[[Answer], None]], None],
) -> Iterator[int]:
    """Run a server for the time of a test and give its port.

    Parameters
    ----------
    asked
        Called with the path and the headers of each question, and with what gives an answer.
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Else each answer waits for the one who asks to confirm the head of it.
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            try:
                asked(self.path, self.headers, self.give)
            except OSError:
                self.close_connection = True

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
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
