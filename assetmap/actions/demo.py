"""Make the demonstration: a fictional municipality with its assets."""

from __future__ import annotations

import json
from pathlib import Path

import shapely.geometry

from assetmap.actions.boundaries import add_context, read_boundaries
from assetmap.actions.clock import Clock, utc_now
from assetmap.actions.workspace import Workspace
from assetmap.domain.asset import Asset
from assetmap.domain.asset_rules import check_asset
from assetmap.domain.consent import latest_end
from assetmap.domain.permission import Person
from assetmap.domain.record import Action
from assetmap.store import Change, Store
from assetmap.store.snapshot import remove

SOURCE = "demonstratie"


def make_demo(workspace: Workspace, folder: Path, *, person: Person, clock: Clock = utc_now) -> int:
    """Make the demonstration store from the files in a folder and return its asset count.

    Raises
    ------
    Conflict
        If there is a store already.
    """
    boundaries = read_boundaries(
        folder / "neighbourhoods.geojson",
        code="code",
        name="name",
        kind="kind",
        municipality="municipality",
    )
    report = workspace.start(boundaries, person=person, title="Zonnewaard", clock=clock)
    try:
        return _fill(workspace.store(), folder, report.boundary_set.year, person, clock)
    except BaseException:
        # Half a demonstration would be taken for a whole one at the next start.
        workspace.close()
        remove(workspace.path)
        raise


def _fill(store: Store, folder: Path, year: int, person: Person, clock: Clock) -> int:
    add_context(
        store, folder / "context.geojson", person=person, kind="kind", class_="class", clock=clock
    )
    features = json.loads((folder / "assets.geojson").read_text(encoding="utf-8"))["features"]
    changes = [
        Change(_asset(feature, year, clock), Action.ADD, "demonstratie") for feature in features
    ]
    for change in changes:
        check_asset(change.asset, store.layers, today=clock().date())
    store.save(changes, by=person.id, at=clock())
    return len(changes)


def _asset(feature: dict[str, object], year: int, clock: Clock) -> Asset:
    said = dict(feature["properties"])  # type: ignore[call-overload]
    shape = feature["geometry"]
    today = clock().date()
    content = {
        key: value
        for key, value in said.items()
        if value not in (None, "") and key not in ("id_source", "neighbourhood", "consent")
    }
    if said.get("consent"):
        content["consent"] = {"how": "on_paper", "given_on": today, "until": latest_end(today)}
    if shape is None:
        content |= {"neighbourhood": said["neighbourhood"], "neighbourhood_year": year}
    return Asset.model_validate(
        {
            **content,
            "source": SOURCE,
            "source_id": said["id_source"],
            "geometry": None if shape is None else shapely.geometry.shape(shape),
        }
    )
