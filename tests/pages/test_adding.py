"""The page *Toevoegen*: one question at a time, nothing lost, and what is wrong said beside it."""

from __future__ import annotations

import html
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
import shapely
import shapely.geometry
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from assetmap.actions.assets import add_asset, edit_asset
from assetmap.actions.demo import make_demo
from assetmap.actions.workspace import Store, Workspace
from assetmap.domain import opening
from assetmap.domain.asset import Asset, Contact
from assetmap.domain.permission import Person, Role
from assetmap.domain.selection import EVERYTHING, Selection
from assetmap.locale import translator
from assetmap.pages import (
    adding_hours,
    adding_name,
    adding_what,
    draft,
    state,
)
from assetmap.pages.living_map import Heard
from assetmap.settings import ROOT, Settings
from assetmap.wiring import workspace
from tests.factories import shipped_layers

# They start processes, or draw a page many times; `make test` runs them.
pytestmark = pytest.mark.slow

_ = translator("nl")

STEWARD = Person("test", Role.STEWARD)
HEMMERPOLDER = "ZW11"


@pytest.fixture(autouse=True)
def at_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's tester has no address of its own; None is what it gives for this computer."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    made = workspace(Settings(store=path))
    make_demo(made, ROOT / "data" / "demo", person=STEWARD)
    made.close()
    return path


@pytest.fixture
def settings(demo_file: Path, tmp_path: Path) -> Settings:
    path = Path(shutil.copy(demo_file, tmp_path / "store.gpkg"))
    return Settings(store=path, basemap="none", geocoder="none")


@pytest.fixture
def opened(settings: Settings) -> Iterator[Workspace]:
    made = workspace(settings)
    state.configure(made, settings)
    yield made
    made.close()


@pytest.fixture
def store(opened: Workspace) -> Store:
    return opened.store()


@pytest.fixture
def spot(store: Store) -> shapely.Point:
    """A place in Hemmerpolder."""
    areas = store.neighbourhoods().set_index("code")
    return areas.loc[HEMMERPOLDER].geometry.representative_point()


def the_page() -> None:
    """Draw the page, and do as its frame does: let it hear what is done on the map."""
    import streamlit as st

    from assetmap.pages import add, draft, notices, state

    st.session_state.setdefault(state.PAGES, {})
    kept = st.session_state.pop("test_kept", None)
    if kept is not None:
        draft.take(kept)
    with notices.spoken():
        add.render()
    wish = st.session_state.pop(state.WISH, None)
    heard = st.session_state.pop("test_heard", None)
    st.session_state["test_wish"] = wish
    if wish is not None and heard is not None:
        wish.hear(heard)


@pytest.fixture
def app(opened: Workspace) -> AppTest:
    page = AppTest.from_function(the_page, default_timeout=30)
    page.query_params["lang"] = "nl"
    return page.run()


def words_on(app: AppTest) -> str:
    drawn = [*app.markdown, *app.caption, *app.title, *app.warning, *app.error, *app.info]
    texts = [str(each.value) for each in drawn]
    texts += [html.unescape(each.proto.body) for each in app.get("html")]
    return "\n".join(texts)


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def heard(app: AppTest, **done: Any) -> AppTest:
    app.session_state["test_heard"] = Heard(**done)
    app.run()
    assert not app.exception
    return app


def click(app: AppTest, spot: shapely.Point) -> AppTest:
    return heard(app, place=(spot.y, spot.x))


def form_value(app: AppTest, name: str) -> Any:
    key = f"form_{saves(app)}_{name}"
    return app.session_state.get(key)


def heading(app: AppTest) -> str:
    return app.title[0].value


def at_the_name(app: AppTest, spot: shapely.Point) -> AppTest:
    """Answer where and what."""
    press(click(app, spot), "adding_on")
    return press(press(app, "pick_places"), "pick_places_play_area")


def type_name(app: AppTest, name: str) -> AppTest:
    app.text_input(key=f"form_{saves(app)}_name").input(name).run()
    assert not app.exception
    return app


def saves(app: AppTest) -> int:
    return app.session_state.get(state.SAVES, 0)


def begin_change(app: AppTest, record_id: str) -> AppTest:
    app.session_state[state.EDITING] = (record_id, None)
    app.run()
    assert not app.exception
    return app


