"""The columns of a layer in hand."""

from __future__ import annotations

from assetmap.domain import schema
from assetmap.domain.asset import Asset
from assetmap.domain.traits import TRAITS


def test_every_column_stands_once():
    assert len(set(schema.ASSET_COLUMNS)) == len(schema.ASSET_COLUMNS)
    assert len(set(schema.NEIGHBOURHOOD_COLUMNS)) == len(schema.NEIGHBOURHOOD_COLUMNS)


def test_an_import_fills_fields_of_an_asset():
    assert set(schema.IMPORTABLE) <= set(Asset.model_fields)


def test_every_trait_is_a_column_that_an_import_fills():
    assert set(TRAITS) <= set(schema.ASSET_COLUMNS) & set(schema.IMPORTABLE)
    assert set(TRAITS) <= set(Asset.model_fields)


def test_nothing_about_a_person_is_a_column():
    assert not {"person", "phone", "email", "contact"} & set(schema.ASSET_COLUMNS)
