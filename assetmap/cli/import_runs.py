"""Commands for what was taken in: list it, undo it, and hand a profile on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assetmap.actions import exporting, taking_in
from assetmap.cli.command import DONE, IN_PART, PERSON, StoreOption, app, store_at
from assetmap.cli.speaking import say

imports_app = typer.Typer(
    help="Lists that were taken in, each one step.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(imports_app, name="imports")
profiles_app = typer.Typer(
    help="What was chosen for a list, for the next one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(profiles_app, name="import-profile")


@imports_app.command("list")
def imports_list(store: StoreOption = None) -> int:
    """List what was taken in, newest first."""
    for run in taking_in.runs(store_at(store), person=PERSON, most=100):
        undone = ", undone" if run.undone else ""
        say(
            f"{run.id}  {run.at:%Y-%m-%d %H:%M}  {run.layer}  {run.source}: {run.added} added, "
            f"{run.changed} changed, {run.unplaced} without a place{undone}"
        )
    return DONE


@imports_app.command("undo")
def imports_undo(
    run: Annotated[str, typer.Argument(help="Its id, from: imports list.")],
    store: StoreOption = None,
) -> int:
    """Undo a list as one step; what somebody changed since stays as it is."""
    found = taking_in.undo(store_at(store), run, person=PERSON)
    say(f"{found.retired} taken out of sight, {found.reverted} put back as they were.")
    if found.kept:
        say(f"{len(found.kept)} were changed since, and stay as they are.")
        return IN_PART
    return DONE


@profiles_app.command("list")
def profiles_list(store: StoreOption = None) -> int:
    """List the profiles."""
    for name in taking_in.profile_names(store_at(store), person=PERSON):
        say(name)
    return DONE


@profiles_app.command("export")
def profiles_export(
    name: Annotated[str, typer.Argument(help="The profile.")],
    out: Annotated[Path, typer.Argument(help="File to write, JSON.")],
    store: StoreOption = None,
) -> int:
    """Write a profile to a file, for somebody else."""
    opened = store_at(store)
    exporting.demand_not_the_store(opened, out)
    out.write_text(taking_in.export_profile(opened, name, person=PERSON), encoding="utf-8")
    say(f"Wrote {out}.")
    return DONE


@profiles_app.command("import")
def profiles_import(
    file: Annotated[Path, typer.Argument(help="File of a profile, JSON.")],
    name: Annotated[str | None, typer.Option(help="What to call it here.")] = None,
    store: StoreOption = None,
) -> int:
    """Take in a profile that somebody else made."""
    content = file.read_bytes()
    called = taking_in.import_profile(store_at(store), content, person=PERSON, name=name)
    say(f"Profile '{called}' is here.")
    return DONE