def standing_park(store: Store, spot: shapely.Point, **more: Any) -> str:
    asset = Asset(layer="places", category="park", name="Veld", geometry=spot, **more)
    return add_asset(store, asset, person=STEWARD).id


# Quick add -----------------------------------------------------------------------------------


def test_a_place_is_added_in_three_questions(app: AppTest, store: Store, spot) -> None:
    at_the_name(app, spot)
    assert heading(app) == _("What is it called?")
    type_name(app, "Speelveld De Test")

    press(app, "save")

    assert heading(app) == _("Done")
    assert _("Saved. Everybody sees it on the map now.") in words_on(app)
    record_id, version = app.session_state[state.SAVED]
    saved = store.asset(record_id, viewer=STEWARD)
    assert (saved.version, version) == (1, 1)
    assert saved.asset.category == "play_area"
    assert saved.neighbourhood == HEMMERPOLDER
    assert saved.asset.precision == ""


def test_without_a_place_one_does_not_go_on(app: AppTest) -> None:
    press(app, "adding_on")

    assert heading(app) == _("Where is it?")
    assert _(
        "The place is missing. Click on the map, or say in which neighbourhood it is."
    ) in words_on(app)


def test_without_a_sort_one_does_not_go_on(app: AppTest, spot) -> None:
    press(click(app, spot), "adding_on")

    press(app, "adding_on")
    assert _("Choose what it is first: a place, a talent, ...") in words_on(app)
    press(app, "pick_places")
    press(app, "adding_on")

    assert heading(app) == _("What is it?")
    assert _("Choose which sort it is.") in words_on(app)


def test_without_a_name_it_is_not_saved_and_said_beside_the_field(app: AppTest, spot) -> None:
    press(at_the_name(app, spot), "save")

    assert heading(app) == _("What is it called?")
    assert _("The name is missing. What do people call it?") in words_on(app)


def test_going_back_and_on_loses_nothing(app: AppTest, spot) -> None:
    type_name(at_the_name(app, spot), "Blijft staan")

    press(press(app, "adding_back"), "adding_back")
    assert heading(app) == _("Where is it?")
    assert _("The place is on the map. Click again to move it.") in words_on(app)
    press(press(app, "adding_on"), "adding_on")

    assert heading(app) == _("What is it called?")
    assert app.text_input(key="form_0_name").value == "Blijft staan"
    assert form_value(app, "category") == "play_area"


def test_another_layer_keeps_the_name_the_place_and_the_former_sort(app: AppTest, spot) -> None:
    type_name(at_the_name(app, spot), "De Zwaan")

    press(press(app, "adding_back"), "other_kind")
    press(press(app, "pick_associations"), "pick_associations_sports_club")

    assert app.text_input(key="form_0_name").value == "De Zwaan"
    assert app.session_state[state.PLACE]["coordinates"] == pytest.approx((spot.x, spot.y))
    press(press(app, "adding_back"), "other_kind")
    press(app, "pick_places")
    assert form_value(app, "category") is None


def test_a_talent_never_gets_a_point_but_the_neighbourhood_that_was_pointed_at(
    app: AppTest, store: Store, spot
) -> None:
    press(click(app, spot), "adding_on")
    press(press(app, "pick_skills"), "pick_skills_cooking")
    type_name(app, "Soep voor de hele straat")
    press(app, "save")
    assert _("This is about a person. Ask first whether it may stand on the map.") in words_on(app)
    app.checkbox(key="form_0_consent").check().run()
    press(app, "save")
    assert _("Choose how this person said so: on screen, on paper, in words.") in words_on(app)
    app.radio(key="form_0_consent_how").set_value("on_paper").run()

    press(app, "save")

    saved = store.asset(app.session_state[state.SAVED][0], viewer=STEWARD)
    assert saved.asset.geometry is None
    assert saved.asset.neighbourhood == HEMMERPOLDER
    assert saved.asset.consent is not None


def test_somewhere_in_a_neighbourhood_needs_no_point(app: AppTest, store: Store) -> None:
    app.segmented_control(key="form_0_where").set_value("neighbourhood").run()
    app.selectbox(key="form_neighbourhood").set_value(HEMMERPOLDER).run()
    press(press(press(app, "adding_on"), "pick_heritage"), "pick_heritage_tradition")
    type_name(app, "Luilak")

    press(app, "save")

    saved = store.asset(app.session_state[state.SAVED][0], viewer=STEWARD)
    assert saved.asset.geometry is None
    assert saved.neighbourhood == HEMMERPOLDER


