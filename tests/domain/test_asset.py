"""The rules of an asset, one by one."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from pydantic import ValidationError

from assetmap.domain.asset import FIELD_WORDS, Asset, Contact
from assetmap.domain.asset_rules import asset_problems, check_asset
from assetmap.domain.consent import Consent
from assetmap.errors import InvalidAsset
from tests.factories import TODAY, make_asset, make_talent, point_in, square

LINE = shapely.LineString([(6.1, 52.2), (6.11, 52.21)])
AREA = square(6.1, 52.2)
BOW_TIE = shapely.Polygon([(6.1, 52.2), (6.2, 52.3), (6.2, 52.2), (6.1, 52.3)])
ROUND = shapely.Point(6.1, 52.2).buffer(0.01, quad_segs=3000)

GOOD = {
    "a place": make_asset(),
    "a talent": make_talent(),
    "a talent without consent yet": make_talent(until=None),
    "a line": make_asset(category="walk_route", geometry=LINE),
    "an area": make_asset(category="park", geometry=AREA),
    "several points": make_asset(geometry=shapely.MultiPoint([point_in(0), point_in(1)])),
    "no place, but a neighbourhood": make_asset(geometry=None, neighbourhood="BU00"),
    "everything filled in": make_asset(
        offers="Boeken, een leestafel en taalles.",
        themes=("schooling", "social_life", "task_social"),
        address="Brink 1",
        website="https://www.example.org/bieb",
        opening_hours="Mo-Fr 10:00-17:00",
        existed_from=1987,
        existed_to=2030,
        audience=("children", "young", "parents", "older", "newcomers", "everyone"),
        cost="small",
        wheelchair="limited",
        languages=("nl", "dse", "ru"),
        fields={"capacity": 40, "equipment": "beamer"},
        source="buurtlijst",
        source_id="12",
    ),
    "a name of 200 characters": make_asset("n" * 200),
    "the first year": make_asset(existed_from=1, existed_to=1),
    "the last year": make_asset(existed_to=TODAY.year + 50),
    "what an import could not place": make_asset(fields={"source_category": "leeszaal"}),
}

# What is wrong, the field that the message belongs to, and words of the message.
WRONG = {
    "an unknown layer": (make_asset(layer="problems"), "layer", "no layer 'problems'"),
    "no name": (make_asset(""), "name", "name is missing"),
    "a name of spaces": (make_asset("  \t "), "name", "name is missing"),
    "a long name": (make_asset("n" * 201), "name", "201 characters; 200 is the most"),
    "a long address": (make_asset(address="a" * 201), "address", "201 characters"),
    "a long source": (make_asset(source="a" * 201), "source", "201 characters"),
    "a long text": (make_asset(offers="a" * 10_001), "offers", "10001 characters"),
    "a long web address": (
        make_asset(website="https://example.org/" + "a" * 2000),
        "website",
        "2020 characters; 2000 is the most",
    ),
    "long opening hours": (
        make_asset(opening_hours="Mo " * 200),
        "opening_hours",
        "599 characters; 500 is the most",
    ),
    "no web address": (make_asset(website="www.example.org"), "website", "https://"),
    "code as web address": (make_asset(website="javascript:alert(1)"), "website", "https://"),
    "a category of another layer": (
        make_asset(category="cooking"),
        "category",
        "no category 'cooking'",
    ),
    "an unknown theme": (
        make_asset(themes=("health", "parking", "noise")),
        "themes",
        "no theme 'parking, noise'",
    ),
    "an unknown audience": (
        make_asset(audience=("young", "cats", "dogs")),
        "audience",
        "'cats, dogs' is no answer for 'for whom'. Choose from: everyone, children, young,",
    ),
    "an unknown cost": (make_asset(cost="1 euro"), "cost", "Choose from: free, small, paid."),
    "an unknown wheelchair": (
        make_asset(wheelchair="partly"),
        "wheelchair",
        "'partly' is no answer for 'wheelchair'. Choose from: yes, limited, no.",
    ),
    "an unknown language": (
        make_asset(languages=("xx", "nl")),
        "languages",
        "'xx' is no answer for 'languages'. Choose from: nl, fy,",
    ),
    "the year nought": (make_asset(existed_from=0), "existed_from", "0 is no year"),
    "a year far ahead": (make_asset(existed_to=2077), "existed_to", "from 1 to 2076"),
    "an end before the start": (
        make_asset(existed_from=2000, existed_to=1999),
        "existed_to",
        "ends in 1999, before it begins in 2000",
    ),
    "an unknown field": (make_asset(fields={"mood": "good"}), "mood", "no field 'mood'"),
    "a text for a number": (
        make_asset(fields={"capacity": "many"}),
        "capacity",
        "does not fit the field 'capacity' (a number)",
    ),
    "yes for a number": (make_asset(fields={"capacity": True}), "capacity", "(a number)"),
    "a number for a text": (make_asset(fields={"equipment": 3}), "equipment", "(text)"),
    "a long text in a field": (
        make_asset(fields={"equipment": "a" * 10_001}),
        "equipment",
        "(text)",
    ),
    "an answer that is no choice": (
        make_asset(fields={"bookable": "perhaps"}),
        "bookable",
        "(one of the choices)",
    ),
    "a word for yes or no": (make_talent(fields={"teaches": "ja"}), "teaches", "(yes or no)"),
    "no place at all": (make_asset(geometry=None), "geometry", "place is missing"),
    "an empty place": (make_asset(geometry=shapely.Point()), "geometry", "place is missing"),
    "an address for a talent": (
        make_talent(geometry=point_in(0)),
        "geometry",
        "no place of their own",
    ),
    "a line where none is taken": (
        make_asset(layer="associations", category="sports_club", geometry=LINE),
        "geometry",
        "takes a spot, an area; this is a line",
    ),
    "a collection": (
        make_asset(geometry=shapely.GeometryCollection([point_in(0), LINE])),
        "geometry",
        "this is a mix of shapes",
    ),
    "metres for degrees": (
        make_asset(geometry=shapely.Point(117380, 575040)),
        "geometry",
        "outside the world: 117380.0, 575040.0",
    ),
    "a shape with very many corners": (
        make_asset(category="park", geometry=ROUND),
        "geometry",
        "10000 is the most",
    ),
    "an area that crosses itself": (
        make_asset(category="park", geometry=BOW_TIE),
        "geometry",
        "crosses itself",
    ),
    "a consent that ends before it begins": (
        make_talent(
            consent=Consent(how="on_paper", given_on=date(2026, 5, 2), until=date(2026, 5, 1))
        ),
        "consent",
        "ends before it begins",
    ),
    "a consent of more than two years": (
        make_talent(
            consent=Consent(how="on_paper", given_on=date(2026, 5, 1), until=date(2028, 5, 2))
        ),
        "consent",
        "on or before 2028-05-01",
    ),
}


@pytest.mark.parametrize("asset", GOOD.values(), ids=GOOD.keys())
def test_a_good_asset_has_no_problems(asset, layers):
    assert asset_problems(asset, layers, today=TODAY) == []


@pytest.mark.parametrize(("asset", "field", "words"), WRONG.values(), ids=WRONG.keys())
def test_a_broken_rule_is_told_with_its_field(asset, field, words, layers):
    problems = asset_problems(asset, layers, today=TODAY)

    assert [problem.field for problem in problems] == [field]
    assert words in str(problems[0])


def test_everything_that_is_wrong_is_told_at_once(layers):
    asset = make_asset("", website="nergens", existed_from=0, geometry=None)

    with pytest.raises(InvalidAsset) as caught:
        check_asset(asset, layers, today=TODAY)

    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["name", "website", "existed_from", "geometry"]


def test_a_good_asset_passes_the_check(layers):
    check_asset(make_asset(), layers, today=TODAY)


def test_spaces_around_a_text_do_not_count():
    assert make_asset("  Bibliotheek ", address=" Brink 1\n").name == "Bibliotheek"


def test_the_order_in_which_themes_are_chosen_makes_no_difference():
    assert make_asset(themes=("task_energy", "health")) == make_asset(
        themes=("health", "task_energy", "health")
    )


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [
        ("audience", ("older", "young"), ("young", "older", "young")),
        ("languages", ("ar", "nl"), ("nl", "ar")),
    ],
)
def test_the_order_in_which_traits_are_chosen_makes_no_difference(field, one, other):
    assert make_asset(**{field: one}) == make_asset(**{field: other})


@pytest.mark.parametrize(("own", "said"), [("yes", "yes"), ("partly", "limited"), ("no", "no")])
def test_a_wheelchair_in_the_fields_of_a_layer_is_said_by_the_asset(own, said):
    asset = make_asset(fields={"capacity": 40, "wheelchair": own})

    assert (asset.wheelchair, asset.fields) == (said, {"capacity": 40})


def test_what_the_asset_says_of_wheelchairs_goes_before_what_its_field_says():
    asset = make_asset(wheelchair="no", fields={"wheelchair": "yes"})

    assert (asset.wheelchair, asset.fields) == ("no", {})


@pytest.mark.parametrize("own", ["perhaps", True, 3, "", "limited"])
def test_another_answer_in_such_a_field_stays_where_it_is(own):
    asset = make_asset(fields={"wheelchair": own})

    assert (asset.wheelchair, asset.fields) == ("", {"wheelchair": own})


@pytest.mark.parametrize(
    "fields", [None, [], ["wheelchair"], {"wheelchair": ["yes"]}, "wheelchair"]
)
def test_fields_that_are_none_are_refused_and_not_looked_into(fields):
    with pytest.raises(ValidationError):
        make_asset(fields=fields)


def test_every_part_of_an_asset_has_a_word():
    assert set(Asset.model_fields) | {"contact"} == set(FIELD_WORDS)


def test_a_field_that_the_model_does_not_know_is_refused():
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        make_asset(phone="06-12345678")


def test_an_asset_cannot_be_changed_in_place():
    with pytest.raises(ValueError, match="frozen"):
        make_asset().name = "Wijkcentrum"


@pytest.mark.parametrize(
    ("contact", "empty"),
    [
        (Contact(), True),
        (Contact(person="  "), True),
        (Contact(phone="06-12345678"), False),
        (Contact(email="fatma@example.org"), False),
    ],
)
def test_a_contact_is_empty_when_nothing_is_filled_in(contact, empty):
    assert contact.is_empty() is empty
