"""The steps of taking a list in, without a browser: each draws, and the choices count."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from assetmap.actions.demo import make_demo
from assetmap.actions.taking_in import look_at, runs
from assetmap.domain.permission import Person, Role
from assetmap.locale import translator
from assetmap.pages import state
from assetmap.pages.import_file import _safe_name
from assetmap.pages.import_state import COLUMNS, TakingIn
from assetmap.settings import ROOT, Settings
from assetmap.wiring import workspace

STEWARD = Person("test", Role.STEWARD)
_ = translator("nl")


@pytest.fixture(autouse=True)
def at_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ContextProxy, "ip_address", None)


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "demo.gpkg"
    made = workspace(Settings(store=path, geocoder="none"))
    make_demo(made, ROOT / "data" / "demo", person=STEWARD)
    made.close()
    return path


@pytest.fixture
def opened(demo_file: Path, tmp_path: Path) -> Iterator:
    path = Path(shutil.copy(demo_file, tmp_path / "store.gpkg"))
    settings = Settings(store=path, basemap="none", geocoder="none")
    made = workspace(settings)
    state.configure(made, settings)
    yield made
    made.close()


def draw() -> None:
    from assetmap.pages import import_page, notices

    notices.guarded(import_page.render, "import")()


@pytest.fixture
def app(opened, tmp_path: Path) -> AppTest:
    """The page with a list that was just looked at."""
    spot = opened.store().neighbourhoods().geometry.representative_point().iloc[0]
    path = tmp_path / "lijst.csv"
    path.write_text(
        "Naam,Soort,Telefoon,lat,lon\n"
        f"Het Nieuwe Huis <b>,Buurthuis,0570-123456,{spot.y},{spot.x}\n"
        "Zonder plek,Buurthuis,,,\n",
        encoding="utf-8",
    )
    now = TakingIn(step=COLUMNS, path=path, file_name="lijst.csv")
    now.found(look_at(opened.store(), path, person=STEWARD, file_name="lijst.csv"))
    app = AppTest.from_function(draw, default_timeout=30)
    app.session_state[state.IMPORT] = now
    app.session_state[state.PERSON] = STEWARD
    return app.run()


def now(app: AppTest) -> TakingIn:
    return app.session_state[state.IMPORT]


def press(app: AppTest, name: str) -> None:
    key = next(each.key for each in app.button if each.label == name)
    app.button(key=key).click().run()
    assert not app.exception


def words_on(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.title, *app.warning, *app.error, *app.info]
    return "\n".join(str(part.value) for part in parts)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\lijsten\\plekken.csv", "plekken.csv"),
        ("..", "list"),
        ("a" * 300 + ".csv", "a" * 116 + ".csv"),
        ("lijst;rm -rf.csv", "lijst_rm -rf.csv"),
    ],
)
def test_the_name_of_an_upload_is_only_a_name(given: str, kept: str) -> None:
    assert _safe_name(given) == kept


def test_each_step_draws_and_leads_to_the_map_and_back(app: AppTest, opened) -> None:
    assert not app.exception
    assert "Telefoon" in "\n".join(each.value for each in app.info)
    press(app, _("Next"))
    assert now(app).step == "words"
    press(app, _("Back"))
    assert now(app).step == "columns"
    press(app, _("Next"))
    press(app, _("Next"))
    assert now(app).step == "check"

    press(app, _("Put {count} on the map").format(count=1))

    assert now(app).step == "done"
    (run,) = [each for each in runs(opened.store(), person=STEWARD) if each.file == "lijst.csv"]
    assert (run.added, run.unplaced) == (1, 1)
    press(app, _("Place {count} rows").format(count=1))
    assert "Zonder plek" in "\n".join(each.value for each in app.subheader)
    press(app, _("Leave out"))
    assert _("Every row of this list has its place.") in [each.value for each in app.success]


def test_another_layer_brings_other_sorts_and_keeps_the_columns(app: AppTest) -> None:
    before = now(app).plan
    other = next(key for key in ("institutions", "associations") if key != before.layer)

    app.session_state[now(app).key("layer")] = other
    app.run()

    assert now(app).plan.layer == other
    assert now(app).plan.uses["Naam"] == "name"
    assert not app.exception


def test_what_was_prepared_goes_when_the_plan_changes(app: AppTest) -> None:
    press(app, _("Next"))
    press(app, _("Next"))
    assert now(app).prepared is not None

    now(app).planned(source="Een andere bron")

    assert now(app).prepared is None


def test_a_new_round_removes_the_file_of_the_one_before(app: AppTest, tmp_path: Path) -> None:
    import tempfile

    folder = tempfile.TemporaryDirectory(dir=tmp_path)
    now(app).folder = folder

    press(app, _("Another file"))

    assert not Path(folder.name).exists()
    assert now(app).step == "file"


def test_the_page_of_lists_draws_in_english(opened) -> None:
    app = AppTest.from_function(draw, default_timeout=30)
    app.session_state[state.PERSON] = STEWARD
    app.query_params["lang"] = "en"

    app.run()

    assert not app.exception
    assert [each.value for each in app.title] == ["Which list?"]


def test_a_contributor_is_told_that_a_steward_takes_lists_in(opened) -> None:
    app = AppTest.from_function(draw, default_timeout=30)
    app.session_state[state.PERSON] = Person("phone", Role.CONTRIBUTOR)

    app.run()

    assert len(app.warning) == 1
    assert not app.button
