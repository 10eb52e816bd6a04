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
  recorded_at TEXT NOT NULL, geom GEOMETRY, audience TEXT NOT NULL DEFAULT '', cost TEXT NOT NULL DEFAULT '', wheelchair TEXT NOT NULL DEFAULT '', languages TEXT NOT NULL DEFAULT '');
CREATE VIRTUAL TABLE rtree_assets_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE VIRTUAL TABLE rtree_boundary_areas_geom USING rtree(id, minx, maxx, miny, maxy);
CREATE VIRTUAL TABLE rtree_context_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian');
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic');
INSERT INTO "gpkg_spatial_ref_sys" VALUES ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]', 'longitude and latitude in degrees');
INSERT INTO "gpkg_contents" VALUES ('assets', 'features', 'All assets, also those out of sight', '', '2026-05-01T12:30:00.000Z', 6.10247278213501, 5.220245361328125e+01, 6.10500001907348632812e+00, 5.22050018310546874982e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('boundary_areas', 'features', 'Boundaries of all years', '', '2026-05-01T12:30:00.000Z', 6.09999990463256835937e+00, 5.2199993133544921875e+01, 6.13000011444091796875e+00, 5.2220001220703125e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('context', 'features', 'Water, green and streets under the map', '', '2026-11-24T18:41:44.423Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('neighbourhoods', 'features', 'Neighbourhoods', '', '2026-05-01T12:30:00.000Z', 6.09999990463256835937e+00, 5.2199993133544921875e+01, 6.13000011444091796875e+00, 5.2220001220703125e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('skills', 'features', 'Talenten', 'Wat mensen in de buurt kunnen, weten en graag doen. Iedereen kan iets, en iemand zoekt dat juist.', '2026-05-01T12:30:00.000Z', 6.102473, 52.202455, 6.102473, 52.202455, 4326);
INSERT INTO "gpkg_contents" VALUES ('associations', 'features', 'Verenigingen', 'Groepen die mensen zelf maken: clubs, koren, bewonersgroepen en vrijwilligers. Wie mee wil doen, is welkom.', '2026-11-24T18:41:44.434Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('institutions', 'features', 'Instellingen', 'Organisaties met mensen, ruimte, kennis of geld waar de buurt iets mee kan. Zij denken mee als partner.', '2026-11-24T18:41:44.434Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('places', 'features', 'Plekken', 'Gebouwen, groen en hoekjes waar je kunt zijn, spelen, leren of elkaar ontmoeten. Binnen en buiten.', '2026-05-01T12:30:00.000Z', 6.10499906539917, 5.22049942016601562508e+01, 6.10500001907348632812e+00, 5.22050018310546874982e+01, 4326);
INSERT INTO "gpkg_contents" VALUES ('economy', 'features', 'Economie', 'Waar de buurt van leeft en wat zij deelt: winkels, makers, boerderijen, coöperaties en geld dat rondgaat.', '2026-11-24T18:41:44.434Z', NULL, NULL, NULL, NULL, 4326);
INSERT INTO "gpkg_contents" VALUES ('heritage', 'features', 'Verhalen en erfgoed', 'Wat de buurt van vroeger heeft meegekregen en doorgeeft: verhalen, gebouwen, feesten en herinneringen.', '2026-11-24T18:41:44.434Z', NULL, NULL, NULL, NULL, 4326);
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
INSERT INTO "assetmap_meta" VALUES ('store_id', '01a20edd-27e8-704b-80ba-3598d5abf9e6');
INSERT INTO "assetmap_meta" VALUES ('made_at', '2026-11-24T18:41:44+00:00');
INSERT INTO "assetmap_meta" VALUES ('schema', '2');
INSERT INTO "versions" VALUES (1, '01a20edd-27f9-776f-a277-c910e04242a8', 'boundary_set', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'boundaries', '', '{"count":6,"digest":"b7fb7312f9bfbbf256f34de456ff06ca1c72cba2a9fee400b7674fe5862b49fd","source":"test","title":"Brugveen 2025","year":2025}', NULL, '', '7719ce6da00b6e9db206eed0516cf258a756aec4e3d23315307075a33acdeba6');
INSERT INTO "versions" VALUES (2, '01a20edd-27fe-70d1-bfbc-35817e18824e', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"audience":["young"],"category":"library","cost":"free","fields":{"capacity":40},"languages":["nl","ar"],"layer":"places","name":"Buurthuis","wheelchair":"limited"}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '51f1e9a406087d9f18cff00d6d9a7dab1ca5f02dee75191a3c0733ca65a42862', '1497ae141cb35bd1bd02413b466198c0ec66ca5f952d98f9c35835e1f9c1a2d5');
INSERT INTO "versions" VALUES (3, '01a20edd-2803-719a-ac4a-7693944f0e5e', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"category":"repairing","consent":{"given_on":"2026-04-01","how":"on_paper","until":"2027-05-01"},"layer":"skills","name":"Fietsen maken","neighbourhood":"BU00","neighbourhood_year":2025}', NULL, 'caf138cbfac888e16daff8ee5dadec6eceba3ee409009416fe46483d04a00b08', 'fe24771749e703be19724225d805437f1fd57f34569c7aa2a26187ac669f288e');
INSERT INTO "versions" VALUES (4, '01a20edd-2805-76cb-b84a-0928370eaf00', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'add', '', '{"category":"library","layer":"places","name":"Oude gymzaal"}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', '22329f4dcdf9107253ef6addc1c59ab4b8ee4f8e9cc9b3b09458b9b4eded6f49');
INSERT INTO "versions" VALUES (5, '01a20edd-2805-76cb-b84a-0928370eaf00', 'asset', 2, '2026-05-01T12:30:00.000Z', 'laptop', 'retire', 'gesloopt', '{"category":"library","layer":"places","name":"Oude gymzaal"}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', 'ad852e1af40a0059670a74446e658a98cdfa590046cb886174b32391c38fff97');
INSERT INTO "versions" VALUES (6, '01a20edd-2812-7389-85aa-f7cda8bb56e8', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'import', 'import: lijst', '{"category":"other","layer":"places","name":"Speeltuin","source":"lijst","source_id":"1"}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', '362c51ba09dbb98bbce0ac83835fdd7b0c0d803bd767863b76230b6f85d1bf5c');
INSERT INTO "versions" VALUES (7, '01a20edd-2812-7389-85aa-f7ce8e0563f3', 'asset', 1, '2026-05-01T12:30:00.000Z', 'laptop', 'import', 'import: lijst', '{"category":"other","layer":"places","name":"Bankje","source":"lijst","source_id":"2"}', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', '9f2671d5ac773b2b1f60c97798e3bd90aa7a89f35e95362f0408469b38591e35');
INSERT INTO "versions" VALUES (8, '01a20edd-2816-7204-be71-a811e4e74703', 'remark', 1, '2026-05-01T12:30:00.000Z', 'phone', 'add', '', '{"about":"01a20edd-27fe-70d1-bfbc-35817e18824e"}', NULL, 'bed6a63b5198eafde1e4c7bb73eeeec22e9bd0efa691c80aac635f974b80705d', '7afe73860aa85804af3c9f1bd02a7445d0a08ed5507bd50902a54c2e9c775476');
INSERT INTO "versions" VALUES (9, '01a20edd-2817-719a-8ff8-dcd2acc70495', 'remark', 1, '2026-05-01T12:30:00.000Z', 'phone', 'add', '', '{"about":"01a20edd-27fe-70d1-bfbc-35817e18824e"}', NULL, 'dd53e6e73fa3c96a7647390cf16d9ab3c9e30e3e476a3b19ca6b3a501929bd5e', 'cc24efc9c80fc6c08d5a0b6e3197d9f493e2f9adae668a8164ec9e2835cebc51');
INSERT INTO "versions" VALUES (10, '01a20edd-2816-7204-be71-a811e4e74703', 'remark', 2, '2026-05-01T12:30:00.000Z', 'laptop', 'edit', '', '{"about":"01a20edd-27fe-70d1-bfbc-35817e18824e","settled":true}', NULL, '', '23b53e957e641cd81ca289f6602d3652378e8f023401431ff7733e15cc4b7610');
INSERT INTO "personal" VALUES ('01a20edd-27fe-70d1-bfbc-35817e18824e', 1, X'EFFAFD2A307847E61DC386B3AC7CACEF', '{"email":"","person":"Fatma Voorbeeld","phone":"06-12345678"}');
INSERT INTO "personal" VALUES ('01a20edd-2803-719a-ac4a-7693944f0e5e', 1, X'034A37117F70A49382CECBE0CED265BE', '{"email":"","person":"Joris Voorbeeld","phone":"06-12345678"}');
INSERT INTO "personal" VALUES ('01a20edd-2817-719a-8ff8-dcd2acc70495', 1, X'44A122C9F086E3C93B0136438C8312ED', '{"text":"Het is nu ook op zondag open"}');
INSERT INTO "boundary_sets" VALUES ('01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'Brugveen 2025', 'test', 6, 'b7fb7312f9bfbbf256f34de456ff06ca1c72cba2a9fee400b7674fe5862b49fd');
INSERT INTO "boundary_areas" VALUES (1, '01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'BU00', 'Buurt 00', 'neighbourhood', 'Brugveen', X'47500003E61000006666666666661840703D0AD7A37018409A99999999194A407B14AE47E11A4A4001060000000100000001030000000100000005000000703D0AD7A37018409A99999999194A40703D0AD7A37018407B14AE47E11A4A4066666666666618407B14AE47E11A4A4066666666666618409A99999999194A40703D0AD7A37018409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (2, '01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'BU01', 'Buurt 01', 'neighbourhood', 'Brugveen', X'47500003E6100000703D0AD7A37018407A14AE47E17A18409A99999999194A407B14AE47E11A4A40010600000001000000010300000001000000050000007A14AE47E17A18409A99999999194A407A14AE47E17A18407B14AE47E11A4A40703D0AD7A37018407B14AE47E11A4A40703D0AD7A37018409A99999999194A407A14AE47E17A18409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (3, '01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'BU02', 'Buurt 02', 'neighbourhood', 'Brugveen', X'47500003E61000007A14AE47E17A184085EB51B81E8518409A99999999194A407B14AE47E11A4A400106000000010000000103000000010000000500000085EB51B81E8518409A99999999194A4085EB51B81E8518407B14AE47E11A4A407A14AE47E17A18407B14AE47E11A4A407A14AE47E17A18409A99999999194A4085EB51B81E8518409A99999999194A40');
INSERT INTO "boundary_areas" VALUES (4, '01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'BU10', 'Buurt 10', 'neighbourhood', 'Brugveen', X'47500003E61000006666666666661840703D0AD7A37018407B14AE47E11A4A405D8FC2F5281C4A4001060000000100000001030000000100000005000000703D0AD7A37018407B14AE47E11A4A40703D0AD7A37018405D8FC2F5281C4A4066666666666618405D8FC2F5281C4A4066666666666618407B14AE47E11A4A40703D0AD7A37018407B14AE47E11A4A40');
INSERT INTO "boundary_areas" VALUES (5, '01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'BU11', 'Buurt 11', 'neighbourhood', 'Brugveen', X'47500003E6100000703D0AD7A37018407A14AE47E17A18407B14AE47E11A4A405D8FC2F5281C4A40010600000001000000010300000001000000050000007A14AE47E17A18407B14AE47E11A4A407A14AE47E17A18405D8FC2F5281C4A40703D0AD7A37018405D8FC2F5281C4A40703D0AD7A37018407B14AE47E11A4A407A14AE47E17A18407B14AE47E11A4A40');
INSERT INTO "boundary_areas" VALUES (6, '01a20edd-27f9-776f-a277-c910e04242a8', 2025, 'BU12', 'Buurt 12', 'neighbourhood', 'Brugveen', X'47500003E61000007A14AE47E17A184085EB51B81E8518407B14AE47E11A4A405D8FC2F5281C4A400106000000010000000103000000010000000500000085EB51B81E8518407B14AE47E11A4A4085EB51B81E8518405D8FC2F5281C4A407A14AE47E17A18405D8FC2F5281C4A407A14AE47E17A18407B14AE47E11A4A4085EB51B81E8518407B14AE47E11A4A40');
INSERT INTO "assets" VALUES (1, '01a20edd-27fe-70d1-bfbc-35817e18824e', 1, 'places', 'library', 'Buurthuis', '', '', '', '', '', NULL, NULL, '', NULL, '{"capacity":40}', 'exact', 'BU00', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', 'young', 'free', 'limited', 'nl;ar');
INSERT INTO "assets" VALUES (2, '01a20edd-2803-719a-ac4a-7693944f0e5e', 1, 'skills', 'repairing', 'Fietsen maken', '', '', '', '', '', NULL, NULL, '', NULL, '{}', 'neighbourhood', 'BU00', 1, '2027-05-01', 0, '2026-05-01T12:30:00.000Z', X'47500001E610000001010000005CE49EAEEE681840B2F4A10BEA194A40', '', '', '', '');
INSERT INTO "assets" VALUES (3, '01a20edd-2805-76cb-b84a-0928370eaf00', 2, 'places', 'library', 'Oude gymzaal', '', '', '', '', '', NULL, NULL, '', NULL, '{}', 'exact', 'BU00', 0, NULL, 1, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', '', '', '');
INSERT INTO "assets" VALUES (4, '01a20edd-2812-7389-85aa-f7cda8bb56e8', 1, 'places', 'other', 'Speeltuin', '', '', '', '', '', NULL, NULL, 'lijst', '1', '{}', 'exact', 'BU00', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', '', '', '');
INSERT INTO "assets" VALUES (5, '01a20edd-2812-7389-85aa-f7ce8e0563f3', 1, 'places', 'other', 'Bankje', '', '', '', '', '', NULL, NULL, 'lijst', '2', '{}', 'exact', 'BU00', 0, NULL, 0, '2026-05-01T12:30:00.000Z', X'47500001E61000000101000000EB51B81E856B18400BD7A3703D1A4A40', '', '', '', '');
INSERT INTO "rtree_assets_geom" VALUES (1, 6.10499906539917, 6.10500001907348632812e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (2, 6.10247278213501, 6.10247373580932617187e+00, 5.220245361328125e+01, 5.22024612426757812517e+01);
INSERT INTO "rtree_assets_geom" VALUES (3, 6.10499906539917, 6.10500001907348632812e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (4, 6.10499906539917, 6.10500001907348632812e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_assets_geom" VALUES (5, 6.10499906539917, 6.10500001907348632812e+00, 5.22049942016601562508e+01, 5.22050018310546874982e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (1, 6.09999990463256835937e+00, 6.11000013351440429687e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (2, 6.10999917984008789062e+00, 6.1200008392333984375e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (3, 6.11999988555908203125e+00, 6.13000011444091796875e+00, 5.2199993133544921875e+01, 5.22100067138671875e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (4, 6.09999990463256835937e+00, 6.11000013351440429687e+00, 5.22099990844726562482e+01, 5.2220001220703125e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (5, 6.10999917984008789062e+00, 6.1200008392333984375e+00, 5.22099990844726562482e+01, 5.2220001220703125e+01);
INSERT INTO "rtree_boundary_areas_geom" VALUES (6, 6.11999988555908203125e+00, 6.13000011444091796875e+00, 5.22099990844726562482e+01, 5.2220001220703125e+01);
DELETE FROM sqlite_sequence;
INSERT INTO "sqlite_sequence" VALUES ('versions', 10);
INSERT INTO "sqlite_sequence" VALUES ('boundary_areas', 6);
INSERT INTO "sqlite_sequence" VALUES ('assets', 5);
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
CREATE VIEW "skills" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, audience, cost, wheelchair, languages, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'skills' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "associations" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, audience, cost, wheelchair, languages, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'associations' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "institutions" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, audience, cost, wheelchair, languages, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'institutions' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "places" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, audience, cost, wheelchair, languages, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'places' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "economy" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, audience, cost, wheelchair, languages, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'economy' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
CREATE VIEW "heritage" AS SELECT fid AS OGC_FID, id, category, name, offers, themes, address, website, opening_hours, audience, cost, wheelchair, languages, existed_from, existed_to, source, fields, position, neighbourhood, recorded_at, geom FROM assets WHERE layer = 'heritage' AND retired = 0 AND (needs_consent = 0 OR consent_until >= date('now'));
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
