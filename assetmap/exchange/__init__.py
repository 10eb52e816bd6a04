"""Files in and out: readers with a report for each row, writers one a format."""

from assetmap.exchange.readers import (
    FileSummary,
    Limits,
    MissingColumns,
    ReadResult,
    RefusedRow,
    list_columns,
    read_file,
)
from assetmap.exchange.writers import FORMATS, WriteResult, write_file

__all__ = [
    "FORMATS",
    "FileSummary",
    "Limits",
    "MissingColumns",
    "ReadResult",
    "RefusedRow",
    "WriteResult",
    "list_columns",
    "read_file",
    "write_file",
]
