"""Each page draws, in both languages, for who may and who may not, and shows errors as words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from assetmap.actions.demo import make_demo
from assetmap.domain.permission import Person, Role
from assetmap.locale import translator
from assetmap.pages import state
from assetmap.settings import ROOT, Settings
from assetmap.wiring import workspace

SCRIPT = str(ROOT / "assetmap" / "pages" / "script.py")
_ = translator("nl")


@pytest.fixture(autouse=True)
def at_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit's tester has no address of its own; None is what it gives for this computer."""
    monkeypatch.setattr(ContextProxy, "ip_address", None)


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    made = workspace(Settings(store=path))
    make_demo(made, ROOT / "data" / "demo", person=Person("test", Role.STEWARD))
    made.close()
    return path


@pytest.fixture
def settings(demo_file: Path, tmp_path: Path) -> Settings:
    return Settings(
        store=Path(shutil.copy(demo_file, tmp_path / "store.gpkg")), basemap="none", geocoder="none"
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[AppTest]:
    opened = workspace(settings)
    state.configure(opened, settings)
    yield AppTest.from_file(SCRIPT, default_timeout=30)
    opened.close()


def words_on(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.title, *app.warning, *app.error]
    return "\n".join(str(part.value) for part in parts)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_map_page_draws_in_each_language(app: AppTest, language: str) -> None:
    app.query_params["lang"] = language

    app.run()

    assert not app.exception
    assert not app.error
    assert app.button(key="add").label == translator(language)("Add")


def test_the_address_says_what_to_see(app: AppTest) -> None:
    app.query_params.update({"laag": "places,heritage", "buurt": "ZW11", "gratis": "1"})

    app.run()

    chosen = app.session_state[state.SELECTION]
    assert chosen.layers == ("places", "heritage")
    assert chosen.neighbourhood == "ZW11"
    assert chosen.free
    assert app.query_params["laag"] == "places,heritage"


def test_an_unknown_neighbourhood_in_the_address_is_told_and_left_out(app: AppTest) -> None:
    app.query_params["buurt"] = "<script>"

    app.run()

    assert not app.exception
    assert app.session_state[state.SELECTION].neighbourhood == ""
    assert [each.value for each in app.toast] == [_(state.UNKNOWN_NEIGHBOURHOOD)]


def test_an_unknown_asset_in_the_address_opens_the_map_without_a_card(app: AppTest) -> None:
    app.query_params["asset"] = "../../etc/passwd"

    app.run()

    assert not app.exception
    assert state.SELECTED not in app.session_state or app.session_state[state.SELECTED] is None


def test_without_a_store_the_two_ways_to_begin_are_offered(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "none.gpkg")
    state.configure(workspace(settings), settings)
    app = AppTest.from_file(SCRIPT, default_timeout=30)

    app.run()

    assert not app.exception
    assert [each.label for each in app.button] == [_("Open the demonstration")]
    assert _("Your own municipality") in words_on(app)


def test_a_visitor_from_elsewhere_cannot_begin_a_map(tmp_path: Path) -> None:
    settings = Settings(store=tmp_path / "none.gpkg", local_is_steward=False)
    state.configure(workspace(settings), settings)
    app = AppTest.from_file(SCRIPT, default_timeout=30)

    app.run()

    assert not app.button
    assert app.warning
    assert not (tmp_path / "none.gpkg").exists()


def test_a_damaged_store_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "store.gpkg"
    path.write_text("this is no store, only words" * 100)
    settings = Settings(store=path)
    state.configure(workspace(settings), settings)
    app = AppTest.from_file(SCRIPT, default_timeout=30)

    app.run()

    assert not app.exception
    assert len(app.error) == 1
    assert r"store\.gpkg" in app.error[0].value
    assert "Traceback" not in words_on(app)
    assert path.read_text() == "this is no store, only words" * 100


def test_an_unexpected_error_is_logged_and_shown_as_one_calm_sentence(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fall(*_: object, **__: object) -> None:
        raise ZeroDivisionError("private words")

    monkeypatch.setattr("assetmap.pages.map.render", fall)

    app.run()

    assert not app.exception
    assert [each.value for each in app.error] == [
        _("Something went wrong on our side. Nothing is lost. Try it again.")
    ]
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("page", "words"), [("add", "Where is it?"), ("export", "Take the map along")]
)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_other_pages_draw_in_each_language(
    app: AppTest, page: str, words: str, language: str
) -> None:
    def other_page() -> None:
        import importlib

        import streamlit as st

        importlib.import_module(f"assetmap.pages.{st.session_state['go']}").render()

    other = AppTest.from_function(other_page, default_timeout=30)
    other.query_params["lang"] = language
    other.session_state["go"] = page
    other.run()

    assert not other.exception
    assert translator(language)(words) in words_on(other)