def test_typing_finds_a_sort_by_another_word_and_takes_it(app: AppTest, spot) -> None:
    press(click(app, spot), "adding_on")
    app.text_input(key="form_0_sort_words").input("speeltuin").run()

    press(app, adding_what.FIRST_FOUND)

    assert heading(app) == _("What is it called?")
    assert (form_value(app, "layer"), form_value(app, "category")) == ("places", "play_area")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Speelplek", ("places", "play_area")),
        ("playground", ("places", "play_area")),
        ("buurthuis", ("places", "community_centre")),
        ("museum", ("heritage", "museum_archive")),
        ("koken", ("skills", "cooking")),
        ("KERKHOF", ("heritage", "cemetery")),
    ],
)
def test_likely_sorts_know_titles_and_other_words(typed: str, expected: tuple[str, str]) -> None:
    layer, category = adding_what.likely_sorts(shipped_layers(), typed)[0]

    assert (layer.key, category.key) == expected


@pytest.mark.parametrize("typed", ["", "  ", "!!", "xyzxyz", "<script>"])
def test_nonsense_finds_no_sort(typed: str) -> None:
    assert adding_what.likely_sorts(shipped_layers(), typed) == []


def test_what_may_be_the_same_is_asked_and_a_no_is_heard(app: AppTest, store: Store, spot) -> None:
    standing = Asset(
        layer="places", category="community_centre", name="Buurthuis De Brug", geometry=spot
    )
    add_asset(store, standing, person=STEWARD)
    beside = shapely.Point(spot.x + 40 / 67_000, spot.y)
    type_name(at_the_name(app, beside), "de brug")
    assert "Buurthuis De Brug" in words_on(app)
    assert "40" in words_on(app)

    press(app, "no_double")

    assert "Buurthuis De Brug" not in words_on(app)
    press(app, "save")
    assert heading(app) == _("Done")


@pytest.mark.parametrize(
    ("metres", "said"), [(0, 5), (3, 5), (38, 40), (43, 45), (99.9, 100), (123, 100), (623, 600)]
)
def test_a_distance_is_said_as_a_person_says_it(metres: float, said: int) -> None:
    assert adding_name.rounded(metres) == said


# The place -----------------------------------------------------------------------------------


def draw_mode(app: AppTest, kind: str) -> AppTest:
    app.segmented_control(key="form_0_where").set_value(kind).run()
    return app


def test_an_area_that_crosses_itself_is_mended_and_shown_before_saving(
    app: AppTest, store: Store, spot
) -> None:
    draw_mode(app, "area")
    x, y, d = spot.x, spot.y, 0.0005
    bow = [[x, y], [x + d, y + d], [x + d, y], [x, y + d], [x, y]]

    heard(app, drawing={"type": "Polygon", "coordinates": [bow]})

    assert _("The shape crossed itself. It is mended now: look whether it is right.") in words_on(
        app
    )
    shown = shapely.geometry.shape(app.session_state["test_wish"].shape)
    assert shown.is_valid
    assert shown.geom_type == "MultiPolygon"
    press(press(press(app, "adding_on"), "pick_places"), "pick_places_park")
    press(type_name(app, "Park De Strik"), "save")
    saved = store.asset(app.session_state[state.SAVED][0], viewer=STEWARD)
    assert saved.asset.geometry.equals(shown)


def test_an_area_without_an_inside_is_refused(app: AppTest, spot) -> None:
    draw_mode(app, "area")
    flat = [[spot.x, spot.y], [spot.x + 0.001, spot.y], [spot.x, spot.y]]

    heard(app, drawing={"type": "Polygon", "coordinates": [[*flat, flat[0]]]})

    assert _("This shape has no inside. Draw it again, around once.") in words_on(app)
    assert app.session_state[state.PLACE] is None


def test_a_shape_with_too_many_corners_is_refused(app: AppTest, spot) -> None:
    draw_mode(app, "area")
    ring = spot.buffer(0.001, quad_segs=2_600)

    heard(app, drawing=shapely.geometry.mapping(ring))

    assert _("This shape has too many corners. Draw it simpler.") in words_on(app)


