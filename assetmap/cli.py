"""The command line: `python -m assetmap --help`.

Exit code: 0 done, 2 done in part, 1 not done. It speaks English, as its neighbours git and
ogr2ogr do.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from assetmap.actions import boundaries as boundary_actions
from assetmap.actions import exporting, importing, keeping, overview
from assetmap.actions.demo import make_demo
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain.permission import Person, Role
from assetmap.errors import AssetMapError, Problem
from assetmap.settings import ROOT, Settings

DONE, NOT_DONE, IN_PART = 0, 1, 2

PERSON = Person("command-line", Role.STEWARD)

app = typer.Typer(
    name="assetmap",
    help="Put what a neighbourhood has on a map. 'COMMAND --help' tells more of each command.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
boundaries_app = typer.Typer(
    help="Boundaries of neighbourhoods.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(boundaries_app, name="boundaries")

_build: list[Callable[[Settings], Workspace]] = []
_opened: list[Workspace] = []

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", help="The store's file. Default: ASSETMAP_STORE, or var/assetmap.gpkg."
    ),
]
CrsOption = Annotated[
    str | None,
    typer.Option("--crs", help="Reference system of the file, when it does not say: EPSG:28992."),
]


def run(build: Callable[[Settings], Workspace]) -> int:
    """Run the command that was asked for and return the exit code.

    Parameters
    ----------
    build
        Makes the workspace of some settings; the entry knows how.
    """
    _build[:] = [build]
    try:
        result = app(standalone_mode=False)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        _say("Stopped. Nothing was changed.")
        return NOT_DONE
    except AssetMapError as error:
        _complain(str(error))
        return NOT_DONE
    except OSError as error:
        _complain(
            f"{error.filename or 'The file'} cannot be used ({error.strerror}). Look whether it "
            "is there, whether you may write there, and whether the disk has room."
        )
        return NOT_DONE
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for mistake in error.errors():
            name = f"ASSETMAP_{'_'.join(map(str, mistake['loc'])).upper()}"
            _complain(f"The setting {name} cannot be used: {mistake['msg']}.")
        return NOT_DONE
    except Exception as error:
        # Click's own errors know how to speak; they are not ours to import.
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return NOT_DONE
    finally:
        while _opened:
            _opened.pop().close()
    return result if isinstance(result, int) else DONE


def _workspace(store: Path | None) -> Workspace:
    settings = Settings() if store is None else Settings(store=store)
    workspace = _build[0](settings)
    _opened.append(workspace)
    return workspace


def _store(store: Path | None) -> Store:
    return _workspace(store).store()


def _say(text: str) -> None:
    Console(highlight=False, markup=False, soft_wrap=True).print(text)


def _complain(text: str) -> None:
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(text)


def _tell(problems: tuple[Problem, ...], most: int = 10) -> None:
    for problem in problems[:most]:
        _say(f"  {problem}")
    if len(problems) > most:
        _say(f"  ... and {len(problems) - most} more")


def _tell_boundaries(report: boundary_actions.BoundariesReport) -> int:
    _say(f"{report.boundary_set.count} neighbourhoods of {report.boundary_set.year}.")
    if report.notes:
        _tell(report.notes)
    if report.refused:
        _say(f"{len(report.refused)} rows could not be used:")
        _tell(report.refused)
        return IN_PART
    return DONE


@app.command()
def init(
    boundaries: Annotated[Path, typer.Option(help="File with neighbourhoods, any CRS.")],
    code: Annotated[str, typer.Option(help="Column with the code of each neighbourhood.")],
    name: Annotated[str, typer.Option(help="Column with the name.")],
    layer: Annotated[str | None, typer.Option(help="Layer within the file.")] = None,
    year: Annotated[int | None, typer.Option(help="Year of the boundaries. Default: this.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Column with neighbourhood, village, ...")
    ] = None,
    municipality: Annotated[str | None, typer.Option(help="Column with the municipality.")] = None,
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Make a store with a first set of boundaries."""
    workspace = _workspace(store)
    with _working("Reading boundaries"):
        read = boundary_actions.read_boundaries(
            boundaries, code=code, name=name, kind=kind, municipality=municipality, layer=layer,
            crs=crs,
        )  # fmt: skip
        report = workspace.start(read, person=PERSON, year=year)
    _say(f"Made {workspace.path}.")
    return _tell_boundaries(report)


