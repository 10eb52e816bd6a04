"""Commands for lists of assets: take one in, undo it, and hand a profile on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assetmap.actions import exporting, taking_in
from assetmap.actions.workspace import Store
from assetmap.cli.command import (
    DONE,
    IN_PART,
    NOT_DONE,
    PERSON,
    CrsOption,
    StoreOption,
    app,
    workspace_at,
)
from assetmap.cli.import_report import tell_guess, tell_prepared, write_report
from assetmap.cli.speaking import complain, say, working
from assetmap.domain.import_plan import ID, KEEP, USES, Plan, Reading
from assetmap.domain.schema import IMPORTABLE

# Uses that several columns can have side by side.
_SEVERAL = {KEEP, "skip", "addition", "offers", "phone", "email", "person", "website"}


@app.command("import")
def import_(
    file: Annotated[
        Path,
        typer.Argument(help="Excel, ODS, CSV, GeoJSON, GeoPackage, shapefile, KML, GPX, ..."),
    ],
    layer: Annotated[
        str | None, typer.Option(help="Layer of the map: places, ... Default: guessed.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Column with the name of each asset. Default: guessed.")
    ] = None,
    category: Annotated[str | None, typer.Option(help="Column with the sort of asset.")] = None,
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="FIELD=COLUMN, as often as needed.")
    ] = None,
    use: Annotated[
        list[str] | None,
        typer.Option(
            "--use", help="COLUMN=USE, such as Tel=phone or Memo=skip; as often as needed."
        ),
    ] = None,
    id_: Annotated[
        str | None,
        typer.Option("--id", help="Column with a fixed id: a second run doubles nothing."),
    ] = None,
    source: Annotated[str, typer.Option(help="Where the list comes from. Default: its name.")] = "",
    file_layer: Annotated[
        str | None, typer.Option("--file-layer", "--sheet", help="Layer or sheet within the file.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="utf-8, utf-16, cp1252 or mac_roman. Default: guessed.")
    ] = None,
    separator: Annotated[
        str | None, typer.Option(help="Between the cells of a text: one sign, or 'tab'.")
    ] = None,
    heading_row: Annotated[
        int | None, typer.Option(min=0, help="Row with the names of the columns; 0 for none.")
    ] = None,
    x: Annotated[str | None, typer.Option(help="Column with longitude or x.")] = None,
    y: Annotated[str | None, typer.Option(help="Column with latitude or y.")] = None,
    place: Annotated[
        str | None, typer.Option(help="Column with the whole place: 'lat,lon', WKT or GeoJSON.")
    ] = None,
    crs: CrsOption = None,
    profile: Annotated[
        str | None, typer.Option(help="Profile to use. Default: the one for these headings.")
    ] = None,
    save_profile: Annotated[
        str | None, typer.Option("--save-profile", help="Name to remember all this under.")
    ] = None,
    doubles: Annotated[
        str, typer.Option(help="What to do with what is probably here already: skip or new.")
    ] = "skip",
    no_addresses: Annotated[
        bool, typer.Option("--no-addresses", help="Place nothing by its address or postcode.")
    ] = False,
    refused: Annotated[
        Path | None, typer.Option(help="Write the rows that were refused to this file.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write a report as JSON.")] = None,
    store: StoreOption = None,
) -> int:
    """Take in a list of assets; what is not said about it is guessed, and told.

    Every row is added, here already, waiting for a place, or refused with a reason.
    """
    if doubles not in (taking_in.NEW, "skip"):
        complain(f"--doubles {doubles}: choose skip or new.")
        return NOT_DONE
    said = _columns_said(name, category, map_, use, id_)
    if said is None:
        return NOT_DONE
    workspace = workspace_at(store)
    opened = workspace.store()
    for option, out in (("--report", report), ("--refused", refused)):
        if out is not None and not _may_write(opened, option, out, file):
            return NOT_DONE
    reading = Reading(
        layer=file_layer, encoding=encoding, separator="\t" if separator == "tab" else separator,
        heading_row=heading_row, crs=crs, x=x, y=y, place=place,
    )  # fmt: skip
    with working("Reading the list") as stage:
        look = taking_in.look_at(
            opened, file, person=PERSON, reading=reading, layer=layer, profile=profile,
            progress=lambda key, _share: stage(key),
        )  # fmt: skip
        plan = _corrected(look.plan, said)
        plan = replace(
            plan,
            source=source or plan.source,
            place_by_address=plan.place_by_address and not no_addresses,
        )
        prepared = taking_in.prepare(
            opened, look, plan, person=PERSON, addresses=workspace.address_book(),
            progress=lambda key, _share: stage(key),
        )  # fmt: skip
        tell_guess(look, plan)
        run = None
        if not dry_run:
            run = taking_in.take_in(
                opened, prepared, person=PERSON, remember_as=save_profile,
                decisions=dict.fromkeys((each.row for each in prepared.doubles), doubles),
                progress=lambda key, _share: stage(key),
            )  # fmt: skip
    added = run.added if run else prepared.new + (len(prepared.doubles) if doubles == "new" else 0)
    tell_prepared(prepared, added=added, dry_run=dry_run, doubles=doubles)
    if run and run.id:
        say(f"To undo this: imports undo {run.id}")
    if added and opened.layers[plan.layer].privacy.person:
        say("These are about persons: nobody else sees one before it has a consent.")
    written = _write_refused(refused, look, prepared)
    written = write_report(report, prepared, added=added, dry_run=dry_run) and written
    came = added or prepared.changed or prepared.unchanged or prepared.unplaced
    if prepared.refused and not came:
        return NOT_DONE
    in_part = prepared.refused or prepared.unplaced or (prepared.doubles and doubles == "skip")
    return IN_PART if in_part or not written else DONE


def _columns_said(
    name: str | None,
    category: str | None,
    fields: list[str] | None,
    uses: list[str] | None,
    id_: str | None,
) -> list[tuple[str, str]] | None:
    """Return pairs of a column and its use; None after complaining about one."""
    said = [
        (column, use)
        for column, use in ((name, "name"), (category, "category"), (id_, ID))
        if column
    ]
    for pair in fields or []:
        field, separator, column = pair.partition("=")
        if not separator:
            complain(f"--map {pair}: write it as FIELD=COLUMN, for example address=Adres.")
            return None
        said.append((column.strip(), field.strip()))
    for pair in uses or []:
        column, separator, use = pair.rpartition("=")
        if not separator:
            complain(f"--use {pair}: write it as COLUMN=USE, for example Telefoon=phone.")
            return None
        said.append((column.strip(), use.strip()))
    return said


def _corrected(plan: Plan, said: list[tuple[str, str]]) -> Plan:
    """Return a plan with what was said about columns; a guess for the same use gives way."""
    uses = dict(plan.uses)
    for column, use in said:
        # The layer's own fields are named as the others are.
        use = use if use in USES or use in IMPORTABLE or ":" in use else f"own:{use}"
        if use not in _SEVERAL:
            uses |= {other: KEEP for other, each in uses.items() if each == use}
        uses[column] = use
    for column, use in said:
        # Of several columns said for one use, all stand.
        uses[column] = use if use in USES or ":" in use else f"own:{use}"
    return replace(plan, uses=uses)


def _may_write(store: Store, option: str, out: Path, file: Path) -> bool:
    exporting.demand_not_the_store(store, out)
    if out.resolve() == file.resolve():
        complain(f"{option} {out}: that is the list itself. Give another file.")
        return False
    if out.is_dir() or not out.parent.is_dir():
        complain(f"{option} {out}: give a file in a folder that is there.")
        return False
    return True


def _write_refused(out: Path | None, look: taking_in.Look, prepared: taking_in.Prepared) -> bool:
    if out is None or not prepared.refused:
        return True
    _name, content = taking_in.refused_rows_file(look, prepared)
    try:
        out.write_bytes(content)
    except OSError as error:
        complain(
            f"The list was taken in, but {out} could not be written ({error.strerror}). "
            "Choose another place, and run it again."
        )
        return False
    say(f"Refused rows: {out}")
    return True
