"""Every store keeps the contract."""

from __future__ import annotations

from tests.store.contract import StoreContract
from tests.store.contract_of_lists import ListContract
from tests.store.contract_of_photos import PhotoContract


class TestGeoPackageStore(StoreContract, ListContract, PhotoContract):
    """The embedded store; its fixture `kind` is in `conftest.py`."""
