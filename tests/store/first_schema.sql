PRAGMA application_id = 1196444487;
PRAGMA user_version = 10300;
BEGIN;
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
CREATE TABLE assetmap_meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE versions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, record_id TEXT NOT NULL, kind TEXT NOT NULL,
  number INTEGER NOT NULL, recorded_at TEXT NOT NULL, by TEXT NOT NULL, action TEXT NOT NULL,
  reason TEXT NOT NULL, payload TEXT NOT NULL, geom BLOB, personal_digest TEXT NOT NULL,
  hash TEXT NOT NULL, CONSTRAINT one_of_each UNIQUE (record_id, number));
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
CREATE VIRTUAL TABLE rtree_assets_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE VIRTUAL TABLE rtree_boundary_areas_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE VIRTUAL TABLE rtree_context_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian');
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic');
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', 'longitude and latitude in degrees');
INSERT INTO "gpkg_contents" VALUES ('assets', 'features', 'All assets, also those out of sight', '', '2026-05-01T12:30:00.000Z', 6.1, 52.2, 6.11500072479248046875e+00, 52.21, 4326);
INSERT INTO "gpkg_contents" VALUES ('boundary_areas', 'features', 'Boundaries of all years', '', '2026-05-01T12:30:00.000Z', 6.09999990463256835937e+00, 5.2199993133544921875e+01, 6.13000011444091796875e+00, 5.22100067138671875e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('context', 'features', 'Water, green and streets under the map', '', '2026-05-01T12:30:00.000Z', 6.09999990463256835937e+00, 5.2199993133544921875e+01, 6.11500072479248046875e+00, 5.22100067138671875e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('neighbourhoods', 'features', 'Neighbourhoods', '', '2026-05-01T12:30:00.000Z', 6.09999990463256835937e+00, 5.2199993133544921875e+01, 6.13000011444091796875e+00, 5.22100067138671875e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('skills', 'features', 'Talenten', 'Wat mensen in de buurt kunnen, weten en graag doen. Iedereen kan iets, en iemand zoekt dat juist.', '2026-05-01T12:30:00.000Z', 6.107185, 52.201836, 6.107185, 52.201836, 4326);
INSERT INTO "gpkg_contents" VALUES ('associations', 'features', 'Verenigingen', 'Groepen die mensen zelf maken: clubs, koren, bewonersgroepen en vrijwilligers. Wie mee wil doen, is welkom.', '2026-11-24T12:41:13.999Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('institutions', 'features', 'Instellingen', 'Organisaties met mensen, ruimte, kennis of geld waar de buurt iets mee kan. Zij denken mee als partner.', '2026-11-24T12:41:13.999Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('places', 'features', 'Plekken', 'Gebouwen, groen en hoekjes waar je kunt zijn, spelen, leren of elkaar ontmoeten. Binnen en buiten.', '2026-05-01T12:30:00.000Z', 6.1, 52.2, 6.11500072479248046875e+00, 52.21, 4326);
INSERT INTO "gpkg_contents" VALUES ('economy', 'features', 'Economie', 'Waar de buurt van leeft en wat zij deelt: winkels, makers, boerderijen, coöperaties en geld dat rondgaat.', '2026-11-24T12:41:14.000Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('heritage', 'features', 'Verhalen en erfgoed', 'Wat de buurt van vroeger heeft meegekregen en doorgeeft: verhalen, gebouwen, feesten en herinneringen.', '2026-11-24T12:41:14.000Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_geometry_columns" VALUES ('assets', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('boundary_areas', 'geom', 'MULTIPOLYGON', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('context', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('neighbourhoods', 'geom', 'MULTIPOLYGON', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('skills', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('associations', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('institutions', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('places', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('economy', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_geometry_columns" VALUES ('heritage', 'geom', 'GEOMETRY', 4326, 0, 0);
INSERT INTO "gpkg_extensions" VALUES ('assets', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
INSERT INTO "gpkg_extensions" VALUES ('boundary_areas', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
INSERT INTO "gpkg_extensions" VALUES ('context', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only');
INSERT INTO "assetmap_meta" VALUES ('store_id', '01a20d93-1a09-7346-ac5f-9c7b4c9108e4');
INSERT INTO "assetmap_meta" VALUES ('made_at', '2026-11-24T12:41:13+00:00');
INSERT INTO "assetmap_meta" VALUES ('schema', '1');
INSERT INTO "versions" VALUES (1, '01a20d93-1a16-75d1-9fb5-cc7eb3209ead', 'boundary_set', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'boundaries', '', '{"count":2,"digest":"8ff4956055df6a68fb1fe94351bae3ab69f1ba7090885ce7b71828a2d1ed3179","source":"test","title":"Brugveen 2025","year":2025}', NULL, '', '18ac238d459a0bd60358968ff15af8204c302d7ca2b988e30d71e993a43f5cb8');
INSERT INTO "versions" VALUES (2, '01a20d93-1a1d-71ca-9f0f-908719000eb7', 'boundary_set', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'boundaries', '', '{"count":3,"digest":"3c937cbef3ac9f93f20adbff1ac63e449f8ffcc31eea4498783d40bb66a6af91","source":"test","title":"Brugveen 2026","year":2026}', NULL, '', 'e90a91f079f94680f7befbfd01d9431b87c5a990d2f2d944c9b775f5ae6fca7e');
INSERT INTO "versions" VALUES (3, '01a20d93-1a23-75bf-b7de-c6ddff48e6c8', 'context', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'boundaries', '', '{"digest":"e1250b20b886a02044dac552ed5b275bc7bc28152961a996ad74c17f04e188d5","rows":2}', NULL, '', '332c3a2de81417a329a05a7d4db48a314cf5ed19afa4d82ec75b06809eabfd63');
INSERT INTO "versions" VALUES (4, '01a20d93-1a24-764b-a5d7-cc1e630bfcfd', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"category":"library","existed_from":1987,"fields":{"capacity":40},"layer":"places","name":"Bieb","offers":"Boeken","themes":["schooling"]}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '82a647a777a55052104d9a11c67bb69baf682bfd733c1c62127a57addbb338a7', '7c33c30d03f80ebe9bab3f3dce1b124c2dfe5d2af934062b069bdc15d6f60af0');
INSERT INTO "versions" VALUES (5, '01a20d93-1a24-764b-a5d7-cc1e630bfcfd', 'asset', 2, '2026-05-01T12:30:00.000Z', 'laptop', 'edit', 'voluit', '{"category":"library","existed_from":1987,"fields":{"capacity":40},"layer":"places","name":"Bibliotheek De Brug","offers":"Boeken en taalles","themes":["schooling"]}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '1c6a3664ac2fa0bdc070c4c385de295e134ee355e81f0f2351882dd2a53c57cb', '768ee0e614f5f7f0aa699ac1324246327e41b6ca7ae4f6353dd1537382ab1be9');
INSERT INTO "versions" VALUES (6, '01a20d93-1a2c-76f8-8032-79e79e234146', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"category":"walk_route","layer":"places","name":"Ommetje"}', X'47500003E6100000EB51B81E856B1840F5285C8FC27518400BD7A3703D1A4A400BD7A3703D1A4A40010200000002000000EB51B81E856B18400BD7A3703D1A4A40F5285C8FC27518400BD7A3703D1A4A40', '', '2aa13e47faf2f480651fba85cec3daa51d38a1f86e9c7c3fa063c755f845e6bf');
INSERT INTO "versions" VALUES (7, '01a20d93-1a2d-7730-9987-70fd3dc3e2c3', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"category":"repairing","consent":{"given_on":"2026-04-01","how":"on_paper","until":"2027-05-01"},"layer":"skills","name":"Fietsen maken","neighbourhood":"BU00","neighbourhood_year":2025}', NULL, 'ae5b6bc0a1907b6acb88c08e6b49ab880e8b0424ef7146d6ff1c9bd8b09e91ff', '97120f2bc025481112c834d8dc4384c1b26a62d6f60b75790f8b42f479e22e50');
INSERT INTO "versions" VALUES (8, '01a20d93-1a31-760f-9e45-aab80983809b', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"category":"sports_hall","layer":"places","name":"Oude gymzaal"}', X'47500001E61000000101000000F5285C8FC27518400BD7A3703D1A4A40', '', '991632c5e0974f6e97436ec757afe5a44535af37ac5326d8352dabb58fa2c8d4');
INSERT INTO "versions" VALUES (9, '01a20d93-1a31-760f-9e45-aab80983809b', 'asset', 2, '2026-05-01T12:30:00.000Z', 'laptop', 'retire', 'gesloopt', '{"category":"sports_hall","layer":"places","name":"Oude gymzaal"}', X'47500001E61000000101000000F5285C8FC27518400BD7A3703D1A4A40', '', 'f42d1e56d92849f04eceb66d9c11a4b3c60b21dbf2c3dd791e65913ff39d87b2');
INSERT INTO "versions" VALUES (10, '01a20d93-1a3b-75d9-ac30-f15b7bac7edf', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'import', 'import: lijst', '{"category":"other","layer":"places","name":"Speeltuin","source":"lijst","source_id":"1"}', X'47500001E61000000101000000F5285C8FC27518400BD7A3703D1A4A40', '', '7567892f9ac1e459905c80db1f0b728eb12e55763122f2c3f4a6afcf5100dc2f');
INSERT INTO "versions" VALUES (11, '01a20d93-1a3b-75d9-ac30-f15c2dd7ea1d', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'import', 'import: lijst', '{"category":"other","layer":"places","name":"Buurthuis","source":"lijst","source_id":"2"}', X'47500003E61000006666666666661840703D0AD7A37018409A99999999194A407B14AE47E11A4A4001030000000100000005000000703D0AD7A37018409A99999999194A40703D0AD7A37018407B14AE47E11A4A4066666666666618407B14AE47E11A4A4066666666666618409A99999999194A40703D0AD7A37018409A99999999194A40', '', 'f4abde3428b3ee66bdc95224b494dcdda911f5732e09f3b2ad76f6eeb90b8f20');
INSERT INTO "personal" VALUES ('01a20d93-1a24-764b-a5d7-cc1e630bfcfd', 2, X'B5346922D9177E79672FD90548614298', '{"email":"","person":"Fatma Voorbeeld","phone":"06-12345678"}');
INSERT INTO "personal" VALUES ('01a20d93-1a2d-7730-9987-70fd3dc3e2c3', 1, X'0C154377943BD65A01597DE0A00E710D', '{"email":"","person":"Joris Voorbeeld","phone":"06-12345678"}');
INSERT INTO "boundary_sets" VALUES ('01a20d93-1a16-75d1-9fb5-cc7eb3209ead', 2025, 'Brugveen 2025', 'test', 2, '8ff4956055df6a68fb1fe94351bae3ab69f1ba7090885ce7b71828a2d1ed3179');
INSERT INTO "boundary_sets" VALUES ('01a20d93-1a1d-71ca-9f0f-908719000eb7', 2026, 'Brugveen 2026', 'test', 3, '3c937cbef3ac9f93f20adbff1ac63e449f8ffcc31eea4498783d40bb66a6af91');
INSERT INTO "boundary_areas" VALUES (1, '01a20d93-1a16-75d1-9fb5-cc7eb3209ead', 2025, 'BU00', 'Buurt 00', 'neighbourhood', 'Brugveen', X'47500003E61000006666666666661840703D0AD7A37018409A99999999194A407B14AE47E11A4A4001060000000100000001030000000100000005000000703D0AD7A37018409A99999999194A40703D0AD7A37018407B14AE47E11A4A4066666666666618407B14AE47E11A4A4066666666666618409A99999999194A40703D0AD7A37018409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (2, '01a20d93-1a16-75d1-9fb5-cc7eb3209ead', 2025, 'BU01', 'Buurt 01', 'neighbourhood', 'Brugveen', X'47500003E6100000703D0AD7A37018407A14AE47E17A18409A99999999194A407B14AE47E11A4A40010600000001000000010300000001000000050000007A14AE47E17A18409A99999999194A407A14AE47E17A18407B14AE47E11A4A40703D0AD7A37018407B14AE47E11A4A40703D0AD7A37018409A99999999194A407A14AE47E17A18409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (3, '01a20d93-1a1d-71ca-9f0f-908719000eb7', 2026, 'NB00', 'Buurt 00', 'neighbourhood', 'Brugveen', X'47500003E61000006666666666661840703D0AD7A37018409A99999999194A407B14AE47E11A4A4001060000000100000001030000000100000005000000703D0AD7A37018409A99999999194A40703D0AD7A37018407B14AE47E11A4A4066666666666618407B14AE47E11A4A4066666666666618409A99999999194A40703D0AD7A37018409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (4, '01a20d93-1a1d-71ca-9f0f-908719000eb7', 2026, 'NB01', 'Buurt 01', 'neighbourhood', 'Brugveen', X'47500003E6100000703D0AD7A37018407A14AE47E17A18409A99999999194A407B14AE47E11A4A40010600000001000000010300000001000000050000007A14AE47E17A18409A99999999194A407A14AE47E17A18407B14AE47E11A4A40703D0AD7A37018407B14AE47E11A4A40703D0AD7A37018409A99999999194A407A14AE47E17A18409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (5, '01a20d93-1a1d-71ca-9f0f-908719000eb7', 2026, 'NB02', 'Buurt 02', 'neighbourhood', 'Brugveen', X'47500003E61000007A14AE47E17A184085EB51B81E8518409A99999999194A407B14AE47E11A4A400106000000010000000103000000010000000500000085EB51B81E8518409A99999999194A4085EB51B81E8518407B14AE47E11A4A407A14AE47E17A18407B14AE47E11A4A407A14AE47E17A18409A99999999194A4085EB51B81E8518409A99999999194A40');
INSERT INTO "context" VALUES (1, 'water', 'canal', X'47500003E61000006666666666661840703D0AD7A37018409A99999999194A407B14AE47E11A4A4001030000000100000005000000703D0AD7A37018409A99999999194A40703D0AD7A37018407B14AE47E11A4A4066666666666618407B14AE47E11A4A4066666666666618409A99999999194A40703D0AD7A37018409A99999999194A40');
INSERT INTO "context" VALUES (2, 'street', '', X'47500003E6100000EB51B81E856B1840F5285C8FC27518400BD7A3703D1A4A400BD7A3703D1A4A40010200000002000000EB51B81E856B18400BD7A3703D1A4A40F5285C8FC27518400BD7A3703D1A4A40');
INSERT INTO "assets" VALUES (1, '01a20d93-1a24-764b-a5d7-cc1e630bfcfd', 2, 'places', 'library', 'Bibliotheek De Brug', 'Boeken en taalles', 'schooling', '', '', '', 1987, NULL, '', NULL, '{"capacity":40}', 'exact', 'NB00', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40');
INSERT INTO "assets" VALUES (2, '01a20d93-1a2c-76f8-8032-79e79e234146', 1, 'places', 'walk_route', 'Ommetje', '', '', '', '', '', NULL, NULL, '', NULL, '{}', 'exact', 'NB00', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500003E6100000EB51B81E856B1840F5285C8FC27518400BD7A3703D1A4A400BD7A3703D1A4A40010200000002000000EB51B81E856B18400BD7A3703D1A4A40F5285C8FC27518400BD7A3703D1A4A40');
INSERT INTO "assets" VALUES (3, '01a20d93-1a2d-7730-9987-70fd3dc3e2c3', 1, 'skills', 'repairing', 'Fietsen maken', '', '', '', '', '', NULL, NULL, '', NULL, '{}', 'neighbourhood', 'NB00', 1, '2027-05-01', 0, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000AF7C96E7C16D1840E69315C3D5194A40');
INSERT INTO "assets" VALUES (4, '01a20d93-1a31-760f-9e45-aab80983809b', 2, 'places', 'sports_hall', 'Oude gymzaal', '', '', '', '', '', NULL, NULL, '', NULL, '{}', 'exact', 'NB01', 0, NULL, 1, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000F5285C8FC27518400BD7A3703D1A4A40');
INSERT INTO "assets" VALUES (5, '01a20d93-1a3b-75d9-ac30-f15b7bac7edf', 1, 'places', 'other', 'Speeltuin', '', '', '', '', '', NULL, NULL, 'lijst', '1', '{}', 'exact', 'NB01', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000F5285C8FC27518400BD7A3703D1A4A40');
INSERT INTO "assets" VALUES (6, '01a20d93-1a3b-75d9-ac30-f15c2dd7ea1d', 1, 'places', 'other', 'Buurthuis', '', '', '', '', '', NULL, NULL, 'lijst', '2', '{}', 'exact', 'NB00', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500003E61000006666666666661840703D0AD7A37018409A99999999194A407B14AE47E11A4A4001030000000100000005000000703D0AD7A37018409A99999999194A40703D0AD7A37018407B14AE47E11A4A4066666666666618407B14AE47E11A4A4066666666666618409A99999999194A40703D0AD7A37018409A99999999194A40');
INSERT INTO "rtree_assets_geom" VALUES (1, 6.10499906539917, 6.10500001907348632812e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (2, 6.10499906539917, 6.11500072479248046875e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (3, 6.10718488693237304687e+00, 6.10718584060668945312e+00, 5.22018356323242187482e+01, 5.220184326171875e+01);
INSERT INTO "rtree_assets_geom" VALUES (4, 6.1149997711181640625e+00, 6.11500072479248046875e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (5, 6.1149997711181640625e+00, 6.11500072479248046875e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (6, 6.09999990463256835937e+00, 6.11000013351440429687e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (1, 6.09999990463256835937e+00, 6.11000013351440429687e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (2, 6.10999917984008789062e+00, 6.1200008392333984375e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (3, 6.09999990463256835937e+00, 6.11000013351440429687e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (4, 6.10999917984008789062e+00, 6.1200008392333984375e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (5, 6.11999988555908203125e+00, 6.13000011444091796875e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_context_geom" VALUES (1, 6.09999990463256835937e+00, 6.11000013351440429687e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_context_geom" VALUES (2, 6.10499906539917, 6.11500072479248046875e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('versions', 11);
INSERT INTO "sqlite_sequence" VALUES ('boundary_areas', 5);
INSERT INTO "sqlite_sequence" VALUES ('context', 2);
INSERT INTO "sqlite_sequence" VALUES ('assets', 6);
CREATE TRIGGER versions_stay_update BEFORE UPDATE ON versions
  BEGIN SELECT RAISE(ABORT, 'versions are never altered'); END;
CREATE TRIGGER versions_stay_delete BEFORE DELETE ON versions
  BEGIN SELECT RAISE(ABORT, 'versions are never removed'); END;
CREATE VIEW neighbourhoods AS
  SELECT fid AS OGC_FID, code, name, kind, municipality, year, geom FROM boundary_areas
  WHERE set_id = (SELECT id FROM boundary_sets ORDER BY year DESC LIMIT 1);
CREATE TRIGGER rtree_context_geom_insert AFTER INSERT ON context WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO rtree_context_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_context_geom_update2 AFTER UPDATE OF geom ON context WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_context_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_context_geom_update4 AFTER UPDATE ON context WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_context_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_context_geom_update5 AFTER UPDATE ON context WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_context_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_context_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_context_geom_update6 AFTER UPDATE OF geom ON context WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) AND OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom) BEGIN UPDATE rtree_context_geom SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid; END;
CREATE TRIGGER rtree_context_geom_update7 AFTER UPDATE OF geom ON context WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom)) BEGIN INSERT OR REPLACE INTO rtree_context_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_context_geom_delete AFTER DELETE ON context WHEN OLD.geom NOTNULL BEGIN DELETE FROM rtree_context_geom WHERE id = OLD.fid; END;
CREATE VIEW "skills" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'skills' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "associations" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'associations' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "institutions" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'institutions' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "places" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'places' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "economy" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'economy' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "heritage" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'heritage' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE TRIGGER rtree_boundary_areas_geom_insert AFTER INSERT ON boundary_areas WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO rtree_boundary_areas_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_boundary_areas_geom_update2 AFTER UPDATE OF geom ON boundary_areas WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_boundary_areas_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_boundary_areas_geom_update4 AFTER UPDATE ON boundary_areas WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_boundary_areas_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_boundary_areas_geom_update5 AFTER UPDATE ON boundary_areas WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_boundary_areas_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_boundary_areas_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_boundary_areas_geom_update6 AFTER UPDATE OF geom ON boundary_areas WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) AND OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom) BEGIN UPDATE rtree_boundary_areas_geom SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid; END;
CREATE TRIGGER rtree_boundary_areas_geom_update7 AFTER UPDATE OF geom ON boundary_areas WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom)) BEGIN INSERT OR REPLACE INTO rtree_boundary_areas_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_boundary_areas_geom_delete AFTER DELETE ON boundary_areas WHEN OLD.geom NOTNULL BEGIN DELETE FROM rtree_boundary_areas_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_assets_geom_insert AFTER INSERT ON assets WHEN (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN INSERT OR REPLACE INTO rtree_assets_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_assets_geom_update2 AFTER UPDATE OF geom ON assets WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_assets_geom WHERE id = OLD.fid; END;
CREATE TRIGGER rtree_assets_geom_update4 AFTER UPDATE ON assets WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_assets_geom WHERE id IN (OLD.fid, NEW.fid); END;
CREATE TRIGGER rtree_assets_geom_update5 AFTER UPDATE ON assets WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) BEGIN DELETE FROM rtree_assets_geom WHERE id = OLD.fid; INSERT OR REPLACE INTO rtree_assets_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_assets_geom_update6 AFTER UPDATE OF geom ON assets WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) AND OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom) BEGIN UPDATE rtree_assets_geom SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid; END;
CREATE TRIGGER rtree_assets_geom_update7 AFTER UPDATE OF geom ON assets WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom)) AND (OLD.geom ISNULL OR ST_IsEmpty(OLD.geom)) BEGIN INSERT OR REPLACE INTO rtree_assets_geom VALUES (NEW.fid, ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)); END;
CREATE TRIGGER rtree_assets_geom_delete AFTER DELETE ON assets WHEN OLD.geom NOTNULL BEGIN DELETE FROM rtree_assets_geom WHERE id = OLD.fid; END;
COMMIT;
