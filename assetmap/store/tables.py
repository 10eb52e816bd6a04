"""The tables of the store, for queries; `migrations.py` makes them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

from assetmap.store.gpkg_binary import GpkgGeometry

metadata = MetaData()

meta = Table(
    "assetmap_meta", metadata, Column("key", String, primary_key=True), Column("value", String)
)

versions = Table(
    "versions",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("record_id", String),
    Column("kind", String),
    Column("number", Integer),
    Column("recorded_at", String),
    Column("by", String),
    Column("action", String),
    Column("reason", String),
    Column("payload", String),
    # One version is read at a time. Many shapes are read as blobs, all at once.
    Column("geom", GpkgGeometry),
    Column("personal_digest", String),
    Column("hash", String),
)

assets = Table(
    "assets",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("id", String),
    Column("version", Integer),
    Column("layer", String),
    Column("category", String),
    Column("name", String),
    Column("offers", String),
    Column("themes", String),
    Column("address", String),
    Column("website", String),
    Column("public_contact", String),
    Column("opening_hours", String),
    Column("audience", String),
    Column("cost", String),
    Column("wheelchair", String),
    Column("languages", String),
    Column("existed_from", Integer),
    Column("existed_to", Integer),
    Column("precision", String),
    Column("source", String),
    Column("source_id", String),
    Column("fields", String),
    Column("position", String),
    Column("neighbourhood", String),
    Column("needs_consent", Integer),
    Column("consent_until", String),
    Column("retired", Integer),
    Column("recorded_at", String),
    Column("geom", LargeBinary),
)

personal = Table(
    "personal",
    metadata,
    Column("record_id", String, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("salt", LargeBinary),
    Column("data", String),
)

boundary_sets = Table(
    "boundary_sets",
    metadata,
    Column("id", String, primary_key=True),
    Column("year", Integer),
    Column("title", String),
    Column("source", String),
    Column("count", Integer),
    Column("digest", String),
)

boundary_areas = Table(
    "boundary_areas",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("set_id", String),
    Column("year", Integer),
    Column("code", String),
    Column("name", String),
    Column("kind", String),
    Column("municipality", String),
    Column("geom", LargeBinary),
)

context = Table(
    "context",
    metadata,
    Column("fid", Integer, primary_key=True),
    Column("kind", String),
    Column("class", String),
    Column("geom", LargeBinary),
)
