"""Commands for lists of addresses, so that places are found without internet."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from assetmap.actions import addresses
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
from assetmap.cli.speaking import complain, say, tell, working

gazetteer_app = typer.Typer(
    help="Lists of addresses, to find places without internet.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(gazetteer_app, name="gazetteer")

# What a row of a list is, for a person.
_KINDS = {
    "address": "addresses", "street": "streets", "postcode": "postcodes (1234 AB)",
    "postcode4": "postcode areas (1234)", "town": "towns",
}  # fmt: skip


@gazetteer_app.command("add")
def add(
    file: Annotated[
        Path,
        typer.Argument(
            help="GeoNames postcodes or places (txt, zip), or a list of addresses with "
            "coordinates: CSV, GeoJSON, GeoPackage."
        ),
    ],
    name: Annotated[
        str, typer.Option(help="What to call the list; one of this name is replaced.")
    ] = "",
    kind: Annotated[
        str,
        typer.Option(
            help="What a row is, if it is guessed wrong: address, street, postcode, postcode4, "
            "town."
        ),
    ] = "",
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Take in a list of addresses, postcodes or towns."""
    if not file.is_file():
        complain(f"There is no file {file}. Look at its name and its folder.")
        return NOT_DONE
    book = workspace_at(store).address_book()
    began = time.monotonic()
    with working("Reading the list") as stage:
        found = addresses.look_at(file, kind=kind or None, crs=crs)
        report = addresses.add_list(
            book.gazetteer, found, name=name or file.stem, person=PERSON,
            progress=lambda count: stage(f"{count} rows"),
        )  # fmt: skip
    info = report.source
    say(f"{file.name} is read as {found.form}: {_KINDS[info.kind]}.")
    say(f"{info.rows} rows taken in as '{info.name}', in {time.monotonic() - began:.1f} s.")
    say(f"They hold {info.streets} streets, {info.postcodes} postcodes, {info.towns} towns.")
    for reason, count in sorted(report.skipped.items()):
        say(f"{count} rows left out: {reason}.")
    tell(report.examples)
    return IN_PART if report.examples else DONE


@gazetteer_app.command("list")
def list_sources(store: StoreOption = None) -> int:
    """Tell which lists of addresses there are."""
    gazetteer = workspace_at(store).address_book().gazetteer
    sources = gazetteer.sources()
    if not sources:
        say("There are no lists of addresses yet. Take one in with: gazetteer add FILE.")
    for each in sources:
        say(
            f"{each.name}: {each.rows} {_KINDS[each.kind]} from {each.file}, "
            f"{each.loaded_at:%Y-%m-%d}; {each.streets} streets, {each.postcodes} postcodes, "
            f"{each.towns} towns"
        )
    return DONE


@gazetteer_app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="The list, as 'gazetteer list' names it.")],
    store: StoreOption = None,
) -> int:
    """Remove a list of addresses."""
    gazetteer = workspace_at(store).address_book().gazetteer
    addresses.remove_list(gazetteer, name, person=PERSON)
    say(f"'{name}' is removed.")
    return DONE
