"""The command line: `python -m assetmap --help`.

Exit code: 0 done, 2 done in part, 1 not done. It speaks English, as its neighbours git and
ogr2ogr do.
"""

# Each of these registers its commands; in this order they stand in the help.
from assetmap.cli import taking_in, importing, import_runs, gazetteer, caring, tiles, serving  # noqa: I001
from assetmap.cli.command import DONE, IN_PART, NOT_DONE, app, run

__all__ = [
    "DONE",
    "IN_PART",
    "NOT_DONE",
    "app",
    "caring",
    "gazetteer",
    "import_runs",
    "importing",
    "run",
    "serving",
    "taking_in",
    "tiles",
]
