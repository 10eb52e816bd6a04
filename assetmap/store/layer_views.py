"""Each layer as a view of its published assets, so that QGIS and ogrinfo open it by name."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from assetmap.domain.layer import Layer, Layers

# Names that the file uses itself.
_TAKEN = frozenset(
    {
        *("assets", "versions", "personal", "context", "photos", "merges"),
        *("neighbourhoods", "boundary_areas", "boundary_sets"),
    }
)
_TAKEN_STARTS = ("assetmap_", "gpkg_", "layer_", "rtree_", "sqlite_")

# Our views among all that the file lists, and what stewards may have added to it.
_OUR_VIEWS = (
    "SELECT c.table_name, g.geometry_type_name, c.identifier, m.sql FROM gpkg_contents c "
    "JOIN gpkg_geometry_columns g USING (table_name) "
    "JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'view' "
    "WHERE m.sql LIKE '%FROM assets WHERE layer = %'"
)


@dataclass(frozen=True)
class _View:
    """A view as it is to be, with its geometry type and its title in the file's list."""

    name: str
    kind: str
    title: str
    layer: Layer

    @property
    def sql(self) -> str:
        return (
            f'CREATE VIEW "{self.name}" AS SELECT fid AS OGC_FID, id, category, name, offers, '
            "themes, address, website, public_contact, opening_hours, audience, cost, wheelchair, "
            "languages, existed_from, existed_to, precision, source, fields, position, "
            "neighbourhood, recorded_at, geom "
            f"FROM assets WHERE layer = '{self.layer.key}' "
            "AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'))"
        )

    @property
    def standing(self) -> tuple[str, str, str, str]:
        """What `_OUR_VIEWS` gives of it: a view of an older assetmap has other columns."""
        return self.name, self.kind, self.title, self.sql


def view_name(key: str) -> str:
    """Return the name of a layer's view."""
    return f"layer_{key}" if key in _TAKEN or key.startswith(_TAKEN_STARTS) else key


def geometry_type(layer: Layer) -> str:
    """Return the GeoPackage type: one kind's own, or GEOMETRY for several."""
    if not layer.geometry:
        return "POINT"  # a point that stands for the neighbourhood
    # A layer of lines or areas takes multi-part shapes too.
    return "POINT" if layer.geometry == ("point",) else "GEOMETRY"


def sync(connection: Connection, layers: Layers) -> None:
    """Make the views and the flags in the rows fit the layer files, where they do not."""
    wanted = {view.name: view for view in _wanted(connection, layers)}
    found = {row[0]: tuple(row) for row in connection.exec_driver_sql(_OUR_VIEWS)}
    for name in found:
        if name not in wanted or found[name] != wanted[name].standing:
            connection.exec_driver_sql(
                "DELETE FROM gpkg_geometry_columns WHERE table_name = ?", (name,)
            )
            connection.exec_driver_sql("DELETE FROM gpkg_contents WHERE table_name = ?", (name,))
            connection.exec_driver_sql(f'DROP VIEW "{name}"')
    for name, view in wanted.items():
        if found.get(name) != view.standing:
            _create(connection, view)
        connection.exec_driver_sql(
            "UPDATE assets SET needs_consent = ?1 WHERE layer = ?2 AND needs_consent != ?1",
            (int(view.layer.privacy.person), view.layer.key),
        )


def is_in_sync(connection: Connection, layers: Layers) -> bool:
    """Return whether `sync` would have nothing to do."""
    found = connection.exec_driver_sql(_OUR_VIEWS)
    wanted = {view.standing for view in _wanted(connection, layers)}
    return {tuple(row) for row in found} == wanted and not any(
        connection.exec_driver_sql(
            "SELECT 1 FROM assets WHERE layer = ? AND needs_consent != ? LIMIT 1",
            (layer.key, int(layer.privacy.person)),
        ).first()
        for layer in layers.values()
    )


def _wanted(connection: Connection, layers: Layers) -> list[_View]:
    """Return the view of each layer; titles are unique in a file."""
    others = connection.exec_driver_sql(
        "SELECT identifier FROM gpkg_contents WHERE table_name NOT IN "
        f"(SELECT table_name FROM ({_OUR_VIEWS}))"
    ).scalars()
    taken = set(others)
    wanted = []
    for layer in layers.values():
        title = layer.title.nl
        if title in taken:
            title = f"{title} ({layer.key})"
        taken.add(title)
        wanted.append(_View(view_name(layer.key), geometry_type(layer), title, layer))
    return wanted


def _create(connection: Connection, view: _View) -> None:
    connection.exec_driver_sql(view.sql)
    # The extent follows from the rows that the view shows already.
    connection.exec_driver_sql(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, "
        "max_x, max_y, srs_id) SELECT ?, 'features', ?, ?, min(minx), min(miny), max(maxx), "
        f'max(maxy), 4326 FROM rtree_assets_geom WHERE id IN (SELECT OGC_FID FROM "{view.name}")',
        (view.name, view.title, view.layer.description.nl),
    )
    connection.exec_driver_sql(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, 4326, 0, 0)",
        (view.name, view.kind),
    )
