"""Browser files that assetmap serves itself, so that no third party sees a reader.

`packages.toml` lists the npm packages they come from, `python -m assetmap.vendor.fetch` fetches
them again, and `SHA256SUMS` holds the digest of every file.
"""

from pathlib import Path

VENDOR_FOLDER: Path = Path(__file__).parent
