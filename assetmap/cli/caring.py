"""Commands on what is there: take along, count, check, keep safe, and the demonstration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from assetmap.actions import exporting, keeping, overview
from assetmap.actions.demo import make_demo
from assetmap.cli.command import (
    DONE,
    IN_PART,
    NOT_DONE,
    PERSON,
    StoreOption,
    app,
    store_at,
    workspace_at,
)
from assetmap.cli.speaking import complain, say, working
from assetmap.settings import ROOT


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="File to write: .gpkg, .geojson or .csv.")],
    layer: Annotated[str, typer.Option(help="Layer, or all.")] = "all",
    neighbourhood: Annotated[
        list[str] | None, typer.Option(help="Code of a neighbourhood, as often as needed.")
    ] = None,
    crs: Annotated[str, typer.Option(help="Reference system of the file.")] = "EPSG:4326",
    store: StoreOption = None,
) -> int:
    """Write layers to a file; only what everybody may see goes out."""
    opened = store_at(store)
    keys = list(opened.layers) if layer == "all" else [layer]
    with working("Writing"):
        written = exporting.export_file(
            opened, out, person=PERSON, layers=keys, neighbourhoods=neighbourhood, crs=crs
        )
    say(f"{written.rows} assets in {out}.")
    return DONE


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    store: StoreOption = None,
) -> int:
    """Count what there is, by layer and neighbourhood."""
    opened = store_at(store)
    found = overview.overview(opened, person=PERSON)
    if as_json:
        content = {
            "assets": found.total,
            "neighbourhoods": found.neighbourhoods,
            "layers": found.by_layer,
            "outside": found.outside,
            "by_neighbourhood": {
                code: {"name": name, "layers": counts}
                for code, (name, counts) in found.by_neighbourhood.items()
            },
        }
        typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
        return DONE
    say(f"{found.total} assets in {found.neighbourhoods} neighbourhoods")
    for key, count in found.by_layer.items():
        say(f"  {opened.layers[key].title.en}: {count}")
    for code, (name, counts) in found.by_neighbourhood.items():
        words = ", ".join(f"{opened.layers[key].title.en.lower()} {counts[key]}" for key in counts)
        say(f"  {code} {name}: {words}")
    return DONE


@app.command()
def verify(store: StoreOption = None) -> int:
    """Check that nothing in the store was changed afterwards."""
    with working("Checking every version"):
        report = keeping.verify(store_at(store))
    if not report.problems:
        say(f"Good: {report.versions} versions and {report.assets} assets fit. Head: {report.head}")
        return DONE
    complain(f"{len(report.problems)} things do not fit:")
    for problem in report.problems[:20]:
        complain(f"  {problem}")
    return NOT_DONE


@app.command()
def backup(
    out: Annotated[Path, typer.Argument(help="File to write; it must not exist yet.")],
    store: StoreOption = None,
) -> int:
    """Write a consistent, verified copy; others can go on working."""
    with working("Copying"):
        report = keeping.backup(store_at(store), out, person=PERSON)
    if report.problems:
        complain(f"The copy was made, but does not fit: {report.problems[0]}")
        return IN_PART
    say(f"{out}: {report.assets} assets, {report.versions} versions. Head: {report.head}")
    return DONE


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")], store: StoreOption = None
) -> int:
    """Put a backup in the place of the store; what stood there is kept beside it."""
    workspace = workspace_at(store)
    with working("Checking the backup"):
        report, kept = workspace.restore(file, person=PERSON)
    say(f"{workspace.path}: {report.assets} assets, {report.versions} versions.")
    if kept is not None:
        say(f"What stood there is kept as {kept}.")
    return DONE


@app.command()
def demo(
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing when there is a store.")
    ] = False,
    store: StoreOption = None,
) -> int:
    """Make the demonstration: a fictional municipality."""
    workspace = workspace_at(store)
    if if_missing and workspace.has_store():
        return DONE
    with working("Making the demonstration"):
        count = make_demo(workspace, ROOT / "data" / "demo", person=PERSON)
    say(f"Made {workspace.path}: the demonstration, {count} assets.")
    return DONE
