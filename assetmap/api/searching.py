"""What the search box asks while somebody types; all of it is public."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assetmap.actions import map_data
from assetmap.actions.workspace import Workspace
from assetmap.api.packed_answers import PackedAnswers, answer
from assetmap.domain.layer import fold
from assetmap.domain.permission import VISITOR
from assetmap.domain.selection import MAX_WORDS

Spoken = Callable[[Callable[[Request], Response]], Callable[[Request], Awaitable[Response]]]
Told = Callable[[dict[str, Any]], Response]

_MOST = 8


def search_routes(
    workspace: Workspace, answers: PackedAnswers, spoken: Spoken, told: Told
) -> list[Route]:
    """Return the routes of the search box.

    Parameters
    ----------
    spoken
        Runs an endpoint with its errors as calm JSON.
    told
        Makes a JSON answer that nobody keeps.
    """

    def search(request: Request) -> Response:
        words = request.query_params.get("q", "")[:MAX_WORDS]
        language = "en" if request.query_params.get("lang") == "en" else "nl"
        found = workspace.finder().suggest(words, language, most=_MOST, person=VISITOR)
        return told(
            {
                "found": [
                    {
                        "kind": each.kind,
                        "title": each.title,
                        "more": each.more,
                        "number": each.number,
                        "layer": each.layer,
                        "key": each.key,
                        "lat": each.lat,
                        "lon": each.lon,
                    }
                    for each in found
                ]
            }
        )

    def neighbourhoods(request: Request) -> Response:
        store = workspace.store()
        version = map_data.boundaries_version(store)

        def make() -> dict[str, Any]:
            frame = store.neighbourhoods()
            several = frame["municipality"].nunique() > 1
            rows = [
                (code, f"{name} ({town})" if several and town else name)
                for code, name, town in zip(
                    frame["code"], frame["name"], frame["municipality"], strict=True
                )
            ]
            return {"neighbourhoods": sorted(rows, key=lambda row: (fold(row[1]), row[0]))}

        return answer(request, answers.get("neighbourhoods", version, make))

    return [
        Route("/api/search", spoken(search), methods=["GET"]),
        Route("/api/neighbourhoods", spoken(neighbourhoods), methods=["GET"]),
    ]