def test_a_spot_is_kept_while_one_looks_at_drawing_an_area(app: AppTest, spot) -> None:
    click(app, spot)

    draw_mode(app, "area")
    assert app.session_state["test_wish"].mode == "area"
    draw_mode(app, "point")

    assert app.session_state["test_wish"].pin == pytest.approx((spot.y, spot.x))


def test_a_drawn_line_does_not_fit_associations_and_that_is_asked_again(app: AppTest, spot) -> None:
    draw_mode(app, "line")
    line = [[spot.x, spot.y], [spot.x + 0.001, spot.y]]
    heard(app, drawing={"type": "LineString", "coordinates": line})
    press(press(press(app, "adding_on"), "pick_associations"), "pick_associations_sports_club")
    type_name(app, "De Zwaan")

    press(app, "save")

    assert heading(app) == _("Where is it?")
    assert _(
        "The place is missing. Click on the map, or say in which neighbourhood it is."
    ) in words_on(app)
    click(app, spot)
    press(press(app, "adding_on"), "adding_on")
    assert app.text_input(key="form_0_name").value == "De Zwaan"


def test_a_place_in_another_country_is_refused(app: AppTest) -> None:
    click(app, shapely.Point(2.35, 48.85))

    press(app, "adding_on")

    assert heading(app) == _("Where is it?")
    said = _("This place lies outside the boundaries. Click on a place inside them.")
    assert said in words_on(app)


# After saving --------------------------------------------------------------------------------


def add_one(app: AppTest, spot: shapely.Point, name: str = "Speelveld De Test") -> str:
    press(type_name(at_the_name(app, spot), name), "save")
    record_id: str = app.session_state[state.SAVED][0]
    return record_id


def test_another_one_keeps_the_layer_and_the_neighbourhood(app: AppTest, spot) -> None:
    add_one(app, spot)

    press(app, "add_another")

    assert heading(app) == _("Where is it?")
    assert form_value(app, "layer") == "places"
    assert form_value(app, "name") is None
    assert app.session_state[state.NEIGHBOURHOOD] == HEMMERPOLDER
    assert state.PLACE not in app.session_state


def test_undo_takes_it_out_of_sight_and_keeps_what_was_written(
    app: AppTest, store: Store, spot
) -> None:
    record_id = add_one(app, spot)

    press(app, "undo_save")

    assert store.asset(record_id, viewer=STEWARD).status == "retired"
    assert heading(app) == _("What is it called?")
    assert app.text_input(key="form_0_name").value == "Speelveld De Test"


def test_telling_more_opens_the_whole_form_of_what_was_saved(
    app: AppTest, store: Store, spot
) -> None:
    record_id = add_one(app, spot)
    press(app, "tell_more")
    assert heading(app) == _("Change")
    app.text_input(key=f"form_{saves(app)}_website").input("www.example.org").run()
    app.pills(key=f"form_{saves(app)}_audience").set_value(["children"]).run()

    press(app, "save")

    saved = store.asset(record_id, viewer=STEWARD)
    assert saved.version == 2
    assert saved.asset.website == "https://www.example.org"
    assert saved.asset.audience == ("children",)
    assert saved.asset.name == "Speelveld De Test"


def test_what_one_chose_to_see_stays_unless_it_would_hide_the_new_one(app: AppTest, spot) -> None:
    chosen = Selection(neighbourhood=HEMMERPOLDER, layers=("heritage",), free=True)
    app.session_state[state.SELECTION] = chosen

    add_one(app, spot)

    now = app.session_state[state.SELECTION]
    assert now == Selection(neighbourhood=HEMMERPOLDER)
    assert _("What you chose to see would hide it; that part is off now.") in words_on(app)


def test_what_one_chose_to_see_stays_as_it_is_when_it_shows_the_new_one(app: AppTest, spot) -> None:
    chosen = Selection(neighbourhood=HEMMERPOLDER, layers=("places",))
    app.session_state[state.SELECTION] = chosen

    add_one(app, spot)

    assert app.session_state[state.SELECTION] == chosen
    assert chosen != EVERYTHING


