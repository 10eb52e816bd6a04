"""Files in: whatever a municipality or an association sends, one frame and a reason per bad row."""

from assetmap.exchange.readers.read import list_columns, read_file
from assetmap.exchange.readers.result import (
    FileSummary,
    Limits,
    MissingColumns,
    ReadResult,
    RefusedRow,
)

__all__ = [
    "FileSummary",
    "Limits",
    "MissingColumns",
    "ReadResult",
    "RefusedRow",
    "list_columns",
    "read_file",
]
