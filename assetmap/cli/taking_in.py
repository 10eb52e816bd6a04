"""Commands that take in what lies under the assets: boundaries and context."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assetmap.actions import boundaries as boundary_actions
from assetmap.cli.command import (
    DONE,
    IN_PART,
    PERSON,
    CrsOption,
    StoreOption,
    app,
    boundaries_app,
    store_at,
    workspace_at,
)
from assetmap.cli.speaking import say, tell, working

# The columns of a file with neighbourhoods, asked in the same words by two commands.
CodeOption = Annotated[str, typer.Option(help="Column with the code of each neighbourhood.")]
NameOption = Annotated[str, typer.Option(help="Column with the name.")]
WithinOption = Annotated[str | None, typer.Option(help="Layer within the file.")]
KindOption = Annotated[str | None, typer.Option(help="Column with neighbourhood, village, ...")]
MunicipalityOption = Annotated[str | None, typer.Option(help="Column with the municipality.")]


def _tell_boundaries(report: boundary_actions.BoundariesReport) -> int:
    say(f"{report.boundary_set.count} neighbourhoods of {report.boundary_set.year}.")
    if report.notes:
        tell(report.notes)
    if report.refused:
        say(f"{len(report.refused)} rows could not be used:")
        tell(report.refused)
        return IN_PART
    return DONE


@app.command()
def init(
    boundaries: Annotated[Path, typer.Option(help="File with neighbourhoods, any CRS.")],
    code: CodeOption,
    name: NameOption,
    layer: WithinOption = None,
    year: Annotated[int | None, typer.Option(help="Year of the boundaries. Default: this.")] = None,
    kind: KindOption = None,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Make a store with a first set of boundaries."""
    workspace = workspace_at(store)
    with working("Reading boundaries"):
        read = boundary_actions.read_boundaries(
            boundaries, code=code, name=name, kind=kind, municipality=municipality, layer=layer,
            crs=crs,
        )  # fmt: skip
        report = workspace.start(read, person=PERSON, year=year)
    say(f"Made {workspace.path}.")
    return _tell_boundaries(report)


@boundaries_app.command("add")
def boundaries_add(
    boundaries: Annotated[Path, typer.Argument(help="File with neighbourhoods, any CRS.")],
    code: CodeOption,
    name: NameOption,
    year: Annotated[int, typer.Option(help="Year that these boundaries hold from.")],
    layer: WithinOption = None,
    kind: KindOption = None,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Add another vintage of boundaries; every asset finds its neighbourhood again."""
    opened = store_at(store)
    with working("Reading boundaries"):
        read = boundary_actions.read_boundaries(
            boundaries, code=code, name=name, kind=kind, municipality=municipality, layer=layer,
            crs=crs,
        )  # fmt: skip
        report = boundary_actions.add_boundaries(opened, read, person=PERSON, year=year)
    return _tell_boundaries(report)


@boundaries_app.command("list")
def boundaries_list(store: StoreOption = None) -> int:
    """List the sets of boundaries, newest first."""
    for each in store_at(store).boundary_sets():
        say(f"{each.year}  {each.count} neighbourhoods  {each.title}")
    return DONE


@app.command()
def context(
    file: Annotated[Path, typer.Argument(help="File with water, green and streets.")],
    kind: Annotated[str, typer.Option(help="Column with water, green or street.")] = "kind",
    class_: Annotated[
        str | None, typer.Option("--class", help="Column with main or side, for streets.")
    ] = None,
    layer: WithinOption = None,
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Replace the light context that is drawn under the map."""
    count = boundary_actions.add_context(
        store_at(store), file, person=PERSON, kind=kind, class_=class_, crs=crs, layer=layer
    )
    say(f"{count} shapes under the map.")
    return DONE
