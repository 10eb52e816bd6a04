"""What every test may ask for."""

from __future__ import annotations

import pytest
from hypothesis import settings

from assetmap.domain.layer import Layers
from tests.factories import shipped_layers

# A property is judged by its outcome, not by how busy the machine is.
settings.register_profile("assetmap", deadline=None)
settings.load_profile("assetmap")


@pytest.fixture(scope="session")
def layers() -> Layers:
    return shipped_layers()