def test_who_may_only_add_adds_all_at_once_and_can_take_it_back(
    app: AppTest, store: Store, spot
) -> None:
    app.session_state[state.PERSON] = Person("phone", Role.CONTRIBUTOR)
    type_name(at_the_name(app, spot), "Speelveld De Test")
    press(app, "more_first")
    app.text_input(key="form_0_website").input("https://example.org").run()
    press(app, "save")
    assert heading(app) == _("Done")
    assert not [each for each in app.button if each.key == "tell_more"]
    record_id = app.session_state[state.SAVED][0]
    assert store.asset(record_id, viewer=STEWARD).asset.website == "https://example.org"

    press(app, "undo_save")

    assert store.asset(record_id, viewer=STEWARD).status == "retired"


def test_who_may_only_look_does_not_get_the_questions(app: AppTest) -> None:
    app.session_state[state.PERSON] = Person("visitor", Role.VISITOR)

    app.run()

    assert not app.title
    assert app.warning


# The whole form ------------------------------------------------------------------------------


def test_wrong_answers_are_said_beside_their_fields_and_at_the_top(
    app: AppTest, store: Store, spot
) -> None:
    record_id = standing_park(store, spot)
    begin_change(app, record_id)
    form = f"form_{saves(app)}"
    app.text_input(key=f"{form}_website").input("geen adres").run()
    app.number_input(key=f"{form}_existed_from").set_value(1990).run()
    app.number_input(key=f"{form}_existed_to").set_value(1980).run()

    press(app, "save")

    words = words_on(app)
    assert "geen adres" in words
    assert _("website") in app.warning[0].value
    assert _("year of ending") in app.warning[0].value
    assert store.asset(record_id, viewer=STEWARD).version == 1
    app.text_input(key=f"{form}_website").input("").run()
    app.number_input(key=f"{form}_existed_to").set_value(1999).run()
    press(app, "save")
    assert store.asset(record_id, viewer=STEWARD).version == 2


def test_a_change_fills_all_that_is_there_and_saves_it_unchanged(
    app: AppTest, store: Store, spot
) -> None:
    said = {
        "offers": "Gras en zon", "address": "Dijk 1", "website": "https://example.org",
        "opening_hours": "Mo-Fr 09:00-17:00", "themes": ("health",), "audience": ("young",),
        "cost": "free", "wheelchair": "yes", "languages": ("nl", "ar"), "existed_from": 1990,
        "source": "Verteld", "precision": "street", "public_contact": "info@example.org",
    }  # fmt: skip
    asset = Asset(layer="places", category="park", name="Veld", geometry=spot, **said)
    contact = Contact(person="Fatma Yilmaz", phone="06-12345678")
    record_id = add_asset(store, asset, person=STEWARD, contact=contact).id
    begin_change(app, record_id)

    press(app, "save")

    assert heading(app) == _("Done")
    standing = store.asset(record_id, viewer=STEWARD)
    assert (standing.version, standing.asset, standing.contact) == (1, asset, contact)


def test_another_spot_forgets_how_precise_the_former_one_was(
    app: AppTest, store: Store, spot
) -> None:
    record_id = standing_park(store, spot, precision="street")
    begin_change(app, record_id)

    click(app, shapely.Point(spot.x + 0.0001, spot.y))
    press(app, "save")

    assert store.asset(record_id, viewer=STEWARD).asset.precision == ""


def test_a_half_change_is_told_as_such_and_can_be_stopped(app: AppTest, store: Store, spot) -> None:
    begin_change(app, standing_park(store, spot))

    app.run()

    words = _("You are changing '{name}', which is there already. Nothing is saved yet.")
    assert words.format(name="Veld") in words_on(app)
    assert app.button(key="stop")


def test_a_change_of_what_somebody_else_changed_asks_and_loses_nothing(
    app: AppTest, store: Store, spot
) -> None:
    record_id = standing_park(store, spot)
    begin_change(app, record_id)
    other = Asset(layer="places", category="park", name="Weide", geometry=spot)
    edit_asset(store, record_id, other, based_on=1, person=STEWARD)
    type_name(app, "Akker")

    press(app, "save")

    assert state.CONFLICT in app.session_state
    assert store.asset(record_id, viewer=STEWARD).asset.name == "Weide"
    assert form_value(app, "name") == "Akker"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_step_draws_in_each_language(opened: Workspace, spot, language: str) -> None:
    app = AppTest.from_function(the_page, default_timeout=30)
    app.query_params["lang"] = language
    app.run()
    at_the_name(app, spot)
    press(app, "more_first")

    assert not app.error
    assert heading(app) == translator(language)("Tell more about it")


