"""Answers that are packed and compressed once for each state of the store, then kept."""

from __future__ import annotations

import gzip
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True)
class Packed:
    """A body in both forms, with its tag."""

    etag: str
    plain: bytes
    compressed: bytes


class PackedAnswers:
    """Keeps the newest answer of each name."""

    def __init__(self) -> None:
        # Layer files and our own code go into an answer too, and they change with a restart only.
        self._start = secrets.token_hex(4)
        self._kept: dict[str, Packed] = {}
        self._lock = threading.Lock()

    def get(self, name: str, version: str, make: Callable[[], Any]) -> Packed:
        """Return the answer for a version, made by `make` when it is not there yet."""
        etag = f'"{name}-{version}-{self._start}"'
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept.etag != etag:
                plain = orjson.dumps(make())
                kept = Packed(etag, plain, gzip.compress(plain, 6))
                self._kept[name] = kept
            return kept


def answer(request: Request, packed: Packed) -> Response:
    """Return 304 when the caller has it, else the body as the caller can read it."""
    headers = {
        "etag": packed.etag,
        "cache-control": "no-cache",
        "vary": "accept-encoding",
        "x-content-type-options": "nosniff",
    }
    asked = [
        tag.strip().removeprefix("W/")
        for tag in request.headers.get("if-none-match", "").split(",")
    ]
    if packed.etag in asked:
        return Response(status_code=304, headers=headers)
    if _takes_gzip(request.headers.get("accept-encoding", "")):
        headers["content-encoding"] = "gzip"
        return Response(packed.compressed, headers=headers, media_type="application/json")
    return Response(packed.plain, headers=headers, media_type="application/json")


def _takes_gzip(accept_encoding: str) -> bool:
    """Return whether a caller takes gzip; `gzip;q=0` says that it does not."""
    for coding in accept_encoding.lower().split(","):
        name, _, weight = coding.replace(" ", "").partition(";")
        if name == "gzip":
            return weight.removeprefix("q=").strip("0.") != "" or not weight
    return False
