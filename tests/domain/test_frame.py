"""The rows of a list, checked all at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.domain.asset import Asset
from assetmap.domain.asset_rules import asset_problems
from assetmap.domain.frame import Checked, assets_to_add, row_to_asset
from assetmap.domain.geometry import NeighbourhoodIndex, mended
from assetmap.domain.payload import PAYLOAD_COLUMNS, asset_to_content, dump, frame_to_payloads
from assetmap.errors import ImportFailed
from tests.factories import (
    TODAY,
    code_of,
    make_neighbourhoods,
    make_rows,
    point_in,
    shipped_layers,
    square,
)

GRID = make_neighbourhoods()
INDEX = NeighbourhoodIndex(GRID["code"], GRID.geometry.array)
LINE = shapely.LineString([point_in(0), point_in(1)])
BOW_TIE = shapely.Polygon([point_in(0), point_in(1, 1), point_in(1), point_in(0, 1)])


def check(rows, columns=None, *, layer="places", source_id=None, source="lijst") -> Checked:
    layers = shipped_layers()
    return assets_to_add(
        rows,
        layer=layers[layer],
        layers=layers,
        columns={"name": "Naam"} if columns is None else columns,
        source=source,
        source_id=source_id,
        index=INDEX,
        boundary_year=2025,
        today=TODAY,
    )


def one(column, value, field, **more) -> Checked:
    """Check one row with a name, and a value in one more column."""
    rows = make_rows({"Naam": ["Bieb"], column: [value]})
    return check(rows, {"name": "Naam", field: column}, **more)


def reasons(checked: Checked) -> list[tuple[int, str]]:
    return [(each.row, str(problem)) for each in checked.refused for problem in each.problems]


def test_good_rows_become_assets_and_keep_their_row_numbers():
    checked = check(make_rows(first_row=2))

    assert list(checked.frame.index) == [2, 3]
    assert list(checked.frame["name"]) == ["Bibliotheek", "Wijkpark"]
    assert set(checked.frame["layer"]) == {"places"}
    assert set(checked.frame["source"]) == {"lijst"}
    assert set(PAYLOAD_COLUMNS) < set(checked.frame.columns)
    assert checked.frame.crs == "EPSG:4326"
    assert checked.refused == ()


def test_the_rows_as_read_are_left_alone():
    rows = make_rows({"Naam": [" Bieb "], "www": ["example.org"]}, geometry=[BOW_TIE])
    before = rows.copy(deep=True)

    check(rows, {"name": "Naam", "website": "www"})

    assert rows.equals(before)


def test_no_rows_give_no_assets():
    checked = check(make_rows({"Naam": []}, geometry=[]))

    assert len(checked.frame) == 0
    assert checked.refused == ()


def test_columns_and_fields_that_are_not_there_are_told_at_once():
    with pytest.raises(ImportFailed) as caught:
        check(make_rows(), {"name": "Name", "phone": "Naam"}, source_id="nr")

    messages = [str(problem) for problem in caught.value.problems]
    assert messages[0] == "There is no column 'Name'. The file has: Naam."
    assert messages[1] == "There is no column 'nr'. The file has: Naam."
    assert messages[2].startswith("There is no field 'phone' to fill. Choose one of: name,")
    assert "capacity" in messages[2]


def test_all_that_is_wrong_with_a_row_is_told_in_order_of_the_rows():
    rows = make_rows(
        {"Naam": ["Bieb", "", "Park"], "van": ["1987", "2000", "ooit"], "tot": ["", "1999", ""]},
        first_row=10,
    )

    checked = check(rows, {"name": "Naam", "existed_from": "van", "existed_to": "tot"})

    assert list(checked.frame.index) == [10]
    assert [row for row, _ in reasons(checked)] == [11, 11, 12]
    assert {each.problems[0].field for each in checked.refused} == {"name", "existed_from"}


@pytest.mark.parametrize(
    ("word", "category"),
    [("Bibliotheek", "library"), ("LIBRARY", "library"), ("amenity=library", "library")],
)
def test_a_category_is_found_by_its_words(word, category):
    checked = one("soort", word, "category")

    assert list(checked.frame["category"]) == [category]
    assert checked.other_words == {}


def test_words_of_no_category_are_counted_and_kept_beside_other():
    rows = make_rows({"Naam": list("abcd"), "soort": ["Kasteel", "Bibliotheek", "Ruïne", "Ruïne"]})

    checked = check(rows, {"name": "Naam", "category": "soort"})

    assert list(checked.frame["category"]) == ["other", "library", "other", "other"]
    assert list(checked.other_words.items()) == [("Ruïne", 2), ("Kasteel", 1)]
    assert checked.frame["fields"].iloc[0] == {"source_category": "Kasteel"}


def test_without_a_category_everything_is_in_other():
    assert set(check(make_rows()).frame["category"]) == {"other"}


@pytest.mark.parametrize(
    ("text", "themes"),
    [
        ("health", "health"),
        ("Housing; Upbringing", "upbringing;housing"),
        ("energy transition,health", "health;task_energy"),
        ("", ""),
    ],
)
def test_themes_are_found_by_key_or_title(text, themes):
    assert list(one("thema", text, "themes").frame["themes"]) == [themes]


def test_an_unknown_theme_is_refused():
    checked = one("thema", "health;parking", "themes")

    assert "There is no theme 'parking'" in reasons(checked)[0][1]


@pytest.mark.parametrize(
    ("field", "text", "keys"),
    [
        ("audience", "young", "young"),
        ("audience", "Jongeren", "young"),
        ("audience", "ouderen; KINDEREN", "children;older"),
        ("audience", "Young people, parents,,", "young;parents"),
        ("audience", "65+", "older"),
        ("audience", "iedereen", "everyone"),
        ("cost", "gratis", "free"),
        ("cost", "Free of charge", "free"),
        ("cost", "kleine bijdrage", "small"),
        ("cost", "paid", "paid"),
        ("wheelchair", "ja", "yes"),
        ("wheelchair", True, "yes"),
        ("wheelchair", False, "no"),
        ("wheelchair", "Deels", "limited"),
        ("wheelchair", "limited", "limited"),
        ("wheelchair", "nee", "no"),
        ("languages", "nl", "nl"),
        ("languages", "Arabisch, Nederlands", "nl;ar"),
        ("languages", "Oekraïens;OEKRAIENS; Ukrainian", "uk"),
        ("languages", "Dutch Sign Language", "dse"),
        ("languages", None, ""),
        ("cost", " ", ""),
    ],
)
def test_traits_are_found_by_key_and_by_word(field, text, keys):
    checked = one("kolom", text, field)

    assert reasons(checked) == []
    assert list(checked.frame[field]) == [keys]


@pytest.mark.parametrize(
    ("field", "text", "unknown"),
    [
        ("audience", "young; cats, dogs", "'cats, dogs' is no answer for 'for whom'"),
        ("cost", "2,50 euro", "'2,50 euro' is no answer for 'cost'"),
        ("cost", "ja", "'ja' is no answer for 'cost'"),
        ("cost", "free; paid", "'free; paid' is no answer"),
        ("wheelchair", "misschien", "Choose from: yes, limited, no."),
        ("languages", "nl;Klingon", "'Klingon' is no answer for 'languages'"),
        ("languages", "+", "'+' is no answer"),
    ],
)
def test_a_trait_that_nobody_knows_is_refused(field, text, unknown):
    rows = make_rows({"Naam": ["Bieb", "Soos"], "kolom": [text, ""]})

    checked = check(rows, {"name": "Naam", field: "kolom"})

    assert list(checked.frame["name"]) == ["Soos"]
    assert [(row, unknown in reason) for row, reason in reasons(checked)] == [(1, True)]
    assert checked.refused[0].problems[0].field == field


def test_what_every_asset_can_say_does_not_go_in_a_field_of_a_layer():
    checked = one("kolom", "Een deel", "wheelchair", layer="places")

    assert list(checked.frame["wheelchair"]) == ["limited"]
    assert checked.frame["fields"].iloc[0] is None


@pytest.mark.parametrize(
    ("value", "year"),
    [
        ("1987", 1987),
        (1987, 1987),
        (1987.0, 1987),
        ("1987-05-01", 1987),
        (pd.Timestamp(1987, 5, 1), 1987),
        ("987", 987),
        ("", None),
        (None, None),
        (np.nan, None),
        (pd.NaT, None),
        (pd.NA, None),
    ],
    ids=str,
)
def test_a_year_is_read_from_what_files_hold(value, year):
    assert list(one("van", value, "existed_from").frame["existed_from"]) == [year]


@pytest.mark.parametrize("value", ["ooit", "19e eeuw", "-", "198x"])
def test_what_is_no_year_is_refused(value):
    checked = one("van", value, "existed_from")

    assert reasons(checked) == [
        (1, f"'{value}' is no year. Write it as 1987, or leave it empty."),
    ]


@pytest.mark.parametrize("value", ["19870", "198701011200"])
def test_a_row_of_figures_is_not_cut_off_to_a_year(value):
    checked = one("van", value, "existed_from")

    assert len(checked.refused) == 1


@pytest.mark.parametrize(
    ("text", "website", "kept"),
    [
        ("https://example.org", "https://example.org", None),
        ("http://example.org/a?b=c", "http://example.org/a?b=c", None),
        ("www.example.org", "https://www.example.org", None),
        ("example.org/bieb", "https://example.org/bieb", None),
        ("bieb@example.org", "", "bieb@example.org"),
        ("op aanvraag", "", "op aanvraag"),
        ("geen", "", "geen"),
        ("javascript:alert(1)", "", "javascript:alert(1)"),
    ],
)
def test_a_web_address_is_completed_and_what_is_none_is_kept_beside_it(text, website, kept):
    checked = one("www", text, "website")

    assert list(checked.frame["website"]) == [website]
    fields = checked.frame["fields"].iloc[0] or {}
    assert fields.get("source_website") == kept


@pytest.mark.parametrize(
    ("layer", "field", "value", "expected"),
    [
        ("places", "capacity", "40", 40),
        ("places", "capacity", "40,5", 40.5),
        ("places", "capacity", 40.0, 40),
        ("places", "equipment", "beamer", "beamer"),
        ("places", "bookable", "free", "free"),
        ("economy", "work_and_learn", "Ja", True),
        ("economy", "work_and_learn", "nee", False),
        ("economy", "work_and_learn", True, True),
        ("economy", "work_and_learn", False, False),
        ("heritage", "source", "Streekarchief", "Streekarchief"),
    ],
)
def test_a_field_of_the_layer_is_read_by_its_type(layer, field, value, expected):
    checked = one("kolom", value, field, layer=layer)

    assert reasons(checked) == []
    assert checked.frame["fields"].iloc[0][field] == expected
    assert type(checked.frame["fields"].iloc[0][field]) is type(expected)


@pytest.mark.parametrize(
    ("layer", "field", "value"),
    [
        ("places", "capacity", "veel"),
        ("places", "capacity", "nan"),
        ("places", "capacity", "inf"),
        ("places", "bookable", "misschien"),
        ("economy", "work_and_learn", "soms"),
    ],
)
def test_what_does_not_fit_a_field_is_refused(layer, field, value):
    checked = one("kolom", value, field, layer=layer)

    assert [row for row, reason in reasons(checked) if field in reason] == [1]


def test_several_fields_of_a_row_are_kept_together():
    rows = make_rows(
        {"Naam": ["Zaal"], "soort": ["Kasteel"], "www": ["geen"], "plek": ["40"], "zaal": ["ja!"]}
    )

    checked = check(
        rows,
        {
            "name": "Naam",
            "category": "soort",
            "website": "www",
            "capacity": "plek",
            "equipment": "zaal",
        },
    )

    assert checked.frame["fields"].iloc[0] == {
        "source_category": "Kasteel",
        "source_website": "geen",
        "capacity": 40,
        "equipment": "ja!",
    }


def test_ids_are_kept_as_text():
    rows = make_rows({"Naam": ["a", "b"], "nr": [1.0, 2.0]})

    assert list(check(rows, source_id="nr").frame["source_id"]) == ["1", "2"]


def test_an_empty_id_and_an_id_twice_are_refused():
    rows = make_rows({"Naam": list("abcd"), "nr": ["1", None, "1", "2"]})

    checked = check(rows, source_id="nr")

    assert list(checked.frame["source_id"]) == ["1", "2"]
    assert reasons(checked) == [
        (2, "The column 'nr' is empty. Give each row an id of its own."),
        (3, "The id '1' stands on an earlier row too. Give each row its own."),
    ]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (shapely.Point(4.9, 52.37), "lies 84 km outside the boundaries"),
        (shapely.Point(0, 0), "km outside the boundaries"),
        (shapely.Point(52.2, 6.1), "km outside the boundaries"),
        (shapely.Point(117380, 575040), "outside the world"),
    ],
    ids=["another town", "nought", "swapped", "metres"],
)
def test_a_place_that_cannot_be_right_is_refused(place, words):
    checked = check(make_rows({"Naam": ["Bieb", "Park"]}, geometry=[point_in(0), place]))

    assert len(checked.frame) == 1
    assert any(words in reason for _, reason in reasons(checked)), reasons(checked)


def test_a_place_just_over_the_border_is_taken():
    checked = check(make_rows({"Naam": ["Bieb"]}, geometry=[point_in(-1, dx=0.5)]))

    assert len(checked.frame) == 1


def test_an_area_that_crosses_itself_is_mended():
    checked = check(make_rows({"Naam": ["Park"]}, geometry=[BOW_TIE]))

    assert checked.frame.geometry.is_valid.all()
    assert checked.refused == ()


def test_a_row_without_a_place_goes_to_the_neighbourhood_that_it_names():
    rows = make_rows({"Naam": ["Bieb"], "buurt": [code_of(1)]}, geometry=[None])

    checked = check(rows, {"name": "Naam", "neighbourhood": "buurt"})

    assert list(checked.frame["neighbourhood"]) == [code_of(1)]
    assert list(checked.frame["neighbourhood_year"]) == [2025]


def test_a_row_with_a_place_needs_no_neighbourhood():
    rows = make_rows({"Naam": ["Bieb"], "buurt": ["BU99"]})

    checked = check(rows, {"name": "Naam", "neighbourhood": "buurt"})

    assert list(checked.frame["neighbourhood"]) == [None]


def test_a_row_without_a_place_in_an_unknown_neighbourhood_is_refused():
    rows = make_rows({"Naam": ["Bieb"], "buurt": ["BU99"]}, geometry=[None])

    checked = check(rows, {"name": "Naam", "neighbourhood": "buurt"})

    assert "There is no neighbourhood with the code 'BU99'" in reasons(checked)[0][1]


def test_a_talent_goes_to_its_neighbourhood_and_never_to_an_address():
    rows = make_rows(
        {"Naam": ["Koken", "Koken"], "buurt": [code_of(0), code_of(0)]},
        geometry=[None, point_in(0)],
    )

    checked = check(rows, {"name": "Naam", "neighbourhood": "buurt"}, layer="skills")

    assert list(checked.frame.index) == [1]
    assert "no place of their own" in reasons(checked)[0][1]


@pytest.mark.parametrize("dtype", ["Int64", "string", object])
def test_missing_values_of_every_column_type_are_empty(dtype):
    rows = make_rows({"Naam": ["Bieb", "Park"], "adres": pd.array([None, None], dtype=dtype)})

    checked = check(rows, {"name": "Naam", "address": "adres"})

    assert list(checked.frame["address"]) == ["", ""]


def test_a_missing_whole_number_leaves_the_others_whole():
    rows = make_rows({"Naam": ["Bieb", "Park"], "nr": pd.array([12, 13], dtype="Int64")})
    rows["van"] = pd.array([1987, None], dtype="Int64")

    checked = check(rows, {"name": "Naam", "existed_from": "van"}, source_id="nr")

    assert list(checked.frame["source_id"]) == ["12", "13"]
    assert list(checked.frame["existed_from"]) == [1987, None]


# What a row may hold: near every limit, on either side of it.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=8)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "naam": TEXTS | st.sampled_from(["n" * 200, "n" * 201, "", " "]),
            "soort": st.sampled_from(["library", "park", "other"]),
            "tekst": TEXTS | st.sampled_from(["t" * 10_000, "t" * 10_001]),
            "adres": TEXTS | st.sampled_from(["a" * 200, "a" * 201]),
            "thema": st.lists(st.sampled_from(["health", "task_energy", "parking"]), unique=True),
            "www": st.sampled_from(
                ["", "https://example.org/a", *(f"https://a.nl/{'w' * n}" for n in (1987, 1988))]
            ),
            "open": TEXTS | st.sampled_from(["o" * 500, "o" * 501]),
            "van": st.none() | st.integers(-1, 2) | st.integers(2020, 2090),
            "tot": st.none() | st.integers(-1, 2) | st.integers(2020, 2090),
            "plekken": st.none() | st.integers(0, 99) | st.just("veel"),
            "rolstoel": st.sampled_from(["", "yes", "no", "perhaps"]),
            "prijs": st.sampled_from(["", "free", "cheap"]),
            "voor": st.lists(st.sampled_from(["older", "children", "cats"]), unique=True),
            "taal": st.lists(st.sampled_from(["uk", "nl", "xx"]), unique=True),
            "spullen": TEXTS | st.just("s" * 10_001),
            "buurt": st.none() | st.sampled_from([code_of(0), code_of(1), "BU99"]),
            "plek": st.sampled_from(
                [
                    None,
                    shapely.Point(),
                    point_in(0),
                    point_in(1, 1),
                    shapely.Point(6.1, 99),
                    LINE,
                    BOW_TIE,
                    square(6.1, 52.2),
                    shapely.MultiPoint([point_in(0), point_in(1)]),
                    shapely.GeometryCollection([point_in(0), LINE]),
                ]
            ),
        }
    ),
    min_size=1,
    max_size=6,
)
COLUMNS = {
    "name": "naam",
    "category": "soort",
    "offers": "tekst",
    "address": "adres",
    "themes": "thema",
    "website": "www",
    "opening_hours": "open",
    "existed_from": "van",
    "existed_to": "tot",
    "capacity": "plekken",
    "wheelchair": "rolstoel",
    "cost": "prijs",
    "audience": "voor",
    "languages": "taal",
    "equipment": "spullen",
    "neighbourhood": "buurt",
}


def row_as_asset(row, layer, source) -> Asset:
    """Return what a person would fill in by hand for a row."""
    shape = row["plek"]
    shape = None if shape is None or shape.is_empty else mended(shape)
    direct = row["buurt"] if shape is None else None
    own = {"capacity": row["plekken"], "equipment": row["spullen"]}
    own = {key: value.strip() if isinstance(value, str) else value for key, value in own.items()}
    return Asset(
        layer=layer,
        category=row["soort"],
        name=row["naam"],
        offers=row["tekst"],
        address=row["adres"],
        themes=tuple(row["thema"]),
        audience=tuple(row["voor"]),
        cost=row["prijs"],
        wheelchair=row["rolstoel"],
        languages=tuple(row["taal"]),
        website=row["www"],
        opening_hours=row["open"],
        existed_from=row["van"],
        existed_to=row["tot"],
        fields={key: value for key, value in own.items() if value not in (None, "")},
        neighbourhood=direct if direct in INDEX.codes else None,
        neighbourhood_year=2025 if direct in INDEX.codes else None,
        geometry=shape,
        source=source,
    )


@settings(max_examples=300)
@given(rows=ROWS, source=st.sampled_from(["lijst", "", "s" * 200, "s" * 201]))
def test_a_list_takes_the_rows_that_would_be_taken_one_by_one(rows, source):
    columns = {key: [row[key] for row in rows] for key in rows[0] if key != "plek"}
    for several in ("thema", "voor", "taal"):
        columns[several] = [";".join(words) for words in columns[several]]
    frame = make_rows(
        {key: pd.Series(values, dtype=object) for key, values in columns.items()},
        geometry=[row["plek"] for row in rows],
        first_row=0,
    )

    checked = check(frame, COLUMNS, source=source)

    by_hand = [row_as_asset(row, "places", source) for row in rows]
    good = [
        position
        for position, asset in enumerate(by_hand)
        if not asset_problems(asset, shipped_layers(), today=TODAY)
    ]
    assert list(checked.frame.index) == good
    written = frame_to_payloads(checked.frame)
    assert written == [dump(asset_to_content(by_hand[position])) for position in good]
    assert list(checked.frame.geometry) == [by_hand[position].geometry for position in good]


@given(rows=ROWS)
def test_a_row_as_an_asset_says_what_the_frame_says(rows):
    columns = {key: [row[key] for row in rows] for key in ("naam", "adres", "www", "van", "prijs")}
    for several in ("voor", "taal"):
        columns[several] = [", ".join(row[several]) for row in rows]
    frame = make_rows(
        {key: pd.Series(values, dtype=object) for key, values in columns.items()},
        geometry=[row["plek"] for row in rows],
        first_row=0,
    )
    fields = {name: COLUMNS[name] for name in COLUMNS if COLUMNS[name] in columns}

    checked = check(frame, fields)

    assets = [row_to_asset(row) for row in checked.frame.itertuples()]
    written = [dump(asset_to_content(asset)) for asset in assets]
    assert written == frame_to_payloads(checked.frame)
    assert [asset.geometry for asset in assets] == list(checked.frame.geometry)