# Opening hours -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "start", "end", "expected"),
    [
        (["Mo", "Tu", "We", "Th", "Fr"], time(9), time(17), "Mo-Fr 09:00-17:00"),
        (["Fr", "Mo"], time(9, 30), time(12), "Mo,Fr 09:30-12:00"),
        (["Sa", "Su"], time(10), time(16), "Sa,Su 10:00-16:00"),
        (["Mo", "Tu", "We", "Sa"], time(17), time(2), "Mo-We,Sa 17:00-02:00"),
        (["Su"], time(20), time(0), "Su 20:00-24:00"),
    ],
)
def test_days_and_times_become_hours_in_openstreetmaps_words(
    days: list[str], start: time, end: time, expected: str
) -> None:
    made = adding_hours.osm_hours(days, start, end)

    assert made == expected
    assert opening.status_at(made, datetime(2026, 5, 1, tzinfo=UTC)).state != opening.UNKNOWN


def test_the_helper_adds_hours_to_those_that_are_there(app: AppTest, store: Store, spot) -> None:
    begin_change(app, standing_park(store, spot, opening_hours="Mo-Fr 09:00-17:00"))
    form = f"form_{saves(app)}"
    press(app, "add_hours")
    assert _("Choose the days first.") in words_on(app)
    app.pills(key=f"{form}_hours_days").set_value(["Sa"]).run()
    app.time_input(key=f"{form}_hours_to").set_value(time(13)).run()

    press(app, "add_hours")

    hours = app.text_input(key=f"{form}_opening_hours").value
    assert hours == "Mo-Fr 09:00-17:00; Sa 09:00-13:00"


def test_hours_in_own_words_are_told_to_stay_as_they_are(app: AppTest, store: Store, spot) -> None:
    begin_change(app, standing_park(store, spot, opening_hours="als de vlag hangt"))

    said = _("Shown as it stands. Whether it is open now cannot be told from these words.")
    assert said in words_on(app)


# Drafts --------------------------------------------------------------------------------------


def kept(**more: Any) -> dict[str, Any]:
    fields = {
        "layer": "places",
        "category": "park",
        "name": "Halverwege",
        "themes": ["health"],
        **more.pop("fields", {}),
    }
    content = {"step": "name", "place": None, "neighbourhood": None, "editing": None, **more}
    return {"id": "earlier.0", "content": {**content, "fields": fields}}


def give_back(app: AppTest, draft_kept: Any) -> AppTest:
    app.session_state["test_kept"] = draft_kept
    app.run()
    assert not app.exception
    return app


def test_an_earlier_draft_is_offered_and_gone_on_with(app: AppTest, spot) -> None:
    place = shapely.geometry.mapping(spot)
    give_back(app, kept(place={**place, "coordinates": list(place["coordinates"])}))
    assert _("You were busy with '{name}'.").format(name="Halverwege") in words_on(app)

    press(app, "draft_on")

    assert heading(app) == _("What is it called?")
    assert app.text_input(key=f"form_{saves(app)}_name").value == "Halverwege"
    press(app, "save")
    assert heading(app) == _("Done")


def test_an_earlier_draft_can_be_thrown_away_and_does_not_come_back(app: AppTest) -> None:
    give_back(app, kept())

    press(app, "draft_away")
    give_back(app, kept())

    assert heading(app) == _("Where is it?")
    assert form_value(app, "name") is None


@pytest.mark.parametrize(
    "strange",
    [
        None,
        "draft",
        {},
        {"id": 3, "content": {"fields": {}}},
        {"id": "x", "content": []},
        {"id": "x", "content": {"fields": None}},
    ],
    ids=str,
)
def test_what_is_no_draft_is_not_offered(app: AppTest, strange: Any) -> None:
    give_back(app, strange)

    assert heading(app) == _("Where is it?")


