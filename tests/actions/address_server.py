"""A server of addresses on this computer that answers as PDOK's Locatieserver, as a test says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.actions.server_here import Answer, server_here

Doc = dict[str, Any]


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

    def asked(path: str, headers: Mapping[str, str], give: Callable[[Answer], None]) -> None:
        parts = urlsplit(path)
        said = {name: values[0] for name, values in parse_qs(parts.query).items()}
        lower = {name.lower(): value for name, value in headers.items()}
        question = Question(parts.path.rsplit("/", 1)[-1], said, lower)
        here.asked.append(question)
        give(here.behaviour(question))

    with server_here(asked) as here.port:
        yield here
