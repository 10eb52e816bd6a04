"""Boundaries as they come out of a file, made ready for the store."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame

from assetmap.domain import schema
from assetmap.domain.neighbourhood import guess_columns, guess_layer, prepare_boundaries
from assetmap.errors import ImportFailed, MissingCRS
from tests.factories import CELL, SOUTH, WEST, cell, square

BOW_TIE = shapely.Polygon([(6.1, 52.2), (6.2, 52.3), (6.2, 52.2), (6.1, 52.3)])


def make_boundaries(codes, shapes, *, crs="EPSG:4326", **columns) -> GeoDataFrame:
    names = columns.pop("naam", [f"Buurt {code}" for code in codes])
    return GeoDataFrame(
        {"buurtcode": codes, "naam": names, **columns}, geometry=list(shapes), crs=crs
    )


def prepare(frame, **columns):
    return prepare_boundaries(frame, code="buurtcode", name="naam", **columns)


def test_good_areas_come_out_by_code_as_multipolygons():
    frame = make_boundaries(["BU02", "BU01"], [cell(1), cell(0)])

    prepared = prepare(frame)

    assert list(prepared.frame.columns) == list(schema.NEIGHBOURHOOD_COLUMNS)
    assert list(prepared.frame["code"]) == ["BU01", "BU02"]
    assert set(prepared.frame.geom_type) == {"MultiPolygon"}
    assert prepared.frame.crs == "EPSG:4326"
    assert (prepared.notes, prepared.refused) == ((), ())


def test_the_file_as_read_is_left_alone():
    frame = make_boundaries(["BU01"], [BOW_TIE])
    before = frame.copy()

    prepare(frame)

    assert frame.geometry.iloc[0].equals_exact(before.geometry.iloc[0])
    assert list(frame.columns) == list(before.columns)


def test_areas_in_rd_are_put_in_degrees():
    frame = make_boundaries(["BU01"], [cell(0)]).to_crs("EPSG:28992")

    prepared = prepare(frame)

    assert prepared.frame.geometry.iloc[0].hausdorff_distance(cell(0)) < 1e-5


def test_areas_without_a_crs_are_refused():
    with pytest.raises(MissingCRS):
        prepare(make_boundaries(["BU01"], [cell(0)], crs=None))


def test_an_area_that_crosses_itself_is_mended_and_told():
    prepared = prepare(make_boundaries(["BU01"], [BOW_TIE]))

    assert prepared.frame.geometry.is_valid.all()
    assert [str(note) for note in prepared.notes] == [
        "Row 0 (BU01): the area was not valid (self-intersection) and was mended."
    ]
    assert prepared.refused == ()


def test_heights_are_left_out():
    frame = make_boundaries(["BU01"], [shapely.force_3d(cell(0), 4.0)])

    assert not prepare(frame).frame.has_z.any()


def test_parts_with_one_code_become_one_neighbourhood_and_it_is_told():
    frame = make_boundaries(["BU01", "BU02", "BU01"], [cell(0), cell(1), square(6.5, 52.5)])

    prepared = prepare(frame)

    assert list(prepared.frame["code"]) == ["BU01", "BU02"]
    assert len(prepared.frame.geometry.iloc[0].geoms) == 2
    assert [str(note) for note in prepared.notes] == [
        "1 codes stand on several rows; their areas were joined: BU01."
    ]


def test_parts_that_touch_become_one_area():
    frame = make_boundaries(["BU01", "BU01"], [cell(0), cell(1)])

    joined = prepare(frame).frame.geometry.iloc[0]

    assert len(joined.geoms) == 1
    assert joined.equals(shapely.box(WEST, SOUTH, WEST + 2 * CELL, SOUTH + CELL))


@pytest.mark.parametrize(
    ("code", "shape", "reason"),
    [
        ("", cell(1), "Row 1: the column 'buurtcode' is empty. Give each area a code."),
        (None, cell(1), "Row 1: the column 'buurtcode' is empty. Give each area a code."),
        ("BU02", None, "Row 1 (BU02): a neighbourhood is an area; this is nothing."),
        ("BU02", shapely.Polygon(), "Row 1 (BU02): a neighbourhood is an area; this is nothing."),
        (
            "BU02",
            shapely.Point(6.1, 52.2),
            "Row 1 (BU02): a neighbourhood is an area; this is a spot.",
        ),
        (
            "BU02",
            shapely.GeometryCollection([cell(1)]),
            "Row 1 (BU02): a neighbourhood is an area; this is a mix of shapes.",
        ),
        (
            "BU02",
            shapely.Polygon([(6, 52), (6.1, 52.1), (6, 52)]),
            "Row 1 (BU02): the area cannot be mended (too few points in geometry component).",
        ),
    ],
    ids=["no code", "null code", "no shape", "empty", "point", "collection", "flat"],
)
def test_a_row_that_is_no_neighbourhood_is_refused_and_the_rest_is_kept(code, shape, reason):
    prepared = prepare(make_boundaries(["BU01", code], [cell(0), shape], naam=["Een", "Twee"]))

    assert list(prepared.frame["code"]) == ["BU01"]
    assert [str(problem) for problem in prepared.refused] == [reason]


def test_a_file_without_a_usable_area_is_refused_with_the_reasons():
    frame = make_boundaries(["BU01", ""], [shapely.Point(6, 52), cell(0)])

    with pytest.raises(ImportFailed) as caught:
        prepare(frame)

    assert str(caught.value).splitlines() == [
        "No usable area was found. Choose a file with neighbourhoods.",
        "Row 0 (BU01): a neighbourhood is an area; this is a spot.",
        "Row 1: the column 'buurtcode' is empty. Give each area a code.",
    ]


def test_a_file_without_rows_is_refused():
    with pytest.raises(ImportFailed, match="No usable area was found"):
        prepare(make_boundaries([], []))


@pytest.mark.parametrize("role", ["code", "name", "kind", "municipality"])
def test_a_column_that_is_not_there_is_refused_with_those_that_are(role):
    columns = {"code": "buurtcode", "name": "naam", role: "wijk"}

    with pytest.raises(ImportFailed, match=r"no column 'wijk'\. The file has: buurtcode, naam\."):
        prepare_boundaries(make_boundaries(["BU01"], [cell(0)]), **columns)


def test_a_neighbourhood_without_a_name_takes_its_code():
    frame = make_boundaries(["BU01", "BU02"], [cell(0), cell(1)], naam=[None, "Oost"])

    assert list(prepare(frame).frame["name"]) == ["BU01", "Oost"]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([3630, 3631], ["3630", "3631"]),
        ([3630.0, 3631.0], ["3630", "3631"]),
        (np.array([" BU01 ", "BU02"], dtype=object), ["BU01", "BU02"]),
    ],
    ids=["whole numbers", "numbers with a fraction", "spaces around"],
)
def test_codes_become_text(codes, expected):
    frame = make_boundaries(codes, [cell(0), cell(1)], naam=["Een", "Twee"])

    assert list(prepare(frame).frame["code"]) == expected


def test_a_missing_code_does_not_turn_the_others_into_fractions():
    frame = make_boundaries([3630.0, np.nan], [cell(0), cell(1)], naam=["Een", "Twee"])

    assert list(prepare(frame).frame["code"]) == ["3630"]


def test_kind_and_municipality_are_taken_where_they_are_given():
    frame = make_boundaries(
        ["BU01", "BU02", "BU03"],
        [cell(0), cell(1), cell(2)],
        soort=["village", "polder", None],
        gemeente=["Brugveen", None, "Brugveen"],
    )

    prepared = prepare(frame, kind="soort", municipality="gemeente").frame

    assert list(prepared["kind"]) == ["village", "neighbourhood", "neighbourhood"]
    assert list(prepared["municipality"]) == ["Brugveen", "", "Brugveen"]


@pytest.mark.parametrize(
    ("headings", "code", "name", "municipality"),
    [
        (
            ["buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "gemeentenaam", "water"],
            "buurtcode",
            "buurtnaam",
            "gemeentenaam",
        ),
        (["BU_CODE", "BU_NAAM", "WK_CODE", "GM_CODE", "GM_NAAM"], "BU_CODE", "BU_NAAM", "GM_NAAM"),
        (["id", "statcode", "statnaam", "rubriek"], "statcode", "statnaam", None),
        (
            ["identificatie", "code", "naam", "cbsCode", "ligtInWijkNaam"],
            "cbsCode",
            "naam",
            None,
        ),
        (
            ["WIJKBUURTCODE", "BUURTNAAM", "WIJKCODE", "WIJKNAAM", "GEMEENTENAAM"],
            "WIJKBUURTCODE",
            "BUURTNAAM",
            "GEMEENTENAAM",
        ),
        (["Code", "Name"], "Code", "Name", None),
        (["plaatscode"], "plaatscode", "plaatscode", None),
        (["fid", "soort"], None, None, None),
    ],
    ids=[
        "CBS since 2017",
        "CBS before 2017",
        "CBS at PDOK",
        "Amsterdam",
        "Den Haag",
        "English",
        "a code alone",
        "nothing",
    ],
)
def test_columns_are_guessed_from_well_known_headings(headings, code, name, municipality):
    assert guess_columns(headings) == {"code": code, "name": name, "municipality": municipality}


@pytest.mark.parametrize(
    ("layers", "guess"),
    [
        (["gemeenten", "wijken", "buurten"], "buurten"),
        (["CBS_Buurten_2026"], "CBS_Buurten_2026"),
        (["vlakken", "punten"], "vlakken"),
    ],
)
def test_the_layer_with_neighbourhoods_is_guessed_from_its_name(layers, guess):
    assert guess_layer(layers) == guess