@pytest.mark.parametrize(
    "strange",
    [
        {"place": {"type": "Point", "coordinates": ["x", None]}},
        {"place": {"type": "Point", "coordinates": [500, 90]}},
        {"place": {"type": "GeometryCollection", "geometries": []}},
        {"place": {"type": "Polygon", "coordinates": [[[5, 52], [5.1, 52.1], [5, 52]]]}},
        {"place": ["<script>"]},
        {"neighbourhood": ["ZW11"], "step": "nowhere"},
        {"editing": ["../../etc/passwd", 1]},
        {"editing": {"id": 1}},
        {
            "fields": {
                "layer": "nowhere",
                "category": {"a": 1},
                "themes": ["health", "war"],
                "cost": 3,
                "existed_from": 1e99,
                "consent": "yes",
                "where": "heaven",
                "name": ["x"],
                "offers": "x" * 20_000,
                "own_capacity": "many",
            }
        },
        {"fields": {"themes": [["health"]], "languages": "nl", "existed_to": True}},
    ],
)
def test_a_draft_that_was_tampered_with_gives_a_sound_form(app: AppTest, strange: Any) -> None:
    give_back(app, kept(**strange))

    press(app, "draft_on")

    assert not app.error
    assert heading(app) in {_("Where is it?"), _("What is it?"), _("What is it called?")}


def test_a_half_change_comes_back_as_a_change_based_on_what_it_began_from(
    app: AppTest, store: Store, spot
) -> None:
    record_id = standing_park(store, spot)
    other = Asset(layer="places", category="park", name="Veld", offers="Gras", geometry=spot)
    edit_asset(store, record_id, other, based_on=1, person=STEWARD, contact=Contact(person="Nieuw"))
    place = {"type": "Point", "coordinates": [spot.x, spot.y]}
    fields = {"name": "Akker", "contact_person": "Oud"}
    give_back(app, kept(editing=[record_id, 1], step="form", place=place, fields=fields))

    press(app, "draft_on")
    assert heading(app) == _("Change")
    press(app, "save")

    saved = store.asset(record_id, viewer=STEWARD)
    assert (saved.asset.name, saved.asset.offers) == ("Akker", "Gras")
    assert saved.contact == Contact(person="Nieuw")


def test_who_may_only_add_gets_no_change_back(app: AppTest, store: Store, spot) -> None:
    record_id = standing_park(store, spot)
    app.session_state[state.PERSON] = Person("phone", Role.CONTRIBUTOR)
    give_back(app, kept(editing=[record_id, 1], step="form"))

    press(app, "draft_on")

    assert state.EDITING not in app.session_state


def test_contact_and_consent_are_told_apart_from_the_rest() -> None:
    names = ["name", "consent", "consent_how", "contact_phone", "offers"]

    assert [name for name in names if draft.is_private(name)] == names[1:4]


# Far outside ---------------------------------------------------------------------------------


def outside(store: Store, metres: float) -> shapely.Point:
    """Return a place west of all neighbourhoods."""
    west, south, _east, north = store.neighbourhoods().total_bounds
    frame = store.neighbourhoods()
    middle = shapely.Point(west, (south + north) / 2)
    edge = frame.union_all().boundary.interpolate(frame.union_all().boundary.project(middle))
    return shapely.Point(edge.x - metres / 67_500, edge.y)


def test_a_place_some_kilometres_outside_is_asked_about(app: AppTest, store: Store) -> None:
    far = outside(store, 5_000)
    press(click(app, far), "adding_on")
    assert heading(app) == _("Where is it?")
    assert _("This lies {kilometres} km outside the map. Is that right?").split("{")[0] in words_on(
        app
    )
    press(app, "far_no")
    assert app.session_state[state.PLACE] is None
    click(app, far)

    press(app, "far_yes")
    press(press(press(app, "adding_on"), "pick_places"), "pick_places_play_area")
    press(type_name(app, "Over de grens"), "save")

    saved = store.asset(app.session_state[state.SAVED][0], viewer=STEWARD)
    assert saved.asset.geometry.equals(far)
    assert saved.neighbourhood is None


def test_a_talent_keeps_no_address_and_no_way_to_reach_a_person(app: AppTest, spot) -> None:
    app.session_state["form_0_layer"] = "skills"
    app.session_state[state.STEP] = (0, "form")
    app.run()

    keys = {each.key for each in app.text_input}
    assert "form_0_website" in keys
    assert not {"form_0_address", "form_0_public_contact"} & keys
