"""Files out: one module a format."""

from assetmap.exchange.writers.formats import FORMATS
from assetmap.exchange.writers.result import WriteResult
from assetmap.exchange.writers.write import write_file

__all__ = ["FORMATS", "WriteResult", "write_file"]
