"""Every store keeps the contract."""

from __future__ import annotations

from tests.store.contract import StoreContract


class TestGeoPackageStore(StoreContract):
    """The embedded store; its fixture `kind` is in `conftest.py`."""
