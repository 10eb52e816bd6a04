"""A server of addresses on this computer that answers as PDOK's Locatieserver, as a test says."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Doc = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """One answer; `sent` is how much of the body really goes out before the line drops."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None
    wait_s: float = 0.0
    drip_s: float = 0.0


@dataclass(frozen=True)
class Question:
    """What was asked: which door, with which parameters and headers."""

    door: str
    said: dict[str, str]
    headers: dict[str, str]


Behaviour = Callable[[Question], Answer]


def doc(label: str, sort: str, lat: float, lon: float, **more: Any) -> Doc:
    """Return a document as the server gives it."""
    return {
        "id": f"{sort}-{abs(hash(label)):x}",
        "weergavenaam": label,
        "type": sort,
        "centroide_ll": f"POINT({lon} {lat})",
        "score": 12.5,
        **more,
    }


def answer_of(docs: Sequence[Doc]) -> Answer:
    """Return documents as one answer."""
    body = {"response": {"numFound": len(docs), "start": 0, "maxScore": 12.5, "docs": list(docs)}}
    return Answer(
        body=json.dumps(body).encode(), headers={"content-type": "application/json;charset=utf-8"}
    )


def knows(*docs: Doc) -> Behaviour:
    """Answer with the documents of the sorts that are asked, whatever the text is."""

    def behave(question: Question) -> Answer:
        asked = question.said.get("fq", "")
        return answer_of([each for each in docs if each["type"] in asked])

    return behave


@dataclass
class AddressServer:
    """The server, and what it was asked."""

    behaviour: Behaviour
    port: int = 0
    asked: list[Question] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/search/v3_1"

    @property
    def texts(self) -> list[str]:
        return [question.said.get("q", "") for question in self.asked]


@contextmanager
def address_server(behaviour: Behaviour) -> Iterator[AddressServer]:
    """Run a server of addresses for the time of a test."""
    here = AddressServer(behaviour)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            said = {name: values[0] for name, values in parse_qs(parts.query).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            question = Question(parts.path.rsplit("/", 1)[-1], said, headers)
            here.asked.append(question)
            try:
                self.give(here.behaviour(question))
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
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
