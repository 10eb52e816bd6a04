"""The store keeps everything that people wrote: `base.Store` is the contract."""

from assetmap.store.base import (
    AssetInStore,
    Change,
    Count,
    PastVersion,
    Receipt,
    Remark,
    Store,
    VerifyReport,
)
from assetmap.store.geopackage import GeoPackageStore

__all__ = [
    "AssetInStore",
    "Change",
    "Count",
    "GeoPackageStore",
    "PastVersion",
    "Receipt",
    "Remark",
    "Store",
    "VerifyReport",
]
