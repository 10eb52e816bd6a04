"""Run a command: its workspace, its errors in words, its exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assetmap.actions.workspace import Store, Workspace
from assetmap.cli.speaking import complain, say
from assetmap.domain.permission import Person, Role
from assetmap.errors import AssetMapError
from assetmap.settings import Settings

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
        say("Stopped. Nothing was changed.")
        return NOT_DONE
    except AssetMapError as error:
        complain(str(error))
        return NOT_DONE
    except OSError as error:
        complain(
            f"{error.filename or 'The file'} cannot be used ({error.strerror}). Look whether it "
            "is there, whether you may write there, and whether the disk has room."
        )
        return NOT_DONE
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        for mistake in error.errors():
            name = f"ASSETMAP_{'_'.join(map(str, mistake['loc'])).upper()}"
            complain(f"The setting {name} cannot be used: {mistake['msg']}.")
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


def workspace_at(store: Path | None) -> Workspace:
    """Return the workspace of a store's path, or of the settings."""
    settings = Settings() if store is None else Settings(store=store)
    workspace = _build[0](settings)
    _opened.append(workspace)
    return workspace


def store_at(store: Path | None) -> Store:
    """Return the open store of a path, or of the settings."""
    return workspace_at(store).store()
