"""KML, GPX, GeoRSS: what they hold, and the traps that XML can be."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assetmap.errors import ImportFailed
from assetmap.exchange import Limits, list_columns, read_file

# Each of these starts a process or waits for a server; `make test` runs them.
pytestmark = pytest.mark.slow

Loopback = tuple[str, list[str]]

KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>'
PLACEMARK = (
    "<Placemark><name>{}</name><Point><coordinates>4.9,52.37,0</coordinates></Point></Placemark>"
)
GPX = (
    '<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
    '<wpt lat="52.37" lon="4.9"><name>{}</name></wpt>{}</gpx>'
)
TRACK = (
    "<trk><name>walk</name><trkseg>"
    '<trkpt lat="52.37" lon="4.9"/><trkpt lat="52.38" lon="4.91"/></trkseg></trk>'
)
RSS = (
    '<rss version="2.0" xmlns:georss="http://www.georss.org/georss"><channel><title>t</title>'
    "<item><title>{}</title><georss:point>52.37 4.9</georss:point></item></channel></rss>"
)
OSM = (
    '<osm version="0.6"><node id="1" lat="52.37" lon="4.9" version="1">'
    '<tag k="name" v="{}"/><tag k="amenity" v="library"/></node></osm>'
)


@pytest.fixture
def make_file(tmp_path: Path) -> Callable[[str, str], Path]:
    def make(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return make


MakeFile = Callable[[str, str], Path]


@pytest.mark.parametrize(
    ("name", "content", "column"),
    [
        ("map.kml", KML.format(PLACEMARK.format("here")), "Name"),
        ("map.xml", KML.format(PLACEMARK.format("here")), "Name"),
        ("map.gpx", GPX.format("here", ""), "name"),
        ("map.xml", GPX.format("here", ""), "name"),
        ("map.rss", RSS.format("here"), "title"),
        ("map.xml", RSS.format("here"), "title"),
        ("map.osm", OSM.format("here"), "name"),
        ("map.xml", OSM.format("here"), "name"),
    ],
)
def test_each_kind_is_read_by_its_own_ending_and_as_xml(
    make_file: MakeFile, name: str, content: str, column: str
) -> None:
    result = read_file(make_file(name, content))

    assert result.frame[column].tolist() == ["here"]
    assert result.frame.geometry.iloc[0].x == pytest.approx(4.9)
    assert result.frame.geometry.iloc[0].y == pytest.approx(52.37)
    assert result.refused == ()


def test_folders_are_read_together_with_a_column_that_names_them(make_file: MakeFile) -> None:
    folders = "".join(
        f"<Folder><name>{folder}</name>{PLACEMARK.format(name)}</Folder>"
        for folder, name in [("parks", "Oost"), ("schools", "De Regenboog")]
    )
    path = make_file("map.kml", KML.format(folders + "<Folder><name>empty</name></Folder>"))

    result = read_file(path)
    summary = list_columns(path)

    assert result.frame["folder"].tolist() == ["parks", "schools"]
    assert result.frame["Name"].tolist() == ["Oost", "De Regenboog"]
    assert summary.layers == ("parks", "schools")
    assert summary.rows == 2
    assert summary.columns == ("folder", "Name")
    assert summary.sample[0]["Name"] == "Oost"


def test_one_folder_can_be_read_alone(make_file: MakeFile) -> None:
    folders = "".join(
        f"<Folder><name>{folder}</name>{PLACEMARK.format(folder)}</Folder>" for folder in "ab"
    )
    path = make_file("map.kml", KML.format(folders))

    assert read_file(path, layer="b").frame["Name"].tolist() == ["b"]
    with pytest.raises(ImportFailed, match=r"no layer 'c'\. It has: a, b"):
        read_file(path, layer="c")


def test_folder_column_makes_room_for_one_of_the_same_name(make_file: MakeFile) -> None:
    data = '<ExtendedData><Data name="folder"><value>own</value></Data></ExtendedData></Placemark>'
    folders = "".join(
        f"<Folder><name>{folder}</name>{PLACEMARK.format(folder)}</Folder>" for folder in "ab"
    ).replace("</Placemark>", data)

    frame = read_file(make_file("map.kml", KML.format(folders))).frame

    assert frame["folder"].tolist() == ["own", "own"]
    assert frame["folder_"].tolist() == ["a", "b"]


def test_placemarks_beside_and_inside_folders_are_all_read(make_file: MakeFile) -> None:
    inner = f"<Folder><name>in</name>{PLACEMARK.format('deep')}</Folder>"
    outer = f"<Folder><name>out</name>{PLACEMARK.format('high')}{inner}</Folder>"

    frame = read_file(make_file("map.kml", KML.format(PLACEMARK.format("top") + outer))).frame

    assert sorted(frame["Name"]) == ["deep", "high", "top"]


def test_kml_without_anything_has_no_rows(make_file: MakeFile) -> None:
    with pytest.raises(ImportFailed, match="has no rows"):
        read_file(make_file("map.kml", KML.format("")))


def test_waypoints_and_tracks_come_together_and_their_points_once(make_file: MakeFile) -> None:
    path = make_file("map.gpx", GPX.format("bench", TRACK))

    frame = read_file(path).frame

    assert frame["layer"].tolist() == ["waypoints", "tracks"]
    assert frame["name"].tolist() == ["bench", "walk"]
    assert frame.geometry.geom_type.tolist() == ["Point", "MultiLineString"]
    assert len(read_file(path, layer="track_points").frame) == 2


def test_open_outline_hides_none_of_the_good_placemarks(make_file: MakeFile) -> None:
    ring = "4.9,52.3 4.91,52.3 4.91,52.31 4.9,52.305"
    area = (
        "<Placemark><name>open</name><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )

    result = read_file(make_file("map.kml", KML.format(area + PLACEMARK.format("good"))))

    assert "good" in result.frame["Name"].tolist()
    assert len(result.frame) + len(result.refused) == 2


BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.kml", KML.format(PLACEMARK.format("&b;"))),
        ("map.gpx", GPX.format("&b;", "")),
        ("map.rss", RSS.format("&b;")),
        ("map.osm", OSM.format("&b;")),
    ],
)
@pytest.mark.parametrize(
    "declared",
    [
        BOMB,
        '<!DOCTYPE b [<!ENTITY b SYSTEM "SECRET">]>',
        '<!DOCTYPE b [<!ENTITY % p SYSTEM "ADDRESS"> %p;]>',
        '<!DOCTYPE b SYSTEM "ADDRESS">',
        '<!DOCTYPE b PUBLIC "-//x//y" "ADDRESS">',
    ],
    ids=["bomb", "file", "parameter", "system", "public"],
)
def test_declarations_are_refused_before_anything_is_made_of_them(
    tmp_path: Path, make_file: MakeFile, loopback: Loopback, name: str, content: str, declared: str
) -> None:
    address, asked = loopback
    secret = make_file("secret.txt", "a secret")
    declared = declared.replace("SECRET", secret.as_uri()).replace("ADDRESS", address)
    path = make_file(name, f'<?xml version="1.0"?>\n{declared}\n{content}')

    for look in (read_file, list_columns):
        with pytest.raises(ImportFailed, match="document type or entities"):
            look(path)

    assert asked == []


def test_declaration_behind_a_long_comment_is_found_as_well(make_file: MakeFile) -> None:
    head = f"<?xml version='1.0'?><!--{'x' * 20_000}-->{BOMB}"

    with pytest.raises(ImportFailed, match="document type or entities"):
        read_file(make_file("map.kml", head + KML.format(PLACEMARK.format("&b;"))))


def test_declaration_in_utf_16_is_found_as_well(tmp_path: Path) -> None:
    path = tmp_path / "map.kml"
    content = f"<?xml version='1.0' encoding='UTF-16'?>{BOMB}{KML.format('')}"
    path.write_bytes(content.encode("utf-16"))

    with pytest.raises(ImportFailed, match="document type or entities"):
        read_file(path)


def test_elements_without_end_are_refused(make_file: MakeFile) -> None:
    deep = "<Folder>" * 100_000

    with pytest.raises(ImportFailed, match="nested deeper"):
        read_file(make_file("map.kml", KML.format(deep)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.kml", KML.format(PLACEMARK.format("here"))[:-20]),
        ("map.gpx", GPX.format("here", "")[:-3]),
        ("map.osm", OSM.format("here")[:-3]),
    ],
)
def test_half_a_file_is_told_rather_than_taken_for_all(
    make_file: MakeFile, name: str, content: str
) -> None:
    with pytest.raises(ImportFailed, match="damaged or not complete"):
        read_file(make_file(name, content))


def test_links_are_not_followed(make_file: MakeFile, loopback: Loopback) -> None:
    address, asked = loopback
    link = f"<NetworkLink><Link><href>{address}/more.kml</href></Link></NetworkLink>"
    style = PLACEMARK.format("here").replace(
        "<Point>", f"<styleUrl>{address}/style.kml#a</styleUrl><Point>"
    )
    overlay = f"<GroundOverlay><Icon><href>{address}/a.png</href></Icon></GroundOverlay>"
    waypoint = GPX.format("here", "").replace("</wpt>", f'<link href="{address}/a"/></wpt>')

    for name, content in [("map.kml", KML.format(link + style + overlay)), ("map.gpx", waypoint)]:
        assert len(read_file(make_file(name, content)).frame) >= 1

    assert asked == []


@pytest.mark.parametrize("name", ["map.kml", "map.gpx", "map.rss", "map.osm", "map.xml", "map.kmz"])
def test_virtual_layer_by_another_name_shows_nothing(make_file: MakeFile, name: str) -> None:
    vrt = (
        '<OGRVRTDataSource><OGRVRTLayer name="secret">'
        "<SrcDataSource>/etc/hostname</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )

    with pytest.raises(ImportFailed, match=r"is no|but no KML"):
        read_file(make_file(name, vrt))


def test_page_of_the_internet_saved_as_xml_is_told(make_file: MakeFile) -> None:
    with pytest.raises(ImportFailed, match="XML, but no KML, GPX"):
        read_file(make_file("page.xml", "<html><body>hello</body></html>"))


def make_kmz(path: Path, **entries: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_kmz_is_read_by_its_main_map(tmp_path: Path) -> None:
    path = make_kmz(
        tmp_path / "map.kmz",
        **{
            "a/other.kml": KML.format(PLACEMARK.format("other")),
            "doc.kml": KML.format(PLACEMARK.format("main")),
            "files/photo.jpg": "x",
        },
    )

    assert read_file(path).frame["Name"].tolist() == ["main"]
    assert list_columns(path).rows == 1


def test_kml_that_is_packed_all_the_same_is_read(tmp_path: Path) -> None:
    packed = make_kmz(tmp_path / "map.kml", **{"doc.kml": KML.format(PLACEMARK.format("here"))})

    assert read_file(packed).frame["Name"].tolist() == ["here"]


def test_kmz_without_a_map_is_told(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed, match="KMZ without a KML"):
        read_file(make_kmz(tmp_path / "map.kmz", **{"photo.jpg": "x"}))


def test_kmz_may_hold_no_trap_either(tmp_path: Path) -> None:
    trap = make_kmz(tmp_path / "a.kmz", **{"doc.kml": BOMB + KML.format("")})
    outside = make_kmz(tmp_path / "b.kmz", **{"doc.kml": KML.format(""), "../evil.kml": "x"})
    bomb = make_kmz(tmp_path / "c.kmz", **{"doc.kml": " " * 30 * 1024**2})
    before = set(tmp_path.rglob("*"))

    with pytest.raises(ImportFailed, match="document type"):
        read_file(trap)
    with pytest.raises(ImportFailed, match="points outside"):
        read_file(outside)
    with pytest.raises(ImportFailed, match="far more than it should"):
        read_file(bomb)

    assert set(tmp_path.rglob("*")) == before


def test_xml_that_is_too_big_is_refused_unread(make_file: MakeFile) -> None:
    path = make_file("map.kml", KML.format(" " * 2 * 1024**2))

    with pytest.raises(ImportFailed, match="more than the 1 MB"):
        read_file(path, limits=Limits(file_bytes=1024**2))
