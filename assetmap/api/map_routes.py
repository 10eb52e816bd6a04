"""What a living map fetches: `/api/map/...`; see `maps.columns` for how packed answers read."""

from __future__ import annotations

import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assetmap.actions import map_data
from assetmap.actions.workspace import Store, Workspace
from assetmap.api import questions
from assetmap.api.packed_answers import PackedAnswers, answer
from assetmap.domain.permission import VISITOR
from assetmap.domain.selection import Selection, to_parameters
from assetmap.maps.boundary_packing import Borders

Spoken = Callable[[Callable[[Request], Response]], Callable[[Request], Awaitable[Response]]]
Told = Callable[[dict[str, Any]], Response]

# How long an answer about what is open now holds.
_MOMENT_S = 60


def map_routes(
    workspace: Workspace,
    answers: PackedAnswers,
    spoken: Spoken,
    told: Told,
    *,
    most_whole: int = map_data.MOST_WHOLE,
) -> list[Route]:
    """Return the routes of the map.

    Parameters
    ----------
    answers
        Keeps what every map asks for; answers to a visitor's own questions are kept apart.
    spoken
        Runs an endpoint with its errors as calm JSON.
    told
        Makes a JSON answer that nobody keeps.
    most_whole
        With more assets than this a map asks for what is in view.
    """
    # Whoever asks much that nobody else asks, does not push out what all maps need.
    asked = PackedAnswers()
    newest_borders = _NewestBorders()

    def state() -> map_data.MapState:
        return map_data.map_state(workspace.finder(), person=VISITOR, most_whole=most_whole)

    def version(_: Request) -> Response:
        now = state()
        return told(
            {
                "version": now.version,
                "boundaries": map_data.boundaries_version(workspace.store()),
                "assets": now.assets,
                "whole": now.whole,
            }
        )

    def assets(request: Request) -> Response:
        now = state()
        since = questions.since_of(request)
        if since is None:
            packed = answers.get(
                "assets", now.version, lambda: map_data.packed_assets(now, person=VISITOR)
            )
        else:
            packed = asked.get(
                f"assets since {since}",
                now.version,
                lambda: map_data.packed_changes(workspace.finder(), now, since, person=VISITOR),
            )
        return answer(request, packed)

    def selection(request: Request) -> Response:
        chosen = questions.selection_of(request, workspace.layers).in_all_years()
        packed = asked.get(
            f"selection {_name(chosen)}",
            state().version,
            lambda: map_data.packed_selection(workspace.finder(), chosen, person=VISITOR),
        )
        return answer(request, packed)

    def years(request: Request) -> Response:
        chosen = questions.selection_of(request, workspace.layers).in_all_years()
        packed = asked.get(
            f"years {_name(chosen)}",
            state().version,
            lambda: map_data.years(workspace.finder(), chosen, person=VISITOR),
        )
        return answer(request, packed)

    def view(request: Request) -> Response:
        question = questions.view_of(request, workspace.layers)
        packed = asked.get(
            f"view {_name(question.selection)} {question.box} {question.zoom} {question.area} "
            f"{question.most}",
            state().version,
            lambda: map_data.packed_view(
                workspace.finder(),
                question.selection,
                question.box,
                question.zoom,
                area=question.area,
                most=question.most,
                person=VISITOR,
            ),
        )
        return answer(request, packed)

    def names(request: Request) -> Response:
        numbers, language = questions.numbers_of(request), questions.language_of(request)
        return told({"assets": map_data.names(state(), numbers, language, person=VISITOR)})

    def name(request: Request) -> Response:
        number = questions.number_of(request)
        return told({"name": map_data.name_of(workspace.store(), number, person=VISITOR)})

    def boundaries(request: Request) -> Response:
        store = workspace.store()
        now = map_data.boundaries_version(store)
        if "box" in request.query_params:
            box = questions.box_of(request)
            found = newest_borders.get(store, now)
            packed = asked.get(
                f"detail {box}",
                now,
                lambda: map_data.packed_detail(found, box, now, person=VISITOR),
            )
            return answer(request, packed)
        packed = answers.get(
            "boundaries",
            now,
            lambda: map_data.packed_boundaries(
                store, newest_borders.get(store, now), now, person=VISITOR
            ),
        )
        return answer(request, packed)

    return [
        Route("/api/map/version", spoken(version), methods=["GET"]),
        Route("/api/map/assets", spoken(assets), methods=["GET"]),
        Route("/api/map/selection", spoken(selection), methods=["GET"]),
        Route("/api/map/years", spoken(years), methods=["GET"]),
        Route("/api/map/view", spoken(view), methods=["GET"]),
        Route("/api/map/boundaries", spoken(boundaries), methods=["GET"]),
        Route("/api/map/names", spoken(names), methods=["GET"]),
        Route("/api/map/name/{number}", spoken(name), methods=["GET"]),
    ]


def _name(selection: Selection) -> str:
    """Return a selection as a text: what shows the same has the same one."""
    name = urlencode(to_parameters(selection))
    # What is open depends on the clock too.
    return f"{name} {int(time.time() // _MOMENT_S)}" if selection.open else name


class _NewestBorders:
    """The newest neighbourhoods, made ready once for each set of boundaries."""

    def __init__(self) -> None:
        self._version = ""
        self._borders: Borders | None = None
        self._lock = threading.Lock()

    def get(self, store: Store, version: str) -> Borders:
        with self._lock:
            if self._borders is None or self._version != version:
                self._borders = map_data.borders(store, person=VISITOR)
                self._version = version
            return self._borders
