-- The first schema of the store. Never altered: what comes later is a numbered step in
-- migrations.py. The GeoPackage tables are those of OGC 12-128r18, annex C.
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));

-- Ours.
CREATE TABLE assetmap_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, record_id TEXT NOT NULL, kind TEXT NOT NULL,
  number INTEGER NOT NULL, recorded_at TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
  reason TEXT NOT NULL, payload TEXT NOT NULL, geom BLOB, personal_digest TEXT NOT NULL,
  hash TEXT NOT NULL, CONSTRAINT one_of_each UNIQUE (record_id, number));
CREATE TRIGGER versions_stay_update BEFORE UPDATE ON versions
  BEGIN SELECT RAISE(ABORT, 'versions are never altered'); END;
CREATE TRIGGER versions_stay_delete BEFORE DELETE ON versions
  BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
CREATE TABLE personal (
  record_id TEXT NOT NULL, number INTEGER NOT NULL, salt BLOB NOT NULL, data TEXT NOT NULL,
  PRIMARY KEY (record_id, number));
CREATE TABLE boundary_sets (
  id TEXT NOT NULL PRIMARY KEY, year INTEGER NOT NULL UNIQUE, title TEXT NOT NULL,
  source TEXT NOT NULL, count INTEGER NOT NULL, digest TEXT NOT NULL);
CREATE TABLE boundary_areas (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, set_id TEXT NOT NULL, year INTEGER NOT NULL,
  code TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, municipality TEXT NOT NULL,
  geom MULTIPOLYGON NOT NULL, CONSTRAINT one_code UNIQUE (set_id, code));
CREATE TABLE context (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, kind TEXT NOT NULL, class TEXT NOT NULL,
  geom GEOMETRY NOT NULL);
CREATE TABLE assets (
  fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, id TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL, layer TEXT NOT NULL, category TEXT NOT NULL, name TEXT NOT NULL,
  offers TEXT NOT NULL, themes TEXT NOT NULL, address TEXT NOT NULL, website TEXT NOT NULL,
  opening_hours TEXT NOT NULL, existed_from INTEGER, existed_to INTEGER, source TEXT NOT NULL,
  source_id TEXT, fields TEXT NOT NULL, position TEXT NOT NULL, neighbourhood TEXT,
  needs_consent INTEGER NOT NULL, consent_until TEXT, retired INTEGER NOT NULL,
  recorded_at TEXT NOT NULL, geom GEOMETRY);


CREATE VIEW neighbourhoods AS
  SELECT fid AS OGC_FID, code, name, kind, municipality, year, geom FROM boundary_areas
  WHERE set_id = (SELECT id FROM boundary_sets ORDER BY year DESC LIMIT 1);
