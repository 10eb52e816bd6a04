"""Commands that take something in: boundaries, context, lists of assets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from assetmap.actions import boundaries as boundary_actions
from assetmap.actions import exporting, importing
from assetmap.cli.command import (
    DONE,
    IN_PART,
    NOT_DONE,
    PERSON,
    CrsOption,
    StoreOption,
    app,
    boundaries_app,
    store_at,
    workspace_at,
)
from assetmap.cli.speaking import complain, say, tell, working

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


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="GeoJSON, GeoPackage, zipped shapefile or CSV.")],
    layer: Annotated[str, typer.Option(help="Layer of the map: places, associations, ...")],
    name: Annotated[str, typer.Option(help="Column with the name of each asset.")],
    category: Annotated[str | None, typer.Option(help="Column with the sort of asset.")] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN, as often as needed.")
    ] = None,
    id_: Annotated[
        str | None,
        typer.Option("--id", help="Column with a fixed id: a second run doubles nothing."),
    ] = None,
    source: Annotated[str, typer.Option(help="Where the list comes from. Default: its name.")] = "",
    x: Annotated[str | None, typer.Option(help="Column with longitude or x.")] = None,
    y: Annotated[str | None, typer.Option(help="Column with latitude or y.")] = None,
    file_layer: WithinOption = None,
    crs: CrsOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write a report as JSON.")] = None,
    store: StoreOption = None,
) -> int:
    """Take a list of assets in; every row is added, or refused with a reason."""
    opened = store_at(store)
    columns = {"name": name} | ({"category": category} if category else {})
    for pair in map_ or []:
        field, separator, column = pair.partition("=")
        if not separator:
            complain(f"--map {pair}: write it as FIELD=COLUMN, for example address=Adres.")
            return NOT_DONE
        columns[field.strip()] = column.strip()
    if report is not None:
        exporting.demand_not_the_store(opened, report)
        if report.resolve() == file.resolve():
            complain(f"--report {report}: that is the list itself. Give another file.")
            return NOT_DONE
    if report is not None and (report.is_dir() or not report.parent.is_dir()):
        complain(f"--report {report}: give a file in a folder that is there.")
        return NOT_DONE
    with working("Reading the list") as stage:
        found = importing.import_file(
            opened, file, person=PERSON, layer=layer, columns=columns, source=source,
            source_id=id_, crs=crs, x=x, y=y, file_layer=file_layer, dry_run=dry_run,
            progress=stage,
        )  # fmt: skip
    _tell_import(found)
    if found.added and opened.layers[layer].privacy.person:
        say("These are about persons: nobody else sees one before it has a consent.")
    if report is not None:
        try:
            report.write_text(
                json.dumps(_as_json(found), ensure_ascii=False, indent=1), encoding="utf-8"
            )
        except OSError as error:
            complain(
                f"The list was taken in as told above, but the report {report} could not be "
                f"written ({error.strerror}). Choose another place, and run it again."
            )
            return IN_PART
        say(f"Report: {report}")
    if found.refused and not (found.added or found.changed or found.unchanged):
        return NOT_DONE
    return IN_PART if found.refused else DONE


def _tell_import(found: importing.ImportReport) -> None:
    would = "Would be: " if found.dry_run else ""
    say(
        f"{would}{found.rows} rows: {found.added} added, {found.changed} changed, "
        f"{found.unchanged} unchanged, {len(found.refused)} refused."
    )
    tell(found.notes)
    for refusal in found.refused[:20]:
        for problem in refusal.problems:
            say(f"  Row {refusal.row}: {str(problem).removeprefix(f'Row {refusal.row}: ')}")
    if len(found.refused) > 20:
        say(f"  ... and {len(found.refused) - 20} more; --report FILE.json gives all.")
    for refusal in found.kept[:10]:
        for problem in refusal.problems:
            say(f"  Row {refusal.row}: {problem}")
    if found.other_words:
        words = ", ".join(
            f"{word} ({count})" for word, count in list(found.other_words.items())[:8]
        )
        say(f"In 'other', since no category has the word: {words}")
    if found.vanished:
        say(f"{found.vanished} assets are no longer in the list; they were left as they are.")


def _as_json(found: importing.ImportReport) -> dict[str, Any]:
    def rows(refusals: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {"row": each.row, "field": problem.field, "reason": str(problem)}
            for each in refusals
            for problem in each.problems
        ]

    return {
        "rows": found.rows,
        "added": found.added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "refused": rows(found.refused),
        "kept": rows(found.kept),
        "vanished": found.vanished,
        "other_words": dict(found.other_words),
        "notes": [str(note) for note in found.notes],
        "dry_run": found.dry_run,
    }
