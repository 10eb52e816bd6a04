"""What the command line says, and how it shows that it is busy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from assetmap.errors import Problem


def say(text: str) -> None:
    """Print a line for a person."""
    Console(highlight=False, markup=False, soft_wrap=True).print(text)


def complain(text: str) -> None:
    """Print what went wrong, where errors go."""
    Console(stderr=True, highlight=False, markup=False, soft_wrap=True).print(text)


def tell(problems: tuple[Problem, ...], most: int = 10) -> None:
    """Print the first problems, and how many more there are."""
    for problem in problems[:most]:
        say(f"  {problem}")
    if len(problems) > most:
        say(f"  ... and {len(problems) - most} more")


_STAGES = {
    "read": "Reading the list",
    "check": "Checking each row",
    "save": "Saving",
    "done": "Done",
}


class working:  # noqa: N801 - reads as a word in `with working(...)`
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
