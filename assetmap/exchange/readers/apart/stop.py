"""How reading ends when it cannot go on."""

from __future__ import annotations


class Stop(Exception):
    """Reading cannot go on; `code` says why."""

    def __init__(self, code: str, detail: str = "", layers: list[str] | None = None) -> None:
        super().__init__(detail)
        self.report = {"error": code, "detail": detail, "layers": layers or []}
