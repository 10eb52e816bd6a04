"""What a writer gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WriteResult:
    """A file that was written.

    Parameters
    ----------
    path
        Where it is.
    rows
        How many rows it holds.
    layers
        Names of the layers in it.
    """

    path: Path
    rows: int
    layers: tuple[str, ...]