@boundaries_app.command("add")
def boundaries_add(
    boundaries: Annotated[Path, typer.Argument(help="File with neighbourhoods, any CRS.")],
    code: Annotated[str, typer.Option(help="Column with the code of each neighbourhood.")],
    name: Annotated[str, typer.Option(help="Column with the name.")],
    year: Annotated[int, typer.Option(help="Year that these boundaries hold from.")],
    layer: Annotated[str | None, typer.Option(help="Layer within the file.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Column with neighbourhood, village, ...")
    ] = None,
    municipality: Annotated[str | None, typer.Option(help="Column with the municipality.")] = None,
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Add another vintage of boundaries; every asset finds its neighbourhood again."""
    opened = _store(store)
    with _working("Reading boundaries"):
        read = boundary_actions.read_boundaries(
            boundaries, code=code, name=name, kind=kind, municipality=municipality, layer=layer,
            crs=crs,
        )  # fmt: skip
        report = boundary_actions.add_boundaries(opened, read, person=PERSON, year=year)
    return _tell_boundaries(report)


@boundaries_app.command("list")
def boundaries_list(store: StoreOption = None) -> int:
    """List the sets of boundaries, newest first."""
    for each in _store(store).boundary_sets():
        _say(f"{each.year}  {each.count} neighbourhoods  {each.title}")
    return DONE


@app.command()
def context(
    file: Annotated[Path, typer.Argument(help="File with water, green and streets.")],
    kind: Annotated[str, typer.Option(help="Column with water, green or street.")] = "kind",
    class_: Annotated[
        str | None, typer.Option("--class", help="Column with main or side, for streets.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Layer within the file.")] = None,
    crs: CrsOption = None,
    store: StoreOption = None,
) -> int:
    """Replace the light context that is drawn under the map."""
    count = boundary_actions.add_context(
        _store(store), file, person=PERSON, kind=kind, class_=class_, crs=crs, layer=layer
    )
    _say(f"{count} shapes under the map.")
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
    file_layer: Annotated[str | None, typer.Option(help="Layer within the file.")] = None,
    crs: CrsOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would happen.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write a report as JSON.")] = None,
    store: StoreOption = None,
) -> int:
    """Take a list of assets in; every row is added, or refused with a reason."""
    opened = _store(store)
    columns = {"name": name} | ({"category": category} if category else {})
    for pair in map_ or []:
        field, separator, column = pair.partition("=")
        if not separator:
            _complain(f"--map {pair}: write it as FIELD=COLUMN, for example address=Adres.")
            return NOT_DONE
        columns[field.strip()] = column.strip()
    if report is not None:
        exporting.demand_not_the_store(opened, report)
        if report.resolve() == file.resolve():
            _complain(f"--report {report}: that is the list itself. Give another file.")
            return NOT_DONE
    if report is not None and (report.is_dir() or not report.parent.is_dir()):
        _complain(f"--report {report}: give a file in a folder that is there.")
        return NOT_DONE
    with _working("Reading the list") as stage:
        found = importing.import_file(
            opened, file, person=PERSON, layer=layer, columns=columns, source=source,
            source_id=id_, crs=crs, x=x, y=y, file_layer=file_layer, dry_run=dry_run,
            progress=stage,
        )  # fmt: skip
    _tell_import(found)
    if found.added and opened.layers[layer].privacy.person:
        _say("These are about persons: nobody else sees one before it has a consent.")
    if report is not None:
        try:
            report.write_text(
                json.dumps(_as_json(found), ensure_ascii=False, indent=1), encoding="utf-8"
            )
        except OSError as error:
            _complain(
                f"The list was taken in as told above, but the report {report} could not be "
                f"written ({error.strerror}). Choose another place, and run it again."
            )
            return IN_PART
        _say(f"Report: {report}")
    if found.refused and not (found.added or found.changed or found.unchanged):
        return NOT_DONE
    return IN_PART if found.refused else DONE


_STAGES = {
    "read": "Reading the list",
    "check": "Checking each row",
    "save": "Saving",
    "done": "Done",
}


class _working:  # noqa: N801 - reads as a word in `with _working(...)`
    """Show on a terminal that something is going on, and what."""

    def __init__(self, text: str) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            # In a script or a log it would leave an empty line.
            disable=not console.is_terminal,
        )
        self._task = self._progress.add_task(text)

    def __enter__(self) -> Callable[[str], None]:
        self._progress.__enter__()
        return lambda stage: self._progress.update(
            self._task, description=_STAGES.get(stage, stage)
        )

    def __exit__(self, *error: Any) -> None:
        self._progress.__exit__(*error)


def _tell_import(found: importing.ImportReport) -> None:
    would = "Would be: " if found.dry_run else ""
    _say(
        f"{would}{found.rows} rows: {found.added} added, {found.changed} changed, "
        f"{found.unchanged} unchanged, {len(found.refused)} refused."
    )
    _tell(found.notes)
    for refusal in found.refused[:20]:
        for problem in refusal.problems:
            _say(f"  Row {refusal.row}: {str(problem).removeprefix(f'Row {refusal.row}: ')}")
    if len(found.refused) > 20:
        _say(f"  ... and {len(found.refused) - 20} more; --report FILE.json gives all.")
    for refusal in found.kept[:10]:
        for problem in refusal.problems:
            _say(f"  Row {refusal.row}: {problem}")
    if found.other_words:
        words = ", ".join(
            f"{word} ({count})" for word, count in list(found.other_words.items())[:8]
        )
        _say(f"In 'other', since no category has the word: {words}")
    if found.vanished:
        _say(f"{found.vanished} assets are no longer in the list; they were left as they are.")


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
    opened = _store(store)
    keys = list(opened.layers) if layer == "all" else [layer]
    with _working("Writing"):
        written = exporting.export_file(
            opened, out, person=PERSON, layers=keys, neighbourhoods=neighbourhood, crs=crs
        )
    _say(f"{written.rows} assets in {out}.")
    return DONE


@app.command()
def stats(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    store: StoreOption = None,
) -> int:
    """Count what there is, by layer and neighbourhood."""
    opened = _store(store)
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
    _say(f"{found.total} assets in {found.neighbourhoods} neighbourhoods")
    for key, count in found.by_layer.items():
        _say(f"  {opened.layers[key].title.en}: {count}")
    for code, (name, counts) in found.by_neighbourhood.items():
        words = ", ".join(f"{opened.layers[key].title.en.lower()} {counts[key]}" for key in counts)
        _say(f"  {code} {name}: {words}")
    return DONE


@app.command()
def verify(store: StoreOption = None) -> int:
    """Check that nothing in the store was changed afterwards."""
    with _working("Checking every version"):
        report = keeping.verify(_store(store))
    if not report.problems:
        _say(
            f"Good: {report.versions} versions and {report.assets} assets fit. Head: {report.head}"
        )
        return DONE
    _complain(f"{len(report.problems)} things do not fit:")
    for problem in report.problems[:20]:
        _complain(f"  {problem}")
    return NOT_DONE


@app.command()
def backup(
    out: Annotated[Path, typer.Argument(help="File to write; it must not exist yet.")],
    store: StoreOption = None,
) -> int:
    """Write a consistent, verified copy; others can go on working."""
    with _working("Copying"):
        report = keeping.backup(_store(store), out, person=PERSON)
    if report.problems:
        _complain(f"The copy was made, but does not fit: {report.problems[0]}")
        return IN_PART
    _say(f"{out}: {report.assets} assets, {report.versions} versions. Head: {report.head}")
    return DONE


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")], store: StoreOption = None
) -> int:
    """Put a backup in the place of the store; what stood there is kept beside it."""
    workspace = _workspace(store)
    with _working("Checking the backup"):
        report, kept = workspace.restore(file, person=PERSON)
    _say(f"{workspace.path}: {report.assets} assets, {report.versions} versions.")
    if kept is not None:
        _say(f"What stood there is kept as {kept}.")
    return DONE


@app.command()
def demo(
    if_missing: Annotated[
        bool, typer.Option("--if-missing", help="Do nothing when there is a store.")
    ] = False,
    store: StoreOption = None,
) -> int:
    """Make the demonstration: a fictional municipality."""
    workspace = _workspace(store)
    if if_missing and workspace.has_store():
        return DONE
    with _working("Making the demonstration"):
        count = make_demo(workspace, ROOT / "data" / "demo", person=PERSON)
    _say(f"Made {workspace.path}: the demonstration, {count} assets.")
    return DONE


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="0.0.0.0 lets phones in, 127.0.0.1 nobody.")
    ] = "0.0.0.0",  # noqa: S104
    port: Annotated[int, typer.Option(help="Port.", min=1, max=65535)] = 8501,
    store: StoreOption = None,
) -> int:
    """Serve the map; GET /healthz answers 200 once the store is open."""
    workspace = _workspace(store)
    if workspace.has_store():
        # Say what is wrong with the store here, where it can be read.
        workspace.store()
        workspace.close()
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            _complain(
                f"Port {port} cannot be used ({error.strerror}). Is assetmap running already? "
                f"Else try another: --port {port + 1}"
            )
            return NOT_DONE
    _say(f"On this computer:  http://localhost:{port}")
    if host == "0.0.0.0":  # noqa: S104
        address = _lan_address()
        if address:
            _say(f"On phones nearby:  http://{address}:{port}")
    sys.stdout.flush()
    command = [
        sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"),
        "--server.address", host, "--server.port", str(port),
        "--server.headless", "true", "--logger.hideWelcomeMessage", "true",
    ]  # fmt: skip
    environment = {**os.environ, "ASSETMAP_STORE": str(workspace.path.resolve())}
    if os.name == "posix":
        # Become the server, so that a stop signal reaches it.
        os.chdir(ROOT)
        os.execve(command[0], command, environment)  # noqa: S606
    return subprocess.call(command, cwd=ROOT, env=environment)


def _lan_address() -> str | None:
    """Return this computer's address on the local network; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return None
